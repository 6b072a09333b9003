/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memcpy() and memset() instead of newlib-nano's, which are optimised for
 * size: unless both addresses are word aligned they copy byte by byte, at four
 * instructions each. The kernel copies messages with interrupts masked, so
 * their speed bounds its interrupt latency.
 */
	.syntax unified
	.arch	armv5te
	.arm
	.text

	.macro	entry	name
	.globl	\name
	.type	\name, %function
\name:
	.endm

/* void *memcpy(void *r0, const void *r1, size_t r2) */
	entry	memcpy
	orr	r3, r0, r1
	mov	r12, r0				@ r0 is the result
	tst	r3, #3
	bne	copy_odd
	cmp	r2, #16
	blo	copy_tail
	stmdb	sp!, {r4-r9, lr}
copy_blocks:
	subs	r2, r2, #32
	blo	2f
1:	ldmia	r1!, {r3-r9, lr}
	subs	r2, r2, #32
	stmia	r12!, {r3-r9, lr}
	bhs	1b
2:	tst	r2, #16				@ r2 % 32 is still right
	ldmiane	r1!, {r3-r6}
	stmiane	r12!, {r3-r6}
	ldmia	sp!, {r4-r9, lr}
/* less than 16 bytes, both addresses word aligned */
copy_tail:
	tst	r2, #8
	ldrne	r3, [r1], #4
	strne	r3, [r12], #4
	ldrne	r3, [r1], #4
	strne	r3, [r12], #4
	tst	r2, #4
	ldrne	r3, [r1], #4
	strne	r3, [r12], #4
	movs	r2, r2, lsl #31			@ HS: 2 left, MI: 1 left
	ldrhcs	r3, [r1], #2
	strhcs	r3, [r12], #2
	ldrbmi	r3, [r1]
	strbmi	r3, [r12]
	bx	lr

/* an address is not word aligned */
copy_odd:
	cmp	r2, #16
	blo	copy_bytes
	stmdb	sp!, {r4-r9, lr}
	ands	r3, r12, #3
	beq	2f
	rsb	r3, r3, #4
	sub	r2, r2, r3
1:	ldrb	r4, [r1], #1
	subs	r3, r3, #1
	strb	r4, [r12], #1
	bne	1b
2:	ands	r3, r1, #3
	beq	copy_blocks
	bic	r1, r1, #3
	ldr	lr, [r1], #4
	cmp	r3, #2
	blo	shift_1
	beq	shift_2

	/*
	 * Each word stored comes from two of the source: lr holds the previous
	 * one, with its first `skip` bytes copied already. It never loads a
	 * word that has no byte of the source.
	 */
	.macro	shifted	skip
	subs	r2, r2, #16
	bmi	2f
1:	ldmia	r1!, {r4-r7}
	mov	r3, lr, lsr #8 * \skip
	orr	r3, r3, r4, lsl #32 - 8 * \skip
	mov	r4, r4, lsr #8 * \skip
	orr	r4, r4, r5, lsl #32 - 8 * \skip
	mov	r5, r5, lsr #8 * \skip
	orr	r5, r5, r6, lsl #32 - 8 * \skip
	mov	r6, r6, lsr #8 * \skip
	orr	r6, r6, r7, lsl #32 - 8 * \skip
	mov	lr, r7
	subs	r2, r2, #16
	stmia	r12!, {r3-r6}
	bpl	1b
2:	adds	r2, r2, #12
	bmi	4f
3:	mov	r3, lr, lsr #8 * \skip
	ldr	lr, [r1], #4
	orr	r3, r3, lr, lsl #32 - 8 * \skip
	subs	r2, r2, #4
	str	r3, [r12], #4
	bpl	3b
4:	add	r2, r2, #4
	sub	r1, r1, #4 - \skip
	ldmia	sp!, {r4-r9, lr}
	.endm

	shifted	3
copy_bytes:
	subs	r2, r2, #1
	ldrbhs	r3, [r1], #1
	strbhs	r3, [r12], #1
	bhi	copy_bytes
	bx	lr
shift_1:
	shifted	1
	b	copy_bytes
shift_2:
	shifted	2
	b	copy_bytes

/* void *memset(void *r0, int r1, size_t r2) */
	entry	memset
	mov	r12, r0
	and	r1, r1, #255
	cmp	r2, #16
	blo	3f
	orr	r1, r1, r1, lsl #8
	orr	r1, r1, r1, lsl #16
1:	tst	r12, #3
	strbne	r1, [r12], #1
	subne	r2, r2, #1
	bne	1b
	stmdb	sp!, {r4, lr}
	mov	r3, r1
	mov	r4, r1
	mov	lr, r1
	subs	r2, r2, #32
	blo	4f
2:	stmia	r12!, {r1, r3, r4, lr}
	subs	r2, r2, #32
	stmia	r12!, {r1, r3, r4, lr}
	bhs	2b
4:	tst	r2, #16
	stmiane	r12!, {r1, r3, r4, lr}
	tst	r2, #8
	stmiane	r12!, {r1, r3}
	tst	r2, #4
	strne	r1, [r12], #4
	and	r2, r2, #3
	ldmia	sp!, {r4, lr}
3:	subs	r2, r2, #1
	strbhs	r1, [r12], #1
	bhi	3b
	bx	lr
