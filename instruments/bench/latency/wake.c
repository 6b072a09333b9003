// SPDX-License-Identifier: GPL-2.0-only
/*
 * wake NAME SAMPLES: how late a thread of Linux with the highest real-time
 * priority wakes when it sleeps by absolute times, as cyclictest measures it.
 * Prints the distribution as latency/rtos.c does, in ticks of 24 MHz.
 */
#include <inttypes.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#define PERIOD		100000u		/* ns, as in rtos.c */
#define BUCKETS		240000u		/* up to 10 ms */
#define TICKS(ns)	((uint32_t)((uint64_t)(ns) * 24 / 1000))

static uint32_t bucket[BUCKETS];
static uint32_t missed, worst;

static uint64_t ns(const struct timespec *t)
{
	return (uint64_t)t->tv_sec * 1000000000u + t->tv_nsec;
}

static void advance(struct timespec *t)
{
	t->tv_nsec += PERIOD;
	if (t->tv_nsec >= 1000000000) {
		t->tv_nsec -= 1000000000;
		t->tv_sec++;
	}
}

static void sample(const struct timespec *due)
{
	struct timespec now;
	uint32_t late;

	clock_gettime(CLOCK_MONOTONIC, &now);
	late = TICKS(ns(&now) - ns(due));
	if (late > worst)
		worst = late;
	if (late >= TICKS(PERIOD))
		missed++;
	bucket[late < BUCKETS ? late : BUCKETS - 1]++;
}

static void measure(uint32_t samples)
{
	struct timespec due;
	uint32_t i;

	clock_gettime(CLOCK_MONOTONIC, &due);
	for (i = 0; i < samples; i++) {
		advance(&due);
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
		sample(&due);
	}
}

int main(int argc, char **argv)
{
	const struct sched_param highest = { .sched_priority = 99 };
	uint32_t samples = argc == 3 ? strtoul(argv[2], NULL, 10) : 0, i;

	if (!samples || mlockall(MCL_CURRENT | MCL_FUTURE) ||
	    sched_setscheduler(0, SCHED_FIFO, &highest)) {
		perror("wake NAME SAMPLES");
		return 1;
	}
	measure(samples);
	printf("latency %s %u %" PRIu32 " %" PRIu32 "\n", argv[1], samples,
	       missed, worst);
	for (i = 0; i < BUCKETS; i++)
		if (bucket[i])
			printf("bucket %" PRIu32 " %" PRIu32 "\n", i,
			       bucket[i]);
	return 0;
}
