/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors of the ARMv5 MMU, as the ARM926EJ-S walks them (ARM ARM DDI 0100,
 * B4.7; ARM926EJ-S TRM DDI 0198, 3.3): those that are used. Part of the image's
 * interface, as the host tool builds the tables of the global window. For C and
 * assembly.
 *
 * first level, section  [31:20] base  [11:10] AP  [8:5] domain  4: 1  C B  10
 * first level, link     [31:10] base               [8:5] domain  4: 1       01
 * second level, small   [31:12] base  [11:4] AP3 AP2 AP1 AP0         C B  10
 * second level, large   [31:16] base  [11:4] AP3 AP2 AP1 AP0         C B  01
 *
 * AP, with S = R = 0: 00 no access, 01 privileged only, 10 user may read, 11
 * user may write; privileged code may write in the last three cases. A page has
 * one AP for each quarter. The descriptor of a large page must be repeated in
 * 16 consecutive entries.
 */
#ifndef IMAGE_MMU_H
#define IMAGE_MMU_H

#define L1_TYPE		0x3
#define L1_COARSE	0x1
#define L1_SECTION	0x2
#define L1_SBO		0x10		/* bit 4 must be 1 on this CPU */
#define L1_DOMAIN(n)	((n) << 5)
#define L1_AP_PRIV	0x400		/* hypervisor read-write, guest none */
#define L1_AP_READ	0x800		/* hypervisor read-write, guest read */
#define L1_AP_ALL	0xc00

#define L2_LARGE	0x1
#define L2_SMALL	0x2
#define L2_AP_PRIV	0x550		/* four subpages of 1 KB alike */
#define L2_AP_READ	0xaa0
#define L2_AP_ALL	0xff0
#define L2_AP_VECTORS	0x950		/* last subpage guest read, others none */

#define MMU_B		0x4		/* alone: uncached, writes buffered */
#define MMU_C		0x8
#define MMU_WT		MMU_C		/* write-through */
#define MMU_WB		(MMU_C | MMU_B)	/* write-back */

/* In the domain access control register: accesses are checked by AP */
#define DOMAIN_CLIENT(n) (1 << (2 * (n)))

/* Domains: of the hypervisor, of pages that all may read, of the VMs */
#define DOMAIN_HYP		0
#define DOMAIN_PUBLIC		1
#define DOMAIN_KERN		2
#define DOMAIN_USER		3
#define DOMAIN_FIRST_WINDOW	4
#define DOMAIN_MAX		16

/* The domains that are always open. In C code of the hypervisor no others are. */
#define DACR_HYP	(DOMAIN_CLIENT(DOMAIN_HYP) | DOMAIN_CLIENT(DOMAIN_PUBLIC))

#endif
