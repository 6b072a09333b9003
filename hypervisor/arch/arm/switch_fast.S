/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Short ways of what moves the CPU from one VM to another, or an event into
 * the VM that runs: interrupts, doorbell, block.
 *
 * They serve the cases that matter, and leave the others to C, which does the
 * same and more (event_post, call_block, sched_exit):
 *
 * - to a VM of higher rank that sleeps (quick_bit): it goes on behind its block
 *   call with the event in its shared page, or takes the irq upcall there;
 * - block: to the next VM, if its address space is in place (in_place), as
 *   that of each VM in the window is;
 * - an event of the VM that runs: the irq upcall, or nothing when masked.
 *
 * Registers in here: r9 = base of the kernel context of the VM that runs, r5 =
 * that of the event's VM, r6 = events, r12 = clock when the hypervisor was
 * entered: from there on, who is brought in pays. All of the guest's are saved.
 */
#include "entry.inc"
#include "plat.inc"

	.arch	armv5te
	.arm
	.section .vectors.1, "ax"

/* From a field of the shared page to another, as the context has `mask` */
#define MASK_TO(field)	(DUET_SHARED_##field - DUET_SHARED_MASK)

/* psr, pc of an exception, and a spare; seen at this address only */
	.align	3
	.globl	trap_scratch
trap_scratch:
	.word	0, 0, 0, 0

/*
 * Interrupt. It can't have hit the hypervisor, which runs with them off.
 */
	.globl	vec_irq
vec_irq:
	sub	lr, lr, #4
	str	lr, [sp, #4]
	mrs	lr, spsr
	str	lr, [sp]
	msr	cpsr_c, #SVC_NOINT
	stmdb	sp, {r0-lr}^
	plat_irq r3, r2
	ldr	r7, =irq_desc
	ldrd	r10, trap_scratch		@ near enough for ldrd
	add	r7, r7, r3, lsl #4
	ldr	r9, [sp, #CTX_KERN]
	strd	r10, [sp, #CTX_PSR]
	ldmia	r7, {r4-r6, pc}			@ see irq_desc.h

/* A line of a device: masked until its VM acknowledges it. r2, r4: plat */
	.globl	irq_device
irq_device:
	plat_irq_mask r4, r2
	ldr	r7, [r5, #KERN_IRQS]
	add	r7, r7, #1
	str	r7, [r5, #KERN_IRQS]
	cmp	r5, r9
	ldr	r8, [r5, #KERN_QUICK]
	beq	post_own
	plat_clock r12, r7
post_other:
	ldr	r7, [r9, #KERN_RANK]
	cmp	r8, r7
	bhi	switch
	ldr	pc, =post_in_c

/*
 * The timer: takes the first one off the list, if it is due and a VM's, arms
 * the next.
 */
	.globl	irq_timer
irq_timer:
	ldr	r0, =timer_head
	plat_clock r12, r1
	ldr	r1, [r0]
	cmp	r1, #0
	ldreq	pc, =irq_in_c
	ldmia	r1, {r3-r6}			@ next, deadline, kern, events
	subs	r8, r12, r4			@ modulo 2^32: N, without V
	ldrmi	pc, =irq_in_c
	cmp	r5, #0
	ldreq	pc, =irq_in_c
	mov	r8, #0
	str	r3, [r0]
	str	r8, [r1, #TIMER_ARMED]
	plat_timer_ack r2
	cmp	r3, #0
	beq	1f
	ldr	r8, [r3, #TIMER_DEADLINE]
	subs	r8, r8, r12
	movmi	r8, #0
	plat_timer_arm r8, r2, r0, r1
1:	cmp	r5, r9
	ldr	r8, [r5, #KERN_QUICK]
	beq	post_own
	b	post_other

/* doorbell: r0 = channel, sp = kernel's context of the VM that rings */
	.globl	entry_doorbell
entry_doorbell:
	cmp	r0, #DUET_CHANNEL_MAX
	bhs	call_full
	add	r1, sp, r0, lsl #3
	ldrd	r2, [r1, #KERN_BELL]		@ of its VM, events
	cmp	r2, #0
	beq	bell_in_c
	ldr	r1, [r2, #KERN_QUICK]
	ldr	r12, [sp, #KERN_RANK]
	cmp	r1, r12
	bls	bell_low
	mov	r0, #0				@ what the caller gets,
	stmdb	sp, {r0-lr}^
	mov	r1, #0				@ and nothing of its peer
	mov	r5, r2
	mov	r6, r3
	strd	r0, [sp, #CTX_R0 + 4]
	str	r0, [sp, #CTX_R0 + 12]
	str	r0, [sp, #CTX_R12]
	mov	r9, sp
	str	lr, [sp, #CTX_PC]
	mrs	r1, spsr
	ldr	r0, [sp, #KERN_DOORBELLS]
	str	r1, [sp, #CTX_PSR]
	add	r0, r0, #1
	str	r0, [sp, #KERN_DOORBELLS]
	plat_clock r12, r1

/*
 * To a VM of higher rank that sleeps. in: state saved, sp = context of the
 * one that leaves, which gets its run time; r5, r6, r9, r12 as above
 */
switch:
	ldr	r0, =sched + SCHED_BY_RANK
	ldmdb	r0, {r1-r3, lr}			@ VM, run map, switched at, clock
	ldr	r7, [r9, #KERN_RUN_TICKS]
	sub	r8, sp, #CTX_BASE
	sub	r7, r7, r3
	str	r8, [r9, #KERN_MODE]
	add	r7, r7, r12
	str	r12, [r9, #KERN_READY_SINCE]
	str	r7, [r9, #KERN_RUN_TICKS]
	ldr	r7, [r5, #KERN_RANK]
	sub	r1, r5, #CTX_BASE
	orr	r2, r2, r7
	stmdb	r0, {r1, r2, r12, lr}
	ldr	r7, [r5, #KERN_SWITCHES]
	mov	r8, #0
	str	r8, [r5, #KERN_QUICK]
	add	r7, r7, #1
	str	r8, [r5, #KERN_ASLEEP]
	str	r7, [r5, #KERN_SWITCHES]
	ldr	r7, [r5, #CTX_MASK]
	mov	sp, r5
	resume_domains
	ldmia	r7, {r1, r3}			@ mask, pend
	orr	r3, r3, r6
	cmp	r1, #0
	strne	r3, [r7, #MASK_TO(PEND)]
	beq	1f
	resume_rest
1:	mov	r10, r2
	mov	r11, lr
	b	post_own

/*
 * ... and if that runs later. r1 = its quick bit, r2, r3 as above. It lives,
 * and is awake, or sleeps so that C has nothing to do to wake it: its rank is
 * in both words then.
 */
bell_low:
	ldr	r12, [r2, #KERN_STATE]
	cmp	r12, #STATE_LIVE
	ldreq	r12, [r2, #KERN_ASLEEP]
	cmpeq	r12, r1
	bne	bell_in_c
	ldr	r0, [r2, #KERN_NEW_EVENTS]
	ldr	r12, [sp, #KERN_DOORBELLS]
	orr	r0, r0, r3
	add	r12, r12, #1
	str	r0, [r2, #KERN_NEW_EVENTS]
	str	r12, [sp, #KERN_DOORBELLS]
	ldr	r12, =sched + SCHED_BY_RANK
	ldr	r3, [r12, #SCHED_RUN_MAP - SCHED_BY_RANK]
	bics	r1, r1, r3
	beq	1f				@ it can run already: r1 = 0
	orr	r3, r3, r1
	str	r3, [r12, #SCHED_RUN_MAP - SCHED_BY_RANK]
	ldr	r12, [r12, #SCHED_CLOCK - SCHED_BY_RANK]
	mov	r1, #0
	ldr	r12, [r12]
	str	r12, [r2, #KERN_READY_SINCE]
1:	mov	r0, #0
	mov	r2, #0
	mov	r3, #0
	mov	r12, #0
	movs	pc, lr

bell_in_c:
	mov	r12, #DUET_CALL_DOORBELL
	b	full_no_r1

/*
 * Run time to the VM that leaves, waiting time to the one that comes, which
 * is r1. in: sp = kernel's context, and as loaded below
 */
	.macro	block_account
	ldr	r3, [sp, #KERN_RUN_TICKS]
	ldrd	r4, [r1, #VM_READY_SINCE]	@ and steal
	sub	r3, r3, r6
	ldr	r6, [r7]
	add	r3, r3, r6
	sub	r4, r6, r4
	str	r3, [sp, #KERN_RUN_TICKS]
	ldr	r3, [r1, #VM_SWITCHES]
	add	r5, r5, r4
	add	r3, r3, #1
	str	r5, [r1, #VM_STEAL]
	str	r3, [r1, #VM_SWITCHES]
	stmdb	r0, {r1, r2, r6, r7}
	.endm

/*
 * block: sp = kernel's context. Asleep, and on to the next VM. When it became
 * ready is noted when it does.
 */
	.globl	entry_block
entry_block:
	str	lr, [sp, #CTX_PC]
	ldr	r1, [sp, #CTX_MASK]
	ldr	lr, [sp, #KERN_IN_PLACE]
	ldmib	r1, {r0-r2}			@ pend, qlen, ack
	mov	r1, #0
	orr	r0, r0, r2
	cmp	lr, #1				@ C as long as it is in place,
	rsbcss	r0, r0, #0			@ ... and without events: r0 = 0
	bcc	block_full
	stmdb	sp, {r0-lr}^
	ldr	r0, =sched + SCHED_BY_RANK
	mrs	r1, spsr
	str	lr, [sp, #KERN_QUICK]
	str	r1, [sp, #CTX_PSR]
	str	lr, [sp, #KERN_ASLEEP]
	ldmdb	r0, {r1, r2, r6, r7}		@ VM, run map, switched at, clock
	str	r1, [sp, #KERN_MODE]
	bics	r2, r2, lr
	beq	block_in_c			@ nobody: C waits
	clz	r3, r2
	ldr	r1, [r0, r3, lsl #2]
	ldrd	r4, [r1, #VM_NEW_EVENTS]	@ and in_place
	cmp	r5, #1				@ C as long as it is in place,
	rsbcss	r4, r4, #0			@ ... and without events
	bcc	block_other
	block_account
	ldr	r1, [r1, #VM_MODE]
	add	sp, r1, #CTX_BASE
	resume

block_full:
	ldr	lr, [sp, #CTX_PC]
	b	full_no_r1

/* One with events, in place: they are its own when it runs */
block_other:
	ldrb	r3, [r1, #VM_PEERS_CHANGED]
	cmp	r5, #0
	cmpne	r3, #1				@ Z clear: in place, and 0
	beq	block_in_c
	block_account
	ldr	r6, [r1, #VM_NEW_EVENTS]
	mov	r3, #0
	str	r3, [r1, #VM_NEW_EVENTS]
	add	r5, r1, #CTX_BASE
	str	r3, [r5, #KERN_QUICK]
	str	r3, [r5, #KERN_ASLEEP]
	ldr	r1, [r5, #KERN_MODE]
	add	sp, r1, #CTX_BASE
	ldrd	r10, [sp, #CTX_PSR]
	b	post_own
block_in_c:
	str	r2, [r0, #SCHED_RUN_MAP - SCHED_BY_RANK]
	mov	r9, sp
	mov	r6, #DACR_HYP
	trap_to_c r6
	b	guest_exit

/*
 * An event of the VM that runs. in: state saved, r10 = psr, r11 = pc
 */
post_own:
	ldr	r1, [r5, #CTX_DACR]
	ldr	r4, [r5, #CTX_MASK]
	mcr	p15, 0, r1, c3, c0, 0
	ldr	r2, [r5, #KERN_STEAL]
	ldmia	r4, {r7, r8}			@ mask, pend
	str	r2, [r4, #MASK_TO(STEAL)]
	orr	r8, r8, r6
	cmp	r7, #0
	bne	masked
	mov	r7, #DUET_PSR_I
	stmia	r4, {r7, r8}
	cmp	sp, r5
	ldr	r2, [sp, #CTX_R0]
	beq	1f
	ldr	r1, [sp, #CTX_SP]		@ from user
	ldr	r7, [r4, #MASK_TO(KSP)]
	mov	r12, r10
	stmdb	r4, {r1, r2, r11, r12}		@ usp, and the record
	str	r7, [sp, #CTX_SP]
	ldr	lr, [r5, #KERN_ENTRY + 4 * DUET_UPCALL_IRQ_USER]
	msr	spsr_cxsf, #PSR_USR
	ldmdb	sp, {r0-lr}^
	ldr	r0, =DUET_SHARED_VA + DUET_SHARED_USER
	ldr	sp, [sp, #CTX_KERN]
	movs	pc, lr
1:	add	r0, r4, #MASK_TO(KERN)		@ from the kernel
	orr	r12, r10, #DUET_PSR_KERN
	stmia	r0, {r2, r11, r12}
	ldr	lr, [r5, #KERN_ENTRY + 4 * DUET_UPCALL_IRQ_KERN]
	str	r0, [sp, #CTX_R0]
	msr	spsr_cxsf, #PSR_USR
	ldmdb	sp, {r0-lr}^
	nop
	movs	pc, lr
masked:
	str	r8, [r4, #MASK_TO(PEND)]
	resume
	.ltorg

/* All the rest need not be in the page of the vectors: C asks for the line again. */
	.text
	.globl	irq_in_c
irq_in_c:
	plat_clock r12, r7
	ldr	r7, =irq_interrupt
	b	1f
post_in_c:
	mov	r0, r5
	mov	r1, r6
	ldr	r7, =event_post_kern
1:	mov	r6, #DACR_HYP
	ldr	r2, =sched
	trap_to_c r6
	str	r12, [r2, #SCHED_ENTERED]
	ldr	lr, =guest_exit
	bx	r7
	.ltorg
