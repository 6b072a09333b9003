// SPDX-License-Identifier: GPL-2.0-only
/*
 * lm [TEXT]: runs the rows with TEXT in their name, or all. Prints a line for
 * each: "row NAME COUNT NANOSECONDS": operations, and the time of one. lm -busy
 * TEXT: runs them for ever and prints nothing. lm -mark: shows a program that
 * counts instructions that this point was reached.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lm.h"

const char *self;

static const struct row *const tables[] = {
	call_rows, signal_rows, ipc_rows, switch_rows, process_rows,
	memory_rows, bandwidth_rows, growth_rows,
};

int check(int result, const char *what)
{
	if (result >= 0)
		return result;
	perror(what);
	exit(1);
}

int child(void (*work)(int arg), int arg)
{
	int pid = check(fork(), "fork");

	if (pid)
		return pid;
	work(arg);
	_exit(0);
}

void reap(int pid)
{
	kill(pid, SIGKILL);
	check(waitpid(pid, NULL, 0), "waitpid");
}

void get(int fd, void *buffer, uint32_t size)
{
	char *at = buffer;

	while (size) {
		int n = check(read(fd, at, size), "read");

		if (!n) {
			fputs("read: end of file\n", stderr);
			exit(1);
		}
		at += n;
		size -= n;
	}
}

void put(int fd, const void *buffer, uint32_t size)
{
	const char *at = buffer;

	while (size) {
		int n = check(write(fd, at, size), "write");

		at += n;
		size -= n;
	}
}

int make_file(const char *path, uint32_t size)
{
	int fd = check(open(path, O_RDWR | O_CREAT | O_TRUNC, 0600), path);
	char block[4096];

	memset(block, 'x', sizeof(block));
	for (; size > sizeof(block); size -= sizeof(block))
		put(fd, block, sizeof(block));
	put(fd, block, size);
	return fd;
}

static double now(void)
{
	struct timespec t;

	check(clock_gettime(CLOCK_MONOTONIC, &t), "clock_gettime");
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/*
 * Marks for a plugin that counts the events in between (paths/paths.c): no
 * compiler emits these two instructions, and they have no effect.
 */
static void mark_begin(void)
{
	asm volatile("mov r9, r9");
}

static void mark_end(void)
{
	asm volatile("mov r10, r10");
}

static double timed(void (*run)(uint32_t, int), uint32_t count, int arg,
		    bool mark)
{
	double start, end;

	run(count / 8 + 1, arg);
	start = now();
	if (mark)
		mark_begin();
	run(count, arg);
	if (mark)
		mark_end();
	end = now();
	return (end - start) / count;
}

/* For ever, to keep the system busy */
static void repeat(const struct row *row)
{
	if (row->begin)
		row->begin(row->arg);
	row->run(row->count / 8 + 1, row->arg);
	if (row->end)
		row->end(row->arg);
}

static void measure(const struct row *row)
{
	double ns, base = 0;

	if (row->begin)
		row->begin(row->arg);
	ns = timed(row->run, row->count, row->arg, true);
	if (row->overhead)
		base = timed(row->overhead, row->count, row->arg, false);
	if (row->end)
		row->end(row->arg);
	printf("row %s %u %.2f\n", row->name, row->count, ns - base);
	fflush(stdout);
}

/* The rows grow/... show how a cost grows; a run of all rows leaves them out */
static bool wanted(const char *name, const char *text)
{
	return strncmp(name, "grow/", 5) ? !!strstr(name, text) :
		!strncmp(text, "grow/", 5);
}

static void each(const char *text, void (*what)(const struct row *row))
{
	const struct row *row;
	unsigned int i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (row = tables[i]; row->name; row++)
			if (wanted(row->name, text))
				what(row);
}

int main(int argc, char **argv)
{
	const char *text = argc > 1 ? argv[1] : "";

	if (!strcmp(text, "-exit"))
		return 0;	/* the program that the exec rows start */
	if (!strcmp(text, "-mark")) {
		mark_begin();
		return 0;
	}
	self = realpath("/proc/self/exe", NULL);
	if (argc > 2 && !strcmp(text, "-busy"))
		for (;;)
			each(argv[2], repeat);
	each(text, measure);
	return 0;
}
