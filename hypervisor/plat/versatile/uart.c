// SPDX-License-Identifier: GPL-2.0-only
/* Transmitter of the console's PL011 (DDI 0183). */
#include "plat.h"
#include "regs.h"

bool plat_uart_put(char c)
{
	if (*reg(UART + UART_FR) & FR_TXFF)
		return false;
	*reg(UART + UART_DR) = c;
	return true;
}
