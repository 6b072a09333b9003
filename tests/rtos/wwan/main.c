// SPDX-License-Identifier: BSD-3-Clause
/*
 * Echoes on the channels of a modem: bytes on "at0" and "at1", records on
 * "mbim", IP packets on "net" as answers of the machine that they are for. "at1"
 * is slow; "at0" comes late, and takes two commands: AT+CRASH, and AT+LINK,
 * which breaks the protocol of the channel.
 */
#include <stdio.h>
#include <string.h>

#include <duet/hypercall.h>
#include <duet_channel.h>
#include <duet_port.h>

#include "packet.h"

#define LAZY_TICKS	5	/* between two reads of at1 */
#define LATE_TICKS	20	/* until at0 opens, after at1 */
#define LINK_TICKS	100	/* for Linux to find its link broken */

enum { AT0, AT1, MBIM, NET, NR_CHANNELS };

static const char *const names[NR_CHANNELS] = { "at0", "at1", "mbim", "net" };
static struct duet_channel channels[NR_CHANNELS];
static uint64_t stacks[NR_CHANNELS][2048 / 8];
static char bytes[2][1024];

static void crash(void)
{
	*(volatile uint32_t *)0 = 0;
}

/* An index that no producer may have. */
static void break_link(struct duet_channel *ch)
{
	DUET_RING_STORE(&ch->chan.tx.mine->index, ch->chan.tx.index + 0x10000001);
	duet_doorbell(ch->index);
	osDelay(LINK_TICKS);
}

static void obey(struct duet_channel *ch, const char *text)
{
	if (!strncmp(text, "AT+CRASH", 8))
		crash();
	if (!strncmp(text, "AT+LINK", 7))
		break_link(ch);
}

static int write_all(struct duet_channel *ch, const char *from, int len)
{
	while (len > 0) {
		int n = duet_channel_write(ch, from, len, osWaitForever);

		if (n < 0)
			return n;
		from += n;
		len -= n;
	}
	return 0;
}

static int echo_bytes(struct duet_channel *ch, char *buffer)
{
	int n;

	n = duet_channel_read(ch, buffer, sizeof(bytes[0]) - 1, osWaitForever);
	if (n < 0)
		return n;
	buffer[n] = '\0';
	if (ch == &channels[AT0])
		obey(ch, buffer);
	else
		osDelay(LAZY_TICKS);
	return write_all(ch, buffer, n);
}

/* Echoes a record straight from one ring into the other. */
static int echo_record(struct duet_channel *ch)
{
	const void *in;
	uint32_t len;
	void *out;
	int err;

	err = duet_channel_peek(ch, &in, &len, osWaitForever);
	if (err)
		return err;
	if (ch == &channels[NET] && !packet_is_asking(in, len)) {
		duet_channel_release(ch);
		return 0;
	}
	err = duet_channel_reserve(ch, len, &out, osWaitForever);
	if (!err) {
		duet_ring_copy(out, in, len);
		if (ch == &channels[NET])
			packet_answer(out);
		duet_channel_commit(ch, len);
	}
	duet_channel_release(ch);
	duet_channel_flush(ch);
	return err;
}

static void open_channel(int i)
{
	uint32_t mode = i == AT0 || i == AT1 ? DUET_CHAN_STREAM :
					       DUET_CHAN_RECORDS;

	if (duet_channel_open(&channels[i], duet_channel_find(names[i]), mode))
		crash();
}

static void echo_thread(void *arg)
{
	struct duet_channel *ch = arg;
	int i = ch - channels;

	if (i == AT0)
		osDelay(LATE_TICKS);
	open_channel(i);
	for (;;)
		if (i == AT0 || i == AT1 ? echo_bytes(ch, bytes[i]) :
					   echo_record(ch))
			duet_channel_wait(ch, osWaitForever);
}

static void start(int i)
{
	osThreadAttr_t attr = {
		.name = names[i],
		.priority = osPriorityNormal,
		.stack_mem = stacks[i],
		.stack_size = sizeof(stacks[i]),
	};

	osThreadNew(echo_thread, &channels[i], &attr);
}

int main(void)
{
	osKernelInitialize();
	for (int i = 0; i < NR_CHANNELS; i++)
		start(i);
	osKernelStart();
	return 1;
}
