// SPDX-License-Identifier: GPL-2.0-only
/* Network: MBIM 1.0 sections 10.5.6 to 10.5.11. */
#include "mbim_fake.h"

static void ask_basic(uint32_t cid, uint32_t status)
{
	command(cid, basic, cid, QUERY, NULL, 0);
	take_done(cid, basic, cid, status);
}

/* ---- providers ------------------------------------------------------------*/

static void provider_is(const char *numeric, uint32_t state, const char *name)
{
	has_text(0, 32, numeric);
	assert_int_equal(word(8), state);
	has_text(12, 32, name);
	assert_int_equal(word(20), 1);
	assert_int_equal(word(24), 99);
	assert_int_equal(word(28), 99);
}

static void home(void **state)
{
	open_function(4096);
	ask_basic(6, 0);
	provider_is("00101", 1 | 8 | 16, "Home Net");
	strcpy(modem.operator.numeric, "00102");
	ask_basic(6, 0);
	provider_is("00101", 1, "Home Net");
	modem.sim.state = MODEM_SIM_PIN;
	ask_basic(6, 5);
	modem.sim.state = MODEM_SIM_ABSENT;
	ask_basic(6, 3);
	none();
}

static void preferred(void **state)
{
	open_function(4096);
	ask_basic(7, 0);
	assert_int_equal(info_size, 4);
	assert_int_equal(word(0), 0);
	none();
}

static void add_operator(const char *numeric, const char *name, uint8_t status)
{
	struct modem_operator *op = &modem.scan[modem.scanned++];

	strcpy(op->numeric, numeric);
	strcpy(op->name, name);
	op->status = status;
}

static void scan(uint32_t action)
{
	command(8, basic, 8, QUERY, &action, 4);
}

static void visible_is(uint32_t i, const char *numeric, uint32_t state,
		       const char *name)
{
	const uint32_t *all = info, size = info_size;

	enter_piece(4 + 8 * i);
	provider_is(numeric, state, name);
	info = all;
	info_size = size;
}

static void visible(void **state)
{
	open_function(4096);
	scan(0);
	none();
	assert_string_equal(fake.text[0], "scan");
	add_operator("00101", "Home Net", 2);
	add_operator("00102", "Other", 1);
	add_operator("262999", "Forbidden", 3);
	add_operator("00103", "Unknown", 0);
	event(MODEM_EVENT_SCANNED, MODEM_OK, 0);
	take_done(8, basic, 8, 0);
	assert_int_equal(word(0), 4);
	visible_is(0, "00101", 1 | 8 | 16, "Home Net");
	visible_is(1, "00102", 8, "Other");
	visible_is(2, "262999", 2 | 8, "Forbidden");
	visible_is(3, "00103", 8, "Unknown");
	none();
}

static void visible_fails(void **state)
{
	open_function(4096);
	scan(2);
	take_done(8, basic, 8, 21);
	fake.result = MODEM_RADIO_OFF;
	scan(1);
	take_done(8, basic, 8, 20);
	fake.result = MODEM_OK;
	scan(1);
	event(MODEM_EVENT_SCANNED, MODEM_NO_NETWORK, 0);
	take_done(8, basic, 8, 7);
	assert_int_equal(info_size, 0);
	none();
}

/* ---- registration ---------------------------------------------------------*/

static void register_is(uint32_t register_state, uint32_t mode,
			uint32_t classes)
{
	assert_int_equal(word(0), 0);
	assert_int_equal(word(4), register_state);
	assert_int_equal(word(8), mode);
	assert_int_equal(word(12), classes);
	assert_int_equal(word(16), 1);
	has_text(20, 48, modem.operator.numeric);
	has_text(28, 48, modem.operator.name);
	has_text(36, 48, "");
	assert_int_equal(word(44), 2);		/* attaches by itself */
}

static void register_state(enum modem_registration registration,
			   uint32_t wanted)
{
	const bool on = wanted == 3 || wanted == 4;

	modem.registration = registration;
	event(MODEM_EVENT_REGISTRATION, MODEM_OK, 0);
	take_indication(basic, 9);
	register_is(wanted, 1, on ? 4 | 8 : 0);
	take_indication(basic, 10);
	none();
}

static void register_states(void **state)
{
	open_function(4096);
	register_state(MODEM_UNREGISTERED, 1);
	register_state(MODEM_HOME, 3);
	register_state(MODEM_SEARCHING, 2);
	register_state(MODEM_REG_DENIED, 6);
	register_state(MODEM_REG_UNKNOWN, 0);
	register_state(MODEM_ROAMING, 4);
	modem.operator.act = 0;
	modem.manual = true;
	ask_basic(9, 0);
	register_is(4, 2, 1 | 2);
}

/* A host that has just come would else never know these. */
static void register_query(void **state)
{
	open_function(4096);
	ask_basic(9, 0);
	register_is(3, 1, 4 | 8);
	take_indication(basic, 10);
	assert_int_equal(word(4), 2);
	take_indication(basic, 11);
	assert_int_equal(word(0), 20);
	none();
}

static void set_register(const char *numeric, uint32_t action)
{
	uint32_t words[20] = { 0, 0, action, 0 }, size = 16;

	add_text(words, 0, &size, numeric);
	command(9, basic, 9, SET, words, size);
}

static void registers(void **state)
{
	open_function(4096);
	set_register("", 0);
	none();
	assert_string_equal(fake.text[0], "select");
	assert_string_equal(fake.text[1], "(null)");
	event(MODEM_EVENT_REGISTERED, MODEM_OK, 0);
	take_done(9, basic, 9, 0);
	register_is(3, 1, 4 | 8);
	set_register("00102", 1);
	none_left();
	assert_string_equal(fake.text[1], "00102");
	modem.registration = MODEM_REG_DENIED;
	event(MODEM_EVENT_REGISTERED, MODEM_DENIED, 0);
	take_done(9, basic, 9, 2);
	register_is(6, 1, 0);
	none();
}

static void register_fails(void **state)
{
	open_function(4096);
	set_register("", 1);
	take_done(9, basic, 9, 21);
	set_register("00101", 2);
	take_done(9, basic, 9, 21);
	set_register("0010111", 1);
	take_done(9, basic, 9, 21);
	assert_int_equal(info_size, 0);
	assert_int_equal(fake.requests, 0);
	fake.result = MODEM_RADIO_OFF;
	set_register("", 0);
	take_done(9, basic, 9, 20);
	register_is(3, 1, 4 | 8);
	none();
}

/* ---- packet service -------------------------------------------------------*/

static void packet_is(uint32_t packet_state, uint32_t class, uint32_t down)
{
	assert_int_equal(info_size, 28);
	assert_int_equal(word(0), 0);
	assert_int_equal(word(4), packet_state);
	assert_int_equal(word(8), class);
	assert_int_equal(word(16), 0);
	assert_int_equal(word(20), down);
	assert_int_equal(word(24), 0);
}

static void packet_service(void **state)
{
	open_function(4096);
	ask_basic(10, 0);
	packet_is(2, 8, 7200000);
	assert_int_equal(word(12), 384000);
	modem.operator.act = 0;
	ask_basic(10, 0);
	packet_is(2, 2, 236800);
	modem.attached = false;
	event(MODEM_EVENT_ATTACH, MODEM_OK, 0);
	take_indication(basic, 10);
	packet_is(4, 0, 0);
	none();
}

static void set_packet(uint32_t action)
{
	command(10, basic, 10, SET, &action, 4);
}

static void attaches(void **state)
{
	open_function(4096);
	set_packet(0);			/* is attached already */
	take_done(10, basic, 10, 0);
	packet_is(2, 8, 7200000);
	assert_int_equal(fake.requests, 0);
	set_packet(1);
	none_left();
	assert_int_equal(fake.number, 0);
	modem.attached = false;
	event(MODEM_EVENT_ATTACHED, MODEM_OK, 0);
	take_done(10, basic, 10, 0);
	packet_is(4, 0, 0);
	set_packet(0);
	none_left();
	assert_int_equal(fake.number, 1);
	event(MODEM_EVENT_ATTACHED, MODEM_DENIED, 0);
	take_done(10, basic, 10, 2);
	packet_is(4, 0, 0);
	fake.result = MODEM_NO_NETWORK;
	set_packet(0);
	take_done(10, basic, 10, 7);
	packet_is(4, 0, 0);
	set_packet(2);
	take_done(10, basic, 10, 21);
	none();
}

/* ---- signal ---------------------------------------------------------------*/

static void signal(void **state)
{
	static const uint32_t steps[3] = { 5, 3, 7 };
	uint32_t i;

	open_function(4096);
	ask_basic(11, 0);
	assert_int_equal(info_size, 20);
	assert_int_equal(word(0), 20);
	assert_int_equal(word(4), 99);
	command(2, basic, 11, SET, steps, 12);
	take_done(2, basic, 11, 0);
	assert_int_equal(word(0), 20);
	for (i = 0; i < 3; i++)
		assert_int_equal(word(8 + 4 * i), steps[i]);
	none();
}

static void signal_becomes(uint8_t rssi, bool indicated)
{
	modem.rssi = rssi;
	event(MODEM_EVENT_SIGNAL, MODEM_OK, 0);
	if (indicated) {
		take_indication(basic, 11);
		assert_int_equal(word(0), rssi);
	}
	none();
}

static void signal_indications(void **state)
{
	static const uint32_t three[3] = { 0, 3, 0 };
	static const uint32_t any[3] = { 0, 0xffffffff, 0 };

	open_function(4096);
	signal_becomes(20, true);
	signal_becomes(21, true);
	command(2, basic, 11, SET, three, 12);
	take_done(2, basic, 11, 0);
	signal_becomes(23, false);
	signal_becomes(24, true);
	signal_becomes(22, false);
	signal_becomes(21, true);
	signal_becomes(99, true);
	signal_becomes(20, true);
	command(2, basic, 11, SET, any, 12);
	take_done(2, basic, 11, 0);
	signal_becomes(21, true);
	/* the query of the registration asks for it in any case */
	command(2, basic, 11, SET, three, 12);
	take_done(2, basic, 11, 0);
	ask_basic(9, 0);
	take_indication(basic, 10);
	take_indication(basic, 11);
	none();
	signal_becomes(22, false);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(home), TEST(preferred), TEST(visible), TEST(visible_fails),
		TEST(register_states), TEST(register_query), TEST(registers),
		TEST(register_fails), TEST(packet_service), TEST(attaches),
		TEST(signal), TEST(signal_indications),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
