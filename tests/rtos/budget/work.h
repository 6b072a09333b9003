/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The commands for a VM with a CPU budget, and its observations, in its channel
 * to the VM that judges it. tests/guests/budget contains the judge and a worker
 * without an RTOS.
 */
#ifndef WORK_H
#define WORK_H

#include <stdint.h>

enum {
	WORK_REST,		/* sleep most of the time */
	WORK_SPIN,		/* keep the CPU, kick the watchdog */
	WORK_BEAT,		/* wake each ms, and measure the lateness */
	WORK_HANG,		/* keep the CPU, and do not kick */
	WORK_CRASH,
};

#define WORK_BEAT_US	1000

/* Times are clock ticks. */
struct work {
	uint32_t command;	/* WORK_*, written by the judge */
	uint32_t doing;		/* the command that is being executed */
	uint32_t lives;
	uint32_t heard;		/* doorbells, and the time of the last one */
	uint32_t heard_at;
	uint32_t beats;		/* since the start of WORK_BEAT */
	uint32_t worst, sum;	/* latencies, from due to awake */
};

static inline void work_begin(volatile struct work *work, uint32_t command)
{
	if (command == WORK_BEAT && work->doing != WORK_BEAT) {
		work->beats = 0;
		work->worst = 0;
		work->sum = 0;
	}
	work->doing = command;
}

static inline void work_beat(volatile struct work *work, uint32_t late)
{
	work->beats++;
	work->sum += late;
	if (late > work->worst)
		work->worst = late;
}

#endif
