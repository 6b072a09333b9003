// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cache and TLB maintenance of memory that is not its own, at each boundary,
 * whole and in ranges that wrap: an invalidation would lose the last writes of
 * the victim, its peer or the hypervisor. QEMU has no cache to lose them from,
 * so the test checks for the refusal; then only time may be lost.
 */
#include "attack.h"
#include "paged.h"

static const uint32_t foreign[] = {
	0xee000000, 0xeeffffe0, DUET_SHARED_VA, DUET_SHARED_VA + 0x400,
	HYPERVISOR, 0xf00fffe0, 0xf0100000, 0xf1000000, 0xf1004000, 0xf1100000,
	0xf4000000, 0xf8000000, 0xf8001000, 0xf80fffe0, 0xfd000000, 0xfe000000,
	0xfe100000, 0xfe200000, 0xfffe0000, 0xffff0000, 0xffff0fe0,
};

#define FOREIGN	(sizeof(foreign) / 4)
#define TOP	DUET_GUEST_TOP

/* Every operation on a range fails before it has any effect */
static bool refused(uint32_t start, uint32_t end)
{
	uint32_t op;

	for (op = DUET_CACHE_CLEAN; op <= DUET_CACHE_COHERENT; op++)
		if (duet_cache(op, start, end) != DUET_EINVAL)
			return false;
	return true;
}

static void ranges(void)
{
	uint32_t i, n;
	bool good = true;

	for (i = 0; i < FOREIGN; i++)
		for (n = 1; n <= 0x1000; n *= 4) {
			good &= refused(foreign[i], foreign[i] + n);
			good &= refused(foreign[i] + 1, foreign[i] + n + 1);
			good &= refused(RAM_VA, foreign[i] + n);
		}
	ok(good, "no line above its top, of whomever");
	good = refused(TOP - 1, TOP + 1) && refused(TOP - 32, TOP + 1) &&
		refused(TOP, TOP + 1) && refused(0, TOP + 1) &&
		refused(0, ~0u) && refused(~0u - 31, ~0u);
	ok(good, "... not by a range that begins below");
	good = refused(0xf8000000, 0) && refused(~0u, 0) && refused(32, 0) &&
		refused(RAM_VA, RAM_VA - 1) && refused(0xffffffe0, 0x20) &&
		refused(0xf8000000, 0xc0000000);
	ok(good, "... nor by one that wraps");
	for (i = DUET_CACHE_CLEAN_ALL + 1, good = true; i < 64; i++)
		good &= duet_cache(i, RAM_VA, RAM_VA + 32) == DUET_EINVAL;
	for (i = 3; i < 32; i++)
		good &= duet_cache(1u << i, 0, 32) == DUET_EINVAL;
	ok(good, "... nor by an operation that there is not");
}

/* Partial lines hold other words of its own: they are written back. */
static void partial(void)
{
	volatile uint32_t *p = frame_at(FREE_PA);
	uint32_t from, to, i;
	bool good = true;

	for (from = 0; from < 64; from += 4)
		for (to = from; to <= 64; to += 4) {
			for (i = 0; i < 16; i++)
				p[i] = from << 16 | i;
			good &= !duet_cache(DUET_CACHE_INVALIDATE,
					    (uintptr_t)p + from,
					    (uintptr_t)p + to);
			for (i = 0; i < from / 4; i++)
				good &= p[i] == (from << 16 | i);
			for (i = (to + 3) / 4; i < 16; i++)
				good &= p[i] == (from << 16 | i);
		}
	ok(good, "memory next to an invalidated range stays");
}

/* All of its own memory, again and again, at the victim's deadlines */
static void all_of_it(void)
{
	uint32_t beats = report->beats, i;
	bool good = true;

	for (i = 0; i < 4; i++)
		good &= !duet_cache(i == DUET_CACHE_INVALIDATE ?
				    DUET_CACHE_FLUSH : i, 0, TOP);
	while (report->beats - beats < 40) {
		good &= !duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
		good &= !duet_cache(DUET_CACHE_ICACHE_ALL, ~0u, 0);
		good &= !duet_cache(DUET_CACHE_CLEAN_ALL, ~0u, 0);
		good &= !duet_cache(DUET_CACHE_COHERENT, RAM_VA,
				    RAM_VA + RAM_SIZE);
		good &= !duet_tlb(DUET_TLB_ALL, ~0u, 0);
		good &= !duet_tlb(DUET_TLB_RANGE, 0xf8000000, 0xf8010000);
		good &= !duet_tlb(DUET_TLB_RANGE, 0xffff0000, ~0u);
	}
	ok(good, "the whole cache, all addresses, the victim's TLB entries");
}

int main(void)
{
	attack_begin();
	report->own[0] = 1;
	ranges();
	partial();
	report->own[0] = 2;
	all_of_it();
	verdict(40);
	plan();
	return 0;
}
