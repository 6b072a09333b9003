// SPDX-License-Identifier: BSD-3-Clause
/*
 * The system interface of newlib, which is built for a single thread. Hence:
 * - each thread has its own struct _reent (errno, number formatting), which a
 *   thread switch makes current by setting _impure_ptr. All of them share the
 *   same streams.
 * - heap.c brackets malloc() by the scheduler lock.
 * - stdio.c replaces the output functions.
 */
#include <errno.h>
#include <reent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <duet_port.h>

#include "kernel.h"

static char stdout_buffer[128];

/* ---- streams --------------------------------------------------------------*/

int __sread(struct _reent *r, void *cookie, char *data, int length);
int __swrite(struct _reent *r, void *cookie, const char *data, int length);
int _fwalk_reent(struct _reent *r, int (*fn)(struct _reent *r, FILE *f));

/*
 * stdin, stdout, stderr. newlib would allocate them, and its placeholders for
 * the time before their first use are in the object file of that allocation,
 * so that even an application that never allocates would get the heap.
 */
static FILE streams[3];
const struct __sFILE_fake __wrap___sf_fake_stdin, __wrap___sf_fake_stdout;
const struct __sFILE_fake __wrap___sf_fake_stderr;

/* An unbuffered stream uses the one-byte buffer in its FILE. */
static void stream_init(int fd, int flags, void *buffer, size_t size)
{
	FILE *f = &streams[fd];

	f->_flags = flags;
	f->_file = fd;
	f->_bf._base = buffer ? buffer : f->_nbuf;
	f->_bf._size = buffer ? size : sizeof(f->_nbuf);
	f->_p = f->_bf._base;
	if (flags & __SLBF)
		f->_lbfsize = -(int)size;
	f->_cookie = f;
	f->_read = __sread;
	f->_write = __swrite;
}

/* Initialises the streams of a thread; newlib's version would allocate them. */
void __wrap___sinit(struct _reent *r)
{
	r->_stdin = &streams[0];
	r->_stdout = &streams[1];
	r->_stderr = &streams[2];
	r->__sdidinit = 1;
}

/* ---- threads --------------------------------------------------------------*/

static_assert(sizeof(struct _reent) <= PORT_THREAD_STATE,
	      "raise DUET_THREAD_STATE");

/* Gives a new thread its own state, but the shared streams. */
void port_libc_thread(void *state)
{
	struct _reent *r = state;

	memset(r, 0, sizeof(*r));
	_REENT_INIT_PTR(r);
	__wrap___sinit(r);
}

void port_libc_exit(void *state)
{
	struct _reent *r = state;

	r->__sdidinit = 0;		/* do not close the shared streams */
	_reclaim_reent(r);
}

/* Called by exit(). */
static void flush_streams(struct _reent *r)
{
	_fwalk_reent(r, _fflush_r);
}

/* The initial state also has the list of all streams. */
void port_libc_init(void)
{
	struct _reent *r = _GLOBAL_REENT;

	stream_init(0, __SRD | __SNBF, NULL, 0);
	stream_init(1, __SWR | __SLBF, stdout_buffer, sizeof(stdout_buffer));
	stream_init(2, __SWR | __SNBF, NULL, 0);
	__wrap___sinit(r);
	r->__sglue._niobs = 3;
	r->__sglue._iobs = streams;
	r->__cleanup = flush_streams;
}

/* ---- system calls ---------------------------------------------------------*/

/* stdout and stderr are the VM's console. */
int _write(int fd, const char *text, int length)
{
	if (fd != 1 && fd != 2) {
		errno = EBADF;
		return -1;
	}
	duet_console_write(text, length);
	return length;
}

/* Reads a line, with its newline; there is no raw input. */
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
