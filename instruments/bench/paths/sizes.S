/* SPDX-License-Identifier: GPL-2.0-only */
/* The places between which the functions of ring.c are counted. */
	.arch	armv5te
	.arm
	.text

/* int ring_*_SIZE(void): a function of ring.c with its size */
	.macro	ring	what, size
	.globl	ring_\what\()_\size, ring_\what\()_\size\()_from
	.globl	ring_\what\()_\size\()_to
ring_\what\()_\size:
	stmfd	sp!, {r4, lr}
	mov	r0, #\size
ring_\what\()_\size\()_from:
	bl	ring_\what
ring_\what\()_\size\()_to:
	ldmfd	sp!, {r4, pc}
	.endm

	.macro	rings	size
	ring	send, \size
	ring	recv, \size
	ring	place, \size
	ring	take, \size
	ring	copy, \size
	ring	stream, \size
	.endm

	rings	16
	rings	64
	rings	512
	rings	4096
