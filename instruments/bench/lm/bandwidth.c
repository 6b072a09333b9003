// SPDX-License-Identifier: GPL-2.0-only
/* Moving data. An operation is a block of 64 KB. */
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lm.h"

#define BLOCK	65536u
#define FILE_BLOCKS	32u

static char *from, *to;
static int in, pid;

static void own_blocks(int arg)
{
	from = mmap(NULL, 2 * BLOCK, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	to = from + BLOCK;
	memset(from, 1, 2 * BLOCK);
}

static void disown_blocks(int arg)
{
	munmap(from, 2 * BLOCK);
}

static void copy(uint32_t count, int arg)
{
	while (count--) {
		memcpy(to, from, BLOCK);
		asm volatile("" : : : "memory");
	}
}

static void open_file(int arg)
{
	own_blocks(0);
	in = make_file(LM_FILE, FILE_BLOCKS * BLOCK);
}

static void close_file(int arg)
{
	close(in);
	unlink(LM_FILE);
	disown_blocks(0);
}

static void read_file(uint32_t count, int arg)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		if (i % FILE_BLOCKS == 0)
			lseek(in, 0, SEEK_SET);
		get(in, from, BLOCK);
	}
}

static void write_file(uint32_t count, int arg)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		if (i % FILE_BLOCKS == 0)
			lseek(in, 0, SEEK_SET);
		put(in, from, BLOCK);
	}
}

/* The other process writes without end; this one counts the bytes it reads */
static void source(int fd)
{
	own_blocks(0);
	for (;;)
		put(fd, from, BLOCK);
}

static void start(const int ends[2])
{
	own_blocks(0);
	in = ends[0];
	pid = child(source, ends[1]);
	close(ends[1]);
}

static void start_pipe(int arg)
{
	int ends[2];

	check(pipe(ends), "pipe");
	start(ends);
}

static void start_unix(int arg)
{
	int ends[2];

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
	start(ends);
}

static void start_tcp(int arg)
{
	int ends[2];

	tcp_pair(ends);
	start(ends);
}

static void finish(int arg)
{
	reap(pid);
	close(in);
	disown_blocks(0);
}

static void sink(uint32_t count, int arg)
{
	while (count--)
		get(in, from, BLOCK);
}

const struct row bandwidth_rows[] = {
	{ "64K/memory copy", 4000, copy, 0, own_blocks, disown_blocks },
	{ "64K/file read", 500, read_file, 0, open_file, close_file },
	{ "64K/file write", 500, write_file, 0, open_file, close_file },
	{ "64K/pipe", 300, sink, 0, start_pipe, finish },
	{ "64K/unix", 300, sink, 0, start_unix, finish },
	{ "64K/tcp", 300, sink, 0, start_tcp, finish },
	ROWS_END
};
