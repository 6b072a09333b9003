// SPDX-License-Identifier: BSD-3-Clause
/* Unstructured supplementary services, 22.090 and 27.007 7.15. */
#include "charset.h"
#include "core.h"
#include "sms_pdu.h"

/* In seconds: longer than applications of networks think */
#define USSD_LIMIT	60

enum sms_alphabet ussd_alphabet(uint8_t dcs)
{
	uint8_t group = dcs >> 4;

	if (group < 4)		/* a language; 0x11: its code, then UCS2 */
		return dcs == 0x11 ? SMS_UCS2 : SMS_GSM;
	return sms_alphabet(dcs);
}

static size_t decode_wide(uint16_t *text, const uint8_t *data, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		text[i] = data[2 * i] << 8 | data[2 * i + 1];
	return n;
}

size_t ussd_decode(uint16_t *text, uint8_t dcs, const uint8_t *data,
		   size_t length)
{
	uint8_t septets[MODEM_USSD_MAX * 8 / 7];
	size_t n;

	switch (ussd_alphabet(dcs)) {
	case SMS_UCS2:
		return decode_wide(text, data, length / 2);
	case SMS_GSM:
		n = gsm_unpack_ussd(septets, data, length);
		return gsm_decode(text, n, septets, n);
	default:
		for (n = 0; n < length; n++)
			text[n] = data[n];
		return n;
	}
}

/* A session of the network belongs to none before someone answers. */
static bool is_foreign(const struct modem *m, const struct modem_client *client)
{
	return m->ussd.session && m->ussd.owner && m->ussd.owner != client;
}

static enum modem_error send(struct modem *m, uint8_t dcs, const uint8_t *data,
			     size_t length)
{
	struct modem_ussd was = m->ussd;
	enum modem_error error;

	m->ussd.session = true;
	m->ussd.owner = m->requests[ASK_USSD].client;
	error = m->radio->ops->send_ussd(m->radio, core_ticket(m, ASK_USSD),
					 dcs, data, length);
	if (error)
		m->ussd = was;
	return core_asked_in_vain(m, ASK_USSD, error);
}

enum modem_error modem_send_ussd(struct modem *m, struct modem_client *client,
				 uint8_t dcs, const uint8_t *data,
				 size_t length)
{
	enum modem_error error = core_check_network(m);

	if (error)
		return error;
	if (!length || length > MODEM_USSD_MAX)
		return MODEM_TOO_LONG;
	if (is_foreign(m, client))
		return MODEM_BUSY;
	error = core_ask(m, ASK_USSD, client, USSD_LIMIT);
	return error ? error : send(m, dcs, data, length);
}

static void cancel(struct modem *m)
{
	m->radio->ops->cancel_ussd(m->radio);
	m->ussd.session = false;
	m->ussd.status = MODEM_USSD_TERMINATED;	/* for news not yet read */
	m->ussd.length = 0;
	core_fail(m, ASK_USSD, MODEM_FAILURE);
}

enum modem_error modem_cancel_ussd(struct modem *m, struct modem_client *client)
{
	if (is_foreign(m, client))
		return MODEM_BUSY;
	if (m->ussd.session)
		cancel(m);
	return MODEM_OK;
}

void core_leave_ussd(struct modem *m, const struct modem_client *client)
{
	if (!m->ussd.session || m->ussd.owner != client)
		return;
	m->requests[ASK_USSD].client = NULL;
	cancel(m);
}

/* The answer is an event for all, so that of the request is not needed. */
static void report(struct modem *m, uint8_t status, uint8_t dcs,
		   const uint8_t *data, size_t length)
{
	struct modem_ussd *u = &m->ussd;

	m->requests[ASK_USSD].client = NULL;
	u->existing = u->session;
	if (!u->session)
		u->owner = NULL;
	u->session = status == MODEM_USSD_ACTION;
	u->status = status;
	u->dcs = dcs;
	u->length = length < MODEM_USSD_MAX ? length : MODEM_USSD_MAX;
	memcpy(u->data, data, u->length);
	modem_notify(m, MODEM_EVENT_USSD, 0);
}

/* What is late is dropped; what the network begins must wait for an answer. */
bool radio_ussd(struct modem *m, uint32_t ticket, uint8_t status, uint8_t dcs,
		const uint8_t *data, size_t length)
{
	if (ticket && !core_is_awaited(m, ASK_USSD, ticket))
		return true;
	if (!ticket && m->requests[ASK_USSD].client &&
	    status != MODEM_USSD_TERMINATED)
		return false;
	report(m, status, dcs, data, length);
	return true;
}

static void end_session(struct modem *m, enum modem_ussd_status status)
{
	report(m, status, 0x0f, (const uint8_t *)"", 0);
}

void core_give_up_ussd(struct modem *m)
{
	m->radio->ops->cancel_ussd(m->radio);
	end_session(m, MODEM_USSD_TIMEOUT);
}

void core_end_ussd(struct modem *m)
{
	if (m->ussd.session)
		end_session(m, MODEM_USSD_TERMINATED);
}
