// SPDX-License-Identifier: GPL-2.0-only
/*
 * A peer that writes anything at any time: the other end reports it, never
 * leaves its data area, and works again after a reset.
 */
#include "ring_pair.h"

#define RING	256u

static struct pair pair;
static struct duet_ring *tx, *rx;
static uint8_t buf[RING];

static int connected(void **state)
{
	(void)state;
	pair_connect(&pair, RING, DUET_CHAN_RECORDS);
	tx = &pair.end[0].tx;
	rx = &pair.end[1].rx;
	return 0;
}

static int done(void **state)
{
	(void)state;
	pair_free(&pair);
	return 0;
}

static uint32_t *word(uint32_t at)
{
	return (uint32_t *)(void *)(rx->data + at);
}

/* The consumer's result for a ring with this head and first header. */
static int consumer_says(uint32_t head, uint32_t header)
{
	rx->peer->index = head;
	rx->limit = rx->index;		/* forget earlier checks */
	duet_ring_aim(rx);
	*word(0) = header;
	return duet_ring_recv(rx, buf, sizeof(buf));
}

static void head_beyond_the_ring(void **state)
{
	(void)state;
	assert_int_equal(consumer_says(RING + 4, 4), DUET_RING_ECORRUPT);
	assert_int_equal(consumer_says(0u - 4, 4), DUET_RING_ECORRUPT);
	assert_int_equal(consumer_says(0x80000000u, 4), DUET_RING_ECORRUPT);
	assert_int_equal(consumer_says(RING, 4), 4);
}

static void head_behind_what_was_read(void **state)
{
	(void)state;
	assert_int_equal(consumer_says(8, 4), 4);
	rx->peer->index = 4;
	assert_int_equal(duet_ring_recv(rx, buf, 4), DUET_RING_ECORRUPT);
}

static void record_beyond_the_head(void **state)
{
	(void)state;
	assert_int_equal(consumer_says(4, 1), DUET_RING_ECORRUPT);
	assert_int_equal(consumer_says(8, 5), DUET_RING_ECORRUPT);
	assert_int_equal(consumer_says(8, 0x7fffffff), DUET_RING_ECORRUPT);
	assert_int_equal(consumer_says(8, 0x7ffffffc), DUET_RING_ECORRUPT);
	assert_int_equal(consumer_says(1, 0), DUET_RING_ECORRUPT);
	assert_int_equal(consumer_says(3, 0), DUET_RING_ECORRUPT);
	assert_int_equal(consumer_says(4, 0), 0);
}

static void record_beyond_the_end(void **state)
{
	uint32_t len;

	(void)state;
	assert_int_equal(consumer_says(204, 200), 200);
	duet_ring_flush(rx);
	rx->peer->index = 204 + RING;
	for (len = RING - 204 - 3; len < RING - 4; len++) {
		*word(204) = len;
		assert_int_equal(duet_ring_recv(rx, buf, sizeof(buf)),
				 DUET_RING_ECORRUPT);
	}
	*word(204) = RING - 204 - 4;
	assert_int_equal(duet_ring_recv(rx, buf, sizeof(buf)), RING - 204 - 4);
}

static void skip_at_the_start(void **state)
{
	(void)state;
	assert_int_equal(consumer_says(RING, DUET_RING_SKIP),
			 DUET_RING_ECORRUPT);
}

static void skips_that_are_none(void **state)
{
	uint32_t room = RING - 12;

	(void)state;
	assert_int_equal(consumer_says(12, 8), 8);
	*word(12) = DUET_RING_SKIP;
	rx->peer->index = 12 + room;		/* no record after it */
	assert_int_equal(duet_ring_recv(rx, buf, 4), DUET_RING_ECORRUPT);
	rx->peer->index = 12 + 4;		/* not even a whole one */
	assert_int_equal(duet_ring_recv(rx, buf, 4), DUET_RING_ECORRUPT);
	duet_chan_reset(&pair.end[1], DUET_CHAN_RECORDS);
	pair_settle(&pair);
	assert_int_equal(consumer_says(12, 8), 8);
	rx->peer->index = 12 + RING;
	*word(12) = DUET_RING_SKIP | 4;		/* not the skip word */
	assert_int_equal(duet_ring_recv(rx, buf, 4), DUET_RING_ECORRUPT);
	*word(12) = DUET_RING_SKIP;
	*word(0) = DUET_RING_SKIP;		/* two of them */
	assert_int_equal(duet_ring_recv(rx, buf, 4), DUET_RING_ECORRUPT);
}

/* After a skip the header's high bit has not been checked. */
static void huge_record_behind_a_skip(void **state)
{
	uint32_t header;

	(void)state;
	for (header = 0xfffffff0u; header; header++) {
		rx->index = 12;
		rx->limit = 12 + RING;
		duet_ring_aim(rx);
		*word(12) = DUET_RING_SKIP;
		*word(0) = header;
		assert_int_equal(duet_ring_recv(rx, buf, 4),
				 DUET_RING_ECORRUPT);
	}
}

static void tail_before_the_head_or_behind_the_ring(void **state)
{
	uint32_t i;

	(void)state;
	for (i = 0; i < RING / 16; i++)
		assert_int_equal(duet_ring_send(tx, buf, 12), 0);
	tx->peer->index = RING + 4;
	assert_int_equal(duet_ring_send(tx, buf, 12), DUET_RING_ECORRUPT);
	tx->peer->index = 0u - 4;
	assert_int_equal(duet_ring_send(tx, buf, 12), DUET_RING_ECORRUPT);
	tx->peer->index = 16;
	assert_int_equal(duet_ring_send(tx, buf, 12), 0);
}

static void stream_indices(void **state)
{
	void *at;

	(void)state;
	rx->peer->index = RING + 1;
	assert_int_equal(duet_ring_span(rx, &at), DUET_RING_ECORRUPT);
	assert_int_equal(duet_ring_read(rx, buf, 5), DUET_RING_ECORRUPT);
	assert_int_equal(duet_ring_write(tx, buf, RING), RING);
	tx->peer->index = RING + 1;
	assert_int_equal(duet_ring_span(tx, &at), DUET_RING_ECORRUPT);
	assert_int_equal(duet_ring_write(tx, buf, 5), DUET_RING_ECORRUPT);
}

/* A wake word may be anything: a doorbell too many, never a fault. */
static void any_wake_word(void **state)
{
	uint32_t wake, out;

	(void)state;
	for (wake = 0; wake < 100; wake++) {
		tx->peer->wake = wake * 0x28f5c29u;
		rx->peer->wake = wake * 0x28f5c29u;
		assert_int_equal(duet_ring_send(tx, &wake, 4), 0);
		duet_ring_flush(tx);
		assert_int_equal(duet_ring_recv(rx, &out, 4), 4);
		duet_ring_flush(rx);
		assert_int_equal(out, wake);
	}
}

static void reset_makes_it_work_again(void **state)
{
	(void)state;
	assert_int_equal(consumer_says(RING + 4, 4), DUET_RING_ECORRUPT);
	duet_chan_reset(&pair.end[1], DUET_CHAN_RECORDS);
	assert_int_equal(duet_ring_recv(rx, buf, 4), DUET_RING_ELINK);
	pair_settle(&pair);
	assert_int_equal(duet_ring_recv(rx, buf, 4), DUET_RING_EAGAIN);
	assert_int_equal(duet_ring_send(tx, "abc", 4), 0);
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_recv(rx, buf, 4), 4);
	assert_string_equal(buf, "abc");
}

/* ---- changes while the victim is running ---- */

static const uint32_t *watched;
static int loads;

static void count_loads(const uint32_t *at)
{
	loads += at == watched;
}

static void words_are_loaded_once(void **state)
{
	(void)state;
	assert_int_equal(duet_ring_send(tx, buf, 8), 0);
	duet_ring_flush(tx);
	before_access = count_loads;
	watched = word(0);
	assert_int_equal(duet_ring_recv(rx, buf, 8), 8);
	assert_int_equal(loads, 1);
	loads = 0;
	watched = &rx->peer->index;
	assert_int_equal(duet_ring_recv(rx, buf, 8), DUET_RING_EAGAIN);
	assert_int_equal(loads, 1);
}

static uint32_t dice;

/* A value that is likely to hurt: small, near an index, or anything. */
static uint32_t nasty(void)
{
	uint32_t value = next_random(&dice);

	switch (next_random(&dice) % 8) {
	case 0:
		return value % 16;
	case 1:
		return DUET_RING_SKIP;
	case 2:
		return value % (2 * RING);
	case 3:
		return tx->index + value % 512 - 256;
	case 4:
	case 5:
		return tx->index - value % RING;
	case 6:
		return 0u - value % 512;
	default:
		return value;
	}
}

/*
 * Overwrites a word of the memory, at one access in 16: half of the time an
 * index, else data; rarely a word that ends the connection.
 */
static void scribble(const uint32_t *at)
{
	uint32_t *memory = (uint32_t *)(void *)pair.memory;
	uint32_t first = offsetof(struct duet_chan_memory, head) / 4;
	uint32_t where = next_random(&dice);

	(void)at;
	if (where % 16)
		return;
	where /= 16;
	if (where % 64 == 0)
		memory[where / 64 % first] = nasty();
	else if (where % 2)
		memory[first + where / 2 % 4 * 8 + where / 8 % 2] = nasty();
	else
		memory[DUET_CHAN_DATA / 4 + where / 2 % (RING / 2)] = nasty();
}

static uint32_t results[6];	/* how often each result was seen */

static void note(int result)
{
	results[result > 0 ? 0 : 1 - result]++;
}

static void inside(struct duet_ring *r, const void *at, uint32_t count)
{
	const uint8_t *from = at;

	assert_true(from >= r->data && count <= r->size);
	assert_true(from + count <= r->data + r->size);
}

static void work_on_records(struct duet_chan *c)
{
	const void *seen;
	uint32_t len = next_random(&dice) % RING;
	void *room;

	if (!duet_ring_reserve(&c->tx, len, &room)) {
		inside(&c->tx, room, len);
		memset(room, 0x55, len);
		duet_ring_commit(&c->tx, next_random(&dice) % (len + 1));
	}
	if (!duet_ring_peek(&c->rx, &seen, &len)) {
		inside(&c->rx, seen, len);
		memcpy(buf, seen, len);
		duet_ring_release(&c->rx);
	}
	note(duet_ring_send(&c->tx, buf, next_random(&dice) % RING));
	note(duet_ring_recv(&c->rx, buf, sizeof(buf)));
}

static void work_on_stream(struct duet_chan *c)
{
	void *at;
	int count;

	count = duet_ring_span(&c->tx, &at);
	if (count > 0) {
		inside(&c->tx, at, (uint32_t)count);
		duet_ring_advance(&c->tx, 1);
	}
	note(duet_ring_write(&c->tx, buf, next_random(&dice) % RING + 1));
	note(duet_ring_read(&c->rx, buf, next_random(&dice) % RING + 1));
}

static void work(struct duet_chan *c, uint32_t mode)
{
	(mode == DUET_CHAN_RECORDS ? work_on_records : work_on_stream)(c);
	duet_ring_flush(&c->tx);
	duet_ring_flush(&c->rx);
	duet_ring_sleep(&c->rx, c->rx.want);
	duet_chan_poll(c);
	assert_true(c->tx.limit - c->tx.index <= RING);
	assert_true(c->rx.limit - c->rx.index <= RING);
}

static void connect_anew(uint32_t mode)
{
	before_access = NULL;
	duet_chan_reset(&pair.end[0], mode);
	duet_chan_reset(&pair.end[1], mode);
	duet_chan_format(&pair.end[0]);
	pair_settle(&pair);
	assert_true(duet_chan_up(&pair.end[0]));
	assert_true(duet_chan_up(&pair.end[1]));
	before_access = scribble;
}

/* Each end is the scribbler's victim, and the honest peer of the other. */
static void both_survive(uint32_t mode)
{
	uint32_t rounds;

	memset(results, 0, sizeof(results));
	dice = 12345 + mode;
	for (rounds = 0; rounds < 300000; rounds++) {
		if (rounds % 16 == 0)
			connect_anew(mode);
		work(&pair.end[0], mode);
		work(&pair.end[1], mode);
	}
	before_access = NULL;
	/* otherwise the test covered too little */
	assert_true(results[0] + results[1] > 20000);
	assert_true(results[1 - DUET_RING_EAGAIN] > 2000);
	assert_true(results[1 - DUET_RING_ECORRUPT] > 20000);
	assert_true(results[1 - DUET_RING_ELINK] > 2000);
}

static void scribbled_records(void **state)
{
	(void)state;
	both_survive(DUET_CHAN_RECORDS);
}

static void scribbled_stream(void **state)
{
	(void)state;
	both_survive(DUET_CHAN_STREAM);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, connected, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(head_beyond_the_ring),
		TEST(head_behind_what_was_read),
		TEST(record_beyond_the_head),
		TEST(record_beyond_the_end),
		TEST(skip_at_the_start),
		TEST(skips_that_are_none),
		TEST(huge_record_behind_a_skip),
		TEST(tail_before_the_head_or_behind_the_ring),
		TEST(stream_indices),
		TEST(any_wake_word),
		TEST(reset_makes_it_work_again),
		TEST(words_are_loaded_once),
		TEST(scribbled_records),
		TEST(scribbled_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
