// SPDX-License-Identifier: BSD-3-Clause
/* Packets, the simple way: checksums byte by byte, from RFC 1071. */
#include <string.h>

#include <duet_channel.h>

#include "peer.h"

extern struct duet_channel channel;

uint8_t out[HEADER + DATA_MAX] __attribute__((aligned(4)));
uint8_t in[HEADER + DATA_MAX] __attribute__((aligned(4)));

void set16(uint8_t *at, uint32_t value)
{
	at[0] = value >> 8;
	at[1] = value;
}

void set32(uint8_t *at, uint32_t value)
{
	set16(at, value >> 16);
	set16(at + 2, value);
}

uint32_t read16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

uint32_t read32(const uint8_t *at)
{
	return read16(at) << 16 | read16(at + 2);
}

static uint32_t sum(const uint8_t *at, uint32_t length, uint32_t start)
{
	uint32_t i;

	for (i = 0; i < length; i++)
		start += i & 1 ? at[i] : at[i] << 8;
	return start;
}

static uint32_t fold(uint32_t value)
{
	while (value >> 16)
		value = (value & 0xffff) + (value >> 16);
	return value ^ 0xffff;
}

/* Over the payload, and for all but ICMP the pseudo header */
static uint32_t payload_sum(const uint8_t *packet, uint32_t length)
{
	uint32_t start = 0;

	if (packet[9] != ICMP)
		start = sum(packet + 12, 8, packet[9] + length);
	return fold(sum(packet + HEADER, length, start));
}

static uint8_t *checksum_of(uint8_t *packet)
{
	return packet + HEADER + (packet[9] == ICMP ? 2 : packet[9] == UDP ?
				  6 : 16);
}

void send_packet(uint32_t target, uint8_t protocol, uint32_t length,
		 uint8_t ttl)
{
	static uint32_t id;

	memset(out, 0, HEADER);
	out[0] = 0x45;
	set16(out + 2, HEADER + length);
	set16(out + 4, ++id);
	out[8] = ttl;
	out[9] = protocol;
	set32(out + 12, OURS);
	set32(out + 16, target);
	set16(out + 10, fold(sum(out, HEADER, 0)));
	set16(checksum_of(out), 0);
	set16(checksum_of(out), payload_sum(out, length));
	CHECK(duet_channel_send(&channel, out, HEADER + length, 1000) == 0);
}

static bool is_right(uint32_t length)
{
	return length >= HEADER + 8 && in[0] == 0x45 &&
	       read16(in + 2) == length && !fold(sum(in, HEADER, 0)) &&
	       read32(in + 16) == OURS && !payload_sum(in, length - HEADER);
}

int receive_packet(uint8_t protocol, uint32_t timeout)
{
	int n;

	do {
		n = duet_channel_recv(&channel, in, sizeof(in), timeout);
		if (n < 0)
			return -1;
		if (!is_right(n))
			return -2;
	} while (in[9] != protocol);
	return n - HEADER;
}
