/* SPDX-License-Identifier: GPL-2.0-only */
/* Fast paths of the calls for the VM's own events and their lines. */
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

/*
 * deliver: the upcall, if events are pending and not masked. While the VM runs,
 * it is the one of highest rank, and all of its events are in the shared page:
 * sched_exit has seen to both.
 *
 *	if (ack)
 *		goto slow;				(1)
 *	if (!pend)
 *		return 0;
 *	if (mask)
 *		goto slow;				(1)
 *	steal = vm->steal; mask = DUET_PSR_I;		(2)
 *	irq upcall from the kernel, with r0 = 0		(3)
 *
 *	r0	address of `mask`, then of the record
 *	r1	mask, then 0: r0 of the record
 *	r2	pend, then scratch
 *	r3, r4	qlen, ack, then pc and psr of the record
 *
 *	in:	r12 = number, lr = pc, sp = the kernel's context
 *	out:	the kernel's irq entry, r0 = its record; back to the guest,
 *		r0 = 0; or the slow path
 *	clobbers: nothing else
 *	mode: SVC	DACR: the kernel's, unchanged
 *	stack: none; r1-r4 are kept in the context's room for registers
 *	twin:	call_deliver and event_deliver in event.c, upcall in upcall.c
 */
	.globl	entry_deliver
entry_deliver:
	ldr	r0, [sp, #CTX_MASK_VA]
	stmdb	sp, {r1-r4}
	ldmia	r0, {r1-r4}			@ mask, pend, qlen, ack
	orr	r3, r1, r4			@ (1)
	cmp	r2, #1				@ CF: events are pending,
	rsbcss	r3, r3, #0			@ ... mask and ack are 0
	bcc	deliver_more
	ldr	r2, [sp, #KERN_STEAL]		@ (2)
	mov	r3, #DUET_PSR_I
	str	r2, [r0, #MASK_TO(STEAL)]
	str	r3, [r0], #MASK_TO(KERN)
	mov	r3, lr				@ (3)
	mrs	r4, spsr
	orr	r4, r4, #DUET_PSR_KERN
	stmia	r0, {r1, r3, r4}
	ldr	lr, [sp, #KERN_ENTRY + 4 * DUET_UPCALL_IRQ_KERN]
	ldmdb	sp, {r1-r4}
	msr	spsr_cxsf, #PSR_USR
	movs	pc, lr
deliver_more:
	orrs	r4, r2, r4
	ldmdb	sp, {r1-r4}
	bne	call_full
	mov	r0, #0				@ nothing is pending
	movs	pc, lr
