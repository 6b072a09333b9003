// SPDX-License-Identifier: GPL-2.0-only
/*
 * Console: text goes into a ring, the UART's interrupt takes it out. Nobody
 * ever waits for a slow line. Each line begins with the name of its writer.
 */
#include <stdarg.h>

#include "console.h"
#include "plat.h"
#include "vm.h"

#define RING		1024		/* power of two */
#define MESSAGE_ROOM	512		/* kept free for the hypervisor's own */

/* Interrupts wait meanwhile: so many at once to the ring, and out of it */
#define WRITE_MAX	96
#define KICK_MAX	16

static char ring[RING];
static uint32_t head, tail;	/* free running */
static const struct vm *writer;	/* of the line that is being written */
static bool in_line;

static void put(char c)
{
	if (head - tail < RING)
		ring[head++ % RING] = c;
}

static void put_string(const char *s)
{
	while (*s)
		put(*s++);
}

static void kick(void)
{
	uint32_t end = tail + KICK_MAX;

	while (head != tail && tail != end && plat_uart_put(ring[tail % RING]))
		tail++;
	plat_uart_tx_irq(head != tail);
}

void console_interrupt(void)
{
	kick();
}

static void put_from(const struct vm *vm, char c)
{
	if (in_line && writer != vm)
		put('\n');
	if (!in_line || writer != vm) {
		put_string(vm ? vm->sys->name : "duet");
		put_string("| ");
	}
	writer = vm;
	put(c);
	in_line = c != '\n';
}

uint32_t console_write(const struct vm *vm, const char *text, uint32_t length)
{
	uint32_t i, start = head;

	for (i = 0; i < length && head - start < WRITE_MAX; i++) {
		if (head - tail > RING - MESSAGE_ROOM)
			break;
		put_from(vm, text[i]);
	}
	kick();
	return i;
}

static void put_hex(uint32_t n)
{
	int32_t shift;

	for (shift = 28; shift >= 0; shift -= 4)
		put_from(NULL, "0123456789abcdef"[n >> shift & 15]);
}

/* No division: the CPU has none. Small numbers only. */
static void put_decimal(uint32_t n)
{
	uint32_t tens = 0;

	for (; n >= 10; n -= 10)
		tens++;
	if (tens)
		put_decimal(tens);
	put_from(NULL, '0' + n);
}

static void put_arg(char kind, va_list *args)
{
	const char *s;

	switch (kind) {
	case 's':
		for (s = va_arg(*args, const char *); *s; s++)
			put_from(NULL, *s);
		break;
	case 'x':
		put_hex(va_arg(*args, uint32_t));
		break;
	case 'u':
		put_decimal(va_arg(*args, uint32_t));
		break;
	}
}

void print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	for (; *format; format++) {
		if (*format == '%')
			put_arg(*++format, &args);
		else
			put_from(NULL, *format);
	}
	va_end(args);
	kick();
}

void console_drain(void)
{
	while (head != tail)
		kick();
}

void panic(const char *why)
{
	print("panic: %s\n", why);
	console_drain();
	plat_off();
}
