/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The short way of page-table updates: small pages of the VM's own RAM, which
 * are nearly all. pt.c says what is allowed and why; here stands the same
 * again for that one case, and everything else is left to it.
 */
#include "entry.h"
#include "pt.h"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

#define QUICK_MAX	16		/* entries that need no look for interrupts */

/*
 * uint32_t pt_run(const struct duet_pt_entry *queue, uint32_t n,
 *		   const struct zone *zone)
 *	out:	r0 = how many were carried out; the next is for pt_apply
 *	clobbers: r1-r3, r12; seven words of stack
 *	DACR: the kernel's, as the queue is in the shared page. n is not 0.
 * Each entry is read once, by one load, and then checked.
 */
	.globl	pt_run
pt_run:
	stmdb	sp!, {r4-r9, lr}
	mov	r9, r1
	ldmia	r2, {r4-r8}			@ types, va, size, RAM
	mov	r6, r6, lsr #2
1:	ldmia	r0!, {r2, r3}			@ target, value
	mov	r12, r2, ror #2			@ a kind but L2 makes it large
	cmp	r12, r6
	bhs	3f
	ldrb	r12, [r4, r12, lsr #8]
	tst	r12, #ZONE_L2
	beq	3f
	tst	r3, #DUET_PT_VALID
	moveq	r3, #0
	beq	2f
	sub	r12, r3, r7
	cmp	r12, r8
	bhs	3f
	tst	r3, #DUET_PT_WRITE
	bic	r3, r3, #0xf3			@ frame, C and B stay
	bic	r3, r3, #0xf00
	orr	r3, r3, #0xaa0			@ L2_AP_READ
	orrne	r3, r3, #0x550			@ L2_AP_ALL
	orr	r3, r3, #0x2			@ L2_SMALL
2:	str	r3, [r5, r2]
	subs	r1, r1, #1
	bne	1b
3:	sub	r0, r9, r1
	ldmia	sp!, {r4-r9, pc}

/*
 * void pt_clear(volatile uint32_t *to, uint32_t size)
 * void pt_copy(volatile uint32_t *to, const volatile uint32_t *from,
 *		uint32_t size)
 *	clobbers: r0-r3, r12; seven words of stack
 */
	.globl	pt_clear, pt_copy
pt_clear:
	stmdb	sp!, {r4-r8, lr}
	mov	r2, #0
	mov	r3, #0
	mov	r4, #0
	mov	r5, #0
	mov	r6, #0
	mov	r7, #0
	mov	r8, #0
	mov	r12, #0
1:	stmia	r0!, {r2-r8, r12}
	subs	r1, r1, #32
	bne	1b
	ldmia	sp!, {r4-r8, pc}

pt_copy:
	stmdb	sp!, {r4-r9, lr}
1:	ldmia	r1!, {r3-r9, r12}
	subs	r2, r2, #32
	stmia	r0!, {r3-r9, r12}
	bne	1b
	ldmia	sp!, {r4-r9, pc}

/*
 * The whole queue, from a call of a paged VM's kernel. Its context serves as
 * the stack: the room of the registers is free in a short way.
 *	in:	r3 = qlen, not 0; r2 = shared page
 *	out:	Z and r3 = 0: all is done; else C has to go on
 *	clobbers: r3
 */
#define PUSHED	24

	.globl	queue_run
queue_run:
	stmdb	sp!, {r0-r2, r4, r12, lr}
	ldr	r4, [sp, #PUSHED + KERN_QUEUE_DONE]
	cmp	r4, #0
	bne	1f
	cmp	r3, #QUICK_MAX
	bhi	1f				@ not Z
	mov	r4, r3
	mov	r1, r3
	add	r0, r2, #DUET_SHARED_QUEUE
	add	r2, sp, #PUSHED + KERN_ZONE
	bl	pt_run
	ldr	r3, [sp, #PUSHED + KERN_UPDATES]
	cmp	r0, r4
	add	r3, r3, r0
	str	r3, [sp, #PUSHED + KERN_UPDATES]
	strne	r0, [sp, #PUSHED + KERN_QUEUE_DONE]
	ldreq	r2, [sp, #8]
	mov	r3, #0
	mcr	p15, 0, r3, c7, c10, 4		@ the walker looks into memory only
	streq	r3, [r2, #DUET_SHARED_QLEN]
1:	ldmia	sp!, {r0-r2, r4, r12, pc}

/* The call for it */
	.globl	entry_pt_update
entry_pt_update:
	ldr	r2, [sp, #KERN_ZONE]
	cmp	r2, #0
	beq	call_full			@ a VM without a zone
	ldr	r2, [sp, #KERN_SHARED]
	ldr	r3, [r2, #DUET_SHARED_QLEN]
	cmp	r3, #0
	beq	call_full
	str	lr, [sp, #CTX_PC]
	bl	queue_run
	ldr	lr, [sp, #CTX_PC]
	bne	call_full
	mov	r0, #0
	movs	pc, lr
