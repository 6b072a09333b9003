/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands of the guest in Linux's place to the other one, with a doorbell. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "test.h"

enum command {
	CMD_NONE,		/* block again */
	CMD_OPEN,		/* wait in block with interrupts open */
	CMD_MASKED,		/* wait in block with interrupts masked */
	CMD_RING,		/* ring */
	CMD_TRIP,		/* ring for an answer from the handler */
	CMD_TIMER,		/* arm the timer arg ticks ahead; ring then */
	CMD_SPIN_TIMER,		/* the same, but wait in a loop */
	CMD_SPIN_DEVICE,	/* raise an interrupt in a loop; ring then */
};

struct commands {
	volatile uint32_t command, arg;
};

#define UART_DATA	0x00
#define UART_FLAG	0x18
#define UART_CONTROL	0x30
#define UART_MASK	0x38
#define UART_CLEAR	0x44
#define UART_RX		0x10
#define UART_TX		0x20
#define UART_EMPTY	0x10	/* in the flags: nothing received */

static inline volatile uint32_t *uart_at(uint32_t base, uint32_t offset)
{
	return (volatile uint32_t *)(base + offset);
}

/*
 * Received bytes interrupt. The transmit interrupt is always raised, so storing
 * UART_TX into the mask causes an interrupt at once.
 */
static inline void uart_begin(uint32_t base)
{
	*uart_at(base, UART_CONTROL) = 0x301;
	*uart_at(base, UART_MASK) = UART_RX;
	*uart_at(base, UART_DATA) = 0;
}

/* Ends the interrupt, whatever its cause; received bytes are dropped */
static inline void uart_drain(uint32_t base)
{
	while (!(*uart_at(base, UART_FLAG) & UART_EMPTY))
		(void)*uart_at(base, UART_DATA);
	*uart_at(base, UART_CLEAR) = UART_RX;
	*uart_at(base, UART_MASK) = UART_RX;
}

#endif
