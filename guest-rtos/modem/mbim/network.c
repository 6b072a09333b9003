// SPDX-License-Identifier: BSD-3-Clause
/* The network: MBIM 1.0 sections 10.5.6 to 10.5.11. */
#include "function.h"

/* ---- providers, 10.5.6 to 10.5.8 ------------------------------------------*/

/* Table 10-36 */
enum { PROVIDER_HOME = 1, PROVIDER_FORBIDDEN = 2, PROVIDER_VISIBLE = 8,
	PROVIDER_REGISTERED = 16 };
#define CELLULAR_GSM	1
#define UNKNOWN_LEVEL	99

static void put_provider(struct mbim_out *out, uint32_t state,
			 const char *numeric, const char *name)
{
	mbim_begin(out, 32);
	mbim_put_text(out, numeric);
	mbim_put(out, state);
	mbim_put_text(out, name);
	mbim_put(out, CELLULAR_GSM);
	mbim_put(out, UNKNOWN_LEVEL);	/* signal */
	mbim_put(out, UNKNOWN_LEVEL);	/* errors */
}

static bool is_home(const struct modem *m, const char *numeric)
{
	return !strcmp(m->id->home, numeric);
}

MBIM_HANDLER(mbim_get_home)
{
	const struct modem *m = mb->modem;
	uint32_t state = PROVIDER_HOME;

	if (m->sim.state != MODEM_READY)
		return mbim_status_of(modem_check_sim(m));
	if (is_home(m, m->operator.numeric))
		state |= PROVIDER_VISIBLE | PROVIDER_REGISTERED;
	put_provider(out, state, m->id->home, m->id->home_name);
	return MBIM_SUCCESS;
}

/* The SIM has no list of them. */
MBIM_HANDLER(mbim_get_preferred)
{
	mbim_begin(out, 4);
	mbim_put(out, 0);
	return MBIM_SUCCESS;
}

MBIM_HANDLER(mbim_get_visible)
{
	enum modem_error error;

	if (mbim_get(in, 0) > 1)	/* full or restricted scan */
		return MBIM_INVALID_PARAMETERS;
	error = modem_scan(mb->modem, &mb->client);
	return error ? mbim_status_of(error) : MBIM_LATER;
}

static uint32_t provider_state(const struct modem *m,
			       const struct modem_operator *op)
{
	static const uint8_t states[4] = {
		PROVIDER_VISIBLE, PROVIDER_VISIBLE,
		PROVIDER_VISIBLE | PROVIDER_REGISTERED,
		PROVIDER_VISIBLE | PROVIDER_FORBIDDEN,
	};

	return states[op->status & 3] |
		(is_home(m, op->numeric) ? PROVIDER_HOME : 0);
}

MBIM_ANSWER(mbim_answer_visible)
{
	const struct modem *m = mb->modem;
	struct mbim_out part;
	uint32_t i;

	mbim_begin(out, 4 + 8 * m->scanned);
	mbim_put(out, m->scanned);
	for (i = 0; i < m->scanned; i++) {
		mbim_put_begin(out, &part, 0);
		put_provider(&part, provider_state(m, &m->scan[i]),
			     m->scan[i].numeric, m->scan[i].name);
		mbim_put_end(out, &part);
	}
	return mbim_status_of(later->error);
}

/* ---- registration, 10.5.9 -------------------------------------------------*/

/* Table 10-46 */
enum { REGISTER_UNKNOWN, DEREGISTERED, SEARCHING, REGISTER_HOME,
	REGISTER_ROAMING, REGISTER_DENIED = 6 };
/* Table 10-47 */
enum { MODE_AUTOMATIC = 1, MODE_MANUAL = 2 };
/* Table 10-49: the function attaches to packets by itself */
#define AUTO_ATTACH	2

/* Table 10-11, by <AcT> of 27.007 7.3 */
#define CLASS_GPRS	1
#define CLASS_EDGE	2
#define CLASS_UMTS	4
#define CLASS_HSDPA	8

static uint32_t register_state(const struct modem *m)
{
	static const uint8_t states[] = {
		[MODEM_UNREGISTERED] = DEREGISTERED,
		[MODEM_HOME] = REGISTER_HOME,
		[MODEM_SEARCHING] = SEARCHING,
		[MODEM_REG_DENIED] = REGISTER_DENIED,
		[MODEM_REG_UNKNOWN] = REGISTER_UNKNOWN,
		[MODEM_ROAMING] = REGISTER_ROAMING,
	};

	return states[m->registration];
}

static uint32_t data_classes(const struct modem *m)
{
	if (!modem_registered(m))
		return 0;
	return m->operator.act ? CLASS_UMTS | CLASS_HSDPA :
		CLASS_GPRS | CLASS_EDGE;
}

void mbim_put_register(struct mbim *mb, struct mbim_out *out)
{
	const struct modem *m = mb->modem;

	mbim_begin(out, 48);
	mbim_put(out, 0);		/* no cause is known */
	mbim_put(out, register_state(m));
	mbim_put(out, m->manual ? MODE_MANUAL : MODE_AUTOMATIC);
	mbim_put(out, data_classes(m));
	mbim_put(out, CELLULAR_GSM);
	mbim_put_text(out, m->operator.numeric);
	mbim_put_text(out, m->operator.name);
	mbim_put_text(out, "");		/* about roaming */
	mbim_put(out, AUTO_ATTACH);
}

/*
 * Hosts that have just opened the function learn of packet service and signal
 * only from indications, so these follow.
 */
MBIM_HANDLER(mbim_get_register)
{
	mbim_put_register(mb, out);
	mb->due |= 1 << MBIM_DUE_PACKET | 1 << MBIM_DUE_SIGNAL;
	mb->rssi_due = true;
	mb->ready = true;
	return MBIM_SUCCESS;
}

MBIM_HANDLER(mbim_set_register)
{
	const uint32_t manual = mbim_get(in, 8);
	char numeric[7];
	enum modem_error error;

	mbim_get_text(in, 0, numeric, sizeof(numeric));
	if (in->bad || manual > 1 || (manual && !numeric[0]))
		return MBIM_INVALID_PARAMETERS;
	error = modem_select_operator(mb->modem, &mb->client,
				      manual ? numeric : NULL);
	if (!error)
		return MBIM_LATER;
	mbim_put_register(mb, out);
	return mbim_status_of(error);
}

MBIM_ANSWER(mbim_answer_register)
{
	mbim_put_register(mb, out);
	return mbim_status_of(later->error);
}

/* ---- packet service, 10.5.10 ----------------------------------------------*/

/* Table 10-53 */
enum { ATTACHING = 1, ATTACHED = 2, DETACHING = 3, DETACHED = 4 };

void mbim_put_packet(struct mbim *mb, struct mbim_out *out)
{
	const struct modem *m = mb->modem;
	const bool fast = m->attached && m->operator.act;

	mbim_begin(out, 28);
	mbim_put(out, 0);		/* no cause is known */
	mbim_put(out, m->attached ? ATTACHED : DETACHED);
	mbim_put(out, !m->attached ? 0 : fast ? CLASS_HSDPA : CLASS_EDGE);
	/* bits a second, up and down */
	mbim_put_long(out, !m->attached ? 0 : fast ? 384000 : 118400);
	mbim_put_long(out, !m->attached ? 0 : fast ? 7200000 : 236800);
}

MBIM_HANDLER(mbim_get_packet)
{
	mbim_put_packet(mb, out);
	return MBIM_SUCCESS;
}

/* Action 0 attaches, 1 detaches. */
MBIM_HANDLER(mbim_set_packet)
{
	const uint32_t detach = mbim_get(in, 0);
	enum modem_error error = MODEM_OK;

	if (detach > 1)
		return MBIM_INVALID_PARAMETERS;
	if (mb->modem->attached == detach)
		error = modem_attach(mb->modem, &mb->client, !detach);
	if (!error && mb->modem->attached == detach)
		return MBIM_LATER;
	mbim_put_packet(mb, out);
	return mbim_status_of(error);
}

MBIM_ANSWER(mbim_answer_packet)
{
	mbim_put_packet(mb, out);
	return mbim_status_of(later->error);
}

/* ---- signal, 10.5.11 ------------------------------------------------------*/

/* 0 and this one ask for the function's own choice. */
#define DEFAULT_STEP	0xffffffffu

static void put_signal(struct mbim *mb, struct mbim_out *out)
{
	const struct modem *m = mb->modem;

	mbim_begin(out, 20);
	mbim_put(out, m->rssi);
	mbim_put(out, m->ber);
	mbim_put(out, mb->interval);
	mbim_put(out, mb->rssi_step);
	mbim_put(out, mb->error_step);
}

MBIM_HANDLER(mbim_get_signal)
{
	put_signal(mb, out);
	return MBIM_SUCCESS;
}

MBIM_HANDLER(mbim_set_signal)
{
	mb->interval = mbim_get(in, 0);
	mb->rssi_step = mbim_get(in, 4);
	mb->error_step = mbim_get(in, 8);
	put_signal(mb, out);
	return MBIM_SUCCESS;
}

/* Whether the signal differs enough from the one indicated last. */
static bool step_is_due(struct mbim *mb)
{
	const uint8_t now = mb->modem->rssi, last = mb->rssi;
	const uint32_t step = now > last ? now - last : last - now;

	if (now == UNKNOWN_LEVEL || last == UNKNOWN_LEVEL ||
	    mb->rssi_step == DEFAULT_STEP)
		return true;
	return step >= mb->rssi_step;
}

void mbim_put_new_signal(struct mbim *mb, struct mbim_out *out)
{
	if (!mb->rssi_due && !step_is_due(mb))
		return;
	mb->rssi_due = false;
	mb->rssi = mb->modem->rssi;
	put_signal(mb, out);
}
