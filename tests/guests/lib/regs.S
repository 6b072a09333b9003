/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs a snippet with known registers, and code that may fault.
 */
#include <duet/abi.h>

	.arch	armv5te
	.arm
	.text

/*
 * void regs_run(struct regs *regs, uint32_t snippet)
 *
 * Loads r0-r12, lr and the flags from *regs, runs the snippet, which ends at
 * regs_back, and stores r0-lr and the flags there. Bit 0 of snippet: Thumb.
 */
	.globl	regs_run, regs_back
regs_run:
	stmfd	sp!, {r0, r4-r11, lr}
	str	r1, target
	ldr	lr, [r0, #60]
	msr	cpsr_f, lr
	ldr	lr, [r0, #56]
	str	sp, before
	ldmia	r0, {r0-r12}
	ldr	pc, target
regs_back:
	str	r0, after
	adr	r0, after
	stmib	r0, {r1-lr}
	mrs	r1, cpsr
	str	r1, [r0, #60]
	ldr	sp, before
	ldr	r1, [sp]
	mov	r2, #64
1:	subs	r2, r2, #4
	ldr	r3, [r0, r2]
	str	r3, [r1, r2]
	bne	1b
	str	sp, [r1, #64]
	ldmfd	sp!, {r0, r4-r11, pc}
target:	.word	0
before:	.word	0
after:	.space	64

	.macro	snippet	name
	.globl	\name
\name:
	.endm

	.macro	back
	ldr	pc, =regs_back
	.endm

	.macro	thumb_back
	bx	pc
	nop
	.arm
	ldr	pc, =regs_back
	.endm

	snippet	snip_swi
	swi	0x123456
	back

	.thumb
	.align	2
	.thumb_func
	snippet	snip_swi_thumb
	swi	77
	.align	2
	thumb_back

	snippet	snip_und
	.word	0xe7f000f0
	back

	snippet	snip_ldr
	ldr	r5, [r6, #8]
	back

	snippet	snip_str
	str	r5, [r6, #8]
	back

	snippet	snip_jump
	mov	pc, r6
	back

	.thumb
	.align	2
	.thumb_func
	snippet	snip_und_thumb
	.hword	0xde01
	.align	2
	thumb_back

	.thumb
	.align	2
	.thumb_func
	snippet	snip_ldr_thumb
	ldr	r5, [r6, #8]
	.align	2
	thumb_back

/*
 * A long loop whose result depends on the flags of each step: r12 steps of a
 * shift register in r4, with taps r5. All other registers stay unchanged. See
 * regs_torture.
 */
	snippet	snip_shift
	movs	r4, r4, lsr #1
	eorcs	r4, r4, r5
	subs	r12, r12, #1
	bne	snip_shift
	back

	.macro	cp15	name, insn:vararg
	snippet	\name
	\insn
	back
	.endm

	cp15	snip_read_id, mrc p15, 0, r5, c0, c0, 0
	cp15	snip_read_cr, mrc p15, 0, r5, c1, c0, 0
	cp15	snip_write_cr, mcr p15, 0, r5, c1, c0, 0
	cp15	snip_write_root, mcr p15, 0, r5, c2, c0, 0
	cp15	snip_write_dacr, mcr p15, 0, r5, c3, c0, 0
	cp15	snip_read_dacr, mrc p15, 0, r5, c3, c0, 0
	cp15	snip_tlb_flush, mcr p15, 0, r5, c8, c7, 0
	cp15	snip_dcache_inv, mcr p15, 0, r5, c7, c6, 0
	cp15	snip_wfi, mcr p15, 0, r5, c7, c0, 4
	cp15	snip_lockdown, mcr p15, 0, r5, c9, c0, 0
	cp15	snip_fcse, mcr p15, 0, r5, c13, c0, 0
	cp15	snip_cp14, mcr p14, 7, r5, c2, c0, 0
	cp15	snip_msr_c, msr cpsr_c, r5
	cp15	snip_msr_all, msr cpsr_cxsf, r5
	cp15	snip_bkpt, bkpt 0
	.ltorg

/*
 * int probe_*(uint32_t va, uint32_t *word): returns 0, or 1 if it faulted;
 * `last` then has the fault. probe_exec calls the address.
 */
	.macro	probe	name, insn:vararg
	.globl	\name
\name:
	ldr	r2, =fixup
	adr	r3, 1f
	str	r3, [r2]
	ldr	r3, [r1]
	\insn
	str	r3, [r1]
	mov	r0, #0
	str	r0, [r2]
	bx	lr
1:	mov	r0, #1
	bx	lr
	.endm

	probe	probe_ldr, ldr r3, [r0]
	probe	probe_str, str r3, [r0]
	probe	probe_ldrb, ldrb r3, [r0]
	probe	probe_strb, strb r3, [r0]
	probe	probe_ldrt, ldrt r3, [r0]
	probe	probe_swp, swp r3, r3, [r0]

	.globl	probe_exec
probe_exec:
	stmfd	sp!, {r4, lr}
	ldr	r4, =fixup
	adr	r3, 1f
	str	r3, [r4]
	blx	r0
	mov	r0, #0
	str	r0, [r4]
	ldmfd	sp!, {r4, pc}
1:	mov	r0, #1
	ldmfd	sp!, {r4, pc}
	.ltorg

/* uint32_t swap(volatile uint32_t *word, uint32_t value) */
	.globl	swap
swap:
	swp	r2, r1, [r0]
	mov	r0, r2
	bx	lr

/* int32_t call_raw(uint32_t nr, r0, r1, r2): for numbers without a stub */
	.globl	call_raw
call_raw:
	mov	r12, r0
	mov	r0, r1
	mov	r1, r2
	mov	r2, r3
	swi	0
	bx	lr
