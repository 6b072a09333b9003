/* SPDX-License-Identifier: GPL-2.0-only */
/* One-shot timers on the one timer of the platform. */
#ifndef HYP_TIMER_H
#define HYP_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct timer {
	struct timer *next;
	uint32_t deadline;	/* clock ticks, modulo 2^32 */
	bool armed;
	void (*fire)(struct timer *timer);
};

/* At most 2^31 - 1 ticks ahead; one that has passed fires at once. */
void timer_arm(struct timer *timer, uint32_t deadline);
void timer_cancel(struct timer *timer);
void timer_interrupt(void);

#endif
