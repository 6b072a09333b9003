/* SPDX-License-Identifier: GPL-2.0-only */
/* The attacker's side of hostile.h. Included once in a program. */
#ifndef ATTACK_H
#define ATTACK_H

#include "hostile.h"

static volatile struct report *report;

/* Sleeps, so that other VMs run, including those of lower priority */
static void attack_rest(uint32_t us)
{
	duet_timer(now() + TICKS_US(us), 1);
	mask();
	duet_block();
	duet_timer(0, 0);
	take();
}

/*
 * Waits until the victim and its peer exchange records. Called in each life; in
 * the first, own[] is empty.
 */
static void attack_begin(void)
{
	uint32_t start;

	report = (volatile struct report *)(uintptr_t)
		shared->channel[CH_REPORT].va;
	kern_upcalls();
	start = report->replies;
	while (report->replies - start < 3)
		attack_rest(100);
}

/*
 * The victim's findings after the attack: at least `beats` deadlines, one per
 * millisecond. The peer has the attacker's priority, so it must have got at
 * least half of the CPU.
 */
static void verdict_within(uint32_t beats, uint32_t late_max)
{
	uint32_t replies, worst, i;

	for (i = 0; i < 20; i++)
		attack_rest(1000);
	replies = report->replies;
	worst = instructions(report->worst);
	print("# %u deadlines, worst %u instructions at %u, %u records\n",
	      report->beats, worst, report->worst_at, replies);
	ok(report->lives == 1 && report->beats >= beats + 20,
	   "the victim is in its first life, and had its deadlines");
	same(report->memory, 0, "... its memory is its own");
	same(report->early + report->spurious, 0,
	     "... nothing came early, or that is not its own");
	ok(worst <= late_max, "... each deadline was kept within its bound");
	same(report->ring + report->prey, 0,
	     "... its rings lost nothing, and kept to their memory");
	same(report->peer, 0, "the peer's memory and registers are its own");
	ok(replies >= report->beats / 4, "... and it had its turns");
}

static inline void verdict(uint32_t beats)
{
	verdict_within(beats, LATE_MAX);
}

#endif
