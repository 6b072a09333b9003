// SPDX-License-Identifier: GPL-2.0-only
/*
 * Corrupts its channel with the victim: each shared word, with each value that
 * may matter, at any moment. It runs above the victim, so it can interrupt the
 * victim's work on the ring: after a doorbell it sleeps for a varying time,
 * writes, and lets the victim continue. In between it keeps to the protocol,
 * and the channel must work again.
 */
#include <duet/chan.h>

#include "attack.h"

#define MOMENTS		16

/* The longest that this VM keeps the victim from its deadlines */
#define ABOVE_MAX	40000u

static struct duet_chan chan;
static volatile uint32_t *memory;
static uint32_t wrote, works, tried_again;

/* Words that the peer or this end writes, and the start of the data */
static const uint16_t words[] = {
	0x00, 0x04, 0x08, 0x0c, 0x20, 0x24, 0x28, 0x2c, 0x40, 0x44, 0x48, 0x60,
	0x64, 0x68, 0x80, 0x84, 0xa0, 0xa4, 0xc0, 0xc4, 0xe0, 0x100, 0x104,
};

#define WORDS (sizeof(words) / sizeof(words[0]))

static const uint32_t values[] = {
	0, 1, 2, 4, 63, 0x7ffc, 0x8000, 0x8004, 0x10000, 0x7ffffffc, 0x7fffffff,
	0x80000000, 0x80000001, 0xfffffffc, ~0u, DUET_CHAN_MAGIC,
};

#define VALUES (sizeof(values) / sizeof(values[0]))

/* Sleeps while the victim runs: for some ticks, or until it rings */
static void let_it_run(uint32_t ticks)
{
	duet_timer(now() + ticks, 1);
	duet_block();
	take();
	duet_timer(0, 0);
}

static bool poll_it(void)
{
	if (duet_chan_poll(&chan) & DUET_CHAN_POLL_RING)
		duet_doorbell(CH_PREY);
	return duet_chan_up(&chan);
}

/* Its own words again, with a new epoch, until the victim accepts it */
static bool connect(void)
{
	volatile struct duet_channel_info *info = &shared->channel[CH_PREY];
	uint32_t i;

	duet_chan_open(&chan, (void *)(uintptr_t)info->va, info->size, true,
		       DUET_CHAN_RECORDS);
	duet_doorbell(CH_PREY);
	for (i = 0; i < 20 && !poll_it(); i++)
		let_it_run(TICKS_US(100));
	return duet_chan_up(&chan);
}

static void send_some(uint32_t n)
{
	uint32_t record[4] = { n, n, n, n };
	bool bell;

	while (n-- && !duet_ring_send(&chan.tx, record, 4 + n % 3 * 4))
		;
	bell = duet_ring_flush(&chan.tx);
	bell |= duet_ring_sleep(&chan.rx, 1);
	if (bell)
		duet_doorbell(CH_PREY);
}

/* A record comes back unchanged */
static bool works_again(void)
{
	uint32_t out[2] = { wrote, ~wrote }, in[64], i;
	int n = -1;

	if (!connect())
		return false;
	if (duet_ring_send(&chan.tx, out, sizeof(out)))
		return false;
	duet_ring_flush(&chan.tx);
	duet_doorbell(CH_PREY);
	for (i = 0; i < 20; i++) {
		n = duet_ring_recv(&chan.rx, in, sizeof(in));
		if (n != DUET_RING_EAGAIN)
			break;
		let_it_run(TICKS_US(50));
	}
	return n == sizeof(out) && in[0] == out[0] && in[1] == out[1];
}

/*
 * The victim's epoch is the one word that the victim does not rewrite for a new
 * connection: to be served again, this end must restore it.
 */
#define THEIR_EPOCH	0x40u

static uint32_t epoch;		/* the victim's, when it was last valid */

static void keep_epoch(void)
{
	epoch = memory[THEIR_EPOCH / 4];
}

static void give_back(uint32_t written)
{
	if (memory[THEIR_EPOCH / 4] == written)
		memory[THEIR_EPOCH / 4] = epoch;
}

/*
 * The timer has steps of a microsecond, so the victim is started late by a part
 * of a step: each of its instructions may be the last before the write.
 */
static void let_it_begin(uint32_t us, uint32_t spin)
{
	duet_timer(now() + TICKS_US(us), 1);
	while (spin--)
		asm volatile("");
	duet_block();
	take();
	duet_timer(0, 0);
}

/* The victim has read none, some, or all of the data in the ring. */
static void corrupt(uint32_t at, uint32_t value, uint32_t moment)
{
	connect();
	keep_epoch();
	send_some(5);
	let_it_begin(1 + moment % 4, wrote * 41 % 330);
	memory[at / 4] = value;
	wrote++;
	let_it_begin(1, wrote * 17 % 330);
	/* and back in time for a possible second read */
	if (wrote & 1)
		memory[at / 4] = ~value;
	duet_doorbell(CH_PREY);
	let_it_run(TICKS_US(10));
	if (at == THEIR_EPOCH)
		give_back(wrote & 1 ? ~value : value);
}

static void each_word(void)
{
	uint32_t w, v, m;

	for (w = 0; w < WORDS; w++) {
		report->own[0] = words[w];
		for (v = 0; v < VALUES; v++) {
			for (m = 0; m < MOMENTS; m++)
				corrupt(words[w], values[v], m);
			tried_again++;
			works += works_again();
		}
	}
	same(works, tried_again, "each shared word, each value: works again");
	print("# %u words written, %u connections, %u resets by the victim\n",
	      wrote, works, report->resets);
	ok(report->resets > 50, "... the victim saw that it was corrupt");
}

/*
 * A record that the victim must read next, at the end of the data. Then its
 * header claims more than is there, or the head is invalid. Each is detected at
 * once.
 */
#define END_ROOM	64u

static bool fill_to_the_end(void)
{
	uint32_t record[63] = { 0 }, i, in[64];

	if (!connect())
		return false;
	for (i = 0; i < chan.tx.size / 256; i++) {
		duet_ring_send(&chan.tx, record, i ? 252 : 252 - END_ROOM);
		duet_ring_flush(&chan.tx);
		duet_doorbell(CH_PREY);
		let_it_run(TICKS_US(40));
		while (duet_ring_recv(&chan.rx, in, sizeof(in)) >= 0)
			;
		duet_ring_flush(&chan.rx);
	}
	return duet_ring_drained(&chan.tx) &&
		chan.tx.index == chan.tx.size - END_ROOM;
}

static bool seen(uint32_t header, uint32_t head)
{
	uint32_t resets = report->resets;

	if (!fill_to_the_end())
		return false;
	memory[(DUET_CHAN_DATA + chan.tx.size - END_ROOM) / 4] = header;
	memory[0x60 / 4] = chan.tx.index + head;
	duet_doorbell(CH_PREY);
	let_it_run(TICKS_US(40));
	return report->resets == resets + 1;
}

static void at_the_end(void)
{
	bool good = true;
	uint32_t n;

	for (n = END_ROOM - 3; n < 256; n += 32)
		good &= seen(n, 256 + 4) && seen(n, END_ROOM);
	good &= seen(20, 20) && seen(4, 4) && seen(0, 0x4001) &&
		seen(8, 0x80000000) && seen(8, ~0u) && seen(~0u, 64) &&
		seen(DUET_RING_SKIP, END_ROOM) && seen(0x80000040, 256) &&
		seen(0x7ffffffc, 64);
	ok(good, "records beyond the end, heads beyond the ring: seen each time");
}

/* The whole header, or all data, at once */
static void storms(void)
{
	uint32_t seed = 1, was = 0, i, round, from;
	bool good = true;

	for (round = 0; round < 100; round++) {
		keep_epoch();
		send_some(20);
		let_it_run(round % 50);
		from = round & 1 ? DUET_CHAN_DATA / 4 : 0;
		for (i = from; i < from + 64; i++) {
			seed = seed * 1664525 + 1013904223;
			memory[i] = round & 2 ? seed : seed >> 22;
			if (i == THEIR_EPOCH / 4)
				was = seed;
		}
		duet_doorbell(CH_PREY);
		let_it_run(TICKS_US(20));
		if (!from)
			give_back(round & 2 ? was : was >> 22);
		if (round % 10 == 9)
			good &= works_again();
	}
	ok(good, "whole lines of anything: works again");
}

/* A header and a length that change between the victim's reads */
static void flapping(void)
{
	uint32_t round, i;
	bool good = true;

	for (round = 0; round < 40; round++) {
		good &= connect();
		send_some(1);
		for (i = 0; i < 40; i++) {
			memory[DUET_CHAN_DATA / 4] = i & 1 ? 0x3ffc : 4;
			memory[0x60 / 4] = i & 2 ? 0x4000 : 8;
			let_it_run(1 + (round + i) % 9);
		}
	}
	ok(good, "lengths and indices that flap while it reads");
	ok(works_again(), "... works again");
}

int main(void)
{
	attack_begin();
	memory = (volatile uint32_t *)(uintptr_t)shared->channel[CH_PREY].va;
	ok(works_again(), "the channel works");
	each_word();
	at_the_end();
	storms();
	flapping();
	ok(report->served > 1000, "the victim has served it");
	verdict_within(100, ABOVE_MAX);
	plan();
	return 0;
}
