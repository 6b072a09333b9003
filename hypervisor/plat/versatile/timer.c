// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clock: the 24 MHz counter of the system registers (DUI 0224, SYS_24MHZ), 32
 * bits, counts up; guests read it, too. Timer: SP804 (DDI 0271) at 1 MHz, one
 * shot, so an interrupt comes up to a microsecond after its deadline.
 */
#include "arch.h"
#include "plat.h"
#include "regs.h"

#define TICKS_TO_US(n) \
	((uint32_t)((uint64_t)(n) * US_FACTOR >> (32 + US_SHIFT)))

#define TIMER_VALUE	0x04
#define TIMER_FREE	0x82	/* enable, no interrupt, 32 bits, wraps */

/*
 * The second timer of the SP804, on the same line, ensures that there is an
 * interrupt in each quarter of the clock's range (45 s), see clock.h.
 */
#define TIMER_1		0x20
#define TIMER_PERIODIC	0xe2	/* enable, interrupt, 32 bits */
#define PERIOD_US	30000000
_Static_assert(PERIOD_US * 24ull < 1u << 30, "less than a quarter");
_Static_assert(((uint64_t)US_FACTOR * 24 >> (32 + US_SHIFT)) == 1 &&
	       ((uint64_t)US_FACTOR * 23 >> (32 + US_SHIFT)) == 0,
	       "a microsecond has 24 ticks, not one less");

/* SCCTRL of the SP810: both timers count TIMCLK, 1 MHz, not REFCLK, 32 kHz */
#define SCTL_TIMCLK	(1 << 15 | 1 << 17)

/*
 * For check_timer_rate(): its length and the longest valid reading of both
 * counters, in clock ticks, and the most readings that it takes
 */
#define CHECK_TICKS	24000
#define LOOK_TICKS	480
#define LOOKS		4000000

const uint32_t plat_clock_va = CLOCK;

void plat_timer_init(void);

/*
 * Each deadline is computed in clock ticks but kept by the timer, so the rates
 * must agree. After a reset or a boot loader they may not. A reading that took
 * too long, as in an emulator that was held up, doesn't count.
 */
static void check_timer_rate(void)
{
	uint32_t from, ticks, us, looks = LOOKS;

	do {
		from = plat_clock();
		*reg(TIMER + TIMER_LOAD) = ~0u;
		*reg(TIMER + TIMER_CONTROL) = TIMER_FREE;
	} while (plat_clock() - from > LOOK_TICKS);
	do {
		ticks = plat_clock() - from;
		us = ~*reg(TIMER + TIMER_VALUE);
	} while (--looks && (ticks < CHECK_TICKS ||
			     plat_clock() - from - ticks > LOOK_TICKS));
	/* a microsecond must have 24 ticks, plus or minus a tenth */
	if (us * 240 - ticks * 9 >= ticks * 2)
		panic("the timer and the clock disagree");
}

void plat_timer_init(void)
{
	plat_timer_stop();
	*reg(SCTL) |= SCTL_TIMCLK;
	*reg(TIMER + TIMER_1 + TIMER_CONTROL) = 0;
	*reg(TIMER + TIMER_1 + TIMER_INTCLR) = 1;
	*reg(TIMER + TIMER_1 + TIMER_LOAD) = PERIOD_US;
	*reg(TIMER + TIMER_1 + TIMER_CONTROL) = TIMER_PERIODIC;
	check_timer_rate();
	plat_timer_stop();
	plat_irq_unmask(LINE_TIMER);
}

HOT_FN uint32_t plat_clock(void)
{
	return *reg(CLOCK);
}

/*
 * One more than the quotient, which is rounded down: the clock may be anywhere
 * in its microsecond.
 */
HOT_FN void plat_timer_arm(uint32_t ticks)
{
	*reg(TIMER + TIMER_CONTROL) = 0;
	*reg(TIMER + TIMER_INTCLR) = 1;
	*reg(TIMER + TIMER_LOAD) = TICKS_TO_US(ticks) + 1;
	*reg(TIMER + TIMER_CONTROL) = TIMER_ON;
}

HOT_FN void plat_timer_stop(void)
{
	*reg(TIMER + TIMER_CONTROL) = 0;
	*reg(TIMER + TIMER_INTCLR) = 1;
}

/* Clears both timers: the macro for assembly leaves the second one to C. */
HOT_FN void plat_timer_ack(void)
{
	*reg(TIMER + TIMER_INTCLR) = 1;
	*reg(TIMER + TIMER_1 + TIMER_INTCLR) = 1;
}
