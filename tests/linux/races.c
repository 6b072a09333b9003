// SPDX-License-Identifier: GPL-2.0-only
/* Threads that write while another thread changes the mappings */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test.h"
#include "turns.h"

static volatile int stop_writing;

static void *write_on(void *argument)
{
	volatile int *p = argument;
	int round, i;

	for (round = 0; !stop_writing; round++)
		for (i = 0; i < SHARED; i++)
			p[i * WORDS + round % WORDS] = round;
	return NULL;
}

/* Nothing that the parent writes later may change the child's pages. */
static int stays_the_same(volatile int *p)
{
	static int copy[SHARED * WORDS];
	int i;

	for (i = 0; i < SHARED * (int)WORDS; i++)
		copy[i] = p[i];
	usleep(2000);
	for (i = 0; i < SHARED * (int)WORDS; i++)
		if (copy[i] != p[i])
			return 0;
	return 1;
}

TEST(coherence, fork_while_a_thread_writes)
{
	int *p = map_pages(NULL, SHARED, MAP_PRIVATE, -1), i, status;
	pthread_t thread;
	pid_t child;

	CHECK(!pthread_create(&thread, NULL, write_on, p));
	for (i = 0; i < 40; i++) {
		child = fork();
		if (!child)
			_exit(!stays_the_same(p));
		CHECK(waitpid(child, &status, 0) == child && !status);
	}
	stop_writing = 1;
	pthread_join(thread, NULL);
	return PASS;
}

static volatile int last_written;
static int *contended;

static void note_the_end(int signal)
{
	(void)signal;
	pthread_exit(NULL);
}

/* Writes until it may not any more. */
static void *write_until_refused(void *argument)
{
	int i;

	(void)argument;
	for (i = 1; ; i++) {
		((volatile int *)contended)[i % (SHARED * WORDS)] = i;
		last_written = i;
	}
	return NULL;
}

static int see_the_last(void *last, int round)
{
	int i = ((volatile int *)last)[round];

	return contended[i % (SHARED * WORDS)] != i;
}

/* What was written before the right was lost is seen by another process. */
TEST(coherence, a_right_is_lost_while_a_thread_writes)
{
	int *last = map_pages(NULL, 1, MAP_SHARED, -1), i;
	struct turns t;

	contended = map_pages(NULL, SHARED, MAP_SHARED, -1);
	signal(SIGSEGV, note_the_end);
	CHECK(!start_turns(&t, see_the_last, last));
	for (i = 0; i < ROUNDS; i++) {
		pthread_t thread;

		CHECK(!mprotect(contended, SHARED * PAGE, RW));
		last_written = 0;
		CHECK(!pthread_create(&thread, NULL, write_until_refused, NULL));
		while (last_written < 10)
			sched_yield();
		usleep(i * 20);
		CHECK(!mprotect(contended, SHARED * PAGE, PROT_READ));
		pthread_join(thread, NULL);
		last[i] = last_written;
		let_child(&t);
	}
	CHECK(end_turns(&t));
	return PASS;
}
