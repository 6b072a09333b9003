/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock's high part, for guests: a word in the page that all read. They
 * may be held off for longer than the clock takes to wrap.
 */
#ifndef HYP_CLOCK_H
#define HYP_CLOCK_H

#include <stdint.h>

extern uint32_t clock_quarters;		/* in the public page, at one address */

/*
 * At least once in each quarter of a turn: plat_init has seen to that many
 * timer interrupts. At first, the counter may have run, but not for a turn.
 */
static inline void clock_count(uint32_t now)
{
	clock_quarters += ((now >> 30) - clock_quarters) & 3;
}

#endif
