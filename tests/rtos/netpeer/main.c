// SPDX-License-Identifier: BSD-3-Clause
/*
 * A peer of the phone's gateway: activates a context by AT commands, and talks
 * to QEMU's user network through it. TAP on the hypervisor's console.
 * tests/rtos/network starts it.
 */
#include <stdio.h>
#include <string.h>

#include <duet/hypercall.h>
#include <duet_channel.h>
#include <duet_port.h>
#include <port.h>

#include "peer.h"

#define WAIT		3000	/* ms */

struct duet_channel channel;
static struct duet_channel port;
static unsigned int failures, points;

void failed(int line, const char *what)
{
	char text[160];

	if (failures++ > 10)
		return;
	snprintf(text, sizeof(text), "# line %d: %s\n", line, what);
	duet_hypcon_puts(text);
}

void point(const char *name)
{
	char text[96];

	snprintf(text, sizeof(text), "%sok %u - gateway: %s\n",
		 failures ? "not " : "", ++points, name);
	duet_hypcon_puts(text);
	failures = 0;
}

void say(const char *what, uint32_t a, uint32_t b)
{
	char text[128];

	snprintf(text, sizeof(text), what, (unsigned int)a, (unsigned int)b);
	duet_hypcon_puts(text);
}

/* ---- the context ----------------------------------------------------------*/

/* Returns whether the modem answered OK. */
static bool command(const char *text)
{
	char answer[256];
	int n, length = 0;

	CHECK(duet_channel_write(&port, text, strlen(text), WAIT) > 0);
	do {
		n = duet_channel_read(&port, answer + length,
				      sizeof(answer) - 1 - length, WAIT);
		length += n > 0 ? n : 0;
		answer[length] = '\0';
	} while (n > 0 && !strstr(answer, "OK\r\n") &&
		 !strstr(answer, "ERROR"));
	return strstr(answer, "OK\r\n");
}

static void open_channel(struct duet_channel *ch, const char *name,
			 uint32_t mode)
{
	CHECK(duet_channel_open(ch, duet_channel_find(name), mode) == 0);
	CHECK(duet_channel_wait(ch, WAIT) == 0);
}

/* The modem needs a moment to register. */
static void activate(void)
{
	uint32_t tries = 100;

	open_channel(&port, "at0", DUET_CHAN_STREAM);
	open_channel(&channel, "net", DUET_CHAN_RECORDS);
	CHECK(command("AT+CGDCONT=1,\"IP\",\"internet\"\r"));
	while (!command("AT+CGACT=1,1\r") && --tries)
		osDelay(100);
	CHECK(tries);
	point("a context is activated");
}

/* ---- ICMP -----------------------------------------------------------------*/

static void send_ping(uint32_t target, uint32_t sequence, uint32_t length,
		      uint8_t ttl)
{
	uint8_t *icmp = out + HEADER;
	uint32_t i;

	memset(icmp, 0, 8);
	icmp[0] = 8;
	set16(icmp + 4, 0x4711);
	set16(icmp + 6, sequence);
	for (i = 0; i < length; i++)
		icmp[8 + i] = i + sequence;
	send_packet(target, ICMP, 8 + length, ttl);
}

static void ping(uint32_t target, uint32_t sequence, uint32_t length)
{
	const uint8_t *icmp = in + HEADER;
	uint32_t i;

	send_ping(target, sequence, length, 64);
	CHECK(receive_packet(ICMP, WAIT) == (int)(8 + length));
	CHECK(icmp[0] == 0 && read16(icmp + 4) == 0x4711);
	CHECK(read16(icmp + 6) == sequence && read32(in + 12) == target);
	for (i = 0; i < length && icmp[8 + i] == (uint8_t)(i + sequence); i++)
		;
	CHECK(i == length);
}

static void ping_lengths(uint32_t target, const char *name)
{
	static const uint16_t lengths[] = { 0, 1, 18, 39, 40, 41, 42, 56, 1001,
					    1471, 1472 };
	uint32_t i;

	for (i = 0; i < sizeof(lengths) / 2; i++)
		ping(target, i, lengths[i]);
	point(name);
}

/* The error must quote the packet as it was sent: RFC 792. */
static void expect_error(uint8_t type, uint8_t code, uint32_t from,
			 uint32_t timeout)
{
	const uint8_t *icmp = in + HEADER, *quote = icmp + 8;

	CHECK(receive_packet(ICMP, timeout) >= 36);
	CHECK(icmp[0] == type && icmp[1] == code);
	CHECK(read32(in + 12) == from && read32(quote + 12) == OURS);
	CHECK(!memcmp(quote + 16, out + 16, 4 + 8));
}

static void errors(void)
{
	send_ping(HOST, 1, 56, 1);
	expect_error(11, 0, GATEWAY, WAIT);
	point("time to live ends at the gateway");
	send_ping(NOBODY, 1, 56, 64);
	expect_error(3, 1, GATEWAY, 10000);
	point("no such host");
}

/* ---- UDP ------------------------------------------------------------------*/

static void send_udp(uint32_t target, uint32_t from, uint32_t to,
		     uint32_t length)
{
	uint8_t *udp = out + HEADER;

	set16(udp, from);
	set16(udp + 2, to);
	set16(udp + 4, 8 + length);
	send_packet(target, UDP, 8 + length, 64);
}

/* One block of a file by TFTP (RFC 1350), and its acknowledgement */
static int tftp_block(uint32_t block)
{
	int n = receive_packet(UDP, WAIT);

	CHECK(n >= 12 && read32(in + 12) == HOST);
	CHECK(read16(in + HEADER + 2) == 3000);
	CHECK(read16(in + HEADER + 8) == 3);
	CHECK(read16(in + HEADER + 10) == block);
	set16(out + HEADER + 8, 4);
	set16(out + HEADER + 10, block);
	send_udp(HOST, 3000, read16(in + HEADER), 4);
	return n - 12;
}

/* The test made the file: byte n is n * 13 + n / 256. */
static void tftp(void)
{
	static const char request[] = "\0\1file\0octet";
	uint32_t block = 1, length = 0;
	int n, i;

	memcpy(out + HEADER + 8, request, sizeof(request));
	send_udp(HOST, 3000, 69, sizeof(request));
	do {
		n = tftp_block(block++);
		for (i = 0; i < n; i++, length++)
			CHECK(in[HEADER + 12 + i] ==
			      (uint8_t)(length * 13 + length / 256));
	} while (n == 512);
	CHECK(length == 40000);
	point("UDP: a file by TFTP");
}

static void services(void)
{
	send_udp(GATEWAY, 3001, 7, 100);
	CHECK(receive_packet(UDP, WAIT) == 108);
	CHECK(read16(in + HEADER) == 7 && read16(in + HEADER + 2) == 3001);
	send_udp(GATEWAY, 3001, 1000, 100);
	expect_error(3, 3, GATEWAY, WAIT);
	point("UDP: echo, and a port without a service");
}

/* ---- all ------------------------------------------------------------------*/

static void deactivate(void)
{
	CHECK(command("AT+CGACT=0,1\r"));
	send_ping(GATEWAY, 1, 56, 64);
	CHECK(receive_packet(ICMP, 100) == -1);
	CHECK(command("AT+CGACT=1,1\r"));
	ping(GATEWAY, 2, 56);
	ping(HOST, 3, 56);
	point("no packet passes without a context");
}

static void peer(void *arg)
{
	activate();
	ping_lengths(GATEWAY, "answers pings");
	ping_lengths(HOST, "forwards pings");
	services();
	tftp();
	tcp_tests();
	errors();
	deactivate();
	measure();
	say("1..%u\n", points, 0);
	osDelay(50);
	duet_exit(DUET_EXIT_POWEROFF);
}

int main(void)
{
	static const osThreadAttr_t attr = {
		.name = "peer", .stack_size = 4096,
	};

	osKernelInitialize();
	osThreadNew(peer, NULL, &attr);
	osKernelStart();
	return 1;
}
