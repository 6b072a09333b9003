/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fast paths of the calls for address spaces, caches and the TLB. space.c
 * documents each and handles the cases left out here; the loops over lines
 * belong to the CPU (cpu/).
 *
 * Contract of each entry:
 *	in:	r12 = number, r0-r2 = arguments, lr = pc, sp = the kernel's
 *		context
 *	out:	back to the guest, r0 = 0; or the slow path (full_no_*); or
 *		restart_call, if an interrupt waits
 *	clobbers: of r1-r3 and r12 those that the entry uses
 *	mode: SVC	DACR: the kernel's, unchanged	stack: none
 *	r2, r3	scratch
 *
 * Once its arguments are checked, a call runs the updates queued first:
 * ptqueue_fast.S carries them out and starts the call again. A call that fails
 * must leave the queue as it is.
 */
#include "cpu.inc"
#include "entry.inc"
#include "pt.h"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

/*
 * Runs the updates queued and restarts the call, if there are any.
 *	in:	all registers of the call but \tmp	clobbers: \tmp
 */
	.macro	queue_first tmp
	ldr	\tmp, [sp, #CTX_MASK_VA]
	ldr	\tmp, [\tmp, #MASK_TO(QLEN)]
	cmp	\tmp, #0
	bne	entry_pt_update
	.endm

	.macro	count	counter, tmp
	ldr	\tmp, [sp, #\counter]
	add	\tmp, \tmp, #1
	str	\tmp, [sp, #\counter]
	.endm

/* D and I, as any code in D may have been rewritten; cpu.inc has the contract. */
flush_all:
	cpu_flush_all

/*
 * mm_switch: r0 = root, r1 = tls.
 *
 *	low = root % DUET_ROOT_SIZE;
 *	if (root >= zone size || types[root >> 10] != ZONE_T_ROOT ||
 *	    low >> DUET_MM_PID_SHIFT >= pids)
 *		goto slow;				(1)
 *
 * (2) Run the queue. (3) Flush the caches, unless the guest keeps them. (4)
 * Load the pid and the root, invalidate the TLB. (5) Write the TLS word. (6)
 * Count.
 * The caches are VIVT: lines of the old space would hit in the new one, so they
 * must be flushed before the root is loaded, and the TLB after that. The code
 * between these steps is in the window, which is the same in both spaces; so
 * are the two instructions that are fetched with the old pid.
 *	twin:	call_mm_switch in space.c
 */
	static_assert "the shifts below are those of 16 KB, 16 types each", \
		(DUET_ROOT_SIZE == 1 << 14) && (ZONE_TYPES == 0)
	static_assert "a byte holds all bits below the root that may be set", \
		(DUET_MM_KEEP == 1) && (DUET_MM_PID_SHIFT == 1) && \
		(DUET_MM_PID_MAX == 0x7f) && (DUET_PID_SIZE == 1 << 25)

	.globl	entry_mm_switch
entry_mm_switch:
	ldr	r3, [sp, #CTX_WORDS]
	mov	r2, r0, lsr #14			@ (1)
	cmp	r2, r3, lsr #12
	bhs	full_no_r2
	ldr	r3, [sp, #CTX_ZONE]		@ the types are its first KB
	ldrb	r3, [r3, r2, lsl #4]
	cmp	r3, #ZONE_T_ROOT
	bne	full_no_r2
	ldr	r3, [sp, #KERN_PIDS]
	mov	r2, r0, lsl #18			@ the bits below the root
	cmp	r3, r2, lsr #18 + DUET_MM_PID_SHIFT
	bls	full_no_r2
	queue_first r3				@ (2)
	tst	r0, #DUET_MM_KEEP		@ (3)
	bne	1f
	str	lr, [sp, #CTX_PC]
	bl	flush_all
	ldr	lr, [sp, #CTX_PC]
	ldrne	pc, =restart_call
1:	ldr	r3, [sp, #KERN_SYS]		@ Z is set if they were flushed
	and	r2, r0, #0xfe
	mov	r2, r2, lsl #25 - DUET_MM_PID_SHIFT
	bic	r0, r0, #0xff
	ldr	r3, [r3, #SYS_ZONE_PA]
	str	r0, [sp, #KERN_ROOT]
	str	r2, [sp, #KERN_PID]
	add	r3, r3, r0
	mcr	p15, 0, r2, c13, c0, 0		@ (4)
	mov	r2, #0
	mcr	p15, 0, r3, c2, c0, 0
	mcr	p15, 0, r2, c8, c7, 0
	str	r1, [sp, #KERN_TLS]		@ (5)
	ldr	r3, =tls_word
	str	r1, [r3]
	add	r3, sp, #KERN_MM_SWITCHES	@ (6)
	ldmia	r3, {r0-r2}			@ and cache and TLB flushes
	add	r0, r0, #1
	addeq	r1, r1, #1
	add	r2, r2, #1
	stmia	r3, {r0-r2}
	b	.Lreturn_0

/*
 * tls: r0 = value. There is no slow case. The word must be written and read at
 * this one address only.
 *	twin:	call_tls in space.c
 */
	.globl	entry_tls
entry_tls:
	ldr	r1, [sp, #CTX_WORDS]
	str	r0, [sp, #KERN_TLS]
	cmp	r1, #0				@ not paged: another VM's word
	ldrne	r1, =tls_word
	strne	r0, [r1]
	mov	r0, #0
	mov	r1, #0
	movs	pc, lr

/*
 * tlb: r0 = op, r1 = start, r2 = end.
 *
 *	if (op > DUET_TLB_RANGE || (op == DUET_TLB_RANGE && end < start))
 *		goto slow;
 *
 * (1) Run the queue. (2) Invalidate the entries of the range; or all of the
 * TLB, if it is for DUET_TLB_ALL or more than TLB_PAGES_MAX pages. QEMU knows
 * the entries by address, the CPU by modified address: so both are invalidated,
 * and above DUET_PID_SIZE those of another page, which does no harm.
 *	twin:	call_tlb in space.c
 */
	static_assert "below RANGE must be ALL alone, and no operation above it", \
		(DUET_TLB_ALL + 1 == DUET_TLB_RANGE) && \
		(DUET_TLB_RANGE + 1 == DUET_NR_TLB)

	.globl	entry_tlb
entry_tlb:
	cmp	r0, #DUET_TLB_RANGE
	bne	2f
	cmp	r2, r1
	blo	call_full
	queue_first r3				@ (1)
	sub	r3, r2, r1			@ (2)
	cmp	r3, #TLB_PAGES_MAX << 12
	bhi	3f
	mov	r1, r1, lsr #12
	sub	r2, r2, r1, lsl #12		@ bytes: the end may be 0
	mov	r1, r1, lsl #12
	mrc	p15, 0, r0, c13, c0, 0
1:	add	r3, r1, r0
	mcr	p15, 0, r1, c8, c7, 1		@ unified (TRM 2.3.9)
	mcr	p15, 0, r3, c8, c7, 1
	add	r1, r1, #0x1000
	subs	r2, r2, #0x1000
	bhi	1b
/* in: lr = pc, spsr of the guest */
.Lreturn_0:
	mov	r0, #0
	mov	r1, #0
	mov	r2, #0
	mov	r3, #0
	movs	pc, lr
2:	bhi	call_full
	queue_first r3				@ (1)
3:	count	KERN_MM_TLB_FLUSHES, r3
	mov	r0, #0
	mov	r3, #0
	mcr	p15, 0, r0, c8, c7, 0
	movs	pc, lr

/*
 * cache: r0 = op, r1 = start, r2 = end.
 *
 *	if (op <= DUET_CACHE_COHERENT &&
 *	    (end > DUET_GUEST_TOP || start >= end || op >= zone words))
 *		goto slow;				(1)
 *	if (op == DUET_CACHE_INVALIDATE && (start | end) & 31)
 *		goto slow;				(2)
 *	if (op > DUET_CACHE_FLUSH_ALL)
 *		goto slow;				(3)
 *
 * A VM in the window has no zone, so its words are 0. (4) The lines of the
 * range; if an interrupt waits, the call starts again with r1 = the place
 * reached.
 *	twin:	call_cache in space.c
 */
	static_assert "operations up to COHERENT must be those on a range", \
		(DUET_CACHE_COHERENT + 1 == DUET_CACHE_FLUSH_ALL)

	.globl	entry_cache
entry_cache:
	ldr	r3, [sp, #CTX_WORDS]
	cmp	r0, #DUET_CACHE_COHERENT
	bhi	2f
	cmp	r2, #DUET_GUEST_TOP
	cmpls	r1, r2				@ C is set if either is not so
	cmplo	r0, r3
	bhs	full_no_r3			@ (1)
	cmp	r0, #DUET_CACHE_INVALIDATE
	ldreq	pc, =cache_invalidate
cache_lines:
	str	lr, [sp, #CTX_PC]
	str	r0, [sp, #CTX_R0]
	bl	cpu_cache_lines			@ (4) preserves r2
	ldr	lr, [sp, #CTX_PC]
	cmp	r0, r2
	mov	r12, #DUET_CALL_CACHE
	movhs	r0, #0
	movhss	pc, lr
	ldr	r0, [sp, #CTX_R0]		@ r1 = the place reached
	ldr	pc, =restart_call
2:	cmp	r0, #DUET_CACHE_FLUSH_ALL	@ (3)
	bne	full_no_r3
	str	lr, [sp, #CTX_PC]
	bl	flush_all
	ldr	lr, [sp, #CTX_PC]
	ldrne	pc, =restart_call
	count	KERN_MM_CACHE_FLUSHES, r3
	mov	r0, #0
	mov	r3, #0
	movs	pc, lr
	.ltorg

/* Drivers without DMA never invalidate: this need not be in the vectors' page. */
	.text
cache_invalidate:
	orr	r3, r1, r2
	tst	r3, #CACHE_LINE - 1		@ (2) partial: has live data
	ldrne	pc, =full_no_r3
	ldr	pc, =cache_lines
	.ltorg
