// SPDX-License-Identifier: BSD-3-Clause
/* The simulated network: see radio_sim.h. All its delays are timers. */
#include <string.h>

#include "charset.h"
#include "radio_sim.h"
#include "sms_pdu.h"

/* Delays in ms */
#define REGISTER_MS	400
#define ATTACH_MS	100
#define SCAN_MS		1500
#define ACTIVATE_MS	150
#define SEND_MS		200
#define REPORT_MS	600
#define ALERT_MS	500
#define CONNECT_MS	2000
#define NO_ANSWER_MS	10000
#define USSD_MS		300
#define USSD_TIMEOUT_MS	10000

enum timer { T_NONE, T_REGISTER, T_ATTACH, T_SCAN, T_ACTIVATE, T_DEACTIVATE,
	     T_SENT, T_DELIVER, T_ALERT, T_CONNECT, T_FAIL, T_USSD };

/* USSD dialogues: arguments of T_USSD */
enum { NO_DIALOGUE, BALANCE, MENU, TARIFF, HELP, CALLED, THANKS, QUESTION,
	UNKNOWN, LOST };

static struct radio_sim *sim_of(struct radio *r)
{
	return (struct radio_sim *)r;
}

static void note(struct radio_sim *s, enum radio_sim_note what,
		 const char *number, const char *text)
{
	if (s->config->note)
		s->config->note(s, what, number, text);
}

/* ---- timers ---------------------------------------------------------------*/

static void stop_timers(struct radio_sim *s, enum timer kind, uint16_t argument)
{
	unsigned int i;

	for (i = 0; i < RADIO_SIM_TIMERS; i++)
		if (s->timers[i].kind == kind &&
		    s->timers[i].argument == argument)
			s->timers[i].kind = T_NONE;
}

/* There is one of a kind and argument, so the places suffice. */
static struct radio_sim_timer *start_timer(struct radio_sim *s, uint32_t ms,
					   enum timer kind, uint16_t argument,
					   uint8_t other)
{
	unsigned int i;

	stop_timers(s, kind, argument);
	for (i = 0; i < RADIO_SIM_TIMERS - 1 && s->timers[i].kind; i++)
		;
	s->timers[i] = (struct radio_sim_timer){
		.due = modem_now() + ms,
		.kind = kind,
		.argument = argument,
		.other = other,
	};
	modem_kick(s->radio.modem);
	return &s->timers[i];
}

static enum modem_error start_request(struct radio_sim *s, uint32_t ms,
				      enum timer kind, uint16_t argument,
				      uint32_t ticket)
{
	start_timer(s, ms, kind, argument, 0)->ticket = ticket;
	return MODEM_OK;
}

static bool is_running(const struct radio_sim *s, enum timer kind,
		       uint16_t argument)
{
	unsigned int i;

	for (i = 0; i < RADIO_SIM_TIMERS; i++)
		if (s->timers[i].kind == kind &&
		    s->timers[i].argument == argument)
			return true;
	return false;
}

static void stop_call_timers(struct radio_sim *s, uint16_t call)
{
	stop_timers(s, T_ALERT, call);
	stop_timers(s, T_CONNECT, call);
	stop_timers(s, T_FAIL, call);
}

static const char *number_of(const struct radio_sim *s, unsigned int call)
{
	return radio_find_call(s->radio.modem, call)->number;
}

/* Activations fail when the attachment or the cell is lost. */
static void end_activations(struct radio_sim *s)
{
	unsigned int cid;

	for (cid = 1; cid <= MODEM_CONTEXTS_MAX; cid++) {
		if (!is_running(s, T_ACTIVATE, cid))
			continue;
		stop_timers(s, T_ACTIVATE, cid);
		radio_deactivated(s->radio.modem, 0, cid);
	}
}

/* ---- registration ---------------------------------------------------------*/

/* Every report but that of a search ends the request. */
static void report(struct radio_sim *s, enum modem_registration state,
		   const struct modem_operator *op)
{
	uint32_t ticket = s->search;

	s->search = 0;
	radio_registered(s->radio.modem, ticket, state, op,
			 op ? s->config->area : 0, op ? s->config->cell : 0);
}

/* The search goes on, but a request for a registration has failed. */
static void report_none(struct radio_sim *s, enum modem_registration state)
{
	if (state == MODEM_SEARCHING)
		report(s, MODEM_UNREGISTERED, NULL);
	report(s, state, NULL);
}

static void report_service(struct radio_sim *s)
{
	const struct radio_sim_config *c = s->config;

	if (s->service == MODEM_HOME)
		report(s, MODEM_HOME, &c->home);
	else if (s->service == MODEM_ROAMING)
		report(s, MODEM_ROAMING, &c->other);
	else
		report_none(s, s->service);
}

static void deliver_queue(struct radio_sim *s);

static void do_register(struct radio_sim *s)
{
	report_service(s);
	radio_signal(s->radio.modem, s->rssi, s->rssi == 99 ? 99 : 0);
	if (!modem_registered(s->radio.modem))
		return;
	note(s, RADIO_SIM_REGISTERED, "", s->radio.modem->operator.name);
	radio_time(s->radio.modem, &s->config->time);
	if (!s->attach_denied && !is_running(s, T_ATTACH, true))
		start_timer(s, ATTACH_MS, T_ATTACH, true, 0);
	deliver_queue(s);
}

static void start_register(struct radio_sim *s, uint32_t ticket)
{
	s->left = false;
	s->search = ticket;
	radio_registered(s->radio.modem, 0, MODEM_SEARCHING, NULL, 0, 0);
	start_timer(s, REGISTER_MS, T_REGISTER, 0, 0);
}

static void set_power(struct radio *r, bool on)
{
	struct radio_sim *s = sim_of(r);

	s->powered = on;
	s->dialogue = NO_DIALOGUE;
	s->search = 0;
	memset(s->timers, 0, sizeof(s->timers));
	if (on)
		start_register(s, 0);
	else
		note(s, RADIO_SIM_GONE, "", "");
}

static bool serves(const struct radio_sim *s, const char *numeric)
{
	const struct modem_operator *op = s->service == MODEM_ROAMING ?
		&s->config->other : &s->config->home;

	return !numeric || !strcmp(numeric, op->numeric);
}

static void leave(struct radio_sim *s, enum modem_registration state)
{
	stop_timers(s, T_REGISTER, 0);
	end_activations(s);
	radio_sim_hang_up(s);
	radio_attached(s->radio.modem, 0, false, MODEM_NO_NETWORK);
	report_none(s, state);
	note(s, RADIO_SIM_GONE, "", "");
}

static enum modem_error select_operator(struct radio *r, uint32_t ticket,
					const char *numeric)
{
	struct radio_sim *s = sim_of(r);

	if (serves(s, numeric)) {
		start_register(s, ticket);
		return MODEM_OK;
	}
	/* no such cell here; the modem leaves the one that it had */
	s->left = true;
	s->search = ticket;
	leave(s, MODEM_UNREGISTERED);
	return MODEM_OK;
}

static void deregister(struct radio *r)
{
	struct radio_sim *s = sim_of(r);

	s->left = true;
	leave(s, MODEM_UNREGISTERED);
}

static enum modem_error scan(struct radio *r, uint32_t ticket)
{
	return start_request(sim_of(r), SCAN_MS, T_SCAN, 0, ticket);
}

static void do_scan(struct radio_sim *s, uint32_t ticket)
{
	struct modem_operator list[2] = { s->config->home, s->config->other };
	const char *current = s->radio.modem->operator.numeric;
	unsigned int i;

	for (i = 0; i < 2; i++)
		list[i].status = !strcmp(list[i].numeric, current) ? 2 :
			i ? 3 : 1;
	radio_scanned(s->radio.modem, ticket, list, 2);
}

/* ---- packets --------------------------------------------------------------*/

static enum modem_error attach(struct radio *r, uint32_t ticket, bool on)
{
	return start_request(sim_of(r), ATTACH_MS, T_ATTACH, on, ticket);
}

static void do_attach(struct radio_sim *s, uint32_t ticket, bool on)
{
	bool denied = on && (s->attach_denied ||
			     !modem_registered(s->radio.modem));

	if (!on)
		end_activations(s);
	radio_attached(s->radio.modem, ticket, on && !denied,
		       denied ? MODEM_DENIED : MODEM_OK);
}

static enum modem_error activate(struct radio *r, uint32_t ticket,
				 unsigned int cid, const char *apn)
{
	struct radio_sim *s = sim_of(r);
	bool good = !*apn || !strcmp(apn, s->config->apn);

	/* there is one path for packets */
	if (modem_active_context(r->modem))
		good = false;
	start_timer(s, ACTIVATE_MS, T_ACTIVATE, cid, good)->ticket = ticket;
	return MODEM_OK;
}

/* Attaches on the way, as 27.007 10.1.10 demands. */
static void do_activate(struct radio_sim *s, const struct radio_sim_timer *t)
{
	struct modem *m = s->radio.modem;
	unsigned int cid = t->argument;
	bool good = t->other;

	good = good && !s->attach_denied && modem_registered(m) &&
		!modem_active_context(m);
	if (good && !m->attached)
		radio_attached(m, 0, true, MODEM_OK);
	radio_activated(m, t->ticket, cid, good ? &s->config->ip : NULL);
	if (good)
		note(s, RADIO_SIM_ACTIVATED, "", m->context[cid - 1].apn);
}

static enum modem_error deactivate(struct radio *r, uint32_t ticket,
				   unsigned int cid)
{
	struct radio_sim *s = sim_of(r);

	stop_timers(s, T_ACTIVATE, cid);
	return start_request(s, ACTIVATE_MS, T_DEACTIVATE, cid, ticket);
}

static void do_deactivate(struct radio_sim *s, uint32_t ticket,
			  unsigned int cid)
{
	radio_deactivated(s->radio.modem, ticket, cid);
	note(s, RADIO_SIM_DEACTIVATED, "", "");
}

/* ---- subscribers ----------------------------------------------------------*/

/* Returns CC of a number that ends in 00CC, else 0. */
static uint8_t cause_of(const char *number)
{
	size_t n = strlen(number);
	const char *end = number + n - 4;

	if (n < 4 || end[0] != '0' || end[1] != '0' ||
	    strspn(end, "0123456789") != 4)
		return 0;
	return 10 * (end[2] - '0') + end[3] - '0';
}

/* ---- short messages -------------------------------------------------------*/

static bool queue_pdu(struct radio_sim *s, const uint8_t *pdu, size_t length)
{
	unsigned int i;

	for (i = 0; i < RADIO_SIM_QUEUE && s->queue[i].length; i++)
		;
	if (i == RADIO_SIM_QUEUE || !length)
		return false;
	s->queue[i].length = length;
	memcpy(s->queue[i].pdu, pdu, length);
	return true;
}

static unsigned int queue_room(const struct radio_sim *s)
{
	unsigned int i, n = 0;

	for (i = 0; i < RADIO_SIM_QUEUE; i++)
		n += !s->queue[i].length;
	return n;
}

static void deliver_queue(struct radio_sim *s)
{
	while (s->queue[0].length && modem_registered(s->radio.modem)) {
		if (radio_sms_received(s->radio.modem, s->queue[0].pdu,
				       s->queue[0].length))
			return;
		memmove(&s->queue[0], &s->queue[1],
			(RADIO_SIM_QUEUE - 1) * sizeof(s->queue[0]));
		s->queue[RADIO_SIM_QUEUE - 1].length = 0;
	}
}

static void sms_room(struct radio *r)
{
	start_timer(sim_of(r), SEND_MS, T_DELIVER, 0, 0);
}

/* The service centre's time stamp is the network's clock. */
static void stamp(struct radio_sim *s, uint8_t *time)
{
	struct modem_time now;

	modem_get_time(s->radio.modem, &now);
	sms_put_time(time, now.year ? &now : &s->config->time);
}

static bool queue_report(struct radio_sim *s, const struct sms_message *sent)
{
	uint8_t pdu[MODEM_PDU_MAX];
	struct sms_message report = {
		.first = SMS_MMS,
		.reference = sent->reference,
		.address_type = sent->address_type,
	};

	strcpy(report.smsc, s->config->smsc);
	strcpy(report.number, sent->number);
	stamp(s, report.time);
	stamp(s, report.discharge);
	return queue_pdu(s, pdu, sms_make_report(pdu, &report));
}

/* The own number gets it back. */
static bool queue_copy(struct radio_sim *s, const struct sms_message *sent)
{
	uint8_t pdu[MODEM_PDU_MAX];
	struct sms_message copy = *sent;

	strcpy(copy.smsc, s->config->smsc);
	copy.first = SMS_MMS | (sent->first & SMS_UDHI);
	stamp(s, copy.time);
	return queue_pdu(s, pdu, sms_make_deliver(pdu, &copy));
}

static void note_sms(struct radio_sim *s, const struct sms_message *msg)
{
	uint16_t text[SMS_TEXT_MAX];
	char utf8[3 * SMS_TEXT_MAX + 1];
	size_t n = sms_get_text(msg, text, SMS_TEXT_MAX);

	ucs2_to_utf8(utf8, sizeof(utf8), text, n);
	note(s, RADIO_SIM_SMS, msg->number, utf8);
}

/* The modem has checked that the TPDU is an SMS-SUBMIT or SMS-COMMAND. */
static enum modem_error send_sms(struct radio *r, uint32_t ticket,
				 const char *smsc, const uint8_t *tpdu,
				 size_t length)
{
	struct radio_sim *s = sim_of(r);
	uint8_t pdu[MODEM_PDU_MAX] = { 0 };
	struct sms_message msg;
	uint8_t cause;

	if (length >= sizeof(pdu))
		return MODEM_TOO_LONG;
	memcpy(pdu + 1, tpdu, length);
	if (!sms_parse(&msg, pdu, length + 1, false))
		return MODEM_BAD_VALUE;
	cause = cause_of(msg.number);
	if (msg.type == SMS_SUBMIT && !cause) {
		note_sms(s, &msg);
		if (msg.first & SMS_SRR)
			queue_report(s, &msg);
		if (!strcmp(msg.number, s->config->own))
			queue_copy(s, &msg);
	}
	start_timer(s, REPORT_MS, T_DELIVER, 0, 0);
	return start_request(s, SEND_MS, T_SENT, cause, ticket);
}

/* 23.040 9.2.3.24.1 */
static void part_header(uint8_t *header, uint8_t reference, uint8_t parts,
			uint8_t part)
{
	header[0] = 5;
	header[1] = 0;
	header[2] = 3;
	header[3] = reference;
	header[4] = parts;
	header[5] = part;
}

static bool queue_part(struct radio_sim *s, struct sms_message *msg,
		       const uint8_t *header, const uint16_t *text, size_t n)
{
	uint8_t pdu[MODEM_PDU_MAX], user[SMS_USER_MAX];

	stamp(s, msg->time);
	return sms_put_text(msg, user, header, text, n) &&
		queue_pdu(s, pdu, sms_make_deliver(pdu, msg));
}

static unsigned int count_parts(const uint16_t *text, size_t n, bool gsm)
{
	unsigned int parts = 0;
	size_t at = 0;

	do {
		at += sms_next_part(text + at, n - at, gsm, false);
		parts++;
	} while (at < n);
	return parts;
}

static bool queue_parts(struct radio_sim *s, struct sms_message *msg,
			const uint16_t *text, size_t n, bool gsm)
{
	unsigned int parts = count_parts(text, n, gsm), i;
	uint8_t header[6];
	size_t k;

	if (parts > queue_room(s))
		return false;
	s->reference++;
	for (i = 1; i <= parts; i++, text += k, n -= k) {
		k = sms_next_part(text, n, gsm, false);
		part_header(header, s->reference, parts, i);
		if (!queue_part(s, msg, header, text, k))
			return false;
	}
	return true;
}

bool radio_sim_sms(struct radio_sim *s, const char *number, const char *utf8)
{
	uint16_t text[SMS_TEXT_MAX * 4];
	size_t n = ucs2_from_utf8(text, SMS_TEXT_MAX * 4, utf8);
	bool gsm = sms_is_gsm(text, n), good;
	struct sms_message msg = { .first = SMS_MMS, .dcs = gsm ? 0 : 8 };

	if (strlen(number) >= sizeof(msg.number))
		return false;
	strcpy(msg.smsc, s->config->smsc);
	strcpy(msg.number, number);
	if (sms_next_part(text, n, gsm, true) == n)
		good = queue_part(s, &msg, NULL, text, n);
	else
		good = queue_parts(s, &msg, text, n, gsm);
	deliver_queue(s);
	return good;
}

/* ---- calls ----------------------------------------------------------------*/

static enum modem_error dial(struct radio *r, unsigned int call,
			     const char *number)
{
	struct radio_sim *s = sim_of(r);
	uint8_t cause = cause_of(number);

	note(s, RADIO_SIM_DIALED, number, "");
	start_timer(s, ALERT_MS, cause && cause != MODEM_CAUSE_NO_ANSWER ?
		    T_FAIL : T_ALERT, call, cause);
	return MODEM_OK;
}

static void do_alert(struct radio_sim *s, uint16_t call, uint8_t cause)
{
	radio_call_state(s->radio.modem, call, MODEM_ALERTING);
	if (cause)
		start_timer(s, NO_ANSWER_MS, T_FAIL, call, cause);
	else
		start_timer(s, CONNECT_MS, T_CONNECT, call, 0);
}

/* The conversation begins. */
static void connect_call(struct radio_sim *s, unsigned int call)
{
	memset(&s->speech, 0, sizeof(s->speech));
	radio_call_state(s->radio.modem, call, MODEM_ACTIVE);
}

static enum modem_error answer(struct radio *r, unsigned int call)
{
	note(sim_of(r), RADIO_SIM_ANSWERED, number_of(sim_of(r), call), "");
	connect_call(sim_of(r), call);
	return MODEM_OK;
}

static enum modem_error hang_up(struct radio *r, unsigned int call,
				uint8_t cause)
{
	stop_call_timers(sim_of(r), call);
	note(sim_of(r), RADIO_SIM_HUNG_UP, number_of(sim_of(r), call), "");
	radio_call_ended(r->modem, call, cause);
	return MODEM_OK;
}

static enum modem_error hold(struct radio *r, unsigned int call, bool on)
{
	radio_call_state(r->modem, call, on ? MODEM_HELD : MODEM_ACTIVE);
	return MODEM_OK;
}

static enum modem_error join(struct radio *r)
{
	unsigned int id;

	while ((id = modem_find_state(r->modem, MODEM_HELD)))
		radio_call_state(r->modem, r->modem->call[id - 1].handle,
				 MODEM_ACTIVE);
	return MODEM_OK;
}

static enum modem_error send_dtmf(struct radio *r, unsigned int call,
				  char tone)
{
	const char text[2] = { tone };

	note(sim_of(r), RADIO_SIM_TONE, number_of(sim_of(r), call), text);
	return MODEM_OK;
}

bool radio_sim_call(struct radio_sim *s, const char *number)
{
	return modem_registered(s->radio.modem) &&
		radio_call_received(s->radio.modem, number);
}

static void send_speech(struct radio *r, unsigned int call,
			const uint8_t frame[MODEM_SPEECH_FRAME])
{
	struct radio_sim_speech *speech = &sim_of(r)->speech;
	uint32_t now = modem_now();

	if (speech->frames++ && now - speech->last > speech->gap)
		speech->gap = now - speech->last;
	speech->last = now;
}

void radio_sim_hang_up(struct radio_sim *s)
{
	unsigned int i, call;

	for (i = 0; i < MODEM_CALLS_MAX; i++) {
		call = s->radio.modem->call[i].handle;
		stop_call_timers(s, call);
		radio_call_ended(s->radio.modem, call, MODEM_CAUSE_NORMAL);
	}
}

/* ---- USSD -----------------------------------------------------------------*/

static void get_ussd(char *text, size_t size, uint8_t dcs, const uint8_t *data,
		     size_t length)
{
	uint16_t wide[MODEM_USSD_MAX * 8 / 7];
	size_t n = ussd_decode(wide, dcs, data, length);

	ucs2_to_utf8(text, size, wide, n);
}

static enum modem_error start_ussd(struct radio_sim *s, uint32_t ticket,
				   uint8_t dialogue)
{
	return start_request(s, dialogue == LOST ? USSD_TIMEOUT_MS : USSD_MS,
			     T_USSD, dialogue, ticket);
}

/* Returns the reply to an answer. */
static uint8_t next_dialogue(struct radio_sim *s, const char *text)
{
	uint8_t was = s->dialogue;

	s->dialogue = NO_DIALOGUE;
	if (was == QUESTION)
		return THANKS;
	if (was == HELP)
		return CALLED;
	return strcmp(text, "2") ? TARIFF : HELP;
}

static enum modem_error send_ussd(struct radio *r, uint32_t ticket,
				  uint8_t dcs, const uint8_t *data,
				  size_t length)
{
	struct radio_sim *s = sim_of(r);
	char text[3 * MODEM_USSD_MAX];

	get_ussd(text, sizeof(text), dcs, data, length);
	note(s, RADIO_SIM_USSD, "", text);
	if (s->dialogue)
		return start_ussd(s, ticket, next_dialogue(s, text));
	if (!strcmp(text, "*100#"))
		return start_ussd(s, ticket, BALANCE);
	if (!strcmp(text, "*101#"))
		return start_ussd(s, ticket, MENU);
	return start_ussd(s, ticket, strcmp(text, "*105#") ? UNKNOWN : LOST);
}

static void cancel_ussd(struct radio *r)
{
	struct radio_sim *s = sim_of(r);
	uint8_t i;

	s->dialogue = NO_DIALOGUE;
	for (i = BALANCE; i <= LOST; i++)
		stop_timers(s, T_USSD, i);
}

static void do_ussd(struct radio_sim *s, uint32_t ticket, uint8_t dialogue)
{
	static const struct {
		uint8_t status;
		const char *text;
	} replies[] = {
		[BALANCE] = { MODEM_USSD_DONE, "Balance: 12.34" },
		[MENU] = { MODEM_USSD_ACTION, "1 Tariff 2 Help" },
		[TARIFF] = { MODEM_USSD_DONE, "Tariff: Duet 2008" },
		[HELP] = { MODEM_USSD_ACTION, "Help: 1 Calls 2 Data" },
		[CALLED] = { MODEM_USSD_DONE, "We will call you" },
		[THANKS] = { MODEM_USSD_DONE, "Thank you" },
		[UNKNOWN] = { MODEM_USSD_NOT_SUPPORTED, "" },
		[LOST] = { MODEM_USSD_TIMEOUT, "" },
	};
	const char *text = replies[dialogue].text;
	uint8_t packed[MODEM_USSD_MAX];
	size_t n = strlen(text);

	/* these texts are the same in the default alphabet */
	n = gsm_pack_ussd(packed, (const uint8_t *)text, n);
	if (replies[dialogue].status == MODEM_USSD_ACTION)
		s->dialogue = dialogue;
	radio_ussd(s->radio.modem, ticket, replies[dialogue].status, 0x0f,
		   packed, n);
}

/* Codes a text in the default alphabet, or else in UCS2. Returns its size. */
static size_t code_ussd(uint8_t *data, uint8_t *dcs, const uint16_t *text,
			size_t n)
{
	uint8_t septets[MODEM_USSD_MAX];
	size_t i;

	*dcs = sms_is_gsm(text, n) ? 0x0f : 0x48;
	if (*dcs == 0x0f) {
		n = gsm_encode(septets, sizeof(septets) - 1, text, n);
		return n == SIZE_MAX ? 0 : gsm_pack_ussd(data, septets, n);
	}
	for (i = 0; i < n && 2 * i + 1 < MODEM_USSD_MAX; i++) {
		data[2 * i] = text[i] >> 8;
		data[2 * i + 1] = text[i];
	}
	return i == n ? 2 * n : 0;
}

bool radio_sim_ussd(struct radio_sim *s, const char *utf8, bool question)
{
	uint16_t text[MODEM_USSD_MAX];
	uint8_t data[MODEM_USSD_MAX], dcs;
	size_t n = ucs2_from_utf8(text, MODEM_USSD_MAX, utf8);

	n = code_ussd(data, &dcs, text, n);
	if (!n || !modem_registered(s->radio.modem) ||
	    !radio_ussd(s->radio.modem, 0, question ? MODEM_USSD_ACTION :
			MODEM_USSD_DONE, dcs, data, n))
		return false;
	s->dialogue = question ? QUESTION : NO_DIALOGUE;
	return true;
}

void radio_sim_end_ussd(struct radio_sim *s)
{
	cancel_ussd(&s->radio);
	radio_ussd(s->radio.modem, 0, MODEM_USSD_TERMINATED, 0x0f,
		   (const uint8_t *)"", 0);
}

/* ---- time -----------------------------------------------------------------*/

/* The answer is not awaited any more. */
static void give_up(struct radio *r, uint32_t ticket)
{
	struct radio_sim *s = sim_of(r);
	unsigned int i;

	if (s->search == ticket)
		s->search = 0;
	for (i = 0; i < RADIO_SIM_TIMERS; i++)
		if (s->timers[i].ticket == ticket)
			s->timers[i].kind = T_NONE;
}

static void run_timer(struct radio_sim *s, const struct radio_sim_timer *t)
{
	struct modem *m = s->radio.modem;

	switch (t->kind) {
	case T_REGISTER:
		do_register(s);
		break;
	case T_ATTACH:
		do_attach(s, t->ticket, t->argument);
		break;
	case T_SCAN:
		do_scan(s, t->ticket);
		break;
	case T_ACTIVATE:
		do_activate(s, t);
		break;
	case T_DEACTIVATE:
		do_deactivate(s, t->ticket, t->argument);
		break;
	case T_SENT:
		radio_sms_sent(m, t->ticket, t->argument);
		break;
	case T_DELIVER:
		deliver_queue(s);
		break;
	case T_ALERT:
		do_alert(s, t->argument, t->other);
		break;
	case T_CONNECT:
		connect_call(s, t->argument);
		break;
	case T_FAIL:
		radio_call_ended(m, t->argument, t->other);
		break;
	case T_USSD:
		do_ussd(s, t->ticket, t->argument);
		break;
	}
}

/* Returns the timer that is due first, NULL if none is running. */
static struct radio_sim_timer *first_timer(struct radio_sim *s)
{
	struct radio_sim_timer *first = NULL, *t;
	unsigned int i;

	for (i = 0; i < RADIO_SIM_TIMERS; i++) {
		t = &s->timers[i];
		if (t->kind && (!first || (int32_t)(t->due - first->due) < 0))
			first = t;
	}
	return first;
}

static uint32_t poll(struct radio *r, uint32_t now)
{
	struct radio_sim *s = sim_of(r);
	struct radio_sim_timer *t, copy;

	while ((t = first_timer(s))) {
		if ((int32_t)(t->due - now) > 0)
			return t->due - now;
		copy = *t;
		t->kind = T_NONE;
		run_timer(s, &copy);
	}
	return UINT32_MAX;
}

/* ---- the tester -----------------------------------------------------------*/

void radio_sim_signal(struct radio_sim *s, uint8_t rssi)
{
	s->rssi = rssi;
	if (s->powered)
		radio_signal(s->radio.modem, rssi, rssi == 99 ? 99 : 0);
}

void radio_sim_service(struct radio_sim *s, enum modem_registration service)
{
	s->service = service;
	if (!s->powered || s->left)
		return;
	if (service == MODEM_HOME || service == MODEM_ROAMING)
		do_register(s);
	else
		leave(s, service);
}

void radio_sim_drop(struct radio_sim *s)
{
	unsigned int cid;

	end_activations(s);
	for (cid = 1; cid <= MODEM_CONTEXTS_MAX; cid++)
		do_deactivate(s, 0, cid);
}

void radio_sim_detach(struct radio_sim *s, bool detach)
{
	s->attach_denied = detach;
	if (s->powered)
		do_attach(s, 0, !detach);
}

static const struct radio_ops sim_ops = {
	.set_power = set_power,
	.select_operator = select_operator,
	.deregister = deregister,
	.scan = scan,
	.attach = attach,
	.activate = activate,
	.deactivate = deactivate,
	.send_sms = send_sms,
	.sms_room = sms_room,
	.dial = dial,
	.answer = answer,
	.hang_up = hang_up,
	.hold = hold,
	.join = join,
	.send_dtmf = send_dtmf,
	.send_speech = send_speech,
	.send_ussd = send_ussd,
	.cancel_ussd = cancel_ussd,
	.give_up = give_up,
	.poll = poll,
};

void radio_sim_init(struct radio_sim *s, const struct radio_sim_config *config)
{
	memset(s, 0, sizeof(*s));
	s->radio.ops = &sim_ops;
	s->config = config;
	s->service = MODEM_HOME;
	s->rssi = 20;
}
