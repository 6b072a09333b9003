/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Short ways of the calls about address spaces, caches and the TLB. What each
 * may do is said in calls.c, which does all that is left out here; the loops
 * over lines are the CPU's (cpu/).
 *
 * Each begins in a kernel, with its DACR, and has no stack. Behind a look at
 * its arguments a queue of updates goes first: ptqueue_fast.S carries it out and
 * comes back. A call that fails leaves the queue.
 */
#include "entry.inc"
#include "plat.inc"
#include "pt.h"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

/* Carries out what is queued. clobbers: r2 or r3 */
	.macro	queue_first tmp
	ldr	\tmp, [sp, #CTX_MASK]
	ldr	\tmp, [\tmp, #MASK_TO_QLEN]
	cmp	\tmp, #0
	bne	entry_pt_update
	.endm

	.macro	count	counter, tmp
	ldr	\tmp, [sp, #\counter]
	add	\tmp, \tmp, #1
	str	\tmp, [sp, #\counter]
	.endm

/*
 * D to memory and empty, then I, as all that is in it may have been written.
 *	out:	r2 = 0; Z: done, else an interrupt waits
 *	clobbers: r3
 * Test, clean and invalidate: each mrc writes back and invalidates one dirty
 * line, Z is set when there was none left (TRM 2.3.8). As in arch_flush_all,
 * every eight lines the interrupts are looked at.
 */
flush_all:
	mov	r2, #8
1:	mrc	p15, 0, r15, c7, c14, 3
	beq	2f
	subs	r2, r2, #1
	bne	1b
	plat_irq r3, r3
	cmp	r3, #PLAT_NO_IRQ
	beq	flush_all
	bx	lr
2:	mov	r2, #0
	mcr	p15, 0, r2, c7, c10, 4
	mcr	p15, 0, r2, c7, c5, 0
	bx	lr

/*
 * mm_switch: r0 = root, r1 = tls. VIVT: lines of the old space would hit in the
 * new one, so they go first, then the table comes, then the old TLB entries go.
 * What runs in between is in the window, which is the same in both.
 */
	.globl	entry_mm_switch
entry_mm_switch:
	ldr	r3, [sp, #CTX_WORDS]
	mov	r2, r0, ror #14			@ large unless it is aligned
	cmp	r2, r3, lsr #12
	bhs	full_no_r2
	ldr	r3, [sp, #CTX_ZONE]		@ the types are its first KB
	ldrb	r3, [r3, r2, lsl #4]
	cmp	r3, #ZONE_T_ROOT
	bne	full_no_r2
	queue_first r3
	str	lr, [sp, #CTX_PC]
	bl	flush_all
	ldr	lr, [sp, #CTX_PC]
	bne	call_again
	ldr	r3, [sp, #KERN_SYS]
	ldr	r3, [r3, #SYS_ZONE_PA]
	add	r3, r3, r0
	mcr	p15, 0, r3, c2, c0, 0
	mcr	p15, 0, r2, c8, c7, 0
	str	r0, [sp, #KERN_ROOT]
	str	r1, [sp, #KERN_TLS]
	ldr	r3, =tls_word
	str	r1, [r3]
	add	r3, sp, #KERN_MM_SWITCHES
	ldmia	r3, {r0-r2}			@ and cache and TLB flushes
	add	r0, r0, #1
	add	r1, r1, #1
	add	r2, r2, #1
	stmia	r3, {r0-r2}
	mov	r0, #0
	mov	r1, #0
	mov	r2, #0
	mov	r3, #0
	movs	pc, lr

/* tls: r0 = value. It is written and read at this one address. */
	.globl	entry_tls
entry_tls:
	ldr	r1, [sp, #CTX_WORDS]
	str	r0, [sp, #KERN_TLS]
	cmp	r1, #0				@ another VM's word, if not paged
	ldrne	r1, =tls_word
	strne	r0, [r1]
	mov	r0, #0
	mov	r1, #0
	movs	pc, lr

/* tlb: r0 = op, r1 = start, r2 = end */
	.globl	entry_tlb
entry_tlb:
	cmp	r0, #DUET_TLB_RANGE
	bne	2f
	cmp	r2, r1
	blo	call_full
	queue_first r3
	sub	r3, r2, r1
	cmp	r3, #TLB_PAGES_MAX << 12
	bhi	3f
	mov	r1, r1, lsr #12
	sub	r2, r2, r1, lsl #12		@ bytes: the end may be 0
	mov	r1, r1, lsl #12
1:	.rept	2				@ one too many is no harm
	mcr	p15, 0, r1, c8, c6, 1
	mcr	p15, 0, r1, c8, c5, 1
	add	r1, r1, #0x1000
	.endr
	subs	r2, r2, #0x2000
	bhi	1b
	mov	r0, #0
	mov	r1, #0
	mov	r2, #0
	mov	r3, #0
	movs	pc, lr
2:	bhi	call_full
	queue_first r3
3:	count	KERN_MM_TLB_FLUSHES, r3
	mov	r0, #0
	mov	r3, #0
	mcr	p15, 0, r0, c8, c7, 0
	movs	pc, lr

/*
 * cache: r0 = op, r1 = start, r2 = end. The range must not be empty and be
 * below DUET_GUEST_TOP; a VM in the window has no words in a zone.
 */
	.globl	entry_cache
entry_cache:
	ldr	r3, [sp, #CTX_WORDS]
	cmp	r0, #DUET_CACHE_COHERENT
	bhi	2f
	cmp	r2, #DUET_GUEST_TOP
	cmpls	r1, r2				@ C is set if either is not so
	cmplo	r0, r3
	bhs	full_no_r3
	cmp	r0, #DUET_CACHE_INVALIDATE
	beq	3f
1:	str	lr, [sp, #CTX_PC]
	str	r0, [sp, #CTX_R0]
	bl	cpu_cache_lines			@ leaves r2
	ldr	lr, [sp, #CTX_PC]
	cmp	r0, r2
	mov	r12, #DUET_CALL_CACHE
	movhs	r0, #0
	movhss	pc, lr
	ldr	r0, [sp, #CTX_R0]		@ r1 = how far it came
	b	call_again
2:	cmp	r0, #DUET_CACHE_FLUSH_ALL
	bne	full_no_r3
	str	lr, [sp, #CTX_PC]
	bl	flush_all
	ldr	lr, [sp, #CTX_PC]
	bne	call_again
	count	KERN_MM_CACHE_FLUSHES, r3
	mov	r0, #0
	mov	r3, #0
	movs	pc, lr
3:	orr	r3, r1, r2
	tst	r3, #31				@ a partial line has live data
	bne	full_no_r3
	b	1b
	.ltorg
