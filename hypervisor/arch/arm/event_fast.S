/* SPDX-License-Identifier: GPL-2.0-only */
/* Fast paths of the calls for the VM's own events and lines. */
#include "entry.inc"
#include "plat.inc"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

/*
 * ack: r0 = events. There is no slow case.
 *
 *	for each of events & vm->sys->device_events, the highest first:
 *		if (vm->line[event] != NO_LINE)
 *			plat_irq_unmask(vm->line[event]);
 *
 *	r0	events left
 *	r1	number of the event, then its line, then the bit of that
 *	r2	1
 *	r3	scratch
 *
 *	in:	r0 = events, sp = the kernel's context
 *	out:	back to the guest, r0 = 0
 *	clobbers: r1-r3: 0
 *	mode: SVC	DACR: the kernel's, unchanged	stack: none
 *	twin:	call_ack in event.c
 */
	static_assert "NO_LINE must shift a bit out, as that unmasks nothing", \
		(NO_LINE >= 32) && (NO_LINE <= 255)

	.globl	entry_ack
entry_ack:
	ldr	r1, [sp, #KERN_SYS]
	mov	r2, #1
	ldr	r1, [r1, #SYS_DEVICE_EVENTS]
	ands	r0, r0, r1
	beq	2f
1:	clz	r1, r0
	eor	r1, r1, #31			@ 31 - r1
	bics	r0, r0, r2, lsl r1
	add	r3, sp, r1
	ldrb	r1, [r3, #KERN_LINE]
	mov	r1, r2, lsl r1
	plat_irq_unmask r1, r3
	bne	1b
2:	mov	r1, #0
	mov	r2, #0
	mov	r3, #0
	movs	pc, lr
	.ltorg
