// SPDX-License-Identifier: GPL-2.0-only
/* Takes the place of an RTOS: due at random, every 20 to 200 us */
#include "test.h"

static inline uint32_t period(void)
{
	static uint32_t value = 1;

	value = value * 1664525 + 1013904223;
	return TICKS_US(20) + (value >> 8) % TICKS_US(180);
}

#define BEAT_PERIOD	period()
#include "beat-main.h"
