/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest that attacks, and its neighbours: a victim in the window that has a
 * deadline each millisecond, and a peer with page tables, at the attacker's own
 * addresses. Victim and peer exchange records through a ring all the time, and
 * check their memory; the victim also serves a channel with the attacker. See
 * tests/guests/systems/guests-hostile.dtsi.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "test.h"

/* Channels of the attacker and of the victim: the report, the prey */
#define CH_REPORT	0
#define CH_PREY		1
#define CH_PEER		2	/* the victim's only */

/*
 * The most that the victim may miss its deadline by, in instructions (the CPU
 * of a test run executes one per nanosecond): the step of the board's timer is
 * a microsecond, the path from its interrupt to the victim's handler may take
 * another, whatever the attacker does, and then the victim saves its registers
 * and reads the clock, or has just masked its events for as long.
 */
#define TIMER_STEP	1000u
#define LATENCY_MAX	1000u
#define OWN		200u
#define LATE_MAX	(TIMER_STEP + LATENCY_MAX + OWN)

/* 125 / 3 instructions per tick of 24 MHz */
static inline uint32_t instructions(uint32_t ticks)
{
	return ticks * 125 / 3;
}

/* Written by the victim; `own` is the attacker's, and survives its restarts. */
struct report {
	uint32_t lives;
	uint32_t beats, worst, early, spurious;	/* worst: ticks */
	uint32_t worst_at;	/* own[0] at that time */
	uint32_t memory;	/* words that changed */
	uint32_t ring;		/* errors of the ring with the peer */
	uint32_t replies;	/* records to the peer and back */
	uint32_t peer;		/* memory errors reported by the peer */
	uint32_t prey;		/* accesses outside the prey ring */
	uint32_t resets;	/* of the prey channel, when corrupt */
	uint32_t served;	/* its records */
	uint32_t reserved[3];
	uint32_t own[16];
};

/* Records between victim and peer */
#define RECORD_WORDS	6

struct record {
	uint32_t seq;
	uint32_t errors;	/* of the peer */
	uint32_t word[RECORD_WORDS];
};

#endif
