/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Caches, TLB and MMU of the ARM926EJ-S (TRM DDI 0198, 2.3.8, 2.3.9).
 * Plain functions of the procedure call standard, SVC mode.
 */
#include <duet/abi.h>

#include "asm-offsets.h"
#include "assert.inc"
#include "plat.inc"

	.arch	armv5te
	.arm
	.section .vectors.3, "ax"

#define CHUNK	64		/* lines between two polls */

/*
 * uint32_t cpu_cache_lines(uint32_t op, uint32_t start, uint32_t end)
 *	in:	op = DUET_CACHE_CLEAN to _COHERENT; start must be below end
 *	out:	r0 = r1 = the address reached: below end if an interrupt waits
 *	clobbers: r3, r12; r2 must be preserved (space_fast.S)
 *	DACR:	any	stack: none
 * The write buffer is drained. The cost is 2.25 instructions per line, and 3.25
 * where I is invalidated, too: the loops are unrolled eight times, and the
 * first round skips the lines that are too many.
 */
	static_assert "the operations must be the indices of the table below", \
		(DUET_CACHE_CLEAN == 0) && (DUET_CACHE_INVALIDATE == 1) && \
		(DUET_CACHE_FLUSH == 2) && (DUET_CACHE_COHERENT == 3)
	static_assert "the lines of this CPU have 32 bytes", (CACHE_LINE == 32)

	.globl	cpu_cache_lines
cpu_cache_lines:
	bic	r1, r1, #31
1:	sub	r3, r2, r1
	add	r3, r3, #31
	mov	r3, r3, lsr #5			@ lines, at least one
	cmp	r3, #CHUNK
	movhi	r3, #CHUNK
	rsb	r12, r3, #0
	and	r12, r12, #7
	ldr	pc, [pc, r0, lsl #2]
	nop
	.word	cpu_dcache_clean, cpu_dcache_invalidate
	.word	cpu_dcache_flush, cpu_coherent

	.macro	lines	name, crm, op2
	.globl	\name
\name:
	add	pc, pc, r12, lsl #3
	nop
2:	.rept	8
	mcr	p15, 0, r1, c7, \crm, \op2
	add	r1, r1, #32
	.endr
	subs	r3, r3, #8
	bgt	2b
	b	3f
	.endm

	lines	cpu_dcache_clean, c10, 1
	lines	cpu_dcache_invalidate, c6, 1
	lines	cpu_dcache_flush, c14, 1

/*
 * Code was written, or another page will be mapped: flush the lines from D,
 * invalidate them in I. The drain at the end is in time, as the guest does not
 * fetch these instructions before it.
 */
	.globl	cpu_coherent
cpu_coherent:
	add	r12, r12, r12, lsl #1
	add	pc, pc, r12, lsl #2
	nop
2:	.rept	8
	mcr	p15, 0, r1, c7, c14, 1
	mcr	p15, 0, r1, c7, c5, 1
	add	r1, r1, #32
	.endr
	subs	r3, r3, #8
	bgt	2b

3:	cmp	r1, r2
	bhs	4f
	plat_irq r3, r12
	cmp	r3, #PLAT_NO_IRQ
	beq	1b
4:	mov	r3, #0
	mcr	p15, 0, r3, c7, c10, 4
	mov	r0, r1
	bx	lr
	.ltorg
	.globl	cpu_icache_all
cpu_icache_all:
	mov	r0, #0
	mcr	p15, 0, r0, c7, c5, 0
	bx	lr

	.globl	cpu_tlb_all
cpu_tlb_all:
	mov	r0, #0
	mcr	p15, 0, r0, c8, c7, 0
	bx	lr

/* The TLB is unified: one operation is for data and code (TRM 2.3.9). */
	.globl	cpu_tlb_pages
cpu_tlb_pages:
	mrc	p15, 0, r2, c13, c0, 0
1:	add	r3, r0, r2
	mcr	p15, 0, r0, c8, c7, 1
	mcr	p15, 0, r3, c8, c7, 1
	add	r0, r0, #0x1000
	subs	r1, r1, #1
	bne	1b
	bx	lr

/*
 * The two instructions after a write of c13 are fetched with the old process
 * identifier (TRM 2.3.13): it does not matter at this address.
 */
	.globl	cpu_load_root
cpu_load_root:
	mov	r2, #0
	mcr	p15, 0, r1, c13, c0, 0
	mcr	p15, 0, r0, c2, c0, 0
	mcr	p15, 0, r2, c8, c7, 0
	bx	lr

/*
 * Test and clean: each mrc writes back one dirty line, and sets Z when there was
 * none left. Test, clean and invalidate also invalidates the line; the lines
 * that are clean are invalidated with the last one (TRM 2.3.8).
 */
	.text
	.macro	some_lines name, crm
	.globl	\name
	.type	\name, %function	@ Thumb code calls it
\name:
	mov	r0, #8
1:	mrc	p15, 0, r15, c7, \crm, 3
	beq	2f
	subs	r0, r0, #1
	bne	1b
	bx	lr
	.endm

	some_lines cpu_dcache_clean_some, c10
	some_lines cpu_dcache_flush_some, c14
2:	mov	r0, #0
	mcr	p15, 0, r0, c7, c10, 4
	mov	r0, #1
	bx	lr
