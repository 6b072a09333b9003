// SPDX-License-Identifier: GPL-2.0-only
/*
 * How late a thread of the RTOS wakes while Linux runs a load. A record
 * "NAME SAMPLES" on the channel "latency" names a load and begins a
 * measurement of that many wake-ups; a record back ends it. The distribution
 * goes to the UART:
 *
 *	latency NAME SAMPLES MISSED WORST	in ticks of the clock
 *	bucket TICKS COUNT			wake-ups that late
 *
 * "trip COUNT" instead requests that many round trips of a record to Linux's
 * user space and back, see bounce.c:
 *
 *	trip COUNT TICKS			for all of them
 *
 * Records on the channel "flood" are dropped, each by itself. With a timer
 * of the board as its second device, the RTOS takes its interrupts as well.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <duet/abi.h>
#include <duet_channel.h>
#include <port.h>

#define PERIOD		2400u		/* ticks: 100 us of 24 MHz */
#define BUCKETS		2400u
#define BEGIN		1u
#define END		2u

static struct duet_channel latency_channel, flood_channel;
static uint32_t bucket[BUCKETS];
static uint32_t samples, missed, worst;
static osEventFlagsId_t flags;

static void sample(uint64_t due)
{
	uint32_t late = duet_clock() - due;

	if (late > worst)
		worst = late;
	if (late >= PERIOD)
		missed++;
	bucket[late < BUCKETS ? late : BUCKETS - 1]++;
}

static void measure(void)
{
	uint64_t due = duet_clock() + PERIOD;
	uint32_t i;

	for (i = 0; i < samples; i++, due += PERIOD) {
		duet_delay_until(due);
		sample(due);
	}
}

static void periodic_thread(void *arg)
{
	for (;;) {
		osEventFlagsWait(flags, BEGIN, osFlagsWaitAny, osWaitForever);
		measure();
		osEventFlagsSet(flags, END);
	}
}

static void report(const char *name)
{
	uint32_t i;

	printf("latency %s %" PRIu32 " %" PRIu32 " %" PRIu32 "\n", name,
	       samples, missed, worst);
	for (i = 0; i < BUCKETS; i++)
		if (bucket[i])
			printf("bucket %" PRIu32 " %" PRIu32 "\n", i,
			       bucket[i]);
}

/* Waits for a record, across connections that end; returns its length */
static int receive(char *record, uint32_t size)
{
	int n;

	for (;;) {
		n = duet_channel_recv(&latency_channel, record, size,
				      osWaitForever);
		if (n > 0)
			return n;
		duet_channel_wait(&latency_channel, osWaitForever);
	}
}

static void answer(const char *record, uint32_t length)
{
	duet_channel_send(&latency_channel, record, length, osWaitForever);
	duet_channel_flush(&latency_channel);
}

static void round_trips(uint32_t count)
{
	uint64_t start = duet_clock();
	char record[32] = "ball";
	uint32_t i;

	for (i = 0; i < count; i++) {
		answer(record, 4);
		receive(record, sizeof(record));
	}
	printf("trip %" PRIu32 " %" PRIu32 "\n", count,
	       (uint32_t)(duet_clock() - start));
	answer("end", 3);
}

static void run_load(char *name)
{
	char *count = strchr(name, ' ');

	if (!count)
		return;
	*count++ = 0;
	samples = strtoul(count, NULL, 10);
	if (!strcmp(name, "trip")) {
		round_trips(samples);
		return;
	}
	memset(bucket, 0, sizeof(bucket));
	missed = 0;
	worst = 0;
	osEventFlagsSet(flags, BEGIN);
	osEventFlagsWait(flags, END, osFlagsWaitAny, osWaitForever);
	report(name);
	answer(name, strlen(name));
}

static void control_thread(void *arg)
{
	char name[32];

	for (;;) {
		name[receive(name, sizeof(name) - 1)] = 0;
		name[strcspn(name, "\n")] = 0;
		run_load(name);
	}
}

static void flood_thread(void *arg)
{
	const void *at;
	uint32_t length;

	for (;;)
		if (!duet_channel_peek(&flood_channel, &at, &length,
				       osWaitForever))
			duet_channel_release(&flood_channel);
		else
			duet_channel_wait(&flood_channel, osWaitForever);
}

/* ---- a timer of the board (SP804), as a device that interrupts ----------- */

#define PAGE		4096u
#define TIMER_LOAD	0x00
#define TIMER_CONTROL	0x08
#define TIMER_CLEAR	0x0c
#define TIMER_PERIODIC	0xe2	/* enabled, interrupts, 32 bits, 1 MHz */
#define TIMER_US	37

static volatile uint32_t *timer_at(uint32_t offset)
{
	return (volatile uint32_t *)(duet_shared_page.device_va + PAGE +
				     offset);
}

static void timer_event(uint32_t event, void *arg)
{
	*timer_at(TIMER_CLEAR) = 0;
}

static void timer_begin(void)
{
	uint32_t events = duet_shared_page.device_events;

	events &= events - 1;		/* the UART's is the first */
	if (!events)
		return;
	duet_irq_register(31 - __builtin_clz(events), timer_event, NULL);
	*timer_at(TIMER_LOAD) = TIMER_US;
	*timer_at(TIMER_CONTROL) = TIMER_PERIODIC;
}

static void start(void (*function)(void *), osPriority_t priority)
{
	const osThreadAttr_t attr = { .priority = priority };

	osThreadNew(function, NULL, &attr);
}

int main(void)
{
	osKernelInitialize();
	flags = osEventFlagsNew(NULL);
	duet_channel_open(&latency_channel, 0, DUET_CHAN_RECORDS);
	duet_channel_open(&flood_channel, 1, DUET_CHAN_RECORDS);
	timer_begin();
	start(periodic_thread, osPriorityRealtime);
	start(control_thread, osPriorityNormal);
	start(flood_thread, osPriorityBelowNormal);
	osKernelStart();
	return 1;
}
