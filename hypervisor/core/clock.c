// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock's high part, for guests: a word in the page that all read. They
 * may be held off for longer than the clock takes to wrap.
 */
#include "cpu.h"
#include "plat.h"
#include "vm.h"

extern uint32_t clock_quarters;		/* in the public page, at one address */

static struct timer next;

static void quarter(struct timer *timer)
{
	clock_quarters++;
	timer_arm(timer, (clock_quarters + 1) << 30);
}

/* The counter may have run for a while, but not for a turn. */
void clock_init(void)
{
	next.fire = quarter;
	clock_quarters = (plat_clock() >> 30) - 1;
	quarter(&next);
}
