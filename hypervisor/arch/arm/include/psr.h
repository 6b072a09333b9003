/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Program status registers (ARM ARM DDI 0100, A2.5): the bits and modes that
 * are used, for C and assembly.
 */
#ifndef HYP_PSR_H
#define HYP_PSR_H

#define PSR_USR		0x10
#define PSR_IRQ		0x12
#define PSR_SVC		0x13
#define PSR_ABT		0x17
#define PSR_UND		0x1b
#define PSR_PRIVILEGED	0x0f		/* mode bits that are all 0 in USR only */

#define PSR_T		0x20		/* Thumb */
#define PSR_NOINT	0xc0		/* I, F: no interrupts */
#define PSR_FLAGS	0xf8000000	/* N, Z, C, V, Q */

/* The fields that msr writes: psr_c and psr_f */
#define PSR_FIELD_C	0xff
#define PSR_FIELD_F	0xff000000

#define SVC_NOINT	(PSR_SVC | PSR_NOINT)	/* the hypervisor's own */

/* The bits of its psr that a guest may choose */
#define PSR_FLAGS_T	(PSR_FLAGS | PSR_T)

#endif
