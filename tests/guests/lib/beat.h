/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM in the window that has a deadline each millisecond, and writes into its
 * channel how well it kept them, for the other end to judge.
 */
#ifndef BEAT_H
#define BEAT_H

#include "test.h"

#ifndef BEAT_PERIOD
#define BEAT_PERIOD	TICKS_US(1000)
#endif

struct beat {
	uint32_t count;		/* deadlines so far */
	uint32_t worst;		/* ticks from a deadline to its handler */
	uint32_t early;		/* events before their deadline */
	uint32_t spurious;	/* events not of the timer */
	uint32_t lives;
	uint32_t pause;		/* set by the judge: periods to leave out */
};

#endif
