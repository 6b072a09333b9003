/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Start of a tiny guest: keeps the registers it was started with for the tests
 * that check them, and calls main on a stack of its own.
 */
#include <duet/abi.h>

	.arch	armv5te
	.arm
	.section .start, "ax"

	.globl	_start
_start:
	adr	r1, 1f
	ldr	r1, [r1]
	str	r0, [r1], #4
	str	r2, [r1], #4
	str	sp, [r1], #4
	mrs	r3, cpsr
	str	r3, [r1]
	ldr	r1, =shared
	str	r0, [r1]
	ldr	sp, =stack_top
	bl	main
	mov	r0, #DUET_EXIT_POWEROFF
	mov	r12, #DUET_CALL_EXIT
	swi	0
	b	.
1:	.word	at_start
	.ltorg

	.bss
	.align	3
	.globl	shared, at_start, stack_top
shared:		.space	4
at_start:	.space	16		@ r0, r2, sp, cpsr
	.align	3
	.space	8192
stack_top:
