// SPDX-License-Identifier: BSD-3-Clause
/*
 * The MBIM function on a channel of records. Its thread sleeps until the peer
 * rings or the modem has news; a host that does not read delays only this port.
 */
#include <string.h>

#include <duet_channel.h>
#include <mbim.h>

#include "phone.h"

#define STACK		4096
#define SEND_TICKS	1000	/* the longest that a full ring holds it up */

#define RUNG	1
#define NEWS	2

static struct mbim function;
static struct duet_channel channel;
static osThreadId_t thread;
static bool lost;		/* the peer has restarted */
static uint64_t stack[STACK / 8];
static uint32_t record[MBIM_TRANSFER_MAX / 4 + 1];

static void send_record(void *arg, const void *bytes, size_t size)
{
	if (!lost && duet_channel_send(&channel, bytes, size, SEND_TICKS) ==
	    DUET_RING_ELINK)
		lost = true;
}

static void wake_thread(void *arg)
{
	if (thread)
		osThreadFlagsSet(thread, NEWS);
}

static void peer_rang(struct duet_channel *ch, void *arg)
{
	osThreadFlagsSet(thread, RUNG);
}

static const struct mbim_host host = {
	.send = send_record,
	.wake = wake_thread,
};

/* The function refuses a record that fills the buffer. Returns its length. */
static int cut_record(void)
{
	const void *at;
	uint32_t size;
	int err = duet_channel_peek(&channel, &at, &size, 0);

	if (err)
		return err;
	size = size < sizeof(record) ? size : sizeof(record);
	memcpy(record, at, size);
	duet_channel_release(&channel);
	return size;
}

/* Returns 0 after a record, else an error. */
static int receive_record(void)
{
	int n = duet_channel_recv(&channel, record, sizeof(record), 0);

	if (n == DUET_RING_ESIZE)
		n = cut_record();
	if (n < 0)
		return n;
	mbim_receive(&function, record, n);
	return 0;
}

/* Until the peer goes away. */
static void serve(void)
{
	int err;

	while (!lost) {
		err = receive_record();
		if (!err)
			continue;
		if (err != DUET_RING_EAGAIN)
			return;
		osThreadFlagsWait(RUNG | NEWS, osFlagsWaitAny,
				  mbim_wait(&function));
		mbim_poll(&function);
	}
}

static void mbim_thread(void *arg)
{
	for (;;) {
		if (duet_channel_wait(&channel, osWaitForever))
			continue;
		lost = false;
		mbim_reset(&function);
		serve();
	}
}

bool phone_start_mbim(uint32_t index)
{
	const osThreadAttr_t attr = {
		.name = "mbim",
		.priority = PRIORITY_PORT,
		.stack_mem = stack,
		.stack_size = sizeof(stack),
	};

	if (thread || duet_channel_open(&channel, index, DUET_CHAN_RECORDS))
		return false;
	if (duet_ring_max(&channel.chan.tx) < MBIM_TRANSFER_MAX)
		return false;
	mbim_open_port(&function, &phone_modem, &host);
	thread = osThreadNew(mbim_thread, NULL, &attr);
	duet_channel_on_event(&channel, peer_rang, NULL);
	return thread;
}
