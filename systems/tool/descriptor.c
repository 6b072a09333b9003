// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors of the ARMv5 MMU, as the ARM926EJ-S walks them.
 *
 * first level, section  [31:20] base  [11:10] AP  [8:5] domain  4: 1  C B  10
 * first level, link     [31:10] base               [8:5] domain  4: 1       01
 * second level, small   [31:12] base  [11:4] AP3 AP2 AP1 AP0         C B  10
 * second level, large   [31:16] base  [11:4] AP3 AP2 AP1 AP0         C B  01
 *
 * Bit 4 of a first-level descriptor must be 1. AP, with S = R = 0: 00 no
 * access, 01 privileged only, 10 user may read, 11 user may write; privileged
 * code may write in the last three cases. A page has one AP for each quarter.
 * A large page's descriptor must be repeated in 16 consecutive entries.
 */
#include "tool.h"

#define TYPE_SECTION	2u
#define TYPE_LINK	1u
#define TYPE_SMALL	2u
#define TYPE_LARGE	1u
#define L1_BIT4		(1u << 4)

static uint32_t cb(enum mem mem)
{
	static const uint32_t bits[] = {
		[MEM_DEVICE] = 0x0,	/* neither C nor B */
		[MEM_BUFFERED] = 0x4,	/* B: RAM uncached, writes buffered */
		[MEM_THROUGH] = 0x8,	/* C: write-through */
		[MEM_BACK] = 0xc,	/* C and B: write-back */
	};

	return bits[mem];
}

static uint32_t ap(enum perm perm)
{
	static const uint32_t bits[] = {
		[PERM_PRIV] = 1, [PERM_READ] = 2, [PERM_WRITE] = 3,
	};

	return bits[perm];
}

uint32_t desc_section(uint32_t pa, enum perm perm, enum mem mem, int domain)
{
	return (pa & 0xfff00000) | ap(perm) << 10 | (uint32_t)domain << 5 |
	       L1_BIT4 | cb(mem) | TYPE_SECTION;
}

uint32_t desc_link(uint32_t pa, int domain)
{
	return (pa & 0xfffffc00) | (uint32_t)domain << 5 | L1_BIT4 | TYPE_LINK;
}

/* Returns the same AP for all four quarters. */
static uint32_t ap4(enum perm perm)
{
	return ap(perm) * 0x55u << 4;
}

uint32_t desc_page(uint32_t pa, enum perm perm, enum mem mem)
{
	return (pa & 0xfffff000) | ap4(perm) | cb(mem) | TYPE_SMALL;
}

uint32_t desc_large(uint32_t pa, enum perm perm, enum mem mem)
{
	return (pa & 0xffff0000) | ap4(perm) | cb(mem) | TYPE_LARGE;
}

/*
 * The vectors page: privileged access only, except for the last KB, the kuser
 * helpers, which all may read.
 */
uint32_t desc_vectors(uint32_t pa)
{
	return (pa & 0xfffff000) | ap(PERM_READ) << 10 | ap(PERM_PRIV) << 8 |
	       ap(PERM_PRIV) << 6 | ap(PERM_PRIV) << 4 | cb(MEM_BACK) |
	       TYPE_SMALL;
}
