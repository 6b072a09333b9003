// SPDX-License-Identifier: BSD-3-Clause
/*
 * The hard real-time part: a thread that is due each millisecond, at absolute
 * times, so that it does not drift. Its latency is the time between the moment
 * it is due and its first reading of the clock.
 */
#include <string.h>

#include <duet_rtos.h>

#include "demo.h"

#define PERIODS_HZ	1000

static struct jitter figures = { .best = UINT32_MAX };
static uint64_t stack[2048 / 8];

uint32_t periodic_ticks(void)
{
	return duet_clock_hz() / PERIODS_HZ;
}

static uint32_t bucket_of(uint32_t latency)
{
	uint32_t i = latency ? 32 - __builtin_clz(latency) : 0;

	return i < JITTER_BUCKETS ? i : JITTER_BUCKETS - 1;
}

static void record(uint32_t latency, uint32_t missed)
{
	uint32_t saved = duet_irq_save();
	struct jitter *j = &figures;

	j->periods++;
	j->missed += missed;
	j->last = latency;
	j->sum += latency;
	j->worst = latency > j->worst ? latency : j->worst;
	j->best = latency < j->best ? latency : j->best;
	j->bucket[bucket_of(latency)]++;
	duet_irq_restore(saved);
}

static void periodic_thread(void *arg)
{
	uint32_t period = periodic_ticks();
	uint64_t due = duet_clock() + period;
	uint32_t latency, missed;

	for (;;) {
		/* returns at once if that time has already passed */
		duet_delay_until(due);
		latency = duet_clock() - due;
		for (missed = 0; missed < latency / period; missed++)
			due += period;
		record(latency, missed);
		due += period;
	}
}

void periodic_jitter(struct jitter *j, int reset)
{
	uint32_t saved = duet_irq_save();

	*j = figures;
	if (reset) {
		memset(&figures, 0, sizeof(figures));
		figures.best = UINT32_MAX;
	}
	duet_irq_restore(saved);
	if (!j->periods)
		j->best = 0;
}

void periodic_start(void)
{
	static const osThreadAttr_t attr = {
		.name = "periodic",
		.priority = osPriorityRealtime,
		.stack_mem = stack,
		.stack_size = sizeof(stack),
	};

	osThreadNew(periodic_thread, NULL, &attr);
}
