/* SPDX-License-Identifier: BSD-3-Clause */
/* The conversions of printf(), without a C library below. */
#ifndef RTOS_FORMAT_H
#define RTOS_FORMAT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the text goes, in pieces of up to the buffer's size. */
struct format_out {
	/* negative: it can't be written; no more is sent */
	int (*write)(struct format_out *out, const char *text, size_t length);
	uint64_t count;		/* characters of the whole text so far */
	bool failed;
	size_t used;
	char buffer[64];
};

/*
 * Writes the text of C99's formats: all flags, lengths and conversions, double
 * and long double being one type. Wide characters beyond the C locale's, which
 * has bytes only, are an error. What is no conversion is written as it is.
 * Takes no memory but its stack and no lock. Any context.
 * Returns the length of the text; -1: it can't be written, or no int holds it.
 */
int format_text(struct format_out *out, const char *format, va_list args);

#endif
