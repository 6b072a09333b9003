/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gateway itself: forwarding, address translation, ARP, ICMP. It knows
 * neither the RTOS nor the chip, and has no lock: its user calls it from one
 * thread, sets the time, and gives it functions that send.
 *
 * Both sides are hostile. Decisions are made on a private copy of a packet's
 * first NET_HEAD bytes, which hold every header that is looked at. The rest is
 * never looked at, and goes from one memory to the other once.
 */
#ifndef NET_GATEWAY_H
#define NET_GATEWAY_H

#include "nat.h"
#include "net.h"
#include "wire.h"

/* IP header, ICMP header, the IP and TCP header that it quotes */
#define NET_HEAD	68
/* Longest rest of a packet */
#define NET_BODY	(NET_MTU - NET_HEAD)

struct net_packet {
	uint32_t head[NET_HEAD / 4];	/* the first bytes, if there are as many */
	uint32_t length;		/* of the packet */
	/* what follows the head; NULL: it is in the receiver yet, see pull() */
	const void *body;
};

struct gateway;

/* Functions that send return false if there was no room. */
struct gateway_ops {
	bool (*to_guest)(struct gateway *g, const struct net_packet *p);
	bool (*to_link)(struct gateway *g, const struct ether *e,
			const struct net_packet *p);
	/* Reads the next `length` bytes of the packet in the receiver. */
	void (*pull)(struct gateway *g, void *to, uint32_t length);
};

#define ARP_ENTRIES	8
#define ARP_TRIES	3	/* one a second */
#define ARP_LIFETIME	300	/* seconds; then it is asked again */

struct arp_entry {
	uint32_t address;	/* 0: free */
	uint32_t asked, confirmed;	/* when, in seconds */
	uint32_t used;		/* when, in uses of the table */
	uint8_t tries;		/* requests since the last answer */
	bool known;
	bool answer;		/* no packet of the guest has needed it */
	uint8_t mac[6];
};

/* The last packet that waits for an answer to ARP (RFC 1122 2.3.2.2) */
struct parked {
	uint32_t next_hop;	/* 0: none */
	uint32_t length;
	uint32_t data[NET_MTU / 4];
};

#define ICMP_ERRORS	10	/* to the network, in a second */

struct gateway {
	const struct gateway_ops *ops;
	struct net_outer outer;
	struct modem_ip session;
	uint8_t mac[6];
	bool up;
	bool asking;			/* ARP waits for answers */
	uint16_t change_out, change_in;	/* of checksums, by the translation */
	uint32_t ticks;			/* ms, up to which seconds are counted */
	uint32_t error_time, errors;	/* ICMP errors sent in this second */
	struct nat nat;
	struct arp_entry arp[ARP_ENTRIES];
	uint32_t arp_uses;
	struct parked parked;
	uint32_t buffer[(NET_BODY + 3) / 4];
	struct net_stats stats;
};

/*
 * Sets up the gateway, which must be zeroed. Returns false if the addresses
 * cannot work: docs/gateway.md has the rules.
 */
bool gateway_init(struct gateway *g, const struct gateway_ops *ops,
		  const struct net_config *config, const uint8_t mac[6]);

/* Packets pass only while a session is open; closing it forgets all of NAT. */
void gateway_open(struct gateway *g);
void gateway_close(struct gateway *g);

/*
 * Must be called before a batch of packets, and at least once a second while
 * g->asking is set. ticks: a counter of milliseconds that may wrap.
 */
void gateway_time(struct gateway *g, uint32_t ticks);

/* A packet of the guest, aligned to 4, which the guest may change any time */
void gateway_from_guest(struct gateway *g, const void *packet,
			uint32_t length);

/*
 * A frame of the network: its header, and p with the head filled in, body NULL
 * and the length that the frame has, padding included. p is modified.
 */
void gateway_from_link(struct gateway *g, const struct ether *e,
		       struct net_packet *p);

/* ---- between the gateway's files ------------------------------------------*/

/* What forwarding has to know of a packet */
struct flow {
	uint32_t source, target;
	uint16_t source_port, target_port;
	uint8_t protocol;
	bool later;		/* not the first fragment: no ports */
	bool fragment;
};

void arp_input(struct gateway *g, const struct ether *e,
	       const struct net_packet *p);
/* Asks again, or gives up. */
void arp_poll(struct gateway *g);
/*
 * Returns the MAC, or NULL: it is not known yet, or address is 0. answer: to
 * answer the network, which must not take entries from the guest.
 */
const uint8_t *arp_find(struct gateway *g, uint32_t address, bool answer);
/* Returns whether it is known, or has been asked for. */
bool arp_has_asked(struct gateway *g, uint32_t address);
void arp_announce(struct gateway *g);

/* Sends p to the network, after translation. */
enum net_drop gateway_send(struct gateway *g, const struct net_packet *p,
			   uint32_t target);
enum net_drop gateway_answer(struct gateway *g, const struct net_packet *p);

/*
 * Sends an ICMP error about p to its sender, if errors about it are allowed:
 * RFC 1122 3.2.2, RFC 1812 4.3.2.
 */
void icmp_error_to_guest(struct gateway *g, const struct net_packet *p,
			 uint8_t type, uint8_t code, uint16_t mtu);
void icmp_error_to_link(struct gateway *g, const struct net_packet *p,
			uint8_t type, uint8_t code, uint16_t mtu);
/* Makes the answer to an echo request of it. */
void icmp_make_reply(struct net_packet *p);

/* Translates the packet that an ICMP error quotes; false: not of a session */
bool icmp_translate_out(struct gateway *g, struct net_packet *p);
bool icmp_translate_in(struct gateway *g, struct net_packet *p);

static inline uint32_t net_mask(uint8_t prefix)
{
	return ~(0xffffffffu >> prefix);
}

static inline bool same_net(uint32_t a, uint32_t b, uint8_t prefix)
{
	return !((a ^ b) & net_mask(prefix));
}

#endif
