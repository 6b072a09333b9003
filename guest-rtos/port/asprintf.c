// SPDX-License-Identifier: BSD-3-Clause
/*
 * asprintf() etc.: text in memory from the heap. newlib's versions share a
 * function with snprintf(), which would then link the heap.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <reent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

struct heap_out {
	struct format_out out;		/* first */
	char *text;
	size_t used, size;
};

/* There is always room for a NUL after the text. */
static int to_heap(struct format_out *out, const char *text, size_t length)
{
	struct heap_out *h = (struct heap_out *)out;
	size_t size = h->used + length + 1 + h->used / 2;
	char *bigger = h->text;

	if (h->size - h->used <= length) {
		bigger = realloc(h->text, size);
		if (!bigger)
			return EOF;
		h->text = bigger;
		h->size = size;
	}
	memcpy(h->text + h->used, text, length);
	h->used += length;
	return 0;
}

int _vasprintf_r(struct _reent *r, char **text, const char *format,
		 va_list args)
{
	struct heap_out h = { .out.write = to_heap };
	int n = to_heap(&h.out, "", 0);

	if (n == 0)
		n = format_text(&h.out, format, args);
	if (n < 0) {
		if (h.out.count > INT_MAX)
			r->_errno = EOVERFLOW;
		free(h.text);
		return EOF;
	}
	h.text[h.used] = '\0';
	*text = h.text;
	return n;
}

int vasprintf(char **text, const char *format, va_list args)
{
	return _vasprintf_r(_REENT, text, format, args);
}

int _asprintf_r(struct _reent *r, char **text, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vasprintf_r(r, text, format, args);
	va_end(args);
	return n;
}

int asprintf(char **text, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vasprintf_r(_REENT, text, format, args);
	va_end(args);
	return n;
}

int _vasiprintf_r(struct _reent *r, char **text, const char *format,
		  va_list args) __attribute__((alias("_vasprintf_r")));
int vasiprintf(char **text, const char *format, va_list args)
	__attribute__((alias("vasprintf")));
int _asiprintf_r(struct _reent *r, char **text, const char *format, ...)
	__attribute__((alias("_asprintf_r")));
int asiprintf(char **text, const char *format, ...)
	__attribute__((alias("asprintf")));
