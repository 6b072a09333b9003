/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that a board must define: clock, timer, interrupt controller,
 * console UART, reset. All are called with interrupts off, and none may wait.
 */
#ifndef HYP_PLAT_H
#define HYP_PLAT_H

#include <stdbool.h>
#include <stdint.h>

#define PLAT_NO_IRQ	32

/* Initializes the board. All lines but the timer's must be masked after it. */
void plat_init(void);

/* Returns the clock, which guests read, too: it counts up at sys->clock_hz. */
uint32_t plat_clock(void);

/* Virtual address of the clock, for switch_fast.S */
extern const uint32_t plat_clock_va;

/*
 * Sets up one interrupt after `ticks` of the clock, never earlier; it replaces
 * the one set before.
 */
void plat_timer_arm(uint32_t ticks);
void plat_timer_stop(void);
void plat_timer_ack(void);

/*
 * Lines are 0 to PLAT_NO_IRQ - 1. plat_irq_next() returns an unmasked line that
 * is raised, the timer's first, or PLAT_NO_IRQ; plat_irq_waiting() polls for
 * any; plat_irq_valid() returns true for a line that a VM may have.
 */
uint32_t plat_irq_next(void);
bool plat_irq_waiting(void);
void plat_irq_mask(uint32_t line);
void plat_irq_unmask(uint32_t line);
bool plat_irq_valid(uint32_t line);

/* The line of the timer, which the hypervisor keeps */
extern const uint32_t plat_timer_line;

/* Returns false if the transmitter has no room: the character is not sent. */
bool plat_uart_put(char c);

/* Ends the emulation, or resets the board. The console must be drained. */
void plat_power_off(void) __attribute__((noreturn));

#endif
