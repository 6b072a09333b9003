// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clock: the 24 MHz counter of the system registers (DUI 0224, SYS_24MHZ), 32
 * bits, counts up; guests read it too. Timer: SP804 (DDI 0271) at 1 MHz, one
 * shot, so an interrupt comes up to a microsecond after its deadline.
 */
#include "plat.h"
#include "regs.h"

#define SYS_24MHZ	0x5c

/* 24 clock ticks are a microsecond: n / 24, as a multiplication */
#define TICKS_TO_US(n)	((uint32_t)((uint64_t)(n) * 0xaaaaaaab >> 36))

#define TIMER_LOAD	0x00
#define TIMER_CONTROL	0x08
#define TIMER_INTCLR	0x0c
#define TIMER_ON	0xa3	/* enable, interrupt, 32 bits, one shot */

const uint32_t plat_clock_va = SYSCTL + SYS_24MHZ;

void plat_timer_init(void);
void plat_timer_init(void)
{
	plat_timer_stop();
	plat_irq_unmask(LINE_TIMER);
}

uint32_t plat_clock(void)
{
	return *reg(SYSCTL + SYS_24MHZ);
}

/* Rounded up, and one more: the clock may be anywhere in its microsecond. */
void plat_timer_arm(uint32_t ticks)
{
	*reg(TIMER + TIMER_CONTROL) = 0;
	*reg(TIMER + TIMER_INTCLR) = 1;
	*reg(TIMER + TIMER_LOAD) = TICKS_TO_US(ticks) + 1;
	*reg(TIMER + TIMER_CONTROL) = TIMER_ON;
}

void plat_timer_stop(void)
{
	*reg(TIMER + TIMER_CONTROL) = 0;
	*reg(TIMER + TIMER_INTCLR) = 1;
}

void plat_timer_ack(void)
{
	*reg(TIMER + TIMER_INTCLR) = 1;
}
