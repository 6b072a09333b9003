// SPDX-License-Identifier: GPL-2.0-only
/* Messages of the hypervisor itself. */
#include <stdarg.h>

#include "assert.h"
#include "console.h"
#include "print.h"

static void put_hex(uint32_t n)
{
	char text[8];
	uint32_t i;

	for (i = 8; i--; n >>= 4)
		text[i] = (n & 15) + ((n & 15) < 10 ? '0' : 'a' - 10);
	console_put_text(text, text + 8);
}

/* By subtraction, as the CPU can't divide: the numbers here are small. */
static void put_decimal(uint32_t n)
{
	char text[10], *s = text + sizeof(text);
	uint32_t tens;

	do {
		for (tens = 0; n >= 10; n -= 10)
			tens++;
		*--s = '0' + n;
		n = tens;
	} while (n);
	console_put_text(s, text + sizeof(text));
}

static void print_arg(char kind, va_list *args)
{
	const char *s;

	ASSERT(kind == 's' || kind == 'x' || kind == 'u');
	if (kind == 's') {
		s = va_arg(*args, const char *);
		console_put_text(s, string_end(s));
	}
	if (kind == 'x')
		put_hex(va_arg(*args, uint32_t));
	if (kind == 'u')
		put_decimal(va_arg(*args, uint32_t));
}

static const char *find_conversion(const char *format)
{
	while (*format && *format != '%')
		format++;
	return format;
}

void print_string(const char *s)
{
	console_put_text(s, string_end(s));
	console_start_drain();
}

void print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	for (;;) {
		const char *end = find_conversion(format);

		console_put_text(format, end);
		if (!*end)
			break;
		print_arg(end[1], &args);
		format = end + 2;
	}
	va_end(args);
	console_start_drain();
}
