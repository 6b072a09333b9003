// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tries to map foreign memory, and its own page tables, in every way that a
 * page-table update allows; then stores to all memory that it can write. The
 * victim and its peer check whether they were hit.
 */
#include "attack.h"
#include "paged.h"

#define VA	0x00050000u		/* a page in L2(0) */
#define FRAME	(FREE_PA + 0x40000)	/* 64 KB aligned, as a large page */
#define SEC	0x00300000u
#define LINK	0x00400000u
#define SPARE	NEW_ROOT(1)
#define ZONE_VA	0xf1000000u

static uint32_t tag(uint32_t pa)
{
	return pa ^ 0xa5a50000;
}

/* Each KB of the free half of RAM is marked with its address. */
static void tags(void)
{
	uint32_t pa;

	for (pa = FREE_PA; pa < RAM_SIZE; pa += 0x400)
		*frame_at(pa) = tag(pa);
}

static bool absent(uint32_t va)
{
	uint32_t word = 0;

	return probe_ldr(va, &word) && probe_str(va, &word);
}

/* The KB at va is pa, and is writable or not. Its contents stay the same. */
static bool kb_is(uint32_t va, uint32_t pa, bool write)
{
	uint32_t word = 0;

	if (probe_ldr(va, &word) || word != tag(pa))
		return false;
	return !probe_str(va, &word) == write;
}

static bool page_is(uint32_t va, uint32_t pa, bool write)
{
	uint32_t i;

	for (i = 0; i < 0x1000; i += 0x400)
		if (!kb_is(va + i, pa + i, write))
			return false;
	return true;
}

/* Bits that hardware would use for subpage rights, large and tiny pages */
static void page_bits(void)
{
	uint32_t low;
	bool good = true;

	for (low = 0; low < 0x1000; low++) {
		good &= !set_page(L2(0), VA, FRAME | low);
		duet_tlb(DUET_TLB_RANGE, VA, VA + 0x1000);
		if (low & DUET_PT_VALID)
			good &= page_is(VA, FRAME, low & DUET_PT_WRITE);
		else
			good &= absent(VA);
		good &= !(low & 0xff) || absent(VA + 0x1000);
	}
	ok(good, "pitfall A5: no bit of a page's value but its rights counts");
	set_page(L2(0), VA, 0);
}

static bool section_is(uint32_t value)
{
	uint32_t i;

	duet_tlb(DUET_TLB_ALL, 0, 0);
	if (!(value & DUET_PT_VALID))
		return absent(SEC);
	for (i = 0; i < 0x100000; i += 0x11000)
		if (!kb_is(SEC + i, FREE_PA + i, value & DUET_PT_WRITE))
			return false;
	return true;
}

/* ... and domains, rights and types of sections */
static void section_bits(void)
{
	uint32_t low;
	bool good = true;

	for (low = 0; low < 0x100; low++)
		good &= !set_section(ROOT, SEC, FREE_PA | low) &&
			section_is(low);
	set_section(ROOT, SEC, FREE_PA | RO);
	for (low = 0x100; low < 0x100000; low += low & 0xf000 ? 0x5b00 : 0x100)
		good &= set_section(ROOT, SEC, FREE_PA | low | RW) ==
			DUET_EPERM;
	good &= section_is(RO);
	ok(good, "pitfall A5: ... nor of a section's");
	clear_slot(ROOT, SEC);
}

/* A link stays one: to a coarse table, in the domain of its address */
static void link_bits(void)
{
	uint32_t low;
	bool good;

	set_link(ROOT, LINK + 0x100000, L2(1));
	good = !set_page(L2(1), VA, FRAME | RO);
	for (low = 0; low < 0x400; low++) {
		good &= !update((ROOT + (LINK >> 20) * 4) | DUET_PT_LINK,
				L2(1) | low);
		duet_tlb(DUET_TLB_ALL, 0, 0);
		if (low & DUET_PT_VALID)
			good &= page_is(LINK + VA, FRAME, false) &&
				absent(LINK + VA + 0x1000) &&
				absent(LINK + VA / 4);
		else
			good &= absent(LINK + VA);
	}
	ok(good, "pitfall A5: ... nor of a link's: no fine table, no domain");
	clear_slot(ROOT, LINK);
	clear_slot(ROOT, LINK + 0x100000);
}

static bool own(uint32_t pa)
{
	return pa < RAM_SIZE || pa == UART0_PA ||
		pa - UNCACHED_PA < 0x10000;
}

/* Frames in one batch, each of which must be checked correctly */
static bool judged(uint32_t from, uint32_t step, uint32_t n, uint32_t target)
{
	bool section = target & DUET_PT_SECTION;
	uint32_t i, pa;

	for (i = 0; i < n; i++)
		queue(target, (from + i * step) | RW);
	duet_pt_update();
	for (i = 0; i < n; i++) {
		pa = from + i * step;
		if ((shared->queue[i].value == (pa | RW)) !=
		    (section ? pa < RAM_SIZE : own(pa)))
			return false;
	}
	return true;
}

static void every_frame(void)
{
	uint32_t pa, page = L2(0) | DUET_PT_L2, i;
	bool good = true;

	for (pa = 0; pa < 0x08000000; pa += 256 * 0x1000)
		good &= judged(pa, 0x1000, 256, page);
	for (pa = 0x10000000; pa < 0x10200000; pa += 256 * 0x1000)
		good &= judged(pa, 0x1000, 256, page);
	ok(good, "pages: each frame of the board that is not its own is refused");
	good = true;
	for (i = 0; i < 16; i++) {
		good &= judged(0x08000000 + i * 0x10000000, 0x100000, 128,
			       page);
		good &= judged(0x080ff000 + i * 0x10000000, 0x100000, 128,
			       page);
	}
	ok(good, "... and each that is not there, up to where addresses wrap");
	good = true;
	for (i = 0; i < 16; i++)
		good &= judged(i << 28, 0x100000, 256,
			       (ROOT + (SEC >> 20) * 4) | DUET_PT_SECTION);
	ok(good, "sections: each of the 4096 that is not its own is refused");
	set_page(L2(0), 0, 0);
	clear_slot(ROOT, SEC);
}

/* The last word of each KB, at a slot that is unused in roots */
static bool target_judged(uint32_t offset)
{
	uint32_t at = offset + 0x3fc, slot = (at & 0x3fff) >> 2;
	bool root = offset - ROOT < DUET_ROOT_SIZE ||
		offset - NEW_ROOT(0) < DUET_ROOT_SIZE;
	int32_t want = !root ? DUET_EINVAL : slot >= 0xee0 ? DUET_EPERM : 0;

	return update(at | DUET_PT_SECTION, FREE_PA | RW) == want &&
		update(at | DUET_PT_SECTION, 0) == want &&
		update(at | DUET_PT_LINK, 0) == want &&
		update(at | 3, FREE_PA | RW) == DUET_EINVAL &&
		update(at, FRAME | RW) == (offset == L2(0) ? 0 : DUET_EINVAL);
}

/* From the top of its own addresses on, slots are kept in each of its roots */
static void kept_slots(void)
{
	uint32_t slot, root;
	bool good = true;

	for (slot = DUET_GUEST_TOP >> 20; slot < 0x1000; slot++)
		for (root = ROOT; root <= NEW_ROOT(0); root += NEW_ROOT(0) - ROOT)
			good &= set_section(root, slot << 20, FREE_PA | RW) ==
				DUET_EPERM &&
				clear_slot(root, slot << 20) == DUET_EPERM &&
				set_link(root, slot << 20, L2(0)) == DUET_EPERM;
	ok(good, "pitfall A7: each slot that is kept, in each root");
}

static void every_target(void)
{
	uint32_t offset, n, kind;
	bool good = true;

	if (duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(0)))
		bail("no second root");
	for (offset = 0; offset < shared->zone_size; offset += 0x400)
		good &= target_judged(offset);
	kept_slots();
	ok(good, "pitfall A4: a KB of the zone is written as its own type only");
	good = true;
	for (n = 20; n < 32; n++)
		for (kind = 0; kind < 4; kind++) {
			good &= update((1u << n) | kind, FRAME | RW) ==
				DUET_EINVAL;
			good &= update((0u - (1u << n) + ROOT) | kind,
				       FRAME | RW) == DUET_EINVAL;
			good &= update((0u - (1u << n) + L2(0)) | kind,
				       FRAME | RW) == DUET_EINVAL;
		}
	good &= update(HYPERVISOR - ZONE_VA, FRAME | RW) == DUET_EINVAL;
	good &= update(0xf8000000 - ZONE_VA, FRAME | RW) == DUET_EINVAL;
	good &= update(0xfffffffc, FRAME | RW) == DUET_EINVAL;
	ok(good, "... and no target wraps out of the zone");
	update(L2(0) + 0x3fc, 0);
	duet_pt_root(DUET_ROOT_DESTROY, NEW_ROOT(0));
}

static bool link_refused(uint32_t offset, int32_t err)
{
	return update((ROOT + (LINK >> 20) * 4) | DUET_PT_LINK,
		      offset | RW) == err;
}

/* A first-level table as a second-level one, and the other way */
static void two_levels(void)
{
	uint32_t k;
	bool good = true;

	duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(0));
	for (k = 0; k < DUET_ROOT_SIZE; k += 0x400)
		good &= link_refused(NEW_ROOT(0) + k, DUET_EBUSY);
	for (k = 0; k < DUET_ZONE_FIRST; k += 0x400)
		good &= link_refused(k, DUET_EINVAL);
	ok(good, "no part of a root or of the kept area is an L2");
	duet_pt_root(DUET_ROOT_DESTROY, NEW_ROOT(0));
	good = true;
	for (k = 0; k < DUET_ROOT_SIZE; k += 0x400) {
		good &= !set_link(ROOT, LINK, SPARE + k);
		good &= duet_pt_root(DUET_ROOT_CREATE, SPARE) == DUET_EBUSY;
		good &= duet_mm_switch(SPARE, 0) == DUET_EINVAL;
		good &= !clear_slot(ROOT, LINK);
	}
	ok(good, "no L2 is part of a root");
}

static bool empty(uint32_t va)
{
	uint32_t i;

	duet_tlb(DUET_TLB_ALL, 0, 0);
	for (i = 0; i < 0x100000; i += 0x1000)
		if (!absent(va + i))
			return false;
	return true;
}

/* Neither the loaded root, though it is empty, nor the first */
static void in_use(void)
{
	bool good = true;

	good &= !duet_pt_root(DUET_ROOT_CREATE, SPARE);
	good &= !duet_mm_switch(SPARE, 0);
	good &= duet_pt_root(DUET_ROOT_DESTROY, SPARE) == DUET_EBUSY;
	good &= duet_pt_root(DUET_ROOT_DESTROY, ROOT) == DUET_EBUSY;
	good &= link_refused(SPARE, DUET_EBUSY);
	good &= !duet_mm_switch(ROOT, 0);
	good &= !set_section(SPARE, SEC, FREE_PA | RW);
	good &= duet_pt_root(DUET_ROOT_DESTROY, SPARE) == DUET_EBUSY;
	good &= !clear_slot(SPARE, SEC);
	good &= !duet_pt_root(DUET_ROOT_DESTROY, SPARE);
	ok(good, "pitfall A7: no root that is loaded or in use is destroyed");
}

/* Remains of a root: sections, links, the hypervisor's own entries */
static void reused(void)
{
	uint32_t k, i;
	bool good = true;

	duet_pt_root(DUET_ROOT_CREATE, SPARE);
	duet_mm_switch(SPARE, 0);
	duet_mm_switch(ROOT, 0);
	good &= !duet_pt_root(DUET_ROOT_DESTROY, SPARE);
	for (k = 0; k < DUET_ROOT_SIZE; k += 0x400) {
		good &= !set_link(ROOT, LINK, SPARE + k) && empty(LINK);
		clear_slot(ROOT, LINK);
	}
	ok(good, "pitfall A7: a root's remains are nothing in an L2");
	good = !set_link(ROOT, LINK, SPARE);
	for (i = 0; i < 0x100000; i += 0x1000)
		good &= !set_page(SPARE, i, FRAME | RW);
	good &= page_is(LINK, FRAME, true);
	/* its TLB entries stay: nothing is flushed before the store */
	clear_slot(ROOT, LINK);
	good &= !duet_pt_root(DUET_ROOT_CREATE, SPARE);
	probe_str(LINK, &i);
	good &= *frame_at(FRAME) == i || *frame_at(FRAME) == tag(FRAME);
	*frame_at(FRAME) = tag(FRAME);
	duet_mm_switch(SPARE, 0);
	for (i = 0; i < 0xbf0; i += 7)
		good &= absent(i << 20);
	duet_mm_switch(ROOT, 0);
	good &= !duet_pt_root(DUET_ROOT_DESTROY, SPARE);
	ok(good, "pitfall A7: an L2's remains are nothing in a root, however "
	   "stale the TLB");
}

/* Writable KBs of a MB; a fault of the whole MB ends the search. */
static uint32_t scribble(uint32_t va)
{
	uint32_t end = va + 0x100000 - 0x400, n = 0, word = 0x5c21bb1e;

	for (; va <= end; va += 0x400) {
		if (!probe_str(va, &word))
			n++;
		else if ((last.frame.fsr & 0xf) == 5 ||
			 (last.frame.fsr & 0xf) == 9)
			return n;
	}
	return n;
}

/* All but RAM at its original address, the shared page and the channels */
static void everywhere(void)
{
	uint32_t slot, n = 0;
	bool good;

	good = !set_page(L2(0), VA, FRAME | RW);
	good &= judged(0x06600000, 0x1000, 256, (L2(0) + 4) | DUET_PT_L2);
	good &= judged(0x01000000, 0x1000, 256, (L2(0) + 8) | DUET_PT_L2);
	duet_tlb(DUET_TLB_ALL, 0, 0);
	for (slot = 0; slot < 0xfe0; slot++)
		if (slot - 0xc00 >= 4 && slot != 0xef0)
			n += scribble(slot << 20);
	for (slot = 0xfe2; slot < 0xfff; slot++)
		n += scribble(slot << 20);
	good &= absent(0xffff0000) && absent(0xffff0800);
	ok(good, "and all that it could map is its own");
	same(n, 4, "of all the address space a page of its own is writable");
}

int main(void)
{
	attack_begin();
	tags();
	if (set_link(ROOT, 0, L2(0)))
		bail("no L2");
	report->own[0] = 1;
	page_bits();
	section_bits();
	link_bits();
	report->own[0] = 2;
	every_frame();
	every_target();
	report->own[0] = 3;
	two_levels();
	in_use();
	reused();
	report->own[0] = 4;
	everywhere();
	verdict(20);
	plan();
	return 0;
}
