/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Short ways of what moves the CPU from one VM to another, or an event into
 * the VM that runs: interrupts, doorbell, block.
 *
 * They serve the cases that matter, and leave the others to C, which does the
 * same and more (event_post, call_block, sched_exit):
 *
 * - to a VM of higher rank that sleeps with its events masked (quick_bit): it
 *   goes on behind its block call with the event in its shared page;
 * - block: to the next VM, if nothing was posted to it and its address space
 *   is in place (in_place), as that of each VM in the window is;
 * - an event of the VM that runs: the irq upcall, or nothing when masked.
 *
 * Registers in here: r9 = base of the kernel context of the VM that runs, r5 =
 * that of the event's VM, r6 = events. All of the guest's are saved.
 */
#include "entry.h"
#include "plat-asm.h"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

/*
 * Run time to the VM that leaves. in: r0 = sched, r1 = clock, r8 = its ctx, r9
 *	clobbers: r2, r3
 */
	.macro	charge
	ldr	r2, [r0, #SCHED_SWITCHED_AT]
	ldr	r3, [r9, #KERN_RUN_TICKS]
	sub	r2, r1, r2
	add	r3, r3, r2
	str	r3, [r9, #KERN_RUN_TICKS]
	str	r1, [r9, #KERN_READY_SINCE]
	str	r1, [r0, #SCHED_SWITCHED_AT]
	str	r8, [r9, #KERN_MODE]
	.endm

/* The VM r5 is the one that runs. clobbers: r2, r3 */
	.macro	enter_vm
	ldr	r2, [r5, #KERN_SWITCHES]
	sub	r3, r5, #CTX_BASE
	add	r2, r2, #1
	str	r3, [r0, #SCHED_CURRENT]
	str	r2, [r5, #KERN_SWITCHES]
	.endm

/*
 * Interrupt. It can't have hit the hypervisor, which runs with them off.
 */
	.globl	vec_irq
vec_irq:
	sub	lr, lr, #4
	str	lr, [sp]
	mrs	lr, spsr
	str	lr, [sp, #4]
	msr	cpsr_c, #SVC_NOINT
	stmdb	sp, {r0-lr}^
	ldr	r0, =trap_scratch
	plat_irq r3, r2
	ldr	r7, =irq_desc
	ldrd	r10, [r0]
	add	r7, r7, r3, lsl #4
	ldr	r9, [sp, #CTX_KERN]
	strd	r10, [sp, #CTX_PC]
	ldmia	r7, {r4-r6, pc}			@ see irq-desc.h

/* A line of a device: masked until its VM acknowledges it. r2, r4: plat */
	.globl	irq_device
irq_device:
	plat_irq_mask r4, r2
	ldr	r7, [r5, #KERN_IRQS]
	add	r7, r7, #1
	str	r7, [r5, #KERN_IRQS]
post:
	cmp	r5, r9
	ldr	r8, [r5, #KERN_QUICK]
	beq	post_own
	ldr	r7, [r9, #KERN_RANK]
	cmp	r8, r7
	bhi	switch
	mov	r0, r5
	mov	r1, r6
	mov	r6, #DACR_HYP
	trap_to_c r6
	adr	lr, to_guest_exit
	ldr	pc, =event_post_kern
to_guest_exit:
	b	guest_exit

/* All the rest: C asks the platform again. */
	.globl	irq_in_c
irq_in_c:
	mov	r6, #DACR_HYP
	trap_to_c r6
	adr	lr, to_guest_exit
	ldr	pc, =irq_interrupt

/*
 * The timer: takes the first one off the list, if it is due and a VM's, arms
 * the next.
 */
	.globl	irq_timer
irq_timer:
	ldr	r0, =timer_head
	plat_clock r7, r1
	ldr	r1, [r0]
	cmp	r1, #0
	beq	irq_in_c
	ldmia	r1, {r3-r6}			@ next, deadline, kern, events
	subs	r8, r7, r4			@ modulo 2^32: N, without V
	bmi	irq_in_c
	cmp	r5, #0
	beq	irq_in_c
	mov	r8, #0
	str	r3, [r0]
	str	r8, [r1, #TIMER_ARMED]
	plat_timer_ack r2
	cmp	r3, #0
	beq	post
	ldr	r8, [r3, #TIMER_DEADLINE]
	subs	r8, r8, r7
	movmi	r8, #0
	plat_timer_arm r8, r2, r0, r1
	b	post

/* doorbell: r0 = channel, sp = kernel's context of the VM that rings */
	.globl	entry_doorbell
entry_doorbell:
	cmp	r0, #DUET_CHANNEL_MAX
	bhs	call_full
	add	r1, sp, r0, lsl #3
	ldr	r2, [r1, #KERN_BELL]
	ldr	r3, [r1, #KERN_BELL + 4]
	cmp	r2, #0
	beq	call_full
	ldr	r1, [r2, #KERN_QUICK]
	ldr	r2, [sp, #KERN_RANK]
	cmp	r1, r2
	bls	call_full
	add	r1, sp, r0, lsl #3
	mov	r0, #0				@ what the caller gets
	stmdb	sp, {r0-lr}^
	ldr	r5, [r1, #KERN_BELL]
	mov	r6, r3
	mov	r9, sp
	str	lr, [sp, #CTX_PC]
	mrs	r1, spsr
	ldr	r0, [sp, #KERN_DOORBELLS]
	str	r1, [sp, #CTX_PSR]
	add	r0, r0, #1
	str	r0, [sp, #KERN_DOORBELLS]

/*
 * To a VM of higher rank that sleeps. in: state saved, sp = context of the
 * one that leaves, r5, r6, r9 as above
 */
switch:
	ldr	r0, =sched
	plat_clock r1, r2
	sub	r8, sp, #CTX_BASE
	charge
	ldr	r2, [r5, #KERN_RANK]
	ldr	r3, [r0, #SCHED_RUN_MAP]
	mov	r4, #0
	orr	r3, r3, r2
	str	r3, [r0, #SCHED_RUN_MAP]
	str	r4, [r5, #KERN_QUICK]
	str	r4, [r5, #KERN_ASLEEP]
	enter_vm
	ldr	r7, [r5, #KERN_SHARED]
	ldr	r1, [r5, #CTX_DACR]
	mov	sp, r5
	mcr	p15, 0, r1, c3, c0, 0
	ldr	r1, [r7, #DUET_SHARED_PEND]
	orr	r1, r1, r6
	str	r1, [r7, #DUET_SHARED_PEND]
	resume

/* block: sp = kernel's context. Asleep, and on to the next VM */
	.globl	entry_block
entry_block:
	ldr	r1, [sp, #KERN_SHARED]
	add	r1, r1, #DUET_SHARED_MASK
	ldmia	r1, {r0-r3}			@ mask, pend, qlen, ack
	orrs	r1, r1, r3
	bne	call_full
	cmp	r0, #0
	beq	call_full
	ldr	r1, [sp, #KERN_IN_PLACE]
	cmp	r1, #0
	beq	call_full
	mov	r0, #0
	stmdb	sp, {r0-lr}^
	ldr	r0, =sched
	mrs	r1, spsr
	str	lr, [sp, #CTX_PC]
	str	r1, [sp, #CTX_PSR]
	ldr	r7, [sp, #KERN_RANK]
	mov	r9, sp
	mov	r1, #1
	str	r7, [sp, #KERN_QUICK]
	ldr	r3, [r0, #SCHED_RUN_MAP]
	str	r1, [sp, #KERN_ASLEEP]
	bics	r3, r3, r7
	str	r3, [r0, #SCHED_RUN_MAP]
	beq	block_in_c			@ nobody: C waits
	clz	r3, r3
	add	r3, r0, r3, lsl #2
	ldr	r5, [r3, #SCHED_BY_RANK]
	add	r5, r5, #CTX_BASE
	ldr	r1, [r5, #KERN_NEW_EVENTS]
	ldr	r2, [r5, #KERN_IN_PLACE]
	cmp	r1, #0
	cmpeq	r2, #1
	bne	block_in_c
	plat_clock r1, r2
	sub	r8, sp, #CTX_BASE
	charge
	ldr	r2, [r5, #KERN_READY_SINCE]
	ldr	r3, [r5, #KERN_STEAL]
	sub	r2, r1, r2
	add	r3, r3, r2
	str	r3, [r5, #KERN_STEAL]
	enter_vm
	ldr	r1, [r5, #KERN_MODE]
	add	sp, r1, #CTX_BASE
	ldr	r1, [sp, #CTX_DACR]
	mcr	p15, 0, r1, c3, c0, 0
	resume
block_in_c:
	mov	r6, #DACR_HYP
	trap_to_c r6
	b	guest_exit

/*
 * An event of the VM that runs. in: state saved, r10 = pc, r11 = psr
 */
post_own:
	ldr	r1, [r5, #CTX_DACR]
	ldr	r4, [r5, #KERN_SHARED]
	mcr	p15, 0, r1, c3, c0, 0
	ldr	r8, [r4, #DUET_SHARED_PEND]
	ldr	r7, [r4, #DUET_SHARED_MASK]
	orr	r8, r8, r6
	ldr	r1, [r5, #KERN_STEAL]
	cmp	r7, #0
	str	r8, [r4, #DUET_SHARED_PEND]
	str	r1, [r4, #DUET_SHARED_STEAL]
	bne	masked
	mov	r7, #DUET_PSR_I
	str	r7, [r4, #DUET_SHARED_MASK]
	cmp	sp, r5
	ldr	r2, [sp, #CTX_R0]
	beq	1f
	ldr	r1, [sp, #CTX_SP]		@ from user
	ldr	r7, [r4, #DUET_SHARED_KSP]
	stmib	r4, {r1, r2, r10, r11}		@ usp, and the record
	str	r7, [sp, #CTX_SP]
	add	r0, r4, #DUET_SHARED_USER
	ldr	lr, [r5, #KERN_ENTRY + 4 * DUET_UPCALL_IRQ_USER]
	str	r0, [sp, #CTX_R0]
	msr	spsr_cxsf, #PSR_USR
	ldmdb	sp, {r0-lr}^
	nop
	ldr	sp, [sp, #CTX_KERN]
	movs	pc, lr
1:	add	r0, r4, #DUET_SHARED_KERN	@ from the kernel
	orr	r11, r11, #DUET_PSR_KERN
	stmia	r0, {r2, r10, r11}
	ldr	lr, [r5, #KERN_ENTRY + 4 * DUET_UPCALL_IRQ_KERN]
	str	r0, [sp, #CTX_R0]
	msr	spsr_cxsf, #PSR_USR
	ldmdb	sp, {r0-lr}^
	nop
	movs	pc, lr
masked:
	ldr	r1, [sp, #CTX_DACR]
	mov	lr, r10
	mcr	p15, 0, r1, c3, c0, 0
	msr	spsr_cxsf, r11
	ldmdb	sp, {r0-lr}^
	nop
	movs	pc, lr
	.ltorg
