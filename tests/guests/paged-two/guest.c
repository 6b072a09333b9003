// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two VMs with equal addresses and priorities share the CPU in slices of 1 ms;
 * one of them ends and restarts all the time.
 */
#include "beat.h"
#include "server-check.h"

#define OTHER	((volatile struct server *)0xfe000000)
#define BEAT	((volatile struct beat *)(uintptr_t)shared->channel[1].va)

static struct server own;

int main(void)
{
	uint32_t i, run, served, start;

	mask();
	server_init();
	server = &own;
	run = counter(DUET_COUNTER_RUN_TICKS);
	start = now();
	for (i = 0; i < 400; i++)
		server_check(i);
	run = counter(DUET_COUNTER_RUN_TICKS) - run;
	start = now() - start;
	same(own.errors, 0, "400 checks: all is my own");
	ok(own.events >= 400, "... my user was interrupted");
	ok(run > start / 3 && run < start / 3 * 2, "... in half of the time");
	ok(counter(DUET_COUNTER_ROOT_LOADS) > 20, "... by turns");
	served = OTHER->served;
	ok(served > 100, "the other had its turns");
	same(OTHER->errors, 0, "... and all was its own");
	ok(OTHER->lives > 5, "... and it had more than one life");
	same(shared->lives, 1, "I had one");
	same(BEAT->early + BEAT->spurious, 0, "the beat: never early");
	ok(BEAT->worst < TICKS_US(30), "... never late");
	print("# %u us of %u, %u lives, %u beats, worst %u\n", run / 24,
	      start / 24, OTHER->lives, BEAT->count, BEAT->worst);
	plan();
	return 0;
}
