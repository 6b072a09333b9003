// SPDX-License-Identifier: GPL-2.0-only
/*
 * The MBIM function with the modem and the simulated network: what a host and a
 * network do one after the other.
 */
#include "mbim_host.h"

#include "modem_host.h"

static void check_unlocked(void)
{
	modem_lock(&host_modem);
	modem_unlock(&host_modem);
}

static int set_up(void **state)
{
	host_start();
	mb = malloc(sizeof(*mb));
	mbim_open_port(mb, &host_modem, &host);
	host_wait(3000);
	open_function(4096);
	return 0;
}

/* Lets time pass, then the function's thread run. */
static void wait_ms(uint32_t ms)
{
	host_wait(ms);
	mbim_poll(mb);
}

/* Takes records up to the next one of that indication. */
static void find_indication(const void *service, uint32_t cid)
{
	while (next_record < nr_records) {
		const uint32_t *words = records[next_record];

		if (words[0] == 0x80000007 && words[9] == cid &&
		    !memcmp(words + 5, service, 16))
			break;
		next_record++;
	}
	take_indication(service, cid);
}

/* Takes records up to the answer to that command. */
static void find_done(uint32_t tid, const void *service, uint32_t cid,
		      uint32_t status)
{
	while (next_record < nr_records && records[next_record][2] != tid)
		next_record++;
	take_done(tid, service, cid, status);
}

/* ---- session --------------------------------------------------------------*/

static void connect(uint32_t tid, uint32_t activate)
{
	uint32_t words[40] = { 0, activate }, size = 60;

	words[10] = 1;
	memcpy(words + 11, internet, 16);
	add_text(words, 8, &size, "internet");
	command(tid, basic, 12, SET, words, size);
}

static void session(void **state)
{
	const uint32_t query[15] = { 0 };

	connect(2, 1);
	wait_ms(3000);
	find_done(2, basic, 12, 0);
	assert_int_equal(word(4), 1);
	command(3, basic, 15, QUERY, query, 60);
	find_done(3, basic, 15, 0);
	assert_int_equal(word(word(16) + 4), 0x0200400a);
	connect(4, 0);
	wait_ms(3000);
	find_done(4, basic, 12, 0);
	assert_int_equal(word(4), 3);
}

static void session_drops(void **state)
{
	connect(2, 1);
	wait_ms(3000);
	find_done(2, basic, 12, 0);
	modem_lock(&host_modem);
	radio_sim_drop(&host_sim);
	modem_unlock(&host_modem);
	wait_ms(10);
	find_indication(basic, 12);
	assert_int_equal(word(4), 3);
	connect(3, 1);
	wait_ms(3000);
	find_done(3, basic, 12, 0);
	assert_int_equal(word(4), 1);
}

/* Closed at any moment of its beginning, the session ends. */
static void closed_session(void **state)
{
	uint32_t ms;

	for (ms = 0; ms < 1000; ms += 100) {
		connect(2, 1);
		wait_ms(ms);
		give_words(2, 12, 3, 0, 12);
		wait_ms(3000);
		wait_ms(3000);
		assert_int_equal(host_modem.context[3].state, MODEM_INACTIVE);
		forget_records();
		open_function(4096);
	}
}

/* ... also if the function is open again by then, and the next one can begin. */
static void reopened_session(void **state)
{
	uint32_t ms;

	for (ms = 0; ms < 1000; ms += 100) {
		connect(2, 1);
		wait_ms(ms);
		give_words(2, 12, 3, 0, 12);
		forget_records();
		open_function(4096);
		connect(3, 1);
		find_done(3, basic, 12, 1);
		wait_ms(3000);
		wait_ms(3000);
		assert_int_equal(host_modem.context[3].state, MODEM_INACTIVE);
		connect(4, 1);
		wait_ms(3000);
		find_done(4, basic, 12, 0);
		assert_int_equal(word(4), 1);
		give_words(2, 12, 3, 0, 12);
		wait_ms(3000);
		forget_records();
		open_function(4096);
	}
}

/* A session of a command that was given up is news when it comes up. */
static void cancelled_session(void **state)
{
	connect(2, 1);
	give_words(4, 16, 2, 7, 16);
	wait_ms(3000);
	find_indication(basic, 12);
	assert_int_equal(word(4), 1);
	while (next_record < nr_records)
		assert_int_not_equal(records[next_record++][2], 2);
}

/* ---- messages -------------------------------------------------------------*/

static void read_one(uint32_t index)
{
	const uint32_t query[3] = { 0, 1, index };

	command(5, sms, 2, QUERY, query, 12);
	find_done(5, sms, 2, 0);
	assert_int_equal(word(4), 1);
	enter_piece(8);
	assert_int_equal(word(0), index);
}

static void message_comes(void **state)
{
	modem_lock(&host_modem);
	radio_sim_sms(&host_sim, "+15551234", "Hello");
	modem_unlock(&host_modem);
	wait_ms(3000);
	find_indication(sms, 5);
	assert_int_equal(word(0), 2);
	read_one(word(4));
	assert_int_equal(word(4), 0);
	read_one(word(0));
	assert_int_equal(word(4), 1);
}

/* SMS-SUBMIT of "Hi" to the own number: it comes back. */
static void message_to_self(void **state)
{
	static const uint8_t pdu[] = {
		0x00, 0x01, 0x00, 0x08, 0x91, 0x51, 0x55, 0x10, 0x00,
		0x00, 0x00, 0x02, 0xc8, 0x34, 0, 0,
	};
	uint32_t words[7] = { 0, 8, 14 };

	memcpy(words + 3, pdu, 16);
	command(6, sms, 3, SET, words, sizeof(words));
	wait_ms(10000);
	find_done(6, sms, 3, 0);
	next_record = 0;
	find_indication(sms, 5);
	assert_int_equal(word(0), 2);
}

/* ---- USSD -----------------------------------------------------------------*/

static void ask_ussd(uint32_t tid, uint32_t action, const char *text)
{
	uint32_t words[16] = { action, 0x48, 16, 2 * strlen(text) };
	uint8_t *wide = (uint8_t *)(words + 4);
	size_t i;

	for (i = 0; text[i]; i++)
		wide[2 * i + 1] = text[i];
	command(tid, ussd, 1, SET, words, sizeof(words));
}

static void ussd_answers(void **state)
{
	ask_ussd(7, 0, "*100#");
	wait_ms(5000);
	find_done(7, ussd, 1, 0);
	assert_int_equal(word(0), 0);
	assert_true(word(16) > 4);
	ask_ussd(8, 0, "*101#");
	wait_ms(5000);
	find_done(8, ussd, 1, 0);
	assert_int_equal(word(0), 1);
	ask_ussd(9, 1, "1");
	wait_ms(5000);
	find_done(9, ussd, 1, 0);
	assert_int_equal(word(0), 0);
}

/* The network asks, the host answers; 1 is an existing session. */
static void ussd_of_network(void **state)
{
	modem_lock(&host_modem);
	radio_sim_ussd(&host_sim, "Top up?", true);
	modem_unlock(&host_modem);
	wait_ms(10);
	find_indication(ussd, 1);
	assert_int_equal(word(0), 1);
	assert_int_equal(word(4), 0);
	assert_int_equal(word(16), 7);
	ask_ussd(8, 0, "*100#");
	find_done(8, ussd, 1, 28);
	ask_ussd(9, 1, "1");
	wait_ms(1000);
	find_done(9, ussd, 1, 0);
	assert_int_equal(word(0), 0);
	assert_int_equal(word(4), 1);
	ask_ussd(10, 1, "1");
	find_done(10, ussd, 1, 28);
}

/* ... and ends a dialogue, its own or one that the host began */
static void ussd_ended(void **state)
{
	uint32_t i;

	for (i = 0; i < 2; i++) {
		ask_ussd(7, 0, "*101#");
		wait_ms(i ? 1000 : 100);
		modem_lock(&host_modem);
		radio_sim_end_ussd(&host_sim);
		modem_unlock(&host_modem);
		wait_ms(10);
		if (i)
			find_indication(ussd, 1);
		else
			find_done(7, ussd, 1, 0);
		assert_int_equal(word(0), 2);
		assert_int_equal(word(4), 1);
		forget_records();
	}
}

/* The request that was cancelled ends too. */
static void ussd_cancelled(void **state)
{
	uint32_t i;

	for (i = 0; i < 20; i++) {
		ask_ussd(7, 0, "*105#");
		wait_ms(100);
		ask_ussd(8, 2, "");
		find_done(8, ussd, 1, 0);
		wait_ms(10);
		next_record = 0;
		find_done(7, ussd, 1, 2);
		forget_records();
	}
}

/* ---- radio ----------------------------------------------------------------*/

static void radio_off_and_on(void **state)
{
	const uint32_t off = 0, on = 1;

	connect(2, 1);
	wait_ms(3000);
	find_done(2, basic, 12, 0);
	command(3, basic, 3, SET, &off, 4);
	find_done(3, basic, 3, 0);
	assert_int_equal(word(4), 0);
	wait_ms(3000);
	find_indication(basic, 9);
	assert_int_equal(word(4), 1);
	connect(4, 1);
	find_done(4, basic, 12, 20);
	assert_int_equal(word(4), 3);
	command(5, basic, 3, SET, &on, 4);
	wait_ms(5000);
	command(6, basic, 9, QUERY, NULL, 0);
	find_done(6, basic, 9, 0);
	assert_int_equal(word(4), 3);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(session), TEST(session_drops), TEST(closed_session),
		TEST(reopened_session), TEST(cancelled_session),
		TEST(message_comes), TEST(message_to_self), TEST(ussd_answers),
		TEST(ussd_of_network), TEST(ussd_ended), TEST(ussd_cancelled), TEST(radio_off_and_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
