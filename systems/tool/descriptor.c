// SPDX-License-Identifier: GPL-2.0-only
/* Descriptors of the MMU for the tables of the window: see image/mmu.h. */
#include <image/mmu.h>

#include "tool.h"

static uint32_t cache_bits(enum mem mem)
{
	static const uint32_t bits[] = {
		[MEM_DEVICE] = 0, [MEM_BUFFERED] = MMU_B,
		[MEM_THROUGH] = MMU_WT, [MEM_BACK] = MMU_WB,
	};

	return bits[mem];
}

static uint32_t section_access(enum perm perm)
{
	static const uint32_t bits[] = {
		[PERM_PRIV] = L1_AP_PRIV, [PERM_READ] = L1_AP_READ,
		[PERM_WRITE] = L1_AP_ALL,
	};

	return bits[perm];
}

static uint32_t page_access(enum perm perm)
{
	static const uint32_t bits[] = {
		[PERM_PRIV] = L2_AP_PRIV, [PERM_READ] = L2_AP_READ,
		[PERM_WRITE] = L2_AP_ALL,
	};

	return bits[perm];
}

uint32_t describe_section(uint32_t pa, enum perm perm, enum mem mem, int domain)
{
	return (pa & 0xfff00000) | section_access(perm) | L1_DOMAIN(domain) |
	       L1_SBO | cache_bits(mem) | L1_SECTION;
}

uint32_t describe_link(uint32_t pa, int domain)
{
	return (pa & 0xfffffc00) | L1_DOMAIN(domain) | L1_SBO | L1_COARSE;
}

uint32_t describe_page(uint32_t pa, enum perm perm, enum mem mem)
{
	return (pa & 0xfffff000) | page_access(perm) | cache_bits(mem) |
	       L2_SMALL;
}

uint32_t describe_large(uint32_t pa, enum perm perm, enum mem mem)
{
	return (pa & 0xffff0000) | page_access(perm) | cache_bits(mem) |
	       L2_LARGE;
}

/*
 * The vectors page: privileged access only, except for the last KB, the kuser
 * helpers, which all may read.
 */
uint32_t describe_vectors(uint32_t pa)
{
	return (pa & 0xfffff000) | L2_AP_VECTORS | cache_bits(MEM_BACK) |
	       L2_SMALL;
}
