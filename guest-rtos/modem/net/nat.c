// SPDX-License-Identifier: BSD-3-Clause
/* The table of sessions: see nat.h. */
#include <stddef.h>
#include <string.h>

#include "nat.h"
#include "wire.h"

/* session.state: seen of the guest, and of the network */
#define SEEN_OUT	0x01
#define SEEN_IN		0x02
#define FIN_OUT		0x04
#define FIN_IN		0x08
#define RESET		0x10

static const uint32_t lifetime[NAT_CLASSES] = {
	[NAT_QUERY] = NAT_QUERY_TIME,
	[NAT_UDP] = NAT_UDP_TIME,
	[NAT_TCP_SHORT] = NAT_TCP_SHORT_TIME,
	[NAT_TCP_LONG] = NAT_TCP_LONG_TIME,
};

/* ---- the lists of the classes ---------------------------------------------*/

static void list_remove(struct nat *nat, struct nat_session *s)
{
	struct nat_list *list = &nat->list[s->class];

	if (s->older)
		nat->session[s->older].newer = s->newer;
	else
		list->oldest = s->newer;
	if (s->newer)
		nat->session[s->newer].older = s->older;
	else
		list->newest = s->older;
	list->count--;
}

static void list_append(struct nat *nat, struct nat_session *s,
			enum nat_class class)
{
	struct nat_list *list = &nat->list[class];
	uint16_t index = s - nat->session;

	s->class = class;
	s->older = list->newest;
	s->newer = 0;
	if (list->newest)
		nat->session[list->newest].newer = index;
	else
		list->oldest = index;
	list->newest = index;
	list->count++;
}

/* Makes it the newest of the class. */
static void list_move(struct nat *nat, struct nat_session *s,
		      enum nat_class class)
{
	s->used = nat->now;
	if (class == s->class && !s->newer)
		return;
	list_remove(nat, s);
	list_append(nat, s, class);
}

void nat_init(struct nat *nat)
{
	uint32_t now = nat->now, i;

	memset(nat, 0, sizeof(*nat));
	nat->now = now;
	for (i = 1; i <= NAT_SESSIONS; i++)
		list_append(nat, &nat->session[i], NAT_FREE);
}

/* ---- the buckets ----------------------------------------------------------*/

static uint16_t *bucket_of(struct nat *nat, const struct nat_key *key)
{
	uint32_t hash = key->remote ^ key->protocol ^
		((uint32_t)key->port << 16 | key->remote_port);

	hash *= 0x9e3779b1;	/* 2^32 / golden ratio: the top bits mix all */
	return &nat->bucket[hash / (0x100000000ull / NAT_BUCKETS)];
}

static bool same_key(const struct nat_key *a, const struct nat_key *b)
{
	return a->remote == b->remote && a->port == b->port &&
	       a->remote_port == b->remote_port && a->protocol == b->protocol;
}

static bool has_expired(const struct nat *nat, const struct nat_session *s)
{
	return nat->now - s->used >= lifetime[s->class];
}

static void forget_session(struct nat *nat, struct nat_session *s)
{
	uint16_t *link = bucket_of(nat, &s->key);
	uint16_t index = s - nat->session;

	while (*link != index)
		link = &nat->session[*link].next;
	*link = s->next;
	list_remove(nat, s);
	list_append(nat, s, NAT_FREE);
}

struct nat_session *nat_find(struct nat *nat, const struct nat_key *key)
{
	uint16_t index = *bucket_of(nat, key);
	struct nat_session *s;

	for (; index; index = s->next) {
		s = &nat->session[index];
		if (!same_key(&s->key, key))
			continue;
		if (!has_expired(nat, s))
			return s;
		forget_session(nat, s);
		return NULL;
	}
	return NULL;
}

/* ---- making room ----------------------------------------------------------*/

/* Sessions that have expired are the oldest of their classes. */
static bool forget_expired(struct nat *nat)
{
	struct nat_session *s;
	uint32_t class;

	for (class = NAT_QUERY; class < NAT_CLASSES; class++) {
		s = &nat->session[nat->list[class].oldest];
		if (nat->list[class].count && has_expired(nat, s)) {
			forget_session(nat, s);
			return true;
		}
	}
	return false;
}

static void evict_session(struct nat *nat)
{
	uint32_t class, most = NAT_QUERY;

	for (class = NAT_QUERY; class < NAT_CLASSES; class++)
		if (nat->list[class].count > nat->list[most].count)
			most = class;
	forget_session(nat, &nat->session[nat->list[most].oldest]);
	nat->evicted++;
}

static enum nat_class first_class(uint8_t protocol)
{
	switch (protocol) {
	case IP_TCP:
		return NAT_TCP_SHORT;
	case IP_UDP:
		return NAT_UDP;
	default:
		return NAT_QUERY;
	}
}

static struct nat_session *make_session(struct nat *nat,
					const struct nat_key *key)
{
	uint16_t *link = bucket_of(nat, key);
	struct nat_session *s;

	if (!nat->list[NAT_FREE].count && !forget_expired(nat))
		evict_session(nat);
	s = &nat->session[nat->list[NAT_FREE].oldest];
	s->key = *key;
	s->state = 0;
	s->next = *link;
	*link = s - nat->session;
	list_move(nat, s, first_class(key->protocol));
	return s;
}

struct nat_session *nat_open(struct nat *nat, const struct nat_key *key)
{
	struct nat_session *s = nat_find(nat, key);

	return s ? s : make_session(nat, key);
}

/* ---- use ------------------------------------------------------------------*/

void nat_use(struct nat *nat, struct nat_session *s)
{
	list_move(nat, s, s->class);
}

/*
 * A packet without SYN counts as one of an established connection: the gateway
 * may have restarted. Whatever the guest sends after a reset shows that the
 * connection goes on (RFC 7857 2.2), or is a new one with the same ports.
 */
static uint8_t next_state(uint8_t state, uint8_t flags, bool outwards)
{
	if (outwards && !(flags & TCP_RST))
		state &= ~RESET;
	if (outwards && (flags & TCP_SYN) && (state & (FIN_OUT | FIN_IN)))
		state = 0;
	state |= outwards ? SEEN_OUT : SEEN_IN;
	if (flags & TCP_FIN)
		state |= outwards ? FIN_OUT : FIN_IN;
	if (flags & TCP_RST)
		state |= RESET;
	return state;
}

static bool is_established(uint8_t state)
{
	return (state & (SEEN_OUT | SEEN_IN)) == (SEEN_OUT | SEEN_IN) &&
	       (state & (FIN_OUT | FIN_IN)) != (FIN_OUT | FIN_IN) &&
	       !(state & RESET);
}

void nat_use_tcp(struct nat *nat, struct nat_session *s, uint8_t flags,
		 bool outwards)
{
	s->state = next_state(s->state, flags, outwards);
	list_move(nat, s, is_established(s->state) ? NAT_TCP_LONG :
		  NAT_TCP_SHORT);
}

bool nat_has_peer(struct nat *nat, uint8_t protocol, uint32_t remote)
{
	const struct nat_session *s = &nat->session[1];

	for (; s <= &nat->session[NAT_SESSIONS]; s++)
		if (s->class != NAT_FREE && s->key.remote == remote &&
		    s->key.protocol == protocol && !has_expired(nat, s))
			return true;
	return false;
}
