// SPDX-License-Identifier: GPL-2.0-only
/*
 * The gateway between a hostile guest and a hostile network. The input is a
 * list of packets of either side, and of time that passes. A packet starts out
 * as a good one that the input says how to spoil, as random bytes would hardly
 * get beyond the checksums.
 *
 * No access leaves a packet, only addresses that may appear on a side do so,
 * and the table of sessions stays in order.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NET_CHECK(condition) do { \
	if (!(condition)) \
		abort(); \
} while (0)
#include "net_link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define GUEST	NET_ADDRESS(10, 64, 0, 2)
#define INNER	NET_ADDRESS(10, 64, 0, 1)
#define OUTER	NET_ADDRESS(10, 0, 2, 15)
#define ROUTER	NET_ADDRESS(10, 0, 2, 2)

static const struct net_config config = {
	.outer = { .address = OUTER, .gateway = ROUTER, .prefix = 24 },
	.session = { .address = GUEST, .gateway = INNER, .prefix = 30,
		     .mtu = 1400 },
};

static struct gateway g;
static const uint8_t *input;
static size_t left;
/* The last packet that each side got, to answer to */
static struct packet seen[2];

static uint8_t byte(void)
{
	if (!left)
		return 0;
	left--;
	return *input++;
}

static uint32_t half(void)
{
	uint32_t high = byte();

	return high << 8 | byte();
}

/* ---- what the gateway sends -----------------------------------------------*/

static bool to_guest(struct gateway *gw, const struct net_packet *p)
{
	const uint8_t *ip = seen[0].data;

	NET_CHECK(g.up);
	collect(gw, &seen[0], p);
	NET_CHECK(p->length >= 20 && read16(ip + 2) == p->length);
	NET_CHECK(read32(ip + 16) == GUEST && ones_sum(ip, 20, 0) == 0xffff);
	return byte() & 15;
}

static bool to_link(struct gateway *gw, const struct ether *e,
		    const struct net_packet *p)
{
	const uint8_t *ip = seen[1].data;

	NET_CHECK(p->length <= NET_HEAD || p->body);
	NET_CHECK(!memcmp(e->from, mac, 6));
	if (read16(e->type) == 0x0806) {
		NET_CHECK(p->length == 28);
		return byte() & 15;
	}
	collect(gw, &seen[1], p);
	NET_CHECK(read16(e->type) == 0x0800 && !(e->to[0] & 1));
	NET_CHECK(p->length >= 20 && read16(ip + 2) == p->length);
	NET_CHECK(read32(ip + 12) == OUTER && ones_sum(ip, 20, 0) == 0xffff);
	return byte() & 15;
}

static const struct gateway_ops ops = { to_guest, to_link, pull };

/* ---- packets --------------------------------------------------------------*/

static uint32_t address(void)
{
	static const uint32_t some[] = {
		GUEST, INNER, OUTER, ROUTER, NET_ADDRESS(10, 0, 2, 77),
		NET_ADDRESS(203, 0, 113, 1), NET_ADDRESS(203, 0, 113, 2),
		NET_ADDRESS(10, 0, 2, 255), 0xffffffff, 0,
	};
	uint8_t which = byte();

	return which < 240 ? some[which % 10] : half() << 16 | half();
}

static void make_any(struct packet *p, bool guest)
{
	uint32_t source = guest ? GUEST : address();
	uint32_t target = guest ? address() : OUTER;
	uint8_t kind = byte();
	uint16_t length = half() % 1500;

	switch (kind % 6) {
	case 0:
		make_udp(p, source, byte(), target, byte(), length);
		break;
	case 1:
		make_tcp(p, source, byte(), target, byte(), byte(), length);
		break;
	case 2:
		make_icmp(p, source, target, byte() & 15, byte(), length);
		break;
	case 3:
		make_error(p, source, target, 3 + byte() % 10, byte() & 7,
			   &seen[!guest], 28 + byte());
		break;
	case 4:
		*p = seen[!guest];	/* as if it came back */
		write32(p->data + 12, source);
		write32(p->data + 16, target);
		memcpy(PAYLOAD(p), seen[!guest].data + 22, 2);
		memcpy(PAYLOAD(p) + 2, seen[!guest].data + 20, 2);
		finish_ip(p);
		break;
	default:
		make_ip(p, source, target, byte(), length);
	}
}

/* Changes some bytes of the headers, and makes up for it or not. */
static void spoil(struct packet *p)
{
	uint8_t count = byte() & 3, how = byte();

	while (count--)
		p->data[byte() % 80] = byte();
	if (how & 1)
		write16(p->data + 6, half());
	if (how & 2)
		p->length = half() % 1600;
	if (how & 4) {
		write16(p->data + 10, 0);
		write16(p->data + 10, ones_sum(p->data, 20, 0) ^ 0xffff);
	}
	if (how & 8)
		finish_ip(p);
}

/* The record has the packet's length and nothing beyond it. */
static void guest_sends(void)
{
	struct packet p;
	void *record;

	make_any(&p, true);
	spoil(&p);
	record = malloc(p.length + !p.length);
	memcpy(record, p.data, p.length);
	gateway_from_guest(&g, record, p.length);
	free(record);
}

static void frame_comes(uint16_t type, const struct packet *p)
{
	receive_frame(&g, byte() & 7 ? mac : router_mac, type, p);
}

static void network_sends(void)
{
	struct packet p;

	make_any(&p, false);
	spoil(&p);
	frame_comes(0x0800, &p);
}

static void neighbour_sends(void)
{
	struct packet p = { .length = 28 };

	write32(p.data, 0x00010800);
	write32(p.data + 4, 0x06040000 | (1 + (byte() & 1)));
	memcpy(p.data + 8, router_mac, 6);
	write32(p.data + 14, address());
	write32(p.data + 24, byte() & 3 ? OUTER : address());
	if (byte() > 240)
		p.data[byte() % 28] = byte();
	frame_comes(0x0806, &p);
}

/* ---- judgement ------------------------------------------------------------*/

static void check_sessions(void)
{
	uint32_t class, index, total = 0, count;

	for (class = 0; class < NAT_CLASSES; class++) {
		count = 0;
		for (index = g.nat.list[class].oldest; index;
		     index = g.nat.session[index].newer) {
			NET_CHECK(g.nat.session[index].class == class);
			NET_CHECK(++count <= NAT_SESSIONS);
		}
		NET_CHECK(count == g.nat.list[class].count);
		total += count;
	}
	NET_CHECK(total == NAT_SESSIONS);
}

static void step(void)
{
	uint8_t what = byte();

	if (what < 100)
		guest_sends();
	else if (what < 200)
		network_sends();
	else if (what < 230)
		neighbour_sends();
	else if (what < 250)
		gateway_time(&g, g.ticks + (what < 240 ? 1000 : half() * 100));
	else if (what < 253)
		gateway_open(&g);
	else
		gateway_close(&g);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input = data;
	left = size;
	memset(&g, 0, sizeof(g));
	memset(seen, 0, sizeof(seen));
	NET_CHECK(gateway_init(&g, &ops, &config, mac));
	gateway_open(&g);
	while (left)
		step();
	check_sessions();
	return 0;
}
