// SPDX-License-Identifier: BSD-3-Clause
/*
 * What newlib needs of the system. It is built for one thread, so:
 * - each thread has a struct _reent of its own (errno, number formatting);
 *   the switch of threads sets _impure_ptr. The streams in it are those of
 *   all threads.
 * - malloc() is bracketed by the scheduler lock;
 * - the output functions are wrapped (see Kbuild) to hold a mutex.
 */
#include <errno.h>
#include <reent.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <duet_port.h>

#include "kernel.h"

extern char __heap_start[];

static char stdout_buffer[128];

/* ---- threads --------------------------------------------------------------*/

size_t port_libc_size(void)
{
	return (sizeof(struct _reent) + 7) & ~7u;
}

void port_libc_thread(void *state)
{
	struct _reent *r = state;

	memset(r, 0, sizeof(*r));
	_REENT_INIT_PTR(r);
	r->_stdin = _GLOBAL_REENT->_stdin;
	r->_stdout = _GLOBAL_REENT->_stdout;
	r->_stderr = _GLOBAL_REENT->_stderr;
	r->__sdidinit = 1;
}

void port_libc_exit(void *state)
{
	struct _reent *r = state;

	r->__sdidinit = 0;		/* the streams are not its own */
	_reclaim_reent(r);
}

void port_libc_init(void)
{
	setvbuf(stdout, stdout_buffer, _IOLBF, sizeof(stdout_buffer));
	setvbuf(stderr, NULL, _IONBF, 0);
	setvbuf(stdin, NULL, _IONBF, 0);
}

/* ---- locks ------------------------------------------------------------------*/

void __malloc_lock(struct _reent *r)
{
	uint32_t masked = k_enter();

	kernel.held++;
	k_leave(masked);
}

void __malloc_unlock(struct _reent *r)
{
	uint32_t masked = k_enter();

	kernel.held--;
	k_leave(masked);
}

static uint32_t stdio_cb[DUET_MUTEX_CB_SIZE / 4];
static osMutexId_t stdio_mutex;

/*
 * Made at the first output; the scheduler lock is not needed, since the
 * mutex is made in place and each caller would make the same.
 */
static bool stdio_lock(void)
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
		return false;		/* in a handler, or not running */
	if (!stdio_mutex)
		stdio_mutex = osMutexNew(&attr);
	osKernelRestoreLock(lock);
	return osMutexAcquire(stdio_mutex, osWaitForever) == osOK;
}

static void stdio_unlock(bool locked)
{
	if (locked)
		osMutexRelease(stdio_mutex);
}

int __real_vfprintf(FILE *f, const char *format, va_list args);
int __real_fputs(const char *s, FILE *f);
int __real_fputc(int c, FILE *f);
int __real_puts(const char *s);
int __real_fflush(FILE *f);
size_t __real_fwrite(const void *data, size_t size, size_t n, FILE *f);

int __wrap_vfprintf(FILE *f, const char *format, va_list args)
{
	bool locked = stdio_lock();
	int n = __real_vfprintf(f, format, args);

	stdio_unlock(locked);
	return n;
}

int __wrap_vprintf(const char *format, va_list args)
{
	return __wrap_vfprintf(stdout, format, args);
}

__attribute__((format(printf, 1, 2)))
int __wrap_printf(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = __wrap_vfprintf(stdout, format, args);
	va_end(args);
	return n;
}

__attribute__((format(printf, 2, 3)))
int __wrap_fprintf(FILE *f, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = __wrap_vfprintf(f, format, args);
	va_end(args);
	return n;
}

int __wrap_fputs(const char *s, FILE *f)
{
	bool locked = stdio_lock();
	int n = __real_fputs(s, f);

	stdio_unlock(locked);
	return n;
}

int __wrap_puts(const char *s)
{
	bool locked = stdio_lock();
	int n = __real_puts(s);

	stdio_unlock(locked);
	return n;
}

int __wrap_fputc(int c, FILE *f)
{
	bool locked = stdio_lock();
	int n = __real_fputc(c, f);

	stdio_unlock(locked);
	return n;
}

int __wrap_putchar(int c)
{
	return __wrap_fputc(c, stdout);
}

int __wrap_fflush(FILE *f)
{
	bool locked = stdio_lock();
	int n = __real_fflush(f);

	stdio_unlock(locked);
	return n;
}

size_t __wrap_fwrite(const void *data, size_t size, size_t n, FILE *f)
{
	bool locked = stdio_lock();
	size_t done = __real_fwrite(data, size, n, f);

	stdio_unlock(locked);
	return done;
}

/* ---- system calls ---------------------------------------------------------------*/

int _write(int fd, const char *text, int length)
{
	if (fd != 1 && fd != 2) {
		errno = EBADF;
		return -1;
	}
	duet_console_write(text, length);
	return length;
}

int _read(int fd, char *buffer, int length)
{
	int n;

	if (fd != 0) {
		errno = EBADF;
		return -1;
	}
	if (length < 2)
		return 0;
	n = duet_console_getline(buffer, length, osWaitForever);
	if (n < 0)
		return 0;
	buffer[n++] = '\n';
	return n;
}

/* Called with the scheduler held, by malloc(). */
void *_sbrk(ptrdiff_t increment)
{
	static char *end = __heap_start;
	char *top = (char *)(duet_shared_page.ram_va +
			     duet_shared_page.ram_size);
	char *was = end;

	if (increment > top - end || increment < __heap_start - end) {
		errno = ENOMEM;
		return (void *)-1;
	}
	end += increment;
	return was;
}

int _fstat(int fd, struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_mode = S_IFCHR;
	st->st_blksize = sizeof(stdout_buffer);
	return 0;
}

int _isatty(int fd)
{
	return fd >= 0 && fd <= 2;
}

int _close(int fd)
{
	errno = EBADF;
	return -1;
}

int _lseek(int fd, int offset, int whence)
{
	errno = ESPIPE;
	return -1;
}

int _getpid(void)
{
	return 1;
}

int _kill(int pid, int signal)
{
	duet_panic("abort()", NULL);
}

void _init(void)
{
}

void _fini(void)
{
}

__attribute__((noreturn)) void _exit(int status)
{
	duet_exit(status ? DUET_EXIT_CRASH : DUET_EXIT_POWEROFF);
	for (;;)
		;
}
