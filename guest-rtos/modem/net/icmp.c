// SPDX-License-Identifier: BSD-3-Clause
/* ICMP: errors and replies of the gateway, and translation of errors. */
#include <string.h>

#include "checksum.h"
#include "gateway.h"

#define TTL		64
#define QUOTE		IP_HEADER		/* offset in an ICMP message */
#define QUOTE_PORTS	8			/* RFC 792: bytes after it */
#define ERROR_LENGTH	(IP_HEADER + ICMP_HEADER + IP_HEADER + QUOTE_PORTS)

static uint8_t *at(struct net_packet *p, uint32_t offset)
{
	return (uint8_t *)p->head + offset;
}

/* ---- messages of the gateway ----------------------------------------------*/

static void finish_header(struct net_packet *p)
{
	put8(p->head, IP_TTL, TTL);
	put16(p->head, IP_CHECKSUM, 0);
	put16(p->head, IP_CHECKSUM, checksum_header(p->head, IP_HEADER));
}

void icmp_make_reply(struct net_packet *p)
{
	uint8_t *icmp = at(p, IP_HEADER);
	uint32_t source = get32(p->head, IP_SOURCE);

	put32(p->head, IP_SOURCE, get32(p->head, IP_TARGET));
	put32(p->head, IP_TARGET, source);
	finish_header(p);
	put16(icmp, ICMP_CHECKSUM,
	      checksum_update(get16(icmp, ICMP_CHECKSUM),
			      checksum_change16(ICMP_ECHO << 8,
						ICMP_ECHO_REPLY << 8)));
	put8(icmp, ICMP_TYPE, ICMP_ECHO_REPLY);
}

/* Never about fragments but the first, and never about errors. */
static bool may_complain(const struct net_packet *p)
{
	const uint8_t *head = (const uint8_t *)p->head;
	uint8_t type = head[IP_HEADER];

	if (p->length < IP_HEADER + QUOTE_PORTS ||
	    (get16(head, IP_FRAGMENT) & IP_OFFSET))
		return false;
	return head[IP_PROTOCOL] != IP_ICMP || type == ICMP_ECHO ||
	       type == ICMP_ECHO_REPLY;
}

static void make_error(struct net_packet *e, const struct net_packet *p,
		       uint32_t source, uint32_t type_code, uint16_t mtu)
{
	uint8_t *icmp = at(e, IP_HEADER);

	memset(e, 0, sizeof(*e));
	e->length = ERROR_LENGTH;
	put8(e->head, IP_VERSION, IP_PLAIN);
	put16(e->head, IP_LENGTH, e->length);
	put8(e->head, IP_PROTOCOL, IP_ICMP);
	put32(e->head, IP_SOURCE, source);
	put32(e->head, IP_TARGET, get32(p->head, IP_SOURCE));
	finish_header(e);
	put16(icmp, ICMP_TYPE, type_code);
	put16(icmp, ICMP_MTU, mtu);
	memcpy(icmp + ICMP_HEADER, p->head, IP_HEADER + QUOTE_PORTS);
	put16(icmp, ICMP_CHECKSUM,
	      checksum_header(icmp, ERROR_LENGTH - IP_HEADER));
}

void icmp_error_to_guest(struct gateway *g, const struct net_packet *p,
			 uint8_t type, uint8_t code, uint16_t mtu)
{
	struct net_packet e;

	if (!may_complain(p))
		return;
	make_error(&e, p, g->session.gateway, type << 8 | code, mtu);
	gateway_answer(g, &e);
}

/* Not more of them than a limit: RFC 1812 4.3.2.8. */
static bool within_limit(struct gateway *g)
{
	if (g->error_time != g->nat.now) {
		g->error_time = g->nat.now;
		g->errors = 0;
	}
	return g->errors++ < ICMP_ERRORS;
}

void icmp_error_to_link(struct gateway *g, const struct net_packet *p,
			uint8_t type, uint8_t code, uint16_t mtu)
{
	struct net_packet e;

	if (!may_complain(p) || !within_limit(g))
		return;
	make_error(&e, p, g->outer.address, type << 8 | code, mtu);
	if (gateway_send(g, &e, get32(e.head, IP_TARGET)) == NET_OK)
		g->stats.answers++;
}

/* ---- translation of quoted packets: RFC 5508 4.2 --------------------------*/

/* The packet that an error quotes, and where it came from and went to */
struct quote {
	uint8_t *ip;
	uint32_t source, target;
	uint16_t source_port, target_port;
	uint8_t protocol;
};

static bool read_quote(struct net_packet *p, struct quote *q)
{
	uint8_t *ip = at(p, IP_HEADER + ICMP_HEADER);

	if (p->length < ERROR_LENGTH || ip[IP_VERSION] != IP_PLAIN ||
	    (get16(ip, IP_FRAGMENT) & IP_OFFSET) ||
	    checksum_header(ip, IP_HEADER))
		return false;
	*q = (struct quote){
		.ip = ip, .protocol = ip[IP_PROTOCOL],
		.source = get32(ip, IP_SOURCE), .target = get32(ip, IP_TARGET),
		.source_port = get16(ip, IP_HEADER + PORT_SOURCE),
		.target_port = get16(ip, IP_HEADER + PORT_TARGET),
	};
	return true;
}

/* Returns the offset of the quoted checksum over the addresses; 0: none. */
static uint32_t quoted_checksum(const struct net_packet *p,
				const struct quote *q)
{
	if (q->protocol == IP_UDP && get16(q->ip, IP_HEADER + UDP_CHECKSUM))
		return IP_HEADER + UDP_CHECKSUM;
	if (q->protocol == IP_TCP &&
	    p->length >= IP_HEADER + ICMP_HEADER + IP_HEADER + TCP_CHECKSUM + 2)
		return IP_HEADER + TCP_CHECKSUM;
	return 0;
}

/*
 * Replaces an address of the quoted packet. Its IP checksum makes up for that,
 * so that the sum over the quoted header, and with it the ICMP checksum, stays
 * the same. It changes with the checksum of UDP or TCP only.
 */
static void change_quote(struct net_packet *p, struct quote *q, uint32_t field,
			 uint32_t address, uint16_t change)
{
	uint8_t *icmp = at(p, IP_HEADER);
	uint32_t where = quoted_checksum(p, q);
	uint16_t old, new;

	put32(q->ip, field, address);
	put16(q->ip, IP_CHECKSUM,
	      checksum_update(get16(q->ip, IP_CHECKSUM), change));
	if (!where)
		return;
	old = get16(q->ip, where);
	new = checksum_update(old, change);
	put16(q->ip, where, new);
	put16(icmp, ICMP_CHECKSUM,
	      checksum_update(get16(icmp, ICMP_CHECKSUM),
			      checksum_change16(old, new)));
}

/* Returns whether the quoted packet belongs to a session of the guest. */
static bool is_of_session(struct gateway *g, const struct quote *q,
			  bool outwards)
{
	struct nat_key key = {
		.protocol = q->protocol,
		.remote = outwards ? q->source : q->target,
		.port = outwards ? q->target_port : q->source_port,
	};

	if (q->protocol == IP_TCP)
		key.remote_port = outwards ? q->source_port : q->target_port;
	else if (q->protocol == IP_ICMP)
		key.port = get16(q->ip, IP_HEADER + ICMP_ID);
	return nat_find(&g->nat, &key);
}

bool icmp_translate_out(struct gateway *g, struct net_packet *p)
{
	struct quote q;

	if (!read_quote(p, &q) || q.target != g->session.address ||
	    !is_of_session(g, &q, true))
		return false;
	change_quote(p, &q, IP_TARGET, g->outer.address, g->change_out);
	return true;
}

bool icmp_translate_in(struct gateway *g, struct net_packet *p)
{
	struct quote q;

	if (!read_quote(p, &q) || q.source != g->outer.address ||
	    !is_of_session(g, &q, false))
		return false;
	change_quote(p, &q, IP_SOURCE, g->session.address, g->change_in);
	return true;
}
