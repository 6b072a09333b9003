/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gateway between the packet session of a guest and the board's Ethernet:
 * what the modem and its front ends see of it. IPv4 addresses are in host byte
 * order.
 *
 * The guest's end of the channel carries one IPv4 packet per record, without a
 * link header. The gateway has one address on each side, and translates the
 * guest's address to its own outer one (NAT), so that the guest has the same
 * address on every network.
 */
#ifndef NET_H
#define NET_H

#include <stdbool.h>
#include <stdint.h>

#include "modem.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NET_ADDRESS(a, b, c, d)	((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))
#define NET_MTU			1500	/* of Ethernet, RFC 894 */

/* Our side of the Ethernet */
struct net_outer {
	uint32_t address;
	uint32_t gateway;	/* must be in the same network; 0: none */
	uint8_t prefix;
};

struct net_config {
	struct net_outer outer;
	/*
	 * What an active context reports. The prefix is 8 to 30, the MTU 576
	 * to NET_MTU, and the gateway is this one.
	 */
	struct modem_ip session;
};

/* Why a packet was dropped */
enum net_drop {
	NET_OK,
	NET_DOWN,		/* no session is open */
	NET_SHORT,		/* shorter than its headers say */
	NET_HEADER,		/* not IPv4, or with options */
	NET_CHECKSUM,
	NET_SOURCE,		/* of an address that cannot be its sender's */
	NET_TARGET,		/* to an address that is not forwarded to */
	NET_PROTOCOL,		/* not TCP, UDP, ICMP, or an unknown ICMP type */
	NET_FRAGMENT,		/* a fragment that makes no sense */
	NET_TTL,
	NET_TOO_LONG,		/* for the MTU of the other side */
	NET_UNASKED,		/* from the network, without a session */
	NET_NO_NEIGHBOUR,	/* no answer to ARP */
	NET_GUEST_FULL,		/* the guest does not read */
	NET_LINK_FULL,		/* the chip has no memory */
	NET_REFUSED,		/* to a port of ours where nothing listens */
	NET_NR_DROPS
};

/* All counters are modulo 2^32. */
struct net_stats {
	uint32_t packets_out, bytes_out;	/* forwarded to the network */
	uint32_t packets_in, bytes_in;		/* ... and to the guest */
	uint32_t answers;			/* sent by the gateway itself */
	uint32_t evicted;			/* sessions that made room */
	uint32_t drops[NET_NR_DROPS];
};

#ifdef __cplusplus
}
#endif

#endif
