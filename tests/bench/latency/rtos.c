// SPDX-License-Identifier: GPL-2.0-only
/*
 * How late a thread of the RTOS wakes, while Linux does what it is told. A
 * record "NAME SAMPLES" on the channel "latency" names a load and begins a
 * measurement of so many wake-ups; a record back is its end. The distribution
 * goes to the UART:
 *
 *	latency NAME SAMPLES MISSED WORST	in ticks of the clock
 *	bucket TICKS COUNT			wake-ups that late
 *
 * What comes on the channel "flood" is dropped, record by record.
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

static void run_load(char *name)
{
	char *count = strchr(name, ' ');

	if (!count)
		return;
	*count++ = 0;
	samples = strtoul(count, NULL, 10);
	memset(bucket, 0, sizeof(bucket));
	missed = 0;
	worst = 0;
	osEventFlagsSet(flags, BEGIN);
	osEventFlagsWait(flags, END, osFlagsWaitAny, osWaitForever);
	report(name);
	duet_channel_send(&latency_channel, name, strlen(name), osWaitForever);
	duet_channel_flush(&latency_channel);
}

static void control_thread(void *arg)
{
	char name[32];
	int n;

	for (;;) {
		n = duet_channel_recv(&latency_channel, name,
				      sizeof(name) - 1, osWaitForever);
		if (n <= 0) {
			duet_channel_wait(&latency_channel, osWaitForever);
			continue;
		}
		name[n] = 0;
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
	start(periodic_thread, osPriorityRealtime);
	start(control_thread, osPriorityNormal);
	start(flood_thread, osPriorityBelowNormal);
	osKernelStart();
	return 1;
}
