// SPDX-License-Identifier: GPL-2.0-only
/*
 * storm: keeps the kernel busy with its most expensive operations for a given
 * time: forking processes, executing programs, faulting in and copying pages,
 * and passing bytes between processes. It serves to check whether other VMs on
 * the same CPU still meet their deadlines.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE	4096
#define PAGES	256		/* size of the mapping faulted in per round */

/* One step of a kind of work; returns the operations done, < 0 on failure. */
typedef int (*step)(void);

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int wait_for(pid_t child)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return status ? -1 : 1;
}

static int do_fork(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return wait_for(child);
}

static int do_exec(void)
{
	pid_t child = vfork();

	if (child == 0) {
		execl("/proc/self/exe", "storm", "--nothing", NULL);
		_exit(1);
	}
	return wait_for(child);
}

/* Faults pages in, lets a child copy them, and frees them. */
static int do_fault(void)
{
	char *p = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pid_t child;
	int i, result;

	if (p == MAP_FAILED)
		return -1;
	for (i = 0; i < PAGES; i++)
		p[i * PAGE] = i;
	child = fork();
	if (child == 0) {
		for (i = 0; i < PAGES; i++)
			if (p[i * PAGE]++ != (char)i)
				_exit(1);
		_exit(0);
	}
	result = wait_for(child);
	for (i = 0; i < PAGES && result > 0; i++)
		if (p[i * PAGE] != (char)i)
			result = -1;
	munmap(p, PAGES * PAGE);
	return result < 0 ? -1 : 2 * PAGES;
}

static int do_switch(void)
{
	static int to[2], from[2];
	static pid_t partner;
	char byte = 1;
	int i;

	if (!partner) {
		if (pipe(to) || pipe(from))
			return -1;
		partner = fork();
		if (partner == 0) {
			close(to[1]);
			while (read(to[0], &byte, 1) == 1)
				if (write(from[1], &byte, 1) != 1)
					break;
			_exit(0);
		}
		close(to[0]);
	}
	for (i = 0; i < 100; i++)
		if (write(to[1], &byte, 1) != 1 || read(from[0], &byte, 1) != 1)
			return -1;
	return 200;
}

static const struct kind {
	const char *name;
	step step;
} kinds[] = {
	{ "forks", do_fork },
	{ "execs", do_exec },
	{ "faults", do_fault },
	{ "switches", do_switch },
};
#define KINDS	((int)(sizeof(kinds) / sizeof(kinds[0])))

/* Works until the deadline; the result is in memory shared with the parent. */
static void work(step step, double deadline, long *done)
{
	while (now() < deadline) {
		int n = step();

		if (n < 0)
			_exit(1);
		*done += n;
	}
	_exit(0);
}

static long sum(const long *done, int kind, int jobs)
{
	long all = 0;

	for (; kind < jobs; kind += KINDS)
		all += done[kind];
	return all;
}

static int run(double seconds, int jobs)
{
	long *done = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double start = now();
	int i, status, failed = 0;

	if (done == MAP_FAILED)
		return 1;
	for (i = 0; i < jobs; i++)
		if (fork() == 0)
			work(kinds[i % KINDS].step, start + seconds,
			     &done[i]);
	for (i = 0; i < jobs; i++)
		if (wait(&status) < 0 || status)
			failed++;
	printf("storm: %.1f s", now() - start);
	for (i = 0; i < KINDS; i++)
		printf(", %ld %s", sum(done, i, jobs), kinds[i].name);
	printf("%s\n", failed ? ", FAILED" : "");
	return failed || !done[0];
}

static void usage(void)
{
	puts("usage: storm [-t SECONDS] [-j JOBS]\n"
	     "  -t  duration, in time of this machine (10)\n"
	     "  -j  number of concurrent processes, of all kinds in turn (8)\n"
	     "The exit status is nonzero if a process failed or found wrong data.");
}

int main(int argc, char **argv)
{
	double seconds = 10;
	int c, jobs = 8;

	if (argc == 2 && !strcmp(argv[1], "--nothing"))
		return 0;
	while ((c = getopt(argc, argv, "t:j:h")) != -1) {
		switch (c) {
		case 't':
			seconds = atof(optarg);
			break;
		case 'j':
			jobs = atoi(optarg);
			break;
		default:
			usage();
			return c != 'h';
		}
	}
	if (seconds <= 0 || jobs < 1 || jobs > 256) {
		usage();
		return 2;
	}
	return run(seconds, jobs);
}
