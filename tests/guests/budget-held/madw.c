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
		spin_until(start, TICKS_US(4960));
		duet_timer(start + TICKS_US(4990), 1);
		sleep_until(start, TICKS_US(4990));
		/* the budget is checked while it sleeps again */
		spin_until(start, TICKS_US(5050));
		sleep_until(start, TICKS_US(5070));
		woken = now() - start;
		if (woken < rounds->first)
			rounds->first = woken;
		rounds->n++;
	}
}
