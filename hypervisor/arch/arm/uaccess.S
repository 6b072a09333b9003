/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Apart from iret, the only access to guest memory by a guest's address.
 */
#include <duet/abi.h>
#include <image/mmu.h>

	.arch	armv5te
	.arm
	.text

/*
 * int32_t copy_from_guest(void *to, uint32_t from, uint32_t length,
 *			   uint32_t dacr)
 *	out:	r0 = 0, or DUET_EFAULT
 *	clobbers: r0-r3, r12
 *	mode: SVC	DACR: r3, then DACR_HYP on return	stack: none
 * ldrt has user rights: an access to the hypervisor's pages, the zones or the
 * vectors faults as it would in the guest itself.
 */
	.globl	copy_from_guest, uaccess_reads, uaccess_end, uaccess_failed
	.type	copy_from_guest, %function	@ Thumb code calls it
copy_from_guest:
	mcr	p15, 0, r3, c3, c0, 0
	orr	r3, r1, r2
	orr	r3, r3, r0
	tst	r3, #3
	bne	3f
1:	subs	r2, r2, #4
	blo	4f
uaccess_reads:
	ldrt	r12, [r1], #4
	str	r12, [r0], #4
	b	1b
2:	ldrbt	r12, [r1], #1
uaccess_end:
	strb	r12, [r0], #1
3:	subs	r2, r2, #1
	bhs	2b
4:	mov	r0, #0
5:	mov	r1, #DACR_HYP
	mcr	p15, 0, r1, c3, c0, 0
	bx	lr
uaccess_failed:
	mov	r0, #DUET_EFAULT
	b	5b
