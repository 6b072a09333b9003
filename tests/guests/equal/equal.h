/* SPDX-License-Identifier: GPL-2.0-only */
/* The channel of the two VMs that share the CPU */
#ifndef EQUAL_H
#define EQUAL_H

#include "beat.h"

enum { SPIN, SLEEP, BLOCK };

#define SLICE	TICKS_US(5000)

struct equal {
	uint32_t mode;		/* behaviour of the other VM */
	uint32_t spins;		/* by the other VM */
	uint32_t wakes;		/* sleeps that ended */
	uint32_t late;		/* worst latency after one, ticks */
	uint32_t offset;	/* ticks from the slice's start to its block */
	uint32_t waits;		/* it is blocked, or about to be */
	uint32_t longest;	/* longest time without the CPU, ticks */
};

#define EQUAL	((volatile struct equal *)(uintptr_t)shared->channel[0].va)
#define BEAT	((volatile struct beat *)(uintptr_t)shared->channel[1].va)

#endif
