// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pointers for the hypervisor: it reads guest memory with the guest's rights,
 * wherever they point, whatever the length, at any boundary.
 */
#include "attack.h"
#include "paged.h"

#define PAGE_VA	0x00050000u	/* a page between two unmapped ones */
#define LOOKED_AT	16u		/* bytes that a call reads, at least */

static struct frame frame;

/* A call can't read memory that the guest can't, tried in each KB */
static bool agrees(uint32_t va)
{
	uint32_t word;
	bool out = probe_ldrb(va, &word);
	int32_t got = duet_console(va, 0);

	if (got)
		return false;
	return !out || duet_console(va, 1) == DUET_EFAULT;
}

static bool refused(uint32_t from, uint32_t to, uint32_t step)
{
	bool good = true;

	for (; from - 1 < to - 1; from += step)
		good &= duet_console(from, 4) == DUET_EFAULT &&
			duet_console(from + 1, 64) == DUET_EFAULT;
	if (!good)
		print("\n");		/* after the text that it has read */
	return good;
}

static void everywhere(void)
{
	uint32_t slot;
	bool good = true;

	for (slot = 0; slot < 0x1000; slot++)
		good &= agrees(slot << 20) && agrees((slot << 20) + 0xffffc);
	ok(good, "console: from each MB only memory that the guest can read");
	ok(refused(0xf0000000, 0xf0100000, 0x1000),
	   "pitfall A6: the hypervisor's memory is not");
	ok(refused(0xf0100000, 0xf0300000, 0x1000),
	   "pitfall A6: ... nor its devices");
	ok(refused(0xf1000000, 0xf1200000, 0x400),
	   "pitfall A6: ... nor the zones, KB by KB");
	ok(refused(0xf4000000, 0xf4100000, 0x1000) &&
	   refused(0xf8000000, 0xf8100000, 0x1000),
	   "pitfall A6: ... nor the victim's image and memory");
	ok(refused(0xfe020000, 0xfe100000, 0x10000) &&
	   refused(0xfe200000, 0xfe300000, 0x10000),
	   "pitfall A6: ... nor a channel of others");
	ok(refused(0xffff0000, 0xffff0bc0, 0x20),
	   "pitfall A6: ... nor the vectors");
}

/* A null pointer is the guest's address 0, which is unmapped by default */
static void null(void)
{
	same(duet_console(0, 64), DUET_EFAULT, "pitfall A6: a null pointer");
	same(duet_console(0, ~0u), DUET_EFAULT, "... of any length");
	same(iret_raw(0, DUET_GUEST_TOP), DUET_EINVAL, "a frame at the top");
}

/* A boundary in each position; no text before it is printed. */
static void boundaries(void)
{
	uint32_t n, length;
	bool good = true;

	if (set_link(ROOT, 0, L2(0)) ||
	    set_page(L2(0), PAGE_VA, FREE_PA | RW))
		bail("no page");
	duet_tlb(DUET_TLB_ALL, 0, 0);
	for (n = 0; n < LOOKED_AT; n++)
		for (length = n + 1; length <= 64; length++)
			good &= duet_console(PAGE_VA + 0x1000 - n, length) ==
				DUET_EFAULT;
	for (n = 1; n < 64; n++)
		good &= duet_console(PAGE_VA - n, 64) == DUET_EFAULT;
	for (n = 1; n < LOOKED_AT; n++)
		good &= duet_console(0u - n, n + 1) == DUET_EFAULT;
	ok(good, "console: across the end of a page, its start, all memory");
}

/* User's pages and read-only pages can be read, but no others */
static void rights(void)
{
	uint32_t word = 0;

	set_page(L2(0), PAGE_VA, FREE_PA | RO);
	duet_tlb(DUET_TLB_ALL, 0, 0);
	ok(probe_str(PAGE_VA, &word) && !probe_ldr(PAGE_VA, &word),
	   "a page that is read-only");
	same(duet_console(PAGE_VA, 0), 0, "... can be given to a call");
	clear_slot(ROOT, 0);
	duet_tlb(DUET_TLB_ALL, 0, 0);
	same(duet_console(PAGE_VA, 1), DUET_EFAULT, "... until it is gone");
}

/* A frame across two pages, the second of which is foreign or unmapped */
static void frames(void)
{
	static const uint32_t at[] = {
		0x1000, PAGE_VA, 0xbffffff0, RAM_VA + RAM_SIZE - 4,
		RAM_VA + RAM_SIZE - 64, 0xd8000000, 0xedffffbc, 0xedfffffc,
		RAM_VA + 1, RAM_VA + 2, RAM_VA + 0xffe, 0x0,
	};
	uint32_t i;

	for (i = report->own[1]; i < sizeof(at) / 4; i++) {
		report->own[1]++;
		set_page(L2(0), PAGE_VA, 0);
		/* the image may be read until the guest gives it up */
		clear_slot(ROOT, 0xd8000000);
		duet_tlb(DUET_TLB_ALL, 0, 0);
		if (i & 1)
			queue(L2(0) | DUET_PT_L2, 0);
		iret_raw(0, at[i]);
		/* an error ends it as well */
		report->own[2]++;
	}
	same(report->own[1], sizeof(at) / 4,
	     "iret from frames that can't be read: each the end of a life");
	same(report->own[2] + shared->lives - 1, sizeof(at) / 4,
	     "... or an error");
}

int main(void)
{
	attack_begin();
	user_upcalls();
	frames();
	everywhere();
	null();
	boundaries();
	rights();
	user_space();
	user_frame_init(&frame, u_swi, 0);
	same(user_run(&frame), DUET_UPCALL_SWI_USER, "and its user runs");
	verdict(10);
	plan();
	return 0;
}
