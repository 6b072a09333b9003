// SPDX-License-Identifier: BSD-3-Clause
/*
 * Output of the C library: newlib's streams, which are made for one thread,
 * protected by a mutex, with the port's own conversions.
 *
 * A caller that must not wait for the mutex (an interrupt handler, a thread
 * with interrupts masked, or one that finds the mutex taken while the
 * scheduler is locked) bypasses the stream, which may be in an inconsistent
 * state: its output goes to the console at once, before buffered output.
 */
#include <errno.h>
#include <limits.h>
#include <reent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <duet_port.h>

#include "format.h"
#include "lock.h"

static struct port_mutex streams = { .name = "stdio" };

static void unlock_streams(enum port_hold hold)
{
	if (hold == PORT_HELD)
		port_unlock(&streams);
}

/* Bypasses the stream. */
static int write_directly(FILE *f, const char *text, size_t length)
{
	if (f != stdout && f != stderr)
		return EOF;
	duet_console_write(text, length);
	return 0;
}

/* ---- conversions --------------------------------------------------------- */

struct stream_out {
	struct format_out out;		/* first */
	FILE *stream;
};

size_t __real_fwrite(const void *data, size_t size, size_t n, FILE *f);

/* The destinations of formatted text, for format_out.write */
static int to_stream(struct format_out *out, const char *text, size_t length)
{
	FILE *f = ((struct stream_out *)out)->stream;

	return __real_fwrite(text, 1, length, f) == length ? 0 : EOF;
}

static int to_console(struct format_out *out, const char *text, size_t length)
{
	return write_directly(((struct stream_out *)out)->stream, text,
			      length);
}

/* Writes to the memory of sprintf() etc.; text beyond its end is dropped. */
static int to_memory(struct format_out *out, const char *text, size_t length)
{
	FILE *f = ((struct stream_out *)out)->stream;

	if ((size_t)f->_w < length)
		length = f->_w;
	memcpy(f->_p, text, length);
	f->_p += length;
	f->_w -= length;
	return 0;
}

static int format_stream(struct stream_out *s, const char *format,
			 va_list args)
{
	int n = format_text(&s->out, format, args);

	if (n < 0 && s->out.count > INT_MAX)
		errno = EOVERFLOW;
	return n;
}

/*
 * The implementations of newlib's printf() family, by newlib's internal names:
 * for streams ...
 */
int _vfprintf_r(struct _reent *r, FILE *f, const char *format, va_list args)
{
	enum port_hold hold = port_lock(&streams);
	struct stream_out s = {
		.out.write = hold == PORT_REFUSED ? to_console : to_stream,
		.stream = f,
	};
	int n = format_stream(&s, format, args);

	unlock_streams(hold);
	return n;
}

/* ... and for strings, with a FILE that no other thread uses. */
int _svfprintf_r(struct _reent *r, FILE *f, const char *format, va_list args)
{
	struct stream_out s = { .out.write = to_memory, .stream = f };

	if (f->_flags & __SMBF)
		return EOF;		/* see asprintf.c */
	return format_stream(&s, format, args);
}

int _vfiprintf_r(struct _reent *r, FILE *f, const char *format, va_list args)
	__attribute__((alias("_vfprintf_r")));
int _svfiprintf_r(struct _reent *r, FILE *f, const char *format, va_list args)
	__attribute__((alias("_svfprintf_r")));

int vfprintf(FILE *f, const char *format, va_list args)
{
	return _vfprintf_r(_REENT, f, format, args);
}

int vfiprintf(FILE *f, const char *format, va_list args)
	__attribute__((alias("vfprintf")));

/* ---- other output functions, see Kbuild -----------------------------------*/

int __real_fputs(const char *s, FILE *f);
int __real_fputc(int c, FILE *f);
int __real_puts(const char *s);
int __real_fflush(FILE *f);

int __wrap_fputs(const char *s, FILE *f)
{
	enum port_hold hold = port_lock(&streams);
	int n = hold == PORT_REFUSED ? write_directly(f, s, strlen(s)) :
				       __real_fputs(s, f);

	unlock_streams(hold);
	return n;
}

int __wrap_puts(const char *s)
{
	enum port_hold hold = port_lock(&streams);
	int n = 0;

	if (hold == PORT_REFUSED) {
		write_directly(stdout, s, strlen(s));
		write_directly(stdout, "\n", 1);
	} else {
		n = __real_puts(s);
	}
	unlock_streams(hold);
	return n;
}

int __wrap_fputc(int c, FILE *f)
{
	enum port_hold hold = port_lock(&streams);
	char byte = c;
	int n;

	if (hold == PORT_REFUSED)
		n = write_directly(f, &byte, 1) ? EOF : (unsigned char)c;
	else
		n = __real_fputc(c, f);
	unlock_streams(hold);
	return n;
}

int __wrap_putc(int c, FILE *f)
{
	return __wrap_fputc(c, f);
}

int __wrap_putchar(int c)
{
	return __wrap_fputc(c, stdout);
}

/* In a handler there is nothing to flush: its output bypasses the stream. */
int __wrap_fflush(FILE *f)
{
	enum port_hold hold = port_lock(&streams);
	int n = hold == PORT_REFUSED ? 0 : __real_fflush(f);

	unlock_streams(hold);
	return n;
}

size_t __wrap_fwrite(const void *data, size_t size, size_t n, FILE *f)
{
	enum port_hold hold = port_lock(&streams);
	size_t done = n;

	if (hold != PORT_REFUSED)
		done = __real_fwrite(data, size, n, f);
	else if (write_directly(f, data, size * n))
		done = 0;
	unlock_streams(hold);
	return done;
}
