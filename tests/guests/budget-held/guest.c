// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings continuously for a VM that fell asleep just before its budget was found
 * exhausted: no path, fast or slow, may wake it.
 */
#include "paged.h"
#include "rounds.h"

#define MADW	1	/* the channel */

int main(void)
{
	volatile struct rounds *rounds = ROUNDS(MADW);
	uint32_t start, n = 0;

	kern_upcalls();
	mask();
	start = now();
	while (rounds->n < ROUNDS_WANTED && now() - start < TICKS_US(50000)) {
		if (rounds->n != n)
			start = now();
		n = rounds->n;
		duet_doorbell(MADW);
		wait_ticks(TICKS_US(20));
	}
	print("# %u rounds, woken %u us into a period at the earliest\n",
	      rounds->n, rounds->first / 24);
	ok(rounds->n >= ROUNDS_WANTED, "it was held asleep, again and again");
	ok(rounds->first > TICKS_US(9900),
	   "... and never ran before its next period");
	plan();
	return 0;
}
