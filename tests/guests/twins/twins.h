/* SPDX-License-Identifier: GPL-2.0-only */
/* What the guest has the other two do, and what they saw: in its channels */
#ifndef TWINS_H
#define TWINS_H

#include "test.h"

enum { DO_NOTHING, DO_RING, DO_SPIN, DO_TIMER, DO_RESTART };

/* Channels of the two: with the guest, and with each other */
enum { TO_GUEST, TO_OTHER };

struct twin {
	uint32_t command, argument, open;	/* the guest writes these */
	uint32_t done, result;
	uint32_t events, wakes, upcalls;	/* since the guest cleared them */
	uint32_t state, steal, peer_life[2];	/* of the last wake */
	uint32_t at;				/* ... when that was */
};

#endif
