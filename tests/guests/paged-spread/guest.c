// SPDX-License-Identifier: GPL-2.0-only
/*
 * A life that ends while an entry of the kernel half is being copied to 128
 * tables: the next life must not see any of it.
 */
#include "paged.h"

#define VA	0xd0000000u
#define ROOTS	0x100000u	/* in the zone */

static volatile bool armed;

static void hook(uint32_t events)
{
	(void)events;
	if (armed && shared->qlen)
		duet_exit(DUET_EXIT_RESTART);	/* during the call */
}

/* One attempt; the timer fires a little later each time */
static void update_and_cut(uint32_t ticks)
{
	duet_timer(now() + ticks, 1);
	queue((ROOT + (VA >> 20) * 4) | DUET_PT_SECTION,
	      FREE_PA | RW | CACHED);
	armed = true;
	shared->mask = 0;
	duet_pt_update();
	mask();
	armed = false;
	duet_timer(0, 0);
	take();
	clear_slot(ROOT, VA);
}

static void first_life(void)
{
	uint32_t i;

	for (i = 0; !duet_pt_root(DUET_ROOT_CREATE,
				  ROOTS + i * DUET_ROOT_SIZE); i++)
		;
	print("# %u more roots\n", i);
	irq_hook = hook;
	for (i = 0; i < 400; i++)
		update_and_cut(i / 4);
	bail("the call was never cut");
}

int main(void)
{
	uint32_t word;

	kern_upcalls();
	mask();
	if (shared->lives == 1)
		first_life();
	same(shared->lives, 2, "the first life ended while it was spread");
	ok(probe_ldr(VA, &word), "the entry is not there");
	same(duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(0)), 0, "a new root");
	flush_tlb();
	ok(probe_ldr(VA, &word), "it is not in the first table");
	same(duet_mm_switch(NEW_ROOT(0), 0), 0, "the new root is loaded");
	ok(probe_ldr(VA, &word), "nor is it there");
	plan();
	return 0;
}
