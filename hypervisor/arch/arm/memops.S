/* SPDX-License-Identifier: GPL-2.0-only */
/* Clearing and copying of page tables, in multiples of 32 bytes. */
	.arch	armv5te
	.arm

	.text
/*
 * void pt_clear(volatile uint32_t *to, uint32_t size)
 * void pt_copy(volatile uint32_t *to, const volatile uint32_t *from,
 *		uint32_t size)
 * The size must be a multiple of 32 and not 0.
 *	clobbers: r0-r3, r12	stack: at most seven words
 */
	.globl	pt_clear, pt_copy
	.type	pt_clear, %function	@ Thumb code calls them
	.type	pt_copy, %function
pt_clear:
	stmdb	sp!, {r4-r8, lr}
	mov	r2, #0
	mov	r3, #0
	mov	r4, #0
	mov	r5, #0
	mov	r6, #0
	mov	r7, #0
	mov	r8, #0
	mov	r12, #0
1:	stmia	r0!, {r2-r8, r12}
	subs	r1, r1, #32
	bne	1b
	ldmia	sp!, {r4-r8, pc}

pt_copy:
	stmdb	sp!, {r4-r9, lr}
1:	ldmia	r1!, {r3-r9, r12}
	subs	r2, r2, #32
	stmia	r0!, {r3-r9, r12}
	bne	1b
	ldmia	sp!, {r4-r9, pc}
