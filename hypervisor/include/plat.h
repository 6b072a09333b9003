/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a board gives: clock, timer, interrupt controller, console UART, reset.
 * All are called with interrupts off and none waits.
 */
#ifndef HYP_PLAT_H
#define HYP_PLAT_H

#include <stdbool.h>
#include <stdint.h>

#define PLAT_NO_IRQ	32

void plat_init(void);

/* The clock that guests read too: counts up at sys->clock_hz */
uint32_t plat_clock(void);

/* Where it is read, for switch_fast.S */
extern const uint32_t plat_clock_va;

/* Interrupt in `ticks` of the clock, never before; replaces the last. */
void plat_timer_arm(uint32_t ticks);
void plat_timer_stop(void);
void plat_timer_ack(void);

/* Lowest enabled line that is raised, or PLAT_NO_IRQ */
uint32_t plat_irq_next(void);
bool plat_irq_waiting(void);
void plat_irq_mask(uint32_t line);
void plat_irq_unmask(uint32_t line);
bool plat_irq_valid(uint32_t line);

/* The line that the hypervisor keeps */
extern const uint32_t plat_timer_line;

/* Returns false when there is no room in the transmitter */
bool plat_uart_put(char c);

/* Ends the emulation, or resets the board. The console must be drained. */
void plat_off(void) __attribute__((noreturn));

#endif
