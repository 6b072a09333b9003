/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries for all kinds of upcall, and the way to guest user.
 *
 * From the kernel: a frame of r0-lr, pc, psr, fsr, far on the stack, C, and
 * back as docs/abi/upcalls.md says. From user: the registers go into the frame
 * that was passed to user_run, which then returns the kind.
 */
#include <duet/abi.h>

	.arch	armv5te
	.arm
	.text

	.macro	kern	name, kind, fault
	.globl	\name
\name:
	sub	sp, sp, #80
	stmib	sp, {r1-r12}
	add	r1, sp, #80
	str	r1, [sp, #52]
	str	lr, [sp, #56]
	ldmia	r0, {r1-r3}
	str	r1, [sp]
	str	r2, [sp, #60]
	str	r3, [sp, #64]
	.if	\fault
	ldr	r1, [r0, #DUET_SHARED_FSR - DUET_SHARED_KERN]
	ldr	r2, [r0, #DUET_SHARED_FAR - DUET_SHARED_KERN]
	str	r1, [sp, #68]
	str	r2, [sp, #72]
	ldr	r1, [r0, #DUET_SHARED_BUSY - DUET_SHARED_KERN]
	str	r1, [sp, #76]
	mov	r1, #0
	str	r1, [r0, #DUET_SHARED_BUSY - DUET_SHARED_KERN]
	.endif
	mov	r0, #\kind
	b	kern_common
	.endm

	kern	entry_und_kern, DUET_UPCALL_UND_KERN, 1
	kern	entry_pabt_kern, DUET_UPCALL_PABT_KERN, 1
	kern	entry_dabt_kern, DUET_UPCALL_DABT_KERN, 1
	kern	entry_irq_kern, DUET_UPCALL_IRQ_KERN, 0

kern_common:
	mov	r4, sp
	mov	r1, sp
	bic	sp, sp, #7
	bl	upcall_kern
	mov	sp, r4
	ldr	r4, [sp, #64]
	tst	r4, #DUET_PSR_I
	bne	1f
	ldr	r0, =shared
	ldr	r0, [r0]
	mov	r1, #0
	str	r1, [r0, #DUET_SHARED_MASK]
	ldr	r1, [r0, #DUET_SHARED_PEND]
	cmp	r1, #0
	movne	r12, #DUET_CALL_DELIVER
	swine	0
1:	ldr	r0, [sp, #60]
	tst	r4, #0x20
	orrne	r0, r0, #1
	str	r0, [sp, #60]
	msr	cpsr_f, r4
	ldmia	sp, {r0-r12, sp, lr, pc}
	.ltorg

/*
 * int32_t user_run(struct frame *frame): enters guest user with the frame.
 * Returns the kind of the upcall that ended it, or -1 if iret failed; its
 * result is then in iret_result.
 */
	.globl	user_run
user_run:
	stmfd	sp!, {r4-r11, lr}
	ldr	r1, =user_frame
	str	r0, [r1]
	ldr	r2, =shared
	ldr	r2, [r2]
	str	sp, [r2, #DUET_SHARED_KSP]
	mov	r1, r0
	ldr	r0, [r1]
	mov	r12, #DUET_CALL_IRET
	swi	0
	ldr	r1, =iret_result
	str	r0, [r1]
	mvn	r0, #0
	ldmfd	sp!, {r4-r11, pc}

/* int32_t iret_raw(uint32_t r0, uint32_t frame): a call that should fail */
	.globl	iret_raw
iret_raw:
	stmfd	sp!, {r4-r11, lr}
	mov	r12, #DUET_CALL_IRET
	swi	0
	ldmfd	sp!, {r4-r11, pc}

	.macro	user	name, kind
	.globl	\name
\name:
	str	lr, [sp, #-4]!
	ldr	lr, =user_frame
	ldr	lr, [lr]
	stmib	lr, {r1-r12}
	ldr	r1, [r0]
	str	r1, [lr]
	b	user_common_\kind
	.endm

	.macro	common	kind
user_common_\kind:
	mrs	r4, cpsr
	ldr	r1, =entry_cpsr
	str	r4, [r1]
	ldr	r0, =shared
	ldr	r0, [r0]
	ldr	r1, [sp], #4
	str	r1, [lr, #56]
	ldr	r1, [r0, #DUET_SHARED_USP]
	str	r1, [lr, #52]
	ldr	r1, [r0, #DUET_SHARED_USER + DUET_RECORD_PC]
	ldr	r2, [r0, #DUET_SHARED_USER + DUET_RECORD_PSR]
	str	r1, [lr, #60]
	str	r2, [lr, #64]
	ldr	r1, [r0, #DUET_SHARED_FSR]
	ldr	r2, [r0, #DUET_SHARED_FAR]
	str	r1, [lr, #68]
	str	r2, [lr, #72]
	ldr	r1, [r0, #DUET_SHARED_MASK]
	str	r1, [lr, #76]
	mov	r1, #DUET_PSR_I
	str	r1, [r0, #DUET_SHARED_MASK]
	mov	r0, #\kind
	ldmfd	sp!, {r4-r11, pc}
	.ltorg
	.endm

	.globl	entry_swi_user
entry_swi_user:
	str	lr, [sp, #-4]!
	ldr	lr, =user_frame
	ldr	lr, [lr]
	stmia	lr, {r0-r12}
	common	0
	user	entry_und_user, 1
	common	1
	user	entry_pabt_user, 2
	common	2
	user	entry_dabt_user, 3
	common	3
	user	entry_irq_user, 4
	common	4

	.bss
	.globl	iret_result, entry_cpsr
user_frame:	.space	4
iret_result:	.space	4
entry_cpsr:	.space	4
