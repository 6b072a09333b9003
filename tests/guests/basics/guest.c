// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest alone in the window: what each call does, what it refuses, the
 * timer, the mask, faults, and that nothing of the hypervisor can be reached.
 */
#include "guest.h"

#define MS	(shared->clock_hz / 1000)

static void test_start(void)
{
	same(shared->magic, DUET_INFO_MAGIC, "the shared page has its magic");
	same(shared->abi_version, DUET_ABI_VERSION, "the ABI's version");
	same(shared->mask, DUET_PSR_I, "events are masked at the start");
	same(shared->pend, 0, "nothing is pending at the start");
	same(shared->lives, 1, "this is the first life");
	same(shared->zone_size, 0, "a guest in the window has no zone");
	ok(!(shared->ram_va & 0xfff) && shared->ram_size >= 0x100000,
	   "the RAM is described");
}

static void test_version(void)
{
	uint32_t features = ~0u;
	uint32_t version = duet_version(&features);

	same(version, DUET_ABI_VERSION, "version: number");
	same(features, shared->features, "version: features");
	same(features & DUET_FEATURE_PAGED, 0, "no page tables here");
	ok(features & DUET_FEATURE_RESTART, "it may restart itself");
}

static void unknown_call(uint32_t number)
{
	uint32_t r[4] = { 1, 2, 3, 4 };

	raw_call(number, r);
	same(r[0], (uint32_t)DUET_ENOSYS, "a call that does not exist");
}

static void test_refusals(void)
{
	uint32_t ignored;

	unknown_call(17);
	unknown_call(31);
	unknown_call(256);
	unknown_call(0x80000000);
	unknown_call(0xffffffff);
	same(duet_timer(0, 2), DUET_EINVAL, "timer: arm is 2");
	same(duet_doorbell(0), DUET_EINVAL, "doorbell: no channel 0");
	same(duet_doorbell(0xffffffff), DUET_EINVAL, "doorbell: no channel -1");
	same(duet_cache(99, 0, 0), DUET_EINVAL, "cache: no such operation");
	same(duet_cache(DUET_CACHE_CLEAN, shared->ram_va + 64, shared->ram_va),
	     DUET_EINVAL, "cache: end before start");
	same(duet_cache(DUET_CACHE_INVALIDATE, 0xf0000000, 0xf0000020),
	     DUET_EINVAL, "cache: the hypervisor's memory");
	same(duet_cache(DUET_CACHE_INVALIDATE, shared->ram_va - 32,
			shared->ram_va + 32),
	     DUET_EINVAL, "cache: memory before its own");
	same(duet_cache(DUET_CACHE_FLUSH, shared->ram_va,
			shared->ram_va + shared->ram_size + 32),
	     DUET_EINVAL, "cache: memory behind its own");
	same(duet_tlb(7, 0, 0), DUET_EINVAL, "tlb: no such operation");
	same(duet_counter(99, &ignored), DUET_EINVAL, "counter: no such one");
	same(duet_upcall(9, shared->ram_va), DUET_EINVAL, "upcall: no such kind");
	same(duet_upcall(DUET_UPCALL_IRQ_KERN, 0), DUET_EINVAL, "upcall: at 0");
	same(duet_upcall(DUET_UPCALL_IRQ_KERN, shared->ram_va + 2),
	     DUET_EINVAL, "upcall: misaligned");
	same(duet_exit(3), DUET_EINVAL, "exit: no such way");
	ok(duet_pt_root(DUET_ROOT_CREATE, 0x10000) < 0, "pt_root: no zone");
	ok(duet_mm_switch(0x4000, 0) < 0, "mm_switch: no zone");
	ok(duet_pt_update() < 0, "pt_update: no zone");
}

static void test_console(void)
{
	same(duet_console(shared->ram_va, 0), 0, "console: nothing to write");
	same(duet_console(0, 4), DUET_EFAULT, "console: no memory there");
	same(duet_console(0xf0000000, 4), DUET_EFAULT,
	     "console: the hypervisor's memory");
	same(duet_console(0xffff0000, 4), DUET_EFAULT, "console: the vectors");
	same(duet_console(shared->ram_va + shared->ram_size - 2, 4),
	     DUET_EFAULT, "console: across the end of the RAM");
}

static void test_cache(void)
{
	uint32_t va = shared->ram_va;
	uint32_t op;

	for (op = DUET_CACHE_CLEAN; op <= DUET_CACHE_ICACHE_ALL; op++)
		if (op != DUET_CACHE_INVALIDATE)
			same(duet_cache(op, va, va + shared->ram_size), 0,
			     "cache: an operation on all of its RAM");
	same(duet_cache(DUET_CACHE_INVALIDATE, va + 0x100000, va + 0x100400), 0,
	     "cache: invalidate in its RAM");
	same(duet_cache(DUET_CACHE_CLEAN, va, va), 0, "cache: an empty range");
}

static void test_timer(void)
{
	uint32_t deadline;

	unmask_events();
	events_seen = 0;
	deadline = clock() + 2 * MS;
	same(duet_timer(deadline, 1), 0, "timer: armed");
	ok(!events_seen, "timer: not at once");
	duet_block();
	ok((int32_t)(clock() - deadline) >= 0, "timer: not before its deadline");
	ok(clock() - deadline < MS / 2, "timer: soon after its deadline");
	ok(events_seen & 1 << DUET_EVENT_TIMER, "timer: an upcall came");
	events_seen = 0;
	duet_timer(clock() - 5, 1);
	spin(MS / 20);
	ok(events_seen & 1 << DUET_EVENT_TIMER, "timer: a past one fires at once");
	events_seen = 0;
	duet_timer(clock() + MS, 1);
	duet_timer(0, 0);
	spin(2 * MS);
	ok(!events_seen, "timer: cancelled");
	duet_timer(clock() + MS / 4, 1);
	duet_timer(clock() + 4 * MS, 1);
	spin(MS);
	ok(!events_seen, "timer: the later deadline replaces the earlier");
	spin(4 * MS);
	ok(events_seen & 1 << DUET_EVENT_TIMER, "timer: comes while it runs, too");
}

static void test_mask(void)
{
	uint32_t before;

	mask_events();
	events_seen = 0;
	before = irq_upcalls;
	duet_timer(clock() + MS / 4, 1);
	spin(MS);
	same(irq_upcalls, before, "mask: no upcall");
	ok(shared->pend & 1 << DUET_EVENT_TIMER, "mask: but it is pending");
	same(duet_block(), 0, "block: returns at once when one is pending");
	same(irq_upcalls, before, "block: masked, so still no upcall");
	unmask_events();
	same(irq_upcalls, before + 1, "unmask: the upcall is made");
	same(shared->pend, 0, "unmask: taken");
	duet_deliver();
	same(irq_upcalls, before + 1, "deliver: with nothing there is no upcall");
	mask_events();
	duet_timer(clock() + MS, 1);
	duet_block();
	ok(shared->pend & 1 << DUET_EVENT_TIMER, "block: woken though masked");
	take_events();
}

static void undefined(uint32_t ignored)
{
	__asm__ volatile("mrc p15, 0, r0, c1, c0, 0" : : : "r0");
}

static void test_faults(void)
{
	same(probe(undefined, 0), DUET_UPCALL_UND_KERN, "CP15 is undefined");
	same(shared->mask, DUET_PSR_I, "a fault upcall sets the mask");
	same(probe(load_word, 0x100), DUET_UPCALL_DABT_KERN, "load at 0x100");
	same(fault_far, 0x100, "its address is told");
	same(fault_frame.pc, (uint32_t)load_word, "and its instruction");
	same(probe(load_word, 0xf0000000), DUET_UPCALL_DABT_KERN,
	     "load from the hypervisor");
	same(probe(store_word, 0xf0000000), DUET_UPCALL_DABT_KERN,
	     "store into the hypervisor");
	same(probe(load_word, 0xf0100000), DUET_UPCALL_DABT_KERN,
	     "load from the hypervisor's devices");
	same(probe(load_word, 0xffff0000), DUET_UPCALL_DABT_KERN,
	     "load from the vectors");
	same(probe(store_word, 0xffff0fe0), DUET_UPCALL_DABT_KERN,
	     "store into the helpers");
	same(probe(load_word, 0xffff0fe0), NO_FAULT, "load from the helpers");
	same(probe(store_word, shared->clock_va), DUET_UPCALL_DABT_KERN,
	     "store into the clock");
	same(probe(load_word, shared->ram_va + shared->ram_size),
	     DUET_UPCALL_DABT_KERN, "load behind its RAM");
	same(probe(jump_to, 0xf0000000), DUET_UPCALL_PABT_KERN,
	     "jump into the hypervisor");
	same(probe(jump_to, 0x1000), DUET_UPCALL_PABT_KERN, "jump to 0x1000");
	same(probe(load_word, shared->ram_va + 2), DUET_UPCALL_DABT_KERN,
	     "misaligned load");
	same(fault_fsr & 0xd, 1, "is an alignment fault");
}

/* What only privileged code may do must be without effect here. */
static void test_psr(void)
{
	uint32_t psr;

	__asm__ volatile("msr cpsr_c, %1\n\tmrs %0, cpsr"
			 : "=r" (psr) : "r" (0xd3));
	same(psr & 0xff, 0x10, "the mode can't be changed");
}

static void test_counters(void)
{
	uint32_t before, after;

	duet_counter(DUET_COUNTER_HYPERCALLS, &before);
	duet_ack(0);
	duet_ack(0);
	duet_counter(DUET_COUNTER_HYPERCALLS, &after);
	same(after - before, 3, "counter: each call counts");
	duet_counter(DUET_COUNTER_RUN_TICKS, &before);
	spin(MS);
	duet_counter(DUET_COUNTER_RUN_TICKS, &after);
	if (!ok(after - before >= MS && after - before < 2 * MS,
		"counter: ticks it had the CPU"))
		print("# %u in %u\n", after - before, MS);
}

void guest_main(void)
{
	test_start();
	test_version();
	test_refusals();
	test_console();
	test_cache();
	test_timer();
	test_mask();
	test_faults();
	test_psr();
	test_counters();
	plan();
}
