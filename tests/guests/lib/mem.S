/* SPDX-License-Identifier: GPL-2.0-only */
/* What the compiler calls by itself to copy and clear structures. */
	.arch	armv5te
	.arm
	.text

	.globl	memcpy
memcpy:
	mov	r12, r0
1:	subs	r2, r2, #1
	ldrhsb	r3, [r1], #1
	strhsb	r3, [r12], #1
	bhi	1b
	bx	lr

	.globl	memset
memset:
	mov	r12, r0
1:	subs	r2, r2, #1
	strhsb	r1, [r12], #1
	bhi	1b
	bx	lr
