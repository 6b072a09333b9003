// SPDX-License-Identifier: GPL-2.0-only
/* The maximum number of first-level tables, and not one more. */
#include "paged.h"

#define FIRST	0xc000u
#define KVA	0xd0000000u

static uint32_t load(uint32_t va)
{
	uint32_t word = 0;

	flush_tlb();
	return probe_ldr(va, &word) ? 0xdead : word;
}

int main(void)
{
	uint32_t offset = FIRST, n, i;
	bool good = true;

	kern_upcalls();
	*frame_at(FREE_PA) = 0xa;
	same(shared->zone_size, 0x400000, "a zone of 4 MB");
	for (n = 1; n < DUET_MAX_ROOTS; n++, offset += DUET_ROOT_SIZE)
		good &= !duet_pt_root(DUET_ROOT_CREATE, offset);
	ok(good, "127 tables in addition to the first");
	same(duet_pt_root(DUET_ROOT_CREATE, offset), DUET_ENOSPC,
	     "one more: not now");
	same(set_link(ROOT, 0x100000, offset), 0, "its place is free");
	same(clear_slot(ROOT, 0x100000), 0, "... and again");
	same(set_section(FIRST, KVA, FREE_PA | RW), 0, "a section for all");
	for (i = FIRST; i < offset; i += DUET_ROOT_SIZE) {
		good &= !duet_mm_switch(i, i);
		good &= load(KVA) == 0xa && load(0x100000) == 0xdead;
	}
	ok(good, "... is in each");
	same(duet_pt_root(DUET_ROOT_DESTROY, FIRST), 0, "one less");
	same(duet_pt_root(DUET_ROOT_CREATE, offset), 0, "and one more");
	same(duet_mm_switch(offset, 0), 0, "switch to it");
	same(load(KVA), 0xa, "it has the section");
	plan();
	return 0;
}
