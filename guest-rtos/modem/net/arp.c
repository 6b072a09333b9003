// SPDX-License-Identifier: BSD-3-Clause
/*
 * ARP (RFC 826). Entries are made only for addresses that the gateway wants to
 * send to, so that neighbours cannot fill the table; what others announce
 * updates entries that exist.
 */
#include <string.h>

#include "gateway.h"

static const uint8_t broadcast[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

static void send_arp(struct gateway *g, const uint8_t to[6], uint16_t operation,
		     const uint8_t wanted[6], uint32_t address)
{
	struct net_packet p = { .length = ARP_LENGTH };
	struct ether e;

	memcpy(e.to, to, 6);
	memcpy(e.from, g->mac, 6);
	put16(e.type, 0, ETHER_TYPE_ARP);
	put16(p.head, ARP_HARDWARE, ARP_ETHERNET);
	put16(p.head, ARP_PROTOCOL, ETHER_TYPE_IP);
	put16(p.head, ARP_SIZES, ARP_SIZES_IP);
	put16(p.head, ARP_OPERATION, operation);
	memcpy((uint8_t *)p.head + ARP_SENDER, g->mac, 6);
	put32_half(p.head, ARP_SENDER_IP, g->outer.address);
	memcpy((uint8_t *)p.head + ARP_WANTED, wanted, 6);
	put32_half(p.head, ARP_WANTED_IP, address);
	if (!g->ops->to_link(g, &e, &p))
		g->stats.drops[NET_LINK_FULL]++;
}

/* The target's address in a request, which is to be found out */
static const uint8_t no_mac[6];

static void ask(struct gateway *g, struct arp_entry *entry)
{
	entry->asked = g->nat.now;
	entry->tries++;
	g->asking = true;
	send_arp(g, broadcast, ARP_REQUEST, no_mac, entry->address);
}

/* RFC 5227 2.3: neighbours that knew another MAC of ours take up this one. */
void arp_announce(struct gateway *g)
{
	send_arp(g, broadcast, ARP_REQUEST, no_mac, g->outer.address);
}

/* ---- the table ------------------------------------------------------------*/

static struct arp_entry *find_entry(struct gateway *g, uint32_t address)
{
	struct arp_entry *e;

	for (e = g->arp; e < g->arp + ARP_ENTRIES; e++)
		if (e->address == address)
			return e;
	return NULL;
}

/*
 * Not while a question is open. What was made for an answer to the network may
 * be replaced for the guest at any time, but nothing of the guest's for that.
 */
static bool may_replace(const struct arp_entry *e, bool answer)
{
	bool open = !e->known && e->tries < ARP_TRIES;

	return answer ? e->answer && !open : e->answer || !open;
}

/* A free entry, or the longest unused one that may be replaced. */
static struct arp_entry *take_entry(struct gateway *g, bool answer)
{
	struct arp_entry *e, *best = NULL;

	for (e = g->arp; e < g->arp + ARP_ENTRIES; e++) {
		if (!e->address)
			return e;
		if (!may_replace(e, answer))
			continue;
		if (!best || g->arp_uses - e->used > g->arp_uses - best->used)
			best = e;
	}
	return best;
}

static struct arp_entry *make_entry(struct gateway *g, uint32_t address,
				    bool answer)
{
	struct arp_entry *e = take_entry(g, answer);

	if (!e)
		return NULL;
	memset(e, 0, sizeof(*e));
	e->address = address;
	e->answer = answer;
	ask(g, e);
	return e;
}

/* An entry is used beyond its lifetime for as long as it takes to ask. */
static void refresh(struct gateway *g, struct arp_entry *e)
{
	if (g->nat.now - e->confirmed < ARP_LIFETIME || e->tries)
		return;
	ask(g, e);
}

bool arp_has_asked(struct gateway *g, uint32_t address)
{
	return address && find_entry(g, address);
}

const uint8_t *arp_find(struct gateway *g, uint32_t address, bool answer)
{
	struct arp_entry *e;

	if (!address)
		return NULL;
	e = find_entry(g, address);
	if (!e)
		e = make_entry(g, address, answer);
	if (!e)
		return NULL;
	e->answer = e->answer && answer;
	e->used = ++g->arp_uses;
	if (!e->known)
		return NULL;
	refresh(g, e);
	return e->mac;
}

/* ---- time -----------------------------------------------------------------*/

static void host_unreachable(struct gateway *g)
{
	struct net_packet p = { .length = g->parked.length };

	memcpy(p.head, g->parked.data, NET_HEAD);
	icmp_error_to_guest(g, &p, ICMP_UNREACHABLE, ICMP_HOST, 0);
	g->stats.drops[NET_NO_NEIGHBOUR]++;
	g->parked.next_hop = 0;
}

/* The entry has not been answered for a second. */
static void ask_again(struct gateway *g, struct arp_entry *e)
{
	if (e->tries < ARP_TRIES) {
		ask(g, e);
		return;
	}
	if (g->parked.next_hop == e->address)
		host_unreachable(g);
	e->address = 0;
}

void arp_poll(struct gateway *g)
{
	struct arp_entry *e;

	g->asking = false;
	for (e = g->arp; e < g->arp + ARP_ENTRIES; e++) {
		if (!e->address || !e->tries)
			continue;
		if (g->nat.now != e->asked)
			ask_again(g, e);
		else
			g->asking = true;
	}
}

/* ---- input ----------------------------------------------------------------*/

static bool is_valid(const struct gateway *g, const struct net_packet *p)
{
	const uint8_t *sender = (const uint8_t *)p->head + ARP_SENDER;

	return p->length >= ARP_LENGTH &&
	       get16(p->head, ARP_HARDWARE) == ARP_ETHERNET &&
	       get16(p->head, ARP_PROTOCOL) == ETHER_TYPE_IP &&
	       get16(p->head, ARP_SIZES) == ARP_SIZES_IP &&
	       !(sender[0] & 1) && memcmp(sender, g->mac, 6);
}

/* The packet that waited is forwarded as if it had just come. */
static void unpark(struct gateway *g, uint32_t address)
{
	if (g->parked.next_hop != address)
		return;
	g->parked.next_hop = 0;
	gateway_from_guest(g, g->parked.data, g->parked.length);
}

static void learn(struct gateway *g, uint32_t address, const uint8_t mac[6])
{
	struct arp_entry *e = find_entry(g, address);

	if (!address || !e)
		return;
	memcpy(e->mac, mac, 6);
	e->known = true;
	e->tries = 0;
	e->confirmed = g->nat.now;
	unpark(g, address);
}

void arp_input(struct gateway *g, const struct ether *e,
	       const struct net_packet *p)
{
	const uint8_t *sender = (const uint8_t *)p->head + ARP_SENDER;
	uint32_t address;

	if (!is_valid(g, p)) {
		g->stats.drops[NET_HEADER]++;
		return;
	}
	address = get32_half(p->head, ARP_SENDER_IP);
	if (address == g->outer.address)
		return;		/* someone has our address: we keep ours */
	learn(g, address, sender);
	if (get16(p->head, ARP_OPERATION) == ARP_REQUEST &&
	    get32_half(p->head, ARP_WANTED_IP) == g->outer.address)
		send_arp(g, sender, ARP_REPLY, sender, address);
}
