// SPDX-License-Identifier: GPL-2.0-only
/* Moves bulk data to and from the RTOS, and compares the checksums. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "control.h"
#include "port.h"

#define TO_RTOS		1
#define FROM_RTOS	2

struct stream {
	struct port control, data;
	bool mapped;
	int ways;
	uint32_t length, chunk, seed;
	uint32_t sum[2];	/* of the data, computed here */
	uint32_t records;
	unsigned long bells, events;	/* counters before the transfer */
};

static uint32_t chunk_at(const struct stream *s, uint32_t done)
{
	uint32_t left = s->length - done;

	return left < s->chunk ? left : s->chunk;
}

static void fill(struct stream *s, uint32_t *words, uint32_t bytes)
{
	uint32_t i;

	for (i = 0; i < bytes / 4; i++)
		words[i] = duet_demo_next(&s->seed);
	duet_demo_sum(s->sum, words, bytes / 4);
}

static void send_all(struct stream *s)
{
	uint32_t buffer[DUET_DEMO_CHUNK_MAX / 4], done, n;

	for (done = 0; done < s->length; done += n) {
		n = chunk_at(s, done);
		if (s->mapped) {
			fill(s, port_reserve(&s->data, n), n);
			port_commit(&s->data, n);
		} else {
			fill(s, buffer, n);
			port_send(&s->data, buffer, n);
		}
		s->records++;
	}
	port_drain(&s->data);
}

/* Compares all words with the sequence, and reports the first difference. */
static void check(struct stream *s, const uint32_t *words, uint32_t bytes,
		  uint32_t done)
{
	uint32_t i, expected;

	if (bytes % 4 || bytes > s->length - done || !bytes)
		die("byte %u: a record of %u bytes", done, bytes);
	for (i = 0; i < bytes / 4; i++) {
		expected = duet_demo_next(&s->seed);
		if (words[i] != expected)
			die("byte %u: %08x came instead of %08x", done + 4 * i,
			    words[i], expected);
	}
	duet_demo_sum(s->sum, words, bytes / 4);
}

static void receive_all(struct stream *s)
{
	uint32_t buffer[DUET_DEMO_CHUNK_MAX / 4], done, n;

	for (done = 0; done < s->length; done += n) {
		if (s->mapped) {
			const uint32_t *at = port_peek(&s->data, &n);

			check(s, at, n, done);
			port_release(&s->data);
		} else {
			n = port_recv(&s->data, buffer, sizeof(buffer));
			check(s, buffer, n, done);
		}
		s->records++;
	}
}

static void begin(struct stream *s)
{
	s->seed = 0x1234567;
	s->sum[0] = 0;
	s->sum[1] = 0;
	s->records = 0;
	s->bells = port_statistic(s->data.name, "doorbells");
	s->events = port_statistic(s->data.name, "events");
}

static void compare(struct stream *s, const struct duet_demo_reply *reply)
{
	if (reply->status == DUET_DEMO_TIMEOUT)
		die("the RTOS timed out after %u bytes of %u", reply->length,
		    s->length);
	if (reply->status != DUET_DEMO_OK || reply->length != s->length)
		die("the RTOS moved %u bytes of %u (status %u)", reply->length,
		    s->length, reply->status);
	if (reply->records != s->records)
		die("%u records here are %u there", s->records, reply->records);
	if (reply->sum[0] != s->sum[0] || reply->sum[1] != s->sum[1])
		die("checksums differ: %08x%08x here, %08x%08x there",
		    s->sum[1], s->sum[0], reply->sum[1], reply->sum[0]);
}

static void print(struct stream *s, const char *way, double time,
		  const struct duet_demo_reply *reply)
{
	printf("stream %s: %u bytes in %u records, %.3f s, %.1f MB/s, "
	       "checksum %08x%08x\n", way, s->length, s->records, time,
	       s->length / time / 1e6, s->sum[1], s->sum[0]);
	printf("doorbells: Linux rang %lu and received %lu, the RTOS rang %u "
	       "and received %u\n",
	       port_statistic(s->data.name, "doorbells") - s->bells,
	       port_statistic(s->data.name, "events") - s->events,
	       reply->rung, reply->woken);
}

static void run(struct stream *s, int way)
{
	struct duet_demo_request request = {
		.op = way == TO_RTOS ? DUET_DEMO_SINK : DUET_DEMO_SOURCE,
		.channel = s->mapped ? DUET_DEMO_ON_FRAME : DUET_DEMO_ON_STREAM,
		.length = s->length, .chunk = s->chunk,
	};
	struct duet_demo_reply reply;
	double start;
	uint32_t id;

	begin(s);
	request.seed = s->seed;
	id = control_request(&s->control, &request);
	control_reply(&s->control, id, &reply, sizeof(reply));
	if (reply.status != DUET_DEMO_STARTED)
		die("the RTOS does not start (status %u)", reply.status);
	start = seconds();
	if (way == TO_RTOS)
		send_all(s);
	else
		receive_all(s);
	control_reply(&s->control, id, &reply, sizeof(reply));
	compare(s, &reply);
	print(s, way == TO_RTOS ? "to RTOS" : "from RTOS", seconds() - start,
	      &reply);
}

static uint32_t bytes_of(const char *text)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 0);

	if (*end == 'k' || *end == 'K')
		n <<= 10;
	else if (*end == 'm' || *end == 'M')
		n <<= 20;
	else if (*end)
		die("%s: not a number of bytes", text);
	if (!n || n % 4 || n > 0xfffffffc)
		die("%s: must be a multiple of 4, above 0, below 4 GB", text);
	return n;
}

static void parse(struct stream *s, int argc, char **argv)
{
	static const struct option options[] = {
		{ "mmap", no_argument, NULL, 'm' }, { 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "b:k:d:m", options, NULL)) != -1) {
		if (c == 'b')
			s->length = bytes_of(optarg);
		else if (c == 'k')
			s->chunk = bytes_of(optarg);
		else if (c == 'm')
			s->mapped = true;
		else if (c == 'd' && !strcmp(optarg, "to"))
			s->ways = TO_RTOS;
		else if (c == 'd' && !strcmp(optarg, "from"))
			s->ways = FROM_RTOS;
		else
			exit(2);
	}
	if (s->chunk > DUET_DEMO_CHUNK_MAX)
		die("-k: at most %u", DUET_DEMO_CHUNK_MAX);
}

int stream_command(int argc, char **argv)
{
	struct stream s = { .ways = TO_RTOS | FROM_RTOS, .length = 64 << 20,
			    .chunk = 2048 };

	parse(&s, argc, argv);
	control_open(&s.control);
	port_open(&s.data, s.mapped ? DUET_DEMO_FRAME : DUET_DEMO_STREAM,
		  s.mapped);
	if (s.ways & TO_RTOS)
		run(&s, TO_RTOS);
	if (s.ways & FROM_RTOS)
		run(&s, FROM_RTOS);
	port_close(&s.data);
	port_close(&s.control);
	return 0;
}
