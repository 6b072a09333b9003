// SPDX-License-Identifier: GPL-2.0-only
/* Short messages and USSD: MBIM 1.0 sections 10.5.30 ff and 10.5.26. */
#include "mbim_fake.h"

/* ---- configuration --------------------------------------------------------*/

static void configuration_is(uint32_t initialized, const char *smsc)
{
	assert_int_equal(word(0), initialized);
	assert_int_equal(word(4), 0);
	assert_int_equal(word(8), 40);
	assert_int_equal(word(12), 0);
	has_text(16, 24, smsc);
}

static void configuration(void **state)
{
	open_function(4096);
	command(1, sms, 1, QUERY, NULL, 0);
	take_done(1, sms, 1, 0);
	configuration_is(1, "+15559");
	modem.sim.state = MODEM_SIM_PIN;
	command(1, sms, 1, QUERY, NULL, 0);
	take_done(1, sms, 1, 0);
	configuration_is(0, "+15559");
	none();
}

static void configure(uint32_t format, const char *smsc, uint32_t status)
{
	uint32_t words[40] = { format }, size = 12;

	add_text(words, 4, &size, smsc);
	command(1, sms, 1, SET, words, size);
	take_done(1, sms, 1, status);
	none_left();
}

static void set_configuration(void **state)
{
	open_function(4096);
	configure(0, "+4912345", 0);
	configuration_is(1, "+4912345");
	configure(0, "", 0);
	configuration_is(1, "+4912345");
	assert_int_equal(fake.requests, 1);
	configure(1, "+15", 104);
	configure(2, "+15", 21);
	configure(0, "+12345678901234567890123", 21);
	fake.result = MODEM_BAD_VALUE;
	configure(0, "x", 21);
	assert_int_equal(info_size, 0);
}

/* ---- the store ------------------------------------------------------------*/

static void add_sms(uint32_t index, uint32_t status, uint32_t length)
{
	struct modem_sms *message = &modem.sms[index - 1];

	message->status = status;
	message->length = length;
	memset(message->pdu, index, length);
}

static void fill_store(void)
{
	add_sms(2, MODEM_SMS_UNREAD, 30);
	add_sms(5, MODEM_SMS_READ, 1);
	add_sms(7, MODEM_SMS_UNSENT, 3);
	add_sms(9, MODEM_SMS_SENT, 4);
	add_sms(40, MODEM_SMS_UNREAD, 176);
}

static void read_sms(uint32_t format, uint32_t flag, uint32_t index,
		     uint32_t status)
{
	const uint32_t words[3] = { format, flag, index };

	command(2, sms, 2, QUERY, words, 12);
	take_done(2, sms, 2, status);
	none_left();
}

static void message_is(uint32_t i, uint32_t index, uint32_t status,
		       uint32_t length)
{
	const uint32_t *all = info, size = info_size;
	const uint8_t *pdu;

	enter_piece(8 + 8 * i);
	assert_int_equal(word(0), index);
	assert_int_equal(word(4), status);
	pdu = piece(8, 16, length);
	assert_int_equal(pdu[0], index);
	assert_int_equal(pdu[length - 1], index);
	info = all;
	info_size = size;
}

static void count_is(uint32_t count)
{
	assert_int_equal(word(0), 0);
	assert_int_equal(word(4), count);
}

static void reads(void **state)
{
	open_function(4096);
	fill_store();
	read_sms(0, 0, 0, 0);
	count_is(5);
	message_is(0, 2, 0, 30);
	message_is(1, 5, 1, 1);
	message_is(2, 7, 2, 3);
	message_is(3, 9, 3, 4);
	message_is(4, 40, 0, 176);
	/* they have been read now */
	read_sms(0, 2, 0, 0);
	count_is(0);
	assert_int_equal(info_size, 8);
}

static void reads_some(void **state)
{
	open_function(4096);
	fill_store();
	read_sms(0, 1, 40, 0);
	count_is(1);
	message_is(0, 40, 0, 176);
	read_sms(0, 2, 40, 0);
	count_is(1);
	message_is(0, 2, 0, 30);
	read_sms(0, 3, 0, 0);
	count_is(3);
	message_is(0, 2, 1, 30);
	message_is(1, 5, 1, 1);
	message_is(2, 40, 1, 176);
	read_sms(0, 4, 0, 0);
	count_is(1);
	message_is(0, 9, 3, 4);
	read_sms(0, 5, 0, 0);
	count_is(1);
	message_is(0, 7, 2, 3);
}

static void read_fails(void **state)
{
	open_function(4096);
	fill_store();
	read_sms(0, 1, 0, 30);
	read_sms(0, 1, 1, 30);
	read_sms(0, 1, 41, 30);
	read_sms(0, 1, 0xffffffff, 30);
	read_sms(0, 6, 0, 21);
	read_sms(1, 0, 0, 104);
	read_sms(2, 0, 0, 21);
	modem.sim.state = MODEM_SIM_PIN;
	read_sms(0, 0, 0, 5);
	modem.sim.state = MODEM_SIM_ABSENT;
	read_sms(0, 0, 0, 3);
	assert_int_equal(info_size, 0);
	assert_int_equal(modem.sms[1].status, MODEM_SMS_UNREAD);
}

/* The largest answer there is, in two records */
static void reads_full_store(void **state)
{
	const uint32_t *words;
	uint32_t i, whole;

	open_function(4096);
	for (i = 1; i <= 40; i++)
		add_sms(i, MODEM_SMS_READ, 176);
	words = (const uint32_t []){ 0, 0, 0 };
	command(2, sms, 2, QUERY, words, 12);
	words = take(0x80000003, 2);
	assert_int_equal(words[1], 4096);
	assert_int_equal(words[3], 2);
	assert_int_equal(words[10], 0);
	assert_int_equal(words[11], 8 + 40 * (8 + 16 + 176));
	whole = 48 + words[11];
	words = take(0x80000003, 2);
	assert_int_equal(words[4], 1);
	assert_int_equal(words[1], whole - 4096 + 20);
	assert_int_equal(((const uint8_t *)words)[words[1] - 1], 40);
	none();
}

static void delete(uint32_t flag, uint32_t index, uint32_t status, int deleted)
{
	const uint32_t words[2] = { flag, index };

	fake.deleted = 0;
	command(4, sms, 4, SET, words, 8);
	take_done(4, sms, 4, status);
	assert_int_equal(info_size, 0);
	assert_int_equal(fake.deleted, deleted);
	none();
}

static void deletes(void **state)
{
	open_function(4096);
	fill_store();
	delete(1, 3, 30, 0);
	delete(6, 2, 21, 0);
	delete(1, 9, 0, 1);
	assert_int_equal(modem.sms[8].length, 0);
	delete(2, 0, 0, 2);
	delete(0, 0, 0, 2);
	delete(0, 0, 0, 0);
}

static void store_status(void **state)
{
	uint32_t i;

	open_function(4096);
	command(5, sms, 5, QUERY, NULL, 0);
	take_done(5, sms, 5, 0);
	assert_int_equal(info_size, 8);
	assert_int_equal(word(0), 0);
	for (i = 1; i <= 40; i++)
		add_sms(i, MODEM_SMS_READ, 10);
	command(5, sms, 5, QUERY, NULL, 0);
	take_done(5, sms, 5, 0);
	assert_int_equal(word(0), 1);
	event(MODEM_EVENT_SMS_FULL, MODEM_OK, 0);
	take_indication(sms, 5);
	assert_int_equal(word(0), 1);
	none();
}

static void comes_in(uint32_t index)
{
	take_indication(sms, 5);
	assert_int_equal(info_size, 8);
	assert_int_equal(word(0), 2);
	assert_int_equal(word(4), index);
}

static void new_messages(void **state)
{
	open_function(4096);
	wakes = 0;
	raise_event(MODEM_EVENT_SMS, MODEM_OK, 1);
	assert_int_equal(wakes, 1);
	raise_event(MODEM_EVENT_SMS, MODEM_OK, 40);
	raise_event(MODEM_EVENT_SMS, MODEM_OK, 33);
	none();
	mbim_poll(mb);
	comes_in(1);
	comes_in(33);
	comes_in(40);
	none();
	event(MODEM_EVENT_SMS, MODEM_OK, 0);	/* there are none of these */
	event(MODEM_EVENT_SMS, MODEM_OK, 41);
	event(MODEM_EVENT_CALL, MODEM_OK, 1);
	event(MODEM_EVENT_TIME, MODEM_OK, 0);
	none();
	assert_int_equal(wakes, 3);
}

/* ---- sending --------------------------------------------------------------*/

/* The pair counts from the record, which follows the format. */
static void send_sms(uint32_t format, uint32_t offset, uint32_t length)
{
	const uint32_t words[5] = {
		format, offset, length, 0x04030201, 0x08070605,
	};

	command(3, sms, 3, SET, words, 20);
}

/* ... and is answered at once */
static void send_done(uint32_t format, uint32_t offset, uint32_t length,
		      uint32_t status)
{
	send_sms(format, offset, length);
	take_done(3, sms, 3, status);
}

static void sends(void **state)
{
	open_function(4096);
	send_sms(0, 8, 7);
	none();
	assert_int_equal(fake.size, 7);
	assert_memory_equal(fake.bytes, "\1\2\3\4\5\6\7", 7);
	event(MODEM_EVENT_SMS_SENT, MODEM_OK, 200);
	take_done(3, sms, 3, 0);
	assert_int_equal(info_size, 4);
	assert_int_equal(word(0), 200);
	send_sms(0, 12, 4);
	assert_memory_equal(fake.bytes, "\5\6\7\x8", 4);
	event(MODEM_EVENT_SMS_SENT, MODEM_TIMEOUT, 0);
	take_done(3, sms, 3, 101);
	assert_int_equal(info_size, 0);
	send_sms(0, 8, 8);
	event(MODEM_EVENT_SMS_SENT, MODEM_DENIED, 0);
	take_done(3, sms, 3, 2);
	none();
}

static void send_fails(void **state)
{
	open_function(4096);
	send_done(1, 8, 7, 104);
	send_done(2, 8, 7, 21);
	send_done(0, 8, 0, 21);
	send_done(0, 8, 9, 21);
	send_done(0, 4, 4, 21);
	send_done(0, 16, 1, 21);
	assert_int_equal(fake.requests, 0);
	fake.result = MODEM_FULL;
	send_done(0, 8, 7, 1);
	fake.result = MODEM_TOO_LONG;
	send_done(0, 8, 7, 21);
	none();
}

/* ---- USSD -----------------------------------------------------------------*/

static void give_ussd(uint32_t action, uint32_t dcs, uint32_t length)
{
	uint32_t words[64] = { action, dcs, 16, length, 0x44434241 };

	command(7, ussd, 1, SET, words, 256);
}

/* ... which is answered at once */
static void ussd_done(uint32_t action, uint32_t dcs, uint32_t length,
		      uint32_t status)
{
	give_ussd(action, dcs, length);
	take_done(7, ussd, 1, status);
}

static void network_says(uint8_t status, bool session, const char *data)
{
	modem.ussd.status = status;
	modem.ussd.session = session;
	modem.ussd.dcs = 0x0f;
	modem.ussd.length = strlen(data);
	memcpy(modem.ussd.data, data, strlen(data));
	event(MODEM_EVENT_USSD, MODEM_OK, 0);
}

static void ussd_is(uint32_t response, uint32_t session, const char *data)
{
	const uint32_t length = strlen(data);
	const uint8_t *bytes;

	assert_int_equal(word(0), response);
	assert_int_equal(word(4), session);
	bytes = piece(12, 20, length);
	if (length) {
		assert_int_equal(word(8), 0x0f);
		assert_memory_equal(bytes, data, length);
	}
}

static void ussd_session(void **state)
{
	open_function(4096);
	give_ussd(0, 0x0f, 4);
	none();
	assert_int_equal(fake.dcs, 0x0f);
	assert_int_equal(fake.size, 4);
	assert_memory_equal(fake.bytes, "ABCD", 4);
	network_says(1, true, "1 or 2?");
	take_done(7, ussd, 1, 0);
	ussd_is(1, 1, "1 or 2?");
	ussd_done(0, 0x0f, 4, 28);
	give_ussd(1, 0x48, 2);
	none_left();
	assert_int_equal(fake.dcs, 0x48);
	network_says(0, false, "bye");
	take_done(7, ussd, 1, 0);
	ussd_is(0, 1, "bye");
	ussd_done(1, 0x0f, 4, 28);
	none();
}

static void ussd_fails(void **state)
{
	open_function(4096);
	ussd_done(3, 0x0f, 4, 21);
	ussd_done(0, 0x100, 4, 21);
	ussd_done(0, 0x0f, 0, 21);
	ussd_done(0, 0x0f, 183, 21);
	ussd_done(0, 0x0f, 241, 21);
	assert_int_equal(fake.requests, 0);
	give_ussd(0, 0x0f, 182);
	event(MODEM_EVENT_USSD_SENT, MODEM_TIMEOUT, 0);
	take_done(7, ussd, 1, 2);
	assert_int_equal(info_size, 0);
	fake.result = MODEM_NO_NETWORK;
	ussd_done(0, 0x0f, 4, 7);
	none();
}

static void ussd_of_network(void **state)
{
	open_function(4096);
	network_says(1, true, "hello");
	take_indication(ussd, 1);
	ussd_is(1, 0, "hello");
	ussd_done(2, 0, 0, 0);
	ussd_is(0, 1, "");
	assert_string_equal(fake.text[0], "cancel");
	fake.result = MODEM_NOT_ALLOWED;
	ussd_done(2, 0, 0, 28);
	none();
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(configuration), TEST(set_configuration), TEST(reads),
		TEST(reads_some), TEST(read_fails), TEST(reads_full_store),
		TEST(deletes), TEST(store_status), TEST(new_messages),
		TEST(sends), TEST(send_fails), TEST(ussd_session),
		TEST(ussd_fails), TEST(ussd_of_network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
