// SPDX-License-Identifier: BSD-3-Clause
/*
 * As much of TCP as an echo needs: one segment is under way at a time, and
 * what does not come in order is left for the retransmission.
 */
#include <string.h>

#include "peer.h"

#define SYN	2
#define FIN	1
#define RST	4
#define PUSH	8
#define ACK	16

#define TCP_HEADER	20
#define SEGMENT		1360
#define ROUNDS		64
#define WINDOW		8192
#define TRIES		10
#define WAIT		1000	/* ms */

static struct {
	uint32_t port;
	uint32_t sent, wanted;	/* sequence numbers: ours, and of the peer */
} tcp;

static void send_segment(uint8_t flags, uint32_t sequence, uint32_t length)
{
	uint8_t *t = out + HEADER;

	memset(t, 0, TCP_HEADER);
	set16(t, 2000);
	set16(t + 2, tcp.port);
	set32(t + 4, sequence);
	if (flags & ACK)
		set32(t + 8, tcp.wanted);
	t[12] = TCP_HEADER / 4 << 4;
	t[13] = flags;
	set16(t + 14, WINDOW);
	send_packet(ECHO_HOST, TCP, TCP_HEADER + length, 64);
}

/* Returns the data's length of the next segment of ours, or -1. */
static int receive_segment(uint8_t *flags, const uint8_t **data)
{
	const uint8_t *t = in + HEADER;
	int n;

	do {
		n = receive_packet(TCP, WAIT);
		if (n < TCP_HEADER)
			return -1;
	} while (read16(t) != tcp.port || read16(t + 2) != 2000 ||
		 read32(in + 12) != ECHO_HOST);
	*flags = t[13];
	*data = t + (t[12] >> 4) * 4;
	return n - (t[12] >> 4) * 4;
}

static bool connect_to(uint32_t port)
{
	const uint8_t *data;
	uint8_t flags = 0;
	uint32_t tries;

	tcp.port = port;
	tcp.sent = 1000;
	for (tries = 0; tries < TRIES; tries++) {
		send_segment(SYN, tcp.sent, 0);
		if (receive_segment(&flags, &data) < 0)
			continue;
		if (flags == (SYN | ACK))
			break;
		if (flags & RST)
			return false;
	}
	if (flags != (SYN | ACK))
		return false;
	tcp.wanted = read32(in + HEADER + 4) + 1;
	tcp.sent++;
	send_segment(ACK, tcp.sent, 0);
	return true;
}

static uint8_t pattern(uint32_t at)
{
	return at * 7 + (at >> 8);
}

/* Takes the data if they are the next ones. Returns how many. */
static uint32_t take(const uint8_t *data, int n)
{
	uint32_t i;

	if (n <= 0 || read32(in + HEADER + 4) != tcp.wanted)
		return 0;
	for (i = 0; i < (uint32_t)n; i++)
		CHECK(data[i] == pattern(tcp.wanted + i));
	tcp.wanted += n;
	send_segment(ACK, tcp.sent, 0);
	return n;
}

/* Sends a segment, and waits until all of it has come back. */
static bool echo_segment(uint32_t start)
{
	uint32_t back = 0, tries = 0, i;
	const uint8_t *data;
	uint8_t flags;
	int n;

	tcp.sent += SEGMENT;
	while (back < SEGMENT && tries < TRIES) {
		if (!back) {
			for (i = 0; i < SEGMENT; i++)
				out[HEADER + TCP_HEADER + i] =
					pattern(start + i);
			send_segment(PUSH | ACK, tcp.sent - SEGMENT, SEGMENT);
		}
		do {
			n = receive_segment(&flags, &data);
			back += take(data, n);
		} while (n >= 0 && back < SEGMENT);
		tries++;
	}
	return back == SEGMENT;
}

static bool close_connection(void)
{
	uint8_t flags = 0;
	const uint8_t *data;
	uint32_t tries;

	for (tries = 0; tries < TRIES && !(flags & FIN); tries++) {
		send_segment(FIN | ACK, tcp.sent, 0);
		while (!(flags & FIN) && receive_segment(&flags, &data) >= 0)
			;
	}
	tcp.wanted++;
	send_segment(ACK, tcp.sent + 1, 0);
	return flags & FIN;
}

void tcp_tests(void)
{
	uint32_t i;

	CHECK(connect_to(7));
	for (i = 0; i < ROUNDS; i++)
		CHECK(echo_segment(tcp.wanted));
	CHECK(close_connection());
	say("# %u bytes there and back by TCP\n", ROUNDS * SEGMENT, 0);
	point("TCP: data come back unchanged");
}
