// SPDX-License-Identifier: GPL-2.0-only
/*
 * One end of a channel, used as its header describes, and a peer that writes
 * anything into the shared memory before any access of this end to a word of
 * it. No access leaves the memory, and the results are as promised; and once
 * the peer turns honest, both ends work again.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint32_t hook_load(const uint32_t *word);
static void hook_store(uint32_t *word, uint32_t value);

#define DUET_RING_LOAD(p)	hook_load(p)
#define DUET_RING_STORE(p, v)	hook_store((p), (v))
#include <duet/chan.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *input;
static size_t left;
static bool hostile;

static struct duet_chan_memory *memory;
static uint32_t bytes;		/* size of memory */
static struct duet_chan us, them;

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

/* ---- the peer ------------------------------------------------------------- */

/* Near the old value, an edge, or anything */
static uint32_t some(uint32_t old)
{
	uint8_t kind = byte();

	if (kind < 96)
		return old + kind - 48;
	if (kind < 128)
		return DUET_RING_SKIP + kind - 112;
	if (kind < 160)
		return us.tx.index + (kind - 144) * 4;
	if (kind < 192)
		return us.rx.index + (kind - 176) * 4;
	return kind < 224 ? word() : old ^ 1u << (kind & 31);
}

/* Format, epochs, indices: as often as all the data together */
static void strike(void)
{
	uint32_t *w = (uint32_t *)memory;
	uint32_t at = byte();

	at = at < 128 ? at % (DUET_CHAN_DATA / 4) :
		(DUET_CHAN_DATA + (at - 128) * 4) % bytes / 4;
	w[at] = some(w[at]);
}

static uint32_t hook_load(const uint32_t *word)
{
	if (hostile && left && byte() & 1)
		strike();
	return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static void hook_store(uint32_t *word, uint32_t value)
{
	if (hostile && left && byte() & 1)
		strike();
	__atomic_store_n(word, value, __ATOMIC_RELAXED);
}

/* ---- this end ------------------------------------------------------------- */

static void must(bool good)
{
	if (!good)
		abort();
}

/* [at, at + size) lies in the ring's data; the sanitizer sees the accesses */
static void must_be_in(const struct duet_ring *r, const void *at, uint32_t size)
{
	const uint8_t *p = at;

	must(p >= r->data && size <= r->size);
	must(p + size <= r->data + r->size);
}

static void must_be_error(int err)
{
	must(err <= DUET_RING_EAGAIN && err >= DUET_RING_ELINK);
}

static void send(void)
{
	uint8_t buf[256];
	uint32_t len = byte();

	memset(buf, len, sizeof(buf));
	if (duet_ring_send(&us.tx, buf, len))
		return;
	must(len <= duet_ring_max(&us.tx));
}

static void reserve(void)
{
	uint32_t len = byte(), used = byte();
	void *payload;

	if (duet_ring_reserve(&us.tx, len, &payload))
		return;
	must_be_in(&us.tx, payload, len);
	memset(payload, 0x55, len);
	if (used <= len)
		duet_ring_commit(&us.tx, used);
}

static void receive(void)
{
	uint32_t size = byte();
	uint8_t *buf = malloc(size + 1);
	int len = duet_ring_recv(&us.rx, buf, size);

	if (len < 0)
		must_be_error(len);
	else
		must((uint32_t)len <= size);
	free(buf);
}

static void peek(void)
{
	const void *payload;
	uint32_t len;
	int err = duet_ring_peek(&us.rx, &payload, &len);

	if (err) {
		must_be_error(err);
		return;
	}
	must_be_in(&us.rx, payload, len);
	if (byte() & 1)
		duet_ring_release(&us.rx);
}

static void stream(struct duet_ring *r)
{
	void *at;
	int room = duet_ring_span(r, &at);

	if (room < 0) {
		must_be_error(room);
		return;
	}
	must(room > 0);
	must_be_in(r, at, room);
	if (r == &us.tx)
		memset(at, 0x66, room);
	duet_ring_advance(r, byte() % (room + 1));
}

static void sleep_one(struct duet_ring *r)
{
	duet_ring_sleep(r, byte() & 1 ? r->want : byte() % r->size + 1);
}

static void open_us(void)
{
	must(!duet_chan_open(&us, memory, bytes, us.end == 0, byte() & 1));
}

static void one_step(void)
{
	switch (byte() % 16) {
	case 0:
	case 1:
		duet_chan_poll(&us);
		break;
	case 2:
		send();
		break;
	case 3:
		reserve();
		break;
	case 4:
		receive();
		break;
	case 5:
		peek();
		break;
	case 6:
		stream(&us.tx);
		break;
	case 7:
		stream(&us.rx);
		break;
	case 8:
		duet_ring_flush(&us.tx);
		break;
	case 9:
		duet_ring_flush(&us.rx);
		break;
	case 10:
		sleep_one(&us.tx);
		break;
	case 11:
		sleep_one(&us.rx);
		break;
	case 12:
		duet_chan_reset(&us, byte() & 1);
		break;
	case 13:
		duet_ring_drained(&us.tx);
		break;
	case 14:
		if (byte() & 1)
			duet_chan_close(&us);
		open_us();
		break;
	default:
		strike();
	}
}

/* ---- an honest peer again ------------------------------------------------- */

static void settle(void)
{
	uint32_t rounds;

	for (rounds = 0; rounds < 8; rounds++) {
		duet_chan_poll(&us);
		duet_chan_poll(&them);
	}
	must(duet_chan_up(&us) && duet_chan_up(&them));
}

static void passes(struct duet_chan *from, struct duet_chan *to)
{
	uint8_t out[16], in[16] = { 0 };

	memset(out, 0xa5, sizeof(out));
	must(!duet_ring_send(&from->tx, out, sizeof(out)));
	duet_ring_flush(&from->tx);
	must(duet_ring_recv(&to->rx, in, sizeof(in)) == sizeof(in));
	must(!memcmp(in, out, sizeof(in)));
}

/* The first end formats the memory again, so it starts before the peer. */
static void works_again(void)
{
	bool first = us.end == 0;

	hostile = false;
	if (first) {
		duet_chan_open(&us, memory, bytes, true, DUET_CHAN_RECORDS);
		duet_chan_open(&them, memory, bytes, false, DUET_CHAN_RECORDS);
	} else {
		duet_chan_open(&them, memory, bytes, true, DUET_CHAN_RECORDS);
		duet_chan_reset(&us, DUET_CHAN_RECORDS);
	}
	settle();
	passes(&us, &them);
	passes(&them, &us);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t kind;

	input = data;
	left = size;
	kind = byte();
	bytes = DUET_CHAN_DATA + (128u << (kind >> 1 & 3)) + (kind >> 3 & 1) * 32;
	memory = aligned_alloc(32, bytes);
	memset(memory, 0, bytes);
	hostile = false;
	duet_chan_open(&us, memory, bytes, kind & 1, kind >> 4 & 1);
	duet_chan_open(&them, memory, bytes, !(kind & 1), DUET_CHAN_RECORDS);
	duet_chan_poll(&us);
	duet_chan_poll(&them);
	duet_chan_poll(&us);
	hostile = true;
	while (left)
		one_step();
	works_again();
	free(memory);
	return 0;
}
