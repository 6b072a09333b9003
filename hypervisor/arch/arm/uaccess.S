/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only plain access to guest memory by a guest's address (iret aside).
 */
	.arch	armv5te
	.arm
	.section .vectors.3, "ax"

/*
 * int32_t copy_from_guest(void *to, uint32_t from, uint32_t length,
 *			   uint32_t dacr)
 *	out:	r0 = 0, or DUET_EFAULT
 *	clobbers: r0-r3, r12
 *	mode: SVC	DACR: opened to r3 here, closed on return
 * ldrbt has user's rights: the hypervisor's pages, the zones and the vectors
 * fail as they would for the guest itself.
 */
	.globl	copy_from_guest, uaccess_reads, uaccess_end, uaccess_failed
copy_from_guest:
	mcr	p15, 0, r3, c3, c0, 0
	b	2f
uaccess_reads:
1:	ldrbt	r12, [r1], #1
uaccess_end:
	strb	r12, [r0], #1
2:	subs	r2, r2, #1
	bhs	1b
	mov	r0, #0
3:	mov	r1, #0x5			@ DACR_HYP
	mcr	p15, 0, r1, c3, c0, 0
	bx	lr
uaccess_failed:
	mvn	r0, #3				@ DUET_EFAULT
	b	3b
