// SPDX-License-Identifier: GPL-2.0-only
/*
 * The MBIM function of the RTOS, with the modem and its simulated network, and
 * a host that sends anything at any time. Each record of the function is well
 * formed, the modem's lock is balanced, and a host that turns honest is served.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <mbim.h>

#include "modem_host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RECORD_MAX	4200

static const uint8_t *input;
static size_t left;
static struct mbim mb;
static uint32_t transfer;	/* as the host has opened it */
static uint32_t answers;	/* good ones to the query of capabilities */

static uint8_t byte(void)
{
	if (!left)
		return 0;
	left--;
	return *input++;
}

static uint32_t word(void)
{
	uint32_t a = byte(), b = byte();

	return a | b << 8 | (uint32_t)byte() << 16 | (uint32_t)byte() << 24;
}

/* Small, near a limit, or anything */
static uint32_t number(void)
{
	uint8_t kind = byte();

	if (kind < 128)
		return kind;
	if (kind < 192)
		return (kind - 128) * 4;
	return kind < 224 ? kind - 224u : word();
}

static void must(bool good)
{
	if (!good)
		abort();
}

/* ---- the host's end -------------------------------------------------------*/

static void check_record(void *arg, const void *record, size_t size)
{
	uint32_t head[12] = { 0 };

	must(size >= 12 && size <= (transfer > 4096 ? 4096 : transfer));
	memcpy(head, record, size < sizeof(head) ? size : sizeof(head));
	must(head[1] == size && head[0] >> 31);
	must(head[0] == 0x80000007 ? !head[2] : true);
	if (head[0] != 0x80000003 && head[0] != 0x80000007)
		must(size == 16);
	else
		must(size > 20 && head[4] < head[3]);
	if (head[0] == 0x80000003 && head[9] == 1 && !head[10] && head[11] > 64)
		answers++;
}

static void ignore_wake(void *arg)
{
}

static const struct mbim_host host = { check_record, ignore_wake, NULL };

/* Gives a block of its own, of exactly this size. */
static void give(const void *record, uint32_t size)
{
	void *copy = malloc(size ? size : 1);

	memcpy(copy, record, size);
	mbim_receive(&mb, copy, size);
	free(copy);
}

static void give_open(uint32_t max)
{
	const uint32_t words[4] = { 1, 16, 1, max };

	transfer = max < 64 ? 64 : max;
	give(words, 16);
}

static void give_short(void)
{
	const uint32_t words[5] = {
		number(), number(), number(), number(), number(),
	};

	/* an open would change the limit that is checked */
	if (words[0] != 1)
		give(words, byte() % 21);
}

static const uint8_t services[4][16] = {
	"\xa2\x89\xcc\x33\xbc\xbb\x8b\x4f\xb6\xb0\x13\x3e\xc2\xaa\xe6\xdf",
	"\x53\x3f\xbe\xeb\x14\xfe\x44\x67\x9f\x90\x33\xa2\x23\xe5\x6c\x3f",
	"\xe5\x50\xa0\xc8\x5e\x82\x47\x9e\x82\xf7\x10\xab\xf4\xc3\x35\x1f",
	"\x4b\xf3\x84\x76\x1e\x6a\x41\xdb\xb1\xd8\xbe\xd2\x89\xc2\x5b\xdb",
};

/* Information: words by number(), or bytes of the input */
static uint32_t fill_info(uint32_t *words)
{
	uint32_t i, n = byte();

	if (n & 1) {
		for (i = 0; i < n / 2; i++)
			((uint8_t *)words)[i] = byte();
		return n / 2;
	}
	n = n / 2 % 40;
	for (i = 0; i < n; i++)
		words[i] = number();
	return 4 * n;
}

static uint32_t make_command(uint32_t *words)
{
	uint32_t n;

	memset(words, 0, RECORD_MAX);
	words[0] = 3;
	words[2] = byte() & 7;
	words[3] = 1;
	memcpy(words + 5, services[byte() & 3], 16);
	words[9] = byte() & 31;
	words[10] = byte() & 1;
	n = fill_info(words + 12);
	words[11] = n;
	n = (n + 3) & ~3u;
	words[1] = 48 + n;
	return 48 + n;
}

static void give_command(void)
{
	uint32_t words[RECORD_MAX / 4];

	give(words, make_command(words));
}

/* A command with one word of its head or its information changed */
static void give_broken(void)
{
	uint32_t words[RECORD_MAX / 4];
	uint32_t size = make_command(words);

	words[1 + byte() % 20] = number();
	if (byte() & 1)
		size = number() % RECORD_MAX;
	if (byte() & 1)
		words[1] = size;
	if (words[0] != 1)
		give(words, size);
}

/* A part of a command that has more information than fits into it */
static void give_part(void)
{
	uint32_t words[RECORD_MAX / 4];
	uint32_t size = make_command(words), steps = 1 + byte() % 8;

	words[3] = byte() & 15;
	words[4] = byte() & 15;
	if (!words[4])
		words[11] = number() * steps;
	else if (byte() & 1)
		size = words[1] = 20 + number() % (RECORD_MAX - 20);
	give(words, size);
}

/* ---- the network ----------------------------------------------------------*/

static void change_network(void)
{
	static const enum modem_registration kinds[] = {
		MODEM_HOME, MODEM_ROAMING, MODEM_SEARCHING, MODEM_REG_DENIED,
	};
	uint8_t what = byte();

	modem_lock(&host_modem);
	switch (what & 7) {
	case 0:
		radio_sim_sms(&host_sim, "+15", "text");
		break;
	case 1:
		radio_sim_signal(&host_sim, what >> 3);
		break;
	case 2:
		radio_sim_service(&host_sim, kinds[what >> 3 & 3]);
		break;
	case 3:
		radio_sim_drop(&host_sim);
		break;
	case 4:
		radio_sim_detach(&host_sim, what & 8);
		break;
	case 5:
		radio_sim_call(&host_sim, "15");
		break;
	case 6:
		if (what & 16)
			radio_sim_ussd(&host_sim, "Top up?", what & 8);
		else
			radio_sim_end_ussd(&host_sim);
		break;
	default:
		radio_sim_hang_up(&host_sim);
	}
	modem_unlock(&host_modem);
}

static void pass_time(void)
{
	host_wait(byte() * 16);
	mbim_poll(&mb);
}

static void one_step(void)
{
	switch (byte() % 16) {
	case 0:
		give_open(byte() & 1 ? 4096 : number());
		break;
	case 1:
		give((const uint32_t []){ 2, 12, byte() }, 12);
		break;
	case 2:
		give((const uint32_t []){ 4, 16, byte() & 7, 7 }, 16);
		break;
	case 3:
		give_short();
		break;
	case 4:
		give_broken();
		break;
	case 5:
	case 6:
		give_part();
		break;
	case 7:
	case 8:
		pass_time();
		break;
	case 9:
	case 10:
		change_network();
		break;
	case 11:
		if (byte() == 1)
			mbim_reset(&mb);
		break;
	default:
		give_command();
	}
}

static void works_again(void)
{
	const uint32_t words[12] = {
		3, 48, 99, 1, 0, 0x33cc89a2, 0x4f8bbbbc, 0x3e13b0b6, 0xdfe6aac2,
		1, 0, 0,
	};

	give_open(4096);
	answers = 0;
	give(words, 48);
	must(answers == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input = data;
	left = size;
	transfer = 64;
	host_start();
	mbim_open_port(&mb, &host_modem, &host);
	if (byte() & 1)
		host_wait(3000);
	if (byte() & 1)
		give_open(4096);
	while (left)
		one_step();
	works_again();
	return 0;
}
