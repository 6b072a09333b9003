// SPDX-License-Identifier: GPL-2.0-only
/* Processes: fork, exec, copy on write, pipes. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test.h"

static int status_7(void)
{
	return 7;
}

TEST(process, fork_returns_twice)
{
	int i;

	for (i = 0; i < 50; i++)
		CHECK(in_child(status_7) == 7);
	return PASS;
}

#define COW_WORDS	(64 * 1024)
static unsigned int cow[COW_WORDS];

static int cow_child(void)
{
	int i;

	for (i = 0; i < COW_WORDS; i++)
		if (cow[i] != (unsigned int)i)
			return FAIL;
	for (i = 0; i < COW_WORDS; i++)
		cow[i] = ~i;
	for (i = 0; i < COW_WORDS; i++)
		if (cow[i] != (unsigned int)~i)
			return FAIL;
	return PASS;
}

TEST(process, copy_on_write_parts_parent_and_child)
{
	int i;

	for (i = 0; i < COW_WORDS; i++)
		cow[i] = i;
	CHECK(in_child(cow_child) == PASS);
	for (i = 0; i < COW_WORDS; i++)
		CHECK(cow[i] == (unsigned int)i);
	return PASS;
}

TEST(process, kernel_writes_to_a_copy_on_write_page)
{
	int pipes[2];
	pid_t child;

	cow[0] = 1;
	CHECK(!pipe(pipes));
	child = fork();
	if (child == 0) {
		/* The kernel's store must also break the sharing */
		if (read(pipes[0], cow, 4) != 4 || cow[0] != 2)
			_exit(FAIL);
		_exit(PASS);
	}
	CHECK(write(pipes[1], "\2\0\0\0", 4) == 4);
	CHECK(waitpid(child, &pipes[0], 0) == child && pipes[0] == 0);
	CHECK(cow[0] == 1);
	return PASS;
}

static int exec_true(void)
{
	execl("/proc/self/exe", "linux-tests", "no-such-group", NULL);
	return 99;
}

TEST(process, exec_replaces_the_image)
{
	int i;

	/* A group that doesn't exist: prints an empty plan, status 1 */
	for (i = 0; i < 10; i++) {
		fflush(stdout);
		if (!freopen("/dev/null", "w", stdout))
			return FAIL;
		if (in_child(exec_true) != 1)
			return FAIL;
	}
	return PASS;
}

static int exec_with_arguments(void)
{
	execl("/bin/sh", "sh", "-c", "test \"$1$A\" = 12 && exit 42", "sh",
	      "1", NULL);
	return 99;
}

TEST(process, exec_passes_arguments_and_environment)
{
	setenv("A", "2", 1);
	CHECK(in_child(exec_with_arguments) == 42);
	return PASS;
}

TEST(process, vfork_shares_until_exec)
{
	volatile int shared = 0;
	int status;
	pid_t child = vfork();

	if (child == 0) {
		shared = 1;
		_exit(3);
	}
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WEXITSTATUS(status) == 3 && shared == 1);
	return PASS;
}

/* A byte goes round through `count` processes, `rounds` times. */
static int ring_of_pipes(int count, int rounds)
{
	int pipes[16][2], i, r;
	char byte = 0;

	for (i = 0; i < count; i++)
		if (pipe(pipes[i]))
			return -1;
	for (i = 1; i < count; i++) {
		if (fork() != 0)
			continue;
		for (r = 0; r < rounds; r++) {
			if (read(pipes[i - 1][0], &byte, 1) != 1)
				_exit(1);
			byte++;
			if (write(pipes[i][1], &byte, 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	for (r = 0; r < rounds; r++)
		if (write(pipes[0][1], &byte, 1) != 1 ||
		    read(pipes[count - 1][0], &byte, 1) != 1)
			return -1;
	return byte;
}

TEST(process, context_switches_keep_data)
{
	CHECK(ring_of_pipes(8, 1000) == (char)(7 * 1000));
	while (wait(NULL) > 0)
		;
	return PASS;
}

static int fork_deep(int depth)
{
	pid_t child;
	int status;

	if (!depth)
		return 0;
	child = fork();
	if (child < 0)
		return 100;
	if (child == 0)
		_exit(fork_deep(depth - 1) + 1);
	if (waitpid(child, &status, 0) != child)
		return 100;
	return WEXITSTATUS(status);
}

TEST(process, many_address_spaces_at_once)
{
	CHECK(fork_deep(60) == 60);
	return PASS;
}

static int overflow_stack(int n)
{
	volatile char page[4096];

	page[0] = n;
	return n > 1 << 20 ? 0 : overflow_stack(n + 1) + page[0];
}

static int endless(void)
{
	return overflow_stack(0);
}

TEST(process, stack_grows_and_ends_in_a_fault)
{
	CHECK(in_child(endless) == 128 + 11);
	return PASS;
}
