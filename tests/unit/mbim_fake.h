/* SPDX-License-Identifier: GPL-2.0-only */
/* A host of the MBIM function, and a modem that does as a test demands. */
#ifndef MBIM_FAKE_H
#define MBIM_FAKE_H

#include "mbim_host.h"

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
	struct modem_traffic traffic;
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

void modem_get_traffic(struct modem *m, struct modem_traffic *traffic)
{
	*traffic = fake.traffic;
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

enum modem_error modem_cancel_ussd(struct modem *m, struct modem_client *client)
{
	return ask("cancel", NULL, 0);
}

static void check_unlocked(void)
{
	assert_int_equal(fake.locked, 0);
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
