/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Caches, TLB and MMU of the ARM926EJ-S (TRM DDI 0198, 2.3.8, 2.3.9).
 * Plain functions of the procedure call standard, SVC mode.
 */
#include "plat-asm.h"

	.arch	armv5te
	.arm
	.section .vectors.3, "ax"

/*
 * uint32_t NAME(uint32_t start, uint32_t end)
 * Lines from start, which is the first byte of one, until end, or until an
 * interrupt waits. Returns how far it came. The write buffer is drained.
 *	clobbers: r1-r3, r12
 * Lines go by fours, and every 32 the interrupts are looked at: 2.6
 * instructions a line.
 */
	.macro	range	name, crm, op2, also
	.globl	\name
\name:
1:	sub	r2, r1, r0
	cmp	r2, #128
	blo	3f
	mov	r12, #8
2:	.rept	4
	mcr	p15, 0, r0, c7, \crm, \op2
	.ifnb	\also
	mcr	p15, 0, r0, c7, \also, 1
	.endif
	add	r0, r0, #32
	.endr
	sub	r2, r2, #128
	cmp	r2, #128
	blo	3f
	subs	r12, r12, #1
	bne	2b
	plat_irq r3, r12
	cmp	r3, #32
	beq	1b
	b	4f
3:	cmp	r0, r1				@ the last few
	bhs	4f
	mcr	p15, 0, r0, c7, \crm, \op2
	.ifnb	\also
	mcr	p15, 0, r0, c7, \also, 1
	.endif
	add	r0, r0, #32
	b	3b
4:	mov	r3, #0
	mcr	p15, 0, r3, c7, c10, 4
	bx	lr
	.endm

	range	cpu_dcache_clean, c10, 1
	range	cpu_dcache_invalidate, c6, 1
	range	cpu_dcache_flush, c14, 1

/*
 * Code was written: out of D, out of I. The instructions are not fetched
 * before the drain at the end, as the guest does not run before it.
 */
	range	cpu_coherent, c10, 1, c5
	.ltorg

	.globl	cpu_icache_all
cpu_icache_all:
	mov	r0, #0
	mcr	p15, 0, r0, c7, c5, 0
	bx	lr

/*
 * Test, clean and invalidate: each mrc writes back and invalidates one dirty
 * line, Z is set when there was none left. The lines that are clean are
 * invalidated with the last one (TRM 2.3.8).
 */
	.globl	cpu_dcache_flush_some
cpu_dcache_flush_some:
	mov	r1, #8
1:	mrc	p15, 0, r15, c7, c14, 3
	beq	2f
	subs	r1, r1, #1
	bne	1b
	mov	r0, #0
	bx	lr
2:	mov	r0, #0
	mcr	p15, 0, r0, c7, c10, 4
	mov	r0, #1
	bx	lr

	.globl	cpu_tlb_all
cpu_tlb_all:
	mov	r0, #0
	mcr	p15, 0, r0, c8, c7, 0
	bx	lr

	.globl	cpu_load_root
cpu_load_root:
	mov	r1, #0
	mcr	p15, 0, r0, c2, c0, 0
	mcr	p15, 0, r1, c8, c7, 0
	bx	lr
