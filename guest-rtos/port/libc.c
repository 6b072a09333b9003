// SPDX-License-Identifier: BSD-3-Clause
/*
 * What newlib needs of the system. It is built for one thread, so:
 * - each thread has a struct _reent of its own (errno, number formatting);
 *   the switch of threads sets _impure_ptr. The streams in it are those of
 *   all threads.
 * - heap.c has what malloc() needs;
 * - stdio.c has the output functions.
 */
#include <errno.h>
#include <reent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <duet_port.h>

#include "kernel.h"

static char stdout_buffer[128];

/* ---- threads --------------------------------------------------------------*/

static_assert(sizeof(struct _reent) <= PORT_THREAD_STATE,
	      "raise DUET_THREAD_STATE");

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
