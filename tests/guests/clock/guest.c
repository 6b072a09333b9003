// SPDX-License-Identifier: GPL-2.0-only
/* The 64-bit clock over many wrap-arounds of its low half. */
#include "test.h"

#define QUARTER	0x40000000u

static uint64_t clock64(void)
{
	return duet_clock64(shared->clock_va);
}

static void sleep_until(uint32_t deadline)
{
	duet_timer(deadline, 1);
	do
		duet_block();
	while (!(take() & 1u << DUET_EVENT_TIMER));
}

/* Sleeps for so many ticks: the 64 bits must advance by as many */
static bool sleeps(uint32_t ticks, uint32_t times)
{
	uint64_t start = clock64();
	uint32_t first = now(), i, late;

	for (i = 1; i <= times; i++) {
		sleep_until(first + ticks * i);
		late = clock64() - start - (uint64_t)ticks * i;
		if (late > TICKS_US(100)) {
			print("# after %u sleeps of %x: %x\n", i, ticks, late);
			return false;
		}
	}
	return true;
}

/* Reads around a change of the high part: never back, never a quarter ahead */
static bool edge(void)
{
	uint64_t last, next;
	bool good = true;
	uint32_t i;

	sleep_until((now() & -QUARTER) + QUARTER - TICKS_US(50));
	last = clock64();
	for (i = 0; i < 20000; i++) {
		next = clock64();
		good &= next - last < TICKS_US(50);
		last = next;
	}
	return good && (last & (QUARTER - 1)) < QUARTER / 2;
}

int main(void)
{
	uint32_t i;
	bool good = true;

	kern_upcalls();
	mask();
	i = now();
	ok((uint32_t)clock64() - i < TICKS_US(10),
	   "its low word is the clock's");
	ok(clock64() >> 32 == 0, "it began with the board");
	ok(sleeps(0x7fffff00, 7), "seven sleeps of 89 s");
	ok(sleeps(QUARTER / 3, 30), "thirty of 15 s");
	for (i = 0; i < 8; i++)
		good &= edge();
	ok(good, "it counts on across a wrap of its low 30 bits");
	ok(clock64() >> 32 >= 7, "more than seven turns");
	plan();
	return 0;
}
