// SPDX-License-Identifier: GPL-2.0-only
/* Sends records to be echoed; checks their contents and round-trip times. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <duet/demo.h>

#include "commands.h"
#include "port.h"

struct echo {
	uint32_t count, size;
	uint32_t *latency;	/* in ns, for each record */
	uint32_t seed;
};

static void fill(struct echo *e, uint32_t *record, uint32_t number)
{
	uint32_t i;

	record[0] = number;
	for (i = 1; i < e->size / 4; i++)
		record[i] = duet_demo_next(&e->seed);
}

static void one_round(struct port *p, struct echo *e, uint32_t number)
{
	uint32_t out[DUET_DEMO_ECHO_MAX / 4], in[DUET_DEMO_ECHO_MAX / 4];
	uint64_t start;
	uint32_t length;

	fill(e, out, number);
	start = nanoseconds();
	port_send(p, out, e->size);
	length = port_recv(p, in, sizeof(in));
	e->latency[number] = nanoseconds() - start;
	if (length != e->size)
		die("record %u: %u bytes came back, not %u", number, length,
		    e->size);
	if (memcmp(in, out, length))
		die("record %u came back changed (as number %u)", number,
		    in[0]);
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void print_latency(struct echo *e, double time)
{
	static const double part[] = { 0.5, 0.9, 0.99, 0.999 };
	double sum = 0;
	uint32_t i;

	for (i = 0; i < e->count; i++)
		sum += e->latency[i];
	qsort(e->latency, e->count, sizeof(*e->latency), by_value);
	printf("echo: %u records of %u bytes in %.3f s, none lost or changed\n",
	       e->count, e->size, time);
	printf("round trip ns: min %u avg %.0f", e->latency[0],
	       sum / e->count);
	for (i = 0; i < sizeof(part) / sizeof(part[0]); i++)
		printf(" p%g %u", part[i] * 100,
		       e->latency[(uint32_t)(part[i] * (e->count - 1))]);
	printf(" max %u\n", e->latency[e->count - 1]);
}

static void parse(struct echo *e, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "n:s:")) != -1) {
		if (c == 'n')
			e->count = strtoul(optarg, NULL, 0);
		else if (c == 's')
			e->size = strtoul(optarg, NULL, 0);
		else
			exit(2);
	}
	if (!e->count || e->size < 4 || e->size > DUET_DEMO_ECHO_MAX ||
	    e->size % 4)
		die("-n at least 1, -s a multiple of 4 from 4 to %u",
		    DUET_DEMO_ECHO_MAX);
}

int echo_command(int argc, char **argv)
{
	struct echo e = { .count = 1000, .size = 64, .seed = 1 };
	unsigned long bells, events;
	struct port p;
	double start;
	uint32_t i;

	parse(&e, argc, argv);
	e.latency = calloc(e.count, sizeof(*e.latency));
	if (!e.latency)
		die("no memory for %u records", e.count);
	port_open(&p, DUET_DEMO_ECHO, false);
	bells = port_statistic(p.name, "doorbells");
	events = port_statistic(p.name, "events");
	start = seconds();
	for (i = 0; i < e.count; i++)
		one_round(&p, &e, i);
	print_latency(&e, seconds() - start);
	printf("doorbells: %lu rung, %lu received\n",
	       port_statistic(p.name, "doorbells") - bells,
	       port_statistic(p.name, "events") - events);
	port_close(&p);
	free(e.latency);
	return 0;
}
