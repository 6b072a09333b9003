// SPDX-License-Identifier: GPL-2.0-only
/*
 * A console that is full all the time: below this VM one prints without end,
 * and one crashes as soon as it runs. Neither they nor their restarts wait for
 * the console at the expense of another, and the reports get their turn, line
 * by line.
 */
#include "beat.h"
#include "nap.h"
#include "once.h"

#define CHANNEL(n)	((uintptr_t)shared->channel[n].va)
#define BEAT		((volatile struct beat *)CHANNEL(0))
#define ONCE		((volatile struct once *)CHANNEL(1))

#define VM_ONCE		2
#define VM_LOOP		4
#define ROUNDS		6
#define PAUSE_US	20000

static uint32_t worst_held, worst_up;

static uint32_t lives(uint32_t vm)
{
	uint32_t word = 0;

	if (duet_vm_info(vm, DUET_INFO_LIVES, &word))
		bail("lives can't be read");
	return word;
}

/* One above ends and begins again while the console is full */
static bool crash_above(void)
{
	uint32_t before = ONCE->lives, start = now(), held;

	ONCE->crash = 1;
	duet_doorbell(1);
	held = now() - start;
	if (held > worst_held)
		worst_held = held;
	wait_ticks(TICKS_US(2000));
	if (ONCE->up - start > worst_up)
		worst_up = ONCE->up - start;
	return ONCE->lives == before + 1;
}

static void above(void)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < ROUNDS; i++) {
		nap(PAUSE_US);
		good &= crash_above();
	}
	ok(good, "one above that crashes is there again");
	ok(worst_up < TICKS_US(500), "... soon");
	ok(worst_held < TICKS_US(500), "... and this VM keeps running");
	print("# after %u us at most, this VM after %u us\n", worst_up / 24,
	      worst_held / 24);
}

static void beats(void)
{
	ok(BEAT->count >= ROUNDS * (PAUSE_US / 1000), "the beat went on");
	ok(BEAT->worst < TICKS_US(30), "... in time");
	same(BEAT->early + BEAT->spurious, 0, "... for no other reason");
	same(BEAT->lives, 1, "... in its first life");
	print("# %u beats, worst %u ticks\n", BEAT->count, BEAT->worst);
}

int main(void)
{
	uint32_t before;

	kern_upcalls();
	mask();
	nap(PAUSE_US);
	before = lives(VM_LOOP);
	above();
	before = lives(VM_LOOP) - before;
	/* the report of one takes 30 ms */
	ok(before > 10 * ROUNDS, "a crash loop does not wait for its reports");
	print("# %u crashes\n", before);
	beats();
	plan();
	return 0;
}
