// SPDX-License-Identifier: GPL-2.0-only
/*
 * First-level tables: created, destroyed, switched to; the kernel half is the
 * same in all of them.
 */
#include "paged.h"

#define A	NEW_ROOT(0)
#define B	NEW_ROOT(1)
#define VA	0x00050000u
#define KVA	0xd0000000u
#define FRAME_A	(FREE_PA + 0x10000)
#define FRAME_B	(FREE_PA + 0x11000)

static int32_t create(uint32_t offset)
{
	return duet_pt_root(DUET_ROOT_CREATE, offset);
}

static int32_t destroy(uint32_t offset)
{
	return duet_pt_root(DUET_ROOT_DESTROY, offset);
}

static uint32_t load(uint32_t va)
{
	uint32_t word = 0;

	flush_tlb();
	return probe_ldr(va, &word) ? 0xdead : word;
}

static void errors(void)
{
	same(create(0), DUET_EINVAL, "create: in the kept part");
	same(create(ROOT), DUET_EINVAL, "create: the first root");
	same(create(0x8000), DUET_EINVAL, "create: the shared page");
	same(create(A + 0x400), DUET_EINVAL, "create: misaligned");
	same(create(A + 1), DUET_EINVAL, "create: misaligned by 1");
	same(create(0x100000), DUET_EINVAL, "create: beyond the zone");
	same(create(0xffffc000), DUET_EINVAL, "create: the end of memory");
	same(duet_pt_root(2, A), DUET_EINVAL, "an unknown operation");
	same(duet_pt_root(~0u, A), DUET_EINVAL, "operation -1");
	same(destroy(ROOT), DUET_EBUSY, "destroy: the first root");
	same(destroy(A), DUET_EINVAL, "destroy: not a root");
	same(destroy(ROOT + 0x400), DUET_EINVAL, "destroy: misaligned");
	same(destroy(0x100000), DUET_EINVAL, "destroy: beyond the zone");
	same(destroy(0), DUET_EINVAL, "destroy: types");
	same(duet_mm_switch(A, 0), DUET_EINVAL, "switch: not a root");
	same(duet_mm_switch(ROOT + 0x100, 0), DUET_EINVAL,
	     "switch: misaligned");
	same(duet_mm_switch(ROOT + 0x2000, 0), DUET_EINVAL,
	     "switch: ... by 8 KB");
	same(duet_mm_switch(0x100000, 0), DUET_EINVAL, "switch: beyond");
	same(duet_mm_switch(0x8000, 0), DUET_EINVAL, "switch: shared page");
	same(duet_mm_switch(~0u, 0), DUET_EINVAL, "switch: -1");
}

static void life(void)
{
	uint32_t switches;

	same(create(A), 0, "create");
	same(create(A), DUET_EBUSY, "create again");
	same(set_link(A, VA, L2(0)), 0, "user's half: a link");
	same(set_page(L2(0), VA, FRAME_A | RW), 0, "... a page");
	same(destroy(A), DUET_EBUSY, "destroy with user entries");
	same(create(B), 0, "create another");
	same(set_link(B, VA, L2(1)), 0, "... a link");
	same(set_page(L2(1), VA, FRAME_B | RW), 0, "... a page");
	same(load(VA), 0xdead, "both are not in the table that is in");
	switches = counter(DUET_COUNTER_MM_SWITCHES);
	same(duet_mm_switch(A, 0), 0, "switch to the first");
	same(load(VA), 0xa, "... its page");
	same(destroy(A), DUET_EBUSY, "destroy the loaded one");
	same(duet_mm_switch(B, 0), 0, "switch to the second");
	same(load(VA), 0xb, "... its page");
	same(counter(DUET_COUNTER_MM_SWITCHES), switches + 2, "counted");
	same(clear_slot(A, VA), 0, "the first's user half is emptied");
	same(set_page(L2(0), VA, FRAME_A | RW), DUET_EINVAL,
	     "... its L2 is free");
	same(destroy(A), 0, "destroy it");
	same(destroy(A), DUET_EINVAL, "destroy it again");
	same(duet_mm_switch(A, 0), DUET_EINVAL, "switch to it");
	same(set_section(A, VA, FREE_PA | RW), DUET_EINVAL, "update it");
	same(load(VA), 0xb, "the second is as it was");
}

/* A link in the kernel half applies to all roots. */
static void kernel_half(void)
{
	same(create(A), 0, "create");
	same(set_link(A, KVA, L2(2)), 0, "kernel's half: link by a new root");
	same(set_page(L2(2), KVA, FRAME_A | RW), 0, "... a page");
	same(load(KVA), 0xa, "... is in the one that is in");
	same(duet_mm_switch(A, 0), 0, "switch");
	same(load(KVA), 0xa, "... and in the other");
	same(load(VA), 0xdead, "a new root's user half is empty");
	same(duet_mm_switch(ROOT, 0), 0, "switch to the first");
	same(load(KVA), 0xa, "... and in the first");
	same(set_section(B, KVA + 0x100000, FREE_PA | RW), 0, "a section");
	same(load(KVA + 0x100000), 0xb, "... is in all");
	same(create(NEW_ROOT(2)), 0, "create a third");
	same(duet_mm_switch(NEW_ROOT(2), 0), 0, "switch to it");
	same(load(KVA), 0xa, "it has the link");
	same(load(KVA + 0x100000), 0xb, "... and the section");
	same(clear_slot(ROOT, KVA), 0, "unlink, by the first");
	same(set_page(L2(2), KVA, FRAME_A | RW), DUET_EINVAL,
	     "the L2 is free: there was one link");
	same(load(KVA), 0xdead, "it is gone here");
	duet_mm_switch(B, 0);
	same(load(KVA), 0xdead, "... and elsewhere");
	same(clear_slot(NEW_ROOT(2), KVA + 0x100000), 0, "the section, too");
	same(load(KVA + 0x100000), 0xdead, "... is gone");
	same(destroy(NEW_ROOT(2)), 0, "destroy the third");
	same(destroy(A), 0, "... and the first");
}

/* A KB can have only one use at a time. */
static void reuse(void)
{
	uint32_t l2 = NEW_ROOT(3) + 0xc00;

	same(set_link(B, 0x700000, l2), 0, "an L2 where a root could be");
	same(set_page(l2, 0x700000, FRAME_A | RW), 0, "... a page");
	same(create(NEW_ROOT(3)), DUET_EBUSY, "create: not over an L2");
	same(load(0x700000), 0xa, "the page is as it was");
	same(clear_slot(B, 0x700000), 0, "unlink the L2");
	same(create(NEW_ROOT(3)), 0, "create: over the freed L2");
	same(set_link(B, 0x700000, l2), DUET_EBUSY, "link a part of a root");
	same(set_page(l2, 0, FRAME_A | RW), DUET_EINVAL,
	     "a page in a part of a root");
	same(duet_mm_switch(NEW_ROOT(3), 0), 0, "switch to the root");
	same(load(0x30000000), 0xdead, "nothing is left of the L2");
	same(duet_mm_switch(B, 0), 0, "switch back");
	same(set_section(NEW_ROOT(3), 0x30000000, FREE_PA | RW), 0,
	     "a section where the L2 was");
	same(set_section(NEW_ROOT(3), 0x30000000, 0), 0, "... and nothing");
	same(destroy(NEW_ROOT(3)), 0, "destroy the root");
	same(set_link(B, 0x700000, l2), 0, "and an L2 again");
	same(load(0x700000), 0xdead, "... empty");
	same(clear_slot(B, 0x700000), 0, "unlink it");
}

/* Nothing is mapped. status: of a fault without a section, or without a page */
static bool empty(uint32_t va, uint32_t step, uint32_t n, uint32_t status)
{
	uint32_t i, word;

	for (i = 0; i < n; i++, va += step)
		if (!probe_ldr(va, &word) || last.frame.far != va ||
		    (last.frame.fsr & 15) != status) {
			print("# at %x: status %x\n", va, last.frame.fsr);
			return false;
		}
	return true;
}

/* Whatever its memory contained, no slot of a new table is mapped. */
static void emptiness(void)
{
	create(NEW_ROOT(4));
	duet_mm_switch(NEW_ROOT(4), 0);
	ok(empty(0, 0x100000, 0xc00, 5), "a new root: nothing in user's half");
	same(set_link(NEW_ROOT(4), 0x700000, L2(3)), 0, "a new table");
	ok(empty(0x700000, 0x1000, 256, 7), "... with nothing in it");
	ok(empty(0, 0x100000, 7, 5) && empty(0x800000, 0x100000, 0xbf8, 5),
	   "... and beside it");
	same(clear_slot(NEW_ROOT(4), 0x700000), 0, "... is gone again");
	duet_mm_switch(B, 0);
	same(destroy(NEW_ROOT(4)), 0, "... and the root");
}

/* As many as fit; all of them can be destroyed. */
static void many(void)
{
	uint32_t offset, n = 0, i;
	bool good = true;

	for (offset = 0xc000; offset < 0x100000; offset += 0x4000)
		n += !create(offset);
	same(n, 60, "all roots that the zone has room for");
	same(set_section(ROOT, KVA, FREE_PA | RW), 0, "a section for all");
	for (offset = 0xc000; offset < 0x100000; offset += 0x4000) {
		good &= !duet_mm_switch(offset, offset);
		good &= load(KVA) == 0xb;
	}
	ok(good, "... is in each");
	duet_mm_switch(B, 0);
	same(clear_slot(ROOT, KVA), 0, "... and taken away");
	for (i = 0, offset = 0xc000; offset < 0x100000; offset += 0x4000)
		i += offset != B && !destroy(offset);
	same(i, n, "destroyed");
}

/* An interrupt may preempt a creation; the root must be complete. */
static void cut(void)
{
	uint32_t round, before = upcalls[DUET_UPCALL_IRQ_KERN];
	bool good = true;

	shared->mask = 0;
	for (round = 0; round < 60; round++) {
		duet_timer(now() + round * 4, 1);
		good &= !create(A) && !duet_mm_switch(A, 0);
		good &= load(RAM_VA + FRAME_A) == 0xa && load(VA) == 0xdead;
		good &= !duet_mm_switch(B, 0) && !destroy(A);
	}
	wait_ticks(TICKS_US(5000));
	mask();
	ok(good, "creations that an interrupt may cut");
	ok(upcalls[DUET_UPCALL_IRQ_KERN] >= before + 50,
	   "... and the interrupts came");
}

/* During a creation, the kernel's interrupt handler starts another one. */
static void hook(uint32_t events)
{
	create(NEW_ROOT(5));
	set_section(ROOT, KVA, FREE_PA | RW);
}

static void nested(void)
{
	uint32_t round;
	bool good = true;

	irq_hook = hook;
	shared->mask = 0;
	for (round = 0; round < 40; round++) {
		duet_timer(now() + round * 4, 1);
		good &= !create(A);
		wait_ticks(TICKS_US(500));
		good &= !duet_mm_switch(A, 0) && load(KVA) == 0xb;
		good &= !duet_mm_switch(NEW_ROOT(5), 0) && load(KVA) == 0xb;
		good &= !duet_mm_switch(B, 0);
		good &= !destroy(A) && !destroy(NEW_ROOT(5));
		good &= !clear_slot(B, KVA);
	}
	mask();
	ok(good, "two creations and a kernel entry inside each other");
}

int main(void)
{
	kern_upcalls();
	*frame_at(FRAME_A) = 0xa;
	*frame_at(FRAME_B) = 0xb;
	*frame_at(FREE_PA) = 0xb;
	errors();
	life();
	kernel_half();
	reuse();
	emptiness();
	many();
	cut();
	nested();
	plan();
	return 0;
}
