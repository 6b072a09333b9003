// SPDX-License-Identifier: GPL-2.0-only
/* Device, SIM, list of services: MBIM 1.0 sections 10.5.1 to 10.5.5, .16, .19. */
#include "mbim_fake.h"

static void ask_basic(uint32_t cid, uint32_t status)
{
	command(cid, basic, cid, QUERY, NULL, 0);
	take_done(cid, basic, cid, status);
	none_left();
}

static void caps(void **state)
{
	open_function(4096);
	ask_basic(1, 0);
	assert_int_equal(word(0), 1);		/* embedded */
	assert_int_equal(word(4), 1);		/* GSM */
	assert_int_equal(word(8), 3);		/* voice beside data */
	assert_int_equal(word(12), 2);		/* SIM can be removed */
	assert_int_equal(word(16), 0xf);	/* GPRS, EDGE, UMTS, HSDPA */
	assert_int_equal(word(20), 3);		/* PDUs both ways */
	assert_int_equal(word(24), 1);		/* manual registration */
	assert_int_equal(word(28), 1);		/* sessions */
	has_text(32, 64, "");
	has_text(40, 64, "490154203237518");
	has_text(48, 64, "1.2");
	has_text(56, 64, "Model");
}

static void ready(void **state)
{
	open_function(4096);
	modem.function = MODEM_MINIMUM;		/* the SIM stays on */
	ask_basic(2, 0);
	assert_int_equal(word(0), 1);
	has_text(4, 36, "001010123456789");
	has_text(12, 36, "8901010000000000012");
	assert_int_equal(word(20), 0);
	assert_int_equal(word(24), 1);
	has_text(28, 36, "+15550001");
}

static void not_ready(uint32_t ready_state, const char *iccid)
{
	ask_basic(2, 0);
	assert_int_equal(word(0), ready_state);
	has_text(4, 28, "");
	has_text(12, 28, iccid);
	assert_int_equal(word(24), 0);
}

static void sim_states(void **state)
{
	open_function(4096);
	modem.sim.state = MODEM_SIM_PIN;
	not_ready(6, "8901010000000000012");
	modem.sim.state = MODEM_SIM_PUK;
	not_ready(6, "8901010000000000012");
	modem.sim.state = MODEM_SIM_BLOCKED;
	not_ready(3, "");
	modem.sim.state = MODEM_SIM_ABSENT;
	not_ready(2, "");
	event(MODEM_EVENT_SIM, MODEM_OK, 0);
	take_indication(basic, 2);
	assert_int_equal(word(0), 2);
	none();
}

static void radio(void **state)
{
	static const uint32_t values[] = { 0, 1, 2 };

	open_function(4096);
	ask_basic(3, 0);
	assert_int_equal(word(0), 1);
	assert_int_equal(word(4), 1);
	command(2, basic, 3, SET, &values[0], 4);
	take_done(2, basic, 3, 0);
	assert_int_equal(word(0), 1);
	assert_int_equal(word(4), 0);
	assert_int_equal(fake.number, 4);
	command(2, basic, 3, SET, &values[1], 4);
	take_done(2, basic, 3, 0);
	assert_int_equal(word(4), 1);
	assert_int_equal(fake.number, 1);
	command(2, basic, 3, SET, &values[2], 4);
	take_done(2, basic, 3, 21);
	assert_int_equal(fake.requests, 2);
	none();
	modem.function = MODEM_MINIMUM;
	event(MODEM_EVENT_RADIO, MODEM_OK, 0);
	take_indication(basic, 3);
	assert_int_equal(info_size, 8);
	assert_int_equal(word(4), 0);
	none();
}

/* ---- PIN ------------------------------------------------------------------*/

static void pin_is(uint32_t type, uint32_t locked, uint32_t tries)
{
	assert_int_equal(info_size, 12);
	assert_int_equal(word(0), type);
	assert_int_equal(word(4), locked);
	assert_int_equal(word(8), tries);
}

static void pin_states(void **state)
{
	open_function(4096);
	ask_basic(4, 0);
	pin_is(2, 0, 3);
	modem.sim.state = MODEM_SIM_PIN;
	modem.sim.pin_tries = 2;
	ask_basic(4, 0);
	pin_is(2, 1, 2);
	modem.sim.state = MODEM_SIM_PUK;
	modem.sim.puk_tries = 9;
	ask_basic(4, 0);
	pin_is(11, 1, 9);
	modem.sim.state = MODEM_SIM_BLOCKED;
	modem.sim.puk_tries = 0;
	ask_basic(4, 0);
	pin_is(11, 1, 0);
	modem.sim.state = MODEM_SIM_ABSENT;
	ask_basic(4, 3);
}

static void set_pin(uint32_t type, uint32_t operation, const char *pin,
		    const char *new_pin, uint32_t status)
{
	uint32_t words[40] = { type, operation }, size = 24;

	fake.requests = 0;
	add_text(words, 8, &size, pin);
	add_text(words, 16, &size, new_pin);
	command(3, basic, 4, SET, words, size);
	take_done(3, basic, 4, status);
	none_left();
}

static void asked(const char *first, const char *second)
{
	assert_int_equal(fake.requests, 1);
	assert_string_equal(fake.text[0], first);
	assert_string_equal(fake.text[1], second);
}

static void pin_operations(void **state)
{
	open_function(4096);
	set_pin(2, 0, "1234", "", 0);
	asked("1234", "enter");
	pin_is(2, 0, 3);
	set_pin(2, 1, "1234", "", 0);
	asked("1234", "enable");
	set_pin(2, 2, "1234", "", 0);
	asked("1234", "disable");
	set_pin(2, 3, "1234", "87654321", 0);
	asked("1234", "87654321");
	assert_int_equal(fake.number, 1);
	set_pin(11, 0, "12345678", "1111", 0);
	asked("12345678", "1111");
	assert_int_equal(fake.number, 2);
}

static void pin_refusals(void **state)
{
	open_function(4096);
	set_pin(3, 0, "1234", "", 9);		/* PIN2 */
	set_pin(11, 1, "1234", "", 9);
	set_pin(18, 0, "1234", "", 21);
	set_pin(2, 4, "1234", "", 21);
	set_pin(2, 0, "123456789", "", 21);	/* 8 digits at most */
	set_pin(2, 3, "1234", "123456789", 21);
	assert_int_equal(info_size, 0);
	assert_int_equal(fake.requests, 0);
}

/* The host needs to know how many tries remain. */
static void wrong_pin(void **state)
{
	open_function(4096);
	modem.sim.state = MODEM_SIM_PIN;
	modem.sim.pin_tries = 1;
	fake.result = MODEM_WRONG_PIN;
	set_pin(2, 0, "1234", "", 2);
	pin_is(2, 1, 1);
	modem.sim.state = MODEM_SIM_PUK;
	fake.result = MODEM_PUK_NEEDED;
	set_pin(2, 0, "1234", "", 2);
	pin_is(11, 1, 10);
}

static void pin_list(void **state)
{
	uint32_t i;

	open_function(4096);
	ask_basic(5, 0);
	assert_int_equal(info_size, 160);
	assert_int_equal(word(0), 2);		/* disabled */
	assert_int_equal(word(4), 1);		/* digits */
	assert_int_equal(word(8), 4);
	assert_int_equal(word(12), 8);
	for (i = 16; i < 160; i += 16)
		assert_int_equal(word(i), 0);	/* not supported */
	modem.sim.pin_enabled = true;
	ask_basic(5, 0);
	assert_int_equal(word(0), 1);
}

/* ---- services -------------------------------------------------------------*/

static void service_has(uint32_t at, const void *id, const char *cids)
{
	const uint32_t *all = info, size = info_size, count = strlen(cids);
	uint32_t i;

	enter_piece(at);
	assert_int_equal(info_size, 28 + 4 * count);
	assert_memory_equal(info, id, 16);
	assert_int_equal(word(16), 0);
	assert_int_equal(word(20), 0);
	assert_int_equal(word(24), count);
	for (i = 0; i < count; i++)
		assert_int_equal(word(28 + 4 * i), cids[i]);
	info = all;
	info_size = size;
}

static void services(void **state)
{
	open_function(4096);
	ask_basic(16, 0);
	assert_int_equal(word(0), 3);
	assert_int_equal(word(4), 0);
	service_has(8, basic, "\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xf\x10\x13\x14");
	service_has(16, sms, "\1\2\3\4\5");
	service_has(24, ussd, "\1");
}

/* Two subscriptions; returns the size. */
static uint32_t make_subscriptions(uint32_t *words, const void *first,
				   const void *second)
{
	memset(words, 0, 100);
	words[0] = 2;
	words[1] = 20;
	words[2] = 28;
	words[3] = 48;
	words[4] = 20;
	memcpy(words + 5, first, 16);
	words[9] = 2;
	words[10] = 9;
	words[11] = 11;
	memcpy(words + 12, second, 16);
	return 68;
}

static void subscriptions(void **state)
{
	uint32_t words[25], size;

	open_function(4096);
	size = make_subscriptions(words, basic, sms);
	command(2, basic, 19, SET, words, size);
	take_done(2, basic, 19, 0);
	assert_int_equal(info_size, 68);
	assert_memory_equal(info, words, 68);
	size = make_subscriptions(words, internet, ussd);
	command(2, basic, 19, SET, words, size);
	take_done(2, basic, 19, 0);
	assert_int_equal(word(0), 1);
	assert_memory_equal(piece(4, 12, 20), ussd, 16);
	words[0] = 0;
	command(2, basic, 19, SET, words, 4);
	take_done(2, basic, 19, 0);
	assert_int_equal(info_size, 4);
	assert_int_equal(word(0), 0);
	none();
}

static void bad_subscription(uint32_t index, uint32_t value)
{
	uint32_t words[25], size = make_subscriptions(words, basic, sms);

	words[index] = value;
	command(2, basic, 19, SET, words, size);
	take_done(2, basic, 19, 21);
	assert_int_equal(info_size, 0);
	none_left();
}

static void bad_subscriptions(void **state)
{
	open_function(4096);
	bad_subscription(0, 9);
	bad_subscription(0, 0xffffffff);
	bad_subscription(0, 0x20000001);
	bad_subscription(1, 16);	/* in the fixed part */
	bad_subscription(1, 64);
	bad_subscription(2, 19);	/* too small for a service */
	bad_subscription(2, 0);
	bad_subscription(4, 24);
	bad_subscription(9, 3);		/* more CIDs than there are */
	bad_subscription(9, 0xffffffff);
	bad_subscription(16, 1);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(caps), TEST(ready), TEST(sim_states), TEST(radio),
		TEST(pin_states), TEST(pin_operations), TEST(pin_refusals),
		TEST(wrong_pin), TEST(pin_list), TEST(services),
		TEST(subscriptions), TEST(bad_subscriptions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
