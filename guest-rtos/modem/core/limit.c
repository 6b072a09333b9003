// SPDX-License-Identifier: BSD-3-Clause
/*
 * Requests to the radio: each has a ticket, by which its outcome is known, and
 * a time after which it has failed. That time is longer than the sum of the
 * timers by which protocol stacks below would give up themselves, so it is for
 * a radio that fails to do so.
 */
#include "core.h"

/* Outcomes of the kinds that have one; those of contexts have a cid, too. */
static const uint8_t outcomes[] = {
	[ASK_SCAN] = MODEM_EVENT_SCANNED,
	[ASK_REGISTER] = MODEM_EVENT_REGISTERED,
	[ASK_ATTACH] = MODEM_EVENT_ATTACHED,
	[ASK_USSD] = MODEM_EVENT_USSD_SENT,
};

void core_begin_request(struct modem *m, struct modem_request *request,
			struct modem_client *client, uint32_t seconds)
{
	/* 0 is the ticket of reports that answer nothing */
	m->tickets += m->tickets == UINT32_MAX ? 2 : 1;
	request->client = client ? client : &m->no_client;
	request->ticket = m->tickets;
	request->until = modem_now() + 1000 * seconds;
	modem_kick(m);
}

enum modem_error core_ask(struct modem *m, unsigned int kind,
			  struct modem_client *client, uint32_t seconds)
{
	if (m->requests[kind].client)
		return MODEM_BUSY;
	core_begin_request(m, &m->requests[kind], client, seconds);
	return MODEM_OK;
}

enum modem_error core_asked_in_vain(struct modem *m, unsigned int kind,
				    enum modem_error error)
{
	if (error)
		m->requests[kind].client = NULL;
	return error;
}

uint32_t core_ticket(const struct modem *m, unsigned int kind)
{
	return m->requests[kind].ticket;
}

bool core_is_awaited(const struct modem *m, unsigned int kind, uint32_t ticket)
{
	return m->requests[kind].client && m->requests[kind].ticket == ticket;
}

void core_answer(struct modem *m, unsigned int kind,
		 const struct modem_event *event)
{
	struct modem_client *client = m->requests[kind].client;

	m->requests[kind].client = NULL;
	if (client)
		client->event(client, event);
}

void core_fail(struct modem *m, unsigned int kind, enum modem_error error)
{
	const struct modem_event event = {
		.type = outcomes[kind],
		.error = error,
	};

	core_answer(m, kind, &event);
}

void modem_forget_requests(struct modem *m, struct modem_client *client)
{
	unsigned int i;

	core_leave_ussd(m, client);
	for (i = 0; i < sizeof(m->requests) / sizeof(m->requests[0]); i++)
		if (m->requests[i].client == client)
			m->requests[i].client = &m->no_client;
	for (i = 0; i < MODEM_SENDS_MAX; i++)
		if (m->send[i].request.client == client)
			m->send[i].request.client = &m->no_client;
}

void modem_abort_requests(struct modem *m, struct modem_client *client)
{
	static const uint8_t kinds[] = { ASK_SCAN, ASK_REGISTER };
	unsigned int i;

	for (i = 0; i < sizeof(kinds); i++) {
		if (m->requests[kinds[i]].client != client)
			continue;
		m->requests[kinds[i]].client = NULL;
		m->radio->ops->give_up(m->radio, core_ticket(m, kinds[i]));
	}
}

/* ---- time -----------------------------------------------------------------*/

static void give_up(struct modem *m, unsigned int kind)
{
	m->radio->ops->give_up(m->radio, core_ticket(m, kind));
	if (kind >= ASK_CONTEXT)
		core_give_up_context(m, kind - ASK_CONTEXT + 1);
	else if (kind == ASK_ATTACH)
		core_give_up_attach(m);
	else if (kind == ASK_USSD)
		core_give_up_ussd(m);
	else
		core_fail(m, kind, MODEM_TIMEOUT);
}

/* Returns the time that is left, 0 if there is none any more. */
static uint32_t time_left(uint32_t until, uint32_t now)
{
	return (int32_t)(until - now) > 0 ? until - now : 0;
}

static uint32_t poll_requests(struct modem *m, uint32_t now)
{
	uint32_t first = UINT32_MAX, left;
	unsigned int i;

	for (i = 0; i < ASK_CONTEXT + MODEM_CONTEXTS_MAX; i++) {
		if (!m->requests[i].client)
			continue;
		left = time_left(m->requests[i].until, now);
		if (!left)
			give_up(m, i);
		first = left < first ? left : first;
	}
	return first;
}

static uint32_t poll_send(struct modem *m, uint32_t now)
{
	uint32_t left;

	if (!m->send[0].length)
		return UINT32_MAX;
	left = time_left(m->send[0].request.until, now);
	if (!left)
		core_give_up_send(m);
	return left;
}

static uint32_t poll_calls(struct modem *m, uint32_t now)
{
	uint32_t first = UINT32_MAX, left;
	unsigned int id;

	for (id = 1; id <= MODEM_CALLS_MAX; id++) {
		if (!modem_find_call(m, id) || !m->call[id - 1].limited)
			continue;
		left = time_left(m->call[id - 1].until, now);
		if (!left)
			core_give_up_call(m, id);
		first = left < first ? left : first;
	}
	return first;
}

uint32_t core_poll_limits(struct modem *m, uint32_t now)
{
	uint32_t requests = poll_requests(m, now);
	uint32_t send = poll_send(m, now);
	uint32_t calls = poll_calls(m, now);

	requests = send < requests ? send : requests;
	return calls < requests ? calls : requests;
}
