/* SPDX-License-Identifier: BSD-3-Clause */
/* The conversions of printf(), independent of a C library. */
#ifndef RTOS_FORMAT_H
#define RTOS_FORMAT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The destination of the text, which gets it in pieces of the buffer's size. */
struct format_out {
	/* must return < 0 on failure, which ends the output */
	int (*write)(struct format_out *out, const char *text, size_t length);
	uint64_t count;		/* characters so far, written or not */
	bool failed;
	size_t used;
	char buffer[64];
};

/*
 * Formats a text as C99 specifies: all flags, lengths and conversions; double
 * and long double are the same type. Wide characters outside the C locale,
 * which has single bytes only, are an error. An invalid conversion is copied
 * as it is. Uses no memory but the stack, and no lock. Any context.
 * Returns the length of the text; -1: it could not be written, or its length
 * exceeds INT_MAX.
 */
int format_text(struct format_out *out, const char *format, va_list args);

#endif
