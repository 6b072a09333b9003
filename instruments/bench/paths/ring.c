// SPDX-License-Identifier: GPL-2.0-only
/* A record through a ring whose two ends belong to this guest; no doorbell. */
#include <duet/chan.h>

#include "points.h"

#define SIZE	262144u	/* its data are 64 KB */

static struct duet_chan end[2];
static uint32_t memory[SIZE / 4] __attribute__((aligned(4096)));
static uint32_t from[1024] __attribute__((aligned(32)));
static uint32_t to[1024] __attribute__((aligned(32)));

int ring_send(uint32_t size)
{
	int error = duet_ring_send(&end[0].tx, from, size);

	duet_ring_flush(&end[0].tx);
	return error;
}

int ring_recv(uint32_t size)
{
	int n = duet_ring_recv(&end[1].rx, to, sizeof(to));

	duet_ring_flush(&end[1].rx);
	return n;
}

/* In place: the sender's work, except for making the data, ... */
int ring_place(uint32_t size)
{
	void *at;
	int error = duet_ring_reserve(&end[0].tx, size, &at);

	duet_ring_commit(&end[0].tx, size);
	duet_ring_flush(&end[0].tx);
	return error;
}

/* ... and the receiver's, except for using them */
int ring_take(uint32_t size)
{
	const void *at;
	uint32_t length = 0;

	duet_ring_peek(&end[1].rx, &at, &length);

	duet_ring_release(&end[1].rx);
	duet_ring_flush(&end[1].rx);
	return length;
}

int ring_copy(uint32_t size)
{
	duet_ring_copy(to, from, size);
	return 0;
}

/*
 * A stream: records made in place and published all at once, then taken in
 * place. Making a record means copying it from elsewhere, a plain memcpy.
 */
#define STREAM	8

int ring_stream(uint32_t size)
{
	const void *at;
	uint32_t length = 0, i;
	void *place;

	for (i = 0; i < STREAM; i++) {
		if (duet_ring_reserve(&end[0].tx, size, &place))
			return -1;
		duet_ring_copy(place, from, size);
		duet_ring_commit(&end[0].tx, size);
	}
	duet_ring_flush(&end[0].tx);
	for (i = 0; i < STREAM; i++) {
		if (duet_ring_peek(&end[1].rx, &at, &length))
			return -1;
		duet_ring_release(&end[1].rx);
	}
	duet_ring_flush(&end[1].rx);
	return length;
}

void ring_connect(void)
{
	uint32_t i;

	for (i = 0; i < 2; i++)
		if (duet_chan_open(&end[i], memory, SIZE, i == 0,
				   DUET_CHAN_RECORDS))
			bail("a channel can't be opened");
	for (i = 0; i < 8; i++)
		duet_chan_poll(&end[i % 2]);
	if (!duet_chan_up(&end[0]) || !duet_chan_up(&end[1]))
		bail("a channel isn't connected");
}
