/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to format*.c: a conversion specification, and common output code. */
#ifndef RTOS_FORMAT_SPEC_H
#define RTOS_FORMAT_SPEC_H

#include "format.h"

#define FORMAT_LEFT		1
#define FORMAT_PLUS		2
#define FORMAT_SPACE		4
#define FORMAT_ALTERNATE	8
#define FORMAT_ZERO		16

enum format_length {
	FORMAT_INT, FORMAT_CHAR, FORMAT_SHORT, FORMAT_LONG, FORMAT_LONG_LONG,
};

struct format_spec {
	unsigned int flags, width;
	int precision;		/* -1: none */
	enum format_length length;
	char conversion;
};

struct format_args {
	va_list list;
};

void format_put(struct format_out *out, const char *text, size_t length);
void format_fill(struct format_out *out, char c, size_t n);

/*
 * Write the padding before and after a text of `length` characters and its
 * prefix, as the field's width requires.
 */
void format_begin(struct format_out *out, const struct format_spec *s,
		  const char *prefix, uint64_t length);
void format_end(struct format_out *out, const struct format_spec *s,
		const char *prefix, uint64_t length);

const char *format_sign(const struct format_spec *s, bool negative);

void format_double(struct format_out *out, struct format_spec *s,
		   double value);

#endif
