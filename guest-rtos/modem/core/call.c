// SPDX-License-Identifier: BSD-3-Clause
/*
 * Calls, and the supplementary services hold, wait and multiparty. The network
 * decides the state of a call; the core checks requests by the rules of 22.030
 * 6.5.5.1.
 */
#include "core.h"

const struct modem_call *modem_find_call(const struct modem *m,
					 unsigned int id)
{
	if (id - 1 >= MODEM_CALLS_MAX || m->call[id - 1].state == MODEM_NO_CALL)
		return NULL;
	return &m->call[id - 1];
}

unsigned int modem_find_state(const struct modem *m,
			      enum modem_call_state state)
{
	unsigned int id;

	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		if (m->call[id - 1].state == state)
			return id;
	return 0;
}

/* Returns the identifier of a new call, 0 if there are too many. */
static unsigned int add_call(struct modem *m, enum modem_call_state state,
			     const char *number)
{
	unsigned int id = modem_find_state(m, MODEM_NO_CALL);
	struct modem_call *c;

	if (!id)
		return 0;
	c = &m->call[id - 1];
	memset(c, 0, sizeof(*c));
	c->state = state;
	c->incoming = state == MODEM_INCOMING || state == MODEM_WAITING;
	core_copy(c->number, number, sizeof(c->number));
	return id;
}

/* Returns the call that came in and has not been answered. */
static unsigned int find_offered(const struct modem *m)
{
	unsigned int id = modem_find_state(m, MODEM_INCOMING);

	return id ? id : modem_find_state(m, MODEM_WAITING);
}

/* ---- dialing --------------------------------------------------------------*/

/* 22.101 10.1.1: these reach help without SIM and registration. */
static bool is_emergency(const char *number)
{
	return !strcmp(number, "112") || !strcmp(number, "911");
}

static enum modem_error check_dial(const struct modem *m, const char *number)
{
	enum modem_error error = core_check_network(m);

	if (!core_consists_of(number + (*number == '+'), DIGITS "*#ABC",
			      MODEM_NUMBER_MAX - 1))
		return MODEM_BAD_VALUE;
	if (error && !(m->powered && is_emergency(number)))
		return error;
	if (modem_find_state(m, MODEM_DIALING) ||
	    modem_find_state(m, MODEM_ALERTING) || find_offered(m) ||
	    (modem_find_state(m, MODEM_ACTIVE) &&
	     modem_find_state(m, MODEM_HELD)))
		return MODEM_NOT_ALLOWED;
	return MODEM_OK;
}

/* Holds, or retrieves, all calls of a state. Returns the last error. */
static enum modem_error hold_all(struct modem *m, bool hold)
{
	enum modem_error error = MODEM_OK, one;
	unsigned int id, was[MODEM_CALLS_MAX];

	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		was[id - 1] = m->call[id - 1].state;
	for (id = 1; id <= MODEM_CALLS_MAX; id++) {
		if (was[id - 1] != (hold ? MODEM_ACTIVE : MODEM_HELD))
			continue;
		one = m->radio->ops->hold(m->radio, id, hold);
		error = one ? one : error;
	}
	return error;
}

/* 27.007 6.2 and 6.5; an active call is held first, 22.030 6.5.5.1. */
enum modem_error modem_dial(struct modem *m, const char *number,
			    unsigned int *id)
{
	enum modem_error error = check_dial(m, number);

	if (!error)
		error = hold_all(m, true);
	if (error)
		return error;
	*id = add_call(m, MODEM_DIALING, number);
	if (!*id)
		return MODEM_FULL;
	error = m->radio->ops->dial(m->radio, *id, number);
	if (error) {
		m->call[*id - 1].state = MODEM_NO_CALL;
		return error;
	}
	m->calls_made++;
	modem_notify(m, MODEM_EVENT_CALL, *id);
	return MODEM_OK;
}

/* ---- answering and ending -------------------------------------------------*/

enum modem_error modem_answer(struct modem *m)
{
	unsigned int id = find_offered(m);
	enum modem_error error;

	if (!id)
		return MODEM_NOT_ALLOWED;
	error = hold_all(m, true);
	return error ? error : m->radio->ops->answer(m->radio, id);
}

static enum modem_error end_call(struct modem *m, unsigned int id,
				 uint8_t cause)
{
	return m->radio->ops->hang_up(m->radio, id, cause);
}

/* Ends all calls in that state. Returns whether there was one. */
static bool end_all(struct modem *m, enum modem_call_state state, uint8_t cause)
{
	bool found = false;
	unsigned int id;

	for (id = 1; id <= MODEM_CALLS_MAX; id++) {
		if (m->call[id - 1].state != state)
			continue;
		end_call(m, id, cause);
		found = true;
	}
	return found;
}

enum modem_error modem_hang_up(struct modem *m, unsigned int id)
{
	bool found;

	if (id)
		return modem_find_call(m, id) ?
			end_call(m, id, MODEM_CAUSE_NORMAL) : MODEM_BAD_INDEX;
	found = end_all(m, MODEM_ACTIVE, MODEM_CAUSE_NORMAL);
	found |= end_all(m, MODEM_DIALING, MODEM_CAUSE_NORMAL);
	found |= end_all(m, MODEM_ALERTING, MODEM_CAUSE_NORMAL);
	if (!found)
		end_all(m, MODEM_INCOMING, MODEM_CAUSE_BUSY);
	return MODEM_OK;
}

/* ---- supplementary services, 22.030 6.5.5.1 -------------------------------*/

/* 0: ends held calls, or refuses the waiting one ("user busy") */
static enum modem_error release_held(struct modem *m)
{
	unsigned int id = find_offered(m);

	if (id)
		return end_call(m, id, MODEM_CAUSE_BUSY);
	return end_all(m, MODEM_HELD, MODEM_CAUSE_NORMAL) ? MODEM_OK :
		MODEM_NOT_ALLOWED;
}

/* Takes the waiting call, or else the held ones. */
static enum modem_error accept_other(struct modem *m, unsigned int offered,
				     bool held)
{
	if (offered)
		return m->radio->ops->answer(m->radio, offered);
	return held ? hold_all(m, false) : MODEM_OK;
}

/* 1: ends the active calls and accepts the other */
static enum modem_error release_active(struct modem *m)
{
	unsigned int offered = find_offered(m);
	bool held = modem_find_state(m, MODEM_HELD);

	if (!end_all(m, MODEM_ACTIVE, MODEM_CAUSE_NORMAL) && !offered && !held)
		return MODEM_NOT_ALLOWED;
	/* a waiting call may ring now */
	return accept_other(m, offered, held);
}

/* 2: holds the active calls and accepts the other */
static enum modem_error swap_calls(struct modem *m)
{
	unsigned int offered = find_offered(m);
	bool held[MODEM_CALLS_MAX], any = false;
	enum modem_error error;
	unsigned int id;

	for (id = 1; id <= MODEM_CALLS_MAX; id++) {
		held[id - 1] = m->call[id - 1].state == MODEM_HELD;
		any |= held[id - 1];
	}
	if (offered && any && modem_find_state(m, MODEM_ACTIVE))
		return MODEM_NOT_ALLOWED;
	if (!offered && !any && !modem_find_state(m, MODEM_ACTIVE))
		return MODEM_NOT_ALLOWED;
	error = hold_all(m, true);
	if (error || offered)
		return error ? error : m->radio->ops->answer(m->radio, offered);
	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		if (held[id - 1])
			error = m->radio->ops->hold(m->radio, id, false);
	return error;
}

/* One call alone is no multiparty. */
static void end_multiparty(struct modem *m)
{
	unsigned int id, n = 0;

	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		n += m->call[id - 1].state != MODEM_NO_CALL &&
			m->call[id - 1].multiparty;
	for (id = 1; id <= MODEM_CALLS_MAX && n < 2; id++)
		m->call[id - 1].multiparty = false;
}

/* 2x: holds all active calls but x */
static enum modem_error split_call(struct modem *m, unsigned int id)
{
	enum modem_error error = MODEM_OK;
	unsigned int i;

	if (!modem_find_call(m, id) || m->call[id - 1].state != MODEM_ACTIVE ||
	    modem_find_state(m, MODEM_HELD))
		return MODEM_NOT_ALLOWED;
	for (i = 1; i <= MODEM_CALLS_MAX && !error; i++)
		if (i != id && m->call[i - 1].state == MODEM_ACTIVE)
			error = m->radio->ops->hold(m->radio, i, true);
	m->call[id - 1].multiparty = false;
	end_multiparty(m);
	return error;
}

/* 3: adds the held calls to the conversation */
static enum modem_error join_calls(struct modem *m)
{
	unsigned int id;
	enum modem_error error;

	if (!modem_find_state(m, MODEM_ACTIVE) ||
	    !modem_find_state(m, MODEM_HELD))
		return MODEM_NOT_ALLOWED;
	error = m->radio->ops->join(m->radio);
	for (id = 1; id <= MODEM_CALLS_MAX && !error; id++)
		m->call[id - 1].multiparty =
			m->call[id - 1].state == MODEM_ACTIVE;
	return error;
}

enum modem_error modem_call_supplementary(struct modem *m, unsigned int op,
					  unsigned int id)
{
	switch (op) {
	case 0:
		return id ? MODEM_BAD_VALUE : release_held(m);
	case 1:
		return id ? modem_hang_up(m, id) : release_active(m);
	case 2:
		return id ? split_call(m, id) : swap_calls(m);
	case 3:
		return id ? MODEM_BAD_VALUE : join_calls(m);
	}
	return MODEM_NOT_SUPPORTED;
}

/* 27.007 C.2.11 */
enum modem_error modem_send_dtmf(struct modem *m, char tone)
{
	unsigned int id = modem_find_state(m, MODEM_ACTIVE);

	if (!tone || !strchr(DIGITS "*#ABCD", tone))
		return MODEM_BAD_VALUE;
	if (!id)
		return MODEM_NOT_ALLOWED;
	return m->radio->ops->send_dtmf(m->radio, id, tone);
}

/* ---- reports of the network -----------------------------------------------*/

/* A waiting call rings as soon as it is the only one. */
static void ring_waiting(struct modem *m)
{
	unsigned int waiting = modem_find_state(m, MODEM_WAITING), id;

	if (!waiting)
		return;
	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		if (id != waiting && m->call[id - 1].state != MODEM_NO_CALL)
			return;
	m->ring_at = modem_now();
	radio_call_state(m, waiting, MODEM_INCOMING);
	modem_kick(m);
}

void radio_call_state(struct modem *m, unsigned int id,
		      enum modem_call_state state)
{
	if (!modem_find_call(m, id) || m->call[id - 1].state == state)
		return;
	m->call[id - 1].state = state;
	modem_notify(m, MODEM_EVENT_CALL, id);
}

void radio_call_ended(struct modem *m, unsigned int id, uint8_t cause)
{
	if (!modem_find_call(m, id))
		return;
	m->call[id - 1].state = MODEM_NO_CALL;
	m->call[id - 1].cause = cause;
	end_multiparty(m);
	modem_notify(m, MODEM_EVENT_CALL_END, id);
	ring_waiting(m);
}

/* One call may be offered at a time, as 24.008 5.3 has it for one user. */
unsigned int radio_call_received(struct modem *m, const char *number)
{
	enum modem_call_state state = MODEM_INCOMING;
	unsigned int id;

	if (find_offered(m))
		return 0;
	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		if (m->call[id - 1].state != MODEM_NO_CALL)
			state = MODEM_WAITING;
	id = add_call(m, state, number);
	if (!id)
		return 0;
	m->calls_received++;
	m->ring_at = modem_now();
	modem_notify(m, MODEM_EVENT_CALL, id);
	modem_kick(m);
	return id;
}

void core_end_calls(struct modem *m)
{
	unsigned int id;

	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		radio_call_ended(m, id, MODEM_CAUSE_TEMPORARY);
}
