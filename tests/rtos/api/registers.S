/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uint32_t test_registers(uint32_t seed, volatile bool *end)
 *
 * Fills r2 to r12, lr and the flags, and compares them in a loop until *end.
 * Returns the number of mismatches. The Thumb twin checks the low registers,
 * r8 to r12 and lr.
 */
	.syntax	unified
	.arch	armv5te
	.text
	.arm
	.globl	test_registers
	.type	test_registers, %function
test_registers:
	stmdb	sp!, {r0, r1, r4-r11, lr}
	add	r2, r0, #2
	add	r3, r0, #3
	add	r4, r0, #4
	add	r5, r0, #5
	add	r6, r0, #6
	add	r7, r0, #7
	add	r8, r0, #8
	add	r9, r0, #9
	add	r10, r0, #10
	add	r11, r0, #11
	mov	r12, #0				@ number of mismatches
	add	lr, r0, #14
1:	adds	r1, r0, r0			@ N Z C V clear
	movs	r1, #0				@ Z set for a while
	nop
	nop
	nop
	nop
	bne	9f
	add	r1, r0, #2
	cmp	r1, r2
	addeq	r1, r0, #3
	cmpeq	r1, r3
	addeq	r1, r0, #4
	cmpeq	r1, r4
	addeq	r1, r0, #5
	cmpeq	r1, r5
	addeq	r1, r0, #6
	cmpeq	r1, r6
	addeq	r1, r0, #7
	cmpeq	r1, r7
	addeq	r1, r0, #8
	cmpeq	r1, r8
	addeq	r1, r0, #9
	cmpeq	r1, r9
	addeq	r1, r0, #10
	cmpeq	r1, r10
	addeq	r1, r0, #11
	cmpeq	r1, r11
	addeq	r1, r0, #14
	cmpeq	r1, lr
	ldreq	r1, [sp]			@ the stack, and the seed
	cmpeq	r1, r0
9:	addne	r12, r12, #1
	ldr	r1, [sp, #4]
	ldrb	r1, [r1]
	teq	r1, #0
	beq	1b
	mov	r0, r12
	add	sp, sp, #8
	ldmia	sp!, {r4-r11, pc}

	.thumb
	.thumb_func
	.globl	test_registers_thumb
test_registers_thumb:
	push	{r4-r7, lr}
	mov	r4, r8
	mov	r5, r9
	mov	r6, r10
	mov	r7, r11
	push	{r4-r7}
	movs	r2, #0				@ number of mismatches
	adds	r4, r0, #4
	adds	r5, r0, #5
	adds	r6, r0, #6
	mov	r8, r4
	mov	r9, r5
	mov	r10, r6
	mov	r11, r0
	mov	r12, r4
	mov	lr, r5
1:	movs	r7, #0				@ Z set for a while
	nop
	nop
	nop
	bne	9f
	adds	r7, r0, #4
	cmp	r7, r4
	bne	9f
	cmp	r7, r8
	bne	9f
	cmp	r7, r12
	bne	9f
	adds	r7, r0, #5
	cmp	r7, r5
	bne	9f
	cmp	r7, r9
	bne	9f
	cmp	r7, lr
	bne	9f
	adds	r7, r0, #6
	cmp	r7, r6
	bne	9f
	cmp	r7, r10
	bne	9f
	cmp	r0, r11
	beq	8f
9:	adds	r2, #1
8:	ldrb	r3, [r1]
	cmp	r3, #0
	beq	1b
	movs	r0, r2
	pop	{r4-r7}
	mov	r8, r4
	mov	r9, r5
	mov	r10, r6
	mov	r11, r7
	pop	{r4-r7, pc}
