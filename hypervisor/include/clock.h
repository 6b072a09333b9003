/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock's high part, in a page that all guests can read: a guest may be
 * held off for longer than the clock takes to wrap, and so can't count wraps
 * itself.
 */
#ifndef HYP_CLOCK_H
#define HYP_CLOCK_H

#include <stdint.h>

extern uint32_t clock_quarters;		/* in the public page, at one address */

/*
 * Must be called with the clock at least once in each quarter of its range: the
 * timer interrupts that plat_init() sets up ensure that. Before the first call
 * the clock may have run, but must not have wrapped.
 */
static inline void clock_count(uint32_t now)
{
	clock_quarters += ((now >> 30) - clock_quarters) & 3;
}

#endif
