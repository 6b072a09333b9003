/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands for the other two VMs, and their observations, in their channels */
#ifndef TWINS_H
#define TWINS_H

#include "test.h"

enum { DO_NOTHING, DO_RING, DO_SPIN, DO_TIMER, DO_ALARM, DO_RESTART };

#define ALARM	2u	/* the event of the clock of the VM above */

/* Channels of these two: to the guest, and to each other */
enum { TO_GUEST, TO_OTHER };

struct twin {
	uint32_t command, argument, open;	/* the guest writes these */
	uint32_t done, result;
	uint32_t events, wakes, upcalls;	/* since the guest cleared them */
	uint32_t state, steal, peer_life[2];	/* at the last wake-up */
	uint32_t at;				/* ... and its time */
};

#endif
