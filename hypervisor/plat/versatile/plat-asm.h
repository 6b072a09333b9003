/* SPDX-License-Identifier: GPL-2.0-only */
/* The board, for assembly: what the short ways of an interrupt need of it. */
#ifndef PLAT_ASM_H
#define PLAT_ASM_H

#define PLATFORM	387		/* machine number of Versatile PB */

#define PLAT_VIC	0xf0140000
#define PLAT_TIMER	0xf01e2000
#define PLAT_CLOCK	0xf020005c
#define PLAT_US_FACTOR	0xaaaaaaab	/* see TICKS_TO_US */
#define PLAT_TIMER_ON	0xa3

/* Number of leading zeros of the raised lines: 31 - line, 32: none */
	.macro	plat_irq	n, base
	ldr	\base, =PLAT_VIC
	ldr	\n, [\base]
	clz	\n, \n
	.endm

	.macro	plat_irq_mask	bit, base
	str	\bit, [\base, #0x14]
	.endm

	.macro	plat_clock	now, tmp
	ldr	\tmp, =PLAT_CLOCK
	ldr	\now, [\tmp]
	.endm

	.macro	plat_timer_ack	base
	ldr	\base, =PLAT_TIMER
	str	\base, [\base, #0x0c]
	.endm

/* \ticks are clobbered; the base is of plat_timer_ack */
	.macro	plat_timer_arm	ticks, base, t1, t2
	ldr	\t1, =PLAT_US_FACTOR
	umull	\t2, \ticks, \t1, \ticks
	mov	\t2, \ticks, lsr #4
	add	\t2, \t2, #1
	str	\t2, [\base]
	mov	\t2, #PLAT_TIMER_ON
	str	\t2, [\base, #8]
	.endm

#endif
