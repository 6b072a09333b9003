/* SPDX-License-Identifier: GPL-2.0-only */
/* Called by compiled code to copy and clear structures. */
	.arch	armv5te
	.arm
	.text

	.globl	memcpy
memcpy:
	stmfd	sp!, {r0, r4-r6}
	orr	r3, r0, r1
	tst	r3, #3
	bne	2f
1:	subs	r2, r2, #16
	ldmhsia	r1!, {r3-r6}
	stmhsia	r0!, {r3-r6}
	bhi	1b
	addlo	r2, r2, #16
2:	subs	r2, r2, #1
	ldrhsb	r3, [r1], #1
	strhsb	r3, [r0], #1
	bhi	2b
	ldmfd	sp!, {r0, r4-r6}
	bx	lr

	.globl	memset
memset:
	mov	r12, r0
1:	subs	r2, r2, #1
	strhsb	r1, [r12], #1
	bhi	1b
	bx	lr
