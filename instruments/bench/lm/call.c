// SPDX-License-Identifier: GPL-2.0-only
/* Single system calls. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lm.h"

static int zero, null, file;

/* The smallest possible overhead around the call: 2 instructions of the loop */
static void null_call(uint32_t count, int arg)
{
	register int number asm("r7") = SYS_getppid;

	asm volatile("1: swi 0\n\tsubs %0, %0, #1\n\tbne 1b"
		     : "+r" (count) : "r" (number)
		     : "r0", "memory", "cc");
}

static void open_files(int arg)
{
	zero = check(open("/dev/zero", O_RDONLY), "/dev/zero");
	null = check(open("/dev/null", O_WRONLY), "/dev/null");
	file = make_file(LM_FILE, 100);
}

static void close_files(int arg)
{
	close(zero);
	close(null);
	close(file);
	unlink(LM_FILE);
}

static void read_zero(uint32_t count, int arg)
{
	char c;

	while (count--)
		if (read(zero, &c, 1) != 1)
			abort();
}

static void write_null(uint32_t count, int arg)
{
	char c = 0;

	while (count--)
		if (write(null, &c, 1) != 1)
			abort();
}

static void stat_file(uint32_t count, int arg)
{
	struct stat s;

	while (count--)
		check(stat(LM_FILE, &s), "stat");
}

static void fstat_file(uint32_t count, int arg)
{
	struct stat s;

	while (count--)
		check(fstat(file, &s), "fstat");
}

static void open_close(uint32_t count, int arg)
{
	while (count--)
		close(check(open(LM_FILE, O_RDONLY), "open"));
}

static int polled[100];

static void open_polled(int n)
{
	open_files(0);
	while (n--)
		polled[n] = check(dup(file), "dup");
}

static void close_polled(int n)
{
	while (n--)
		close(polled[n]);
	close_files(0);
}

static void select_files(uint32_t count, int n)
{
	fd_set set;
	int i, top = 0;

	FD_ZERO(&set);
	for (i = 0; i < n; i++) {
		FD_SET(polled[i], &set);
		if (polled[i] > top)
			top = polled[i];
	}
	while (count--) {
		fd_set readable = set;
		struct timeval none = { 0, 0 };

		if (select(top + 1, &readable, NULL, NULL, &none) != n)
			abort();
	}
}

const struct row call_rows[] = {
	{ "call/null", 200000, null_call },
	{ "call/read", 100000, read_zero, 0, open_files, close_files },
	{ "call/write", 100000, write_null, 0, open_files, close_files },
	{ "call/stat", 20000, stat_file, 0, open_files, close_files },
	{ "call/fstat", 50000, fstat_file, 0, open_files, close_files },
	{ "call/open+close", 10000, open_close, 0, open_files, close_files },
	{ "call/select 10", 10000, select_files, 10, open_polled, close_polled },
	{ "call/select 100", 2000, select_files, 100, open_polled,
	  close_polled },
	ROWS_END
};
