/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page's last KB is readable by all guests: the helpers that ARM Linux
 * promises to user space at fixed addresses (Documentation/arm/
 * kernel_user_helpers.rst), the TLS word, and the loader of a VM's image.
 *
 * The compare-and-exchange helpers are atomic because the guest kernel moves
 * a pc that an interrupt finds inside them back to their start. A guest kernel
 * may assume their inner addresses: the ABI fixes them as below.
 */
#include <duet/abi.h>
#include <image/image.h>

#include "asm-offsets.h"
#include "assert.inc"

	.arch	armv5te
	.arm
	.section .kuser.0, "ax"

/*
 * The VM's first instructions, in USR mode: one swi for each step of its reset,
 * until one returns to the loader instead.
 */
	.globl	guest_reset
guest_reset:
	swi	0
	b	guest_reset

/*
 * Loader: copies the segments of the image, zeroes, and jumps to the entry.
 *	in:	r10 = image, r11 = shared page, USR mode, events masked
 *	out:	r0 = shared page, r2 = the image's argument, sp = 0
 */
	.globl	guest_loader
guest_loader:
	add	r9, r10, #IMG_SEGMENTS
	ldr	r8, [r10, #IMG_NR_SEGMENTS]
1:	subs	r8, r8, #1
	bmi	5f
	ldmia	r9!, {r0, r1, r2, r3}		@ offset, va, size, zero
	add	r0, r0, r10
2:	subs	r2, r2, #16
	ldmhsia	r0!, {r4-r7}
	stmhsia	r1!, {r4-r7}
	bhi	2b
	adds	r2, r2, #16
	cmpne	r2, #16
	beq	4f
3:	ldr	r4, [r0], #4
	str	r4, [r1], #4
	subs	r2, r2, #4
	bne	3b
4:	mov	r4, #0
6:	subs	r3, r3, #4
	strhs	r4, [r1], #4
	bhi	6b
	b	1b
5:	mov	r0, #DUET_CACHE_FLUSH_ALL	@ code: clean D, invalidate I
	mov	r12, #DUET_CALL_CACHE
	swi	0
	ldr	lr, [r10, #IMG_ENTRY]
	ldr	r2, [r10, #IMG_ARG]
	mov	r0, r11
	mov	sp, #0
	mov	pc, lr

/* The entry of an upcall for which the VM has not registered one */
	.globl	guest_no_entry, guest_no_entry_end
guest_no_entry:
	mov	r0, #DUET_EXIT_CRASH
	mov	r12, #DUET_CALL_EXIT
	swi	0
guest_no_entry_end:

#define HELPERS	DUET_CLOCK_QUARTERS	/* as in layout.lds */

	.section .kuser.1, "ax"
	.macro	helper	address
	.org	\address - HELPERS
	.endm

/* High part of the clock: see clock.h */
	helper	DUET_CLOCK_QUARTERS
	.globl	clock_quarters
clock_quarters:
	.word	0

/* bool cmpxchg64(const int64_t *old, const int64_t *new, int64_t *ptr) */
	helper	0xffff0f60
	stmfd	sp!, {r4, r5, r6, lr}
	ldmia	r0, {r4, r5}
	ldmia	r1, {r6, lr}
	ldmia	r2, {r0, r1}			@ atomic from here
	eors	r3, r0, r4
	eoreqs	r3, r1, r5
	stmeqia	r2, {r6, lr}			@ to here
	rsbs	r0, r3, #0
	ldmfd	sp!, {r4, r5, r6, pc}

/* void memory_barrier(void): one core, nothing to do */
	helper	0xffff0fa0
	bx	lr

/* int cmpxchg(int old, int new, int *ptr): 0 and CF set when exchanged */
	helper	0xffff0fc0
	ldr	r3, [r2]			@ atomic from here
	subs	r3, r3, r0
	streq	r1, [r2]			@ to here
	rsbs	r0, r3, #0
	bx	lr

/* int get_tls(void) */
	helper	0xffff0fe0
	ldr	r0, [pc, #(16 - 8)]
	bx	lr

	helper	0xffff0ff0
	.globl	tls_word
tls_word:
	.word	0, 0, 0
	.word	5				@ number of the last helper
