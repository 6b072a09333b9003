/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions: entry, exit, and the paths that never reach C.
 *
 * sp_svc holds, while a guest runs, the base of the context of the mode that
 * it is in (struct ctx, CTX_BASE), and is no stack:
 *
 *	base - 68  pc
 *	base - 64  psr
 *	base - 60  r0 .. r12, sp, lr	(stmdb sp, {r0-lr}^)
 *	base       address of this mode's swi handler
 *	base + 4   DACR of this mode
 *	base + 8   DACR of the VM's other mode
 *
 * C runs on one stack (hyp_stack), with interrupts off and the guests' domains
 * closed, and ends in sched_exit, which says whose context is resumed. The
 * short ways between kernel and user leave vm->ctx as it is, so each way into
 * C sets it.
 * sp_irq, sp_abt and sp_und point for ever to a scratch area of two words.
 *
 * All of this lies in the page of the vectors. ARMv5: the instruction after a
 * load or store of user-bank registers must not touch a banked register.
 */
#include <duet/abi.h>

#include "asm-offsets.h"
#include "calls.h"

#define DACR_HYP	0x5
#define PSR_USR		0x10
#define SVC_NOINT	0xd3
#define MODE_BITS	0x0f

	.arch	armv5te
	.arm
	.section .vectors, "ax"

	.globl	vectors
vectors:
	b	unexpected		@ reset: a jump to 0 of the hypervisor
	b	vec_und
	ldr	pc, [sp, #CTX_SWI]
	b	vec_pabt
	b	vec_dabt
	b	unexpected
	b	vec_irq
	b	unexpected		@ FIQ: not used

/*
 * The contexts of the paged VM that is loaded: written by arch_vm_load. Data
 * in this page is seen at this one address only.
 */
	.globl	loaded_kern, loaded_user
loaded_kern:	.word	0
loaded_user:	.word	0

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
	mcr	p15, 0, sp, c3, c0, 0		@ the shared page opens
	mov	sp, #DUET_SHARED_VA
	str	lr, [sp, #DUET_SHARED_USER + DUET_RECORD_PC]
	mrs	lr, spsr
	str	lr, [sp, #DUET_SHARED_USER + DUET_RECORD_PSR]
	stmib	sp, {sp}^			@ usp is the word behind ksp
	msr	spsr_c, #PSR_USR		@ the kernel runs ARM code
	ldmia	sp, {sp}^			@ ksp is the first word
	nop
	ldr	sp, loaded_kern
	ldr	lr, [sp, #KERN_ENTRY_SWI]
	movs	pc, lr

/*
 * swi of a paged VM's kernel, iret.
 *	in:	r0 = user's r0, r1 = frame, sp = kernel's context
 *	out:	guest user as the frame says, sp = user's context
 *	mode: SVC	stack: none	DACR: kernel's -> user's
 * The frame is read by plain loads: below DUET_GUEST_TOP there is nothing but
 * the guest's. A fault in [iret_reads, iret_end) stops the VM (trap.c).
 */
	.globl	swi_kern, iret_reads, iret_end
swi_kern:
	cmp	r12, #DUET_CALL_IRET
	bne	swi_call
	cmp	r1, #DUET_GUEST_TOP
	bhs	swi_call
	mov	r2, #DUET_SHARED_VA
	add	r3, r2, #DUET_SHARED_PEND
	ldmia	r3, {r3, r4, r5}		@ pend, qlen, ack
	orr	r3, r3, r4
	orrs	r3, r3, r5
	bne	swi_call			@ the long way, in C
iret_reads:
	ldr	lr, [r1, #60]
	ldr	r4, [r1, #64]
	str	r3, [r2, #DUET_SHARED_MASK]	@ user runs with events on
	bic	r4, r4, #0x07000000		@ J, and what is not defined
	bic	r4, r4, #0xdf			@ mode, I, F; T stays
	orr	r4, r4, #PSR_USR
	msr	spsr_fc, r4			@ what is between stays 0
	add	r1, r1, #4
	ldmia	r1, {r1-lr}^
	nop
iret_end:
	ldr	sp, [sp, #CTX_DACR_OTHER]
	mcr	p15, 0, sp, c3, c0, 0
	ldr	sp, loaded_user
	movs	pc, lr

/*
 * swi of a guest kernel: a hypercall that is written in C.
 *	in:	r12 = number, r0-r3 = arguments, sp = the context
 *	out:	through sched_exit
 */
	.globl	swi_call
swi_call:
	stmdb	sp, {r0-lr}^
	cmp	r12, #DUET_NR_CALLS
	str	lr, [sp, #CTX_PC]
	mrs	r4, spsr
	mov	r6, #DACR_HYP
	str	r4, [sp, #CTX_PSR]
	mcr	p15, 0, r6, c3, c0, 0
	mov	r5, sp
	ldr	r4, [r5, #KERN_HYPERCALLS]
	sub	r7, r5, #CTX_BASE
	str	r7, [r5, #KERN_MODE]
	ldr	sp, =hyp_stack
	add	r4, r4, #1
	str	r4, [r5, #KERN_HYPERCALLS]
	adr	lr, call_done
	ldrlo	r6, =call_table
	ldrlo	pc, [r6, r12, lsl #2]
	mvn	r0, #0				@ DUET_ENOSYS
call_done:
	str	r0, [r5, #CTX_R0]

/* Out of C: r0 of sched_exit is the context that runs next. */
guest_exit:
	ldr	r1, =sched_exit
	mov	lr, pc
	mov	pc, r1
	.globl	guest_resume
guest_resume:
	add	sp, r0, #CTX_BASE
	ldr	r1, [sp, #CTX_DACR]
	ldr	r2, [sp, #CTX_PSR]
	ldr	lr, [sp, #CTX_PC]
	mcr	p15, 0, r1, c3, c0, 0
	msr	spsr_cxsf, r2
	ldmdb	sp, {r0-lr}^
	nop
	movs	pc, lr

/* swi while the VM is in reset: a piece of its tables, see vm.c */
	.globl	swi_reset
swi_reset:
	stmdb	sp, {r0-lr}^
	mov	r6, #DACR_HYP
	str	lr, [sp, #CTX_PC]
	mrs	r4, spsr
	str	r4, [sp, #CTX_PSR]
	mcr	p15, 0, r6, c3, c0, 0
	mov	r5, sp
	ldr	sp, =hyp_stack
	adr	lr, call_done
	ldr	pc, =vm_reset_step

/*
 * From an exception mode to SVC with the guest's state saved.
 *	in:	lr = return address + \offset, sp = scratch
 *	out:	r5 = base of the context, SVC mode on the stack of C, r4 = pc
 *	\hyp:	where it goes when it was the hypervisor that was hit
 */
	.macro	trap	offset, hyp
	.if	\offset
	sub	lr, lr, #\offset
	.endif
	str	lr, [sp]
	mrs	lr, spsr
	str	lr, [sp, #4]
	tst	lr, #MODE_BITS
	bne	\hyp
	msr	cpsr_c, #SVC_NOINT
	stmdb	sp, {r0-lr}^
	mov	r6, #DACR_HYP
	ldr	r0, =trap_scratch
	ldmia	r0, {r4, r7}
	str	r4, [sp, #CTX_PC]
	str	r7, [sp, #CTX_PSR]
	mcr	p15, 0, r6, c3, c0, 0
	mov	r5, sp
	sub	r8, r5, #CTX_BASE
	ldr	r9, [r5, #CTX_VM]
	ldr	sp, =hyp_stack
	str	r8, [r9, #VM_MODE]
	.endm

vec_irq:
	trap	4, unexpected
	adr	lr, guest_exit
	ldr	pc, =irq_interrupt

vec_dabt:
	trap	8, dabt_hyp
	mrc	p15, 0, r0, c5, c0, 0		@ data fault status
	mrc	p15, 0, r1, c6, c0, 0		@ fault address
	adr	lr, guest_exit
	ldr	pc, =trap_data

vec_pabt:
	trap	4, unexpected
	mov	r0, r4
	adr	lr, guest_exit
	ldr	pc, =trap_prefetch

vec_und:
	trap	0, unexpected
	adr	lr, guest_exit
	ldr	pc, =trap_undefined

/*
 * A data abort of the hypervisor itself. Right only where it reads guest
 * memory: the loads of uaccess.S return an error, those of iret end the VM.
 *	in: ABT mode, sp = scratch: pc, psr	uses: r0-r3 of uaccess.S
 */
dabt_hyp:
	str	r0, [sp, #8]
	ldr	lr, [sp]
	ldr	r0, =uaccess_reads
	cmp	lr, r0
	ldr	r0, =uaccess_end
	cmphs	r0, lr
	ldrhi	lr, =uaccess_failed
	bhi	2f
	ldr	r0, =iret_reads
	cmp	lr, r0
	ldr	r0, =iret_end
	cmphs	r0, lr
	bls	unexpected
	adr	lr, iret_failed
2:	ldr	r0, [sp, #4]
	msr	spsr_cxsf, r0
	ldr	r0, [sp, #8]
	movs	pc, lr

/* In SVC mode, sp = kernel's context, DACR = kernel's */
iret_failed:
	stmdb	sp, {r0-lr}^
	mov	r6, #DACR_HYP
	sub	r7, sp, #CTX_BASE
	str	r7, [sp, #KERN_MODE]
	mcr	p15, 0, r6, c3, c0, 0
	ldr	sp, =hyp_stack
	adr	lr, guest_exit
	ldr	pc, =trap_iret

/* The hypervisor failed: says where, and stops. Any mode. */
	.globl	unexpected
unexpected:
	mov	r0, lr
	mrs	r1, spsr
	mrs	r4, cpsr
	mrc	p15, 0, r2, c5, c0, 0
	mrc	p15, 0, r3, c6, c0, 0
	msr	cpsr_c, #SVC_NOINT
	ldr	sp, =hyp_stack
	mov	r5, #DACR_HYP
	mcr	p15, 0, r5, c3, c0, 0
	ldr	pc, =trap_hypervisor

	.ltorg

#define CALL_WORD(number, name, args)	.word call_##name;
	.globl	call_table
	.section .rodata
	.align	2
call_table:
	HYPERCALLS(CALL_WORD)

	.bss
	.align	3
	.globl	trap_scratch
trap_scratch:
	.space	16
	.space	1024
	.globl	hyp_stack
hyp_stack:
