/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of the demo application. */
#ifndef DEMO_H
#define DEMO_H

#include <stdint.h>

#include <cmsis_os2.h>

#define JITTER_BUCKETS	16

/* Times are clock ticks. */
struct jitter {
	uint32_t periods;
	uint32_t missed;	/* periods that had ended before it woke */
	uint32_t worst, best, last;
	uint64_t sum;
	uint32_t bucket[JITTER_BUCKETS];	/* i: latency below 2^i ticks */
};

/* Starts the periodic thread. */
void periodic_start(void);

/* Copies the statistics; reset: restarts them at zero. Any context. */
void periodic_jitter(struct jitter *j, int reset);

uint32_t periodic_ticks(void);		/* of a period */

/* Thread flags: a state change of the VM at the other end of the channels */
#define PEER_WENT	1u
#define PEER_CAME	2u

/*
 * Starts the threads of those services that have a channel. The flags above
 * are set for `watcher`.
 */
void services_start(osThreadId_t watcher);

/* Prints a line for each channel. */
void services_print(void);

/* Starts the thread that reads and carries out command lines. */
void command_start(void);

/* Clock ticks as ns, for printing; at most 4.29 s. */
uint32_t ticks_ns(uint32_t ticks);

#endif
