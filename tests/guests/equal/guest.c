// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slices of 5 ms between equals, while a VM of higher priority runs each ms:
 * both get their share, whichever is preempted or wakes up.
 */
#include "stolen.h"
#include "equal.h"

static uint32_t spins, longest, turns;

static void spin(uint32_t ticks)
{
	uint32_t start = now(), last = start, t;

	spins = 0;
	longest = 0;
	turns = 0;
	while ((t = now()) - start < ticks) {
		if (t - last > longest)
			longest = t - last;
		if (t - last > SLICE / 2)
			turns++;
		last = t;
		spins++;
		spin_some();
	}
}

static void both_spin(void)
{
	uint32_t before, theirs, steal, run;

	EQUAL->mode = SPIN;
	wait_ticks(TICKS_US(20000));
	EQUAL->longest = 0;
	before = EQUAL->spins;
	steal = stolen();
	run = counter(DUET_COUNTER_RUN_TICKS);
	spin(TICKS_US(200000));
	theirs = EQUAL->spins - before;
	run = counter(DUET_COUNTER_RUN_TICKS) - run;
	steal = stolen() - steal;
	ok(theirs > 0, "both spin: the other runs, too");
	ok(run > TICKS_US(80000) && run < TICKS_US(120000),
	   "... half of the time each");
	ok(turns >= 17 && turns <= 23, "... in 20 turns");
	ok(longest < SLICE + TICKS_US(2000), "... none longer than a slice");
	ok(EQUAL->longest < SLICE + TICKS_US(2000), "... nor my own");
	ok(steal > TICKS_US(80000) && steal < TICKS_US(120000),
	   "... and the other half is in steal");
	print("# stolen %u us\n", steal / 24);
	print("# my time %u us, turns %u, longest %u and %u us\n", run / 24,
	      turns, longest / 24, EQUAL->longest / 24);
}

/* A VM that wakes up during the other's slice gets the CPU at its end. */
static void one_sleeps(void)
{
	EQUAL->mode = SLEEP;
	spin(TICKS_US(20000));
	EQUAL->wakes = 0;
	EQUAL->late = 0;
	spin(TICKS_US(200000));
	ok(EQUAL->wakes >= 200 / (3 + 5 + 2),
	   "one sleeps 3 ms: it gets the CPU at the end of my slice");
	ok(EQUAL->late < SLICE + TICKS_US(2000), "... at the latest");
	ok(longest < SLICE, "... and leaves it to me soon");
	print("# %u wakes, late by %u us\n", EQUAL->wakes, EQUAL->late / 24);
}

/* The same with the roles exchanged, as the order of the two might matter. */
static void i_sleep(void)
{
	uint32_t i, t, late, worst = 0, before;

	EQUAL->mode = SPIN;
	before = EQUAL->spins;
	for (i = 0; i < 20; i++) {
		t = now() + TICKS_US(3000);
		duet_timer(t, 1);
		while (!(take() & 1))
			duet_block();
		late = now() - t;
		worst = late > worst ? late : worst;
	}
	ok(worst < SLICE + TICKS_US(2000),
	   "I sleep 3 ms: I get the CPU at the end of the other's slice");
	ok(EQUAL->spins > before, "... which runs meanwhile");
	print("# late by %u us\n", worst / 24);
}

/*
 * An equal that blocks in the last moment of its slice is below me when it is
 * woken, so the call that wakes it must set the timer of my slice: there is no
 * interrupt to do so. The moment is some 500 instructions long.
 */
static void block_at_the_end(void)
{
	uint32_t offset, late = 0;

	BEAT->pause = 500;
	for (offset = SLICE - 24; offset < SLICE + 4; offset += 2) {
		EQUAL->waits = 0;
		EQUAL->offset = offset;
		EQUAL->mode = BLOCK;
		spin(4 * SLICE);
		duet_doorbell(0);
		spin(SLICE + SLICE / 2);
		late += EQUAL->waits != 2;
	}
	same(late, 0, "no interrupts: the other blocks as its slice ends");
}

static void beats(void)
{
	uint32_t count = BEAT->count;

	spin(TICKS_US(50000));
	count = BEAT->count - count;
	ok(count >= 49 && count <= 51, "above them: a beat each ms");
	same(BEAT->early + BEAT->spurious, 0, "... none early");
	ok(BEAT->worst < TICKS_US(30), "... none late");
	print("# worst %u ticks\n", BEAT->worst);
}

/* Its description does not allow that. */
static void no_restart(void)
{
	uint32_t features = 0;

	duet_version(&features);
	same(features, 0, "no features");
	same(duet_exit(DUET_EXIT_RESTART), DUET_EPERM,
	     "it may not restart itself");
	same(shared->lives, 1, "... and has not");
}

int main(void)
{
	mask();
	no_restart();
	both_spin();
	one_sleeps();
	i_sleep();
	beats();
	block_at_the_end();
	plan();
	return 0;
}
