// SPDX-License-Identifier: GPL-2.0-only
/*
 * exit(RESTART): a new life starts like the first one, from the pristine image,
 * without any timer, event or entry of the old one.
 */
#include "test.h"

#define EARLIER	2

static uint32_t pristine = 0x12345678;
static uint32_t empty;

/* The last word of the shared page; the queue is before it */
static volatile uint32_t *const end = (volatile uint32_t *)0xf8000ffc;

static bool rest_empty(void)
{
	volatile uint32_t *word;

	for (word = (volatile uint32_t *)shared->queue; word <= end; word++)
		if (*word)
			return false;
	return true;
}

static void first_life(void)
{
	volatile uint32_t *word;

	same(shared->lives, 1, "first life");
	same(pristine, 0x12345678, "its data");
	kern_upcalls();
	pristine = 0;
	empty = 1;
	shared->magic = 0;
	for (word = (volatile uint32_t *)shared->queue; word <= end; word++)
		*word = 0x5a5a5a5a;
	shared->ksp = 1;
	shared->busy = 1;
	shared->pend = 0x10;
	duet_timer(now() + TICKS_US(300), 1);
	duet_exit(DUET_EXIT_RESTART);
	print("not ok - exit came back\n");
}

int main(void)
{
	if (shared->lives == 1)
		first_life();
	same(shared->lives, 2, "second life");
	same(counter(DUET_COUNTER_RESTARTS), 1, "the counter says so, too");
	same(pristine, 0x12345678, "data is pristine");
	same(empty, 0, "bss is empty");
	same(at_start.r0, 0xf8000000, "r0 at start");
	same(at_start.sp, 0, "sp at start");
	same(shared->magic, DUET_INFO_MAGIC, "shared page: magic");
	same(shared->mask, DUET_PSR_I, "shared page: masked");
	same(shared->busy | shared->pend | shared->ksp, 0,
	     "shared page: nothing of the first life");
	ok(rest_empty(), "... nor in its queue");
	wait_ticks(TICKS_US(2000));
	same(shared->pend, 0, "the timer of the first life is gone");
	plan_more(EARLIER);
	shared->mask = 0;
	duet_timer(now(), 1);
	wait_ticks(TICKS_US(2000));
	print("not ok - an entry of the first life was used\n");
	return 0;
}
