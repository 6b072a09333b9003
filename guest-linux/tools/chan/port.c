// SPDX-License-Identifier: GPL-2.0-only
/* Sending and receiving on a channel, by system calls or in mapped memory. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "port.h"
#include "../duet-channel.h"

#define TIMEOUT_MS	10000	/* without progress: the peer hangs */

void die(const char *format, ...)
{
	va_list list;

	fflush(stdout);
	fputs("duet-chan: ", stderr);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	exit(1);
}

uint64_t nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

double seconds(void)
{
	return nanoseconds() / 1e9;
}

unsigned long port_statistic(const char *name, const char *what)
{
	char path[128];
	unsigned long value;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/class/misc/duet-%s/%s", name, what);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%lu", &value) != 1)
		die("%s: cannot read: is %s a channel?", path, name);
	fclose(f);
	return value;
}

static void wait_for(struct port *p, int events)
{
	struct pollfd poll_fd = { p->fd, events, 0 };
	int n = poll(&poll_fd, 1, TIMEOUT_MS);

	if (n == 0)
		die("%s: the peer did nothing for %d s", p->name,
		    TIMEOUT_MS / 1000);
	if (n < 0 && errno != EINTR)
		die("%s: poll: %s", p->name, strerror(errno));
}

/* ---- by system calls ---------------------------------------------------- */

static struct duet_channel_status status_of(struct port *p)
{
	struct duet_channel_status s;

	if (ioctl(p->fd, DUET_CHANNEL_GET_STATUS, &s))
		die("%s: status: %s", p->name, strerror(errno));
	return s;
}

static void wait_for_peer(struct port *p)
{
	double end = seconds() + TIMEOUT_MS / 1000;

	while (!(status_of(p).flags & DUET_CHANNEL_CONNECTED)) {
		if (seconds() > end)
			die("%s: no peer is connected", p->name);
		usleep(1000);
	}
}

static uint32_t recv_by_call(struct port *p, void *buffer, uint32_t size)
{
	ssize_t n;

	while ((n = read(p->fd, buffer, size)) < 0) {
		if (errno != EAGAIN && errno != EINTR)
			die("%s: read: %s", p->name, strerror(errno));
		wait_for(p, POLLIN);
	}
	return n;
}

static void send_by_call(struct port *p, const void *buffer, uint32_t length)
{
	while (write(p->fd, buffer, length) < 0) {
		if (errno != EAGAIN && errno != EINTR)
			die("%s: write: %s", p->name, strerror(errno));
		wait_for(p, POLLOUT);
	}
}

/* ---- mapped ------------------------------------------------------------- */

static void ring_bell(struct port *p)
{
	if (ioctl(p->fd, DUET_CHANNEL_DOORBELL))
		die("%s: doorbell: %s", p->name, strerror(errno));
	p->rung++;
}

static void wait_for_event(struct port *p)
{
	wait_for(p, POLLIN);
	if (ioctl(p->fd, DUET_CHANNEL_WAIT, &p->events) && errno != EAGAIN)
		die("%s: wait: %s", p->name, strerror(errno));
}

/* Follows the peer's state; returns whether it is connected. */
static bool follow(struct port *p)
{
	int flags = duet_chan_poll(&p->chan);

	if (flags < 0)
		die("%s: the peer's layout differs", p->name);
	if (flags & DUET_CHAN_POLL_RING)
		ring_bell(p);
	return flags & DUET_CHAN_POLL_UP;
}

static void flush(struct port *p, struct duet_ring *r)
{
	if (duet_ring_flush(r))
		ring_bell(p);
}

/*
 * Waits for the resource that a ring call lacked when it returned err. Commits
 * and releases must be flushed first, or both ends would wait.
 */
static void wait_for_ring(struct port *p, struct duet_ring *r, int err,
			  uint32_t want)
{
	if (err != DUET_RING_EAGAIN)
		die("%s: ring: %s", p->name,
		    err == DUET_RING_ELINK ? "the peer left" : "broken");
	flush(p, &p->chan.tx);
	flush(p, &p->chan.rx);
	if (duet_ring_sleep(r, want))
		wait_for_event(p);
}

void *port_reserve(struct port *p, uint32_t length)
{
	struct duet_ring *tx = &p->chan.tx;
	void *payload;
	int err;

	/* let a full ring drain to half before it is filled again */
	while ((err = duet_ring_reserve(tx, length, &payload)) != 0)
		wait_for_ring(p, tx, err,
			      tx->want > tx->size / 2 ? tx->want : tx->size / 2);
	return payload;
}

void port_commit(struct port *p, uint32_t length)
{
	duet_ring_commit(&p->chan.tx, length);
	flush(p, &p->chan.tx);
}

const void *port_peek(struct port *p, uint32_t *length)
{
	const void *payload;
	int err;

	while ((err = duet_ring_peek(&p->chan.rx, &payload, length)) != 0)
		wait_for_ring(p, &p->chan.rx, err, p->chan.rx.want);
	return payload;
}

void port_release(struct port *p)
{
	duet_ring_release(&p->chan.rx);
	flush(p, &p->chan.rx);
}

void port_drain(struct port *p)
{
	if (!p->mapped) {
		if (fsync(p->fd))
			die("%s: fsync: %s", p->name, strerror(errno));
		return;
	}
	while (!duet_ring_drained(&p->chan.tx))
		if (duet_ring_sleep(&p->chan.tx, p->chan.tx.size))
			wait_for_event(p);
}

static void claim(struct port *p)
{
	struct duet_channel_status s = status_of(p);
	void *memory;

	if (ioctl(p->fd, DUET_CHANNEL_CLAIM))
		die("%s: can't be mapped: %s", p->name, strerror(errno));
	memory = mmap(NULL, s.size, PROT_READ | PROT_WRITE, MAP_SHARED, p->fd,
		      0);
	if (memory == MAP_FAILED)
		die("%s: mmap: %s", p->name, strerror(errno));
	p->events = s.events;
	if (duet_chan_open(&p->chan, memory, s.size,
			   s.flags & DUET_CHANNEL_FIRST, DUET_CHAN_RECORDS))
		die("%s: %u bytes are too few", p->name, s.size);
	ring_bell(p);
	while (!follow(p))
		wait_for_event(p);
}

/* ---- both --------------------------------------------------------------- */

void port_open(struct port *p, const char *name, bool mapped)
{
	char path[64];

	memset(p, 0, sizeof(*p));
	p->name = name;
	p->mapped = mapped;
	snprintf(path, sizeof(path), "/dev/duet/%s", name);
	p->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (p->fd < 0)
		die("%s: %s", path, strerror(errno));
	if (mapped) {
		claim(p);
		return;
	}
	/* drop data that belong to an earlier user */
	if (ioctl(p->fd, DUET_CHANNEL_RESET, DUET_CHANNEL_RECORDS))
		die("%s: reset: %s", name, strerror(errno));
	wait_for_peer(p);
}

void port_close(struct port *p)
{
	if (p->mapped) {
		duet_chan_close(&p->chan);
		ring_bell(p);
		munmap(p->chan.memory, p->chan.size);
	}
	close(p->fd);
}

uint32_t port_recv(struct port *p, void *buffer, uint32_t size)
{
	const void *payload;
	uint32_t length;

	if (!p->mapped)
		return recv_by_call(p, buffer, size);
	payload = port_peek(p, &length);
	if (length > size)
		die("%s: a record of %u bytes", p->name, length);
	memcpy(buffer, payload, length);
	port_release(p);
	return length;
}

void port_send(struct port *p, const void *buffer, uint32_t length)
{
	if (!p->mapped) {
		send_by_call(p, buffer, length);
		return;
	}
	memcpy(port_reserve(p, length), buffer, length);
	port_commit(p, length);
}
