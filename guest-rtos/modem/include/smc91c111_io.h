/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Accesses to the chip's registers. Device pages are mapped uncached, so they
 * reach the chip in program order. The unit test has its own version of this
 * file, which is a model of the chip.
 */
#ifndef NET_SMC91C111_IO_H
#define NET_SMC91C111_IO_H

#include <stdint.h>

static inline uint8_t smc_in8(uintptr_t base, uint32_t at)
{
	return *(volatile uint8_t *)(base + at);
}

static inline uint16_t smc_in16(uintptr_t base, uint32_t at)
{
	return *(volatile uint16_t *)(base + at);
}

static inline uint32_t smc_in32(uintptr_t base, uint32_t at)
{
	return *(volatile uint32_t *)(base + at);
}

static inline void smc_out8(uintptr_t base, uint32_t at, uint8_t value)
{
	*(volatile uint8_t *)(base + at) = value;
}

static inline void smc_out16(uintptr_t base, uint32_t at, uint16_t value)
{
	*(volatile uint16_t *)(base + at) = value;
}

static inline void smc_out32(uintptr_t base, uint32_t at, uint32_t value)
{
	*(volatile uint32_t *)(base + at) = value;
}

#endif
