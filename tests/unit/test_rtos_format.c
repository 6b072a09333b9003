// SPDX-License-Identifier: GPL-2.0-only
/* The RTOS's printf conversions against the host's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format.h"

#define TEXT	3000
#define ROUNDS	300000

struct text {
	struct format_out out;	/* first */
	char *data;
	size_t size, length;
};

static int keep(struct format_out *out, const char *text, size_t length)
{
	struct text *t = (struct text *)out;

	if (length > t->size - t->length)
		return -1;
	memcpy(t->data + t->length, text, length);
	t->length += length;
	return 0;
}

static int format_to(char *data, size_t size, const char *format, ...)
{
	struct text t = { .out.write = keep, .data = data, .size = size - 1 };
	va_list args;
	int n;

	va_start(args, format);
	n = format_text(&t.out, format, args);
	va_end(args);
	data[t.length] = '\0';
	return n;
}

#define SAME(...) do { \
	char ours[TEXT], theirs[TEXT]; \
	int written = format_to(ours, TEXT, __VA_ARGS__); \
	assert_int_equal(written, snprintf(theirs, TEXT, __VA_ARGS__)); \
	assert_string_equal(ours, theirs); \
} while (0)

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat-truncation"

static uint64_t random64(void)
{
	return (uint64_t)random() << 42 ^ (uint64_t)random() << 21 ^ random();
}

static uint64_t any_integer(void)
{
	uint64_t n = random64() >> random() % 64;

	return random() & 1 ? n : -n;
}

static double any_double(void)
{
	static const double some[] = {
		0, -0.0, 1, -1, 0.5, 1.5, 2.5, 9.5, 99.5, 0.05, 1e10, 1e-5,
		123456, 1234567, 0.1, 999999.5, 9.9999995, 1e22, 1e23,
		1.7976931348623157e308, 2.2250738585072014e-308, 5e-324,
	};
	uint64_t bits = random64();
	double value;

	switch (random() % 4) {
	case 0:
		return some[random() % (sizeof(some) / sizeof(some[0]))];
	case 1:
		return (double)(int64_t)(bits >> 40) / 8 - 1000000;
	case 2:
		return (double)(random() % 2000000) / 1000;
	default:
		memcpy(&value, &bits, sizeof(value));
		return value;
	}
}

/* Random flags, width and precision; then length and conversion. */
static void any_format(char *format, const char *length, const char *letters)
{
	size_t i;

	*format++ = '<';
	*format++ = '%';
	for (i = random() % 4; i; i--)
		*format++ = "-+ #0"[random() % 5];
	if (random() % 3)
		format += sprintf(format, "%ld", random() % 30 + 1);
	if (random() % 2)
		format += sprintf(format, random() % 5 ? ".%ld" : ".",
				  random() % 8 ? random() % 20 :
						 random() % 1100);
	sprintf(format, "%s%c>%%d", length,
		letters[random() % strlen(letters)]);
}

static void integers(void **state)
{
	static const char *const lengths[] = {
		"", "h", "hh", "l", "ll", "j", "z", "t",
	};
	char format[64];
	uint32_t i, kind;
	uint64_t n;

	for (i = 0; i < ROUNDS; i++) {
		kind = random() % 8;
		n = any_integer();
		any_format(format, lengths[kind], "diuoxX");
		if (kind < 3)
			SAME(format, (int)n, 42);
		else
			SAME(format, n, 42);
	}
}

static void doubles(void **state)
{
	char format[64];
	double value;
	uint32_t i;

	for (i = 0; i < ROUNDS; i++) {
		any_format(format, random() % 4 ? "" : "l", "eEfFgGaA");
		value = any_double();
		/* glibc loses zeros of 999999.5 by %#g */
		if (!strchr(format, '#') || !strpbrk(format, "gG"))
			SAME(format, value, 42);
	}
}

static void text(void **state)
{
	static const char *const words[] = { "", "a", "abcdef", "%d\n" };
	char format[64];
	uint32_t i;

	for (i = 0; i < ROUNDS / 10; i++) {
		any_format(format, "", "s");
		SAME(format, words[i % 4], 42);
		any_format(format, "", "c");
		SAME(format, 'a' + (int)(i % 26), 42);
	}
}

static void others(void **state)
{
	int stars = -7, n = 0;
	long long count = 0;
	signed char small = 0;

	SAME("no conversion");
	SAME("100%% of %d", 5);
	SAME("[%*d] [%-*d] [%.*d] [%*.*f]", 5, 1, 6, 2, 3, 4, stars, 3, 1.5);
	SAME("[%.*s] [%.*s]", 2, "abc", -1, "abc");
	SAME("%s", (char *)NULL);
	SAME("%ls|%lc|%5.2ls|%-4lc|", L"wide", L'w', L"wide", L'x');
	SAME("%p", (void *)0x1234);
	SAME("%'d", 1234567);
	SAME("%f %F %e %g", __builtin_inf(), -__builtin_inf(), __builtin_nan(""),
	     __builtin_inf());
	SAME("%010f|%-10F|%+10e", __builtin_inf(), __builtin_inf(),
	     __builtin_inf());
	SAME("%llu %d", 1234567890123ull, 42);
	SAME("%hhd %.3s", 300, "abcdef");
	SAME("%d%n%lln%hhn", 12345, &n, &count, &small);
	assert_int_equal(n, 5);
	assert_int_equal(count, 5);
	assert_int_equal(small, 5);
	SAME("%.1074f", 5e-324);
	SAME("%.0f %.0f %.0f %.0f %#.0f", 0.5, 1.5, 2.5, 0.4, 3.0);
	SAME("%.3a %.0a %a", 1.9999, 1.5, 5e-324);
	SAME("%#g %#.3g %#.0g %#g", 1.5, 100.0, 3.0, 1e100);
}

/* An invalid conversion is copied to the output, and takes no argument. */
static void unknown(void **state)
{
	char ours[TEXT];

	format_to(ours, TEXT, "%y %5.2k %d %1$d %", 7);
	assert_string_equal(ours, "%y %5.2k 7 %1$d %");
}

static void failures(void **state)
{
	char ours[TEXT];

	/* output that fills the buffer, and an error */
	assert_int_equal(format_to(ours, 65, "%100d", 1), -1);
	assert_int_equal(format_to(ours, TEXT, "%2147483647d%d", 1, 1), -1);
	assert_int_equal(format_to(ours, TEXT, "%99999999999999999999d", 1),
			 -1);
	assert_int_equal(format_to(ours, TEXT, "a%.2147483647f", 1.0), -1);
	assert_int_equal(format_to(ours, TEXT, "%.2147483647e", 5e-324), -1);
	assert_int_equal(format_to(ours, TEXT, "%.2147483647a", 5e-324), -1);
	assert_true(format_to(ours, TEXT, "%.2147483647g", 5e-324) > 700);
	assert_int_equal(format_to(ours, TEXT, "%ls", L"\x100"), -1);
	assert_int_equal(format_to(ours, TEXT, "%lc", L'\x100'), -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers),
		cmocka_unit_test(doubles),
		cmocka_unit_test(text),
		cmocka_unit_test(others),
		cmocka_unit_test(unknown),
		cmocka_unit_test(failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
