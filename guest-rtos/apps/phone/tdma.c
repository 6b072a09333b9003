// SPDX-License-Identifier: BSD-3-Clause
/*
 * The ticks of a GSM radio, 3GPP TS 45.002 clause 4.3: a slot has 15/26 ms, a
 * frame of 8 slots 120/26 ms. Nothing in this system may delay them. Neither is
 * a whole number of clock ticks, so the remainder is carried along.
 */
#include <duet_rtos.h>

#include "phone.h"

#define STACK	1024

struct tick {
	const char *name;
	osPriority_t priority;
	uint32_t part;		/* of 1/26000 s */
	uint64_t due;
	uint32_t whole, rest, carry;	/* the period, in clock ticks */
	struct tdma_figures figures;
	uint64_t stack[STACK / 8];
};

static struct tick ticks[] = {
	[TDMA_SLOT] = {
		.name = "slot", .priority = PRIORITY_SLOT, .part = 15,
	},
	[TDMA_FRAME] = {
		.name = "frame", .priority = PRIORITY_FRAME, .part = 120,
	},
};

static void advance(struct tick *t)
{
	t->due += t->whole;
	t->carry += t->rest;
	if (t->carry >= 26000) {
		t->carry -= 26000;
		t->due++;
	}
}

static void record(struct tick *t, uint32_t latency)
{
	struct tdma_figures *f = &t->figures;

	f->ticks++;
	f->sum += latency;
	if (latency > f->worst)
		f->worst = latency;
}

/* A tick is missed if the next one is due before the thread has run. */
static void tick_thread(void *arg)
{
	struct tick *t = arg;
	uint32_t latency;

	t->due = duet_clock();
	for (;;) {
		advance(t);
		duet_delay_until(t->due);
		latency = duet_clock() - t->due;
		record(t, latency);
		for (; latency >= t->whole; latency -= t->whole) {
			t->figures.missed++;
			advance(t);
		}
	}
}

void tdma_read(unsigned int which, struct tdma_figures *figures, bool reset)
{
	static const struct tdma_figures none;
	uint32_t saved = duet_irq_save();

	*figures = ticks[which].figures;
	if (reset)
		ticks[which].figures = none;
	duet_irq_restore(saved);
}

static void start(struct tick *t)
{
	const osThreadAttr_t attr = {
		.name = t->name,
		.priority = t->priority,
		.stack_mem = t->stack,
		.stack_size = sizeof(t->stack),
	};

	t->whole = duet_clock_hz() / 26000 * t->part +
		duet_clock_hz() % 26000 * t->part / 26000;
	t->rest = duet_clock_hz() % 26000 * t->part % 26000;
	osThreadNew(tick_thread, t, &attr);
}

void tdma_start(void)
{
	start(&ticks[TDMA_SLOT]);
	start(&ticks[TDMA_FRAME]);
}
