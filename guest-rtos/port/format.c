// SPDX-License-Identifier: BSD-3-Clause
/*
 * printf()'s conversions of characters, strings and integers. newlib-nano's
 * version supports neither 64-bit arguments nor C99's lengths: it reads such
 * an argument as a shorter one, and all following ones from the wrong place.
 */
#include <limits.h>
#include <string.h>
#include <wchar.h>

#include "format-spec.h"

/* ---- output ---------------------------------------------------------------*/

/* Passes the buffer on; after a failure it is discarded. */
static void send_buffer(struct format_out *out)
{
	if (out->used && !out->failed &&
	    out->write(out, out->buffer, out->used) < 0)
		out->failed = true;
	out->used = 0;
}

/* Appends text to the output. */
void format_put(struct format_out *out, const char *text, size_t length)
{
	size_t room;

	out->count += length;
	while (length && !out->failed) {
		room = sizeof(out->buffer) - out->used;
		if (room > length)
			room = length;
		memcpy(out->buffer + out->used, text, room);
		out->used += room;
		text += room;
		length -= room;
		if (out->used == sizeof(out->buffer))
			send_buffer(out);
	}
}

void format_fill(struct format_out *out, char c, size_t n)
{
	while (n-- && !out->failed)
		format_put(out, &c, 1);
}

/* The length would exceed the int that printf() returns: write nothing. */
static void refuse_length(struct format_out *out)
{
	out->failed = true;
	out->count = (uint64_t)INT_MAX + 1;
}

/* Returns the padding that the field's width requires; 0 if none. */
static size_t count_padding(const struct format_spec *s, uint64_t length)
{
	return s->width > length ? s->width - length : 0;
}

void format_begin(struct format_out *out, const struct format_spec *s,
		  const char *prefix, uint64_t length)
{
	size_t pad = count_padding(s, length + strlen(prefix));

	if (out->count + pad + length > INT_MAX)
		refuse_length(out);
	if (!(s->flags & (FORMAT_LEFT | FORMAT_ZERO)))
		format_fill(out, ' ', pad);
	format_put(out, prefix, strlen(prefix));
	if ((s->flags & (FORMAT_LEFT | FORMAT_ZERO)) == FORMAT_ZERO)
		format_fill(out, '0', pad);
}

void format_end(struct format_out *out, const struct format_spec *s,
		const char *prefix, uint64_t length)
{
	if (s->flags & FORMAT_LEFT)
		format_fill(out, ' ',
			    count_padding(s, length + strlen(prefix)));
}

const char *format_sign(const struct format_spec *s, bool negative)
{
	if (negative)
		return "-";
	if (s->flags & FORMAT_PLUS)
		return "+";
	return s->flags & FORMAT_SPACE ? " " : "";
}

/* ---- text -----------------------------------------------------------------*/

static void put_string(struct format_out *out, struct format_spec *s,
		       const char *text)
{
	size_t length;

	if (!text)
		text = "(null)";
	length = s->precision < 0 ? strlen(text) : strnlen(text, s->precision);
	s->flags &= ~FORMAT_ZERO;
	format_begin(out, s, "", length);
	format_put(out, text, length);
	format_end(out, s, "", length);
}

static void put_char(struct format_out *out, struct format_spec *s, char c)
{
	s->flags &= ~FORMAT_ZERO;
	format_begin(out, s, "", 1);
	format_put(out, &c, 1);
	format_end(out, s, "", 1);
}

/* In the C locale, multibyte characters are single bytes. */
static void put_wide(struct format_out *out, struct format_spec *s,
		     const wchar_t *text)
{
	size_t length = 0, i;
	char c;

	if (!text)
		text = L"(null)";
	while ((s->precision < 0 || length < (size_t)s->precision) &&
	       text[length]) {
		if ((uint32_t)text[length++] > UCHAR_MAX)
			out->failed = true;
	}
	s->flags &= ~FORMAT_ZERO;
	format_begin(out, s, "", length);
	for (i = 0; i < length; i++) {
		c = text[i];
		format_put(out, &c, 1);
	}
	format_end(out, s, "", length);
}

/* ---- integers -------------------------------------------------------------*/

/* Reads a signed argument of the conversion's length. */
static int64_t read_signed(const struct format_spec *s, struct format_args *a)
{
	switch (s->length) {
	case FORMAT_CHAR:
		return (signed char)va_arg(a->list, int);
	case FORMAT_SHORT:
		return (short)va_arg(a->list, int);
	case FORMAT_LONG:
		return va_arg(a->list, long);
	case FORMAT_LONG_LONG:
		return va_arg(a->list, long long);
	default:
		return va_arg(a->list, int);
	}
}

/* Reads an unsigned argument of the conversion's length. */
static uint64_t read_unsigned(const struct format_spec *s,
			      struct format_args *a)
{
	switch (s->length) {
	case FORMAT_CHAR:
		return (unsigned char)va_arg(a->list, int);
	case FORMAT_SHORT:
		return (unsigned short)va_arg(a->list, int);
	case FORMAT_LONG:
		return va_arg(a->list, unsigned long);
	case FORMAT_LONG_LONG:
		return va_arg(a->list, unsigned long long);
	default:
		return va_arg(a->list, unsigned int);
	}
}

/* Writes digits backwards from `end`. Returns the first; 0 has no digits. */
static char *write_digits(char *end, uint64_t n, uint32_t base, bool upper)
{
	const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	uint32_t low;

	for (; n >> 32; n /= base)
		*--end = set[n % base];
	for (low = n; low; low /= base)
		*--end = set[low % base];
	return end;
}

static void put_integer(struct format_out *out, struct format_spec *s,
			const char *prefix, uint64_t n, uint32_t base)
{
	char text[24], *end = text + sizeof(text);
	char *first = write_digits(end, n, base, s->conversion == 'X');
	size_t length = end - first, zeros;
	size_t least = s->precision < 0 ? 1 : s->precision;

	if (s->precision >= 0)
		s->flags &= ~FORMAT_ZERO;
	if (base == 8 && s->flags & FORMAT_ALTERNATE && least <= length)
		least = length + 1;
	zeros = least > length ? least - length : 0;
	format_begin(out, s, prefix, length + zeros);
	format_fill(out, '0', zeros);
	format_put(out, first, length);
	format_end(out, s, prefix, length + zeros);
}

static void put_signed(struct format_out *out, struct format_spec *s,
		       struct format_args *a)
{
	int64_t n = read_signed(s, a);

	put_integer(out, s, format_sign(s, n < 0),
		    n < 0 ? -(uint64_t)n : (uint64_t)n, 10);
}

static void put_hex(struct format_out *out, struct format_spec *s,
		    struct format_args *a)
{
	uint64_t n = read_unsigned(s, a);
	const char *prefix = "";

	if (n && s->flags & FORMAT_ALTERNATE)
		prefix = s->conversion == 'X' ? "0X" : "0x";
	put_integer(out, s, prefix, n, 16);
}

/* %n */
static void store_count(const struct format_out *out,
			const struct format_spec *s, struct format_args *a)
{
	void *to = va_arg(a->list, void *);

	switch (s->length) {
	case FORMAT_CHAR:
		*(signed char *)to = out->count;
		break;
	case FORMAT_SHORT:
		*(short *)to = out->count;
		break;
	case FORMAT_LONG:
		*(long *)to = out->count;
		break;
	case FORMAT_LONG_LONG:
		*(long long *)to = out->count;
		break;
	default:
		*(int *)to = out->count;
	}
}

/* ---- the format -----------------------------------------------------------*/

static const char *read_flags(struct format_spec *s, const char *p)
{
	for (;; p++) {
		switch (*p) {
		case '-':
			s->flags |= FORMAT_LEFT;
			break;
		case '+':
			s->flags |= FORMAT_PLUS;
			break;
		case ' ':
			s->flags |= FORMAT_SPACE;
			break;
		case '#':
			s->flags |= FORMAT_ALTERNATE;
			break;
		case '0':
			s->flags |= FORMAT_ZERO;
			break;
		case '\'':	/* the C locale has no digit grouping */
			break;
		default:
			return p;
		}
	}
}

/* Reads a number or a star. A number beyond INT_MAX ends the output. */
static const char *read_number(struct format_out *out, const char *p, int *n,
			       struct format_args *a)
{
	int64_t number = 0;

	if (*p == '*') {
		*n = va_arg(a->list, int);
		return p + 1;
	}
	for (; *p >= '0' && *p <= '9'; p++)
		if (number <= INT_MAX)
			number = number * 10 + *p - '0';
	if (number > INT_MAX)
		refuse_length(out);
	*n = out->failed ? 0 : number;
	return p;
}

static const char *read_width(struct format_out *out, struct format_spec *s,
			      const char *p, struct format_args *a)
{
	int n;

	p = read_number(out, p, &n, a);
	if (n < 0)
		s->flags |= FORMAT_LEFT;
	s->width = n < 0 ? -(unsigned int)n : (unsigned int)n;
	s->precision = -1;
	if (*p != '.')
		return p;
	p = read_number(out, p + 1, &n, a);
	s->precision = n < 0 ? -1 : n;
	return p;
}

/* The length of a type such as size_t, which is another type by its name. */
#define LENGTH_OF(type) (sizeof(type) > sizeof(long) ? FORMAT_LONG_LONG : \
			 sizeof(type) > sizeof(int) ? FORMAT_LONG : FORMAT_INT)

static const char *read_length(struct format_spec *s, const char *p)
{
	s->length = FORMAT_INT;
	switch (*p) {
	case 'h':
		s->length = p[1] == 'h' ? FORMAT_CHAR : FORMAT_SHORT;
		return p + 1 + (p[1] == 'h');
	case 'l':
		s->length = p[1] == 'l' ? FORMAT_LONG_LONG : FORMAT_LONG;
		return p + 1 + (p[1] == 'l');
	case 'j':
	case 'q':
	case 'L':
		s->length = FORMAT_LONG_LONG;
		return p + 1;
	case 'z':
		s->length = LENGTH_OF(size_t);
		return p + 1;
	case 't':
		s->length = LENGTH_OF(ptrdiff_t);
		return p + 1;
	default:
		return p;
	}
}

static void put_character_arg(struct format_out *out, struct format_spec *s,
			      struct format_args *a)
{
	wint_t c;

	if (s->length != FORMAT_LONG && s->conversion != 'C') {
		put_char(out, s, va_arg(a->list, int));
		return;
	}
	c = va_arg(a->list, wint_t);
	if (c > UCHAR_MAX)
		out->failed = true;
	put_char(out, s, c);
}

static void put_string_arg(struct format_out *out, struct format_spec *s,
			   struct format_args *a)
{
	if (s->length == FORMAT_LONG || s->conversion == 'S')
		put_wide(out, s, va_arg(a->list, const wchar_t *));
	else
		put_string(out, s, va_arg(a->list, const char *));
}

/* Returns false if there is no such conversion. */
static bool convert_arg(struct format_out *out, struct format_spec *s,
			struct format_args *a)
{
	switch (s->conversion) {
	case 'd':
	case 'i':
		put_signed(out, s, a);
		return true;
	case 'u':
		put_integer(out, s, "", read_unsigned(s, a), 10);
		return true;
	case 'o':
		put_integer(out, s, "", read_unsigned(s, a), 8);
		return true;
	case 'x':
	case 'X':
		put_hex(out, s, a);
		return true;
	case 'p':
		put_integer(out, s, "0x",
			    (uintptr_t)va_arg(a->list, void *), 16);
		return true;
	case 'c':
	case 'C':
		put_character_arg(out, s, a);
		return true;
	case 's':
	case 'S':
		put_string_arg(out, s, a);
		return true;
	case 'n':
		store_count(out, s, a);
		return true;
	case 'a':
	case 'A':
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
		format_double(out, s, va_arg(a->list, double));
		return true;
	case '%':
		format_put(out, "%", 1);
		return true;
	default:
		return false;
	}
}

/* p: after a percent sign. Returns the end of the conversion. */
static const char *read_conversion(struct format_out *out, const char *p,
				   struct format_args *a)
{
	const char *begin = p - 1;
	struct format_spec s = { 0 };

	p = read_flags(&s, p);
	p = read_width(out, &s, p, a);
	p = read_length(&s, p);
	s.conversion = *p;
	p += *p != '\0';
	if (!out->failed && !convert_arg(out, &s, a))
		format_put(out, begin, p - begin);
	return p;
}

int format_text(struct format_out *out, const char *format, va_list args)
{
	struct format_args a;
	const char *p = format;
	size_t plain;

	va_copy(a.list, args);
	out->count = 0;
	out->failed = false;
	out->used = 0;
	while (*p && !out->failed && out->count <= INT_MAX) {
		plain = strcspn(p, "%");
		format_put(out, p, plain);
		p += plain;
		if (*p)
			p = read_conversion(out, p + 1, &a);
	}
	va_end(a.list);
	send_buffer(out);
	return out->failed || out->count > INT_MAX ? -1 : (int)out->count;
}
