// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways in which a kernel with page tables can end, one per life, while a VM in
 * the window meets its deadlines. A guest's mistakes must stop that guest only.
 */
#include "beat.h"
#include "paged.h"

#define BEAT ((volatile struct beat *)(uintptr_t)shared->channel[1].va)

static struct frame frame;

static void short_iret(uint32_t at)
{
	iret_raw(0, at);
}

static void long_iret(uint32_t at)
{
	queue(L2(0) | DUET_PT_L2, 0);
	print("# iret gave %x\n", iret_raw(0, at));
	duet_exit(DUET_EXIT_CRASH);
}

static void no_code(void)
{
	queue((ROOT + (RAM_VA >> 20) * 4) | DUET_PT_SECTION, 0);
	duet_tlb(DUET_TLB_ALL, 0, 0);
}

static void other_root(void)
{
	duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(1));
	duet_mm_switch(NEW_ROOT(1), 0x1234);
	set_link(NEW_ROOT(1), 0, L2(3));
	duet_exit(DUET_EXIT_CRASH);
}

static void user_fault(void)
{
	user_frame_init(&frame, u_und, 0);
	user_run(&frame);
}

/* Without an entry, the kernel faults, at no address of its own. */
static void nowhere(void)
{
	if (last.kind != DUET_UPCALL_PABT_KERN || last.frame.pc != 0xffff0000)
		ok(false, "... a system call went to a wrong place");
	duet_exit(DUET_EXIT_CRASH);
}

static void user_swi(void)
{
	fixup = (uintptr_t)nowhere;
	user_frame_init(&frame, u_swi, 0);
	user_run(&frame);
}

/* ksp may be anything until the guest's own entry uses it. */
static void bad_stack(void)
{
	duet_upcall(DUET_UPCALL_SWI_USER, (uintptr_t)entry_swi_user);
	user_frame_init(&frame, u_swi, 0);
	shared->busy = 1;
	shared->ksp = 0x30000000;
	iret_raw(0, (uintptr_t)&frame);
}

static void full_queue(void)
{
	shared->qlen = ~0u;
	duet_tlb(DUET_TLB_ALL, 0, 0);
	shared->qlen = 0x7fffffff;
	user_frame_init(&frame, u_und, 0);
	user_run(&frame);
	duet_exit(DUET_EXIT_CRASH);
}

static void timer_left(void)
{
	duet_timer(now() + TICKS_US(500), 1);
	duet_exit(DUET_EXIT_RESTART);
}

/* Each one is a life, and never returns. */
static void end(uint32_t life)
{
	switch (life) {
	case 1:
		return short_iret(0x1000);
	case 2:
		return short_iret(RAM_VA + RAM_SIZE - 32);
	case 3:
		return short_iret(RAM_VA + 2);
	case 4:
		return short_iret(DUET_GUEST_TOP - 4);
	case 5:
		return long_iret(0x1000);
	case 6:
		return long_iret(RAM_VA + RAM_SIZE - 32);
	case 7:
		return no_code();
	case 8:
		return other_root();
	case 9:
		return user_fault();
	case 10:
		return user_swi();
	case 11:
		return bad_stack();
	case 12:
		return full_queue();
	case 13:
		return double_fault();
	case 14:
		return timer_left();
	}
}

#define LIVES	15

static void whole(void)
{
	uint32_t word;

	ok(shared->pend == 0 && shared->qlen == 0 && shared->busy == 0 &&
	   shared->mask == DUET_PSR_I && shared->root == ROOT &&
	   shared->magic == DUET_INFO_MAGIC && at_start.r0 == DUET_SHARED_VA,
	   "a whole new life");
	kern_upcalls();
	if (!probe_ldr(0x1000, &word) || !probe_ldr(0xd0000000, &word) ||
	    probe_ldr(0xffff0ff0, &word) || word)
		ok(false, "... with something left of the last");
	user_space();
}

int main(void)
{
	uint32_t lives = shared->lives, count;

	whole();
	if (lives < LIVES) {
		count = BEAT->count;
		while (BEAT->count < count + 2)
			;
		print("# end %u\n", lives);
		end(lives);
		bail("a life did not end");
	}
	wait_ticks(TICKS_US(3000));
	same(shared->pend, 0, "no timer of an earlier life");
	same(lives, LIVES, "the last life");
	same(counter(DUET_COUNTER_RESTARTS), LIVES - 1, "restarts counted");
	same(BEAT->lives, 1, "the other is in its first");
	ok(BEAT->count >= 2 * LIVES, "it has its beat");
	same(BEAT->early + BEAT->spurious, 0, "... never early");
	ok(BEAT->worst < TICKS_US(30), "... never late");
	print("# %u beats, worst %u ticks\n", BEAT->count, BEAT->worst);
	plan_more(LIVES - 1);
	return 0;
}
