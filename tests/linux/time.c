// SPDX-License-Identifier: GPL-2.0-only
/* Clocks and timers: they advance, and no timer fires too early. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "test.h"

static long long now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

TEST(time, the_clock_never_goes_back)
{
	long long last = now(CLOCK_MONOTONIC), t;
	int i, steps = 0;

	for (i = 0; i < 100000; i++) {
		t = now(CLOCK_MONOTONIC);
		CHECK(t >= last);
		steps += t > last;
		last = t;
	}
	CHECK(steps > 100);
	return PASS;
}

TEST(time, sleeps_last_at_least_as_asked)
{
	static const long ns[] = { 1, 50000, 1000000, 9999999, 123456789 };
	unsigned int i;

	for (i = 0; i < sizeof(ns) / sizeof(ns[0]); i++) {
		struct timespec t = { 0, ns[i] };
		long long start = now(CLOCK_MONOTONIC), slept;

		CHECK(!nanosleep(&t, NULL));
		slept = now(CLOCK_MONOTONIC) - start;
		CHECK(slept >= ns[i]);
		/* Far beyond: a lost timer interrupt, not a busy host */
		CHECK(slept < ns[i] + 5000000000LL);
	}
	return PASS;
}

static volatile int ticks;

static void tick(int signal)
{
	(void)signal;
	ticks++;
}

TEST(time, an_interval_timer_keeps_its_rate)
{
	struct itimerval timer = { { 0, 10000 }, { 0, 10000 } };
	long long start = now(CLOCK_MONOTONIC), took;

	signal(SIGALRM, tick);
	setitimer(ITIMER_REAL, &timer, NULL);
	while (ticks < 100)
		pause();
	took = now(CLOCK_MONOTONIC) - start;
	CHECK(took >= 990000000LL);
	return PASS;
}

TEST(time, cpu_time_is_accounted)
{
	long long start = now(CLOCK_PROCESS_CPUTIME_ID);
	volatile int i;

	for (i = 0; i < 10000000; i++)
		;
	CHECK(now(CLOCK_PROCESS_CPUTIME_ID) > start);
	return PASS;
}
