// SPDX-License-Identifier: BSD-3-Clause
/*
 * AT ports on channels. Each has a thread, which sleeps until the peer rings or
 * the modem has news. A terminal that does not read delays only its own port.
 */
#include <duet_channel.h>

#include "at.h"
#include "phone.h"

#define PORTS		2
#define STACK		4096
#define BUFFER		256
#define WRITE_TICKS	1000	/* the longest that a full ring holds it up */

#define RUNG	1
#define NEWS	2

struct port {
	struct at_port at;	/* first */
	struct duet_channel channel;
	osThreadId_t thread;
	bool lost;		/* the peer has restarted */
	uint64_t stack[STACK / 8];
};

static struct port ports[PORTS];
static unsigned int nr_ports;

static void write_channel(struct at_port *at, const char *data, size_t n)
{
	struct port *p = (struct port *)at;
	int done;

	while (n && !p->lost) {
		done = duet_channel_write(&p->channel, data, n, WRITE_TICKS);
		if (done == DUET_RING_EAGAIN)
			return;
		if (done < 0) {
			p->lost = true;
			return;
		}
		data += done;
		n -= done;
	}
}

static void wake(struct at_port *at)
{
	struct port *p = (struct port *)at;

	if (p->thread)
		osThreadFlagsSet(p->thread, NEWS);
}

static void peer_rang(struct duet_channel *ch, void *arg)
{
	struct port *p = arg;

	osThreadFlagsSet(p->thread, RUNG);
}

/* A command that waits for the network leaves the rest of the input. */
static void feed(struct port *p, const char *data, size_t n)
{
	size_t taken = at_receive(&p->at, data, n);

	while (taken < n && !p->lost) {
		osThreadFlagsWait(NEWS, osFlagsWaitAny, osWaitForever);
		at_run(&p->at);
		taken += at_receive(&p->at, data + taken, n - taken);
	}
}

/* Until the peer goes away. Each call takes all that has come. */
static void serve(struct port *p)
{
	char buffer[BUFFER];
	uint32_t flags;
	int n;

	while (!p->lost) {
		n = at_is_busy(&p->at) ? DUET_RING_EAGAIN :
			duet_channel_read(&p->channel, buffer, sizeof(buffer),
					  0);
		if (n > 0) {
			feed(p, buffer, n);
			continue;
		}
		if (n != DUET_RING_EAGAIN)
			return;
		flags = osThreadFlagsWait(RUNG | NEWS, osFlagsWaitAny,
					  osWaitForever);
		if (flags & NEWS)
			at_run(&p->at);
	}
}

static void port_thread(void *arg)
{
	struct port *p = arg;

	for (;;) {
		if (duet_channel_wait(&p->channel, osWaitForever))
			continue;
		p->lost = false;
		at_reset(&p->at);
		serve(p);
	}
}

bool phone_start_at(uint32_t channel)
{
	struct port *p = &ports[nr_ports];
	const osThreadAttr_t attr = {
		.name = duet_channel_name(channel),
		.priority = PRIORITY_PORT,
		.stack_mem = p->stack,
		.stack_size = sizeof(p->stack),
	};

	if (nr_ports == PORTS ||
	    duet_channel_open(&p->channel, channel, DUET_CHAN_STREAM))
		return false;
	if (!nr_ports++)
		at_init();
	at_open(&p->at, &phone_modem, write_channel, wake);
	p->thread = osThreadNew(port_thread, p, &attr);
	duet_channel_on_event(&p->channel, peer_rang, p);
	return p->thread;
}
