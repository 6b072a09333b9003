// SPDX-License-Identifier: GPL-2.0-only
/* Data sessions: MBIM 1.0 sections 10.5.12, .13, .15, .20. */
#include "mbim_fake.h"

static uint32_t words[200], size;

/* A connect command that is right. */
static void make_connect(uint32_t session, uint32_t activate)
{
	memset(words, 0, sizeof(words));
	size = 60;
	words[0] = session;
	words[1] = activate;
	words[10] = 1;
	memcpy(words + 11, internet, 16);
	add_text(words, 8, &size, "internet");
	add_text(words, 16, &size, "user");
	add_text(words, 24, &size, "password");
}

static void give_connect(void)
{
	command(12, basic, 12, SET, words, size);
}

static void connect(uint32_t activate)
{
	make_connect(0, activate);
	give_connect();
}

static void connection_is(uint32_t session, uint32_t activation)
{
	assert_int_equal(info_size, 36);
	assert_int_equal(word(0), session);
	assert_int_equal(word(4), activation);
	assert_int_equal(word(8), 0);
	assert_int_equal(word(12), activation == 1);
	assert_memory_equal(info + 4, internet, 16);
	assert_int_equal(word(32), 0);
}

static void ask_connection(uint32_t session, uint32_t activation)
{
	uint32_t query[9] = { session };

	command(3, basic, 12, QUERY, query, 36);
	take_done(3, basic, 12, 0);
	connection_is(session, activation);
	none();
}

static void connects(void **state)
{
	open_function(4096);
	ask_connection(0, 3);
	connect(1);
	none();
	assert_string_equal(modem.context[3].apn, "internet");
	assert_int_equal(fake.number, true);
	modem.context[3].state = MODEM_ACTIVATING;
	ask_connection(0, 2);
	modem.context[3].state = MODEM_ACTIVATED;
	raise_event(MODEM_EVENT_CONTEXT, MODEM_OK, 4);
	event(MODEM_EVENT_ACTIVATED, MODEM_OK, 4);
	take_done(12, basic, 12, 0);
	connection_is(0, 1);
	none();
	ask_connection(0, 1);
	ask_connection(5, 3);
}

static void disconnects(void **state)
{
	open_function(4096);
	modem.context[3].state = MODEM_ACTIVATED;
	connect(0);
	none();
	assert_int_equal(fake.number, false);
	modem.context[3].state = MODEM_INACTIVE;
	event(MODEM_EVENT_ACTIVATED, MODEM_OK, 4);
	take_done(12, basic, 12, 0);
	connection_is(0, 3);
	connect(0);
	take_done(12, basic, 12, 16);
	connection_is(0, 3);
	none();
}

static void connect_fails(void **state)
{
	open_function(4096);
	fake.result = MODEM_NO_NETWORK;
	connect(1);
	take_done(12, basic, 12, 12);		/* detached */
	connection_is(0, 3);
	modem.registration = MODEM_SEARCHING;
	connect(1);
	take_done(12, basic, 12, 7);
	fake.result = MODEM_OK;
	connect(1);
	event(MODEM_EVENT_ACTIVATED, MODEM_DENIED, 4);
	take_done(12, basic, 12, 2);
	connection_is(0, 3);
	modem.context[3].state = MODEM_ACTIVATED;
	connect(1);
	take_done(12, basic, 12, 13);
	connection_is(0, 1);
	none();
}

/* There is one session, session 0. */
static void other_sessions(void **state)
{
	open_function(4096);
	make_connect(1, 1);
	give_connect();
	take_done(12, basic, 12, 13);
	connection_is(1, 3);
	make_connect(1, 0);
	give_connect();
	take_done(12, basic, 12, 16);
	assert_int_equal(fake.requests, 0);
	none();
}

static void bad_connect(uint32_t index, uint32_t value, uint32_t status)
{
	make_connect(0, 1);
	words[index] = value;
	give_connect();
	take_done(12, basic, 12, status);
	none();
}

static void bad_connects(void **state)
{
	char apn[66];

	open_function(4096);
	bad_connect(1, 2, 21);
	bad_connect(2, 56, 21);
	bad_connect(2, 0xfffffff0, 21);
	bad_connect(3, 0xffffffff, 21);
	bad_connect(3, 15, 21);
	bad_connect(4, 4000, 21);
	bad_connect(6, 61, 21);
	bad_connect(8, 2, 21);
	bad_connect(9, 4, 21);
	bad_connect(10, 2, 21);			/* IPv6 alone */
	bad_connect(10, 5, 21);
	bad_connect(11, 0, 38);
	memset(apn, 'a', 65);
	apn[64] = '\0';
	make_connect(0, 1);
	add_text(words, 8, &size, apn);
	give_connect();
	take_done(12, basic, 12, 21);
	assert_int_equal(fake.requests, 0);
	assert_false(modem.context[3].defined);
	none();
}

static void connect_forms(void **state)
{
	static const uint8_t no_type[16] = "\xb4\x3f\x75\x8c\xa5\x60\x4b\x46"
					   "\xb3\x5e\xc5\x86\x96\x41\xfb\x54";
	uint32_t ip_type;

	open_function(4096);
	for (ip_type = 0; ip_type < 5; ip_type++) {
		if (ip_type == 2)
			continue;
		make_connect(0, 1);
		words[10] = ip_type;
		memset(words + 2, 0, 24);	/* no texts at all */
		memcpy(words + 11, no_type, 16);
		give_connect();
		none();
		assert_string_equal(modem.context[3].apn, "");
		event(MODEM_EVENT_ACTIVATED, MODEM_OK, 4);
		take_done(12, basic, 12, 0);
		none();
	}
}

/* A session that comes up after the function was closed must end. */
static void orphan(void **state)
{
	open_function(4096);
	connect(1);
	modem.context[3].state = MODEM_ACTIVATING;
	give_words(2, 12, 3, 0, 12);
	take(0x80000002, 3);
	fake.requests = 0;
	event(MODEM_EVENT_SIGNAL, MODEM_OK, 0);
	assert_int_equal(fake.requests, 0);
	modem.context[3].state = MODEM_ACTIVATED;
	event(MODEM_EVENT_CONTEXT, MODEM_OK, 4);
	assert_int_equal(fake.requests, 1);
	assert_int_equal(fake.number, false);
	event(MODEM_EVENT_CONTEXT, MODEM_OK, 4);	/* another's */
	assert_int_equal(fake.requests, 1);
	none();
}

static void reopened(void **state)
{
	open_function(4096);
	modem.context[3].state = MODEM_ACTIVATED;
	open_function(4096);
	modem.context[3].state = MODEM_DEACTIVATING;
	connect(1);
	take_done(12, basic, 12, 1);
	connection_is(0, 4);
	modem.context[3].state = MODEM_INACTIVE;
	connect(1);
	none();
}

/* The network ends the session; contexts of others are not the host's. */
static void network_drops(void **state)
{
	open_function(4096);
	event(MODEM_EVENT_CONTEXT, MODEM_OK, 1);
	none();
	assert_int_equal(wakes, 0);
	event(MODEM_EVENT_CONTEXT, MODEM_OK, 4);
	take_indication(basic, 12);
	connection_is(0, 3);
	none();
}

/* ---- contexts -------------------------------------------------------------*/

static void contexts(void **state)
{
	open_function(4096);
	modem.context[1].defined = true;
	strcpy(modem.context[1].apn, "two");
	modem.context[3].defined = true;	/* the session's own */
	command(13, basic, 13, QUERY, NULL, 0);
	take_done(13, basic, 13, 0);
	assert_int_equal(word(0), 1);
	enter_piece(4);
	assert_int_equal(word(0), 2);
	assert_memory_equal(info + 1, internet, 16);
	has_text(20, 52, "two");
	has_text(28, 52, "");
	has_text(36, 52, "");
	assert_int_equal(word(44), 0);
	assert_int_equal(word(48), 0);
	none();
}

static void set_context(uint32_t cid, const void *type, uint32_t status)
{
	memset(words, 0, sizeof(words));
	size = 60;
	words[0] = cid;
	memcpy(words + 1, type, 16);
	add_text(words, 20, &size, "new");
	add_text(words, 52, &size, "00101");
	command(13, basic, 13, SET, words, size);
	take_done(13, basic, 13, status);
	none_left();
}

static void set_contexts(void **state)
{
	open_function(4096);
	set_context(2, internet, 0);
	assert_string_equal(modem.context[1].apn, "new");
	assert_int_equal(word(0), 1);
	set_context(0xffffffff, internet, 0);
	assert_true(modem.context[0].defined);
	set_context(0xffffffff, internet, 0);
	assert_true(modem.context[2].defined);
	assert_int_equal(word(0), 3);
	set_context(0xffffffff, internet, 21);
	set_context(0, internet, 21);
	set_context(4, internet, 21);
	set_context(1, basic, 38);
	assert_false(modem.context[3].defined);
}

/* APN, user, password and provider must lie in the information. */
static void bad_context(void **state)
{
	static const uint32_t sizes[] = { 6, 8, 10, 14 };
	uint32_t i;

	open_function(4096);
	for (i = 0; i < 4; i++) {
		set_context(2, internet, 0);
		words[sizes[i] - 1] = 60;
		words[sizes[i]] = 100;
		command(13, basic, 13, SET, words, size);
		take_done(13, basic, 13, 21);
	}
	none();
}

/* ---- IP -------------------------------------------------------------------*/

static void ask_ip(uint32_t session, uint32_t status)
{
	uint32_t query[15] = { session };

	command(15, basic, 15, QUERY, query, 60);
	take_done(15, basic, 15, status);
	none_left();
}

static void address_is(uint32_t offset, uint8_t last)
{
	const uint8_t wire[4] = { 10, 64, 0, last };

	assert_true(offset >= 60 && offset + 4 <= info_size);
	assert_memory_equal((const uint8_t *)info + offset, wire, 4);
}

static void ip_configuration(void **state)
{
	struct modem_ip *ip = &modem.context[3].ip;

	open_function(4096);
	ask_ip(0, 16);
	modem.context[3].state = MODEM_ACTIVATED;
	ask_ip(1, 16);
	ip->address = 0x0a400002;
	ip->gateway = 0x0a400001;
	ip->dns[0] = 0x0a400003;
	ip->dns[1] = 0x0a400004;
	ip->prefix = 30;
	ip->mtu = 1400;
	ask_ip(0, 0);
	assert_int_equal(word(0), 0);
	assert_int_equal(word(4), 15);
	assert_int_equal(word(8), 0);
	assert_int_equal(word(12), 1);
	assert_int_equal(word(word(16)), 30);
	address_is(word(16) + 4, 2);
	assert_int_equal(word(20), 0);
	assert_int_equal(word(24), 0);
	address_is(word(28), 1);
	assert_int_equal(word(32), 0);
	assert_int_equal(word(36), 2);
	address_is(word(40), 3);
	address_is(word(40) + 4, 4);
	assert_int_equal(word(44), 0);
	assert_int_equal(word(48), 0);
	assert_int_equal(word(52), 1400);
	assert_int_equal(word(56), 0);
}

static void dns_servers(void **state)
{
	struct modem_ip *ip = &modem.context[3].ip;

	open_function(4096);
	modem.context[3].state = MODEM_ACTIVATED;
	ask_ip(0, 0);
	assert_int_equal(word(36), 0);
	assert_int_equal(word(40), 0);
	ip->dns[1] = 0x0a400004;
	ask_ip(0, 0);
	assert_int_equal(word(36), 1);
	address_is(word(40), 4);
}

static void statistics(void **state)
{
	static const struct modem_traffic traffic = {
		.in = { 0x100000002, 3, 4, 5 }, .out = { 6, 7, 8, 9 },
	};
	static const uint32_t wanted[12] = {
		5, 4, 2, 1, 3, 0, 6, 0, 7, 0, 8, 9,
	};

	open_function(4096);
	fake.traffic = traffic;
	command(20, basic, 20, QUERY, NULL, 0);
	take_done(20, basic, 20, 0);
	assert_int_equal(info_size, 48);
	assert_memory_equal(info, wanted, 48);
	none();
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(connects), TEST(disconnects), TEST(connect_fails),
		TEST(other_sessions), TEST(bad_connects), TEST(connect_forms),
		TEST(orphan), TEST(reopened), TEST(network_drops),
		TEST(contexts), TEST(set_contexts),
		TEST(bad_context), TEST(ip_configuration), TEST(dns_servers),
		TEST(statistics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
