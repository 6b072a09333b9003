// SPDX-License-Identifier: GPL-2.0-only
/*
 * The transmitter as it is on silicon, for tests: an emulator's takes all at
 * once. A FIFO of 16 places, each of which is free again after the ten bits of
 * a character at 115,200 baud.
 */
#include "plat.h"
#include "regs.h"

#define FIFO		16
#define CHAR_TICKS	(24000000 * 10 / 115200)

bool plat_uart_put(char c)
{
	static uint32_t looked, busy;	/* when, and for how long from then on */
	uint32_t now = plat_clock(), passed = now - looked;

	looked = now;
	busy = busy > passed ? busy - passed : 0;
	if (busy > (FIFO - 1) * CHAR_TICKS)
		return false;
	busy += CHAR_TICKS;
	*reg(UART + UART_DR) = c;
	return true;
}
