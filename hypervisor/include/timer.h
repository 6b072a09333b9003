/* SPDX-License-Identifier: GPL-2.0-only */
/* One-shot timers on the one timer of the platform. */
#ifndef HYP_TIMER_H
#define HYP_TIMER_H

#include <stdint.h>

struct timer {			/* switch_fast.S relies on the first fields */
	struct timer *next;
	uint32_t deadline;	/* clock ticks, modulo 2^32 */
	uint32_t kern;		/* base of a VM's kernel context, or 0: fire */
	uint32_t events;	/* posted to that VM */
	uint32_t armed;
	void (*fire)(struct timer *timer);
};

extern struct timer *timer_head;

/*
 * Arms a timer, or arms it again. The deadline must be at most 2^31 - 1 ticks
 * ahead; if it has passed, the timer fires at once, at the next interrupt.
 */
void timer_arm(struct timer *timer, uint32_t deadline);

/* Does nothing if the timer is not armed. */
void timer_cancel(struct timer *timer);

/* Serves the platform timer's interrupt: fires the timers that are due. */
void timer_interrupt(void);

#endif
