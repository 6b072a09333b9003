/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fast path of the version call, the cheapest there is.
 *	in:	sp = the kernel's context	out: r0 = version, r1 = features
 *	clobbers: nothing else	mode: SVC	DACR: the kernel's	stack: none
 *	twin:	call_version
 */
#include "entry.inc"

	.arch	armv5te
	.arm
	.section .vectors.2, "ax"

	static_assert "the features must be the lower half of the flags", \
		(SYS_VM_FEATURES_MASK == 0xffff)

	.globl	entry_version
entry_version:
	ldr	r1, [sp, #KERN_SYS]
	ldr	r0, =DUET_ABI_VERSION
	ldrh	r1, [r1, #SYS_FLAGS]		@ SYS_VM_FEATURES
	movs	pc, lr
