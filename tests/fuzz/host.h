/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A board and a system of four VMs for the hypervisor's own sources on the
 * host. All external events come from the fuzzer's input.
 */
#ifndef FUZZ_HOST_H
#define FUZZ_HOST_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NR_VMS		4
#define ZONE_BYTES	0x2c000u

/* The input, consumed from its start; 0 when there is none left */
void input_set(const uint8_t *data, size_t size);
bool input_left(void);
uint8_t input_byte(void);
uint32_t input_word(void);

/* A value near which behaviour changes, or any */
uint32_t input_value(void);

/* Boots once, and returns to the moment at which all VMs are live. */
void host_boot(void);
void host_restore(void);

/* Taken when the board powers off, or waits for ever */
extern jmp_buf host_off;

extern uint32_t host_dacr;

/* Interrupts: raised lines; polls until the next interrupt cuts a call */
extern uint32_t host_raised;
extern uint32_t host_cut_in;

void host_raise(uint32_t line);
void host_advance(uint32_t ticks);

/* Checks the board's state at the time that a guest runs */
void host_check(void);

#endif
