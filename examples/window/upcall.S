/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The irq upcall of a guest in the window, and the way back.
 *
 * The frame is on the stack of the interrupted code, the handler runs on it,
 * masked. The stack never holds more than one frame, however many events come
 * in a row: those that are pending on the way out are handled in a loop, and an
 * upcall that interrupts the way out uses the frame that is about to be loaded,
 * which still holds all of the interrupted code's state.
 */
#include <duet/abi.h>

#define PSR_T		0x20

/* The frame: r0 to r12, sp, lr, pc as one ldm loads them, and the psr */
#define FRAME_SP	52
#define FRAME_LR	56
#define FRAME_PC	60
#define FRAME_PSR	64
#define FRAME_SIZE	72			/* a multiple of 8 */

	.arch	armv5te
	.arm
	.text

/*
 * in:	r0 = the record {r0, pc, psr}; sp, lr, r1-r12 of the interrupted code;
 *	events masked
 */
	.globl	entry_irq
entry_irq:
	sub	sp, sp, #FRAME_SIZE
	stmib	sp, {r1-r12}
	ldmia	r0, {r1-r3}			@ r0, pc, psr
	ldr	r4, =way_back
	sub	r4, r2, r4
	cmp	r4, #way_back_end - way_back
	addlo	sp, sp, #FRAME_SIZE		@ the frame above is still whole
	blo	handle
	tst	r3, #PSR_T
	orrne	r2, r2, #1			@ an ldm of pc returns to Thumb
	add	r4, sp, #FRAME_SIZE
	str	r1, [sp]
	str	r4, [sp, #FRAME_SP]
	str	lr, [sp, #FRAME_LR]
	str	r2, [sp, #FRAME_PC]
	str	r3, [sp, #FRAME_PSR]

/* sp = the frame, events masked */
handle:
	mov	r4, sp
	bic	sp, sp, #7			@ C wants 8 bytes
	bl	handle_events
	mov	sp, r4
	/*
	 * A kernel that preempts its threads chooses the next one here: it
	 * stores sp in the thread that leaves, and loads that of the one that
	 * comes, whose frame this code then returns to.
	 */
	ldr	r1, =shared
	ldr	r1, [r1]
	ldr	r2, [sp, #FRAME_PSR]
	mov	r3, #0
	str	r3, [r1, #DUET_SHARED_MASK]
	/*
	 * Events are open. Until the ldm has loaded all of the frame, sp
	 * stays at it and nothing in it changes: entry_irq relies on that.
	 */
	.globl	way_back, way_back_end
way_back:
	ldr	r3, [r1, #DUET_SHARED_PEND]
	cmp	r3, #0
	bne	1f
	msr	cpsr_f, r2
	ldmia	sp, {r0-r12, sp, lr, pc}
1:	mov	r3, #DUET_PSR_I			@ they came before the store of 0
	str	r3, [r1, #DUET_SHARED_MASK]
way_back_end:
	b	handle
	.ltorg
