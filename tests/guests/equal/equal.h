/* SPDX-License-Identifier: GPL-2.0-only */
/* The channel of the two that share the CPU */
#ifndef EQUAL_H
#define EQUAL_H

#include "beat.h"

enum { SPIN, SLEEP };

struct equal {
	uint32_t mode;		/* what the other does */
	uint32_t spins;		/* the other's */
	uint32_t wakes;		/* ends of its sleep */
	uint32_t late;		/* worst time to the CPU after one, ticks */
	uint32_t longest;	/* longest time that it did not run, ticks */
};

#define EQUAL	((volatile struct equal *)(uintptr_t)shared->channel[0].va)
#define BEAT	((volatile struct beat *)(uintptr_t)shared->channel[1].va)

#endif
