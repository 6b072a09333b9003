/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One of many VMs: its timer is armed for long after the test (except with
 * QUIET), and it waits.
 * Runs wherever its description puts it.
 *	in: r0 = shared page
 */
#include <duet/abi.h>

	.arch	armv5te
	.arm
	.section .start, "ax"

	.globl	_start
_start:
#ifndef QUIET
	ldr	r1, [r0, #DUET_SHARED_CLOCK_VA]
	ldr	r0, [r1]
	add	r0, r0, #0x40000000
	mov	r1, #1
	mov	r12, #DUET_CALL_TIMER
	swi	0
#endif
1:	mov	r12, #DUET_CALL_BLOCK
	swi	0
	b	1b
