// SPDX-License-Identifier: BSD-3-Clause
/*
 * The VM's console: a PL011 that is its first device, driven by interrupts,
 * with line input.
 */
#include <string.h>

#include <duet_port.h>

#include "kernel.h"

/* PL011 registers (Arm DDI 0183), in words */
struct pl011 {
	uint32_t dr, rsr, reserved0[4], fr, reserved1, ilpr;
	uint32_t ibrd, fbrd, lcrh, cr, ifls, imsc, ris, mis, icr;
};

static_assert(offsetof(struct pl011, fr) == 0x18, "pl011 layout");
static_assert(offsetof(struct pl011, icr) == 0x44, "pl011 layout");

#define FR_TXFF		(1u << 5)
#define FR_RXFE		(1u << 4)
#define LCRH_FIFO_8N1	0x70
#define CR_ON		0x301		/* UART, transmitter, receiver */
#define IFLS_HALF	0x12
#define INT_RX		(1u << 4)
#define INT_TX		(1u << 5)
#define INT_RT		(1u << 6)	/* received bytes wait in the FIFO */
#define INT_ALL		0x7ff
#define UART_CLOCK	24000000
#define BAUD		115200

#define RING		1024		/* power of two */

struct ring {
	uint32_t head, tail;		/* free-running */
	char data[RING];
};

static volatile struct pl011 *uart;
static struct ring tx, rx;
static struct list tx_waiters = { &tx_waiters, &tx_waiters };
static struct list rx_waiters = { &rx_waiters, &rx_waiters };
static char last_rx;

/* Both ring functions must be called masked; false: full, or empty. */
static bool ring_put(struct ring *r, char c)
{
	if (r->head - r->tail == RING)
		return false;
	r->data[r->head++ % RING] = c;
	return true;
}

static bool ring_get(struct ring *r, char *c)
{
	if (r->head == r->tail)
		return false;
	*c = r->data[r->tail++ % RING];
	return true;
}

/*
 * Masked. Moves bytes from the ring to the FIFO. The UART interrupts only when
 * its FIFO drains below a level, after it was filled above it; so the first
 * bytes must be written without waiting for an interrupt.
 */
static void fill_fifo(void)
{
	char c;

	while (!(uart->fr & FR_TXFF) && ring_get(&tx, &c))
		uart->dr = c;
	if (tx.head != tx.tail)
		uart->imsc |= INT_TX;
	else
		uart->imsc &= ~INT_TX;
	if (tx.head - tx.tail <= RING / 2)
		k_wake_all(&tx_waiters, osOK);
}

/* Bytes are dropped when the ring is full, as on any UART without handshake. */
static void drain_fifo(void)
{
	while (!(uart->fr & FR_RXFE))
		ring_put(&rx, uart->dr);
	k_wake_all(&rx_waiters, osOK);
}

/* Clears first: an interrupt raised while this runs must not be lost. */
static void uart_interrupt(uint32_t event, void *arg)
{
	uart->icr = INT_RX | INT_RT | INT_TX;
	drain_fifo();
	fill_fifo();
}

/*
 * Discards bytes that the VM's previous life left in the FIFO. There may be as
 * many as the trigger level: once their interrupt is cleared, the bytes that
 * follow would not raise another. It is cleared first, as otherwise the
 * interrupt of a byte that arrives meanwhile would be lost.
 */
static void forget_input(void)
{
	uart->icr = INT_ALL;
	while (!(uart->fr & FR_RXFE))
		(void)uart->dr;
}

void duet_console_init(void)
{
	uint32_t events = duet_shared_page.device_events;
	uint32_t divisor = UART_CLOCK * 4 / BAUD;	/* 1/64ths */

	if (!duet_shared_page.device_va || !events)
		return;
	uart = (volatile struct pl011 *)duet_shared_page.device_va;
	uart->cr = 0;
	uart->ibrd = divisor >> 6;
	uart->fbrd = divisor & 63;
	uart->lcrh = LCRH_FIFO_8N1;
	uart->ifls = IFLS_HALF;
	uart->cr = CR_ON;
	forget_input();
	uart->imsc = INT_RX | INT_RT;
	duet_irq_register(31 - __builtin_clz(events & -events), uart_interrupt,
			  NULL);
}

/* Masked on entry. Makes room in the ring; false: the rest must be dropped. */
static bool make_room(bool in_thread)
{
	fill_fifo();
	if (tx.head - tx.tail < RING - 1)
		return true;
	if (kernel.state < osKernelRunning)
		return true;		/* no interrupts yet: poll */
	if (!in_thread || !k_may_block())
		return false;
	k_block(&tx_waiters, K_NEVER, osOK);
	return true;
}

void duet_console_write(const char *text, size_t length)
{
	uint32_t masked;

	if (!uart) {
		duet_hypcon_write(text, length);
		return;
	}
	masked = k_enter();
	while (length) {
		if (tx.head - tx.tail >= RING - 1) {
			if (!make_room(!masked))
				break;
			continue;
		}
		if (*text == '\n')
			ring_put(&tx, '\r');
		ring_put(&tx, *text++);
		length--;
	}
	fill_fifo();
	k_leave(masked);
}

/* Gets the next byte; false: none arrived in time. */
static bool get_char(char *c, uint32_t timeout)
{
	uint32_t masked = k_enter();
	bool got = ring_get(&rx, c);

	if (!got && !masked && timeout &&
	    k_wait(&rx_waiters, timeout, (uint32_t)osErrorTimeout) == osOK)
		got = ring_get(&rx, c);
	k_leave(masked);
	return got;
}

/* Removes characters from the end of the line, and from the terminal. */
static size_t erase_chars(size_t length, size_t count)
{
	for (; length && count; length--, count--)
		duet_console_write("\b \b", 3);
	return length;
}

/* Appends a printable character to the line. Returns the new length. */
static size_t edit_line(char *line, size_t size, size_t length, char c)
{
	if (c == '\b' || c == 0x7f)
		return erase_chars(length, 1);
	if (c == 'U' - '@')
		return erase_chars(length, length);
	if (c < ' ' || length + 1 >= size)
		return length;
	duet_console_write(&c, 1);
	line[length] = c;
	return length + 1;
}

int duet_console_getline(char *line, size_t size, uint32_t timeout)
{
	size_t length = 0;
	char c, last;

	if (!uart || !size)
		return -1;
	while (get_char(&c, timeout)) {
		last = last_rx;
		last_rx = c;
		if (c == '\n' && last == '\r')
			continue;	/* CR LF is one line end */
		if (c == '\r' || c == '\n') {
			duet_console_write("\n", 1);
			line[length] = '\0';
			return length;
		}
		length = edit_line(line, size, length, c);
	}
	return -1;
}
