/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sessions that the guest has opened to the network: a table of fixed size
 * that says which packets from the network are answers. Ports and ICMP
 * identifiers stay as they are, since there is only one host behind the
 * gateway; so a gateway that has lost its table with a restart learns each
 * session from its next packet, and connections survive.
 *
 * UDP and ICMP sessions are by the remote address, TCP sessions also by the
 * remote port: address-dependent filtering of RFC 4787 (REQ-8), the state of
 * a connection of RFC 5382.
 */
#ifndef NET_NAT_H
#define NET_NAT_H

#include <stdbool.h>
#include <stdint.h>

#define NAT_SESSIONS	256
#define NAT_BUCKETS	128	/* a power of two */

/* Each with a time-out of its own, and ordered by last use */
enum nat_class {
	NAT_FREE,
	NAT_QUERY,	/* ICMP */
	NAT_UDP,
	NAT_TCP_SHORT,	/* being opened or closed */
	NAT_TCP_LONG,	/* established */
	NAT_CLASSES
};

/* In seconds: RFC 5508 REQ-1, RFC 4787 REQ-5, RFC 5382 REQ-5 */
#define NAT_QUERY_TIME		60
#define NAT_UDP_TIME		300
#define NAT_TCP_SHORT_TIME	240
#define NAT_TCP_LONG_TIME	7440

struct nat_key {
	uint32_t remote;
	uint16_t port;		/* the guest's; ICMP: identifier */
	uint16_t remote_port;	/* TCP only, else 0 */
	uint8_t protocol;
};

/* Links are indices of sessions; 0: none. */
struct nat_session {
	struct nat_key key;
	uint8_t class;
	uint8_t state;		/* TCP: what has been seen */
	uint16_t next;		/* in its bucket */
	uint16_t older, newer;	/* in its class */
	uint32_t used;		/* when, in seconds */
};

struct nat_list {
	uint16_t oldest, newest, count;
};

struct nat {
	struct nat_session session[NAT_SESSIONS + 1];	/* 0 is no session */
	uint16_t bucket[NAT_BUCKETS];
	struct nat_list list[NAT_CLASSES];
	uint32_t now;		/* seconds, set by the user */
	uint32_t evicted;
};

void nat_init(struct nat *nat);

/* Returns the session, or NULL if there is none or it has expired. */
struct nat_session *nat_find(struct nat *nat, const struct nat_key *key);

/*
 * Returns the session, which is made if there is none. If the table is full
 * the longest unused session of the class with most of them makes room, so
 * that no class can displace the others.
 */
struct nat_session *nat_open(struct nat *nat, const struct nat_key *key);

/* The session has just been used. flags: of the TCP header. */
void nat_use(struct nat *nat, struct nat_session *s);
void nat_use_tcp(struct nat *nat, struct nat_session *s, uint8_t flags,
		 bool outwards);

/* Returns whether the guest has a session of this protocol with the host. */
bool nat_has_peer(struct nat *nat, uint8_t protocol, uint32_t remote);

#endif
