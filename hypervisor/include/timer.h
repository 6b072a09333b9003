/* SPDX-License-Identifier: GPL-2.0-only */
/* One-shot timers on the one timer of the platform. */
#ifndef HYP_TIMER_H
#define HYP_TIMER_H

#include <stdint.h>

struct timer {			/* its start is known to switch_fast.S */
	struct timer *next;
	uint32_t deadline;	/* clock ticks, modulo 2^32 */
	uint32_t kern;		/* base of a VM's kernel context, or 0: fire */
	uint32_t events;	/* that it posts there */
	uint32_t armed;
	void (*fire)(struct timer *timer);
};

extern struct timer *timer_head;

/* At most 2^31 - 1 ticks ahead; one that has passed fires at once. */
void timer_arm(struct timer *timer, uint32_t deadline);
void timer_cancel(struct timer *timer);
void timer_interrupt(void);

#endif
