/* SPDX-License-Identifier: GPL-2.0-only */
/* Entry of a tiny guest, its upcalls, and what C can't do. */
#include <duet/abi.h>

#define FRAME_R1	4
#define FRAME_SP	52
#define FRAME_LR	56
#define FRAME_PC	60
#define FRAME_PSR	64
#define FRAME_SIZE	72		/* 17 words, and 8 byte alignment */

	.section .start, "ax"
	.global start
start:
	ldr	sp, =stack_top
	ldr	r1, =shared
	str	r0, [r1]
	bl	guest_start
1:	mov	r0, #DUET_EXIT_POWEROFF
	mov	r12, #DUET_CALL_EXIT
	swi	0
	b	1b

	.text
/*
 * Upcalls from the guest kernel: r0 points to the record, all else is the
 * interrupted code's. Builds a struct frame on the stack and calls
 * guest_upcall(kind, frame).
 */
	.macro	entry name, kind
	.global	\name
\name:	sub	sp, sp, #FRAME_SIZE
	str	r1, [sp, #FRAME_R1]
	mov	r1, #\kind
	b	upcall_common
	.endm

	entry	enter_und, DUET_UPCALL_UND_KERN
	entry	enter_pabt, DUET_UPCALL_PABT_KERN
	entry	enter_dabt, DUET_UPCALL_DABT_KERN
	entry	enter_irq, DUET_UPCALL_IRQ_KERN

upcall_common:
	str	r2, [sp, #8]
	add	r2, sp, #12
	stmia	r2, {r3 - r12}
	add	r2, sp, #FRAME_SIZE
	str	r2, [sp, #FRAME_SP]
	str	lr, [sp, #FRAME_LR]
	ldmia	r0, {r2 - r4}			@ the record: r0, pc, psr
	str	r2, [sp]
	str	r3, [sp, #FRAME_PC]
	str	r4, [sp, #FRAME_PSR]
	mov	r0, r1
	mov	r1, sp
	mov	r4, sp
	bic	sp, sp, #7			@ as the procedure call standard asks
	bl	guest_upcall
	mov	sp, r4
	ldr	r3, [sp, #FRAME_PSR]
	tst	r3, #DUET_PSR_I
	bne	1f
	bl	unmask_events			@ nests below the frame
	ldr	r3, [sp, #FRAME_PSR]
1:	msr	cpsr_f, r3
	ldmia	sp, {r0 - r15}

/* void raw_call(uint32_t number, uint32_t r[4]) */
	.global	raw_call
raw_call:
	stmfd	sp!, {r4, lr}
	mov	r4, r1
	mov	r12, r0
	ldmia	r4, {r0 - r3}
	swi	0
	stmia	r4, {r0 - r3}
	ldmfd	sp!, {r4, pc}

/* uint32_t run_probe(f, argument, struct probe *): see guest.c */
	.global	run_probe, end_probe
run_probe:
	stmfd	sp!, {r4 - r11, lr}
	str	sp, [r2]
	mov	r2, r0
	mov	r0, r1
	blx	r2
	ldr	r0, =0xffffffff
	ldmfd	sp!, {r4 - r11, pc}

/* Comes here from a fault, with sp as run_probe() stored it, r0: the kind. */
end_probe:
	ldmfd	sp!, {r4 - r11, pc}

/* uint32_t swap(uint32_t value, volatile uint32_t *word) */
	.global	swap
swap:
	swp	r2, r0, [r1]
	mov	r0, r2
	bx	lr

	.global	load_word, store_word, jump_to
load_word:
	ldr	r0, [r0]
	bx	lr
store_word:
	str	r0, [r0]
	bx	lr
jump_to:
	bx	r0

	.ltorg
	.bss
	.align	3
	.space	8192
stack_top:
