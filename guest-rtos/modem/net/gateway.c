// SPDX-License-Identifier: BSD-3-Clause
/* Forwarding between the guest and the network: see gateway.h. */
#include <string.h>

#include "checksum.h"
#include "gateway.h"

#define PORT_ECHO	7	/* RFC 862 */
#define PORT_DISCARD	9	/* RFC 863 */

/* One less in the upper byte of the word with the TTL */
#define TTL_CHANGE	((uint16_t)~0x0100)

static void drop(struct gateway *g, enum net_drop why)
{
	g->stats.drops[why]++;
}

/* ---- set-up and time ------------------------------------------------------*/

/* Neither the network's own address nor its broadcast */
static bool is_host(uint32_t address, uint8_t prefix)
{
	uint32_t host = address & ~net_mask(prefix);

	return host && host != ~net_mask(prefix);
}

/* 0/8, 127/8, and all from 224/4 on: RFC 6890 */
static bool is_unicast(uint32_t address)
{
	return address >> 24 && address >> 24 != 127 && address >> 28 < 14;
}

/* A net and two hosts in it; gateway 0: there is none */
static bool is_good_net(uint32_t address, uint32_t gateway, uint8_t prefix)
{
	return prefix >= 8 && prefix <= 30 && is_unicast(address) &&
	       is_host(address, prefix) &&
	       (!gateway || (is_host(gateway, prefix) && gateway != address &&
			     same_net(address, gateway, prefix)));
}

static bool is_good_config(const struct net_config *c)
{
	const struct net_outer *o = &c->outer;
	const struct modem_ip *s = &c->session;
	uint8_t wider = o->prefix < s->prefix ? o->prefix : s->prefix;

	return is_good_net(o->address, o->gateway, o->prefix) &&
	       is_good_net(s->address, s->gateway, s->prefix) && s->gateway &&
	       !same_net(s->address, o->address, wider) &&
	       s->mtu >= 576 && s->mtu <= NET_MTU;
}

bool gateway_init(struct gateway *g, const struct gateway_ops *ops,
		  const struct net_config *config, const uint8_t mac[6])
{
	if (!is_good_config(config))
		return false;
	g->ops = ops;
	g->outer = config->outer;
	g->session = config->session;
	memcpy(g->mac, mac, 6);
	g->change_out = checksum_change32(g->session.address,
					  g->outer.address);
	g->change_in = checksum_change32(g->outer.address,
					 g->session.address);
	nat_init(&g->nat);
	return true;
}

void gateway_open(struct gateway *g)
{
	if (g->up)
		return;
	g->up = true;
	arp_announce(g);
}

void gateway_close(struct gateway *g)
{
	g->up = false;
	g->parked.next_hop = 0;
	nat_init(&g->nat);
}

void gateway_time(struct gateway *g, uint32_t ticks)
{
	uint32_t seconds = 0;

	if (ticks - g->ticks >= 1000)
		seconds = (ticks - g->ticks) / 1000;
	g->ticks += seconds * 1000;
	g->nat.now += seconds;
	if (seconds && g->asking)
		arp_poll(g);
}

/* ---- parsing --------------------------------------------------------------*/

static uint32_t shortest(uint8_t protocol)
{
	return protocol == IP_TCP ? TCP_HEADER : UDP_HEADER;
}

/*
 * A first fragment must hold the whole header, and no other may overlap it
 * (RFC 1858); nor may one reach beyond the longest packet.
 */
static enum net_drop parse_fragment(const struct net_packet *p, struct flow *f)
{
	uint32_t word = get16(p->head, IP_FRAGMENT);
	uint32_t start = (word & IP_OFFSET) * IP_OFFSET_UNIT;

	f->later = start;
	f->fragment = start || (word & IP_MORE);
	if (start && (start < shortest(f->protocol) ||
		      start + p->length > 0xffff))
		return NET_FRAGMENT;
	if (!start && p->length < IP_HEADER + shortest(f->protocol))
		return NET_SHORT;
	return NET_OK;
}

static void parse_ports(const struct net_packet *p, struct flow *f)
{
	const uint8_t *payload = (const uint8_t *)p->head + IP_HEADER;

	if (f->later) {
		f->source_port = f->target_port = 0;
	} else if (f->protocol == IP_ICMP) {
		f->source_port = f->target_port = get16(payload, ICMP_ID);
	} else {
		f->source_port = get16(payload, PORT_SOURCE);
		f->target_port = get16(payload, PORT_TARGET);
	}
}

/* On entry p->length is that of the frame or record, then of the packet. */
static enum net_drop parse(struct net_packet *p, struct flow *f)
{
	uint32_t length;
	enum net_drop why;

	if (p->length < IP_HEADER)
		return NET_SHORT;
	if (get8(p->head, IP_VERSION) != IP_PLAIN)
		return NET_HEADER;
	length = get16(p->head, IP_LENGTH);
	if (length < IP_HEADER || length > p->length)
		return NET_SHORT;
	if (checksum_header(p->head, IP_HEADER))
		return NET_CHECKSUM;
	p->length = length;
	f->source = get32(p->head, IP_SOURCE);
	f->target = get32(p->head, IP_TARGET);
	f->protocol = get8(p->head, IP_PROTOCOL);
	why = parse_fragment(p, f);
	parse_ports(p, f);
	return why;
}

/* ---- rewriting ------------------------------------------------------------*/

static void change_checksum(uint8_t *payload, uint32_t where, uint32_t change)
{
	put16(payload, where, checksum_update(get16(payload, where), change));
}

/* UDP: 0 says that there is none, and never becomes one (RFC 768). */
static void change_udp(uint8_t *payload, uint16_t change)
{
	if (!get16(payload, UDP_CHECKSUM))
		return;
	change_checksum(payload, UDP_CHECKSUM, change);
	if (!get16(payload, UDP_CHECKSUM))
		put16(payload, UDP_CHECKSUM, 0xffff);
}

/* Replaces an address, and passes one hop. */
static void rewrite(struct net_packet *p, const struct flow *f, uint32_t field,
		    uint32_t address, uint16_t change)
{
	uint8_t *head = (uint8_t *)p->head;

	put32(head, field, address);
	head[IP_TTL]--;
	change_checksum(head, IP_CHECKSUM, (uint32_t)change + TTL_CHANGE);
	if (f->later)
		return;
	if (f->protocol == IP_TCP)
		change_checksum(head + IP_HEADER, TCP_CHECKSUM, change);
	else if (f->protocol == IP_UDP)
		change_udp(head + IP_HEADER, change);
}

/* ---- sending --------------------------------------------------------------*/

static uint32_t next_hop(const struct gateway *g, uint32_t target)
{
	return same_net(target, g->outer.address, g->outer.prefix) ? target :
		g->outer.gateway;
}

static bool to_link(struct gateway *g, const struct net_packet *p,
		    const uint8_t mac[6])
{
	struct ether e;

	memcpy(e.to, mac, 6);
	memcpy(e.from, g->mac, 6);
	put16(e.type, 0, ETHER_TYPE_IP);
	return g->ops->to_link(g, &e, p);
}

enum net_drop gateway_send(struct gateway *g, const struct net_packet *p,
			   uint32_t target)
{
	uint32_t hop = next_hop(g, target);
	const uint8_t *mac = arp_find(g, hop, true);

	if (!mac)
		return NET_NO_NEIGHBOUR;
	return to_link(g, p, mac) ? NET_OK : NET_LINK_FULL;
}

enum net_drop gateway_answer(struct gateway *g, const struct net_packet *p)
{
	if (!g->ops->to_guest(g, p))
		return NET_GUEST_FULL;
	g->stats.answers++;
	return NET_OK;
}

/* ---- packets of the guest to the gateway ----------------------------------*/

static enum net_drop refuse(struct gateway *g, const struct net_packet *p,
			    uint8_t code)
{
	icmp_error_to_guest(g, p, ICMP_UNREACHABLE, code, 0);
	return code == ICMP_PROHIBITED ? NET_PROTOCOL : NET_REFUSED;
}

/* The services that measure a network, RFC 862 and 863 */
static enum net_drop serve_udp(struct gateway *g, struct net_packet *p,
			       const struct flow *f)
{
	uint8_t *udp = (uint8_t *)p->head + IP_HEADER;

	if (f->target_port == PORT_DISCARD)
		return NET_OK;
	if (f->target_port != PORT_ECHO || f->source_port == PORT_ECHO)
		return refuse(g, p, ICMP_PORT);
	put32(p->head, IP_SOURCE, f->target);
	put32(p->head, IP_TARGET, f->source);
	put16(udp, PORT_SOURCE, f->target_port);
	put16(udp, PORT_TARGET, f->source_port);
	return gateway_answer(g, p);
}

static enum net_drop serve_guest(struct gateway *g, struct net_packet *p,
				 const struct flow *f)
{
	if (f->fragment)
		return NET_FRAGMENT;
	if (p->length > g->session.mtu)
		return NET_TOO_LONG;
	switch (f->protocol) {
	case IP_UDP:
		return serve_udp(g, p, f);
	case IP_TCP:
		return refuse(g, p, ICMP_PORT);
	case IP_ICMP:
		break;
	default:
		return NET_PROTOCOL;
	}
	if (get8(p->head, IP_HEADER + ICMP_TYPE) != ICMP_ECHO)
		return NET_PROTOCOL;
	icmp_make_reply(p);
	return gateway_answer(g, p);
}

/* ---- packets of the guest to the network ----------------------------------*/

static bool is_error(uint8_t type)
{
	return type == ICMP_UNREACHABLE || type == ICMP_TIME_EXCEEDED ||
	       type == ICMP_PARAMETER;
}

static enum net_drop open_query(struct gateway *g, struct net_packet *p,
				const struct flow *f)
{
	const struct nat_key key = { f->target, f->source_port, 0, IP_ICMP };
	uint8_t type = get8(p->head, IP_HEADER + ICMP_TYPE);

	if (is_error(type))
		return icmp_translate_out(g, p) ? NET_OK : NET_UNASKED;
	if (type != ICMP_ECHO)
		return NET_PROTOCOL;
	nat_use(&g->nat, nat_open(&g->nat, &key));
	return NET_OK;
}

static void open_tcp(struct gateway *g, const struct net_packet *p,
		     const struct flow *f)
{
	const struct nat_key key = { f->target, f->source_port, f->target_port,
				     IP_TCP };

	nat_use_tcp(&g->nat, nat_open(&g->nat, &key),
		    get8(p->head, IP_HEADER + TCP_FLAGS), true);
}

static void open_udp(struct gateway *g, const struct flow *f)
{
	const struct nat_key key = { f->target, f->source_port, 0, IP_UDP };

	nat_use(&g->nat, nat_open(&g->nat, &key));
}

/* Makes a session, and translates what is specific to the protocol. */
static enum net_drop open_session(struct gateway *g, struct net_packet *p,
				  const struct flow *f)
{
	switch (f->protocol) {
	case IP_TCP:
		if (!f->later)
			open_tcp(g, p, f);
		return NET_OK;
	case IP_UDP:
		if (!f->later)
			open_udp(g, f);
		return NET_OK;
	case IP_ICMP:
		return f->later ? NET_OK : open_query(g, p, f);
	default:
		return refuse(g, p, ICMP_PROHIBITED);
	}
}

static bool may_route(const struct gateway *g, uint32_t target)
{
	if (!is_unicast(target) ||
	    same_net(target, g->session.address, g->session.prefix))
		return false;
	return !same_net(target, g->outer.address, g->outer.prefix) ||
	       is_host(target, g->outer.prefix);
}

/* Keeps the packet until its next hop is known: a later one replaces it. */
static enum net_drop park(struct gateway *g, const struct net_packet *p,
			  uint32_t hop)
{
	uint8_t *data = (uint8_t *)g->parked.data;

	if (g->parked.next_hop)
		drop(g, NET_NO_NEIGHBOUR);
	g->parked.next_hop = hop;
	g->parked.length = p->length;
	memcpy(data, p->head, NET_HEAD);
	if (p->length > NET_HEAD)
		memcpy(data + NET_HEAD, p->body, p->length - NET_HEAD);
	return NET_OK;
}

static enum net_drop find_hop(struct gateway *g, const struct net_packet *p,
			      uint32_t target, const uint8_t **mac)
{
	uint32_t hop = next_hop(g, target);

	if (!hop) {
		icmp_error_to_guest(g, p, ICMP_UNREACHABLE, ICMP_NET, 0);
		return NET_TARGET;
	}
	*mac = arp_find(g, hop, false);
	if (*mac)
		return NET_OK;
	return arp_has_asked(g, hop) ? park(g, p, hop) : NET_NO_NEIGHBOUR;
}

static enum net_drop check_out(struct gateway *g, const struct net_packet *p,
			       const struct flow *f)
{
	if (!may_route(g, f->target))
		return NET_TARGET;
	if (get8(p->head, IP_TTL) <= 1) {
		icmp_error_to_guest(g, p, ICMP_TIME_EXCEEDED, 0, 0);
		return NET_TTL;
	}
	if (p->length > g->session.mtu) {
		icmp_error_to_guest(g, p, ICMP_UNREACHABLE, ICMP_TOO_LONG,
				    g->session.mtu);
		return NET_TOO_LONG;
	}
	return NET_OK;
}

static enum net_drop forward_out(struct gateway *g, struct net_packet *p,
				 const struct flow *f)
{
	enum net_drop why = check_out(g, p, f);
	const uint8_t *mac = NULL;

	if (!why)
		why = find_hop(g, p, f->target, &mac);
	if (why || !mac)
		return why;
	why = open_session(g, p, f);
	if (why)
		return why;
	rewrite(p, f, IP_SOURCE, g->outer.address, g->change_out);
	if (!to_link(g, p, mac))
		return NET_LINK_FULL;
	g->stats.packets_out++;
	g->stats.bytes_out += p->length;
	return NET_OK;
}

static enum net_drop handle_guest(struct gateway *g, struct net_packet *p)
{
	struct flow f;
	enum net_drop why = parse(p, &f);

	if (why)
		return why;
	if (f.source != g->session.address)
		return NET_SOURCE;
	if (f.target == g->session.gateway || f.target == g->outer.address)
		return serve_guest(g, p, &f);
	return forward_out(g, p, &f);
}

void gateway_from_guest(struct gateway *g, const void *packet, uint32_t length)
{
	struct net_packet p;
	enum net_drop why = NET_DOWN;

	p.length = length;
	p.body = (const uint8_t *)packet + NET_HEAD;
	memcpy(p.head, packet, length < NET_HEAD ? length : NET_HEAD);
	if (g->up)
		why = handle_guest(g, &p);
	if (why)
		drop(g, why);
}

/* ---- packets of the network -----------------------------------------------*/

static enum net_drop answer_ping(struct gateway *g, struct net_packet *p,
				 const struct flow *f)
{
	enum net_drop why;

	if (f->fragment)
		return NET_FRAGMENT;
	if (p->length > NET_HEAD) {
		g->ops->pull(g, g->buffer, p->length - NET_HEAD);
		p->body = g->buffer;
	}
	icmp_make_reply(p);
	why = gateway_send(g, p, f->source);
	if (!why)
		g->stats.answers++;
	return why;
}

static enum net_drop match_tcp(struct gateway *g, const struct net_packet *p,
			       const struct flow *f)
{
	const struct nat_key key = { f->source, f->target_port, f->source_port,
				     IP_TCP };
	struct nat_session *s = nat_find(&g->nat, &key);

	if (!s)
		return NET_UNASKED;
	nat_use_tcp(&g->nat, s, get8(p->head, IP_HEADER + TCP_FLAGS), false);
	return NET_OK;
}

/* Inbound packets don't prolong UDP and ICMP sessions: RFC 4787 REQ-6. */
static enum net_drop match_other(struct gateway *g, const struct flow *f)
{
	const struct nat_key key = { f->source, f->target_port, 0,
				     f->protocol };

	return nat_find(&g->nat, &key) ? NET_OK : NET_UNASKED;
}

static enum net_drop match_icmp(struct gateway *g, struct net_packet *p,
				const struct flow *f)
{
	uint8_t type = get8(p->head, IP_HEADER + ICMP_TYPE);

	if (is_error(type))
		return icmp_translate_in(g, p) ? NET_OK : NET_UNASKED;
	return type == ICMP_ECHO_REPLY ? match_other(g, f) : NET_PROTOCOL;
}

/*
 * Finds the session that the packet belongs to. Fragments without ports, which
 * may arrive before the first, pass if the guest talks with their sender.
 */
static enum net_drop match_session(struct gateway *g, struct net_packet *p,
				   const struct flow *f)
{
	if (f->protocol != IP_TCP && f->protocol != IP_UDP &&
	    f->protocol != IP_ICMP)
		return NET_PROTOCOL;
	if (f->later)
		return nat_has_peer(&g->nat, f->protocol, f->source) ?
			NET_OK : NET_UNASKED;
	if (f->protocol == IP_ICMP)
		return match_icmp(g, p, f);
	return f->protocol == IP_TCP ? match_tcp(g, p, f) : match_other(g, f);
}

static enum net_drop check_in(struct gateway *g, const struct net_packet *p)
{
	if (get8(p->head, IP_TTL) <= 1) {
		icmp_error_to_link(g, p, ICMP_TIME_EXCEEDED, 0, 0);
		return NET_TTL;
	}
	if (p->length > g->session.mtu) {
		icmp_error_to_link(g, p, ICMP_UNREACHABLE, ICMP_TOO_LONG,
				   g->session.mtu);
		return NET_TOO_LONG;
	}
	return NET_OK;
}

/*
 * An error quotes the packet as it came: match_session() changes nothing but
 * ICMP errors, about which there are none.
 */
static enum net_drop forward_in(struct gateway *g, struct net_packet *p,
				const struct flow *f)
{
	enum net_drop why;

	if (!g->up)
		return NET_DOWN;
	why = match_session(g, p, f);
	if (!why)
		why = check_in(g, p);
	if (why)
		return why;
	rewrite(p, f, IP_TARGET, g->session.address, g->change_in);
	if (!g->ops->to_guest(g, p))
		return NET_GUEST_FULL;
	g->stats.packets_in++;
	g->stats.bytes_in += p->length;
	return NET_OK;
}

static bool is_good_source(const struct gateway *g, uint32_t source)
{
	return is_unicast(source) && source != g->outer.address &&
	       !same_net(source, g->session.address, g->session.prefix) &&
	       (!same_net(source, g->outer.address, g->outer.prefix) ||
		is_host(source, g->outer.prefix));
}

static enum net_drop handle_link(struct gateway *g, const struct ether *e,
				 struct net_packet *p)
{
	struct flow f;
	enum net_drop why = parse(p, &f);

	if (why)
		return why;
	/* not what was broadcast on the link: RFC 1812 5.3.4 */
	if ((e->to[0] & 1) || f.target != g->outer.address)
		return NET_TARGET;
	if (!is_good_source(g, f.source))
		return NET_SOURCE;
	if (f.protocol == IP_ICMP && !f.later &&
	    get8(p->head, IP_HEADER + ICMP_TYPE) == ICMP_ECHO)
		return answer_ping(g, p, &f);
	return forward_in(g, p, &f);
}

void gateway_from_link(struct gateway *g, const struct ether *e,
		       struct net_packet *p)
{
	uint16_t type = get16(e->type, 0);
	enum net_drop why;

	if (type == ETHER_TYPE_ARP) {
		arp_input(g, e, p);
		return;
	}
	if (type != ETHER_TYPE_IP)
		return;
	why = handle_link(g, e, p);
	if (why)
		drop(g, why);
}
