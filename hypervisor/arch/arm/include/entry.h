/* SPDX-License-Identifier: GPL-2.0-only */
/* What vectors.S and the short ways have in common. Assembly only. */
#ifndef HYP_ENTRY_H
#define HYP_ENTRY_H

#include <duet/abi.h>

#include "asm-offsets.h"
#include "calls.h"

#define DACR_HYP	0x5
#define PSR_USR		0x10
#define SVC_NOINT	0xd3
#define MODE_BITS	0x0f

/* From struct quick's first word */
#define MASK_TO_QLEN	(DUET_SHARED_QLEN - DUET_SHARED_MASK)
#define MASK_TO_QUEUE	(DUET_SHARED_QUEUE - DUET_SHARED_MASK)

/*
 * From an exception mode to SVC.
 *	in:	lr = return address + \offset, sp = trap_scratch
 *	out:	sp = context; psr and pc are in trap_scratch
 *	\hyp:	where it goes when it was the hypervisor that was hit
 */
	.macro	trap_in	offset, hyp
	.if	\offset
	sub	lr, lr, #\offset
	.endif
	str	lr, [sp, #4]
	mrs	lr, spsr
	str	lr, [sp]
	tst	lr, #MODE_BITS
	ldrne	pc, =\hyp
	msr	cpsr_c, #SVC_NOINT
	.endm

/* in: state saved, sp = context, r9 = kernel's context, \dacr = DACR_HYP */
	.macro	trap_to_c dacr
	sub	r8, sp, #CTX_BASE
	mcr	p15, 0, \dacr, c3, c0, 0
	str	r8, [r9, #KERN_MODE]
	ldr	sp, =hyp_stack
	.endm

/* Back to the guest, in two parts. in: sp = its context; DACR, psr, pc */
	.macro	resume_domains
	ldmib	sp, {r1, r2, lr}
	mcr	p15, 0, r1, c3, c0, 0
	.endm
	.macro	resume_rest
	msr	spsr_cxsf, r2
	ldmdb	sp, {r0-lr}^
	nop
	movs	pc, lr
	.endm

	.macro	resume
	resume_domains
	resume_rest
	.endm

#endif
