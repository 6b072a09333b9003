// SPDX-License-Identifier: BSD-3-Clause
/*
 * Output of the C library: newlib's streams, which are made for one thread,
 * with a mutex around them, and conversions of our own in them.
 *
 * Who may not wait for the mutex (an interrupt handler, a thread that masks
 * interrupts, or that finds it taken while the scheduler is locked) doesn't
 * touch the stream, which may be half changed: what is for the console then
 * goes there at once, before what the stream still holds.
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
#include "kernel.h"

enum hold {
	HOLD_FREE,		/* before the kernel runs there is no other */
	HOLD_MUTEX,
	HOLD_REFUSED,
};

static uint32_t stdio_cb[DUET_MUTEX_CB_SIZE / 4];
static osMutexId_t stdio_mutex;

/* At the first output; under the scheduler's lock, as two may be the first. */
static void make_mutex(void)
{
	static const osMutexAttr_t attr = {
		.name = "stdio",
		.attr_bits = osMutexRecursive | osMutexPrioInherit |
			     osMutexRobust,
		.cb_mem = stdio_cb,
		.cb_size = sizeof(stdio_cb),
	};
	int32_t lock = osKernelLock();

	if (lock < 0)
		return;			/* in a handler */
	if (!stdio_mutex)
		stdio_mutex = osMutexNew(&attr);
	osKernelRestoreLock(lock);
}

static enum hold stdio_lock(void)
{
	if (kernel.state < osKernelRunning)
		return HOLD_FREE;
	if (!stdio_mutex)
		make_mutex();
	if (osMutexAcquire(stdio_mutex, osWaitForever) != osOK)
		return HOLD_REFUSED;
	return HOLD_MUTEX;
}

static void stdio_unlock(enum hold hold)
{
	if (hold == HOLD_MUTEX)
		osMutexRelease(stdio_mutex);
}

/* Around the stream. */
static int write_directly(FILE *f, const char *text, size_t length)
{
	if (f != stdout && f != stderr)
		return EOF;
	duet_console_write(text, length);
	return 0;
}

/* ---- conversions ---------------------------------------------------------- */

struct stream_out {
	struct format_out out;		/* first */
	FILE *stream;
};

size_t __real_fwrite(const void *data, size_t size, size_t n, FILE *f);

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

/* Room for more, and for a NUL behind it, in the text of asprintf(). */
static bool grow(FILE *f, size_t length)
{
	size_t used = f->_p - f->_bf._base;
	size_t size = used + length + 1 + used / 2;
	unsigned char *base = realloc(f->_bf._base, size);

	if (!base)
		return false;
	f->_bf._base = base;
	f->_bf._size = size;
	f->_p = base + used;
	f->_w = size - used - 1;
	return true;
}

/* To the memory of sprintf() and its like; what has no room is dropped. */
static int to_memory(struct format_out *out, const char *text, size_t length)
{
	FILE *f = ((struct stream_out *)out)->stream;

	if ((size_t)f->_w < length) {
		if (!(f->_flags & __SMBF))
			length = f->_w;
		else if (!grow(f, length))
			return EOF;
	}
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
 * What newlib's printf() family calls, by its names there: the streams' ...
 */
int _vfprintf_r(struct _reent *r, FILE *f, const char *format, va_list args)
{
	enum hold hold = stdio_lock();
	struct stream_out s = {
		.out.write = hold == HOLD_REFUSED ? to_console : to_stream,
		.stream = f,
	};
	int n = format_stream(&s, format, args);

	stdio_unlock(hold);
	return n;
}

/* ... and the strings', which have a FILE that is theirs alone. */
int _svfprintf_r(struct _reent *r, FILE *f, const char *format, va_list args)
{
	struct stream_out s = { .out.write = to_memory, .stream = f };

	if (f->_flags & __SMBF && !f->_bf._base && !grow(f, 0))
		return EOF;
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

/* ---- the rest of the output, see Kbuild ------------------------------------*/

int __real_fputs(const char *s, FILE *f);
int __real_fputc(int c, FILE *f);
int __real_puts(const char *s);
int __real_fflush(FILE *f);

int __wrap_fputs(const char *s, FILE *f)
{
	enum hold hold = stdio_lock();
	int n = hold == HOLD_REFUSED ? write_directly(f, s, strlen(s)) :
				       __real_fputs(s, f);

	stdio_unlock(hold);
	return n;
}

int __wrap_puts(const char *s)
{
	enum hold hold = stdio_lock();
	int n = 0;

	if (hold == HOLD_REFUSED) {
		write_directly(stdout, s, strlen(s));
		write_directly(stdout, "\n", 1);
	} else {
		n = __real_puts(s);
	}
	stdio_unlock(hold);
	return n;
}

int __wrap_fputc(int c, FILE *f)
{
	enum hold hold = stdio_lock();
	char byte = c;
	int n;

	if (hold == HOLD_REFUSED)
		n = write_directly(f, &byte, 1) ? EOF : (unsigned char)c;
	else
		n = __real_fputc(c, f);
	stdio_unlock(hold);
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

/* A handler can't wait for a stream: there is nothing that it may flush. */
int __wrap_fflush(FILE *f)
{
	enum hold hold = stdio_lock();
	int n = hold == HOLD_REFUSED ? 0 : __real_fflush(f);

	stdio_unlock(hold);
	return n;
}

size_t __wrap_fwrite(const void *data, size_t size, size_t n, FILE *f)
{
	enum hold hold = stdio_lock();
	size_t done = n;

	if (hold != HOLD_REFUSED)
		done = __real_fwrite(data, size, n, f);
	else if (write_directly(f, data, size * n))
		done = 0;
	stdio_unlock(hold);
	return done;
}
