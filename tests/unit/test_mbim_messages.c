// SPDX-License-Identifier: GPL-2.0-only
/* Control messages of MBIM 1.0, section 9: open, close, fragments, errors. */
#include "mbim_fake.h"

enum { TIMEOUT = 1, SEQUENCE, LENGTH, DUPLICATE, NOT_OPENED, UNKNOWN, CANCEL,
	TRANSFER };

static void query_caps(uint32_t tid)
{
	command(tid, basic, 1, QUERY, NULL, 0);
}

/* ---- open and close -------------------------------------------------------*/

static void closed(void **state)
{
	query_caps(7);
	take_error(7, NOT_OPENED);
	give_words(99, 12, 8, 0, 12);
	take_error(8, NOT_OPENED);
	give_words(4, 16, 9, 7, 16);	/* errors are never answered */
	none();
	give_words(2, 12, 10, 0, 12);
	assert_int_equal(take(0x80000002, 10)[3], 0);
	none();
}

static void open_and_close(void **state)
{
	open_function(4096);
	query_caps(2);
	take_done(2, basic, 1, 0);
	none();
	give_words(2, 12, 3, 0, 12);
	assert_int_equal(take(0x80000002, 3)[3], 0);
	assert_int_equal(fake.forgotten, 1);
	query_caps(4);
	take_error(4, NOT_OPENED);
	none();
}

/* 9.3.1: the function acts as if it had been closed, but doesn't say so. */
static void open_again(void **state)
{
	open_function(4096);
	modem.context[3].state = MODEM_ACTIVATED;
	open_function(4096);
	assert_int_equal(fake.forgotten, 1);
	assert_int_equal(fake.requests, 1);
	assert_string_equal(fake.text[0], "activate");
	assert_int_equal(fake.number, false);
}

static void bad_open(void **state)
{
	give_words(1, 16, 5, 63, 16);
	take_error(5, TRANSFER);
	query_caps(6);
	take_error(6, NOT_OPENED);
	give_words(1, 12, 7, 0, 12);
	take_error(7, LENGTH);
	none();
	open_function(64);
}

/* 9.3.2: contexts end. Others' contexts stay. */
static void close_ends_session(void **state)
{
	open_function(4096);
	modem.context[0].state = MODEM_ACTIVATED;
	give_words(2, 12, 3, 0, 12);
	take(0x80000002, 3);
	none();
	assert_int_equal(fake.requests, 0);
	open_function(4096);
	modem.context[3].state = MODEM_ACTIVATED;
	mbim_reset(mb);
	assert_int_equal(fake.requests, 1);
	none();
	query_caps(4);
	take_error(4, NOT_OPENED);
}

/* ---- malformed messages ---------------------------------------------------*/

static void bad_lengths(void **state)
{
	uint32_t words[32], i;

	open_function(4096);
	for (i = 0; i < 12; i++) {
		give_words(3, i, 5, 0, i);
		none();		/* no transaction to refer to */
	}
	give_words(3, 12, 5, 1, 16);
	take_error(5, LENGTH);
	give_words(3, 20, 5, 1, 16);
	take_error(5, LENGTH);
	give_words(3, 12, 5, 0, 12);
	take_error(5, LENGTH);
	make_command(words, 6, basic, 1, QUERY, NULL, 0);
	for (i = 20; i < 48; i++) {
		words[1] = i;
		give(words, i);
		take_error(6, LENGTH);
	}
	none();
}

static void bad_information_length(void **state)
{
	uint32_t words[32];
	uint32_t size;

	open_function(4096);
	size = make_command(words, 6, basic, 3, SET, "\1\0\0", 4);
	words[11] = 5;
	give(words, size);
	take_error(6, LENGTH);
	words[11] = 0;			/* 4 bytes are no padding */
	give(words, size);
	take_error(6, LENGTH);
	words[11] = 0xffffffff;
	give(words, size);
	take_error(6, LENGTH);
	words[11] = 4;
	words[12] = 1;
	give(words, size);
	take_done(6, basic, 3, 0);
	none();
}

static void long_record(void **state)
{
	static uint32_t words[1025];

	open_function(0xffffffff);
	make_command(words, 6, basic, 1, QUERY, NULL, 0);
	words[1] = 4100;
	words[11] = 4100 - 48;
	give(words, 4100);
	take_error(6, LENGTH);
	words[1] = 4096;
	words[11] = 4096 - 48;		/* unexpected data are ignored */
	give(words, 4096);
	take_done(6, basic, 1, 0);
	none();
}

static void unknown_messages(void **state)
{
	open_function(4096);
	give_words(0, 12, 5, 0, 12);
	take_error(5, UNKNOWN);
	give_words(0x80000003, 16, 6, 0, 16);
	take_error(6, UNKNOWN);
	give_words(4, 16, 7, 6, 16);
	give_words(4, 12, 7, 0, 12);
	none();
}

static void unknown_commands(void **state)
{
	static const uint8_t phonebook[16] = "\x4b\xf3\x84\x76\x1e\x6a\x41\xdb"
					     "\xb1\xd8\xbe\xd2\x89\xc2\x5b\xdb";
	uint8_t other[16];
	uint32_t i;

	open_function(4096);
	command(2, phonebook, 1, QUERY, NULL, 0);
	take_done(2, phonebook, 1, 9);
	for (i = 0; i < 16; i++) {
		memcpy(other, basic, 16);
		other[i] ^= 1;
		command(3, other, 1, QUERY, NULL, 0);
		take_done(3, other, 1, 9);
	}
	command(4, basic, 0, QUERY, NULL, 0);
	take_done(4, basic, 0, 9);
	command(4, basic, 14, QUERY, NULL, 0);
	take_done(4, basic, 14, 9);
	command(4, basic, 21, QUERY, NULL, 0);
	take_done(4, basic, 21, 9);
	command(4, sms, 0xffffffff, QUERY, NULL, 0);
	take_done(4, sms, 0xffffffff, 9);
	assert_int_equal(info_size, 0);
	none();
}

static void wrong_operations(void **state)
{
	open_function(4096);
	command(2, basic, 1, SET, NULL, 0);
	take_done(2, basic, 1, 34);
	command(2, basic, 19, QUERY, NULL, 0);
	take_done(2, basic, 19, 34);
	command(2, basic, 1, 2, NULL, 0);
	take_done(2, basic, 1, 34);
	assert_int_equal(info_size, 0);
	none();
}

/* 10.3: information that is too short */
static void short_information(void **state)
{
	open_function(4096);
	command(2, basic, 3, SET, "\1\0", 3);
	take_done(2, basic, 3, 21);
	assert_int_equal(info_size, 0);
	assert_int_equal(fake.requests, 0);
	command(2, basic, 12, QUERY, NULL, 0);
	take_done(2, basic, 12, 21);
	none();
}

/* ---- fragments to the host ------------------------------------------------*/

/* Joins the fragments that the function sent; each has the largest size. */
static uint32_t join(uint8_t *to, uint32_t type, uint32_t tid, uint32_t most)
{
	uint32_t i, total, size = 0;
	const uint32_t *words = records[next_record];

	total = words[3];
	for (i = 0; i < total; i++) {
		words = take(type, tid);
		assert_int_equal(words[3], total);
		assert_int_equal(words[4], i);
		if (i < total - 1)
			assert_int_equal(words[1], most);
		assert_in_range(words[1], 21, most);
		memcpy(to + size, words + 5, words[1] - 20);
		size += words[1] - 20;
	}
	none();
	return size;
}

static void answers_in_fragments(void **state)
{
	static const uint32_t sizes[] = { 64, 67, 68, 100, 128, 4096 };
	uint8_t whole[300], joined[300];
	uint32_t i, size;

	open_function(4096);
	query_caps(5);
	size = take(0x80000003, 5)[1] - 20;
	memcpy(whole, records[0] + 5, size);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		open_function(sizes[i]);
		query_caps(5);
		memset(joined, 0, sizeof(joined));
		assert_int_equal(join(joined, 0x80000003, 5, sizes[i] & ~3u),
				 size);
		assert_memory_equal(joined, whole, size);
	}
}

static void indications_in_fragments(void **state)
{
	uint8_t whole[300], joined[300];
	uint32_t size;

	open_function(4096);
	event(MODEM_EVENT_SIM, MODEM_OK, 0);
	size = take(0x80000007, 0)[1] - 20;
	memcpy(whole, records[0] + 5, size);
	open_function(64);
	event(MODEM_EVENT_SIM, MODEM_OK, 0);
	assert_int_equal(join(joined, 0x80000007, 0, 64), size);
	assert_memory_equal(joined, whole, size);
}

/* The last fragment is as long as the others. */
static void exact_fragments(void **state)
{
	open_function(68);
	command(5, basic, 11, QUERY, NULL, 0);
	take_done(5, basic, 11, 0);
	assert_int_equal(info_size, 20);
	none();
}

/* ---- fragments from the host ----------------------------------------------*/

static uint32_t request[256];	/* a connect command, 48 + 60 + 200 bytes */
static uint32_t request_size;

static void make_request(uint32_t tid)
{
	uint32_t words[80] = { 0, 1 }, size = 60;
	char apn[61];

	memset(apn, 'a', 60);
	apn[60] = '\0';
	memcpy(words + 11, internet, 16);
	add_text(words, 8, &size, apn);
	request_size = make_command(request, tid, basic, 12, SET, words, size);
}

/* Gives part `number` of `total` parts of the request, with `step` bytes each. */
static void give_part(uint32_t tid, uint32_t number, uint32_t total,
		      uint32_t step)
{
	uint32_t part[256], size = step, i = number;

	if (i * step >= request_size - 20)
		i = 0;			/* there is none: anything */
	if (i * step + step > request_size - 20)
		size = request_size - 20 - i * step;
	part[0] = 3;
	part[1] = 20 + size;
	part[2] = tid;
	part[3] = total;
	part[4] = number;
	memcpy(part + 5, (uint8_t *)(request + 5) + i * step, size);
	give(part, part[1]);
}

static void give_parts(uint32_t tid, uint32_t step)
{
	uint32_t i, total = (request_size - 20 + step - 1) / step;

	for (i = 0; i < total; i++)
		give_part(tid, i, total, step);
}

static void commands_in_fragments(void **state)
{
	static const uint32_t steps[] = { 28, 29, 44, 100, 160, 200 };
	uint32_t i;

	make_request(8);
	open_function(4096);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		give_parts(8, steps[i]);
		none();
		event(MODEM_EVENT_ACTIVATED, MODEM_OK, 4);
		take_done(8, basic, 12, 0);
		none();
		assert_int_equal(strlen(modem.context[3].apn), 60);
		modem.context[3].apn[0] = '\0';
	}
}

static void out_of_sequence(void **state)
{
	make_request(8);
	open_function(4096);
	give_part(8, 1, 5, 44);
	take_error(8, SEQUENCE);
	give_part(8, 0, 5, 44);
	none();
	give_part(8, 2, 5, 44);
	take_error(8, SEQUENCE);
	give_part(8, 1, 5, 44);		/* once more for each */
	take_error(8, SEQUENCE);
	give_part(8, 3, 5, 44);
	take_error(8, SEQUENCE);
	give_part(8, 0, 5, 44);
	give_part(8, 1, 6, 44);		/* another total */
	take_error(8, SEQUENCE);
	give_part(8, 0, 5, 44);
	give_part(8, 0, 5, 44);
	take_error(8, SEQUENCE);
	give_part(8, 1, 5, 44);
	take_error(8, SEQUENCE);
	none();
	assert_int_equal(fake.requests, 0);
}

/* The largest information, padded: its end is in what did arrive. */
static void padded_fragments(void **state)
{
	uint32_t words[600] = { 3, 48 + 2000, 8, 2 }, end[18] = { 3, 71, 8, 2, 1 };

	open_function(4096);
	memcpy(words + 5, basic, 16);
	words[9] = 12;
	words[10] = SET;
	words[11] = 2048;
	words[12 + 1] = 1;
	words[12 + 2] = 2040;
	words[12 + 3] = 8;
	memcpy(words + 12 + 11, internet, 16);
	give(words, words[1]);
	memcpy((uint8_t *)(end + 5) + 40, "a\0b\0c\0d", 8);
	give(end, end[1]);
	none();
	assert_string_equal(modem.context[3].apn, "abcd");
}

static void impossible_fragments(void **state)
{
	make_request(8);
	open_function(4096);
	give_part(8, 0, 0, 200);
	take_error(8, SEQUENCE);
	give_part(8, 1, 1, 44);
	take_error(8, SEQUENCE);
	give_part(8, 5, 5, 44);
	take_error(8, SEQUENCE);
	none();
}

/* Another command in between: 9.5 says fragments are not intermixed. */
static void mixed_fragments(void **state)
{
	make_request(8);
	open_function(4096);
	give_part(8, 0, 5, 44);
	query_caps(9);
	take_error(8, SEQUENCE);
	take_done(9, basic, 1, 0);
	give_part(8, 1, 5, 44);
	take_error(8, SEQUENCE);
	give_part(8, 0, 5, 44);
	give_part(9, 1, 5, 44);
	take_error(8, SEQUENCE);
	take_error(9, SEQUENCE);
	none();
	assert_int_equal(fake.requests, 0);
}

static void fragment_lengths(void **state)
{
	uint32_t empty[5] = { 3, 20, 8, 5, 1 };

	make_request(8);
	open_function(4096);
	give_part(8, 0, 5, 44);
	give(empty, 20);
	take_error(8, LENGTH);
	/* ends too early, or has more than it said */
	give_part(8, 0, 3, 44);
	give_part(8, 1, 3, 44);
	give_part(8, 2, 3, 44);
	take_error(8, LENGTH);
	request[11] -= 4;
	give_parts(8, 44);
	take_error(8, LENGTH);
	request[11] = 40;
	give_part(8, 0, 2, 80);
	take_error(8, LENGTH);		/* the first had all of it */
	request[11] = 68;
	give_part(8, 0, 4, 80);
	give_part(8, 1, 4, 80);
	none();
	give_part(8, 2, 4, 80);
	take_error(8, LENGTH);
	none();
	assert_int_equal(fake.requests, 0);
}

/* More than the function can hold: answered when it is over. */
static void huge_command(void **state)
{
	uint32_t words[1024], i, total = 3;

	open_function(4096);
	make_command(words, 8, basic, 12, SET, NULL, 0);
	words[1] = 4096;
	words[3] = total;
	words[11] = 4048 + 2 * 4076;
	give(words, 4096);
	for (i = 1; i < total; i++) {
		none();
		words[4] = i;
		give(words, 4096);
	}
	take_done(8, basic, 12, 2);
	query_caps(9);
	take_done(9, basic, 1, 0);
	none();
}

static void hold_exactly(uint32_t length, uint32_t status)
{
	uint32_t words[1024] = { 0 }, rest = length - 48;

	make_command(words, 8, sms, 3, SET, NULL, 0);
	words[1] = 96;
	words[3] = 2;
	words[11] = length;
	give(words, 96);
	none();
	words[1] = 20 + rest;
	words[4] = 1;
	give(words, 20 + rest);
	take_done(8, sms, 3, status);
	none();
}

static void largest_command(void **state)
{
	open_function(4096);
	hold_exactly(2048, 21);
	hold_exactly(2049, 2);
}

static void fragment_is_late(void **state)
{
	make_request(8);
	open_function(4096);
	assert_int_equal(mbim_wait(mb), UINT32_MAX);
	fake.now = 0xffffff00;
	give_part(8, 0, 5, 44);
	assert_int_equal(mbim_wait(mb), 1250);
	fake.now += 1249;
	mbim_poll(mb);
	none();
	give_part(8, 1, 5, 44);
	fake.now += 1249;
	assert_int_equal(mbim_wait(mb), 1);
	mbim_poll(mb);
	none();
	fake.now += 1;
	assert_int_equal(mbim_wait(mb), 0);
	mbim_poll(mb);
	take_error(8, TIMEOUT);
	assert_int_equal(mbim_wait(mb), UINT32_MAX);
	give_part(8, 2, 5, 44);
	take_error(8, SEQUENCE);
	none();
}

/* The host says that it gave the command up. */
static void host_error_drops(void **state)
{
	make_request(8);
	open_function(4096);
	give_part(8, 0, 5, 44);
	give_words(4, 16, 9, 2, 16);	/* of another */
	give_part(8, 1, 5, 44);
	none();
	give_words(4, 16, 8, 7, 16);
	none();
	give_part(8, 2, 5, 44);
	take_error(8, SEQUENCE);
	open_function(4096);
	give_part(8, 0, 5, 44);
	open_function(4096);		/* so does an open */
	give_part(8, 1, 5, 44);
	take_error(8, SEQUENCE);
	none();
}

/* ---- commands that wait ---------------------------------------------------*/

static void scan(uint32_t tid)
{
	command(tid, basic, 8, QUERY, "\0\0\0", 4);
}

static void waits(void **state)
{
	open_function(4096);
	scan(5);
	none();
	query_caps(6);
	take_done(6, basic, 1, 0);
	event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	take_done(5, basic, 8, 0);
	none();
	event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	none();
}

static void duplicate(void **state)
{
	open_function(4096);
	scan(5);
	query_caps(5);
	take_error(5, DUPLICATE);
	event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	take_done(5, basic, 8, 0);
	query_caps(5);
	take_done(5, basic, 1, 0);
	none();
}

static void in_order(void **state)
{
	uint32_t i;

	open_function(4096);
	for (i = 0; i < MBIM_LATER_MAX; i++)
		scan(10 + i);
	scan(99);
	take_done(99, basic, 8, 1);
	none();
	event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	take_done(10, basic, 8, 0);
	scan(98);
	for (i = 1; i < MBIM_LATER_MAX; i++) {
		event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
		take_done(10 + i, basic, 8, 0);
	}
	raise_event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	scan(97);
	take_done(98, basic, 8, 0);
	raise_event(MODEM_EVENT_SCANNED, MODEM_FAILURE, 0);
	mbim_poll(mb);
	take_done(97, basic, 8, 2);
	none();
}

static void cancelled(void **state)
{
	open_function(4096);
	scan(5);
	scan(6);
	give_words(4, 16, 5, 7, 16);
	none();
	query_caps(5);			/* the number is free */
	take_done(5, basic, 1, 0);
	event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	none();
	event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	take_done(6, basic, 8, 0);
	give_words(4, 16, 6, 7, 16);
	none();
}

static void closed_meanwhile(void **state)
{
	open_function(4096);
	scan(5);
	give_words(2, 12, 6, 0, 12);
	take(0x80000002, 6);
	event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	event(MODEM_EVENT_SIGNAL, MODEM_OK, 0);
	event(MODEM_EVENT_SMS, MODEM_OK, 1);
	none();
	open_function(4096);
	event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	none();
	/* events that came, but were not sent yet, are of the past as well */
	raise_event(MODEM_EVENT_SMS, MODEM_OK, 1);
	raise_event(MODEM_EVENT_RADIO, MODEM_OK, 0);
	open_function(4096);
	mbim_poll(mb);
	none();
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(closed), TEST(open_and_close), TEST(open_again),
		TEST(bad_open), TEST(close_ends_session), TEST(bad_lengths),
		TEST(bad_information_length), TEST(long_record),
		TEST(unknown_messages), TEST(unknown_commands),
		TEST(wrong_operations), TEST(short_information),
		TEST(answers_in_fragments), TEST(indications_in_fragments),
		TEST(exact_fragments), TEST(commands_in_fragments),
		TEST(out_of_sequence), TEST(padded_fragments),
		TEST(impossible_fragments),
		TEST(mixed_fragments), TEST(fragment_lengths),
		TEST(huge_command), TEST(largest_command),
		TEST(fragment_is_late), TEST(host_error_drops),
		TEST(waits), TEST(duplicate), TEST(in_order), TEST(cancelled),
		TEST(closed_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
