/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Start of a VM in the window.
 *	in:	r0 = address of the shared page, sp = 0, events masked
 */
#include <duet/abi.h>

	.arch	armv5te
	.arm
	.section .start, "ax"
	.globl	_start
_start:
	ldr	r1, =shared_page
	cmp	r0, r1
	bne	wrong_address
	ldr	r1, =shared
	ldr	r2, =bss_start
	ldr	r3, =bss_end
	mov	r4, #0
1:	cmp	r2, r3				@ no loader clears the bss
	strlo	r4, [r2], #4
	blo	1b
	str	r0, [r1]
	ldr	sp, =stack_top
	bl	main
	mov	r0, #DUET_EXIT_POWEROFF
	mov	r12, #DUET_CALL_EXIT
	swi	0

/* Linked for another address than the description gives: `memory` has moved. */
wrong_address:
	mov	r0, #DUET_EXIT_CRASH
	mov	r12, #DUET_CALL_EXIT
	swi	0
	.ltorg

	.bss
	.align	3
	.globl	shared
shared:	.space	4
	.align	3
	.space	4096
stack_top:
