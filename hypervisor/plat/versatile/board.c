// SPDX-License-Identifier: GPL-2.0-only
/* Console on UART2 (PL011, DDI 0183) and power-off. */
#include "plat.h"
#include "regs.h"

#define UART_IBRD	0x24
#define UART_FBRD	0x28
#define UART_LCRH	0x2c
#define UART_CR		0x30
#define UART_IFLS	0x34
#define UART_IMSC	0x38
#define LCRH_8N1_FIFO	0x70
#define CR_TX		0x101

/* 115200 baud from a 24 MHz clock */
#define IBRD		13
#define FBRD		1

#define SYS_LOCK	0x20
#define SYS_RESETCTL	0x40
#define LOCK_OPEN	0xa05f
#define RESET_BOARD	0x105

void plat_irq_init(void);
void plat_timer_init(void);

void plat_init(void)
{
	plat_irq_init();
	*reg(UART + UART_CR) = 0;
	*reg(UART + UART_IBRD) = IBRD;
	*reg(UART + UART_FBRD) = FBRD;
	*reg(UART + UART_LCRH) = LCRH_8N1_FIFO;
	*reg(UART + UART_IMSC) = 0;
	*reg(UART + UART_CR) = CR_TX;
	plat_timer_init();	/* last, as it may have to print an error */
}

void plat_power_off(void)
{
	*reg(SYSCTL + SYS_LOCK) = LOCK_OPEN;
	*reg(SYSCTL + SYS_RESETCTL) = RESET_BOARD;
	for (;;)
		;
}
