/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ARM Versatile PB (DUI 0224): the sections that the board file gives to the
 * hypervisor, in the order of the board file, and the registers that more than
 * one file uses. For C and assembly.
 */
#ifndef PLAT_VERSATILE_REGS_H
#define PLAT_VERSATILE_REGS_H

#include <image/image.h>

#define SECTION_101	HYP_DEVICE_VA			/* 0x10100000 */
#define SECTION_100	(HYP_DEVICE_VA + 0x100000)	/* 0x10000000 */

#define VIC		(SECTION_101 + 0x40000)		/* PL190 */
#define SCTL		(SECTION_101 + 0xe0000)		/* SP810 */
#define TIMER		(SECTION_101 + 0xe2000)		/* SP804, 0 and 1 */
#define UART		(SECTION_101 + 0xf3000)		/* PL011, UART2 */
#define SYSCTL		SECTION_100
#define SIC		(SECTION_100 + 0x3000)

/* 24 MHz counter of the system registers (SYS_24MHZ): the clock */
#define CLOCK		(SYSCTL + 0x5c)

#define VIC_IRQSTATUS	0x00
#define VIC_INTENABLE	0x10
#define VIC_INTENCLEAR	0x14

#define TIMER_LOAD	0x00
#define TIMER_CONTROL	0x08
#define TIMER_INTCLR	0x0c
#define TIMER_ON	0xa3	/* enable, interrupt, 32 bits, one shot */

/*
 * A microsecond has 24 clock ticks. n / 24, rounded down, without a division:
 * the upper word of n * US_FACTOR, shifted right by US_SHIFT.
 */
#define US_FACTOR	0xaaaaaaab
#define US_SHIFT	4

#define UART_DR		0x00
#define UART_FR		0x18
#define FR_TXFF		0x20

#define LINE_TIMER	4
#define LINE_UART2	14

#ifndef __ASSEMBLER__
static inline volatile uint32_t *reg(uint32_t address)
{
	return (volatile uint32_t *)address;
}
#endif

#endif
