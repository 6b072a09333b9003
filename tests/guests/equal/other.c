// SPDX-License-Identifier: GPL-2.0-only
/* Spins, or sleeps for 3 ms in a loop, and reports its observations. */
#include "equal.h"

static void nap(void)
{
	uint32_t t = now() + TICKS_US(3000), late;

	duet_timer(t, 1);
	while (!(take() & 1))
		duet_block();
	late = now() - t;
	if (late > EQUAL->late)
		EQUAL->late = late;
	EQUAL->wakes++;
}

int main(void)
{
	uint32_t last = now(), t;

	mask();
	for (;;) {
		if (EQUAL->mode == SLEEP) {
			nap();
			last = now();
			continue;
		}
		t = now();
		if (t - last > EQUAL->longest)
			EQUAL->longest = t - last;
		last = t;
		EQUAL->spins++;
		spin_some();
	}
}
