/* SPDX-License-Identifier: GPL-2.0-only */
/* Accesses to the model of the chip in test_net_smc.c */
#ifndef SMC91C111_IO_H
#define SMC91C111_IO_H

#include <stdint.h>

uint8_t smc_in8(uintptr_t base, uint32_t at);
uint16_t smc_in16(uintptr_t base, uint32_t at);
uint32_t smc_in32(uintptr_t base, uint32_t at);
void smc_out8(uintptr_t base, uint32_t at, uint8_t value);
void smc_out16(uintptr_t base, uint32_t at, uint16_t value);
void smc_out32(uintptr_t base, uint32_t at, uint32_t value);

#endif
