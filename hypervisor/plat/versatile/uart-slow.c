// SPDX-License-Identifier: GPL-2.0-only
/*
 * The transmitter as it is on silicon, for tests: an emulator's takes all text
 * at once. A FIFO with 16 places, which frees one place after the ten bits of
 * each character at 115,200 baud.
 */
#include "plat.h"
#include "regs.h"

#define FIFO		16
#define CHAR_TICKS	(24000000 * 10 / 115200)

bool plat_uart_put(char c)
{
	static uint32_t looked, busy;	/* last call; ticks of work left then */
	uint32_t now = plat_clock(), passed = now - looked;

	looked = now;
	busy = busy > passed ? busy - passed : 0;
	if (busy > (FIFO - 1) * CHAR_TICKS)
		return false;
	busy += CHAR_TICKS;
	*reg(UART + UART_DR) = c;
	return true;
}
