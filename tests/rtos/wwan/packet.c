// SPDX-License-Identifier: BSD-3-Clause
/*
 * Answers to IP packets: sums of 16-bit words don't depend on the words' order,
 * so exchanged addresses and ports leave the checksums right.
 */
#include "packet.h"

#define HEADER		20	/* an IPv4 header without options */
#define ICMP		1
#define UDP		17
#define ECHO_PORT	0x0700	/* 7, in network order */
#define FRAGMENT	0xff3f	/* offset, and "more", in network order */

struct ip {
	uint8_t version, tos;
	uint16_t length, id, fragment;
	uint8_t ttl, protocol;
	uint16_t sum;
	uint32_t from, to;
};

struct icmp {
	uint8_t type, code;
	uint16_t sum;
};

struct udp {
	uint16_t from, to;
};

bool packet_is_asking(const void *packet, uint32_t len)
{
	const struct ip *ip = packet;
	const struct icmp *icmp = (const void *)(ip + 1);
	const struct udp *udp = (const void *)(ip + 1);

	if (len < HEADER + 8 || ip->version != 0x45 ||
	    (ip->fragment & FRAGMENT))
		return false;
	if (ip->protocol == ICMP)
		return icmp->type == 8;
	return ip->protocol == UDP && udp->to == ECHO_PORT;
}

/* Type 8 becomes 0, and the sum in ones' complement follows. */
static void answer_icmp(struct icmp *icmp)
{
	uint32_t sum = icmp->sum + 8u;

	icmp->type = 0;
	icmp->sum = (uint16_t)(sum + (sum >> 16));
}

static void answer_udp(struct udp *udp)
{
	uint16_t from = udp->from;

	udp->from = udp->to;
	udp->to = from;
}

void packet_answer(void *packet)
{
	struct ip *ip = packet;
	uint32_t from = ip->from;

	ip->from = ip->to;
	ip->to = from;
	if (ip->protocol == ICMP)
		answer_icmp((void *)(ip + 1));
	else
		answer_udp((void *)(ip + 1));
}
