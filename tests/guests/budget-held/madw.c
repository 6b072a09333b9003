// SPDX-License-Identifier: GPL-2.0-only
/* Sleeps just before its 5 ms of each 10 are used up, while doorbells arrive */
#include "rounds.h"

#define GAP	TICKS_US(1000)	/* it was throttled */

/* The end of a throttled time is the start of a period. */
static uint32_t begin_of_period(void)
{
	uint32_t last = now(), t;

	while ((t = now()) - last < GAP)
		last = t;
	return t;
}

static void spin_until(uint32_t start, uint32_t ticks)
{
	while (now() - start < ticks)
		;
}

static void sleep_until(uint32_t start, uint32_t ticks)
{
	do {
		take();
		duet_block();
	} while (now() - start < ticks);
}

/* It sleeps early in some rounds, and uses up its last microseconds in others. */
static void do_round(uint32_t start, uint32_t round)
{
	uint32_t early = TICKS_US(4860) + round * 5 % ROUNDS_WANTED * TICKS_US(5);
	uint32_t late = early + TICKS_US(30) + round * 7 % 11 * TICKS_US(9);

	spin_until(start, early);
	duet_timer(start + early + TICKS_US(30), 1);
	sleep_until(start, early + TICKS_US(30));
	spin_until(start, late);
	sleep_until(start, late + TICKS_US(40));
}

int main(void)
{
	volatile struct rounds *rounds = ROUNDS(0);
	uint32_t start, woken;

	kern_upcalls();
	mask();
	rounds->n = 0;
	rounds->first = ~0u;
	for (;;) {
		start = begin_of_period();
		do_round(start, rounds->n);
		/* if it wasn't throttled yet, it is now */
		spin_until(start, TICKS_US(5200));
		woken = now() - start;
		if (woken < rounds->first)
			rounds->first = woken;
		rounds->n++;
	}
}
