// SPDX-License-Identifier: GPL-2.0-only
/* Codecs of messages and characters, 3GPP TS 23.038 and 23.040. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "charset.h"
#include "sms_pdu.h"

static void test_alphabet(void **state)
{
	unsigned int i;

	/* each septet but the escape is a character of its own, and back */
	for (i = 0; i < 128; i++)
		if (i != GSM_ESCAPE)
			assert_int_equal(gsm_from_ucs2(gsm_to_ucs2(i)), i);
	assert_int_equal(gsm_to_ucs2(0x00), '@');
	assert_int_equal(gsm_to_ucs2(0x02), '$');
	assert_int_equal(gsm_to_ucs2(0x11), '_');
	assert_int_equal(gsm_to_ucs2(0x10), 0x394);
	assert_int_equal(gsm_from_ucs2(0x20ac), 0x1b65);
	assert_int_equal(gsm_escaped_to_ucs2(0x65), 0x20ac);
	assert_int_equal(gsm_escaped_to_ucs2(0x41), ' ');
	assert_int_equal(gsm_from_ucs2('`'), GSM_NONE);
	assert_int_equal(gsm_from_ucs2(0x1b), GSM_NONE);
}

/* "hellohello" after no bits, and after one as behind a header of 6 bytes */
static void test_packing(void **state)
{
	static const uint8_t packed[] = { 0xe8, 0x32, 0x9b, 0xfd, 0x46, 0x97,
					  0xd9, 0xec, 0x37 };
	uint8_t out[16], back[16];
	unsigned int fill;

	assert_int_equal(gsm_pack(out, (const uint8_t *)"hellohello", 10, 0),
			 9);
	assert_memory_equal(out, packed, 9);
	for (fill = 0; fill < 7; fill++) {
		gsm_pack(out, (const uint8_t *)"hellohello", 10, fill);
		assert_int_equal(out[0] & ((1 << fill) - 1), 0);
		gsm_unpack(back, out, 10, fill);
		assert_memory_equal(back, "hellohello", 10);
	}
	assert_int_equal(gsm_pack(out, out, 0, 3), 0);
}

/* 23.038 6.1.2.3.1 */
static void test_ussd_packing(void **state)
{
	uint8_t out[16], back[16];

	assert_int_equal(gsm_pack_ussd(out, (const uint8_t *)"1234567", 7), 7);
	assert_int_equal(out[6] >> 1, 0x0d);
	assert_int_equal(gsm_unpack_ussd(back, out, 7), 7);
	assert_int_equal(gsm_pack_ussd(out, (const uint8_t *)"1234567@", 8),
			 7);
	assert_int_equal(gsm_unpack_ussd(back, out, 7), 8);
	assert_int_equal(gsm_pack_ussd(out, (const uint8_t *)"1234567\r", 8),
			 8);
	assert_int_equal(gsm_unpack_ussd(back, out, 8), 9);
}

static void test_utf8(void **state)
{
	uint16_t text[16];
	char utf8[32];
	size_t n;

	n = ucs2_from_utf8(text, 16, "a\u00e4\u20ac\U0001f600z");
	assert_int_equal(n, 5);
	assert_int_equal(text[0], 'a');
	assert_int_equal(text[1], 0xe4);
	assert_int_equal(text[2], 0x20ac);
	assert_int_equal(text[3], 0xfffd);
	assert_int_equal(text[4], 'z');
	assert_int_equal(ucs2_to_utf8(utf8, sizeof(utf8), text, 3), 6);
	assert_string_equal(utf8, "a\u00e4\u20ac");
	/* wrong bytes: no end of the text is passed */
	n = ucs2_from_utf8(text, 16, "\xe2\x82");
	assert_int_equal(text[0], 0xfffd);
	assert_int_equal(n, 1);
	n = ucs2_from_utf8(text, 16, "\x80z");
	assert_int_equal(text[n - 1], 'z');
	assert_int_equal(ucs2_to_utf8(utf8, 5, text, 2), 3);
}

/* From 23.040's annexes and phones: DELIVER with a name as address */
static void test_name(void **state)
{
	static const uint8_t pdu[] = { 0, 0x04, 0x0b, 0xd0, 0xc4, 0xba, 0x5c,
		0x0e, 0x2a, 0x03, 0, 0, 0x62, 0x11, 0x92, 0x71, 0, 0, 0x40,
		2, 0xe8, 0x34 };
	struct sms_message msg;
	uint16_t text[8];

	assert_true(sms_parse(&msg, pdu, sizeof(pdu), true));
	assert_int_equal(strlen(msg.number), 6);
	assert_int_equal(msg.number[0], 'D');
	assert_int_equal(sms_get_text(&msg, text, 8), 2);
	assert_int_equal(text[0], 'h');
	assert_int_equal(text[1], 'i');
}

/* No shorter prefix of a PDU is one, and no byte is read beyond it. */
static void test_truncated(void **state)
{
	static const uint8_t good[] = { 5, 0x91, 0x51, 0x55, 0x10, 0x99, 0x44,
		8, 0x91, 0x51, 0x55, 0x21, 0x43, 0, 8, 0x62, 0x11, 0x92, 0x71,
		0, 0, 0x40, 8, 5, 0, 3, 1, 2, 1, 0x20, 0xac };
	struct sms_message msg;
	uint8_t copy[sizeof(good)];
	uint16_t text[8];
	size_t n;

	assert_true(sms_parse(&msg, good, sizeof(good), true));
	assert_string_equal(msg.smsc, "+15550199");
	assert_string_equal(msg.number, "+15551234");
	assert_int_equal(sms_get_header(&msg)[0], 5);
	assert_int_equal(sms_get_text(&msg, text, 8), 1);
	assert_int_equal(text[0], 0x20ac);
	for (n = 0; n < sizeof(good); n++)
		assert_false(sms_parse(&msg, good, n, true));
	/* the other direction has other types */
	assert_false(sms_parse(&msg, good, sizeof(good), false));
	/* a header longer than the data; a number that is too long */
	memcpy(copy, good, sizeof(good));
	copy[23] = 8;
	assert_false(sms_parse(&msg, copy, sizeof(copy), true));
	copy[23] = 7;
	assert_true(sms_parse(&msg, copy, sizeof(copy), true));
	assert_int_equal(sms_get_text(&msg, text, 8), 0);
	copy[7] = 21;
	assert_false(sms_parse(&msg, copy, sizeof(copy), true));
}

static void test_alphabets(void **state)
{
	static const struct {
		uint8_t dcs;
		enum sms_alphabet sms, ussd;
	} cases[] = {
		{ 0x00, SMS_GSM, SMS_GSM }, { 0x0f, SMS_GSM, SMS_GSM },
		{ 0x04, SMS_DATA, SMS_GSM }, { 0x08, SMS_UCS2, SMS_GSM },
		{ 0x11, SMS_GSM, SMS_UCS2 }, { 0x48, SMS_UCS2, SMS_UCS2 },
		{ 0x44, SMS_DATA, SMS_DATA }, { 0x20, SMS_DATA, SMS_GSM },
		{ 0xe0, SMS_UCS2, SMS_UCS2 }, { 0xf0, SMS_GSM, SMS_GSM },
		{ 0xf4, SMS_DATA, SMS_DATA }, { 0xc8, SMS_GSM, SMS_GSM },
	};
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(sms_alphabet(cases[i].dcs), cases[i].sms);
		assert_int_equal(ussd_alphabet(cases[i].dcs), cases[i].ussd);
	}
}

/* 160 and 70 characters in one, 153 and 67 in a part; escapes stay whole */
static void test_parts(void **state)
{
	uint16_t text[200];
	unsigned int i;

	for (i = 0; i < 200; i++)
		text[i] = 'x';
	assert_int_equal(sms_next_part(text, 160, true, true), 160);
	assert_int_equal(sms_next_part(text, 161, true, true), 160);
	assert_int_equal(sms_next_part(text, 161, true, false), 153);
	assert_int_equal(sms_next_part(text, 71, false, true), 70);
	assert_int_equal(sms_next_part(text, 71, false, false), 67);
	text[152] = '[';
	assert_int_equal(sms_next_part(text, 161, true, false), 152);
	text[3] = 0x41f;
	assert_true(sms_is_gsm(text, 3));
	assert_false(sms_is_gsm(text, 4));
}

static void test_time(void **state)
{
	static const struct modem_time t = { 2026, 11, 29, 17, 5, 59, -28 };
	static const uint8_t expected[] = { 0x62, 0x11, 0x92, 0x71, 0x50, 0x95,
					    0x8a };
	uint8_t stamp[7];

	sms_put_time(stamp, &t);
	assert_memory_equal(stamp, expected, 7);
}

static void test_longest(void **state)
{
	struct sms_message msg = { .smsc = "+12345678901234567890",
		.number = "+12345678901234567890", .dcs = 8 };
	uint8_t user[SMS_USER_MAX], pdu[MODEM_PDU_MAX];
	uint16_t text[71];
	unsigned int i;

	for (i = 0; i < 71; i++)
		text[i] = 0x41f;
	assert_true(sms_put_text(&msg, user, NULL, text, 70));
	assert_int_equal(sms_make_deliver(pdu, &msg), 12 + 1 + 12 + 2 + 7 + 141);
	assert_false(sms_put_text(&msg, user, NULL, text, 71));
	strcpy(msg.number, "+123456789012345678901");
	assert_int_equal(sms_make_deliver(pdu, &msg), 0);
	strcpy(msg.number, "12x");
	assert_int_equal(sms_make_deliver(pdu, &msg), 0);
}

/* 9.2.2.4: a command has data, but no text; they are longer than one. */
static void test_command(void **state)
{
	uint8_t pdu[MODEM_PDU_MAX] = { 0, 2, 0, 0, 0, 0, 1, 0x81, 0xf1, 166 };
	uint16_t text[SMS_TEXT_MAX];
	struct sms_message msg;

	assert_int_equal(sms_check_outgoing(pdu, sizeof(pdu)), MODEM_OK);
	assert_true(sms_parse(&msg, pdu, sizeof(pdu), false));
	assert_int_equal(sms_get_text(&msg, text, SMS_TEXT_MAX), 0);
	pdu[9]++;
	assert_int_equal(sms_check_outgoing(pdu, sizeof(pdu)), MODEM_BAD_VALUE);
}

/* A message needs a number that has digits. */
static void test_no_number(void **state)
{
	static const uint8_t pdu[] = { 0, 1, 0, 0, 0x91, 0, 0, 0 };

	assert_int_equal(sms_check_outgoing(pdu, sizeof(pdu)), MODEM_BAD_VALUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alphabet),
		cmocka_unit_test(test_packing),
		cmocka_unit_test(test_ussd_packing),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_name),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_alphabets),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_no_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
