/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors of ARMv5's first- and second-level tables (ARM ARM DDI 0100,
 * B4.7; ARM926EJ-S TRM 3.3): those that are used, by the target and the host
 * tools.
 */
#ifndef HYP_MMU_H
#define HYP_MMU_H

#define L1_TYPE		0x3u
#define L1_COARSE	0x1u
#define L1_SECTION	0x2u
#define L1_SBO		0x10u		/* bit 4 must be 1 on this CPU */
#define L1_DOMAIN(n)	((uint32_t)(n) << 5)
#define L1_AP_PRIV	0x400u		/* hypervisor read-write, guest none */
#define L1_AP_READ	0x800u		/* hypervisor read-write, guest read */
#define L1_AP_ALL	0xc00u

#define L2_SMALL	0x2u
#define L2_AP_PRIV	0x550u		/* four subpages of 1 KB alike */
#define L2_AP_READ	0xaa0u
#define L2_AP_ALL	0xff0u
#define L2_AP_VECTORS	0x950u		/* last subpage guest read, others none */

#define MMU_B		0x4u
#define MMU_C		0x8u
#define MMU_WT		MMU_C		/* write-through */
#define MMU_WB		(MMU_C | MMU_B)	/* write-back */

#define DOMAIN_CLIENT(n) (1u << (2 * (n)))

#endif
