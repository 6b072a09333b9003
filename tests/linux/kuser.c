// SPDX-License-Identifier: GPL-2.0-only
/* The helpers page at 0xffff0f00 that ARMv5 programs depend on. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
#include "test.h"

#define HELPERS_VERSION	(*(volatile int *)0xffff0ffc)
#define get_tls		((unsigned long (*)(void))0xffff0fe0)
#define cmpxchg		((int (*)(int, int, volatile int *))0xffff0fc0)
#define barrier		((void (*)(void))0xffff0fa0)
#define cmpxchg64	((int (*)(const long long *, const long long *, \
				  volatile long long *))0xffff0f60)

TEST(kuser, version_and_barrier)
{
	CHECK(HELPERS_VERSION >= 5 && HELPERS_VERSION < 100);
	barrier();
	return PASS;
}

TEST(kuser, compare_and_exchange)
{
	volatile int word = 1;
	volatile long long wide = 1LL << 40;
	long long old = 1LL << 40, new = 3LL << 40;

	CHECK(cmpxchg(1, 2, &word) == 0 && word == 2);
	CHECK(cmpxchg(1, 3, &word) != 0 && word == 2);
	CHECK(cmpxchg64(&old, &new, &wide) == 0 && wide == new);
	CHECK(cmpxchg64(&old, &new, &wide) != 0 && wide == new);
	return PASS;
}

TEST(kuser, the_page_is_read_only)
{
	CHECK(probe(load_byte, 0xffff0ffc).signal == 0);
	CHECK(probe(store_byte, 0xffff0ffc).signal == SIGSEGV);
	CHECK(probe(store_byte, 0xffff0ff0).signal == SIGSEGV);
	CHECK(probe(store_byte, 0xffff0fc0).signal == SIGSEGV);
	return PASS;
}

static volatile int counter;

static void *add(void *rounds)
{
	int i, old;

	for (i = 0; i < (int)(long)rounds; i++)
		do
			old = counter;
		while (cmpxchg(old, old + 1, &counter));
	return NULL;
}

static void add_one(int signal)
{
	(void)signal;
	add((void *)1);
}

/*
 * The exchange is not atomic by itself: the kernel restarts it after
 * interrupting it. A timer's handler and threads all count in one word.
 */
TEST(kuser, interrupted_exchanges_are_restarted)
{
	struct itimerval timer = { { 0, 300 }, { 0, 300 } }, off = { 0 };
	pthread_t thread[4];
	int i;

	signal(SIGALRM, add_one);
	setitimer(ITIMER_REAL, &timer, NULL);
	for (i = 0; i < 4; i++)
		CHECK(!pthread_create(&thread[i], NULL, add, (void *)500000));
	for (i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	setitimer(ITIMER_REAL, &off, NULL);
	CHECK(counter >= 2000000 && counter < 2000000 + 1000000);
	return PASS;
}

static void *check_tls(void *value)
{
	int i;

	syscall(__ARM_NR_set_tls, get_tls());
	for (i = 0; i < 2000; i++) {
		if (get_tls() != (unsigned long)__builtin_thread_pointer())
			return NULL;
		if (i % 16 == 0)
			syscall(SYS_sched_yield);
	}
	return value;
}

TEST(kuser, each_thread_has_its_own_tls)
{
	pthread_t thread[8];
	void *result;
	long i;

	for (i = 0; i < 8; i++)
		CHECK(!pthread_create(&thread[i], NULL, check_tls,
				      (void *)(i + 1)));
	for (i = 0; i < 8; i++)
		CHECK(!pthread_join(thread[i], &result) &&
		      result == (void *)(i + 1));
	return PASS;
}

static int tls_of_child(void)
{
	return get_tls() == (unsigned long)__builtin_thread_pointer() ? 0 : 1;
}

TEST(kuser, fork_keeps_the_tls)
{
	unsigned long mine = get_tls();
	int i;

	for (i = 0; i < 20; i++)
		CHECK(in_child(tls_of_child) == 0 && get_tls() == mine);
	return PASS;
}
