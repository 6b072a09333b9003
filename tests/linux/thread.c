// SPDX-License-Identifier: GPL-2.0-only
/* Threads: futexes, thread-local data, many at once. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include "test.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn_changed = PTHREAD_COND_INITIALIZER;
static int turn, sum;
static __thread int own;

static void *take_turns(void *me)
{
	int i;

	for (i = 0; i < 1000; i++) {
		pthread_mutex_lock(&lock);
		while (turn != (long)me)
			pthread_cond_wait(&turn_changed, &lock);
		turn = !turn;
		pthread_cond_broadcast(&turn_changed);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

TEST(thread, two_take_turns)
{
	pthread_t other;

	CHECK(!pthread_create(&other, NULL, take_turns, (void *)1));
	take_turns((void *)0);
	CHECK(!pthread_join(other, NULL));
	CHECK(turn == 0);
	return PASS;
}

static void *count_locked(void *unused)
{
	int i;

	(void)unused;
	for (i = 0; i < 20000; i++) {
		pthread_mutex_lock(&lock);
		sum++;
		own++;
		pthread_mutex_unlock(&lock);
	}
	return own == 20000 ? &own : NULL;
}

TEST(thread, sixteen_count_under_a_lock)
{
	pthread_t thread[16];
	void *result;
	int i;

	for (i = 0; i < 16; i++)
		CHECK(!pthread_create(&thread[i], NULL, count_locked, NULL));
	for (i = 0; i < 16; i++)
		CHECK(!pthread_join(thread[i], &result) && result);
	CHECK(sum == 16 * 20000 && own == 0);
	return PASS;
}
