/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between a paged VM's user and its kernel: system calls and aborts one way,
 * iret the other. They use no stack and call no C; vectors.S documents sp_svc.
 *
 * In user mode the shared page is closed to the hypervisor as well: the
 * kernel's DACR must be set first.
 */
#include "entry.inc"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

/*
 * The contexts of the paged VM that is loaded: written by arch_vm_load. Data
 * in this page must be accessed at this one address only.
 */
	.globl	loaded_kern, loaded_user
loaded_kern:	.word	0
loaded_user:	.word	0

/* Loads and stores of the user's sp rely on it, as they have no offset. */
	static_assert "ksp must be the first word of the shared page, then usp", \
		(DUET_SHARED_KSP == 0) && (DUET_SHARED_USP == 4)

/*
 * Into the guest kernel.
 *	in:	sp = shared page, DACR = the kernel's, \kind = upcall
 *	out:	the kernel's entry for it, its sp = ksp, sp = its context
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
 * swi of guest user: a system call, reflected to its kernel. Every swi in user
 * mode comes here: this is the handler in the user's context (init_context).
 *	in:	all registers are the user's; lr = pc, sp = its context
 *	out:	guest kernel at its SWI_USER entry, all registers the user's but
 *		sp, which is ksp; usp, pc and psr are in the shared page
 *	clobbers: none of the guest's registers	mode: SVC	stack: none
 *	DACR:	user's -> kernel's
 *	twin:	trap_system_call in user_slow.c
 */
	.globl	swi_user
swi_user:
	ldr	sp, [sp, #CTX_DACR_OTHER]
	mcr	p15, 0, sp, c3, c0, 0
	mov	sp, #DUET_SHARED_VA
	str	lr, [sp, #DUET_SHARED_USER + DUET_RECORD_PC]
	mrs	lr, spsr
	str	lr, [sp, #DUET_SHARED_USER + DUET_RECORD_PSR]
	stmib	sp, {sp}^			@ usp is the word after ksp
	enter_kernel DUET_UPCALL_SWI_USER

/*
 * Faults of guest user, all of which are reflected to its kernel.
 * (1) fault_in: open the kernel's domains; r0 and usp to the shared page.
 * (2) fault_record: mask events; psr and pc to the record. (3) fsr and far.
 * (4) Enter the kernel.
 *	in:	sp = user's context, psr and pc in trap_scratch
 *	out:	guest kernel, r0 = record, events masked, fsr and far set
 *	clobbers: only r0 of the guest's registers, and its sp, which is ksp
 *	mode: SVC	DACR: user's -> kernel's	stack: none
 *	twin:	dabt_slow, pabt_slow, und_slow in vectors.S; trap.c, upcall.c
 */

/* out: sp = shared page, which has usp and r0 */
	.macro	fault_in
	ldr	sp, [sp, #CTX_DACR_OTHER]
	mcr	p15, 0, sp, c3, c0, 0
	mov	sp, #DUET_SHARED_VA
	str	r0, [sp, #DUET_SHARED_USER + DUET_RECORD_R0]
	stmib	sp, {sp}^
	.endm

/*
 * The record's pc and psr, and the mask.
 *	in:	sp = shared page	out: r0 = pc, flags kept
 *	clobbers: lr
 */
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
	fault_in				@ (1)
	fault_record				@ (2)
	mrc	p15, 0, r0, c5, c0, 0		@ (3)
	mrc	p15, 0, lr, c6, c0, 0
	and	r0, r0, #0xff
	str	r0, [sp, #DUET_SHARED_FSR]
	str	lr, [sp, #DUET_SHARED_FAR]
	add	r0, sp, #DUET_SHARED_USER
	enter_kernel DUET_UPCALL_DABT_USER	@ (4)

pabt_user:
	fault_in
	mrc	p15, 0, r0, c5, c0, 1
	ands	r0, r0, #0xff
fault_status:
	str	r0, [sp, #DUET_SHARED_FSR]	@ Z: an undefined instruction
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
 *
 *	if (frame >> 28 != fast.frame_top || pend | ack || qlen)
 *		goto iret_more;				(1)
 *	read pc and psr; mask = 0;			(2)
 *	restrict psr to the flags, T and USR mode;	(3)
 *	load r1-r14, open the user's domains		(4)
 *
 *	r1	frame, then its end
 *	r2	address of `mask`
 *	r3	0: pend and ack
 *	r4	qlen, then psr
 *	lr	pc
 *
 *	in:	r0 = user's r0, r1 = frame, sp = kernel's context
 *	out:	guest user in the state of the frame, sp = user's context
 *	mode: SVC	stack: none	DACR: kernel's -> user's
 *	twin:	call_iret in user.c
 *
 * The frame is read by plain loads where the kernel's stacks are: no memory
 * but the guest's is mapped in those 256 MB and right after them. A frame
 * elsewhere takes the slow path. A fault in [iret_reads, iret_end) ends the
 * VM's life (trap_bad_iret in user.c).
 */
	.globl	entry_iret, iret_reads, iret_end
entry_iret:
	ldrd	r2, [sp, #CTX_MASK_VA]		@ and frame_top
	cmp	r3, r1, lsr #28			@ (1)
	ldmib	r2, {r3, r4, r5}		@ pend, qlen, ack
	orreqs	r3, r3, r5
	cmpeq	r4, #0
	bne	iret_more
iret_reads:
	ldr	lr, [r1, #4 * IRET_PC]!		@ after r1-r14
	ldr	r4, [r1, #4 * (IRET_PSR - IRET_PC)]
	str	r3, [r2]			@ user runs with events on
	bic	r4, r4, #PSR_FIELD_F & ~PSR_FLAGS	@ J, undefined bits
	bic	r4, r4, #PSR_FIELD_C & ~PSR_T	@ mode, I, F
	orr	r4, r4, #PSR_USR
	msr	spsr_fc, r4
	ldmdb	r1, {r1-lr}^			@ (4)
	nop
iret_end:
	ldr	sp, [sp, #CTX_DACR_OTHER]
	mcr	p15, 0, sp, c3, c0, 0
	ldr	sp, loaded_user
	movs	pc, lr

/*
 * Queued updates are carried out first, so that a page fault needs no call of
 * its own for them. But not for a frame that C will refuse: a call that fails
 * must change nothing.
 *
 *	if (!qlen || frame >= DUET_GUEST_TOP)
 *		goto slow;
 *
 *	in:	r0, r1, sp, lr as entry_iret, r4 = qlen
 *	out:	entry_pt_update, which restarts the call; or the slow path
 */
iret_more:
	rsbs	r5, r4, #0			@ CF is set if there are none
	cmpcc	r1, #DUET_GUEST_TOP
	bcc	entry_pt_update			@ restarts this call
	b	full_no_r2
	.ltorg

/* Rare: need not be in the page of the vectors. */
	.text
und_user:
	fault_in
	movs	r0, #0				@ Z: no fault has status 0
	ldr	pc, =fault_status
	.ltorg
