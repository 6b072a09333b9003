/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fast path of page-table updates: small pages of the VM's own RAM, which are
 * nearly all updates. pt.c documents which updates are allowed and why; this
 * file repeats its checks for that one case, and leaves all others to it.
 */
#include "entry.inc"
#include "plat.inc"
#include "pt.h"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

/*
 * The queue, for each call that drains it: pt_update, and the calls that find
 * updates queued before their own work, which start again after it.
 *
 *	if (qlen - 1 >= queue_max)
 *		goto run_more;
 *	each entry:
 *	if (target >= zone size, or its kind is not DUET_PT_L2, or it is in
 *	    no L2 table)
 *		goto run_left;				(1)
 *	if (!(value & DUET_PT_VALID))
 *		descriptor = 0;				(2)
 *	else if (value - ram_pa >= ram_size)
 *		goto run_left;				(3)
 *	store the descriptor;				(4)
 *	poll every 16 entries				(5)
 *
 *	r0	next entry of the queue
 *	r1	entries of this batch, less one
 *	r2	target
 *	r3	address of `mask`
 *	r4	value, then descriptor
 *	r5	address of the zone
 *	r6	its size in words
 *	r7, r8	physical address and size of the VM's RAM
 *	r9	scratch; at run_more: queue_max
 *	r10	entries left
 *	lr	pt_pages
 * From r3 to lr (r4 is not used) they are struct fast_consts, by one ldm.
 *
 *	in:	r12 = number of the call, lr = pc, sp = the kernel's context
 *	out:	pt_update: back to the guest, r0 = 0; others: swi_call, with
 *		all registers as they were; or run_left, run_more, restart_call
 *	clobbers: nothing; the room of the registers in the context is the stack
 *	mode: SVC	DACR: the kernel's, as the queue is in the shared page
 *	twin:	pt_drain_queue in ptqueue.c, pt_apply_update in pt.c
 *
 * Each entry must be read once, by one load, and checked after that: the guest
 * can write to it at any time. The descriptors are stored write-through, and
 * the write buffer must be drained before the guest runs: the table walker
 * reads memory only.
 */
	static_assert "an entry must be target and value, for one ldm", \
		(DUET_SIZEOF_PT_ENTRY == 8) && (DUET_PT_ENTRY_TARGET == 0)
	static_assert "other kinds than L2 must have low bits, to be huge rotated", \
		(DUET_PT_L2 == 0) && (DUET_PT_SECTION == 1) && (DUET_PT_LINK == 2)
	static_assert "the types must be bytes at the start of the zone", \
		(ZONE_TYPES == 0)

	.globl	entry_pt_update, pt_run
entry_pt_update:
	stmdb	sp, {r0-r10, r12, lr}
	ldmib	sp, {r0-r9, lr}			@ r3 on: struct fast_consts
	ldr	r10, [r3, #MASK_TO(QLEN)]
	add	r0, r3, #MASK_TO(QUEUE)
	sub	r1, r10, #1			@ entries, less one
	cmp	r1, r9
	ldrhs	pc, =run_more
pt_run:
	ldmia	r0!, {r2, r4}			@ (1) target, value
	mov	r9, r2, ror #2			@ huge for other kinds than L2
	cmp	r6, r9
	ldrhib	r9, [r5, r9, lsr #8]		@ tst does not change CF
	tsthi	r9, #ZONE_L2
	ldrls	pc, =run_left
	sub	r9, r4, r7			@ (3)
	cmp	r8, r9
	tsthi	r4, #DUET_PT_VALID
	bls	run_empty			@ ... or outside its RAM
	and	r9, r4, #DUET_PT_WRITE | DUET_PT_B | DUET_PT_C
	ldr	r9, [lr, r9, lsl #1]
	mov	r4, r4, lsr #12
	orr	r4, r9, r4, lsl #12
1:	str	r4, [r5, r2]			@ (4)
	subs	r10, r10, #1
	tstne	r0, #15 * 8			@ (5)
	bne	pt_run
/* in: the table, but for r2, r4 and r9 */
run_done:
	cmp	r10, #0				@ sets CF, for adc
	bne	run_look
	ldr	r2, [sp, #KERN_UPDATES]
	adc	r2, r2, r1
	str	r2, [sp, #KERN_UPDATES]
	str	r10, [r3, #MASK_TO(QLEN)]
	mcr	p15, 0, r10, c7, c10, 4
	ldmdb	sp, {r0-r10, r12, lr}
	cmp	r12, #DUET_CALL_PT_UPDATE
	moveq	r0, #0
	moveqs	pc, lr
	b	swi_call

/* in: the table; r4 = value: an empty entry (2), or one for the slow path */
run_empty:
	tst	r4, #DUET_PT_VALID
	mov	r4, #0
	beq	1b
	ldr	pc, =run_left

/* in: the table, but for r2, r4 and r9; is an interrupt waiting? */
run_look:
	plat_irq r2, r9
	cmp	r2, #PLAT_NO_IRQ
	beq	pt_run
	ldr	pc, =run_stop
	.ltorg

/* Descriptors of small pages without the frame, by WRITE, B and C */
	static_assert "twice these bits of a value must be the offset of a word", \
		(DUET_PT_WRITE == 2) && (DUET_PT_B == 4) && (DUET_PT_C == 8)
	.globl	pt_pages
pt_pages:
	.irp	cb, 0, MMU_B, MMU_C, MMU_WB
	.word	L2_AP_READ | \cb | L2_SMALL, L2_AP_ALL | \cb | L2_SMALL
	.endr

/* Rare paths need not be in the page of the vectors. */
	.text
/*
 * Hand the entry before r0 to C; poll for interrupts first unless it is the
 * batch's first. If pt_step_queue returns true, the rest of the batch follows.
 *	in:	the table, but for r2, r4 and r9
 *	out:	entry_pt_update, or restart_call if an interrupt waits
 *	mode: SVC	DACR: the kernel's; in C DACR_HYP
 *	stack: none; in C hyp_stack
 *	twin:	pt_step_queue in ptqueue.c
 */
run_left:
	sub	r0, r0, #8
	sub	r2, r10, r1
	cmp	r2, #1
	beq	run_stop
	plat_irq r2, r9
	cmp	r2, #PLAT_NO_IRQ
run_stop:
	sub	r3, r0, r3			@ keeps the flags: Z = call C
	sub	r3, r3, #MASK_TO(QUEUE)
	mov	r3, r3, lsr #3
	str	r3, [sp, #KERN_QUEUE_DONE]
	ldr	r3, [sp, #KERN_UPDATES]
	sub	r1, r1, r10
	add	r3, r3, #1
	add	r3, r3, r1
	str	r3, [sp, #KERN_UPDATES]
	mov	r3, #0
	str	r3, [sp, #CTX_QUEUE_MAX]
	bne	1f
	mov	r4, sp
	mov	r5, #DACR_HYP
	mcr	p15, 0, r5, c3, c0, 0
	ldr	sp, =hyp_stack
	ldr	r3, =pt_step_queue
	blx	r3
	mov	sp, r4
	ldr	r5, [sp, #CTX_DACR]
	mcr	p15, 0, r5, c3, c0, 0
	cmp	r0, #0
	ldmdb	sp, {r0-r10, r12, lr}
	ldrne	pc, =entry_pt_update
1:	mov	r3, #0
	mcr	p15, 0, r3, c7, c10, 4
	ldmdb	sp, {r0-r10, r12, lr}

/*
 * Back to the swi of the call, so that a waiting interrupt is taken before it
 * starts again. r3 is no argument of any call.
 *	in:	lr = pc, spsr of the guest, its registers but r3
 *	out:	the guest, at its swi	clobbers: r3, which is 0
 *	mode: SVC	DACR: the kernel's	stack: none
 *	twin:	call_restart in hypercall.c
 */
	.globl	restart_call
restart_call:
	mrs	r3, spsr
	sub	lr, lr, #4
	and	r3, r3, #PSR_T			@ its swi has two bytes
	add	lr, lr, r3, lsr #4
	mov	r3, #0
	movs	pc, lr

/*
 * qlen is 0 or too large, or this is the rest of a batch of which a part is
 * done (queue_max is 0 then).
 *
 *	if (!zone || queue_refused || broadcast_left || qlen > DUET_QUEUE_MAX ||
 *	    qlen < queue_done)
 *		goto slow;
 *
 *	in:	the table, but for r1, r2 and r4
 *	out:	pt_run or run_done, with the entries after queue_done; or the
 *		slow path, with the guest's registers
 */
run_more:
	ldr	r9, [sp, #KERN_QUEUE_DONE]
	ldr	r2, [sp, #KERN_QUEUE_REFUSED]
	ldr	r4, [sp, #KERN_BROADCAST_LEFT]
	cmp	r6, #0
	beq	4f				@ no zone
	orrs	r2, r2, r4
	bne	4f
	cmp	r10, #DUET_QUEUE_MAX
	bhi	4f
	subs	r10, r10, r9
	blo	4f
	sub	r1, r10, #1
	add	r0, r0, r9, lsl #3
	str	r2, [sp, #KERN_QUEUE_DONE]
	mov	r2, #DUET_QUEUE_MAX
	str	r2, [sp, #CTX_QUEUE_MAX]
	ldrne	pc, =pt_run
	ldr	pc, =run_done
4:	ldmdb	sp, {r0-r10, r12, lr}
	cmp	r12, #DUET_CALL_TLB		@ the only one that uses r2
	ldreq	pc, =full_no_r3
	ldr	pc, =full_no_r2
	.ltorg
