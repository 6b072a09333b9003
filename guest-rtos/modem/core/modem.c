// SPDX-License-Identifier: BSD-3-Clause
/* Clients and their events, the power of the radio, the modem's clock. */
#include "core.h"

#define RING_MS	5000

_Static_assert(ASK_CONTEXT + MODEM_CONTEXTS_MAX ==
	       sizeof(((struct modem *)0)->requests) /
	       sizeof(struct modem_request), "requests");

void core_copy(char *to, const char *from, size_t size)
{
	size_t n = strlen(from);

	n = n < size ? n : size - 1;
	memcpy(to, from, n);
	to[n] = '\0';
}

bool core_consists_of(const char *text, const char *set, size_t size)
{
	size_t n = strspn(text, set);

	return n && n < size && !text[n];
}

static void ignore_event(struct modem_client *client,
			 const struct modem_event *event)
{
}

void modem_init(struct modem *m, const struct modem_identity *id,
		struct radio *radio)
{
	unsigned int i;

	memset(m, 0, sizeof(*m));
	m->id = id;
	m->radio = radio;
	m->function = MODEM_FULL_FUNCTION;
	m->rssi = 99;
	m->ber = 99;
	m->no_client.event = ignore_event;
	for (i = 0; i < MODEM_CALLS_MAX; i++)
		m->call[i].state = MODEM_NO_CALL;
	radio->modem = m;
	core_init_sim(m);
	core_update_power(m);
}

/* ---- clients --------------------------------------------------------------*/

void modem_add_client(struct modem *m, struct modem_client *client)
{
	client->next = m->clients;
	m->clients = client;
}

void modem_notify(struct modem *m, enum modem_event_type type,
		  unsigned int index)
{
	const struct modem_event event = {
		.type = type,
		.index = index,
		.cause = type == MODEM_EVENT_CALL_END ?
			m->call[index - 1].cause : 0,
	};
	struct modem_client *client;

	for (client = m->clients; client; client = client->next)
		client->event(client, &event);
}

/* ---- the radio's power ----------------------------------------------------*/

static void end_requests(struct modem *m)
{
	unsigned int i;

	for (i = 0; i < ASK_CONTEXT; i++)
		core_fail(m, i, MODEM_RADIO_OFF);
}

static void power_off(struct modem *m)
{
	m->radio->ops->set_power(m->radio, false);
	core_end_calls(m);
	core_end_contexts(m);
	core_end_sends(m, MODEM_RADIO_OFF);
	core_end_ussd(m);
	end_requests(m);
	radio_attached(m, 0, false, MODEM_OK);
	radio_registered(m, 0, MODEM_UNREGISTERED, NULL, 0, 0);
	radio_signal(m, 99, 99);
}

void core_update_power(struct modem *m)
{
	bool on = m->function == MODEM_FULL_FUNCTION &&
		  m->sim.state == MODEM_READY;

	if (on == m->powered)
		return;
	m->powered = on;
	if (!on) {
		power_off(m);
		return;
	}
	m->radio->ops->set_power(m->radio, true);
	if (m->deregistered)
		m->radio->ops->deregister(m->radio);
}

/* 27.007 8.2 */
enum modem_error modem_set_function(struct modem *m, enum modem_function fun)
{
	if (fun != MODEM_MINIMUM && fun != MODEM_FULL_FUNCTION &&
	    fun != MODEM_FLIGHT)
		return MODEM_BAD_VALUE;
	if (fun == m->function)
		return MODEM_OK;
	m->function = fun;
	core_update_power(m);
	modem_notify(m, MODEM_EVENT_RADIO, 0);
	return MODEM_OK;
}

/* ---- time -----------------------------------------------------------------*/

/*
 * Returns the time until the next ring; the phone rings while a call comes that
 * has not been answered or refused.
 */
static uint32_t poll_ring(struct modem *m, uint32_t now)
{
	unsigned int id = modem_find_state(m, MODEM_INCOMING);

	if (!id || m->call[id - 1].limited)
		return UINT32_MAX;
	if ((int32_t)(now - m->ring_at) >= 0) {
		m->ring_at = now + RING_MS;
		modem_notify(m, MODEM_EVENT_RING, id);
	}
	return m->ring_at - now;
}

uint32_t modem_poll(struct modem *m)
{
	uint32_t now = modem_now();
	uint32_t radio = m->radio->ops->poll(m->radio, now);
	uint32_t limit = core_poll_limits(m, now);
	uint32_t ring = poll_ring(m, now);
	uint32_t time = core_poll_time(m, now);

	ring = time < ring ? time : ring;
	ring = limit < ring ? limit : ring;
	return radio < ring ? radio : ring;
}
