// SPDX-License-Identifier: GPL-2.0-only
/*
 * The number of refused updates is returned by the call that executed the last
 * of them, and by no other, even if it was preempted. A debug build preempts
 * every second flush of the cache.
 */
#include "paged.h"

#define BAD	(L2(5) | DUET_PT_L2)	/* there is no table */
#define GOOD	((ROOT + 0x400 * 4) | DUET_PT_SECTION)

static int32_t do_switch(void)
{
	return duet_mm_switch(ROOT, 0);
}

static int32_t do_tlb(void)
{
	return duet_tlb(DUET_TLB_ALL, 0, 0);
}

static void told(int32_t (*call)(void), const char *name)
{
	uint32_t i;

	print("# %s\n", name);
	for (i = 0; i < 4; i++) {
		queue(GOOD, 0);
		queue(BAD, 0);
		if (i & 1)
			queue(GOOD, 0);
		same(call(), 1, "returns the number refused");
		same(shared->queue[1].value, DUET_EINVAL, "... why");
		same(shared->qlen, 0, "... all are carried out");
		queue(GOOD, 0);
		same(duet_pt_update(), 0, "the next batch has none");
		same(call(), 0, "... nor has the call");
	}
}

/* A call that fails must not have changed anything. */
static void kept(int32_t n, int32_t want, const char *text)
{
	same(n, want, text);
	same(shared->qlen, 1, "... and the queue is as it was");
	same(shared->queue[0].value, 0, "... not carried out");
}

static void failed(void)
{
	queue(BAD, 0);
	kept(iret_raw(0, 0xf0000000), DUET_EINVAL, "iret: the frame is high");
	kept(iret_raw(0, DUET_GUEST_TOP), DUET_EINVAL, "... just too high");
	kept(duet_mm_switch(0x123456, 0), DUET_EINVAL, "mm_switch: no root");
	kept(duet_tlb(DUET_TLB_RANGE, 0x2000, 0x1000), DUET_EINVAL,
	     "tlb: a bad range");
	kept(duet_tlb(2, 0, 0), DUET_EINVAL, "tlb: a bad operation");
	shared->qlen = 0;
}

int main(void)
{
	kern_upcalls();
	mask();
	told(do_switch, "mm_switch");
	told(do_tlb, "tlb");
	failed();
	plan();
	return 0;
}
