// SPDX-License-Identifier: GPL-2.0-only
/* A channel's ends: format, connecting, leaving, reconnecting. */
#include "ring_pair.h"

#define RING	256u

static struct pair pair;
static struct duet_chan *first, *other;

static int fresh(void **state)
{
	(void)state;
	pair_new(&pair, DUET_CHAN_DATA + 2 * RING);
	first = &pair.end[0];
	other = &pair.end[1];
	return 0;
}

static int done(void **state)
{
	(void)state;
	pair_free(&pair);
	return 0;
}

static void open_both(void)
{
	pair_open(&pair, 0, DUET_CHAN_RECORDS);
	pair_open(&pair, 1, DUET_CHAN_RECORDS);
	pair_settle(&pair);
}

static bool both_up(void)
{
	return duet_chan_up(first) && duet_chan_up(other);
}

/* A record goes each way, and no other data is there. */
static void assert_talking(void)
{
	char buf[8];
	int i;

	assert_true(both_up());
	for (i = 0; i < 2; i++) {
		struct duet_ring *tx = &pair.end[i].tx;
		struct duet_ring *rx = &pair.end[1 - i].rx;

		assert_int_equal(duet_ring_send(tx, "ping", 5), 0);
		duet_ring_flush(tx);
		assert_int_equal(duet_ring_recv(rx, buf, 8), 5);
		assert_string_equal(buf, "ping");
		assert_int_equal(duet_ring_recv(rx, buf, 8), DUET_RING_EAGAIN);
	}
}

static void largest_rings_that_fit(void **state)
{
	(void)state;
	assert_int_equal(duet_chan_data_size(DUET_CHAN_SIZE_MIN), 64);
	assert_int_equal(duet_chan_data_size(0x1ff), 64);
	assert_int_equal(duet_chan_data_size(0x200), 128);
	assert_int_equal(duet_chan_data_size(0x1000), 1024);
	assert_int_equal(duet_chan_data_size(0x10000), 0x4000);
	assert_int_equal(duet_chan_data_size(0x100000), 0x40000);
	assert_int_equal(duet_chan_data_size(DUET_CHAN_SIZE_MAX), 0x10000000);
}

static void sizes_are_checked(void **state)
{
	struct duet_chan c;

	(void)state;
	assert_int_equal(duet_chan_open(&c, pair.memory, DUET_CHAN_SIZE_MIN - 1,
					true, DUET_CHAN_RECORDS),
			 DUET_RING_ESIZE);
	assert_int_equal(duet_chan_open(&c, pair.memory, DUET_CHAN_SIZE_MAX + 1,
					true, DUET_CHAN_RECORDS),
			 DUET_RING_ESIZE);
	assert_int_equal(pair.memory->format.magic, 0);
}

static void words_are_where_the_protocol_has_them(void **state)
{
	(void)state;
	open_both();
	assert_int_equal(offsetof(struct duet_chan_memory, end), 0x20);
	assert_int_equal(offsetof(struct duet_chan_memory, head), 0x60);
	assert_int_equal(offsetof(struct duet_chan_memory, tail), 0xa0);
	assert_ptr_equal(first->tx.data, (char *)pair.memory + 0x100);
	assert_ptr_equal(other->tx.data, (char *)pair.memory + 0x100 + RING);
	assert_ptr_equal(first->tx.data, other->rx.data);
	assert_ptr_equal(first->tx.mine, &pair.memory->head[0]);
	assert_ptr_equal(first->rx.mine, &pair.memory->tail[1]);
	assert_ptr_equal(first->tx.mine, other->rx.theirs);
	assert_ptr_equal(first->rx.mine, other->tx.theirs);
}

static void either_order(void **state)
{
	int order;

	(void)state;
	for (order = 0; order < 2; order++) {
		memset(pair.memory, 0, pair.size);
		pair_open(&pair, order, DUET_CHAN_RECORDS);
		assert_int_equal(duet_chan_poll(&pair.end[order]), 0);
		pair_open(&pair, 1 - order, DUET_CHAN_RECORDS);
		pair_settle(&pair);
		assert_talking();
	}
}

/* The memory was not cleared: it holds another life, or noise. */
static void any_memory_to_start_from(void **state)
{
	uint32_t dice = 4711, i;
	int round;

	(void)state;
	for (round = 0; round < 2000; round++) {
		uint32_t *word = (uint32_t *)(void *)pair.memory;

		for (i = 0; i < pair.size / 4; i++)
			word[i] = next_random(&dice);
		pair_open(&pair, round & 1, DUET_CHAN_RECORDS);
		duet_chan_poll(&pair.end[round & 1]);
		pair_open(&pair, ~round & 1, DUET_CHAN_RECORDS);
		pair_settle(&pair);
		assert_talking();
	}
}

static void nothing_works_before_the_peer_is_there(void **state)
{
	char buf[8];
	void *at;

	(void)state;
	pair_open(&pair, 0, DUET_CHAN_RECORDS);
	assert_false(duet_chan_up(first));
	assert_int_equal(duet_ring_send(&first->tx, "x", 1), DUET_RING_ELINK);
	assert_int_equal(duet_ring_recv(&first->rx, buf, 8), DUET_RING_ELINK);
	assert_int_equal(duet_ring_span(&first->tx, &at), DUET_RING_ELINK);
	assert_int_equal(duet_ring_span(&first->rx, &at), DUET_RING_ELINK);
}

static void polls_tell_once(void **state)
{
	const int up = DUET_CHAN_POLL_UP;

	(void)state;
	pair_open(&pair, 0, DUET_CHAN_RECORDS);
	pair_open(&pair, 1, DUET_CHAN_RECORDS);
	assert_int_equal(duet_chan_poll(first), DUET_CHAN_POLL_RING);
	assert_int_equal(duet_chan_poll(first), 0);
	assert_int_equal(duet_chan_poll(other), up | DUET_CHAN_POLL_RING |
			 DUET_CHAN_POLL_CHANGED);
	assert_int_equal(duet_chan_poll(other), up);
	assert_int_equal(duet_chan_poll(first), up | DUET_CHAN_POLL_CHANGED);
	assert_int_equal(duet_chan_poll(first), up);
}

static void restart_of_either_end(void **state)
{
	int i;

	(void)state;
	open_both();
	for (i = 0; i < 10; i++) {
		duet_ring_send(&first->tx, "old", 4);
		duet_ring_send(&other->tx, "old", 4);
		duet_ring_flush(&first->tx);
		duet_ring_flush(&other->tx);
		memset(&pair.end[i & 1], 0xaa, sizeof(pair.end[0]));
		pair_open(&pair, i & 1, DUET_CHAN_RECORDS);
		pair_settle(&pair);
		assert_talking();
	}
}

static void restart_is_noticed_without_a_poll(void **state)
{
	char buf[8];
	int n = 0;

	(void)state;
	open_both();
	pair_open(&pair, 0, DUET_CHAN_RECORDS);
	assert_int_equal(duet_ring_recv(&other->rx, buf, 8), DUET_RING_ELINK);
	while (n == 0)
		n = duet_ring_send(&other->tx, "lost", 5);
	assert_int_equal(n, DUET_RING_ELINK);
	pair_settle(&pair);
	assert_talking();
}

static void both_start_anew_at_once(void **state)
{
	(void)state;
	open_both();
	duet_chan_reset(first, DUET_CHAN_RECORDS);
	duet_chan_reset(other, DUET_CHAN_RECORDS);
	assert_false(both_up());
	pair_settle(&pair);
	assert_talking();
}

static void close_is_noticed(void **state)
{
	char buf[8];

	(void)state;
	open_both();
	duet_chan_close(first);
	assert_int_equal(duet_ring_send(&first->tx, "x", 1), DUET_RING_ELINK);
	assert_int_equal(duet_ring_recv(&other->rx, buf, 8), DUET_RING_ELINK);
	assert_int_equal(duet_chan_poll(other), DUET_CHAN_POLL_CHANGED);
	assert_int_equal(duet_chan_poll(other), 0);
	assert_false(duet_chan_up(other));
	pair_open(&pair, 0, DUET_CHAN_RECORDS);
	pair_settle(&pair);
	assert_talking();
}

static void closed_and_opened_between_two_polls(void **state)
{
	(void)state;
	open_both();
	duet_chan_close(other);
	pair_open(&pair, 1, DUET_CHAN_RECORDS);
	assert_int_equal(duet_chan_poll(first),
			 DUET_CHAN_POLL_CHANGED | DUET_CHAN_POLL_RING);
	pair_settle(&pair);
	assert_talking();
}

static void modes_are_told(void **state)
{
	(void)state;
	pair_open(&pair, 0, DUET_CHAN_STREAM);
	pair_open(&pair, 1, DUET_CHAN_RECORDS);
	pair_settle(&pair);
	assert_int_equal(other->peer_mode, DUET_CHAN_STREAM);
	assert_int_equal(first->peer_mode, DUET_CHAN_RECORDS);
	duet_chan_reset(other, DUET_CHAN_STREAM);
	pair_settle(&pair);
	assert_int_equal(first->peer_mode, DUET_CHAN_STREAM);
}

static void epoch_wraps(void **state)
{
	int i;

	(void)state;
	pair.memory->end[0].epoch = 0xfffffff9u;
	open_both();
	for (i = 0; i < 8; i++) {
		duet_chan_reset(first, DUET_CHAN_RECORDS);
		pair_settle(&pair);
		assert_talking();
	}
	assert_true(first->epoch < 16);
}

/* The other end refuses to connect to an unknown format. */
static void each_format_field(void **state)
{
	uint32_t *word = (uint32_t *)(void *)pair.memory;
	int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		pair_open(&pair, 0, DUET_CHAN_RECORDS);
		pair_open(&pair, 1, DUET_CHAN_RECORDS);
		word[i] ^= 0x40;
		assert_int_equal(duet_chan_poll(other),
				 i ? DUET_RING_ECORRUPT : 0);
		assert_false(duet_chan_up(other));
		word[i] ^= 0x40;
		pair_settle(&pair);
		assert_talking();
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(largest_rings_that_fit),
		TEST(sizes_are_checked),
		TEST(words_are_where_the_protocol_has_them),
		TEST(either_order),
		TEST(any_memory_to_start_from),
		TEST(nothing_works_before_the_peer_is_there),
		TEST(polls_tell_once),
		TEST(restart_of_either_end),
		TEST(restart_is_noticed_without_a_poll),
		TEST(both_start_anew_at_once),
		TEST(close_is_noticed),
		TEST(closed_and_opened_between_two_polls),
		TEST(modes_are_told),
		TEST(epoch_wraps),
		TEST(each_format_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
