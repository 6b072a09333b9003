/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The short way of page-table updates: small pages of the VM's own RAM, which
 * are nearly all. pt.c says what is allowed and why; here stands the same
 * again for that one case, and everything else is left to it.
 */
#include "entry.inc"
#include "plat.inc"
#include "pt.h"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

/*
 * The queue, for each call that carries it out: pt_update, and those that have
 * found one before their own work, which begin again behind it.
 *	in:	r12 = number of the call, sp = the kernel's context
 *	out:	pt_update: back to the guest; others: at swi_call, all registers
 *		as they were
 *	clobbers: nothing; the room of the registers in the context is the stack
 *	mode: SVC	DACR: the kernel's, as the queue is in the shared page
 * Each entry is read once, by one load, and then checked: zone and RAM are
 * the context's. Every 16 entries the interrupts are looked at. The descriptors
 * are stored write-through and the write buffer is drained before the guest
 * goes on: the table walker looks into memory only.
 */
	.globl	entry_pt_update, pt_run
entry_pt_update:
	stmdb	sp, {r0-r10, r12, lr}
	ldmib	sp, {r0-r9, lr}			@ r3 on: struct quick
	ldr	r10, [r3, #MASK_TO_QLEN]
	add	r0, r3, #MASK_TO_QUEUE
	sub	r1, r10, #1			@ how many, less one
	cmp	r1, r9
	ldrhs	pc, =run_more
pt_run:
	ldmia	r0!, {r2, r4}			@ target, value
	mov	r9, r2, ror #2			@ a kind but L2 makes it large
	cmp	r6, r9
	ldrhib	r9, [r5, r9, lsr #8]		@ tst leaves C as it is
	tsthi	r9, #ZONE_L2
	bls	run_left
	sub	r9, r4, r7
	cmp	r8, r9
	tsthi	r4, #DUET_PT_VALID
	bls	run_empty			@ ... or not of its RAM
	and	r9, r4, #DUET_PT_WRITE | DUET_PT_B | DUET_PT_C
	ldr	r9, [lr, r9, lsl #1]
	mov	r4, r4, lsr #12
	orr	r4, r9, r4, lsl #12
1:	str	r4, [r5, r2]
	subs	r10, r10, #1
	tstne	r0, #15 * 8
	bne	pt_run
run_done:
	cmp	r10, #0				@ sets C
	bne	run_look
	ldr	r2, [sp, #KERN_UPDATES]
	adc	r2, r2, r1
	str	r2, [sp, #KERN_UPDATES]
	str	r10, [r3, #MASK_TO_QLEN]
	mcr	p15, 0, r10, c7, c10, 4
	ldmdb	sp, {r0-r10, r12, lr}
	cmp	r12, #DUET_CALL_PT_UPDATE
	moveq	r0, #0
	moveqs	pc, lr
	b	swi_call

run_empty:
	tst	r4, #DUET_PT_VALID
	mov	r4, #0
	beq	1b

/* This one is for C, behind a look for interrupts if others were before it. */
run_left:
	sub	r0, r0, #8
	sub	r2, r10, r1
	cmp	r2, #1
	beq	2f
	plat_irq r2, r9
	cmp	r2, #PLAT_NO_IRQ
	b	2f
run_look:
	plat_irq r2, r9
	cmp	r2, #PLAT_NO_IRQ
	beq	pt_run
2:	sub	r3, r0, r3			@ keeps the flags: Z = to C
	sub	r3, r3, #MASK_TO_QUEUE
	mov	r3, r3, lsr #3
	str	r3, [sp, #KERN_QUEUE_DONE]
	ldr	r3, [sp, #KERN_UPDATES]
	sub	r1, r1, r10
	add	r3, r3, #1
	add	r3, r3, r1
	str	r3, [sp, #KERN_UPDATES]
	mov	r3, #0
	str	r3, [sp, #CTX_QUEUE_MAX]
	bne	3f
	mov	r4, sp
	mov	r5, #DACR_HYP
	mcr	p15, 0, r5, c3, c0, 0
	ldr	sp, =hyp_stack
	ldr	r3, =pt_step
	blx	r3
	mov	sp, r4
	ldr	r5, [sp, #CTX_DACR]
	mcr	p15, 0, r5, c3, c0, 0
	cmp	r0, #0
	ldmdb	sp, {r0-r10, r12, lr}
	bne	entry_pt_update
3:	mov	r3, #0
	mcr	p15, 0, r3, c7, c10, 4
	ldmdb	sp, {r0-r10, r12, lr}

/*
 * The call again, so that an interrupt has its chance. r3 is no argument of
 * any call.
 */
	.globl	call_again
call_again:
	mrs	r3, spsr
	sub	lr, lr, #4
	and	r3, r3, #0x20			@ T: its swi has two bytes
	add	lr, lr, r3, lsr #4
	mov	r3, #0
	movs	pc, lr

	.ltorg

/* Descriptors of small pages but for the frame, by WRITE, B and C */
	.globl	pt_pages
pt_pages:
	.irp	cb, 0, 4, 8, 12
	.word	0xaa2 | \cb, 0xff2 | \cb		@ L2_SMALL, L2_AP_READ or _ALL
	.endr

	.text
/*
 * A length that is not allowed, or none, or the rest of a batch that was cut
 * or handed to C. C goes on where one was refused, or is being spread.
 */
run_more:
	ldr	r9, [sp, #KERN_QUEUE_DONE]
	ldr	r2, [sp, #KERN_REFUSED]
	ldr	r4, [sp, #KERN_SPREAD]
	cmp	r6, #0
	beq	4f				@ no zone
	orrs	r2, r2, r4
	bne	4f
	cmp	r10, #DUET_QUEUE_MAX
	bhi	4f
	subs	r10, r10, r9
	blo	4f
	sub	r1, r10, #1
	add	r0, r0, r9, lsl #3
	str	r2, [sp, #KERN_QUEUE_DONE]
	mov	r2, #DUET_QUEUE_MAX
	str	r2, [sp, #CTX_QUEUE_MAX]
	ldrne	pc, =pt_run
	ldr	pc, =run_done
4:	ldmdb	sp, {r0-r10, r12, lr}
	cmp	r12, #DUET_CALL_TLB		@ only that has an argument in r2
	ldreq	pc, =full_no_r3
	ldr	pc, =full_no_r2
	.ltorg
