// SPDX-License-Identifier: BSD-3-Clause
/*
 * What packets cost, in instructions if QEMU counts them: 1 ns each. The
 * gateway's share is the run time of its VM.
 */
#include <string.h>

#include <duet/hypercall.h>
#include <duet_channel.h>
#include <port.h>

#include "peer.h"

#define ROUNDS	400

extern struct duet_channel channel;

static uint32_t gateway_ticks(void)
{
	uint32_t ticks = 0;

	CHECK(duet_vm_info(duet_shared_page.channel[channel.index].peer,
			   DUET_INFO_COUNTER + DUET_COUNTER_RUN_TICKS,
			   &ticks) == 0);
	return ticks;
}

static uint32_t to_ns(uint32_t ticks)
{
	return (uint64_t)ticks * 1000000000u / duet_clock_hz() / ROUNDS;
}

static void make_udp(uint32_t target, uint32_t port, uint32_t length)
{
	uint8_t *udp = out + HEADER;

	memset(udp, 0, 8);
	set16(udp, 4000);
	set16(udp + 2, port);
	set16(udp + 4, 8 + length);
	send_packet(target, UDP, 8 + length, 64);
}

/* Packets are sent as they are: making one would be part of the time. */
static void repeat(uint32_t length, bool answered)
{
	uint32_t i;

	for (i = 0; i < ROUNDS; i++) {
		CHECK(duet_channel_send(&channel, out, length, 1000) == 0);
		if (answered)
			CHECK(duet_channel_recv(&channel, in, sizeof(in),
						1000) == (int)length);
	}
}

static void round_trips(uint32_t length)
{
	uint32_t start, own;

	make_udp(GATEWAY, 7, length);
	CHECK(receive_packet(UDP, 1000) == (int)(8 + length));
	own = gateway_ticks();
	start = duet_clock();
	repeat(HEADER + 8 + length, true);
	say("# round trip, %u bytes: %u ns", length,
	    to_ns((uint32_t)duet_clock() - start));
	say(", the gateway's share %u ns\n", to_ns(gateway_ticks() - own), 0);
}

static void wait_until_sent(void)
{
	while (!duet_ring_drained(&channel.chan.tx))
		osDelay(1);
}

/* To a port where QEMU's network answers nothing: a bad request of TFTP */
static void one_way(uint32_t length)
{
	uint32_t own;

	make_udp(HOST, 69, length);
	wait_until_sent();
	own = gateway_ticks();
	repeat(HEADER + 8 + length, false);
	wait_until_sent();
	say("# one way to the Ethernet, %u bytes: the gateway's share %u ns\n",
	    length, to_ns(gateway_ticks() - own));
}

/* Pings that come back from the Ethernet, one by one */
static void both_ways(uint32_t length)
{
	uint8_t *icmp = out + HEADER;
	uint32_t own;

	memset(icmp, 0, 8);
	icmp[0] = 8;
	send_packet(HOST, ICMP, 8 + length, 64);
	CHECK(receive_packet(ICMP, 1000) == (int)(8 + length));
	own = gateway_ticks();
	repeat(HEADER + 8 + length, true);
	say("# to the Ethernet and back, %u bytes: the gateway's share %u ns\n",
	    length, to_ns(gateway_ticks() - own));
}

void measure(void)
{
	round_trips(64);
	round_trips(1400);
	one_way(64);
	one_way(1400);
	both_ways(64);
	both_ways(1400);
	point("measured");
}
