/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Ethernet below a gateway under test: frames that come in, of which the
 * chip has the rest, and packets as they leave. Before this is included,
 * NET_CHECK(condition) must be defined.
 */
#ifndef NET_LINK_TEST_H
#define NET_LINK_TEST_H

#include "gateway.h"
#include "net_wire.h"

static const uint8_t mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
static const uint8_t router_mac[6] = { 0x52, 0x55, 10, 0, 2, 2 };

/* The rest of the frame in the receiver */
static const uint8_t *receiver;
static uint32_t receiver_left;

static void pull(struct gateway *gw, void *to, uint32_t length)
{
	NET_CHECK(length <= receiver_left);
	memcpy(to, receiver, length);
	receiver += length;
	receiver_left -= length;
}

/* Makes one piece of a packet that the gateway sends. */
static void collect(struct gateway *gw, struct packet *to,
		    const struct net_packet *p)
{
	uint32_t head = p->length < NET_HEAD ? p->length : NET_HEAD;

	NET_CHECK(p->length <= NET_MTU);
	memset(to, 0, sizeof(*to));
	memcpy(to->data, p->head, head);
	if (p->length > head && p->body)
		memcpy(to->data + head, p->body, p->length - head);
	else if (p->length > head)
		pull(gw, to->data + head, p->length - head);
	to->length = p->length;
}

/* A frame from the router, with what Ethernet adds to short ones */
static void receive_frame(struct gateway *gw, const uint8_t *to, uint16_t type,
			  const struct packet *p)
{
	struct net_packet n = { .length = p->length < 46 ? 46 : p->length };
	uint32_t head;
	struct ether e;

	if (n.length > NET_MTU)
		n.length = NET_MTU;
	head = n.length < NET_HEAD ? n.length : NET_HEAD;
	memcpy(e.to, to, 6);
	memcpy(e.from, router_mac, 6);
	write16(e.type, type);
	memcpy(n.head, p->data, head);
	receiver = p->data + head;
	receiver_left = n.length - head;
	gateway_from_link(gw, &e, &n);
}

#endif
