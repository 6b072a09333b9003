/* SPDX-License-Identifier: GPL-2.0-only */
/* Code of guest user; copied to a page of its own, so position independent. */
	.arch	armv5te
	.arm
	.text
	.align	2

	.macro	u	name
	.globl	\name
\name:
	.endm

	u	user_start
	u	u_swi
	swi	0x900001
	u	u_swi_after
	b	.

	u	u_load
	ldr	r5, [r6]
	swi	1

	u	u_store
	str	r5, [r6]
	swi	1

	u	u_jump
	mov	pc, r6

	u	u_und
	.word	0xe7f000f0

	u	u_read_id
	mrc	p15, 0, r5, c0, c0, 0
	swi	1

	u	u_bkpt
	bkpt	1

	u	u_loop
	b	.

	/* increments r5 and stores it at r6 */
	u	u_count
	add	r5, r5, #1
	str	r5, [r6]
	b	u_count

	/* as snip_shift of regs.S, followed by a load from r6 */
	u	u_shift
	movs	r4, r4, lsr #1
	eorcs	r4, r4, r5
	subs	r12, r12, #1
	bne	u_shift
	ldr	r7, [r6]
	swi	1

	/* tries to leave USR mode; r5 = its mode */
	u	u_mode
	msr	cpsr_c, r6
	mrs	r5, cpsr
	swi	1

	/* r4 = TLS word by the helper, r5 = by load, r6 = version */
	u	u_kuser
	mvn	r1, #0xf000
	sub	r1, r1, #0xf
	ldr	r5, [r1]
	ldr	r6, [r1, #12]
	sub	r1, r1, #0x10
	mov	lr, pc
	mov	pc, r1
	mov	r4, r0
	swi	1

	/* r0 = old, r1 = new, r2 = pointer; r3 = C */
	u	u_cmpxchg
	mvn	r4, #0xf000
	sub	r4, r4, #0x3f
	mov	lr, pc
	mov	pc, r4
	mov	r3, #0
	adc	r3, r3, #0
	swi	1

	/* r0, r1, r2: pointers to old, new, value; sp = a stack */
	u	u_cmpxchg64
	mvn	r4, #0xf000
	sub	r4, r4, #0x9f
	mov	lr, pc
	mov	pc, r4
	mov	r3, #0
	adc	r3, r3, #0
	swi	1

	.thumb
	.align	2
	.thumb_func
	u	u_swi_thumb
	swi	2
	.thumb_func
	u	u_swi_thumb_after
	b	.

	.align	2
	.thumb_func
	u	u_und_thumb
	.hword	0xde01

	.align	2
	.thumb_func
	u	u_load_thumb
	ldr	r5, [r6]
	swi	1

	.align	2
	.arm
	u	user_end
