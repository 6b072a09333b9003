// SPDX-License-Identifier: GPL-2.0-only
/* Requests and replies, and the commands that need nothing else. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "control.h"

void control_open(struct port *p)
{
	port_open(p, DUET_DEMO_CONTROL, false);
}

uint32_t control_request(struct port *p, struct duet_demo_request *request)
{
	static uint32_t number;

	request->magic = DUET_DEMO_MAGIC;
	request->id = (uint32_t)getpid() << 16 | (number++ & 0xffff);
	port_send(p, request, sizeof(*request));
	return request->id;
}

void control_reply(struct port *p, uint32_t id, void *reply, uint32_t size)
{
	/* all kinds of replies start like this */
	struct { uint32_t magic, op, id, status; } *head = reply;
	uint32_t length;

	do {
		length = port_recv(p, reply, size);
		if (length < sizeof(*head) || head->magic != DUET_DEMO_MAGIC)
			die("%s: not a reply", p->name);
	} while (head->id != id);
	if (head->status == DUET_DEMO_BAD)
		die("%s: the RTOS refuses the request", p->name);
	if (length != size)
		die("%s: a reply of %u bytes instead of %u", p->name, length,
		    size);
}

int ping_command(int argc, char **argv)
{
	struct duet_demo_request request = { .op = DUET_DEMO_PING };
	struct duet_demo_reply reply;
	struct port p;

	control_open(&p);
	control_reply(&p, control_request(&p, &request), &reply, sizeof(reply));
	puts("the RTOS is up");
	port_close(&p);
	return 0;
}

/* Converts Duet clock ticks to ns: instructions, if QEMU counts them. */
static double ticks_ns(const struct duet_demo_jitter *j, double ticks)
{
	return ticks * 1e9 / j->hz;
}

static int print_jitter(const struct duet_demo_jitter *j)
{
	double sum = j->sum_high * 4294967296.0 + j->sum_low;
	double average = j->periods ? sum / j->periods : 0;

	if (!j->hz)
		die("the RTOS reports no clock rate");
	printf("jitter: %u periods of %.0f us, %u missed; wake-up latency ns: "
	       "min %.0f avg %.0f max %.0f\n", j->periods,
	       ticks_ns(j, j->period) / 1000, j->missed, ticks_ns(j, j->best),
	       ticks_ns(j, average), ticks_ns(j, j->worst));
	return j->missed != 0 || !j->periods;
}

int jitter_command(int argc, char **argv)
{
	struct duet_demo_request request = { .op = DUET_DEMO_JITTER };
	struct duet_demo_jitter jitter;
	struct port p;
	int c;

	while ((c = getopt(argc, argv, "r")) != -1) {
		if (c != 'r')
			return 2;
		request.op = DUET_DEMO_JITTER_RESET;
	}
	control_open(&p);
	control_reply(&p, control_request(&p, &request), &jitter,
		      sizeof(jitter));
	port_close(&p);
	return print_jitter(&jitter);
}
