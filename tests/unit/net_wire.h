/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets for tests of the gateway: made and checked byte by byte, by code
 * that shares nothing with the gateway's.
 */
#ifndef NET_WIRE_TEST_H
#define NET_WIRE_TEST_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t read16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static inline uint32_t read32(const uint8_t *at)
{
	return read16(at) << 16 | read16(at + 2);
}

static inline void write16(uint8_t *at, uint32_t value)
{
	at[0] = value >> 8;
	at[1] = value;
}

static inline void write32(uint8_t *at, uint32_t value)
{
	write16(at, value >> 16);
	write16(at + 2, value);
}

/* RFC 1071: the one's complement sum of all words, an odd byte padded by 0 */
static inline uint32_t ones_sum(const uint8_t *at, uint32_t length,
				uint32_t start)
{
	uint32_t i;

	for (i = 0; i < length; i++)
		start += i % 2 ? at[i] : at[i] << 8;
	while (start > 0xffff)
		start = start % 0x10000 + start / 0x10000;
	return start;
}

/* A packet, and where its parts are */
struct packet {
	uint8_t data[2048] __attribute__((aligned(4)));
	uint32_t length;
};

#define PAYLOAD(p)	((p)->data + 20)

static inline void finish_ip(struct packet *p)
{
	write16(p->data + 2, p->length);
	write16(p->data + 10, 0);
	write16(p->data + 10, ones_sum(p->data, 20, 0) ^ 0xffff);
}

static inline uint32_t transport_sum(const uint8_t *ip, uint32_t length)
{
	uint32_t pseudo = ip[9] == 1 ? 0 :
		ones_sum(ip + 12, 8, ip[9] + length - 20);

	return ones_sum(ip + 20, length - 20, pseudo);
}

static inline uint8_t *transport_checksum(uint8_t *ip)
{
	return ip + 20 + (ip[9] == 1 ? 2 : ip[9] == 17 ? 6 : 16);
}

static inline void finish_transport(struct packet *p)
{
	uint8_t *at = transport_checksum(p->data);

	write16(at, 0);
	write16(at, transport_sum(p->data, p->length) ^ 0xffff);
	if (p->data[9] == 17 && !read16(at))
		write16(at, 0xffff);
}

static inline void make_ip(struct packet *p, uint32_t source, uint32_t target,
			   uint8_t protocol, uint32_t payload)
{
	uint32_t i;

	memset(p, 0, sizeof(*p));
	p->length = 20 + payload;
	p->data[0] = 0x45;
	write16(p->data + 4, 0x1234);
	p->data[8] = 64;
	p->data[9] = protocol;
	write32(p->data + 12, source);
	write32(p->data + 16, target);
	for (i = 0; i < payload; i++)
		PAYLOAD(p)[i] = i * 37 + 11;
	finish_ip(p);
}

static inline void make_udp(struct packet *p, uint32_t source, uint16_t from,
			    uint32_t target, uint16_t to, uint32_t data)
{
	make_ip(p, source, target, 17, 8 + data);
	write16(PAYLOAD(p), from);
	write16(PAYLOAD(p) + 2, to);
	write16(PAYLOAD(p) + 4, 8 + data);
	finish_transport(p);
}

static inline void make_tcp(struct packet *p, uint32_t source, uint16_t from,
			    uint32_t target, uint16_t to, uint8_t flags,
			    uint32_t data)
{
	make_ip(p, source, target, 6, 20 + data);
	write16(PAYLOAD(p), from);
	write16(PAYLOAD(p) + 2, to);
	PAYLOAD(p)[12] = 0x50;
	PAYLOAD(p)[13] = flags;
	finish_transport(p);
}

static inline void make_icmp(struct packet *p, uint32_t source, uint32_t target,
			     uint8_t type, uint8_t code, uint32_t data)
{
	make_ip(p, source, target, 1, 8 + data);
	PAYLOAD(p)[0] = type;
	PAYLOAD(p)[1] = code;
	write16(PAYLOAD(p) + 4, 0x4711);
	finish_transport(p);
}

/* An ICMP error that quotes the first `quoted` bytes of q. */
static inline void make_error(struct packet *p, uint32_t source,
			      uint32_t target, uint8_t type, uint8_t code,
			      const struct packet *q, uint32_t quoted)
{
	make_ip(p, source, target, 1, 8 + quoted);
	PAYLOAD(p)[0] = type;
	PAYLOAD(p)[1] = code;
	write32(PAYLOAD(p) + 4, code == 4 ? 1400 : 0);
	memcpy(PAYLOAD(p) + 8, q->data, quoted);
	finish_transport(p);
}

/* Whether all checksums and lengths of the packet are right */
static inline bool is_right(const struct packet *p)
{
	const uint8_t *ip = p->data;

	return p->length >= 28 && ip[0] == 0x45 &&
	       read16(ip + 2) == p->length && ones_sum(ip, 20, 0) == 0xffff &&
	       transport_sum(ip, p->length) == 0xffff;
}

#endif
