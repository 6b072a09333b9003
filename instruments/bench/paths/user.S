/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * To user and back, with as little code of the guest as possible, so that only
 * the first instruction of each entry is counted.
 */
#include <duet/abi.h>

	.arch	armv5te
	.arm
	.text

/*
 * uint32_t go_user(struct frame *frame): enters guest user with the frame;
 * returns the kind of the upcall that ended it, with interrupts masked.
 */
	.globl	go_user, iret_from
go_user:
	stmfd	sp!, {r4-r11, lr}
	ldr	r2, =shared
	ldr	r2, [r2]
	str	sp, [r2, #DUET_SHARED_KSP]
	mov	r1, r0
	ldr	r0, [r1]
	mov	r12, #DUET_CALL_IRET
iret_from:
	swi	0
	mvn	r0, #0
	ldmfd	sp!, {r4-r11, pc}

	.macro	entry	name, kind
	.globl	at_\name
at_\name:
	mov	r0, #\kind
	b	back
	.endm

	entry	swi_user, DUET_UPCALL_SWI_USER
	entry	und_user, DUET_UPCALL_UND_USER
	entry	pabt_user, DUET_UPCALL_PABT_USER
	entry	dabt_user, DUET_UPCALL_DABT_USER
	entry	irq_user, DUET_UPCALL_IRQ_USER

back:
	ldr	r1, =shared
	ldr	r1, [r1]
	mov	r2, #DUET_PSR_I
	str	r2, [r1, #DUET_SHARED_MASK]
	ldmfd	sp!, {r4-r11, pc}
	.ltorg

/* Code of user; copied to a page of its own */
	.globl	code, code_swi, code_load, code_und, code_jump, code_end
code:
code_swi:
	swi	0
	b	.
code_load:
	ldr	r5, [r6]
code_und:
	.word	0xe7f000f0
code_jump:
	mov	pc, r6

	.macro	loop	name
	.globl	code_\name, code_\name\()_end
code_\name:
	str	r5, [r6]		@ raises the interrupt of a device
1:	nop
	b	1b
code_\name\()_end:
	.endm

	loop	timer
	loop	own_timer
	loop	device
	loop	own_device
code_end:
