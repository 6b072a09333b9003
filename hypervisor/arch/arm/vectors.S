/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions: the vectors, and the slow paths into and out of C.
 *
 * While a guest runs, sp_svc is no stack. It holds the base of the context of
 * the mode that the guest is in (struct ctx):
 *
 *	base - 60  r0 .. r12, sp, lr	(stmdb sp, {r0-lr}^)
 *	base       address of this mode's swi handler
 *	base + 4   DACR of this mode, psr, pc
 *	base + 16  constants of the kernel's fast paths (struct fast_consts)
 *	base + 48  DACR of the VM's other mode
 *	base + 52  base of the VM's kernel context
 *	base + 56  handlers in this mode: data abort, prefetch abort, undefined
 *
 * C runs on one stack (hyp_stack), with interrupts off and the guests' domains
 * closed. It ends in sched_exit, which returns the base of the context to resume.
 * The fast paths between kernel and user do not update vm->base, so each entry
 * into C must set it. sp_irq, sp_abt and sp_und always point to trap_scratch.
 *
 * The code of this file that runs often lies in the page of the vectors, with
 * that of the fast paths (*_fast.S).
 * ARMv5: the instruction after a load or store of user-bank registers must not
 * access a banked register.
 */
#include "entry.inc"

	.arch	armv5te
	.arm
	.section .vectors.0, "ax"	@ .vectors.1: trap_scratch

	.globl	vectors
vectors:
	ldr	pc, =unexpected		@ reset: a jump to 0 of the hypervisor
	ldr	pc, =vec_und
	ldr	pc, [sp, #CTX_SWI]
	b	vec_pabt
	b	vec_dabt
	ldr	pc, =unexpected
	b	vec_irq
	ldr	pc, =unexpected		@ FIQ: not used

	.section .vectors.2, "ax"
/*
 * swi of a guest kernel: a hypercall.
 *	in:	r12 = number, r0-r3 = arguments, lr = pc, sp = the kernel's
 *		context
 *	out:	the call's entry, with all registers as they were; for an
 *		unknown number back to the guest, r0 = DUET_ENOSYS
 *	mode: SVC	DACR: the kernel's	stack: none
 */
	.globl	swi_call
swi_call:
	cmp	r12, #DUET_NR_CALLS
	ldrlo	pc, [pc, r12, lsl #2]
	b	call_unknown

#define ENTRY_WORD(number, name, args, results)	.word entry_##name;
	HYPERCALLS(ENTRY_WORD)

/* Calls that neither switch nor restart; results in r0, or r0 and r1 */
	.set	entry_timer, call_leaf
	.set	entry_upcall, call_leaf
	.set	entry_kick, call_leaf
	.set	entry_vm_info, call_leaf_2
	.set	entry_log, call_leaf_2

/* Calls that may switch to another VM or be restarted */
	.set	entry_pt_root, call_full
	.set	entry_console, call_full
	.set	entry_exit, call_full
	.set	entry_vm_control, call_full

call_unknown:
	mov	r0, #DUET_ENOSYS
	movs	pc, lr

/*
 * Calls of C functions that touch no context.
 *
 * C preserves r4-r11, so only pc is saved; the psr stays in spsr. r1-r3 and
 * r12 must be 0 on return, except for a second result in r1: values that C left
 * in them may disclose data of other VMs.
 *	in:	as swi_call
 *	out:	back to the guest, r0 = result; call_leaf_2: r1 also
 *	clobbers: r1-r3, r12 of the guest
 *	mode: SVC	DACR: the kernel's -> DACR_HYP -> the kernel's
 *	stack: hyp_stack, empty
 */
	.macro	leaf
	str	lr, [sp, #CTX_PC]
	mov	lr, #DACR_HYP
	mcr	p15, 0, lr, c3, c0, 0
	ldr	lr, =call_table
	str	sp, leaf_ctx			@ accessed at this address only
	ldr	sp, =hyp_stack
	ldr	r12, [lr, r12, lsl #2]
	blx	r12
	.endm
	.globl	call_leaf, call_leaf_2
call_leaf_2:
	leaf
	b	leaf_done
call_leaf:
	leaf
	mov	r1, #0
leaf_done:
#ifdef DEBUG
	stmdb	sp!, {r0, r1}
	ldr	r12, =audit_call
	blx	r12
	ldmia	sp!, {r0, r1}
#endif
	ldr	sp, leaf_ctx
	ldmib	sp, {r2, r3, lr}		@ DACR, psr, pc
	mov	r12, #0
	mcr	p15, 0, r2, c3, c0, 0
	mov	r3, #0
	mov	r2, #0
	movs	pc, lr
leaf_ctx:
	.word	0

/*
 * The slow path of a call: all registers are saved, so C may switch to another
 * VM, restart the call or end this VM. A fast path that has used r1-r3 as
 * scratch must enter above call_full, so that they are 0 on return.
 *	in:	r12 = number, r0-r3 = arguments, lr = pc, spsr = psr, sp = the
 *		kernel's context
 *	out:	call_done: the call's C function has returned
 *	mode: SVC	DACR: the kernel's -> DACR_HYP	stack: hyp_stack, empty
 *	from:	swi_call, all fast paths of calls
 */
	.globl	full_no_r1, full_no_r2, full_no_r3, call_full
full_no_r1:
	mov	r1, #0
full_no_r2:
	mov	r2, #0
full_no_r3:
	mov	r3, #0
call_full:
	stmdb	sp, {r0-lr}^
	mov	r6, #DACR_HYP
	str	lr, [sp, #CTX_PC]
	mrs	r4, spsr
	mov	r5, sp
	str	r4, [sp, #CTX_PSR]
	mcr	p15, 0, r6, c3, c0, 0
	ldr	r4, [r5, #KERN_HYPERCALLS]
	add	r4, r4, #1
	str	r5, [r5, #KERN_BASE]
	str	r4, [r5, #KERN_HYPERCALLS]
	ldr	r6, =call_table
	ldr	sp, =hyp_stack
	adr	lr, call_done
	ldr	pc, [r6, r12, lsl #2]
/*
 * in: r0 = result, r5 = base of the kernel's context; also from swi_reset. In a
 * debug build all calls go through slice_serve_due.
 *
 *	if (current has the highest rank of the run map && !new_events &&
 *	    !slice_due && vm->base is that of the caller)
 *		resume;
 *	if (slice_due)
 *		slice_serve_due();
 *	sched_exit();
 */
call_done:
	str	r0, [r5, #CTX_R0]
#ifdef DEBUG
	ldr	r1, =audit_call
	mov	lr, pc
	mov	pc, r1
#else
/* In most calls there is nothing left to do for sched_exit. */
	ldr	r1, =sched
	ldr	r3, [r5, #KERN_RANK_BIT]
	ldr	r2, [r1, #SCHED_RUN_MAP]
	ldr	r4, [r5, #KERN_NEW_EVENTS]
	ldr	r1, [r1, #SCHED_SLICE_DUE]
	eor	r2, r2, r3			@ lower if its bit is on top
	cmp	r2, r3
	ldrlo	r2, [r5, #KERN_BASE]
	bhs	guest_exit
	orrs	r4, r4, r1
	cmpeq	r2, r5
	bne	1f
	mov	sp, r5
	resume
1:	cmp	r1, #0
	beq	guest_exit
#endif
/* A call may have made a VM of equal priority ready. */
	ldr	r1, =slice_serve_due
	blx	r1

/*
 * Out of C.
 *	in:	guest_exit: nothing; guest_resume: r0 = base of the context to
 *		resume, as sched_exit returns it
 *	mode: SVC	DACR: DACR_HYP -> that of the context
 *	stack: hyp_stack, of which nothing is used any more
 */
	.globl	guest_exit
guest_exit:
	ldr	r1, =sched_exit
	blx	r1
	.globl	guest_resume
guest_resume:
	mov	sp, r0
	resume

/*
 * Aborts and undefined instructions: first to SVC mode, then to the handler of
 * the mode in which they occurred (fast paths: user_fast.S).
 *	in:	as trap_in	out: the handler: sp = base of the context, psr
 *		and pc in trap_scratch, all other registers the guest's
 *	DACR:	the guest's	stack: none
 */
vec_dabt:
	trap_in	8, dabt_hyp
	ldr	pc, [sp, #CTX_DABT]
vec_pabt:
	trap_in	4, unexpected
	ldr	pc, [sp, #CTX_PABT]
	.ltorg

/* Rare paths need not be in the page of the vectors. */
	.text
vec_und:
	trap_in	0, unexpected
	ldr	pc, [sp, #CTX_UND]

/*
 * The slow path of faults. C gets r0 = fsr, r1 = far, r2 = pc. It returns false
 * if the guest can't take the fault.
 *	in:	as vec_dabt leaves it	out: guest_exit
 *	mode: SVC	DACR: the guest's -> DACR_HYP	stack: hyp_stack, empty
 */
	.globl	dabt_slow, pabt_slow, und_slow
dabt_slow:
	stmdb	sp, {r0-lr}^
	ldr	r4, =trap_data_abort
	b	1f
pabt_slow:
	stmdb	sp, {r0-lr}^
	ldr	r4, =trap_prefetch
	b	1f
und_slow:
	stmdb	sp, {r0-lr}^
	ldr	r4, =trap_undefined
1:	ldr	r0, =trap_scratch
	mov	r6, #DACR_HYP
	ldmia	r0, {r10, r11}
	ldr	r9, [sp, #CTX_KERN]
	strd	r10, [sp, #CTX_PSR]
	trap_to_c r6
	mrc	p15, 0, r0, c5, c0, 0
	mrc	p15, 0, r1, c6, c0, 0
	mov	r2, r11
	blx	r4
	cmp	r0, #0
	ldr	lr, =guest_exit
	bxne	lr
	ldr	pc, =trap_double_fault

/*
 * swi while the VM is in reset: one step of the reset, see life.c.
 *	in:	lr = pc, sp = the kernel's context	out: call_done
 *	mode: SVC	DACR: DACR_HYP	stack: hyp_stack, empty
 */
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
	ldr	lr, =call_done
	ldr	pc, =vm_reset_step

/*
 * A data abort of the hypervisor itself. It is legitimate only at a read of
 * guest memory: in uaccess.S an error is returned, in iret the VM ends.
 *	in: ABT mode, sp = trap_scratch: psr, pc	clobbers: nothing
 */
	.globl	dabt_hyp
dabt_hyp:
	str	r0, [sp, #8]
	ldr	lr, [sp, #4]
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
2:	ldr	r0, [sp]
	msr	spsr_cxsf, r0
	ldr	r0, [sp, #8]
	movs	pc, lr

/*
 * The iret frame can't be read.
 *	in:	sp = kernel's context	out: trap_bad_iret, then guest_exit
 *	mode: SVC	DACR: the kernel's -> DACR_HYP	stack: hyp_stack, empty
 */
iret_failed:
	stmdb	sp, {r0-lr}^
	mov	r6, #DACR_HYP
	str	lr, [sp, #CTX_PC]
	mrs	r4, spsr
	str	r4, [sp, #CTX_PSR]
	str	sp, [sp, #KERN_BASE]
	mcr	p15, 0, r6, c3, c0, 0
	ldr	sp, =hyp_stack
	ldr	lr, =guest_exit
	ldr	pc, =trap_bad_iret

/*
 * The hypervisor failed: report the place and stop.
 *	in:	spsr = psr; lr = pc, but the psr if trap_in leads here
 *	mode: any	out: does not return
 */
	.globl	unexpected
unexpected:
	mov	r0, lr
	mrs	r1, spsr
	mrc	p15, 0, r2, c5, c0, 0
	mrc	p15, 0, r3, c6, c0, 0
	msr	cpsr_c, #SVC_NOINT
	ldr	sp, =hyp_stack
	mov	r5, #DACR_HYP
	mcr	p15, 0, r5, c3, c0, 0
	ldr	pc, =trap_hypervisor

	.ltorg

	.section .rodata
	.align	2
#define CALL_WORD(number, name, args, results)	.word call_##name;
call_table:
	HYPERCALLS(CALL_WORD)

	.bss
	.align	3
#ifdef DEBUG
	.space	2048				@ the auditor nests
#endif
	.space	512				@ twice the most seen in tests
	.globl	hyp_stack
hyp_stack:
