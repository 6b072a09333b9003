// SPDX-License-Identifier: BSD-3-Clause
/* Registration, operators, packet attachment, contexts, and time. */
#include "core.h"

/*
 * Limits in seconds. 24.008 11.2: attempts times T3310, T3321, T3380, T3390,
 * after which the modem is detached, or the context inactive, by itself. A
 * search for cells has no limit there.
 */
#define REGISTER_LIMIT		60
#define SCAN_LIMIT		180
#define ATTACH_LIMIT		(5 * 15)
#define DETACH_LIMIT		(5 * 15)
#define ACTIVATE_LIMIT		(5 * 30)
#define DEACTIVATE_LIMIT	(5 * 8)

#define LETTERS	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

bool modem_registered(const struct modem *m)
{
	return m->registration == MODEM_HOME || m->registration == MODEM_ROAMING;
}

enum modem_error core_check_network(const struct modem *m)
{
	enum modem_error error = modem_check_sim(m);

	if (error)
		return error;
	if (m->function != MODEM_FULL_FUNCTION)
		return MODEM_RADIO_OFF;
	return modem_registered(m) ? MODEM_OK : MODEM_NO_NETWORK;
}

/* The radio is on, whether it is registered or not. */
static enum modem_error check_radio(const struct modem *m)
{
	enum modem_error error = core_check_network(m);

	return error == MODEM_NO_NETWORK ? MODEM_OK : error;
}

/* ---- registration, 27.007 7.2 and 7.3 -------------------------------------*/

static enum modem_error register_with(struct modem *m, const char *numeric)
{
	enum modem_error error;

	error = m->radio->ops->select_operator(m->radio,
					       core_ticket(m, ASK_REGISTER),
					       numeric);
	if (error)
		return error;
	m->manual = numeric;
	m->deregistered = false;
	return MODEM_OK;
}

enum modem_error modem_select_operator(struct modem *m,
				       struct modem_client *client,
				       const char *numeric)
{
	enum modem_error error = check_radio(m);

	if (error)
		return error;
	if (numeric && (!core_consists_of(numeric, DIGITS, 7) ||
			strlen(numeric) < 5))
		return MODEM_BAD_VALUE;
	error = core_ask(m, ASK_REGISTER, client, REGISTER_LIMIT);
	if (error)
		return error;
	return core_asked_in_vain(m, ASK_REGISTER, register_with(m, numeric));
}

enum modem_error modem_deregister(struct modem *m)
{
	enum modem_error error = check_radio(m);

	if (error)
		return error;
	m->deregistered = true;
	m->radio->ops->deregister(m->radio);
	return MODEM_OK;
}

enum modem_error modem_scan(struct modem *m, struct modem_client *client)
{
	enum modem_error error = check_radio(m);

	if (!error)
		error = core_ask(m, ASK_SCAN, client, SCAN_LIMIT);
	if (error)
		return error;
	error = m->radio->ops->scan(m->radio, core_ticket(m, ASK_SCAN));
	return core_asked_in_vain(m, ASK_SCAN, error);
}

/* MODEM_OK, or why the registration failed; `searching` has no outcome yet. */
static enum modem_error outcome_of(enum modem_registration state)
{
	if (state == MODEM_HOME || state == MODEM_ROAMING)
		return MODEM_OK;
	return state == MODEM_REG_DENIED ? MODEM_DENIED : MODEM_NO_NETWORK;
}

static void set_packet(struct modem *m)
{
	m->packet = m->attached ? m->registration : MODEM_UNREGISTERED;
}

void radio_registered(struct modem *m, uint32_t ticket,
		      enum modem_registration state,
		      const struct modem_operator *op, uint16_t area,
		      uint32_t cell)
{
	static const struct modem_operator none;

	m->registration = state;
	m->operator = op ? *op : none;
	m->area = area;
	m->cell = cell;
	set_packet(m);
	modem_notify(m, MODEM_EVENT_REGISTRATION, 0);
	if (state != MODEM_SEARCHING &&
	    core_is_awaited(m, ASK_REGISTER, ticket))
		core_fail(m, ASK_REGISTER, outcome_of(state));
}

void radio_signal(struct modem *m, uint8_t rssi, uint8_t ber)
{
	if (m->rssi == rssi && m->ber == ber)
		return;
	m->rssi = rssi;
	m->ber = ber;
	modem_notify(m, MODEM_EVENT_SIGNAL, 0);
}

void radio_scanned(struct modem *m, uint32_t ticket,
		   const struct modem_operator *list, unsigned int count)
{
	if (!core_is_awaited(m, ASK_SCAN, ticket))
		return;
	m->scanned = count < MODEM_SCAN_MAX ? count : MODEM_SCAN_MAX;
	memcpy(m->scan, list, m->scanned * sizeof(*list));
	core_fail(m, ASK_SCAN, MODEM_OK);
}

/* ---- packets, 27.007 10.1 -------------------------------------------------*/

enum modem_error modem_attach(struct modem *m, struct modem_client *client,
			      bool attach)
{
	enum modem_error error = core_check_network(m);

	if (error)
		return error;
	error = core_ask(m, ASK_ATTACH, client,
			 attach ? ATTACH_LIMIT : DETACH_LIMIT);
	if (error)
		return error;
	m->detaching = !attach;
	error = m->radio->ops->attach(m->radio, core_ticket(m, ASK_ATTACH),
				      attach);
	return core_asked_in_vain(m, ASK_ATTACH, error);
}

static void set_attached(struct modem *m, bool attached)
{
	bool changed = m->attached != attached;

	m->attached = attached;
	set_packet(m);
	if (changed && !attached)
		core_end_contexts(m);
	if (changed)
		modem_notify(m, MODEM_EVENT_ATTACH, 0);
}

/* A late outcome is no state that the modem has been told to have. */
void radio_attached(struct modem *m, uint32_t ticket, bool attached,
		    enum modem_error error)
{
	bool awaited = core_is_awaited(m, ASK_ATTACH, ticket);

	if (ticket && !awaited)
		return;
	set_attached(m, attached);
	if (awaited)
		core_fail(m, ASK_ATTACH, error);
}

/* 24.008 4.7.4.1.4: a detachment is over without an answer, too. */
void core_give_up_attach(struct modem *m)
{
	if (m->detaching)
		set_attached(m, false);
	core_fail(m, ASK_ATTACH, m->detaching ? MODEM_OK : MODEM_TIMEOUT);
}

static struct modem_context *find_context(struct modem *m, unsigned int cid)
{
	return cid - 1 < MODEM_CONTEXTS_MAX ? &m->context[cid - 1] : NULL;
}

/* 27.007 10.1.1; an APN is letters, digits, '-' and '.', 23.003 9.1. */
enum modem_error modem_define_context(struct modem *m, unsigned int cid,
				      const char *apn)
{
	struct modem_context *c = find_context(m, cid);

	if (!c)
		return MODEM_BAD_INDEX;
	if (c->state != MODEM_INACTIVE)
		return MODEM_NOT_ALLOWED;
	if (apn && *apn && !core_consists_of(apn, DIGITS LETTERS "-.",
					     sizeof(c->apn)))
		return MODEM_BAD_VALUE;
	memset(c, 0, sizeof(*c));
	c->defined = apn;
	if (apn)
		core_copy(c->apn, apn, sizeof(c->apn));
	return MODEM_OK;
}

static void set_context(struct modem *m, unsigned int cid,
			enum modem_context_state state)
{
	m->context[cid - 1].state = state;
	modem_notify(m, MODEM_EVENT_CONTEXT, cid);
}

/* Nothing is to be done: the outcome is known. */
static enum modem_error answer_activated(struct modem *m, unsigned int cid,
					 enum modem_error error)
{
	const struct modem_event event = {
		.type = MODEM_EVENT_ACTIVATED,
		.error = error,
		.index = cid,
	};

	core_answer(m, ASK_CONTEXT + cid - 1, &event);
	return MODEM_OK;
}

static enum modem_error change_context(struct modem *m, unsigned int cid,
				       bool activate)
{
	struct modem_context *c = &m->context[cid - 1];
	const struct radio_ops *ops = m->radio->ops;
	uint32_t ticket = core_ticket(m, ASK_CONTEXT + cid - 1);
	enum modem_error error;
	uint8_t was = c->state;

	if (c->state == (activate ? MODEM_ACTIVATED : MODEM_INACTIVE))
		return answer_activated(m, cid, MODEM_OK);
	set_context(m, cid, activate ? MODEM_ACTIVATING : MODEM_DEACTIVATING);
	error = activate ? ops->activate(m->radio, ticket, cid, c->apn) :
		ops->deactivate(m->radio, ticket, cid);
	if (error)
		set_context(m, cid, was);
	return error;
}

/* 27.007 10.1.10; activation attaches first, which the network does. */
enum modem_error modem_activate(struct modem *m, struct modem_client *client,
				unsigned int cid, bool activate)
{
	struct modem_context *c = find_context(m, cid);
	enum modem_error error;

	if (!c || (activate && !c->defined))
		return MODEM_BAD_INDEX;
	error = activate ? core_check_network(m) : MODEM_OK;
	if (!error)
		error = core_ask(m, ASK_CONTEXT + cid - 1, client,
				 activate ? ACTIVATE_LIMIT : DEACTIVATE_LIMIT);
	if (error)
		return error;
	return core_asked_in_vain(m, ASK_CONTEXT + cid - 1,
				  change_context(m, cid, activate));
}

const struct modem_context *modem_active_context(const struct modem *m)
{
	unsigned int i;

	for (i = 0; i < MODEM_CONTEXTS_MAX; i++)
		if (m->context[i].state == MODEM_ACTIVATED)
			return &m->context[i];
	return NULL;
}

void radio_activated(struct modem *m, uint32_t ticket, unsigned int cid,
		     const struct modem_ip *ip)
{
	struct modem_context *c = find_context(m, cid);

	if (!c || c->state != MODEM_ACTIVATING ||
	    !core_is_awaited(m, ASK_CONTEXT + cid - 1, ticket))
		return;
	if (ip)
		c->ip = *ip;
	set_context(m, cid, ip ? MODEM_ACTIVATED : MODEM_INACTIVE);
	answer_activated(m, cid, ip ? MODEM_OK : MODEM_DENIED);
}

void radio_deactivated(struct modem *m, uint32_t ticket, unsigned int cid)
{
	struct modem_context *c = find_context(m, cid);
	bool asked;

	if (!c || c->state == MODEM_INACTIVE ||
	    (ticket && !core_is_awaited(m, ASK_CONTEXT + cid - 1, ticket)))
		return;
	asked = c->state == MODEM_DEACTIVATING;
	set_context(m, cid, MODEM_INACTIVE);
	answer_activated(m, cid, asked ? MODEM_OK : MODEM_NO_NETWORK);
}

/*
 * The network may have activated it meanwhile, so it is deactivated; without
 * an answer to that the context is inactive for the modem, 24.008 6.1.3.4.2.
 */
void core_give_up_context(struct modem *m, unsigned int cid)
{
	if (m->context[cid - 1].state == MODEM_DEACTIVATING) {
		radio_deactivated(m, 0, cid);
		return;
	}
	answer_activated(m, cid, MODEM_TIMEOUT);
	if (modem_activate(m, NULL, cid, false))
		radio_deactivated(m, 0, cid);
}

void core_end_contexts(struct modem *m)
{
	unsigned int cid;

	for (cid = 1; cid <= MODEM_CONTEXTS_MAX; cid++)
		radio_deactivated(m, 0, cid);
}

/* ---- time -----------------------------------------------------------------*/

void radio_time(struct modem *m, const struct modem_time *time)
{
	m->time = *time;
	m->time_at = modem_now();
	modem_kick(m);
	modem_notify(m, MODEM_EVENT_TIME, 0);
}

static unsigned int days_in(unsigned int year, unsigned int month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
					30, 31 };
	bool leap = !(year % 4) && (year % 100 || !(year % 400));

	return days[month - 1] + (month == 2 && leap);
}

static void next_day(struct modem_time *t)
{
	if (t->day++ < days_in(t->year, t->month))
		return;
	t->day = 1;
	if (t->month++ < 12)
		return;
	t->month = 1;
	t->year++;
}

static bool is_time(const struct modem_time *t)
{
	return t->month - 1u < 12 && t->day &&
		t->day <= days_in(t->year, t->month) && t->hour < 24 &&
		t->minute < 60 && t->second < 60;
}

enum modem_error modem_set_time(struct modem *m, const struct modem_time *time)
{
	if (!is_time(time))
		return MODEM_BAD_VALUE;
	m->time = *time;
	m->time_at = modem_now();
	modem_kick(m);
	return MODEM_OK;
}

/* Moves the time on, less than 49 days. */
static void add_seconds(struct modem_time *time, uint32_t seconds)
{
	seconds += time->hour * 3600 + time->minute * 60 + time->second;
	for (; seconds >= 86400; seconds -= 86400)
		next_day(time);
	time->hour = seconds / 3600;
	time->minute = seconds / 60 % 60;
	time->second = seconds % 60;
}

void modem_get_time(const struct modem *m, struct modem_time *time)
{
	*time = m->time;
	if (time->year)
		add_seconds(time, (modem_now() - m->time_at) / 1000);
}

#define DAY_MS	86400000u

/*
 * A difference of milliseconds wraps after 49 days, so it is kept small. The
 * report may be later than `now`.
 */
uint32_t core_poll_time(struct modem *m, uint32_t now)
{
	if (!m->time.year)
		return UINT32_MAX;
	while ((int32_t)(now - m->time_at) >= (int32_t)DAY_MS) {
		add_seconds(&m->time, DAY_MS / 1000);
		m->time_at += DAY_MS;
	}
	return m->time_at + DAY_MS - now;
}
