/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between a paged VM's user and its kernel: system calls and aborts one way,
 * iret the other. No stack, no C; see vectors.S for what sp_svc is.
 *
 * In user mode the shared page is closed for the hypervisor as well: the
 * kernel's DACR comes first.
 */
#include "entry.inc"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

/*
 * The contexts of the paged VM that is loaded: written by arch_vm_load. Data
 * in this page is seen at this one address only.
 */
	.globl	loaded_kern, loaded_user
loaded_kern:	.word	0
loaded_user:	.word	0

/*
 * Into the guest kernel. in: sp = shared page, \kind = upcall
 */
	.macro	enter_kernel kind
	msr	spsr_cxsf, #PSR_USR		@ the kernel runs ARM code
	ldmia	sp, {sp}^			@ ksp is the first word
	nop
	ldr	sp, loaded_kern
	ldr	lr, [sp, #KERN_ENTRY + 4 * \kind]
	movs	pc, lr
	.endm

/*
 * swi of guest user: a system call of the guest, reflected.
 *	in:	all registers are the user's; sp = its context
 *	out:	guest kernel at its SWI_USER entry, all registers the user's but
 *		sp, which is ksp; usp, pc and psr are in the shared page
 *	clobbers: nothing that anybody sees	mode: SVC	stack: none
 *	DACR:	user's -> kernel's
 */
	.globl	swi_user
swi_user:
	ldr	sp, [sp, #CTX_DACR_OTHER]
	mcr	p15, 0, sp, c3, c0, 0
	mov	sp, #DUET_SHARED_VA
	str	lr, [sp, #DUET_SHARED_USER + DUET_RECORD_PC]
	mrs	lr, spsr
	str	lr, [sp, #DUET_SHARED_USER + DUET_RECORD_PSR]
	stmib	sp, {sp}^			@ usp is the word behind ksp
	enter_kernel DUET_UPCALL_SWI_USER

/*
 * Faults of guest user.
 *	in:	sp = user's context, psr and pc in trap_scratch
 *	out:	guest kernel, r0 = record, events masked, fsr and far set
 *	DACR:	user's -> kernel's
 * fault_in: sp = shared page, which has usp and r0
 */
	.macro	fault_in
	ldr	sp, [sp, #CTX_DACR_OTHER]
	mcr	p15, 0, sp, c3, c0, 0
	mov	sp, #DUET_SHARED_VA
	str	r0, [sp, #DUET_SHARED_USER + DUET_RECORD_R0]
	stmib	sp, {sp}^
	.endm

/* The record's pc, psr, and the mask; leaves pc in lr */
	.macro	fault_record
	ldr	r0, =trap_scratch
	mov	lr, #DUET_PSR_I
	str	lr, [sp, #DUET_SHARED_MASK]
	ldr	lr, [r0]
	ldr	r0, [r0, #4]
	str	lr, [sp, #DUET_SHARED_USER + DUET_RECORD_PSR]
	str	r0, [sp, #DUET_SHARED_USER + DUET_RECORD_PC]
	.endm

	.globl	dabt_user, pabt_user, und_user
dabt_user:
	fault_in
	fault_record
	mrc	p15, 0, r0, c5, c0, 0
	mrc	p15, 0, lr, c6, c0, 0
	and	r0, r0, #0xff
	str	r0, [sp, #DUET_SHARED_FSR]
	str	lr, [sp, #DUET_SHARED_FAR]
	add	r0, sp, #DUET_SHARED_USER
	enter_kernel DUET_UPCALL_DABT_USER

und_user:
	fault_in
	movs	r0, #0				@ no fault has this status
	b	1f
pabt_user:
	fault_in
	mrc	p15, 0, r0, c5, c0, 1
	ands	r0, r0, #0xff
1:	str	r0, [sp, #DUET_SHARED_FSR]
	fault_record
	moveq	r0, #0
	str	r0, [sp, #DUET_SHARED_FAR]
	add	r0, sp, #DUET_SHARED_USER
	msr	spsr_cxsf, #PSR_USR
	ldmia	sp, {sp}^
	nop
	ldr	sp, loaded_kern
	ldreq	lr, [sp, #KERN_ENTRY + 4 * DUET_UPCALL_UND_USER]
	ldrne	lr, [sp, #KERN_ENTRY + 4 * DUET_UPCALL_PABT_USER]
	movs	pc, lr

/*
 * iret.
 *	in:	r0 = user's r0, r1 = frame, sp = kernel's context
 *	out:	guest user as the frame says, sp = user's context
 *	mode: SVC	stack: none	DACR: kernel's -> user's
 * The frame is read by plain loads where the kernel's stacks are: there is
 * nothing but the guest's in those 256 MB, and behind them. One elsewhere is
 * for C. A fault in [iret_reads, iret_end) stops the VM (trap.c).
 */
	.globl	entry_iret, iret_reads, iret_end
entry_iret:
	ldrd	r2, [sp, #CTX_MASK]		@ and frames
	cmp	r3, r1, lsr #28
	ldmib	r2, {r3, r4, r5}		@ pend, qlen, ack
	orreqs	r3, r3, r5
	cmpeq	r4, #0
	bne	iret_more
iret_reads:
	ldr	lr, [r1, #60]!			@ behind r1-r14
	ldr	r4, [r1, #4]
	str	r3, [r2]			@ user runs with events on
	bic	r4, r4, #0x07000000		@ J, and what is not defined
	bic	r4, r4, #0xdf			@ mode, I, F; T stays
	orr	r4, r4, #PSR_USR
	msr	spsr_fc, r4
	ldmdb	r1, {r1-lr}^
	nop
iret_end:
	ldr	sp, [sp, #CTX_DACR_OTHER]
	mcr	p15, 0, sp, c3, c0, 0
	ldr	sp, loaded_user
	movs	pc, lr

/*
 * Updates that are queued go first: a page fault costs no call of its own. But
 * not for a frame that C will refuse: a call that fails changes nothing.
 */
iret_more:
	rsbs	r5, r4, #0			@ C is set if there are none
	cmpcc	r1, #DUET_GUEST_TOP
	bcc	entry_pt_update			@ comes back
	b	full_no_r2
	.ltorg
