/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Headers on the wire: offsets of their fields, and access to them in network
 * byte order. A header must be aligned to four bytes, as are all of its fields
 * to their own size.
 */
#ifndef NET_WIRE_H
#define NET_WIRE_H

#include <stdint.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the loads below");

typedef uint16_t __attribute__((may_alias)) wire16;
typedef uint32_t __attribute__((may_alias)) wire32;

/* Ethernet II, RFC 894 */
#define ETHER_TYPE_IP		0x0800
#define ETHER_TYPE_ARP		0x0806

struct ether {
	uint8_t to[6];
	uint8_t from[6];
	uint8_t type[2];
} __attribute__((aligned(2)));

_Static_assert(sizeof(struct ether) == 14, "ether layout");

/* IPv4, RFC 791 */
#define IP_VERSION		0	/* 8 bits: version, header length */
#define IP_TOS			1
#define IP_LENGTH		2
#define IP_ID			4
#define IP_FRAGMENT		6
#define IP_TTL			8
#define IP_PROTOCOL		9
#define IP_CHECKSUM		10
#define IP_SOURCE		12
#define IP_TARGET		16
#define IP_HEADER		20

#define IP_PLAIN		0x45	/* version 4, no options */
#define IP_DONT_FRAGMENT	0x4000
#define IP_MORE			0x2000
#define IP_OFFSET		0x1fff
#define IP_OFFSET_UNIT		8

#define IP_ICMP			1
#define IP_TCP			6
#define IP_UDP			17

/* UDP (RFC 768) and TCP (RFC 9293), from the start of their header */
#define PORT_SOURCE		0
#define PORT_TARGET		2
#define UDP_CHECKSUM		6
#define UDP_HEADER		8
#define TCP_FLAGS		13
#define TCP_CHECKSUM		16
#define TCP_HEADER		20

#define TCP_FIN			0x01
#define TCP_SYN			0x02
#define TCP_RST			0x04

/* ICMP, RFC 792 */
#define ICMP_TYPE		0
#define ICMP_CODE		1
#define ICMP_CHECKSUM		2
#define ICMP_ID			4
#define ICMP_MTU		6	/* RFC 1191 */
#define ICMP_HEADER		8

#define ICMP_ECHO_REPLY		0
#define ICMP_UNREACHABLE	3
#define ICMP_ECHO		8
#define ICMP_TIME_EXCEEDED	11
#define ICMP_PARAMETER		12

#define ICMP_NET		0	/* codes of ICMP_UNREACHABLE */
#define ICMP_HOST		1
#define ICMP_PORT		3
#define ICMP_TOO_LONG		4
#define ICMP_PROHIBITED		13	/* RFC 1812 5.2.7.1 */

/* ARP for IPv4 on Ethernet, RFC 826 */
#define ARP_HARDWARE		0
#define ARP_PROTOCOL		2
#define ARP_SIZES		4
#define ARP_OPERATION		6
#define ARP_SENDER		8
#define ARP_SENDER_IP		14
#define ARP_WANTED		18
#define ARP_WANTED_IP		24
#define ARP_LENGTH		28

#define ARP_ETHERNET		1
#define ARP_SIZES_IP		0x0604
#define ARP_REQUEST		1
#define ARP_REPLY		2

static inline uint8_t get8(const void *header, uint32_t at)
{
	return ((const uint8_t *)header)[at];
}

static inline uint16_t get16(const void *header, uint32_t at)
{
	return __builtin_bswap16(*(const wire16 *)
				 ((const uint8_t *)header + at));
}

static inline uint32_t get32(const void *header, uint32_t at)
{
	return __builtin_bswap32(*(const wire32 *)
				 ((const uint8_t *)header + at));
}

static inline void put8(void *header, uint32_t at, uint8_t value)
{
	((uint8_t *)header)[at] = value;
}

static inline void put16(void *header, uint32_t at, uint16_t value)
{
	*(wire16 *)((uint8_t *)header + at) = __builtin_bswap16(value);
}

static inline void put32(void *header, uint32_t at, uint32_t value)
{
	*(wire32 *)((uint8_t *)header + at) = __builtin_bswap32(value);
}

/* ARP's addresses are aligned to two bytes only. */
static inline uint32_t get32_half(const void *header, uint32_t at)
{
	return (uint32_t)get16(header, at) << 16 | get16(header, at + 2);
}

static inline void put32_half(void *header, uint32_t at, uint32_t value)
{
	put16(header, at, value >> 16);
	put16(header, at + 2, value & 0xffff);
}

#endif
