// SPDX-License-Identifier: BSD-3-Clause
/* The store of short messages, and the queue of those on their way. */
#include "core.h"
#include "sms_pdu.h"

/* In seconds. 24.011 10: TR1M is 35 to 45 s, and there is a connection first. */
#define SEND_LIMIT	60

/* ---- the store, 27.005 3 --------------------------------------------------*/

const struct modem_sms *modem_find_sms(const struct modem *m,
				       unsigned int index)
{
	if (index - 1 >= MODEM_SMS_MAX || !m->sms[index - 1].length)
		return NULL;
	return &m->sms[index - 1];
}

unsigned int modem_count_sms(const struct modem *m)
{
	unsigned int i, n = 0;

	for (i = 0; i < MODEM_SMS_MAX; i++)
		n += m->sms[i].length != 0;
	return n;
}

struct modem_store_range modem_range_of(enum modem_store store)
{
	static const struct modem_store_range ranges[MODEM_STORES] = {
		[MODEM_STORE_ME] = { 0, MODEM_SMS_ME },
		[MODEM_STORE_SM] = { MODEM_SMS_ME, MODEM_SMS_MAX - MODEM_SMS_ME },
	};

	return ranges[store];
}

enum modem_error modem_store_sms(struct modem *m, enum modem_store store,
				 enum modem_sms_status status,
				 const uint8_t *pdu, size_t length,
				 unsigned int *index)
{
	const struct modem_store_range range = modem_range_of(store);
	unsigned int i, end = range.first + range.size;

	if (!length || length > MODEM_PDU_MAX)
		return MODEM_TOO_LONG;
	for (i = range.first; i < end && m->sms[i].length; i++)
		;
	if (i == end)
		return MODEM_FULL;
	m->sms[i].status = status;
	m->sms[i].length = length;
	memcpy(m->sms[i].pdu, pdu, length);
	*index = i + 1;
	core_keep_sms(m, *index);
	return MODEM_OK;
}

static void change_status(struct modem *m, unsigned int index,
			  enum modem_sms_status from, enum modem_sms_status to)
{
	if (!modem_find_sms(m, index) || m->sms[index - 1].status != from)
		return;
	m->sms[index - 1].status = to;
	core_keep_sms(m, index);
}

void modem_mark_read(struct modem *m, unsigned int index)
{
	change_status(m, index, MODEM_SMS_UNREAD, MODEM_SMS_READ);
}

void modem_mark_sent(struct modem *m, unsigned int index)
{
	change_status(m, index, MODEM_SMS_UNSENT, MODEM_SMS_SENT);
}

void modem_set_store(struct modem *m, enum modem_store store)
{
	m->incoming = store;
}

enum modem_error modem_set_smsc(struct modem *m, const char *number)
{
	/* 20 digits at most, 23.040 9.1.2.5 */
	if (!core_consists_of(number + (*number == '+'), DIGITS, 21))
		return MODEM_BAD_VALUE;
	core_copy(m->smsc, number, sizeof(m->smsc));
	return MODEM_OK;
}

enum modem_error modem_delete_sms(struct modem *m, unsigned int index)
{
	if (!modem_find_sms(m, index))
		return MODEM_BAD_INDEX;
	m->sms[index - 1].length = 0;
	core_keep_sms(m, index);
	if (m->sms_waiting) {
		m->sms_waiting = false;
		m->radio->ops->sms_room(m->radio);
	}
	return MODEM_OK;
}

/* A message that does not fit into one store goes into the other one. */
static enum modem_error store_incoming(struct modem *m, const uint8_t *pdu,
				       size_t length, unsigned int *index)
{
	enum modem_error error;

	error = modem_store_sms(m, m->incoming, MODEM_SMS_UNREAD, pdu, length,
				index);
	if (error != MODEM_FULL)
		return error;
	return modem_store_sms(m, !m->incoming, MODEM_SMS_UNREAD, pdu, length,
			       index);
}

enum modem_error radio_sms_received(struct modem *m, const uint8_t *pdu,
				    size_t length)
{
	enum modem_error error;
	unsigned int index;

	error = store_incoming(m, pdu, length, &index);
	if (error == MODEM_FULL) {
		m->sms_waiting = true;
		modem_notify(m, MODEM_EVENT_SMS_FULL, 0);
	}
	if (error)
		return error;
	m->sms_received++;
	modem_notify(m, MODEM_EVENT_SMS, index);
	return MODEM_OK;
}

/* ---- sending: send[0] is on its way, the others wait ----------------------*/

static enum modem_error start_send(struct modem *m)
{
	struct modem_send *s = &m->send[0];
	char smsc[MODEM_NUMBER_MAX];
	uint8_t skip = 1 + s->pdu[0];

	if (sms_get_smsc(s->pdu, smsc))
		core_copy(smsc, m->smsc, sizeof(smsc));
	core_begin_request(m, &s->request, s->request.client, SEND_LIMIT);
	return m->radio->ops->send_sms(m->radio, s->request.ticket, smsc,
				       s->pdu + skip, s->length - skip);
}

/* Removes send[0], which is reported last: the client may send again. */
static void end_send(struct modem *m, enum modem_error error, uint8_t cause)
{
	struct modem_client *client = m->send[0].request.client;
	const struct modem_event event = {
		.type = MODEM_EVENT_SMS_SENT,
		.error = error,
		.index = m->send[0].pdu[m->send[0].pdu[0] + 2],
		.cause = cause,
	};

	memmove(&m->send[0], &m->send[1],
		(MODEM_SENDS_MAX - 1) * sizeof(m->send[0]));
	m->send[MODEM_SENDS_MAX - 1].length = 0;
	client->event(client, &event);
}

static void start_sends(struct modem *m)
{
	enum modem_error error;

	while (m->send[0].length) {
		error = start_send(m);
		if (!error)
			break;
		end_send(m, error, 0);
	}
}

static struct modem_send *find_place(struct modem *m)
{
	unsigned int i;

	for (i = 0; i < MODEM_SENDS_MAX; i++)
		if (!m->send[i].length)
			return &m->send[i];
	return NULL;
}

/* 27.005 3.5.1; TP-MR, 23.040 9.2.3.6, is the second byte of the TPDU. */
enum modem_error modem_send_sms(struct modem *m, struct modem_client *client,
				const uint8_t *pdu, size_t length)
{
	struct modem_send *s = find_place(m);
	enum modem_error error = core_check_network(m);

	if (error)
		return error;
	error = sms_check_outgoing(pdu, length);
	if (error)
		return error;
	if (!s)
		return MODEM_BUSY;
	s->request.client = client ? client : &m->no_client;
	s->length = length;
	memcpy(s->pdu, pdu, length);
	s->pdu[pdu[0] + 2] = ++m->reference;
	if (s == &m->send[0])
		start_sends(m);
	return MODEM_OK;
}

void radio_sms_sent(struct modem *m, uint32_t ticket, uint8_t cause)
{
	if (!m->send[0].length || m->send[0].request.ticket != ticket)
		return;
	m->sms_sent += !cause;
	end_send(m, cause ? MODEM_DENIED : MODEM_OK, cause);
	start_sends(m);
}

void core_give_up_send(struct modem *m)
{
	m->radio->ops->give_up(m->radio, m->send[0].request.ticket);
	end_send(m, MODEM_TIMEOUT, 0);
	start_sends(m);
}

void core_end_sends(struct modem *m, enum modem_error error)
{
	while (m->send[0].length)
		end_send(m, error, 0);
}
