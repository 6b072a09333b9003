/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the state after reset, or after a boot loader, to C.
 *
 *	in:	any address in RAM, any mode but USR, MMU and caches off, the
 *		data cache clean (as U-Boot and QEMU start a kernel), no DMA
 *		active; r0-r2 are not used: everything is in the image
 *	out:	hyp_main, at its link address, MMU and caches on, SVC mode
 *
 * The code up to `at_home` is position independent and uses no memory but the
 * image and the place after both copies where the mover runs. After that it
 * also uses the 16 KB of the first-level table.
 */
#include <image/image.h>

#include "asm-offsets.h"
#include "assert.inc"
#include "cpu.inc"
#include "plat.inc"
#include "psr.h"

#define WINDOW_SLOT	(HYP_VA >> 20)

/* Control register (TRM 2.3.2): M, A, C, I, V; the rest as reset has it */
#define CR_MMU		(1 << 0)
#define CR_ALIGN	(1 << 1)
#define CR_DCACHE	(1 << 2)
#define CR_SBO		0x78
#define CR_ICACHE	(1 << 12)
#define CR_VECTORS	(1 << 13)
#define CR_ON		(CR_MMU | CR_ALIGN | CR_DCACHE | CR_SBO | CR_ICACHE | \
			 CR_VECTORS)

#define SECTION_HYP	(L1_AP_PRIV | L1_DOMAIN(DOMAIN_HYP) | L1_SBO | MMU_WB | \
			 L1_SECTION)

	.arch	armv5te
	.arm
	.section .head, "ax"

	.globl	_start
_start:
	b	start
	.globl	image_magic
image_magic:	.word	IMAGE_MAGIC
image_size:	.word	0		@ from here set by the host tool
image_store:	.word	0
image_system:	.word	0
image_window:	.word	0
image_root_pa:	.word	0
image_root_va:	.word	0
image_linked:	.word	hyp_end		@ from here set by the linker
		.word	vectors_offset
		.word	PLATFORM
		.word	VM_SIZE
image_version:	.word	IMAGE_VERSION

	static_assert "the head must have the layout of image.h", \
		(image_magic - _start == IMAGE_MAGIC_OFF) && \
		(image_size - _start == IMAGE_SIZE_OFF) && \
		(image_window - _start == IMAGE_WINDOW_OFF) && \
		(image_root_va - _start == IMAGE_ROOT_VA_OFF) && \
		(image_linked - _start == IMAGE_HYP_END_OFF) && \
		(image_version - _start == IMAGE_VERSION_OFF) && \
		(image_version + 4 - _start == IMAGE_HEAD_SIZE)

start:
	msr	cpsr_c, #SVC_NOINT
	mov	r0, #CR_SBO
	mcr	p15, 0, r0, c1, c0, 0		@ MMU and caches off
	mov	r0, #0
	mcr	p15, 0, r0, c7, c7, 0		@ caches invalid
	mcr	p15, 0, r0, c7, c10, 4
	mcr	p15, 0, r0, c8, c7, 0
	mcr	p15, 0, r0, c13, c0, 0		@ no FCSE
	cpu_init
	adr	r4, _start			@ where the image is
	ldr	r5, image_store			@ where it belongs
	ldr	r6, image_size
	cmp	r4, r5
	beq	at_home

/*
 * Move the image, and clear the old place, which may be in a VM's RAM. The loop
 * itself runs after the ends of both copies, so that it can't be overwritten.
 * It copies upwards if the new place is lower, else downwards.
 */
	add	r7, r4, r6
	add	r8, r5, r6
	cmp	r7, r8
	movlo	r7, r8
	add	r7, r7, #64
	bic	r7, r7, #31
	adr	r0, mover
	mov	r1, r7
	mov	r2, #(mover_end - mover) / 4
1:	ldr	r3, [r0], #4
	str	r3, [r1], #4
	subs	r2, r2, #1
	bne	1b
	adr	r9, at_home
	sub	r9, r9, r4
	add	r9, r9, r5			@ at_home of the new copy
	mov	pc, r7
mover:
	add	r6, r6, #15
	mov	r1, #0
	bic	r6, r6, #15
	mov	r2, #0
	mov	r3, #0
	mov	r7, #0
	cmp	r5, r4
	addhi	r4, r4, r6
	addhi	r5, r5, r6
1:	ldmhidb	r4!, {r8, r10-r12}
	stmhiia	r4, {r1-r3, r7}
	stmhidb	r5!, {r8, r10-r12}
	ldmlsia	r4, {r8, r10-r12}
	stmlsia	r4!, {r1-r3, r7}
	stmlsia	r5!, {r8, r10-r12}
	subs	r6, r6, #16
	moveq	pc, r9
	cmp	r5, r4
	b	1b
mover_end:

/*
 * The table is empty but for the window, whose entries the host tool made.
 * An entry that maps this code to itself is added until the MMU is on, and
 * removed after that: RAM lies below the window.
 */
at_home:
	adr	r4, _start
	ldr	r0, image_size			@ the rest of its last MB, which
	mov	r1, #0				@ the last image's VM can read
	mov	r2, #0
	add	r0, r0, #31
	mov	r3, #0
	bic	r0, r0, #31
	mov	r5, #0
	add	r0, r0, r4
1:	movs	r6, r0, lsl #12
	stmneia	r0!, {r1-r3, r5}
	stmneia	r0!, {r1-r3, r5}
	bne	1b
	ldr	r5, image_root_pa
	ldr	r6, image_window
	add	r6, r6, r4
	mov	r0, #0
	add	r1, r5, #WINDOW_SLOT * 4
1:	str	r0, [r1, #-4]!
	cmp	r1, r5
	bhi	1b
	add	r1, r5, #WINDOW_SLOT * 4
	mov	r2, #0x1000 - WINDOW_SLOT
2:	ldr	r0, [r6], #4
	str	r0, [r1], #4
	subs	r2, r2, #1
	bne	2b
	mov	r6, r4, lsr #20
	ldr	r0, =SECTION_HYP
	orr	r0, r0, r6, lsl #20
	str	r0, [r5, r6, lsl #2]
	mcr	p15, 0, r5, c2, c0, 0
	mov	r0, #DACR_HYP
	mcr	p15, 0, r0, c3, c0, 0
	mov	r0, #0
	mcr	p15, 0, r0, c7, c10, 4
	mcr	p15, 0, r0, c8, c7, 0
	ldr	r0, =CR_ON
	ldr	r1, =virtual
	mcr	p15, 0, r0, c1, c0, 0
	mrc	p15, 0, r0, c0, c0, 0		@ wait until it takes effect
	mov	r0, r0
	mov	r0, r0
	mov	pc, r1

/* r5 = table (physical), r6 = slot of this code */
virtual:
	ldr	r1, =image_root_va
	mov	r2, #0
	ldr	r1, [r1]
	str	r2, [r1, r6, lsl #2]!
	mcr	p15, 0, r1, c7, c10, 1		@ out of the cache,
	mcr	p15, 0, r2, c7, c10, 4		@ out of the write buffer,
	mcr	p15, 0, r2, c8, c7, 0		@ and out of the TLB
	ldr	r0, =image_window
	ldr	r0, [r0]
	add	r0, r0, #HYP_VA
	ldr	r1, =hyp_window
	str	r0, [r1]
	ldr	r1, =hyp_root_pa
	str	r5, [r1]
	ldr	r2, =trap_scratch
	msr	cpsr_c, #PSR_IRQ | PSR_NOINT
	mov	sp, r2
	msr	cpsr_c, #PSR_ABT | PSR_NOINT
	mov	sp, r2
	msr	cpsr_c, #PSR_UND | PSR_NOINT
	mov	sp, r2
	msr	cpsr_c, #SVC_NOINT
	ldr	sp, =hyp_stack
	ldr	r0, =image_system
	ldr	r0, [r0]
	add	r0, r0, #HYP_VA
	ldr	lr, =guest_resume
	ldr	pc, =hyp_main
	.ltorg

	.bss
	.align	2
	.globl	hyp_window, hyp_root_pa
hyp_window:	.space	4
hyp_root_pa:	.space	4
