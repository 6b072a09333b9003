/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Replaces the fast paths with FAST=0: every hypercall, fault, system call and
 * interrupt takes the slow path in C, which is their specification. The same
 * tests run on both builds.
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

	.section .vectors.2, "ax"

/* Only the fast paths that are replaced read these */
	.globl	loaded_kern, loaded_user, pt_pages
loaded_kern:	.word	0
loaded_user:	.word	0
pt_pages:	.word	0

/*
 * Interrupt: as in switch_fast.S, but C asks the platform for the line. A VM
 * that it brings in pays from here on.
 */
	.globl	vec_irq, irq_device, irq_timer, irq_in_c
vec_irq:
	trap_in	4
	stmdb	sp, {r0-lr}^
	ldr	r7, =trap_scratch
	ldrd	r10, [r7]
	ldr	r9, [sp, #CTX_KERN]
	strd	r10, [sp, #CTX_PSR]
	plat_clock r12, r7
	ldr	r2, =sched
	str	r12, [r2, #SCHED_ENTERED]
	ldr	r7, =irq_serve_next
	b	to_c
irq_device:
irq_timer:
irq_in_c:
	ldr	pc, =unexpected		@ only the fast vec_irq uses them

/*
 * swi of guest user.
 *	in:	all registers are the user's; sp = its context
 *	twin:	swi_user in user_fast.S; C: user_slow.c
 */
	.globl	swi_user
swi_user:
	stmdb	sp, {r0-lr}^
	ldr	r7, =trap_system_call
	str	lr, [sp, #CTX_PC]
	mrs	r4, spsr
	ldr	r9, [sp, #CTX_KERN]
	str	r4, [sp, #CTX_PSR]
to_c:
	mov	r6, #DACR_HYP
	trap_to_c r6
	blx	r7
	b	guest_exit

	.globl	dabt_user, pabt_user, und_user
dabt_user:
	ldr	pc, =dabt_slow
pabt_user:
	ldr	pc, =pabt_slow
und_user:
	ldr	pc, =und_slow

	.globl	entry_doorbell, entry_block, entry_deliver, entry_iret
	.globl	entry_pt_update, entry_mm_switch, entry_tlb, entry_cache, entry_tls
	.globl	entry_ack, entry_version, iret_reads, iret_end
entry_doorbell:
entry_block:
entry_deliver:
entry_iret:
entry_pt_update:
entry_mm_switch:
entry_tlb:
entry_cache:
	b	call_full
entry_ack:
entry_tls:
	b	call_leaf
entry_version:
	b	call_leaf_2

/* An empty range: here copy_from_guest reads the iret frame. */
	.set	iret_reads, 1
	.set	iret_end, 0
	.ltorg
