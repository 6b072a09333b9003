/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands and their results, in the cached channel */
#ifndef PAIR_H
#define PAIR_H

#include "test.h"

enum {
	CMD_NONE, CMD_COUNT, CMD_RING_0, CMD_RING_1, CMD_PROBE, CMD_CRASH,
	CMD_DOUBLE_FAULT, CMD_RESTART, CMD_OFF, CMD_BEAT, CMD_BEAT_END,
	CMD_BUSY,
};

struct pair {
	uint32_t command, argument, result;
	uint32_t done;		/* commands executed */
	uint32_t events;	/* seen by the other VM, or'ed */
	uint32_t lives;		/* of the other VM */
	uint32_t beats, worst, early, next;
	uint32_t errors;	/* events pending while open */
};

#define PAIR	((volatile struct pair *)0xfe000000)

#endif
