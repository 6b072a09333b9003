/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fast paths that switch between VMs, or deliver an event to the VM that runs:
 * interrupts, doorbell, block.
 *
 * They handle the common cases. The slow path (C) handles all cases:
 * event_post, call_block, sched_exit.
 *
 * - To a blocked VM of higher rank (wake_bit): it returns from its block call
 *   with the event in its shared page or, if events are not masked, takes the
 *   irq upcall there.
 * - block: to the next VM, if that is resident (resident_bit).
 * - An event of the VM that runs: the irq upcall; while masked, only its bit
 *   in `pend`.
 *
 * Registers, from the point where the guest's are saved (block has a table of
 * its own):
 *
 *	r5	base of the kernel context of the event's VM
 *	r6	events
 *	r9	base of the kernel context of the VM that was interrupted
 *	r12	clock at the entry: from then on the VM that comes in pays
 *	sp	base of the context of the mode that was interrupted
 */
#include "entry.inc"
#include "plat.inc"

	.arch	armv5te
	.arm
	.section .vectors.1, "ax"

/* psr, pc of an exception, and a spare; accessed at this address only */
	.align	3
	.globl	trap_scratch
trap_scratch:
	.word	0, 0, 0, 0

/*
 * Interrupt of a guest: the hypervisor runs with interrupts off.
 *	in:	sp = trap_scratch, lr = pc + 4	mode: IRQ
 *	out:	the line's handler (irq_desc.h): r2 = base from plat_irq,
 *		r4 = bit of the line, r5, r6, r9, sp as above, r10 = psr,
 *		r11 = pc; the guest's registers are saved	mode: SVC
 *	DACR:	the guest's, unchanged	stack: none
 *	twin:	irq_serve_next in exit.c
 */
	.globl	vec_irq
vec_irq:
	trap_in	4
	stmdb	sp, {r0-lr}^
	plat_irq r3, r2
	ldr	r7, =irq_desc
	ldrd	r10, trap_scratch		@ near enough for ldrd
	add	r7, r7, r3, lsl #4
	ldr	r9, [sp, #CTX_KERN]
	strd	r10, [sp, #CTX_PSR]
	ldmia	r7, {r4-r6, pc}			@ see irq_desc.h

/*
 * A line of a device: masked until its VM acknowledges it.
 *
 *	if (vm != current && vm->wake_bit <= current->rank_bit)
 *		goto slow;
 *
 *	in:	as vec_irq leaves it	mode: SVC
 *	out:	post_own: the event is for the current VM; switch: for a
 *		blocked one of higher rank; or post_in_c
 *	DACR:	the guest's	stack: none
 *	twin:	serve_device in exit.c
 */
	.globl	irq_device
irq_device:
	plat_irq_mask r4, r2
	ldr	r7, [r5, #KERN_IRQS]
	add	r7, r7, #1
	str	r7, [r5, #KERN_IRQS]
	cmp	r5, r9
	ldr	r8, [r5, #KERN_WAKE_BIT]
	beq	post_own
	plat_clock r12, r7
post_other:
	ldr	r7, [r9, #KERN_RANK_BIT]
	cmp	r8, r7
	bhi	switch
	ldr	pc, =post_in_c

/*
 * The timer.
 *
 *	if (!head || (int32_t)(now - head->deadline) < 0 || !head->kern)
 *		goto slow;
 *
 * (1) Take the head off the list. (2) Acknowledge the interrupt. (3) Arm the
 * next timer, if there is one. (4) Post the events, as for a device.
 *
 *	in:	as vec_irq leaves it	mode: SVC
 *	out:	as irq_device, or irq_in_c
 *	DACR:	the guest's	stack: none
 *	twin:	timer_interrupt in timer.c
 */
	.globl	irq_timer
irq_timer:
	ldr	r0, =timer_head
	plat_clock r12, r1
	ldr	r1, [r0]
	cmp	r1, #0
	ldreq	pc, =irq_in_c
	ldmia	r1, {r3-r6}			@ next, deadline, kern, events
	subs	r8, r12, r4			@ modulo 2^32: test N only
	ldrmi	pc, =irq_in_c
	cmp	r5, #0
	ldreq	pc, =irq_in_c
	mov	r8, #0
	str	r3, [r0]			@ (1)
	str	r8, [r1, #TIMER_ARMED]
	plat_timer_ack r2			@ (2)
	cmp	r3, #0				@ (3)
	beq	1f
	ldr	r8, [r3, #TIMER_DEADLINE]
	subs	r8, r8, r12
	movmi	r8, #0
	plat_timer_arm r8, r2, r0, r1
1:	cmp	r5, r9				@ (4)
	ldr	r8, [r5, #KERN_WAKE_BIT]
	beq	post_own
	b	post_other

/*
 * doorbell.
 *
 *	if (channel >= nr_bells)
 *		goto slow;
 *	if (peer->wake_bit > current->rank_bit)
 *		goto switch;
 *	goto bell_low;
 *
 *	in:	r0 = channel, r12 = number, sp = the kernel's context
 *	out:	r0 = 0 for the caller
 *	clobbers: r1-r3, r12 of the caller, which must be 0: registers of its
 *		peer must not leak
 *	mode: SVC	DACR: the kernel's	stack: none
 *	twin:	call_doorbell in event.c
 */
	.globl	entry_doorbell
entry_doorbell:
	ldr	r1, [sp, #KERN_NR_BELLS]
	cmp	r0, r1
	bhs	full_no_r1
	add	r1, sp, r0, lsl #3
	ldrd	r2, [r1, #KERN_BELL]		@ peer's kernel context, events
	ldr	r1, [r2, #KERN_WAKE_BIT]
	ldr	r12, [sp, #KERN_RANK_BIT]
	cmp	r1, r12
	bls	bell_low
	mov	r0, #0				@ the caller's result
	stmdb	sp, {r0-lr}^
	mov	r8, r1
	mov	r1, #0				@ its r1-r3, r12
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
 * To a blocked VM of higher rank, which is in its kernel.
 * (1) Charge the VM that leaves up to r12. (2) Update the run map and the
 * current VM. (3) Wake the VM that comes. (4) Open its domains. (5) Masked:
 * set its pend bits and resume it; else post_own.
 *
 *	in:	state saved; sp = context of the VM that leaves; r5, r6, r9, r12;
 *		r8 = wake_bit of the VM that comes, which is its rank_bit
 *	out:	the VM of r5 is resumed, or post_own
 *	mode: SVC	DACR: the guest's that leaves -> that of the other
 *	stack: none	twin: switch_vm in exit.c, event_deliver in event.c
 */
switch:
	ldr	r0, =sched + SCHED_BY_RANK
	ldmdb	r0, {r1-r3, lr}			@ VM, run map, switched at, clock
	ldr	r7, [r9, #KERN_RUN_TICKS]	@ (1)
	sub	r7, r7, r3
	str	sp, [r9, #KERN_BASE]
	add	r7, r7, r12
	str	r12, [r9, #KERN_READY_SINCE]
	str	r7, [r9, #KERN_RUN_TICKS]
	sub	r1, r5, #VM_KERN		@ (2)
	orr	r2, r2, r8
	stmdb	r0, {r1, r2, r12, lr}
	ldr	r7, [r5, #KERN_SWITCHES]	@ (3)
	mov	r8, #0
	str	r8, [r5, #KERN_WAKE_BIT]
	add	r7, r7, #1
	str	r8, [r5, #KERN_BLOCKED]
	str	r7, [r5, #KERN_SWITCHES]
	ldr	r7, [r5, #CTX_MASK_VA]
	mov	sp, r5				@ (4)
	resume_domains
	ldmia	r7, {r1, r3}			@ (5) mask, pend
	orr	r3, r3, r6
	cmp	r1, #0
	strne	r3, [r7, #MASK_TO(PEND)]
	beq	1f
	resume_rest
1:	mov	r10, r2
	mov	r11, lr
	b	post_own

/*
 * A doorbell to a VM that does not preempt the caller: record the events, and
 * make the VM runnable.
 *
 *	if (peer->state != VM_LIVE || peer->blocked != peer->wake_bit)
 *		goto slow;
 *
 * Both words are 0 in a VM that is awake. Both hold its rank in a blocked VM
 * that a switch can wake without the slow path.
 *
 *	in:	r1 = wake_bit, r2 = kernel context, r3 = events, all of the
 *		peer; lr, spsr of the caller; sp = its context
 *	out:	back to the caller, r0 = 0
 *	clobbers: r1-r3, r12: 0
 */
bell_low:
	ldr	r12, [r2, #KERN_STATE]
	cmp	r12, #STATE_LIVE
	ldreq	r12, [r2, #KERN_BLOCKED]
	cmpeq	r12, r1
	bne	bell_in_c
	ldr	r0, [r2, #KERN_NEW_EVENTS]
	ldr	r12, [sp, #KERN_DOORBELLS]
	orr	r0, r0, r3
	add	r12, r12, #1
	str	r0, [r2, #KERN_NEW_EVENTS]
	str	r12, [sp, #KERN_DOORBELLS]
	rsbs	r0, r1, #0
	beq	2f				@ awake: r0 = r1 = 0
	ldr	r12, =sched + SCHED_BY_RANK
	ldr	r3, [r12, #SCHED_RUN_MAP - SCHED_BY_RANK]
	bics	r1, r1, r3
	beq	1f				@ runnable: r1 = 0
	orr	r3, r3, r1
	str	r3, [r12, #SCHED_RUN_MAP - SCHED_BY_RANK]
	ldr	r12, [r12, #SCHED_CLOCK - SCHED_BY_RANK]
	mov	r1, #0
	ldr	r12, [r12]
	str	r12, [r2, #KERN_READY_SINCE]
1:	mov	r0, #0
2:	mov	r2, #0
	mov	r3, #0
	mov	r12, #0
	movs	pc, lr

bell_in_c:
	mov	r12, #DUET_CALL_DOORBELL
	b	full_no_r1

/*
 * Adds run time to the VM that leaves and steal to the VM that comes, which
 * becomes the current one.
 *	in:	sp = kernel context of the VM that leaves; r0-r2, r8, r9 as in
 *		the table of entry_block
 *	out:	r8 = clock	clobbers: r3-r5
 */
	.macro	block_account
	ldr	r3, [sp, #KERN_RUN_TICKS]
	ldrd	r4, [r1, #VM_READY_SINCE]	@ and steal
	sub	r3, r3, r8
	ldr	r8, [r9]
	add	r3, r3, r8
	sub	r4, r8, r4
	str	r3, [sp, #KERN_RUN_TICKS]
	ldr	r3, [r1, #VM_SWITCHES]
	add	r5, r5, r4
	add	r3, r3, #1
	str	r5, [r1, #VM_STEAL]
	str	r3, [r1, #VM_SWITCHES]
	stmdb	r0, {r1, r2, r8, r9}
	.endm

/*
 * block: the caller sleeps, and the next VM runs.
 *
 *	if (!current->resident_bit || pend | ack)
 *		goto slow;				(1) block_full
 *	sleep; run_map &= ~current->rank_bit;		(2)
 *	if (!run_map)
 *		goto slow;				(3) block_in_c
 *	if (!next->resident_bit || next->new_events)
 *		goto block_other;			(4)
 *	account, resume next;				(5)
 *
 * ready_since is set when the VM becomes ready again.
 *
 *	r0	&sched.by_rank
 *	r1	the next VM (struct vm)
 *	r2	run map without the caller
 *	r6, r7	new_events, resident_bit of the next VM
 *	r8	clock at the last switch
 *	r9	address of the clock
 *	lr	rank_bit of the caller (its resident_bit)
 *
 *	in:	lr = pc, sp = the kernel's context
 *	out:	the next VM; the caller returns with r0 = r1 = r2 = 0
 *	mode: SVC	DACR: the kernel's -> that of the next mode
 *	stack: none	twin: call_block in event.c, sched_exit in exit.c
 */
	.globl	entry_block
entry_block:
	str	lr, [sp, #CTX_PC]
	ldr	r1, [sp, #CTX_MASK_VA]
	ldr	lr, [sp, #KERN_RESIDENT_BIT]
	ldmib	r1, {r0-r2}			@ pend, qlen, ack
	mov	r1, #0
	orr	r0, r0, r2
	cmp	lr, #1				@ (1) CF: resident,
	rsbcss	r0, r0, #0			@ ... and no events: r0 = 0
	bcc	block_full
	stmdb	sp, {r0-lr}^
	ldr	r0, =sched + SCHED_BY_RANK
	mrs	r1, spsr
	str	lr, [sp, #KERN_WAKE_BIT]	@ (2)
	str	r1, [sp, #CTX_PSR]
	str	lr, [sp, #KERN_BLOCKED]
	ldmdb	r0, {r1, r2, r8, r9}		@ VM, run map, switched at, clock
	str	sp, [sp, #KERN_BASE]
	bics	r2, r2, lr
	ldreq	pc, =block_in_c			@ (3) no VM: wait there
	clz	r3, r2
	ldr	r1, [r0, r3, lsl #2]
	ldrd	r6, [r1, #VM_NEW_EVENTS]	@ and resident_bit
	cmp	r7, #1				@ (4) CF: resident,
	rsbcss	r3, r6, #0			@ ... and no events
	bcc	block_other
	block_account				@ (5)
	ldr	sp, [r1, #VM_BASE]
	resume

block_full:
	ldr	lr, [sp, #CTX_PC]
	b	full_no_r1

/*
 * The next VM has new events, or is not resident. Once it is the current VM,
 * they are events of the VM that runs.
 *
 *	if (!next->resident_bit || next->peers_changed)
 *		goto slow;
 *
 *	in:	r0-r2, r6-r9 as in the table of entry_block
 *	out:	post_own, or block_in_c
 */
block_other:
	ldrb	r3, [r1, #VM_PEERS_CHANGED]	@ 0 or 1
	cmp	r7, r3, lsl #31			@ higher: resident, and 0
	ldrls	pc, =block_in_c
	block_account
	mov	r3, #0
	str	r3, [r1, #VM_NEW_EVENTS]
	add	r5, r1, #VM_KERN
	str	r3, [r5, #KERN_WAKE_BIT]
	str	r3, [r5, #KERN_BLOCKED]
	ldr	sp, [r5, #KERN_BASE]
	ldrd	r10, [sp, #CTX_PSR]		@ falls through to post_own

/*
 * Events of the current VM, from irq_device, irq_timer, switch, block_other.
 *
 *	pend |= events;
 *	if (!mask)
 *		mask = DUET_PSR_I, irq upcall;
 *
 *	in:	state saved; sp = base of the context of its mode, r5 = that of
 *		its kernel; r6 = events; r10 = psr, r11 = pc of the mode
 *	out:	the kernel's irq entry, or the mode is resumed
 *	mode: SVC	DACR: any -> the kernel's, or that of the mode
 *	stack: none	twin: event_deliver in event.c, upcall in upcall.c
 */
	static_assert "usp and the user's record must be right before mask", \
		(MASK_TO(USP) == -16) && (MASK_TO(USER) == -12)

post_own:
	ldr	r1, [r5, #CTX_DACR]
	ldr	r4, [r5, #CTX_MASK_VA]
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
	stmdb	r4, {r1, r2, r11, r12}		@ usp and the record
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

/*
 * The rest need not be in the page of the vectors.
 *	in:	state saved, sp = the kernel's context; r0, r2 as in entry_block
 *	out:	guest_exit
 *	mode: SVC	DACR: the kernel's -> DACR_HYP
 */
	.text
block_in_c:
	str	r2, [r0, #SCHED_RUN_MAP - SCHED_BY_RANK]
	mov	r9, sp
	mov	r6, #DACR_HYP
	trap_to_c r6
	ldr	pc, =guest_exit

/*
 *	in:	state saved, r9, sp; post_in_c also: r5, r6, r12
 *	out:	guest_exit, after C; irq_in_c: C asks for the line again
 *	mode: SVC	DACR: the guest's -> DACR_HYP
 */
	.globl	irq_in_c
irq_in_c:
	plat_clock r12, r7
	ldr	r7, =irq_serve_next
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
