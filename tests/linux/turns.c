// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "turns.h"

void give_turn(int fd)
{
	if (write(fd, "", 1) != 1)
		_exit(99);
}

void wait_turn(int fd)
{
	char byte;

	if (read(fd, &byte, 1) != 1)
		_exit(98);
}

pid_t start_child(void)
{
	pid_t child = fork();

	if (!child)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return child;
}

int start_turns(struct turns *t, int (*f)(void *, int), void *argument)
{
	int i, bad = 0;

	if (pipe(t->mine) || pipe(t->its))
		return -1;
	t->child = start_child();
	if (t->child)
		return t->child < 0 ? -1 : 0;
	for (i = 0; i < ROUNDS; i++) {
		wait_turn(t->its[0]);
		bad |= f(argument, i);
		give_turn(t->mine[1]);
	}
	wait_turn(t->its[0]);
	_exit(bad);
}

void let_child(struct turns *t)
{
	give_turn(t->its[1]);
	wait_turn(t->mine[0]);
}

int end_turns(struct turns *t)
{
	int status;

	give_turn(t->its[1]);
	return waitpid(t->child, &status, 0) == t->child && status == 0;
}

int *map_pages(void *at, size_t pages, int flags, int fd)
{
	if (at)
		flags |= MAP_FIXED;
	if (fd < 0)
		flags |= MAP_ANONYMOUS;
	return mmap(at, pages * PAGE, RW, flags, fd, 0);
}

int make_file(size_t pages)
{
	char name[] = "/tmp/test-XXXXXX";
	int fd = mkstemp(name);

	unlink(name);
	return ftruncate(fd, pages * PAGE) ? -1 : fd;
}

void fill_pages(volatile int *p, int base)
{
	size_t i;

	for (i = 0; i < SHARED * WORDS; i += 7)
		p[i] = base + i;
}

int pages_hold(volatile int *p, int base)
{
	size_t i;

	for (i = 0; i < SHARED * WORDS; i += 7)
		if (p[i] != (int)(base + i))
			return 0;
	return 1;
}

int answer_turn(void *p, int round)
{
	int ok = pages_hold(p, round);

	fill_pages(p, ~round);
	return !ok;
}
