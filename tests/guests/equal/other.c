// SPDX-License-Identifier: GPL-2.0-only
/* Spins, sleeps for 3 ms in a loop, or blocks, and reports its observations. */
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

/* Blocks once, `offset` after the start of a slice, until a doorbell. */
static void block_once(void)
{
	uint32_t last = now(), t;

	while ((t = now()) - last < SLICE / 2)
		last = t;
	take();
	while (now() - t < EQUAL->offset)
		;
	EQUAL->waits++;
	duet_block();
	EQUAL->waits++;
	EQUAL->mode = SPIN;
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
		if (EQUAL->mode == BLOCK) {
			block_once();
			last = now();
		}
		t = now();
		if (t - last > EQUAL->longest)
			EQUAL->longest = t - last;
		last = t;
		EQUAL->spins++;
		spin_some();
	}
}
