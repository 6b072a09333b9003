// SPDX-License-Identifier: GPL-2.0-only
/* One ring with both ends honest: records, stream, suppression of doorbells. */
#include "ring_pair.h"

#define RING	256u

static struct pair pair;
static struct duet_ring *tx, *rx;

static int records(void **state)
{
	(void)state;
	pair_connect(&pair, RING, DUET_CHAN_RECORDS);
	tx = &pair.end[0].tx;
	rx = &pair.end[1].rx;
	return 0;
}

static int stream(void **state)
{
	(void)state;
	pair_connect(&pair, RING, DUET_CHAN_STREAM);
	tx = &pair.end[1].tx;
	rx = &pair.end[0].rx;
	return 0;
}

static int done(void **state)
{
	(void)state;
	pair_free(&pair);
	return 0;
}

/* Moves both ends of the empty ring on to an index. */
static void go_to(uint32_t index)
{
	tx->index = tx->published = rx->index = rx->published = index;
	tx->limit = index + tx->size;
	rx->limit = index;
	tx->mine->index = rx->mine->index = index;
	tx->mine->wake = rx->mine->wake = index - 1;
	duet_ring_aim(tx);
	duet_ring_aim(rx);
}

static void record_arrives(void **state)
{
	char out[16];

	(void)state;
	assert_int_equal(duet_ring_send(tx, "hello", 6), 0);
	assert_int_equal(duet_ring_recv(rx, out, sizeof(out)),
			 DUET_RING_EAGAIN);
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_recv(rx, out, sizeof(out)), 6);
	assert_string_equal(out, "hello");
	assert_int_equal(duet_ring_recv(rx, out, sizeof(out)),
			 DUET_RING_EAGAIN);
}

static void empty_record_arrives(void **state)
{
	char out;

	(void)state;
	assert_int_equal(duet_ring_send(tx, "", 0), 0);
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_recv(rx, &out, 1), 0);
	assert_int_equal(duet_ring_recv(rx, &out, 1), DUET_RING_EAGAIN);
}

static void longest_record_fits_everywhere(void **state)
{
	uint8_t in[RING], out[RING];
	uint32_t max = duet_ring_max(tx);
	uint32_t start;

	(void)state;
	assert_int_equal(max, RING / 2 - 4);
	assert_int_equal(duet_ring_send(tx, in, max + 1), DUET_RING_ESIZE);
	assert_int_equal(duet_ring_send(tx, in, 0xffffffffu), DUET_RING_ESIZE);
	for (start = 0; start < RING; start += 4) {
		go_to(start);
		memset(in, (int)start, max);
		assert_int_equal(duet_ring_send(tx, in, max), 0);
		duet_ring_flush(tx);
		assert_int_equal(duet_ring_recv(rx, out, RING), max);
		assert_memory_equal(in, out, max);
	}
}

/* All lengths at all offsets, to and from all alignments. */
static void record_of_any_length(void **state)
{
	uint8_t in[RING], out[RING];
	uint32_t len, i;

	(void)state;
	for (i = 0; i < RING; i++)
		in[i] = (uint8_t)(i * 7);
	for (i = 0; i < 4 * RING; i++) {
		len = i % 64;
		memset(out, 0xee, sizeof(out));
		assert_int_equal(duet_ring_send(tx, in + i % 5, len), 0);
		duet_ring_flush(tx);
		assert_int_equal(duet_ring_recv(rx, out + i % 3, len), len);
		duet_ring_flush(rx);
		assert_memory_equal(in + i % 5, out + i % 3, len);
		assert_int_equal(out[i % 3 + len], 0xee);
	}
}

static void full_ring_says_so(void **state)
{
	uint8_t buf[12] = { 0 };
	int count = 0;

	(void)state;
	while (duet_ring_send(tx, buf, 12) == 0)
		count++;
	assert_int_equal(count, RING / 16);
	assert_int_equal(duet_ring_send(tx, buf, 12), DUET_RING_EAGAIN);
	assert_int_equal(tx->want, 16);
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_recv(rx, buf, 12), 12);
	assert_int_equal(duet_ring_send(tx, buf, 12), DUET_RING_EAGAIN);
	duet_ring_flush(rx);
	assert_int_equal(duet_ring_send(tx, buf, 12), 0);
	assert_int_equal(duet_ring_send(tx, buf, 12), DUET_RING_EAGAIN);
}

static void short_buffer_keeps_the_record(void **state)
{
	char out[8];

	(void)state;
	duet_ring_send(tx, "1234567", 8);
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_recv(rx, out, 7), DUET_RING_ESIZE);
	assert_int_equal(duet_ring_recv(rx, out, 8), 8);
	assert_string_equal(out, "1234567");
}

static void index_wraps_at_32_bits(void **state)
{
	uint32_t in, out;

	(void)state;
	go_to(0u - RING);
	for (in = 0; in < 3 * RING; in++) {
		assert_int_equal(duet_ring_send(tx, &in, 4), 0);
		duet_ring_flush(tx);
		assert_int_equal(duet_ring_recv(rx, &out, 4), 4);
		assert_int_equal(in, out);
		duet_ring_flush(rx);
	}
	assert_true(tx->index < 0u - RING);
}

static void reserved_record_may_shrink_or_be_dropped(void **state)
{
	const void *seen;
	void *room;
	uint32_t len;

	(void)state;
	go_to(RING - 8);	/* the long one would also need a skip */
	assert_int_equal(duet_ring_reserve(tx, 40, &room), 0);
	assert_ptr_equal(room, tx->data + 4);
	assert_int_equal(duet_ring_reserve(tx, 4, &room), 0);
	assert_ptr_equal(room, tx->data + RING - 4);
	assert_int_equal(duet_ring_reserve(tx, 40, &room), 0);
	memcpy(room, "ab", 3);
	duet_ring_commit(tx, 3);
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_peek(rx, &seen, &len), 0);
	assert_int_equal(len, 3);
	assert_int_equal(duet_ring_peek(rx, &seen, &len), 0);
	assert_string_equal(seen, "ab");
	duet_ring_release(rx);
	assert_int_equal(duet_ring_peek(rx, &seen, &len), DUET_RING_EAGAIN);
	assert_int_equal(rx->index, tx->index);
}

static void stream_arrives(void **state)
{
	uint8_t in[RING + 50], out[RING + 50];
	uint32_t i;

	(void)state;
	for (i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * 13);
	for (i = 0; i < 2 * RING; i++) {
		assert_int_equal(duet_ring_write(tx, in + 3, 37), 37);
		duet_ring_flush(tx);
		assert_int_equal(duet_ring_read(rx, out, sizeof(out)), 37);
		duet_ring_flush(rx);
		assert_memory_equal(in + 3, out, 37);
	}
	assert_int_equal(duet_ring_write(tx, in, sizeof(in)), RING);
	assert_int_equal(duet_ring_write(tx, in, 1), DUET_RING_EAGAIN);
	assert_int_equal(duet_ring_read(rx, out, 1), DUET_RING_EAGAIN);
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_read(rx, out, sizeof(out)), RING);
	assert_memory_equal(in, out, RING);
}

static void stream_in_place(void **state)
{
	void *at;

	(void)state;
	go_to(RING - 5);
	assert_int_equal(duet_ring_span(tx, &at), 5);
	assert_ptr_equal(at, tx->data + RING - 5);
	duet_ring_advance(tx, 5);
	assert_int_equal(duet_ring_span(tx, &at), RING - 5);
	assert_ptr_equal(at, tx->data);
	duet_ring_advance(tx, 2);
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_span(rx, &at), 5);
	duet_ring_advance(rx, 4);
	assert_int_equal(duet_ring_span(rx, &at), 1);
	duet_ring_advance(rx, 1);
	assert_int_equal(duet_ring_span(rx, &at), 2);
	assert_ptr_equal(at, rx->data);
}

/* Bytes precede the record: it starts where they end, or is an error. */
static void record_behind_a_stream(void **state)
{
	uint8_t in[RING] = { 0 }, out[8];
	uint32_t len, i;

	(void)state;
	for (i = 1; i < 4 * RING; i++) {
		len = i % (RING - 16) + 1;
		assert_int_equal(duet_ring_write(tx, in, len), len);
		duet_ring_flush(tx);
		assert_int_equal(duet_ring_read(rx, in, len), len);
		duet_ring_flush(rx);
		if (tx->index % 4) {
			assert_int_equal(duet_ring_send(tx, &i, 4),
					 DUET_RING_ECORRUPT);
			continue;
		}
		assert_int_equal(duet_ring_send(tx, &i, 4), 0);
		duet_ring_flush(tx);
		assert_int_equal(duet_ring_recv(rx, out, 8), 4);
		assert_memory_equal(out, &i, 4);
	}
}

/* Index 0 of a new life is not data of the old one, even where 0 is next. */
static void new_life_where_the_index_wraps(void **state)
{
	uint32_t start, out = 4711;

	(void)state;
	for (start = 4; start <= RING; start += 4) {
		go_to(0u - start);
		pair_open(&pair, 0, DUET_CHAN_RECORDS);
		assert_int_equal(duet_ring_recv(rx, &out, 4), DUET_RING_ELINK);
		pair_settle(&pair);
		assert_int_equal(duet_ring_send(tx, &start, 4), 0);
		duet_ring_flush(tx);
		assert_int_equal(duet_ring_recv(rx, &out, 4), 4);
		assert_int_equal(out, start);
	}
}

static void no_doorbell_for_who_is_awake(void **state)
{
	uint32_t i, out;

	(void)state;
	for (i = 0; i < 100000; i++) {
		assert_int_equal(duet_ring_send(tx, &i, 4), 0);
		assert_false(duet_ring_flush(tx));
		assert_int_equal(duet_ring_recv(rx, &out, 4), 4);
		assert_false(duet_ring_flush(rx));
	}
}

static void one_doorbell_for_a_sleeper(void **state)
{
	uint32_t i = 0, out;

	(void)state;
	assert_int_equal(duet_ring_recv(rx, &out, 4), DUET_RING_EAGAIN);
	assert_true(duet_ring_sleep(rx, rx->want));
	assert_false(duet_ring_flush(tx));
	duet_ring_send(tx, &i, 4);
	assert_true(duet_ring_flush(tx));
	assert_false(duet_ring_flush(tx));
	duet_ring_send(tx, &i, 4);
	assert_false(duet_ring_flush(tx));
	assert_int_equal(duet_ring_recv(rx, &out, 4), 4);
	assert_int_equal(duet_ring_recv(rx, &out, 4), 4);
	duet_ring_send(tx, &i, 4);
	duet_ring_flush(tx);
	assert_false(duet_ring_sleep(rx, 1));
}

static void doorbell_after_as_much_as_asked_for(void **state)
{
	uint8_t buf[16] = { 0 };
	int i;

	(void)state;
	assert_true(duet_ring_sleep(rx, 100));
	for (i = 0; i < 6; i++) {
		duet_ring_write(tx, buf, 16);
		assert_false(duet_ring_flush(tx));
	}
	duet_ring_write(tx, buf, 3);
	assert_false(duet_ring_flush(tx));
	duet_ring_write(tx, buf, 1);
	assert_true(duet_ring_flush(tx));
}

static void doorbell_for_room(void **state)
{
	uint8_t buf[RING] = { 0 };

	(void)state;
	assert_int_equal(duet_ring_write(tx, buf, RING), RING);
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_write(tx, buf, 1), DUET_RING_EAGAIN);
	assert_true(duet_ring_sleep(tx, RING / 2));
	duet_ring_read(rx, buf, RING / 2 - 1);
	assert_false(duet_ring_flush(rx));
	duet_ring_read(rx, buf, 1);
	assert_true(duet_ring_flush(rx));
	assert_int_equal(duet_ring_write(tx, buf, RING), RING / 2);
	assert_false(duet_ring_drained(tx));
	duet_ring_flush(tx);
	assert_int_equal(duet_ring_read(rx, buf, RING), RING);
	assert_false(duet_ring_drained(tx));
	duet_ring_flush(rx);
	assert_true(duet_ring_drained(tx));
}

/* Each end generates the same numbers, so no record needs to be stored. */
static void record_stress(void **state)
{
	uint32_t produce = 1, consume = 1, dice = 99;
	uint32_t sum_in = 0, sum_out = 0, sent = 0, got = 0;
	uint8_t buf[RING];
	uint32_t len, i;

	(void)state;
	while (got < 1000000) {
		if (next_random(&dice) & 1 && sent < 1000000) {
			uint32_t ahead = produce;

			len = next_random(&ahead) % (duet_ring_max(tx) + 1);
			for (i = 0; i < len; i++)
				buf[i] = (uint8_t)(ahead >> i % 24);
			if (duet_ring_send(tx, buf, len))
				goto flush;
			produce = ahead;
			sum_in = sum_in * 31 + len + (len ? buf[len / 2] : 0);
			sent++;
		} else {
			int n = duet_ring_recv(rx, buf, sizeof(buf));

			if (n == DUET_RING_EAGAIN)
				goto flush;
			len = next_random(&consume) % (duet_ring_max(tx) + 1);
			assert_int_equal(n, len);
			for (i = 0; i < len; i++)
				if (buf[i] != (uint8_t)(consume >> i % 24))
					fail_msg("record %u, byte %u", got, i);
			sum_out = sum_out * 31 + len + (len ? buf[len / 2] : 0);
			got++;
		}
		if (next_random(&dice) % 4)
			continue;
flush:
		duet_ring_flush(tx);
		duet_ring_flush(rx);
	}
	assert_int_equal(sum_in, sum_out);
	assert_int_equal(sent, got);
}

static void stream_stress(void **state)
{
	uint32_t dice = 7, sent = 0, got = 0, i;
	uint8_t buf[RING];
	int ops, n;

	(void)state;
	for (ops = 0; ops < 1000000; ops++) {
		uint32_t len = next_random(&dice) % RING + 1;

		if (next_random(&dice) & 1) {
			for (i = 0; i < len; i++)
				buf[i] = (uint8_t)((sent + i) * 2654435761u >> 24);
			n = duet_ring_write(tx, buf, len);
			sent += n > 0 ? (uint32_t)n : 0;
			duet_ring_flush(tx);
			continue;
		}
		n = duet_ring_read(rx, buf, len);
		for (i = 0; n > 0 && i < (uint32_t)n; i++)
			if (buf[i] != (uint8_t)((got + i) * 2654435761u >> 24))
				fail_msg("byte %u of the stream", got + i);
		got += n > 0 ? (uint32_t)n : 0;
		duet_ring_flush(rx);
	}
	assert_true(got > 10000000);
	assert_true(sent - got <= RING);
}

#define RECORD(name) cmocka_unit_test_setup_teardown(name, records, done)
#define STREAM(name) cmocka_unit_test_setup_teardown(name, stream, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORD(record_arrives),
		RECORD(empty_record_arrives),
		RECORD(longest_record_fits_everywhere),
		RECORD(record_of_any_length),
		RECORD(full_ring_says_so),
		RECORD(short_buffer_keeps_the_record),
		RECORD(index_wraps_at_32_bits),
		RECORD(reserved_record_may_shrink_or_be_dropped),
		STREAM(stream_arrives),
		STREAM(stream_in_place),
		STREAM(record_behind_a_stream),
		RECORD(new_life_where_the_index_wraps),
		RECORD(no_doorbell_for_who_is_awake),
		RECORD(one_doorbell_for_a_sleeper),
		STREAM(doorbell_after_as_much_as_asked_for),
		STREAM(doorbell_for_room),
		RECORD(record_stress),
		STREAM(stream_stress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
