/* SPDX-License-Identifier: BSD-3-Clause */
/* The constants in each kind of place where assembly uses them. */
#include <duet/abi.h>
#include "hypercalls.h"

	mov	r12, #DUET_CALL_IRET
	mov	r0, #DUET_ENOSYS
	mov	r0, #DUET_PSR_I
	ldr	r0, [r1, #DUET_SHARED_KERN + DUET_RECORD_PSR]
	ldr	r0, =DUET_GUEST_TOP
	cmp	r12, #DUET_NR_CALLS

#define X(number, name, args, results)	.word number, args ; .asciz #name ; .align ;
	HYPERCALLS(X)
