/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host of the MBIM function, and a modem that does what a test says. Numbers
 * in tests are those of the specification, not of the function's headers.
 */
#ifndef MBIM_HOST_H
#define MBIM_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <mbim.h>

/* ---- the modem ------------------------------------------------------------*/

static struct modem modem;
static struct {
	enum modem_error result;	/* of the next requests */
	uint32_t now;
	int locked, requests, forgotten, deleted;
	char text[2][70];
	unsigned int number;
	uint8_t bytes[200];
	size_t size;
	uint8_t dcs;
} fake;

static const struct modem_identity identity = {
	.maker = "Maker", .model = "Model", .revision = "1.2",
	.imei = "490154203237518", .imsi = "001010123456789",
	.iccid = "8901010000000000012", .number = "+15550001",
	.home = "00101", .home_name = "Home Net",
};

void modem_lock(struct modem *m)
{
	assert_int_equal(fake.locked++, 0);
}

void modem_unlock(struct modem *m)
{
	assert_int_equal(fake.locked--, 1);
}

uint32_t modem_now(void)
{
	return fake.now;
}

void modem_add_client(struct modem *m, struct modem_client *client)
{
	m->clients = client;
}

void modem_forget_requests(struct modem *m, struct modem_client *client)
{
	assert_int_equal(fake.locked, 1);
	assert_ptr_equal(client, m->clients);
	fake.forgotten++;
}

static enum modem_error ask(const char *first, const char *second,
			    unsigned int number)
{
	assert_int_equal(fake.locked, 1);
	fake.requests++;
	strcpy(fake.text[0], first ? first : "(null)");
	strcpy(fake.text[1], second ? second : "(null)");
	fake.number = number;
	return fake.result;
}

enum modem_error modem_check_sim(const struct modem *m)
{
	static const enum modem_error errors[] = {
		MODEM_OK, MODEM_PIN_NEEDED, MODEM_PUK_NEEDED, MODEM_NO_SIM,
		MODEM_NO_SIM,
	};

	return errors[m->sim.state];
}

enum modem_error modem_set_function(struct modem *m, enum modem_function fun)
{
	m->function = fun;
	return ask("function", NULL, fun);
}

enum modem_error modem_enter_pin(struct modem *m, const char *pin)
{
	return ask(pin, "enter", 0);
}

enum modem_error modem_change_pin(struct modem *m, const char *pin,
				  const char *new_pin)
{
	return ask(pin, new_pin, 1);
}

enum modem_error modem_enable_pin(struct modem *m, const char *pin,
				  bool enable)
{
	return ask(pin, enable ? "enable" : "disable", 0);
}

enum modem_error modem_unblock_pin(struct modem *m, const char *puk,
				   const char *new_pin)
{
	return ask(puk, new_pin, 2);
}

enum modem_error modem_select_operator(struct modem *m,
				       struct modem_client *client,
				       const char *numeric)
{
	return ask("select", numeric, 0);
}

enum modem_error modem_scan(struct modem *m, struct modem_client *client)
{
	return ask("scan", NULL, 0);
}

bool modem_registered(const struct modem *m)
{
	return m->registration == MODEM_HOME || m->registration == MODEM_ROAMING;
}

enum modem_error modem_attach(struct modem *m, struct modem_client *client,
			      bool attach)
{
	return ask("attach", NULL, attach);
}

enum modem_error modem_define_context(struct modem *m, unsigned int cid,
				      const char *apn)
{
	struct modem_context *context = &m->context[cid - 1];

	assert_in_range(cid, 1, MODEM_CONTEXTS_MAX);
	context->defined = true;
	strcpy(context->apn, apn);
	return MODEM_OK;
}

enum modem_error modem_activate(struct modem *m, struct modem_client *client,
				unsigned int cid, bool activate)
{
	assert_int_equal(cid, 4);
	return ask("activate", NULL, activate);
}

enum modem_error modem_send_sms(struct modem *m, struct modem_client *client,
				const uint8_t *pdu, size_t length)
{
	memcpy(fake.bytes, pdu, length);
	fake.size = length;
	return ask("sms", NULL, 0);
}

const struct modem_sms *modem_find_sms(const struct modem *m,
				       unsigned int index)
{
	if (index - 1 >= MODEM_SMS_MAX || !m->sms[index - 1].length)
		return NULL;
	return &m->sms[index - 1];
}

void modem_mark_read(struct modem *m, unsigned int index)
{
	if (m->sms[index - 1].status == MODEM_SMS_UNREAD)
		m->sms[index - 1].status = MODEM_SMS_READ;
}

enum modem_error modem_delete_sms(struct modem *m, unsigned int index)
{
	m->sms[index - 1].length = 0;
	fake.deleted++;
	return MODEM_OK;
}

unsigned int modem_count_sms(const struct modem *m)
{
	unsigned int i, count = 0;

	for (i = 0; i < MODEM_SMS_MAX; i++)
		count += !!m->sms[i].length;
	return count;
}

enum modem_error modem_set_smsc(struct modem *m, const char *number)
{
	strcpy(m->smsc, number);
	return ask("smsc", number, 0);
}

enum modem_error modem_send_ussd(struct modem *m, struct modem_client *client,
				 uint8_t dcs, const uint8_t *data,
				 size_t length)
{
	memcpy(fake.bytes, data, length);
	fake.size = length;
	fake.dcs = dcs;
	return ask("ussd", NULL, 0);
}

enum modem_error modem_cancel_ussd(struct modem *m)
{
	return ask("cancel", NULL, 0);
}

/* ---- the host -------------------------------------------------------------*/

#define RECORDS		1000

static struct mbim *mb;		/* in a heap block: the sanitizer's borders */
static uint32_t *records[RECORDS];
static uint32_t nr_records, next_record;
static int wakes;

static void keep_record(void *arg, const void *record, size_t size)
{
	assert_int_equal(fake.locked, 0);
	assert_true(nr_records < RECORDS);
	records[nr_records] = malloc(size);
	memcpy(records[nr_records++], record, size);
}

static void wake_owner(void *arg)
{
	wakes++;
}

static const struct mbim_host host = {
	.send = keep_record, .wake = wake_owner,
};

static void forget_records(void)
{
	while (nr_records)
		free(records[--nr_records]);
	next_record = 0;
}

/* A modem that is registered at home and attached, a function that is closed */
static int set_up(void **state)
{
	memset(&modem, 0, sizeof(modem));
	memset(&fake, 0, sizeof(fake));
	modem.id = &identity;
	modem.function = MODEM_FULL_FUNCTION;
	modem.registration = MODEM_HOME;
	modem.attached = true;
	modem.sim.pin_tries = 3;
	modem.sim.puk_tries = 10;
	modem.rssi = 20;
	modem.ber = 99;
	strcpy(modem.operator.numeric, "00101");
	strcpy(modem.operator.name, "Home Net");
	modem.operator.act = 2;
	strcpy(modem.smsc, "+15559");
	mb = malloc(sizeof(*mb));
	mbim_open_port(mb, &modem, &host);
	wakes = 0;
	return 0;
}

static int tear_down(void **state)
{
	forget_records();
	free(mb);
	return 0;
}

/* The record is a block of its own, as large as it is. */
static void give(const void *bytes, uint32_t size)
{
	void *copy = malloc(size ? size : 1);

	memcpy(copy, bytes, size);
	mbim_receive(mb, copy, size);
	free(copy);
}

static void give_words(uint32_t w0, uint32_t w1, uint32_t w2, uint32_t w3,
		       uint32_t size)
{
	const uint32_t words[4] = { w0, w1, w2, w3 };

	give(words, size);
}

/* Takes the next record that the function sent. */
static const uint32_t *take(uint32_t type, uint32_t tid)
{
	const uint32_t *words;

	assert_true(next_record < nr_records);
	words = records[next_record++];
	assert_int_equal(words[0], type);
	assert_int_equal(words[2], tid);
	return words;
}

/* The function must have sent nothing else; what was taken stays valid. */
static void none_left(void)
{
	assert_int_equal(next_record, nr_records);
}

static void none(void)
{
	none_left();
	forget_records();
}

static void take_error(uint32_t tid, uint32_t error)
{
	const uint32_t *words = take(0x80000004, tid);

	assert_int_equal(words[1], 16);
	assert_int_equal(words[3], error);
}

static void open_function(uint32_t transfer)
{
	const uint32_t *words;

	give_words(1, 16, 1, transfer, 16);
	words = take(0x80000001, 1);
	assert_int_equal(words[1], 16);
	assert_int_equal(words[3], 0);
	none();
}

static const uint8_t basic[16] = "\xa2\x89\xcc\x33\xbc\xbb\x8b\x4f"
				 "\xb6\xb0\x13\x3e\xc2\xaa\xe6\xdf";
static const uint8_t sms[16] = "\x53\x3f\xbe\xeb\x14\xfe\x44\x67"
			       "\x9f\x90\x33\xa2\x23\xe5\x6c\x3f";
static const uint8_t ussd[16] = "\xe5\x50\xa0\xc8\x5e\x82\x47\x9e"
				"\x82\xf7\x10\xab\xf4\xc3\x35\x1f";
static const uint8_t internet[16] = "\x7e\x5e\x2a\x7e\x4e\x6f\x72\x72"
				    "\x73\x6b\x65\x6e\x7e\x5e\x2a\x7e";

enum { QUERY, SET };

/* Makes a command of one fragment. Returns its size. */
static uint32_t make_command(uint32_t *words, uint32_t tid, const void *service,
			     uint32_t cid, uint32_t type, const void *info,
			     uint32_t length)
{
	const uint32_t size = 48 + ((length + 3) & ~3u);

	memset(words, 0, size);
	words[0] = 3;
	words[1] = size;
	words[2] = tid;
	words[3] = 1;
	memcpy(words + 5, service, 16);
	words[9] = cid;
	words[10] = type;
	words[11] = length;
	if (length)
		memcpy(words + 12, info, length);
	return size;
}

static void command(uint32_t tid, const void *service, uint32_t cid,
		    uint32_t type, const void *info, uint32_t length)
{
	uint32_t words[1024];

	give(words, make_command(words, tid, service, cid, type, info, length));
}

/* ---- information ----------------------------------------------------------*/

static const uint32_t *info;
static uint32_t info_size;

/* Takes the answer to a command, as one record. */
static void take_done(uint32_t tid, const void *service, uint32_t cid,
		      uint32_t status)
{
	const uint32_t *words = take(0x80000003, tid);

	assert_int_equal(words[3], 1);
	assert_int_equal(words[4], 0);
	assert_memory_equal(words + 5, service, 16);
	assert_int_equal(words[9], cid);
	assert_int_equal(words[10], status);
	info_size = words[11];
	assert_int_equal(words[1], 48 + info_size);
	info = words + 12;
}

static void take_indication(const void *service, uint32_t cid)
{
	const uint32_t *words = take(0x80000007, 0);

	assert_int_equal(words[3], 1);
	assert_int_equal(words[4], 0);
	assert_memory_equal(words + 5, service, 16);
	assert_int_equal(words[9], cid);
	info_size = words[10];
	assert_int_equal(words[1], 44 + info_size);
	info = words + 11;
}

/* The word at this offset of the information */
static uint32_t word(uint32_t at)
{
	assert_true(at + 4 <= info_size);
	return info[at / 4];
}

static const uint8_t *piece(uint32_t at, uint32_t fixed, uint32_t size)
{
	const uint32_t offset = word(at);

	assert_int_equal(word(at + 4), size);
	if (!size) {
		assert_int_equal(offset, 0);
		return NULL;
	}
	assert_int_equal(offset % 4, 0);
	assert_true(offset >= fixed && offset + size <= info_size);
	return (const uint8_t *)info + offset;
}

static void has_text(uint32_t at, uint32_t fixed, const char *text)
{
	const uint32_t length = strlen(text);
	const uint8_t *wide = piece(at, fixed, 2 * length);
	uint32_t i;

	for (i = 0; i < length; i++) {
		assert_int_equal(wide[2 * i], text[i]);
		assert_int_equal(wide[2 * i + 1], 0);
	}
}

/* Enters the structure that the pair at `at` refers to. */
static void enter_piece(uint32_t at)
{
	const uint32_t offset = word(at), size = word(at + 4);

	assert_true(offset % 4 == 0 && offset + size <= info_size);
	info += offset / 4;
	info_size = size;
}

/* Appends a text to a request; returns its size. */
static uint32_t add_text(uint32_t *words, uint32_t at, uint32_t *size,
			 const char *text)
{
	const uint32_t length = strlen(text);
	uint8_t *wide = (uint8_t *)words + *size;
	uint32_t i;

	words[at / 4] = *size;
	words[at / 4 + 1] = 2 * length;
	for (i = 0; i < (length + 1) / 2 * 4; i++)
		wide[i] = i % 2 || i / 2 >= length ? 0 : text[i / 2];
	*size += (2 * length + 3) & ~3u;
	return *size;
}

/* ---- events ---------------------------------------------------------------*/

/* As the modem does, with itself locked, in some thread. */
static void raise_event(enum modem_event_type type, enum modem_error error,
			uint8_t index)
{
	const struct modem_event event = {
		.type = type, .error = error, .index = index,
	};

	modem_lock(&modem);
	modem.clients->event(modem.clients, &event);
	modem_unlock(&modem);
}

static void event(enum modem_event_type type, enum modem_error error,
		  uint8_t index)
{
	raise_event(type, error, index);
	mbim_poll(mb);
}

#endif
