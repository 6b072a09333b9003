/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The places between which instructions are counted, of both guests. Each call
 * has a function of its own here, so that its swi has one address.
 *
 * NAME_from is the trapping instruction, NAME_to the one after it.
 */
#include <duet/abi.h>

	.arch	armv5te
	.arm
	.text

	.macro	point	name, number
	.globl	point_\name, \name\()_from, \name\()_to
point_\name:
	mov	r12, #\number
\name\()_from:
	swi	0
\name\()_to:
	bx	lr
	.endm

	point	version, DUET_CALL_VERSION
	point	vm_info, DUET_CALL_VM_INFO
	point	upcall, DUET_CALL_UPCALL
	point	deliver, DUET_CALL_DELIVER
	point	ack, DUET_CALL_ACK
	point	tls, DUET_CALL_TLS
	point	timer, DUET_CALL_TIMER
	point	block, DUET_CALL_BLOCK
	point	block_masked, DUET_CALL_BLOCK
	point	doorbell, DUET_CALL_DOORBELL
	point	doorbell_masked, DUET_CALL_DOORBELL
	point	doorbell_other, DUET_CALL_DOORBELL
	point	trip, DUET_CALL_DOORBELL
	point	tlb_all, DUET_CALL_TLB
	point	tlb_page, DUET_CALL_TLB
	point	mm_switch, DUET_CALL_MM_SWITCH
	point	mm_switch_kept, DUET_CALL_MM_SWITCH
	point	root, DUET_CALL_PT_ROOT
	point	clean_line, DUET_CALL_CACHE
	point	flush_cache, DUET_CALL_CACHE

	.macro	updates	n
	point	update_\n, DUET_CALL_PT_UPDATE
	.endm
	updates	1
	updates	2
	updates	8
	updates	16
	updates	64
	updates	128
	updates	256
	updates	384

/*
 * void spin_*(volatile uint32_t *until): loops that an interrupt hits, until
 * the word is not 0. Those of devices first do the store that raises it:
 * void spin_device(until, volatile uint32_t *address, uint32_t value)
 */
	.macro	spin	name, store
	.globl	spin_\name, spin_\name\()_end
spin_\name:
	.if	\store
	str	r2, [r1]
	.endif
1:	ldr	r3, [r0]
	cmp	r3, #0
	beq	1b
spin_\name\()_end:
	bx	lr
	.endm

	spin	timer, 0
	spin	own_timer, 0
	spin	device, 1
	spin	own_device, 1

/* int touch(uint32_t va): a load; if it faults, fixup resumes after it */
	.globl	touch, touch_from
touch:
	ldr	r2, =fixup
	adr	r3, 1f
	str	r3, [r2]
touch_from:
	ldr	r0, [r0]
	mov	r0, #0
	bx	lr
1:	mov	r0, #1
	bx	lr
	.ltorg
