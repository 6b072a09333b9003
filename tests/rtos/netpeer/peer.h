/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The other end of the gateway's channel: packets made and checked by code
 * that shares nothing with the gateway's.
 */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stdint.h>

#define IP(a, b, c, d)	((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))
#define OURS		IP(10, 64, 0, 2)
#define GATEWAY		IP(10, 64, 0, 1)
#define HOST		IP(10, 0, 2, 2)
#define ECHO_HOST	IP(10, 0, 2, 100)	/* TCP port 7, by the test */
#define NOBODY		IP(10, 0, 2, 77)

#define ICMP	1
#define TCP	6
#define UDP	17

#define HEADER	20
#define DATA_MAX	1480

/* The last packet sent and received; the payload follows the IP header. */
extern uint8_t out[HEADER + DATA_MAX], in[HEADER + DATA_MAX];

void set16(uint8_t *at, uint32_t value);
void set32(uint8_t *at, uint32_t value);
uint32_t read16(const uint8_t *at);
uint32_t read32(const uint8_t *at);

/* Sends out[]: completes its IP header, and the payload's checksum. */
void send_packet(uint32_t target, uint8_t protocol, uint32_t length,
		 uint8_t ttl);
/*
 * Receives a packet of the protocol into in[]; others are ignored. Returns the
 * length of its payload; -1: none came in time; -2: it is wrong.
 */
int receive_packet(uint8_t protocol, uint32_t timeout);

/* ---- tests ----------------------------------------------------------------*/

#define CHECK(cond) do { \
	if (!(cond)) \
		failed(__LINE__, #cond); \
} while (0)

void failed(int line, const char *what);
void point(const char *name);
void say(const char *what, uint32_t a, uint32_t b);

void tcp_tests(void);
void measure(void);

#endif
