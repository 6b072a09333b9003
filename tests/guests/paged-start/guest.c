// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start of a VM with page tables: registers, shared page, the initial mappings,
 * and memory that its kernel must not be able to access.
 */
#include "paged.h"

static void start(void)
{
	uint32_t features = 0;

	same(at_start.r0, DUET_SHARED_VA, "start: r0 is the shared page");
	same(at_start.sp, 0, "start: sp is 0");
	same(at_start.cpsr & 0x3f, 0x10, "start: ARM state in USR mode");
	duet_version(&features);
	same(features, DUET_FEATURE_PAGED | DUET_FEATURE_RESTART |
	     DUET_FEATURE_FCSE, "features");
	same(shared->features, features, "features, shared page");
	same(shared->magic, DUET_INFO_MAGIC, "magic");
	same(shared->mask, DUET_PSR_I, "masked");
	same(shared->pend | shared->ack | shared->qlen | shared->busy, 0,
	     "pend, ack, qlen, busy are 0");
	same(shared->ram_pa, RAM_PA, "RAM's frame");
	same(shared->ram_va, RAM_VA, "RAM's address");
	same(shared->ram_size, RAM_SIZE, "RAM's size");
	same(shared->zone_size, 0x100000, "zone's size");
	same(shared->root, ROOT, "first-level table");
	same(shared->kernel_base, 0xbf000000, "kernel's half");
	same(shared->lives, 1, "first life");
	same(shared->device_events, 2, "event of the UART");
	same(shared->device_va, 0, "no device pages in the window");
}

static void channels(void)
{
	volatile struct duet_channel_info *c = shared->channel;

	same(shared->nr_channels, 2, "two channels");
	same(c[0].va, 0xfe000000, "cached channel: address");
	same(c[0].size, 0x10000, "... size");
	same(c[0].flags & DUET_CHAN_UNCACHED, 0, "... flags");
	same(c[0].event, 2, "... event");
	same(c[0].peer, 1, "... peer");
	same(c[1].pa, UNCACHED_PA, "uncached channel: frame");
	same(c[1].flags & DUET_CHAN_UNCACHED, DUET_CHAN_UNCACHED, "... flags");
	same(c[1].event, 3, "... event");
}

static void ram(void)
{
	uint32_t va, word;
	bool good = true;

	for (va = RAM_VA + FREE_PA; va < RAM_VA + RAM_SIZE; va += 0x1000) {
		word = va ^ 0x5a5a5a5a;
		good &= !probe_str(va, &word);
	}
	for (va = RAM_VA + FREE_PA; va < RAM_VA + RAM_SIZE; va += 0x1000)
		good &= !probe_ldr(va, &word) && word == (va ^ 0x5a5a5a5a);
	ok(good, "RAM is mapped linearly, writable");
	ok(unreachable(RAM_VA + RAM_SIZE), "nothing beyond it");
	ok(unreachable(RAM_VA - 4), "nothing before it");
	word = 0;
	ok(!probe_str(0xfe000000, &word) && !probe_str(0xfe00fffc, &word),
	   "the cached channel can be written");
	ok(!probe_str(0xfe100000, &word) && !probe_str(0xfe10fffc, &word),
	   "the uncached one, too");
	ok(unreachable(0xfe010000) && unreachable(0xfe200000),
	   "nothing beyond them");
}

static bool none(uint32_t from, uint32_t to)
{
	bool good = true;

	for (; from < to; from += 0x100000)
		good &= unreachable(from);
	return good;
}

static void image(void)
{
	uint32_t word = 0;

	if (!probe_ldr(0xd8000000, &word))
		ok(probe_str(0xd8000000, &word), "the image can't be written");
	same(clear_slot(ROOT, 0xd8000000), 0, "the image's slot is its own");
	flush_tlb();
	ok(unreachable(0xd8000000), "... and can be emptied");
}

static void outside(void)
{
	uint32_t word = 0;

	ok(none(0, RAM_VA), "nothing in user's half and below RAM");
	ok(none(RAM_VA + RAM_SIZE, 0xd8000000), "nothing up to the image");
	ok(none(0xee000000, 0xef000000), "nothing in the slots that are kept");
	ok(!probe_ldr(DUET_SHARED_VA + 0xffc, &word), "the shared page");
	ok(unreachable(DUET_SHARED_VA + 0x1000), "... and nothing beyond it");
	ok(unreachable(DUET_SHARED_VA - 4), "... or before it");
	ok(none(0xf0000000, 0xf4000000), "nothing of hypervisor and zones");
	ok(none(0xf4000000, 0xf8000000), "nothing of the images");
	ok(unreachable(0xf8000000), "nothing of the VM in the window: shared");
	ok(unreachable(0xf8001000), "... its code");
	ok(unreachable(0xf80ffffc), "... its end");
	ok(none(0xf8100000, 0xfe000000), "nothing up to the channels");
	ok(unreachable(0xffff0000) && unreachable(0xffff0bfc), "no vectors");
	ok(!probe_ldr(shared->clock_va, &word), "the clock can be read");
	ok(probe_str(shared->clock_va, &word), "... and not written");
	ok(!probe_ldr(0xffff0ff0, &word), "the TLS word can be read");
	ok(probe_str(0xffff0ff0, &word), "... and not written");
	ok(probe_exec(0xf8001000), "the other's code can't be run");
	ok(probe_exec(0xf0000000), "the hypervisor's either");
}

static void pointers(void)
{
	same(duet_console(0xf8000000, 4), DUET_EFAULT, "console: the victim");
	same(duet_console(0xf0000000, 4), DUET_EFAULT,
	     "console: the hypervisor");
	same(duet_console(0xf1004000, 4), DUET_EFAULT, "console: the zone");
	same(duet_console(0x1000, 4), DUET_EFAULT, "console: nothing there");
	same(duet_console(RAM_VA + RAM_SIZE - 2, 4), DUET_EFAULT,
	     "console: across the end of RAM");
	same(duet_cache(DUET_CACHE_INVALIDATE, 0xf8000000, 0xf8000020),
	     DUET_EINVAL, "cache: the victim's RAM");
	same(duet_cache(DUET_CACHE_INVALIDATE, 0xee000000, 0xee000020),
	     DUET_EINVAL, "cache: above the guest's top");
	same(duet_cache(DUET_CACHE_INVALIDATE, 0xedffffe0, 0xee000001),
	     DUET_EINVAL, "cache: across it");
	/* a flush: an invalidation would destroy its own stack */
	same(duet_cache(DUET_CACHE_FLUSH, 0, 0xee000000), 0,
	     "cache: all below it");
	same(duet_cache(DUET_CACHE_INVALIDATE, DUET_SHARED_VA,
			DUET_SHARED_VA + 32), DUET_EINVAL,
	     "cache: the shared page");
}

int main(void)
{
	start();
	kern_upcalls();
	channels();
	ram();
	image();
	outside();
	pointers();
	plan();
	return 0;
}
