/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Start, interrupts, thread switch, faults. All of it runs in USR mode without
 * privileged instructions; returning from an interrupt does not trap.
 *
 * The registers of a thread that is not running are in a frame on its own
 * stack (asm-offsets.h); its k_thread has the frame's address.
 */
#include <duet/abi.h>

#include "asm-offsets.h"

#define PSR_T		0x20

	.syntax unified
	.arch	armv5te
	.arm

/* Goes before a label that C calls; the type makes the linker use blx. */
	.macro	entry	name
	.globl	\name
	.type	\name, %function
	.endm

/*
 * Start of the VM.
 *	in:	r0 = the shared page, no stack, interrupts masked, the image
 *		loaded to RAM
 */
	.section .start, "ax"
	.globl	_start
_start:
	ldr	r1, =duet_shared_page
	cmp	r0, r1
	movne	r0, #DUET_EXIT_CRASH		@ linked for another address
	movne	r12, #DUET_CALL_EXIT
	swine	0
	ldr	sp, =port_boot_stack_top
	ldr	r1, =__bss_start
	ldr	r2, =__bss_end
	mov	r3, #0
1:	cmp	r1, r2
	strlo	r3, [r1], #4
	blo	1b
	bl	port_main
2:	b	2b				@ port_main does not return
	.ltorg

	.text
/*
 * The irq upcall.
 *	in:	r0 -> record {r0, pc, psr}, all other registers those of the
 *		interrupted code, interrupts masked
 *	stack:	the interrupted thread's for its frame, then irq_stack, which
 *		is never in use here, as handlers run masked
 */
	entry	port_irq_entry
port_irq_entry:
	sub	sp, sp, #FULL_SIZE
	stmib	sp, {r0-r14}
	add	r4, sp, #FULL_SIZE
	ldmia	r0, {r1-r3}			@ r0, pc, psr of the record
	tst	r3, #PSR_T
	orrne	r2, r2, #1			@ make ldm of pc return to Thumb
	str	r1, [sp, #FULL_R0]
	str	r4, [sp, #FULL_SP]
	str	r2, [sp, #FULL_PC]
	str	r3, [sp, #FULL_PSR]
	/*
	 * If this interrupted the resume window, the frame that was about to
	 * be loaded is still intact, right above this one, and holds the whole
	 * state. Reusing it keeps a burst of interrupts from piling up frames.
	 */
	ldr	r5, =resume_window
	sub	r5, r2, r5
	cmp	r5, #resume_window_end - resume_window
	blo	interrupted_resume
save_done:
	ldr	r6, =kernel
	ldr	r7, [r6, #KERNEL_CUR]
	str	sp, [r7, #THREAD_SP]
handle:						@ r6 = kernel, r7 = its cur
	ldr	sp, =port_irq_stack_top
	bl	port_irq
	ldr	r1, [r6, #KERNEL_CUR]
	cmp	r1, r7
	bne	resume
	ldr	sp, [r1, #THREAD_SP]
	ldr	r2, [sp, #FULL_PSR]
	b	resume_full

	entry	port_resume
port_resume:
	ldr	r1, =kernel
	ldr	r1, [r1, #KERNEL_CUR]
	b	resume

interrupted_resume:
	add	sp, sp, #FULL_SIZE
	ldr	r6, =port_resumes_cut		@ for the tests
	ldr	r7, [r6]
	add	r7, r7, #1
	str	r7, [r6]
	b	save_done

/* Both masked: call a C function on the interrupt stack. */
	.macro	on_irq_stack name, function
	entry	\name
\name:
	stmdb	sp!, {r4, lr}
	mov	r4, sp
	ldr	sp, =port_irq_stack_top
	bl	\function
	mov	sp, r4
	ldmia	sp!, {r4, pc}
	.endm

	on_irq_stack port_idle, port_wait	@ void port_idle(void)
	on_irq_stack port_call_irq, port_irq_called	@ void port_call_irq(void)

/*
 * void port_switch(struct k_thread *from, struct k_thread *to), masked.
 * Returns when `from` is resumed.
 */
	entry	port_switch
port_switch:
	mov	r3, #FRAME_CALL
	stmdb	sp!, {r3-r11, lr}
	str	sp, [r0, #THREAD_SP]

/* in: r1 = the thread to resume, masked */
resume:
	ldr	r3, =_impure_ptr		@ the C library's state
	ldr	r2, [r1, #THREAD_LIBC]
	ldr	sp, [r1, #THREAD_SP]
	str	r2, [r3]
	ldr	r2, [sp, #FULL_PSR]
	cmp	r2, #FRAME_CALL
	ldmiaeq	sp!, {r3-r11, pc}

/* in: sp = the full frame of kernel.cur, r2 = its psr, masked */
resume_full:
	ldr	r1, =duet_shared_page
	add	r0, sp, #FULL_R0
	mov	r3, #0
	str	r3, [r1, #DUET_SHARED_MASK]
	/*
	 * Interrupts are now unmasked. sp points to the frame until the ldm
	 * loads all registers at once; port_irq_entry detects an upcall within
	 * this window.
	 */
resume_window:
	ldr	r3, [r1, #DUET_SHARED_PEND]
	cmp	r3, #0
	bne	1f
	msr	cpsr_f, r2
	ldmia	r0, {r0-r15}
1:	mov	r3, #DUET_PSR_I			@ pending before the unmasking:
	str	r3, [r1, #DUET_SHARED_MASK]	@ handle it without an upcall
resume_window_end:
	ldr	r6, =kernel
	ldr	r7, [r6, #KERNEL_CUR]
	b	handle

/*
 * Faults: save the registers to port_fault_regs; C reports them and ends the
 * VM. `busy` remains set, so a fault during the report stops the VM at once.
 */
	.macro	fault	name, kind
	entry	\name
\name:
	ldr	r0, =port_fault_regs
	stmia	r0, {r0-r14}
	mov	r1, #\kind
	b	fault
	.endm

	fault	port_und_entry, DUET_UPCALL_UND_KERN
	fault	port_pabt_entry, DUET_UPCALL_PABT_KERN
	fault	port_dabt_entry, DUET_UPCALL_DABT_KERN
fault:
	ldr	sp, =port_fault_stack_top
	bl	port_fault
	.ltorg

	.bss
	.align	3
	.space	4096				@ the boot stack: main()
port_boot_stack_top:
	.globl	port_irq_stack
port_irq_stack:
	.space	4096
port_irq_stack_top:
	.space	2048
port_fault_stack_top:
	.globl	port_fault_regs
port_fault_regs:
	.space	60
	.globl	port_resumes_cut
port_resumes_cut:
	.space	4
