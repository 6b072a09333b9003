// SPDX-License-Identifier: BSD-3-Clause
/*
 * Calls, and the supplementary services hold, wait and multiparty. The network
 * decides the state of a call; the core checks requests by the rules of 22.030
 * 6.5.5.1.
 */
#include "core.h"

/*
 * Limits in seconds, by the timers of the mobile station in 24.008 11.3: T303
 * and T310, T313, T305 and T308 twice.
 */
#define DIAL_LIMIT	(30 + 30)
#define ANSWER_LIMIT	30
#define END_LIMIT	(30 + 30 + 30)

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

/* The identifier is in the lower bits of a handle. */
#define HANDLE_SHIFT	3

_Static_assert(MODEM_CALLS_MAX < 1 << HANDLE_SHIFT, "identifiers");

static unsigned int handle_of(const struct modem *m, unsigned int id)
{
	return m->call[id - 1].handle;
}

/* Returns the identifier of the call with that handle, 0 if it is over. */
static unsigned int find_handle(const struct modem *m, unsigned int handle)
{
	unsigned int id = handle & ((1 << HANDLE_SHIFT) - 1);

	return modem_find_call(m, id) && handle_of(m, id) == handle ? id : 0;
}

const struct modem_call *radio_find_call(const struct modem *m,
					 unsigned int handle)
{
	return modem_find_call(m, find_handle(m, handle));
}

/* The radio must report a change of this call in time. */
static void limit_call(struct modem *m, unsigned int id, uint32_t seconds)
{
	m->call[id - 1].limited = true;
	m->call[id - 1].until = modem_now() + 1000 * seconds;
	modem_kick(m);
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
	c->handle = ++m->handles << HANDLE_SHIFT | id;
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
	return modem_find_state(m, MODEM_NO_CALL) ? MODEM_OK : MODEM_FULL;
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
		one = m->radio->ops->hold(m->radio, handle_of(m, id), hold);
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
	limit_call(m, *id, DIAL_LIMIT);
	error = m->radio->ops->dial(m->radio, handle_of(m, *id), number);
	if (error) {
		m->call[*id - 1].state = MODEM_NO_CALL;
		return error;
	}
	m->calls_made++;
	modem_notify(m, MODEM_EVENT_CALL, *id);
	return MODEM_OK;
}

/* ---- answering and ending -------------------------------------------------*/

/* The call is active when the network says so. */
static enum modem_error answer_call(struct modem *m, unsigned int id)
{
	enum modem_error error;

	limit_call(m, id, ANSWER_LIMIT);
	error = m->radio->ops->answer(m->radio, handle_of(m, id));
	if (error)
		m->call[id - 1].limited = false;
	return error;
}

enum modem_error modem_answer(struct modem *m)
{
	unsigned int id = find_offered(m);
	enum modem_error error;

	if (!id || (modem_find_state(m, MODEM_ACTIVE) &&
		    modem_find_state(m, MODEM_HELD)))
		return MODEM_NOT_ALLOWED;
	error = hold_all(m, true);
	return error ? error : answer_call(m, id);
}

static enum modem_error end_call(struct modem *m, unsigned int id,
				 uint8_t cause)
{
	struct modem_call *c = &m->call[id - 1];
	enum modem_error error;

	if (c->ending)
		return MODEM_OK;
	c->ending = true;
	limit_call(m, id, END_LIMIT);
	error = m->radio->ops->hang_up(m->radio, c->handle, cause);
	if (error)
		c->ending = c->limited = false;
	return error;
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
		return answer_call(m, offered);
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
		return error ? error : answer_call(m, offered);
	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		if (held[id - 1])
			error = m->radio->ops->hold(m->radio, handle_of(m, id),
						    false);
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
			error = m->radio->ops->hold(m->radio, handle_of(m, i),
						    true);
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
	return m->radio->ops->send_dtmf(m->radio, handle_of(m, id), tone);
}

bool modem_send_speech(struct modem *m, const uint8_t frame[MODEM_SPEECH_FRAME])
{
	unsigned int id = modem_find_state(m, MODEM_ACTIVE);

	if (id)
		m->radio->ops->send_speech(m->radio, handle_of(m, id), frame);
	return id;
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
	m->call[waiting - 1].state = MODEM_INCOMING;
	modem_notify(m, MODEM_EVENT_CALL, waiting);
	modem_kick(m);
}

/* A change that crosses the request to end the call is none any more. */
void radio_call_state(struct modem *m, unsigned int call,
		      enum modem_call_state state)
{
	unsigned int id = find_handle(m, call);

	if (!id || m->call[id - 1].ending || m->call[id - 1].state == state)
		return;
	m->call[id - 1].limited = false;
	m->call[id - 1].state = state;
	modem_notify(m, MODEM_EVENT_CALL, id);
}

static void remove_call(struct modem *m, unsigned int id, uint8_t cause)
{
	m->call[id - 1].state = MODEM_NO_CALL;
	m->call[id - 1].cause = cause;
	end_multiparty(m);
	modem_notify(m, MODEM_EVENT_CALL_END, id);
	ring_waiting(m);
}

void radio_call_ended(struct modem *m, unsigned int call, uint8_t cause)
{
	unsigned int id = find_handle(m, call);

	if (id)
		remove_call(m, id, cause);
}

/* The network is informed once; the second time the call simply ends. */
void core_give_up_call(struct modem *m, unsigned int id)
{
	if (m->call[id - 1].ending || end_call(m, id, MODEM_CAUSE_TIMER))
		remove_call(m, id, MODEM_CAUSE_TIMER);
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
	return handle_of(m, id);
}

void core_end_calls(struct modem *m)
{
	unsigned int id;

	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		if (modem_find_call(m, id))
			remove_call(m, id, MODEM_CAUSE_TEMPORARY);
}
