// SPDX-License-Identifier: GPL-2.0-only
/*
 * The gateway between a guest and a network, both played by the test: RFC 791,
 * 826, 1122, 1624, 1812, 3022, 4787, 5508.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checksum.h"

#define NET_CHECK(condition)	assert_true(condition)
#include "net_link.h"

#define GUEST		NET_ADDRESS(10, 64, 0, 2)
#define INNER		NET_ADDRESS(10, 64, 0, 1)
#define OUTER		NET_ADDRESS(192, 168, 7, 15)
#define ROUTER		NET_ADDRESS(192, 168, 7, 2)
#define NEIGHBOUR	NET_ADDRESS(192, 168, 7, 99)
#define REMOTE		NET_ADDRESS(203, 0, 113, 80)

static const struct net_config config = {
	.outer = { .address = OUTER, .gateway = ROUTER, .prefix = 24 },
	.session = { .address = GUEST, .gateway = INNER, .prefix = 30,
		     .mtu = 1400 },
};

static const uint8_t all_macs[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

static struct gateway g;
/* What was sent last, and how often */
static struct packet at_guest, at_link;
static struct ether at_link_ether;
static uint32_t guest_count, link_count;
static bool guest_full, link_full;

/* ---- the two sides --------------------------------------------------------*/

static bool to_guest(struct gateway *gw, const struct net_packet *p)
{
	if (guest_full)
		return false;
	collect(gw, &at_guest, p);
	guest_count++;
	return true;
}

static bool to_link(struct gateway *gw, const struct ether *e,
		    const struct net_packet *p)
{
	/* the driver has no way to send what is in the receiver */
	assert_true(p->length <= NET_HEAD || p->body);
	if (link_full)
		return false;
	collect(gw, &at_link, p);
	at_link_ether = *e;
	link_count++;
	return true;
}

static const struct gateway_ops ops = { to_guest, to_link, pull };

static void from_guest(const struct packet *p)
{
	gateway_from_guest(&g, p->data, p->length);
}

static void from_link(const struct packet *p)
{
	receive_frame(&g, mac, 0x0800, p);
}

static void send_arp_to(const uint8_t *to, uint16_t operation,
			uint32_t sender, const uint8_t *sender_mac,
			uint32_t wanted)
{
	struct packet p = { .length = 28 };

	write16(p.data, 1);
	write16(p.data + 2, 0x0800);
	write16(p.data + 4, 0x0604);
	write16(p.data + 6, operation);
	memcpy(p.data + 8, sender_mac, 6);
	write32(p.data + 14, sender);
	memcpy(p.data + 18, mac, 6);
	write32(p.data + 24, wanted);
	receive_frame(&g, to, 0x0806, &p);
}

static void arp_reply(uint32_t sender)
{
	send_arp_to(mac, 2, sender, router_mac, OUTER);
}

static void seconds(uint32_t count)
{
	while (count--)
		gateway_time(&g, g.ticks + 1000);
}

static int start_closed(void **state)
{
	memset(&g, 0, sizeof(g));
	guest_count = link_count = 0;
	guest_full = link_full = false;
	assert_true(gateway_init(&g, &ops, &config, mac));
	return 0;
}

/* The router's MAC is known, and no packet counted. */
static int start(void **state)
{
	struct packet p;

	start_closed(state);
	gateway_open(&g);
	make_udp(&p, GUEST, 9999, REMOTE, 9999, 1);
	from_guest(&p);
	arp_reply(ROUTER);
	guest_count = link_count = 0;
	nat_init(&g.nat);
	memset(&g.stats, 0, sizeof(g.stats));
	return 0;
}

static void dropped(enum net_drop why, uint32_t count)
{
	uint32_t i;

	for (i = 1; i < NET_NR_DROPS; i++)
		assert_int_equal(g.stats.drops[i], i == why ? count : 0);
	g.stats.drops[why] = 0;
}

/* The packet that arrived is p but for the address, one hop and checksums. */
static void same_but(const struct packet *got, struct packet *p, uint32_t field,
		     uint32_t address)
{
	write32(p->data + field, address);
	p->data[8]--;
	finish_ip(p);
	if (!(read16(p->data + 6) & 0x1fff))
		finish_transport(p);
	assert_int_equal(got->length, p->length);
	assert_memory_equal(got->data, p->data, p->length);
}

/* ---- checksums ------------------------------------------------------------*/

static void checksums(void **state)
{
	static const uint8_t rfc1071[] __attribute__((aligned(4))) = {
		0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7
	};
	uint8_t data[20] __attribute__((aligned(4)));
	uint32_t i, n, from, to;
	uint16_t sum;

	assert_int_equal(checksum_header(rfc1071, 8), 0xffff ^ 0xddf2);
	/* the example of RFC 1624, where equation 2 of RFC 1141 fails */
	assert_int_equal(checksum_update(0xdd2f,
					 checksum_change16(0x5555, 0x3285)),
			 0x0000);
	srand(1);
	for (n = 0; n < 100000; n++) {
		for (i = 0; i < sizeof(data); i++)
			data[i] = n % 3 ? rand() : rand() % 2 ? 0xff : 0;
		sum = checksum_header(data, 20);
		assert_int_equal(sum, ones_sum(data, 20, 0) ^ 0xffff);
		from = read32(data + 12);
		to = n % 5 ? (uint32_t)rand() * 5 : 0;
		write32(data + 12, to);
		sum = checksum_update(sum, checksum_change32(from, to));
		/* both zeros of one's complement arithmetic are right */
		assert_int_equal(ones_sum(data, 20, sum), 0xffff);
	}
}

/* ---- the guest's packets --------------------------------------------------*/

static void out_udp(void **state)
{
	static const uint16_t lengths[] = { 0, 1, 39, 40, 41, 42, 43, 44, 45,
					    1000, 1371, 1372 };
	struct packet p;
	uint32_t i;

	for (i = 0; i < sizeof(lengths) / 2; i++) {
		make_udp(&p, GUEST, 1024, REMOTE, 53, lengths[i]);
		from_guest(&p);
		same_but(&at_link, &p, 12, OUTER);
		assert_memory_equal(at_link_ether.to, router_mac, 6);
		assert_memory_equal(at_link_ether.from, mac, 6);
		assert_int_equal(read16(at_link_ether.type), 0x0800);
	}
	assert_int_equal(g.stats.packets_out, i);
	dropped(NET_OK, 0);
}

static void out_tcp_icmp(void **state)
{
	struct packet p;

	make_tcp(&p, GUEST, 1024, REMOTE, 80, 2, 1360);
	from_guest(&p);
	same_but(&at_link, &p, 12, OUTER);
	make_icmp(&p, GUEST, REMOTE, 8, 0, 777);
	from_guest(&p);
	same_but(&at_link, &p, 12, OUTER);
	/* a record may be longer than the packet in it */
	p.length += 3;
	p.data[8] = 64;
	write32(p.data + 12, GUEST);
	write16(p.data + 10, 0);
	write16(p.data + 10, ones_sum(p.data, 20, 0) ^ 0xffff);
	from_guest(&p);
	assert_int_equal(at_link.length, p.length - 3);
	dropped(NET_OK, 0);
}

static void udp_checksum(void **state)
{
	struct packet p;
	uint32_t i;

	make_udp(&p, GUEST, 1024, REMOTE, 53, 10);
	write16(PAYLOAD(&p) + 6, 0);
	from_guest(&p);
	assert_int_equal(read16(PAYLOAD(&at_link) + 6), 0);
	/* all sums, hence also the one that must not become 0 */
	for (i = 0; i < 0x10000; i++) {
		make_udp(&p, GUEST, 1024, REMOTE, 53, 10);
		write16(PAYLOAD(&p) + 8, i);
		finish_transport(&p);
		from_guest(&p);
		assert_true(is_right(&at_link));
		assert_int_not_equal(read16(PAYLOAD(&at_link) + 6), 0);
	}
}

static void out_bad(struct packet *p, enum net_drop why)
{
	from_guest(p);
	dropped(why, 1);
	assert_int_equal(link_count, 0);
}

static void out_malformed(void **state)
{
	struct packet p;

	make_udp(&p, GUEST, 1, REMOTE, 2, 10);
	p.length = 19;
	out_bad(&p, NET_SHORT);
	p.length = 37;
	out_bad(&p, NET_SHORT);
	p.length = 0;
	out_bad(&p, NET_SHORT);
	make_udp(&p, GUEST, 1, REMOTE, 2, 10);
	p.data[0] = 0x65;
	out_bad(&p, NET_HEADER);
	p.data[0] = 0x46;
	out_bad(&p, NET_HEADER);
	p.data[0] = 0x44;
	out_bad(&p, NET_HEADER);
	make_udp(&p, GUEST, 1, REMOTE, 2, 10);
	p.data[11]++;
	out_bad(&p, NET_CHECKSUM);
	make_ip(&p, GUEST, REMOTE, 17, 7);
	out_bad(&p, NET_SHORT);
	make_ip(&p, GUEST, REMOTE, 6, 19);
	out_bad(&p, NET_SHORT);
	assert_int_equal(guest_count, 0);
}

static void out_addresses(void **state)
{
	static const uint32_t bad[] = {
		NET_ADDRESS(127, 0, 0, 1), NET_ADDRESS(0, 0, 0, 0),
		NET_ADDRESS(0, 1, 2, 3), NET_ADDRESS(224, 0, 0, 251),
		NET_ADDRESS(239, 255, 255, 250), NET_ADDRESS(240, 0, 0, 1),
		0xffffffff, NET_ADDRESS(192, 168, 7, 255),
		NET_ADDRESS(192, 168, 7, 0), NET_ADDRESS(10, 64, 0, 3), GUEST,
	};
	struct packet p;
	uint32_t i;

	for (i = 0; i < sizeof(bad) / 4; i++) {
		make_udp(&p, GUEST, 1, bad[i], 2, 10);
		out_bad(&p, NET_TARGET);
	}
	make_udp(&p, GUEST ^ 1, 1, REMOTE, 2, 10);
	out_bad(&p, NET_SOURCE);
	make_udp(&p, OUTER, 1, REMOTE, 2, 10);
	out_bad(&p, NET_SOURCE);
	assert_int_equal(guest_count, 0);
}

/* Checks the ICMP error that the guest or the network got about p. */
static void complained(const struct packet *e, const struct packet *p,
		       uint32_t from, uint8_t type, uint8_t code)
{
	assert_true(is_right(e));
	assert_int_equal(e->length, 20 + 8 + 28);
	assert_int_equal(read32(e->data + 12), from);
	assert_int_equal(read32(e->data + 16), read32(p->data + 12));
	assert_int_equal(e->data[9], 1);
	assert_int_equal(PAYLOAD(e)[0], type);
	assert_int_equal(PAYLOAD(e)[1], code);
	assert_memory_equal(PAYLOAD(e) + 8, p->data, 28);
}

static void out_refused(void **state)
{
	struct packet p;

	make_udp(&p, GUEST, 1, REMOTE, 2, 10);
	p.data[8] = 1;
	finish_ip(&p);
	out_bad(&p, NET_TTL);
	complained(&at_guest, &p, INNER, 11, 0);
	make_udp(&p, GUEST, 1, REMOTE, 2, 1373);
	out_bad(&p, NET_TOO_LONG);
	complained(&at_guest, &p, INNER, 3, 4);
	assert_int_equal(read16(PAYLOAD(&at_guest) + 6), 1400);
	make_ip(&p, GUEST, REMOTE, 47, 50);
	out_bad(&p, NET_PROTOCOL);
	complained(&at_guest, &p, INNER, 3, 13);
	assert_int_equal(guest_count, 3);
	/* never about an error, nor about fragments */
	make_icmp(&p, GUEST, REMOTE, 3, 3, 40);
	p.data[8] = 1;
	finish_ip(&p);
	out_bad(&p, NET_TTL);
	make_udp(&p, GUEST, 1, REMOTE, 2, 10);
	p.data[8] = 1;
	write16(p.data + 6, 100);
	finish_ip(&p);
	out_bad(&p, NET_TTL);
	make_icmp(&p, GUEST, REMOTE, 13, 0, 12);
	out_bad(&p, NET_PROTOCOL);
	assert_int_equal(guest_count, 3);
}

static void not_open(void **state)
{
	struct packet p;

	make_udp(&p, GUEST, 1, REMOTE, 2, 10);
	out_bad(&p, NET_DOWN);
	make_udp(&p, REMOTE, 2, OUTER, 1, 10);
	from_link(&p);
	dropped(NET_DOWN, 1);
	assert_int_equal(guest_count, 0);
}

static void full(void **state)
{
	struct packet p;

	link_full = true;
	make_udp(&p, GUEST, 1, REMOTE, 2, 10);
	out_bad(&p, NET_LINK_FULL);
	assert_int_equal(g.stats.packets_out, 0);
	link_full = false;
	from_guest(&p);
	guest_full = true;
	make_udp(&p, REMOTE, 2, OUTER, 1, 10);
	from_link(&p);
	dropped(NET_GUEST_FULL, 1);
	assert_int_equal(g.stats.packets_in, 0);
}

/* ---- the gateway's own services -------------------------------------------*/

static void serves_guest(void **state)
{
	struct packet p;

	make_icmp(&p, GUEST, INNER, 8, 0, 1300);
	from_guest(&p);
	assert_true(is_right(&at_guest));
	assert_int_equal(PAYLOAD(&at_guest)[0], 0);
	assert_int_equal(read32(at_guest.data + 12), INNER);
	assert_int_equal(read32(at_guest.data + 16), GUEST);
	assert_memory_equal(PAYLOAD(&at_guest) + 4, PAYLOAD(&p) + 4, 1304);
	make_icmp(&p, GUEST, OUTER, 8, 0, 1);
	from_guest(&p);
	assert_int_equal(read32(at_guest.data + 12), OUTER);
	make_udp(&p, GUEST, 1234, INNER, 7, 900);
	from_guest(&p);
	assert_true(is_right(&at_guest));
	assert_int_equal(read32(PAYLOAD(&at_guest)), 7 << 16 | 1234);
	assert_memory_equal(PAYLOAD(&at_guest) + 8, PAYLOAD(&p) + 8, 900);
	make_udp(&p, GUEST, 1234, INNER, 9, 900);
	from_guest(&p);
	assert_int_equal(guest_count, 3);
	assert_int_equal(g.stats.answers, 3);
	dropped(NET_OK, 0);
}

static void refuses_guest(void **state)
{
	struct packet p;

	make_udp(&p, GUEST, 1234, INNER, 53, 30);
	out_bad(&p, NET_REFUSED);
	complained(&at_guest, &p, INNER, 3, 3);
	make_tcp(&p, GUEST, 1234, INNER, 80, 2, 0);
	out_bad(&p, NET_REFUSED);
	complained(&at_guest, &p, INNER, 3, 3);
	/* two echo services would keep each other at it */
	make_udp(&p, GUEST, 7, INNER, 7, 30);
	out_bad(&p, NET_REFUSED);
	make_icmp(&p, GUEST, INNER, 8, 0, 30);
	write16(p.data + 6, 0x2000);
	finish_ip(&p);
	out_bad(&p, NET_FRAGMENT);
	make_icmp(&p, GUEST, INNER, 17, 0, 30);
	out_bad(&p, NET_PROTOCOL);
	make_ip(&p, GUEST, INNER, 50, 30);
	out_bad(&p, NET_PROTOCOL);
	/* its answer would be too long for the guest */
	make_icmp(&p, GUEST, INNER, 8, 0, 1373);
	out_bad(&p, NET_TOO_LONG);
	assert_int_equal(guest_count, 3);
}

/* RFC 1122 3.2.2.6 */
static void answers_network(void **state)
{
	struct packet p;

	make_icmp(&p, REMOTE, OUTER, 8, 0, 1300);
	from_link(&p);
	assert_true(is_right(&at_link));
	assert_int_equal(PAYLOAD(&at_link)[0], 0);
	assert_int_equal(read32(at_link.data + 12), OUTER);
	assert_int_equal(read32(at_link.data + 16), REMOTE);
	assert_memory_equal(PAYLOAD(&at_link) + 4, PAYLOAD(&p) + 4, 1304);
	make_icmp(&p, REMOTE, OUTER, 8, 0, 3);
	from_link(&p);
	assert_true(is_right(&at_link));
	assert_int_equal(at_link.length, 31);
	assert_int_equal(guest_count, 0);
	make_icmp(&p, REMOTE, OUTER, 8, 0, 30);
	write16(p.data + 6, 0x2000);
	finish_ip(&p);
	from_link(&p);
	dropped(NET_FRAGMENT, 1);
}

/* ---- packets from the network ---------------------------------------------*/

static void in_answers(void **state)
{
	struct packet p;

	make_udp(&p, GUEST, 1024, REMOTE, 53, 9);
	from_guest(&p);
	make_udp(&p, REMOTE, 53, OUTER, 1024, 1372);
	from_link(&p);
	same_but(&at_guest, &p, 16, GUEST);
	/* another port of that host may answer: RFC 4787 REQ-8 */
	make_udp(&p, REMOTE, 54, OUTER, 1024, 0);
	from_link(&p);
	same_but(&at_guest, &p, 16, GUEST);
	make_tcp(&p, GUEST, 1024, REMOTE, 80, 2, 0);
	from_guest(&p);
	make_tcp(&p, REMOTE, 80, OUTER, 1024, 18, 1000);
	from_link(&p);
	same_but(&at_guest, &p, 16, GUEST);
	make_icmp(&p, GUEST, REMOTE, 8, 0, 56);
	from_guest(&p);
	make_icmp(&p, REMOTE, OUTER, 0, 0, 56);
	from_link(&p);
	same_but(&at_guest, &p, 16, GUEST);
	assert_int_equal(g.stats.packets_in, 4);
	dropped(NET_OK, 0);
}

static void in_bad(struct packet *p, enum net_drop why)
{
	from_link(p);
	dropped(why, 1);
	assert_int_equal(guest_count, 0);
}

static void in_unasked(void **state)
{
	struct packet p;

	make_udp(&p, GUEST, 1024, REMOTE, 53, 9);
	from_guest(&p);
	make_tcp(&p, GUEST, 1024, REMOTE, 80, 2, 0);
	from_guest(&p);
	link_count = 0;
	make_udp(&p, REMOTE + 1, 53, OUTER, 1024, 9);
	in_bad(&p, NET_UNASKED);
	make_udp(&p, REMOTE, 53, OUTER, 1025, 9);
	in_bad(&p, NET_UNASKED);
	make_tcp(&p, REMOTE, 81, OUTER, 1024, 16, 9);
	in_bad(&p, NET_UNASKED);
	make_tcp(&p, REMOTE + 1, 80, OUTER, 1024, 16, 9);
	in_bad(&p, NET_UNASKED);
	make_icmp(&p, REMOTE, OUTER, 0, 0, 9);
	in_bad(&p, NET_UNASKED);
	make_icmp(&p, REMOTE, OUTER, 5, 0, 30);
	in_bad(&p, NET_PROTOCOL);
	make_ip(&p, REMOTE, OUTER, 47, 30);
	in_bad(&p, NET_PROTOCOL);
	assert_int_equal(link_count, 0);
	/* and nothing after its time */
	seconds(300);
	make_udp(&p, REMOTE, 53, OUTER, 1024, 9);
	in_bad(&p, NET_UNASKED);
}

static void in_addresses(void **state)
{
	static const uint32_t bad[] = {
		NET_ADDRESS(127, 0, 0, 1), 0, NET_ADDRESS(224, 0, 0, 1),
		0xffffffff, NET_ADDRESS(192, 168, 7, 255), OUTER, GUEST, INNER,
	};
	struct packet p;
	uint32_t i;

	for (i = 0; i < sizeof(bad) / 4; i++) {
		make_icmp(&p, bad[i], OUTER, 8, 0, 9);
		in_bad(&p, NET_SOURCE);
	}
	make_icmp(&p, REMOTE, OUTER + 1, 8, 0, 9);
	in_bad(&p, NET_TARGET);
	make_icmp(&p, REMOTE, GUEST, 8, 0, 9);
	in_bad(&p, NET_TARGET);
	make_icmp(&p, REMOTE, OUTER, 8, 0, 9);
	receive_frame(&g, all_macs, 0x0800, &p);
	dropped(NET_TARGET, 1);
	receive_frame(&g, mac, 0x86dd, &p);
	dropped(NET_OK, 0);
	assert_int_equal(link_count + guest_count, 0);
}

static void in_refused(void **state)
{
	struct packet p;
	uint32_t i;

	make_udp(&p, GUEST, 1024, REMOTE, 53, 9);
	from_guest(&p);
	make_udp(&p, REMOTE, 53, OUTER, 1024, 9);
	p.data[8] = 1;
	finish_ip(&p);
	in_bad(&p, NET_TTL);
	complained(&at_link, &p, OUTER, 11, 0);
	assert_memory_equal(at_link_ether.to, router_mac, 6);
	make_udp(&p, REMOTE, 53, OUTER, 1024, 1373);
	in_bad(&p, NET_TOO_LONG);
	complained(&at_link, &p, OUTER, 3, 4);
	assert_int_equal(read16(PAYLOAD(&at_link) + 6), 1400);
	/* not more than 10 a second: RFC 1812 4.3.2.8 */
	link_count = 0;
	for (i = 0; i < 100; i++)
		in_bad(&p, NET_TOO_LONG);
	assert_int_equal(link_count, 8);
	seconds(1);
	in_bad(&p, NET_TOO_LONG);
	assert_int_equal(link_count, 9);
}

/* ---- ICMP errors ----------------------------------------------------------*/

/* The quoted packet must look as its sender sent it. */
static void error_in(struct packet *sent, uint32_t quoted, bool expected)
{
	struct packet seen, e, want;

	from_guest(sent);
	seen = at_link;
	make_error(&e, ROUTER, OUTER, 3, 4, &seen, quoted);
	guest_count = 0;
	from_link(&e);
	assert_int_equal(guest_count, expected);
	if (!expected)
		return;
	assert_true(is_right(&at_guest));
	want = *sent;
	want.data[8]--;
	finish_ip(&want);
	assert_memory_equal(PAYLOAD(&at_guest) + 8, want.data, quoted);
	assert_int_equal(read32(PAYLOAD(&at_guest) + 4), 1400);
	assert_int_equal(read32(at_guest.data + 16), GUEST);
}

static void errors_in(void **state)
{
	struct packet p;

	make_udp(&p, GUEST, 1024, REMOTE, 53, 500);
	error_in(&p, 28, true);
	error_in(&p, 29, true);
	error_in(&p, 500, true);
	make_tcp(&p, GUEST, 1024, REMOTE, 80, 2, 900);
	error_in(&p, 28, true);
	error_in(&p, 36, true);
	error_in(&p, 38, true);
	error_in(&p, 548, true);
	make_icmp(&p, GUEST, REMOTE, 8, 0, 500);
	error_in(&p, 28, true);
	make_udp(&p, GUEST, 1024, REMOTE, 53, 500);
	write16(PAYLOAD(&p) + 6, 0);
	error_in(&p, 28, true);
	error_in(&p, 27, false);
}

/* Of no session, or not ours: dropped. */
static void errors_in_bad(void **state)
{
	struct packet q, e;

	make_udp(&q, OUTER, 1024, REMOTE, 53, 20);
	make_error(&e, ROUTER, OUTER, 3, 1, &q, 28);
	in_bad(&e, NET_UNASKED);
	make_udp(&e, GUEST, 1024, REMOTE, 53, 20);
	from_guest(&e);
	make_error(&e, ROUTER, OUTER, 3, 1, &q, 28);
	from_link(&e);
	assert_int_equal(guest_count, 1);
	guest_count = 0;
	write32(q.data + 12, OUTER + 1);
	finish_ip(&q);
	make_error(&e, ROUTER, OUTER, 3, 1, &q, 28);
	in_bad(&e, NET_UNASKED);
	write32(q.data + 12, OUTER);
	make_error(&e, ROUTER, OUTER, 3, 1, &q, 28);
	in_bad(&e, NET_UNASKED);	/* a wrong checksum in it */
	write16(q.data + 6, 5);
	finish_ip(&q);
	make_error(&e, ROUTER, OUTER, 3, 1, &q, 28);
	in_bad(&e, NET_UNASKED);
	write16(q.data + 6, 0);
	q.data[0] = 0x46;
	finish_ip(&q);
	make_error(&e, ROUTER, OUTER, 3, 1, &q, 28);
	in_bad(&e, NET_UNASKED);
}

static void error_out(struct packet *came, uint32_t quoted)
{
	struct packet e, want;

	from_link(came);
	make_error(&e, GUEST, REMOTE, 3, 3, &at_guest, quoted);
	link_count = 0;
	from_guest(&e);
	assert_int_equal(link_count, 1);
	assert_true(is_right(&at_link));
	assert_int_equal(read32(at_link.data + 12), OUTER);
	want = *came;
	want.data[8]--;
	finish_ip(&want);
	assert_memory_equal(PAYLOAD(&at_link) + 8, want.data, quoted);
}

static void errors_out(void **state)
{
	struct packet p, e;

	make_udp(&p, GUEST, 1024, REMOTE, 53, 9);
	from_guest(&p);
	make_udp(&p, REMOTE, 53, OUTER, 1024, 300);
	error_out(&p, 28);
	error_out(&p, 200);
	make_tcp(&p, GUEST, 1024, REMOTE, 80, 2, 0);
	from_guest(&p);
	make_tcp(&p, REMOTE, 80, OUTER, 1024, 18, 500);
	error_out(&p, 28);
	error_out(&p, 40);
	make_udp(&p, REMOTE, 53, GUEST, 1025, 300);
	make_error(&e, GUEST, REMOTE, 3, 3, &p, 28);
	link_count = 0;
	out_bad(&e, NET_UNASKED);
	make_udp(&p, REMOTE, 53, GUEST ^ 1, 1024, 300);
	make_error(&e, GUEST, REMOTE, 3, 3, &p, 28);
	out_bad(&e, NET_UNASKED);
}

/* ---- fragments ------------------------------------------------------------*/

static void fragment(struct packet *p, uint32_t word)
{
	write16(p->data + 6, word);
	finish_ip(p);
}

static void fragments_out(void **state)
{
	struct packet p;

	make_udp(&p, GUEST, 1024, REMOTE, 53, 1000);
	fragment(&p, 0x2000);
	from_guest(&p);
	same_but(&at_link, &p, 12, OUTER);
	make_ip(&p, GUEST, REMOTE, 17, 1000);
	fragment(&p, 126);
	from_guest(&p);
	same_but(&at_link, &p, 12, OUTER);
	assert_int_equal(link_count, 2);
	dropped(NET_OK, 0);
}

/* In any order, but only from hosts that the guest talks with */
static void fragments_in(void **state)
{
	struct packet p;

	make_ip(&p, REMOTE, OUTER, 17, 1000);
	fragment(&p, 126);
	in_bad(&p, NET_UNASKED);
	make_udp(&p, GUEST, 1024, REMOTE, 53, 10);
	from_guest(&p);
	make_ip(&p, REMOTE, OUTER, 17, 1000);
	fragment(&p, 126);
	from_link(&p);
	same_but(&at_guest, &p, 16, GUEST);
	make_udp(&p, REMOTE, 53, OUTER, 1024, 1000);
	fragment(&p, 0x2000);
	from_link(&p);
	same_but(&at_guest, &p, 16, GUEST);
	guest_count = 0;
	make_ip(&p, REMOTE, OUTER, 6, 1000);
	fragment(&p, 126);
	in_bad(&p, NET_UNASKED);
}

/* RFC 1858, and the longest packet */
static void fragments_bad(void **state)
{
	struct packet p;

	make_tcp(&p, GUEST, 1024, REMOTE, 80, 2, 100);
	fragment(&p, 0x2000 | 1);
	out_bad(&p, NET_FRAGMENT);
	fragment(&p, 2);
	out_bad(&p, NET_FRAGMENT);
	make_udp(&p, GUEST, 1024, REMOTE, 80, 1000);
	fragment(&p, 0x1fff);
	out_bad(&p, NET_FRAGMENT);
	make_ip(&p, GUEST, REMOTE, 6, 16);
	fragment(&p, 0x2000);
	out_bad(&p, NET_SHORT);
}

/* ---- ARP ------------------------------------------------------------------*/

static void is_arp(uint16_t operation, uint32_t wanted)
{
	assert_int_equal(read16(at_link_ether.type), 0x0806);
	assert_int_equal(at_link.length, 28);
	assert_int_equal(read32(at_link.data), 0x00010800);
	assert_int_equal(read32(at_link.data + 4), 0x06040000 | operation);
	assert_memory_equal(at_link.data + 8, mac, 6);
	assert_int_equal(read32(at_link.data + 14), OUTER);
	assert_int_equal(read32(at_link.data + 24), wanted);
	assert_memory_equal(at_link_ether.from, mac, 6);
	assert_memory_equal(at_link_ether.to, operation == 1 ? all_macs :
			    router_mac, 6);
}

static void asks(void **state)
{
	struct packet p;

	gateway_open(&g);
	is_arp(1, OUTER);	/* an announcement */
	make_udp(&p, GUEST, 1024, REMOTE, 53, 1000);
	from_guest(&p);
	is_arp(1, ROUTER);
	arp_reply(NEIGHBOUR);
	assert_int_equal(link_count, 2);
	arp_reply(ROUTER);
	assert_int_equal(link_count, 3);
	same_but(&at_link, &p, 12, OUTER);
	make_udp(&p, GUEST, 1024, NEIGHBOUR, 53, 10);
	from_guest(&p);
	is_arp(1, NEIGHBOUR);
	arp_reply(NEIGHBOUR);
	same_but(&at_link, &p, 12, OUTER);
	assert_int_equal(link_count, 5);
	dropped(NET_OK, 0);
}

/* Once a second, three times; then the guest hears of it. */
static void asks_in_vain(void **state)
{
	struct packet p;
	uint32_t i;

	make_udp(&p, GUEST, 1024, NEIGHBOUR, 53, 1000);
	from_guest(&p);
	for (i = 1; i <= 3; i++) {
		assert_int_equal(link_count, i);
		assert_true(g.asking);
		gateway_time(&g, g.ticks + 999);
		assert_int_equal(link_count, i);
		assert_int_equal(guest_count, 0);
		seconds(1);
	}
	assert_int_equal(link_count, 3);
	complained(&at_guest, &p, INNER, 3, 1);
	assert_false(g.asking);
	dropped(NET_NO_NEIGHBOUR, 1);
	/* the later of two packets waits */
	from_guest(&p);
	make_udp(&p, GUEST, 1024, NEIGHBOUR, 54, 1000);
	from_guest(&p);
	dropped(NET_NO_NEIGHBOUR, 1);
	arp_reply(NEIGHBOUR);
	same_but(&at_link, &p, 12, OUTER);
}

static void answers(void **state)
{
	send_arp_to(all_macs, 1, NEIGHBOUR, router_mac, OUTER);
	is_arp(2, NEIGHBOUR);
	assert_int_equal(link_count, 1);
	assert_memory_equal(at_link.data + 18, router_mac, 6);
	send_arp_to(all_macs, 1, NEIGHBOUR, router_mac, OUTER + 1);
	send_arp_to(all_macs, 1, OUTER, router_mac, OUTER);
	assert_int_equal(link_count, 1);
}

static void arp_malformed(void **state)
{
	struct packet p = { .length = 28 };
	uint32_t i;

	for (i = 0; i < 6; i++) {
		memset(p.data, 0, 28);
		write32(p.data, 0x00010800);
		write32(p.data + 4, 0x06040001);
		memcpy(p.data + 8, router_mac, 6);
		write32(p.data + 14, NEIGHBOUR);
		write32(p.data + 24, OUTER);
		p.data[i]++;
		receive_frame(&g, mac, 0x0806, &p);
	}
	send_arp_to(mac, 1, NEIGHBOUR, all_macs, OUTER);
	send_arp_to(mac, 1, NEIGHBOUR, mac, OUTER);
	assert_int_equal(link_count, 0);
	dropped(NET_HEADER, 8);
}

/* A neighbour's new MAC is taken up, old ones are asked for again. */
static void changes(void **state)
{
	static const uint8_t other[6] = { 2, 2, 2, 2, 2, 2 };
	struct packet p;

	send_arp_to(all_macs, 1, ROUTER, other, ROUTER);
	make_udp(&p, GUEST, 1024, REMOTE, 53, 10);
	from_guest(&p);
	assert_memory_equal(at_link_ether.to, other, 6);
	seconds(ARP_LIFETIME - 1);
	link_count = 0;
	from_guest(&p);
	assert_int_equal(link_count, 1);
	seconds(1);
	from_guest(&p);
	assert_int_equal(link_count, 3);
	assert_memory_equal(at_link_ether.to, other, 6);
	seconds(1);
	assert_int_equal(link_count, 4);
	is_arp(1, ROUTER);
	arp_reply(ROUTER);
	from_guest(&p);
	assert_memory_equal(at_link_ether.to, router_mac, 6);
	assert_int_equal(link_count, 5);
}

/* More neighbours than entries, and nothing made for others' packets */
static void many_neighbours(void **state)
{
	struct packet p;
	uint32_t i;

	for (i = 100; i < 200; i++)
		send_arp_to(all_macs, 1, NEIGHBOUR - 99 + i, router_mac, OUTER);
	link_count = 0;
	for (i = 100; i < 120; i++) {
		make_udp(&p, GUEST, 1, NEIGHBOUR - 99 + i, 53, 10);
		from_guest(&p);
		assert_int_equal(read16(at_link_ether.type), 0x0806);
		arp_reply(NEIGHBOUR - 99 + i);
		same_but(&at_link, &p, 12, OUTER);
		make_udp(&p, GUEST, 1, REMOTE, 53, 10);
		from_guest(&p);
		same_but(&at_link, &p, 12, OUTER);
	}
	assert_int_equal(link_count, 60);
	dropped(NET_OK, 0);
}

/* Pings from invented neighbours leave the guest its ways. */
static void many_pings(void **state)
{
	struct packet p, ping;
	uint32_t i;

	for (i = 0; i < 200; i++) {
		make_icmp(&ping, NET_ADDRESS(192, 168, 7, 30 + i), OUTER, 8, 0,
			  10);
		from_link(&ping);
	}
	make_udp(&p, GUEST, 1, REMOTE, 53, 10);
	from_guest(&p);
	same_but(&at_link, &p, 12, OUTER);
	make_udp(&p, GUEST, 1, NEIGHBOUR + 150, 53, 10);
	from_guest(&p);
	is_arp(1, NEIGHBOUR + 150);
	arp_reply(NEIGHBOUR + 150);
	same_but(&at_link, &p, 12, OUTER);
}

/* A packet does not wait for an answer that nobody was asked for. */
static void no_question(void **state)
{
	struct packet p;
	uint32_t i;

	for (i = 0; i < 8; i++) {
		make_udp(&p, GUEST, 1, NEIGHBOUR + i, 53, 10);
		from_guest(&p);
	}
	g.stats.drops[NET_NO_NEIGHBOUR] = 0;
	make_udp(&p, GUEST, 1, NEIGHBOUR + 100, 53, 10);
	from_guest(&p);
	dropped(NET_NO_NEIGHBOUR, 1);
	arp_reply(NEIGHBOUR + 7);
	make_udp(&p, GUEST, 1, NEIGHBOUR + 7, 53, 10);
	same_but(&at_link, &p, 12, OUTER);
}

/* ---- set-up ---------------------------------------------------------------*/

static bool accepts(struct net_outer outer, struct modem_ip session)
{
	const struct net_config c = { outer, session };
	static struct gateway other;

	memset(&other, 0, sizeof(other));
	return gateway_init(&other, &ops, &c, mac);
}

static void addresses(void **state)
{
	struct net_outer o = config.outer;
	struct modem_ip s = config.session;

	assert_true(accepts(o, s));
	o.gateway = 0;
	assert_true(accepts(o, s));
	o.gateway = OUTER;
	assert_false(accepts(o, s));
	o.gateway = REMOTE;
	assert_false(accepts(o, s));
	o.gateway = ROUTER;
	o.address |= 0xff;
	assert_false(accepts(o, s));
	o = config.outer;
	o.prefix = 31;
	assert_false(accepts(o, s));
	o.prefix = 7;
	assert_false(accepts(o, s));
	o.prefix = 24;
	s.gateway = 0;
	assert_false(accepts(o, s));
	s = config.session;
	s.mtu = 575;
	assert_false(accepts(o, s));
	s.mtu = 1501;
	assert_false(accepts(o, s));
	s = config.session;
	s.address = NET_ADDRESS(192, 168, 7, 134);
	s.gateway = NET_ADDRESS(192, 168, 7, 133);
	assert_false(accepts(o, s));
}

static void closes(void **state)
{
	struct packet p;

	make_udp(&p, GUEST, 1024, REMOTE, 53, 9);
	from_guest(&p);
	gateway_close(&g);
	link_count = 0;
	out_bad(&p, NET_DOWN);
	gateway_open(&g);
	make_udp(&p, REMOTE, 53, OUTER, 1024, 9);
	in_bad(&p, NET_UNASKED);
}

static void time_wraps(void **state)
{
	g.ticks = 0xffffff00;
	gateway_time(&g, 0xffffff00 + 2500);
	assert_int_equal(g.nat.now, 2);
	gateway_time(&g, 0xffffff00 + 3000);
	assert_int_equal(g.nat.now, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checksums),
		cmocka_unit_test_setup(out_udp, start),
		cmocka_unit_test_setup(out_tcp_icmp, start),
		cmocka_unit_test_setup(udp_checksum, start),
		cmocka_unit_test_setup(out_malformed, start),
		cmocka_unit_test_setup(out_addresses, start),
		cmocka_unit_test_setup(out_refused, start),
		cmocka_unit_test_setup(not_open, start_closed),
		cmocka_unit_test_setup(full, start),
		cmocka_unit_test_setup(serves_guest, start),
		cmocka_unit_test_setup(refuses_guest, start),
		cmocka_unit_test_setup(answers_network, start),
		cmocka_unit_test_setup(in_answers, start),
		cmocka_unit_test_setup(in_unasked, start),
		cmocka_unit_test_setup(in_addresses, start),
		cmocka_unit_test_setup(in_refused, start),
		cmocka_unit_test_setup(errors_in, start),
		cmocka_unit_test_setup(errors_in_bad, start),
		cmocka_unit_test_setup(errors_out, start),
		cmocka_unit_test_setup(fragments_out, start),
		cmocka_unit_test_setup(fragments_in, start),
		cmocka_unit_test_setup(fragments_bad, start),
		cmocka_unit_test_setup(asks, start_closed),
		cmocka_unit_test_setup(asks_in_vain, start),
		cmocka_unit_test_setup(answers, start),
		cmocka_unit_test_setup(arp_malformed, start),
		cmocka_unit_test_setup(changes, start),
		cmocka_unit_test_setup(many_neighbours, start),
		cmocka_unit_test_setup(many_pings, start),
		cmocka_unit_test_setup(no_question, start),
		cmocka_unit_test(addresses),
		cmocka_unit_test_setup(closes, start),
		cmocka_unit_test_setup(time_wraps, start_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
