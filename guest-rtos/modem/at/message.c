// SPDX-License-Identifier: BSD-3-Clause
/* Short messages, 3GPP TS 27.005, to which clauses refer. */
#include "at_port.h"
#include "charset.h"
#include "sms_pdu.h"

static const char *const stores[MODEM_STORES] = { "ME", "SM" };

/* ---- the stores, 3.1 <mem1>, <mem2>, <mem3> -------------------------------*/

/* The modem's index of message i of <mem1>, 0 if there can be none */
static unsigned int index_of(const struct at_port *p, uint32_t i)
{
	struct modem_store_range r = modem_range_of(p->sms_store[0]);

	return i - 1 < r.size ? r.first + i : 0;
}

static enum modem_store store_of(unsigned int index)
{
	return index > MODEM_SMS_ME ? MODEM_STORE_SM : MODEM_STORE_ME;
}

/* The index in its store of a message that the modem knows by `index` */
static unsigned int place_of(unsigned int index)
{
	return index - modem_range_of(store_of(index)).first;
}

static unsigned int count_store(const struct at_port *p, enum modem_store store)
{
	struct modem_store_range r = modem_range_of(store);
	unsigned int i, n = 0;

	for (i = 1; i <= r.size; i++)
		n += modem_find_sms(p->modem, r.first + i) != NULL;
	return n;
}

/* ---- parts of answers -----------------------------------------------------*/

/* Numbers are text in the character set of the terminal, 3.1 <oa> <da> <sca> */
static void put_number(struct at_port *p, const char *number)
{
	uint16_t text[MODEM_NUMBER_MAX];
	size_t n = ucs2_from_utf8(text, MODEM_NUMBER_MAX, number);

	at_put_char(p, '"');
	at_put_text(p, text, n);
	at_put_char(p, '"');
}

static void put_two(struct at_port *p, uint8_t swapped)
{
	at_put_digits(p, (swapped & 15) * 10 + (swapped >> 4), 2);
}

/* 3.1 <scts>, <dt>: "yy/MM/dd,hh:mm:ss+zz" */
static void put_stamp(struct at_port *p, const uint8_t *stamp)
{
	static const char separators[] = "//,::";
	unsigned int i;

	at_put_char(p, '"');
	for (i = 0; i < 6; i++) {
		put_two(p, stamp[i]);
		if (i < 5)
			at_put_char(p, separators[i]);
	}
	at_put_char(p, stamp[6] & 8 ? '-' : '+');
	put_two(p, stamp[6] & ~8);
	at_put_char(p, '"');
}

/* 3.1 <data>: as text only if it is in the default alphabet, without header */
static void put_data(struct at_port *p, const struct sms_message *msg)
{
	uint16_t text[SMS_TEXT_MAX];
	size_t n;

	if (sms_alphabet(msg->dcs) == SMS_GSM && !(msg->first & SMS_UDHI)) {
		n = sms_get_text(msg, text, SMS_TEXT_MAX);
		at_put_text(p, text, n);
	} else {
		at_put_hex(p, msg->user, msg->user_bytes);
	}
	at_end(p);
}

static void put_comma_number(struct at_port *p, uint32_t n)
{
	at_put_char(p, ',');
	at_put_number(p, n);
}

/* ... <sca>,<tosca>,<length> */
static void put_centre(struct at_port *p, const struct sms_message *msg)
{
	const char *smsc = msg->smsc[0] ? msg->smsc : p->modem->smsc;

	at_put_char(p, ',');
	put_number(p, smsc);
	put_comma_number(p, *smsc == '+' ? 145 : 129);
	put_comma_number(p, msg->length);
}

static uint8_t tpdu_length(const struct modem_sms *s)
{
	return s->length - 1 - s->pdu[0];
}

/* <fo>,<mr>,[<ra>],[<tora>],<scts>,<dt>,<st>; 3.4.2 and +CDS in 3.4.1 */
static void put_report(struct at_port *p, const struct sms_message *msg)
{
	at_put_number(p, msg->first);
	put_comma_number(p, msg->reference);
	at_put_char(p, ',');
	put_number(p, msg->number);
	put_comma_number(p, msg->address_type);
	at_put_char(p, ',');
	put_stamp(p, msg->time);
	at_put_char(p, ',');
	put_stamp(p, msg->discharge);
	put_comma_number(p, msg->status);
	at_end(p);
}

/* 3.1 +CSDH: the fields that both kinds of message have */
static void put_header(struct at_port *p, const struct sms_message *msg)
{
	put_comma_number(p, msg->address_type);
	put_comma_number(p, msg->first);
	put_comma_number(p, msg->pid);
	put_comma_number(p, msg->dcs);
}

/* 3.4.1 +CMT and 3.4.3 for SMS-DELIVER: "<oa>",,<scts>[,...] */
static void put_deliver(struct at_port *p, const struct sms_message *msg)
{
	put_number(p, msg->number);
	at_put(p, ",,");
	put_stamp(p, msg->time);
	if (p->set[S_CSDH]) {
		put_header(p, msg);
		put_centre(p, msg);
	}
	at_end(p);
	put_data(p, msg);
}

static void put_submit(struct at_port *p, const struct sms_message *msg)
{
	put_number(p, msg->number);
	at_put_char(p, ',');
	if (p->set[S_CSDH]) {
		put_header(p, msg);
		put_comma_number(p, msg->validity);
		put_centre(p, msg);
	}
	at_end(p);
	put_data(p, msg);
}

static void put_pdu(struct at_port *p, const struct modem_sms *s)
{
	at_put_number(p, tpdu_length(s));
	at_end(p);
	at_put_hex(p, s->pdu, s->length);
	at_end(p);
}

static bool parse(struct sms_message *msg, const struct modem_sms *s)
{
	return sms_parse(msg, s->pdu, s->length,
			 s->status <= MODEM_SMS_READ);
}

static const char *const statuses[] = { "REC UNREAD", "REC READ", "STO UNSENT",
	"STO SENT", "ALL" };

/* ---- reading, 3.4.2 and 3.4.3 ---------------------------------------------*/

static void list_as_text(struct at_port *p, const struct modem_sms *s,
			 unsigned int index)
{
	struct sms_message msg;

	if (!parse(&msg, s))
		return;
	at_begin_named(p);
	at_put_number(p, index);
	at_put_char(p, ',');
	at_put_quoted(p, statuses[s->status]);
	at_put_char(p, ',');
	if (msg.type == SMS_STATUS_REPORT && msg.incoming) {
		put_report(p, &msg);
		return;
	}
	put_number(p, msg.number);
	at_put(p, ",,");
	if (msg.incoming)
		put_stamp(p, msg.time);
	if (p->set[S_CSDH]) {
		put_comma_number(p, msg.address_type);
		put_comma_number(p, msg.length);
	}
	at_end(p);
	put_data(p, &msg);
}

static void list_as_pdu(struct at_port *p, const struct modem_sms *s,
			unsigned int index)
{
	at_begin_named(p);
	at_put_number(p, index);
	put_comma_number(p, s->status);
	at_put(p, ",,");
	put_pdu(p, s);
}

/* Returns the status that the first parameter names, -1 if it is none. */
static int wanted_status(const struct at_port *p)
{
	unsigned int i;

	if (!p->set[S_CMGF])
		return at_is_bad(p, 0, 4) ? -1 : (int)at_number(p, 0, 0);
	if (!p->nr_args)
		return 0;
	for (i = 0; i < 5; i++)
		if (!strcmp(at_text(p, 0), statuses[i]))
			return i;
	return -1;
}

/* One message at a time, so that the output never gets too long. */
static enum at_result list(struct at_port *p)
{
	int wanted = wanted_status(p);
	const struct modem_sms *s;
	unsigned int index;

	if (wanted < 0)
		return at_cms(p, p->set[S_CMGF] ? CMS_BAD_TEXT : CMS_BAD_PDU);
	while ((index = index_of(p, ++p->step))) {
		s = modem_find_sms(p->modem, index);
		if (!s || (wanted != 4 && s->status != wanted))
			continue;
		if (p->set[S_CMGF])
			list_as_text(p, s, p->step);
		else
			list_as_pdu(p, s, p->step);
		modem_mark_read(p->modem, index);
		return AT_MORE;
	}
	return AT_OK;
}

static enum at_result read_as_text(struct at_port *p, const struct modem_sms *s)
{
	struct sms_message msg;

	if (!parse(&msg, s))
		return at_cms(p, 500);
	at_begin_named(p);
	at_put_quoted(p, statuses[s->status]);
	at_put_char(p, ',');
	if (msg.incoming && msg.type == SMS_STATUS_REPORT)
		put_report(p, &msg);
	else if (msg.incoming)
		put_deliver(p, &msg);
	else
		put_submit(p, &msg);
	return AT_OK;
}

static enum at_result read_message(struct at_port *p)
{
	unsigned int index = index_of(p, at_number(p, 0, 0));
	const struct modem_sms *s = modem_find_sms(p->modem, index);
	enum at_result result = AT_OK;

	if (!s)
		return at_cms(p, CMS_BAD_INDEX);
	if (p->set[S_CMGF]) {
		result = read_as_text(p, s);
	} else {
		at_begin_named(p);
		at_put_number(p, s->status);
		at_put(p, ",,");
		put_pdu(p, s);
	}
	modem_mark_read(p->modem, index);
	return result;
}

/* ---- deleting, 3.5.4 ------------------------------------------------------*/

/* 1: read; 2: and sent; 3: and unsent; 4: all */
static bool is_covered(const struct modem_sms *s, uint32_t flag)
{
	switch (s->status) {
	case MODEM_SMS_READ:
		return flag >= 1;
	case MODEM_SMS_SENT:
		return flag >= 2;
	case MODEM_SMS_UNSENT:
		return flag >= 3;
	}
	return flag == 4;
}

static enum at_result delete_message(struct at_port *p)
{
	uint32_t flag = at_number(p, 1, 0);
	const struct modem_sms *s;
	unsigned int i, index = index_of(p, at_number(p, 0, 0));

	if (at_is_bad(p, 0, 255) || at_is_bad(p, 1, 4) || !p->nr_args)
		return at_cms(p, CMS_BAD_INDEX);
	if (!flag)
		return at_sms_result_of(p, modem_delete_sms(p->modem, index));
	for (i = 1; (index = index_of(p, i)); i++) {
		s = modem_find_sms(p->modem, index);
		if (s && is_covered(s, flag))
			modem_delete_sms(p->modem, index);
	}
	return AT_OK;
}

static enum at_result ask_delete(struct at_port *p)
{
	at_begin_named(p);
	at_put(p, "(1-");
	at_put_number(p, modem_range_of(p->sms_store[0]).size);
	at_put(p, "),(0-4)");
	at_end(p);
	return AT_OK;
}

/* ---- entering, 3.5.1 and 3.5.3 --------------------------------------------*/

/* A PDU whose TPDU has the length that the command said. */
static size_t get_pdu(struct at_port *p, uint8_t *pdu)
{
	size_t n = at_get_hex(p->text, pdu, MODEM_PDU_MAX);

	if (n == SIZE_MAX || n < 2 || n != at_number(p, 0, 0) + 1 + pdu[0])
		return 0;
	return n;
}

/* The number's type, 3.1 <toda>; the '+' says it if the parameter does not. */
static bool get_number(struct at_port *p, struct sms_message *msg,
		       unsigned int arg)
{
	uint16_t text[MODEM_NUMBER_MAX];
	size_t n = at_get_text(p, at_text(p, arg), text, MODEM_NUMBER_MAX - 2);
	uint8_t type = at_number(p, arg + 1, 0);
	size_t at = 0, i;

	if (n == SIZE_MAX || !n || at_is_bad(p, arg + 1, 255))
		return false;
	if (type == 145 && text[0] != '+')
		msg->number[at++] = '+';
	for (i = 0; i < n; i++)
		msg->number[at++] = text[i] < 0x7f ? text[i] : '?';
	msg->number[at] = '\0';
	msg->address_type = type;
	return true;
}

/* 3.1 <data>: text, or digits if it is no text of the default alphabet */
static bool get_data(struct at_port *p, struct sms_message *msg, uint8_t *user)
{
	uint16_t text[SMS_TEXT_MAX];
	size_t n;

	if (sms_alphabet(msg->dcs) == SMS_GSM && !(msg->first & SMS_UDHI)) {
		n = at_get_entered(p, text, SMS_TEXT_MAX);
		return n != SIZE_MAX && sms_put_text(msg, user, NULL, text, n);
	}
	n = at_get_hex(p->text, user, SMS_USER_MAX);
	if (n == SIZE_MAX)
		return false;
	msg->user = user;
	msg->user_bytes = n;
	msg->length = sms_alphabet(msg->dcs) == SMS_GSM ? n * 8 / 7 : n;
	return true;
}

/* From the parameters of +CSMP, 3.3.2, and the text. */
static size_t make_pdu(struct at_port *p, uint8_t *pdu)
{
	uint8_t user[SMS_USER_MAX];
	struct sms_message msg = {
		.first = p->csmp[0],
		.validity = p->csmp[1],
		.pid = p->csmp[2],
		.dcs = p->csmp[3],
	};

	if (p->nr_args && !get_number(p, &msg, 0))
		return 0;
	strcpy(msg.smsc, p->modem->smsc);
	return get_data(p, &msg, user) ? sms_make_submit(pdu, &msg) : 0;
}

static size_t get_entered(struct at_port *p, uint8_t *pdu)
{
	return p->set[S_CMGF] ? make_pdu(p, pdu) : get_pdu(p, pdu);
}

static enum at_result bad_entry(struct at_port *p)
{
	return at_cms(p, p->set[S_CMGF] ? CMS_BAD_TEXT : CMS_BAD_PDU);
}

static enum at_result send(struct at_port *p)
{
	if (p->set[S_CMGF] ? !at_text(p, 0)[0] || at_is_bad(p, 1, 255) :
	    at_is_bad(p, 0, 164) || at_number(p, 0, 0) < 7)
		return bad_entry(p);
	return AT_PROMPT;
}

static enum at_result start_send(struct at_port *p, const uint8_t *pdu,
				 size_t n)
{
	enum modem_error error = MODEM_BAD_VALUE;

	if (n)
		error = modem_send_sms(p->modem, &p->client, pdu, n);
	p->step = 1;
	if (error == MODEM_BAD_VALUE)
		return bad_entry(p);
	return error ? at_sms_result_of(p, error) : AT_WAIT;
}

static enum at_result put_reference(struct at_port *p)
{
	if (p->outcome.cause && p->outcome.error)
		return at_cms(p, p->outcome.cause);
	if (p->outcome.error)
		return at_sms_result_of(p, p->outcome.error);
	at_begin_named(p);
	at_put_number(p, p->outcome.index);
	at_end(p);
	return AT_OK;
}

static enum at_result finish_send(struct at_port *p)
{
	uint8_t pdu[MODEM_PDU_MAX];

	if (p->step)
		return put_reference(p);
	return start_send(p, pdu, get_entered(p, pdu));
}

/* The status of +CMGW, a number or a text; STO UNSENT by default */
static int write_status(const struct at_port *p)
{
	unsigned int arg = p->set[S_CMGF] ? 2 : 1, i;

	if (p->nr_args <= arg)
		return MODEM_SMS_UNSENT;
	if (!p->set[S_CMGF])
		return at_is_bad(p, arg, 3) ? -1 :
			(int)at_number(p, arg, MODEM_SMS_UNSENT);
	for (i = 0; i < 4; i++)
		if (!strcmp(at_text(p, arg), statuses[i]))
			return i;
	return -1;
}

static enum at_result write(struct at_port *p)
{
	bool good = p->set[S_CMGF] ? !at_is_bad(p, 1, 255) :
		!at_is_bad(p, 0, 164) && at_number(p, 0, 0) >= 7;

	return good && write_status(p) >= 0 ? AT_PROMPT : bad_entry(p);
}

static enum at_result finish_write(struct at_port *p)
{
	uint8_t pdu[MODEM_PDU_MAX];
	size_t n = get_entered(p, pdu);
	enum modem_error error;
	unsigned int index;

	if (!n)
		return bad_entry(p);
	error = modem_store_sms(p->modem, p->sms_store[1], write_status(p), pdu,
				n, &index);
	if (error)
		return at_sms_result_of(p, error);
	at_begin_named(p);
	at_put_number(p, place_of(index));
	at_end(p);
	return AT_OK;
}

/* 3.5.2: +CMSS=<index>[,<da>[,<toda>]]. A stored message becomes a sent one. */
static enum at_result send_stored(struct at_port *p)
{
	struct modem_store_range r = modem_range_of(p->sms_store[1]);
	uint32_t i = at_number(p, 0, 0);
	const struct modem_sms *s = i - 1 < r.size ?
		modem_find_sms(p->modem, r.first + i) : NULL;
	uint8_t pdu[MODEM_PDU_MAX];
	struct sms_message msg;
	size_t n;

	if (!s)
		return at_cms(p, CMS_BAD_INDEX);
	if (s->status <= MODEM_SMS_READ || !parse(&msg, s) ||
	    msg.type != SMS_SUBMIT)
		return at_cms(p, CMS_NOT_ALLOWED);
	n = s->length;
	memcpy(pdu, s->pdu, n);
	if (p->nr_args > 1)
		n = get_number(p, &msg, 1) ? sms_make_submit(pdu, &msg) : 0;
	return start_send(p, pdu, n);
}

static enum at_result finish_stored(struct at_port *p)
{
	struct modem_store_range r = modem_range_of(p->sms_store[1]);
	enum at_result result = put_reference(p);

	if (result == AT_OK)
		modem_mark_sent(p->modem, r.first + at_number(p, 0, 0));
	return result;
}

/* ---- settings -------------------------------------------------------------*/

/* 3.2.1: 1 is phase 2+, in which +CNMA acknowledges what +CMT or +CDS sent */
static enum at_result set_service(struct at_port *p)
{
	if (p->nr_args != 1 || at_is_bad(p, 0, 1))
		return at_cms(p, CMS_NOT_ALLOWED);
	p->set[S_CSMS] = at_number(p, 0, 0);
	p->unacknowledged = 0;
	at_line(p, "+CSMS: 1,1,0");
	return AT_OK;
}

static enum at_result read_service(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->set[S_CSMS]);
	at_put(p, ",1,1,0");
	at_end(p);
	return AT_OK;
}

static void put_usage(struct at_port *p, bool named)
{
	const uint8_t chosen[3] = { p->sms_store[0], p->sms_store[1],
				    p->modem->incoming };
	unsigned int i;

	at_begin_named(p);
	for (i = 0; i < 3; i++) {
		if (i)
			at_put_char(p, ',');
		if (named) {
			at_put_quoted(p, stores[chosen[i]]);
			at_put_char(p, ',');
		}
		at_put_number(p, count_store(p, chosen[i]));
		put_comma_number(p, modem_range_of(chosen[i]).size);
	}
	at_end(p);
}

/* Returns the store that parameter i names, -1 if it is none. */
static int get_store(const struct at_port *p, unsigned int i)
{
	int store;

	for (store = 0; store < MODEM_STORES; store++)
		if (!strcmp(at_text(p, i), stores[store]))
			return store;
	return -1;
}

/* 3.2.2: the store of messages that come in is the same for all ports. */
static enum at_result set_store(struct at_port *p)
{
	unsigned int i;

	for (i = 0; i < p->nr_args; i++)
		if (get_store(p, i) < 0)
			return at_cms(p, CMS_NOT_ALLOWED);
	if (!p->nr_args || p->nr_args > 3)
		return at_cms(p, CMS_NOT_ALLOWED);
	for (i = 0; i < p->nr_args && i < 2; i++)
		p->sms_store[i] = get_store(p, i);
	if (p->nr_args == 3)
		modem_set_store(p->modem, get_store(p, 2));
	put_usage(p, false);
	return AT_OK;
}

static enum at_result read_store(struct at_port *p)
{
	put_usage(p, true);
	return AT_OK;
}

/* 3.3.1 */
static enum at_result set_centre(struct at_port *p)
{
	struct sms_message msg = { 0 };

	if (!get_number(p, &msg, 0))
		return at_cms(p, CMS_BAD_TEXT);
	return at_sms_result_of(p, modem_set_smsc(p->modem, msg.number));
}

static enum at_result read_centre(struct at_port *p)
{
	at_begin_named(p);
	put_number(p, p->modem->smsc);
	put_comma_number(p, p->modem->smsc[0] == '+' ? 145 : 129);
	at_end(p);
	return AT_OK;
}

/* 3.3.2: only relative validity; <fo> must be that of an SMS-SUBMIT */
static enum at_result set_parameters(struct at_port *p)
{
	uint32_t first = at_number(p, 0, p->csmp[0]);
	unsigned int i;

	for (i = 0; i < 4; i++)
		if (at_is_bad(p, i, 255))
			return at_cms(p, CMS_BAD_TEXT);
	if (p->nr_args > 4 || (first & SMS_MTI) != SMS_SUBMIT ||
	    ((first & SMS_VPF) && (first & SMS_VPF) != SMS_VP_RELATIVE))
		return at_cms(p, CMS_BAD_TEXT);
	for (i = 0; i < 4; i++)
		p->csmp[i] = at_number(p, i, p->csmp[i]);
	return AT_OK;
}

static void put_list(struct at_port *p, const uint8_t *values, unsigned int n)
{
	unsigned int i;

	at_begin_named(p);
	for (i = 0; i < n; i++) {
		if (i)
			at_put_char(p, ',');
		at_put_number(p, values[i]);
	}
	at_end(p);
}

static enum at_result read_parameters(struct at_port *p)
{
	put_list(p, p->csmp, 4);
	return AT_OK;
}

/* 3.4.1 */
static enum at_result set_indications(struct at_port *p)
{
	static const uint8_t max[] = { 3, 3, 2, 2, 1 };
	unsigned int i;

	for (i = 0; i < 5; i++)
		if (at_is_bad(p, i, max[i]))
			return at_cms(p, CMS_NOT_ALLOWED);
	if (p->nr_args > 5)
		return at_cms(p, CMS_NOT_ALLOWED);
	for (i = 0; i < 5; i++)
		p->cnmi[i] = at_number(p, i, i < p->nr_args ? 0 : p->cnmi[i]);
	if (p->cnmi[0] && p->cnmi[4])
		p->sms_news = 0;
	p->wake(p);
	return AT_OK;
}

static enum at_result read_indications(struct at_port *p)
{
	put_list(p, p->cnmi, 5);
	return AT_OK;
}

/* ---- messages that come in, 3.4.1 -----------------------------------------*/

static void begin_news(struct at_port *p, const char *text)
{
	at_begin(p);
	at_put(p, text);
}

static void put_direct(struct at_port *p, const struct modem_sms *s,
		       const struct sms_message *msg)
{
	bool report = msg->type == SMS_STATUS_REPORT;

	begin_news(p, report ? "+CDS: " : p->set[S_CMGF] ? "+CMT: " :
		   "+CMT: ,");
	if (!p->set[S_CMGF])
		put_pdu(p, s);
	else if (report)
		put_report(p, msg);
	else
		put_deliver(p, msg);
}

/*
 * Whether the message goes to the terminal, instead of an indication: 2, but
 * for messages that are for the SIM or to be kept; 3 for those of class 3.
 */
static bool is_routed(const struct at_port *p, const struct sms_message *msg)
{
	if (msg->type == SMS_STATUS_REPORT)
		return p->cnmi[3] == 1;
	if (p->cnmi[1] == 2)
		return sms_class(msg->dcs) != 2 && !sms_is_waiting(msg->dcs);
	return p->cnmi[1] == 3 && sms_class(msg->dcs) == 3;
}

/* Routed to the terminal, so that the store need not keep it. */
static void route(struct at_port *p, const struct modem_sms *s,
		  const struct sms_message *msg, unsigned int index)
{
	put_direct(p, s, msg);
	if (!p->set[S_CSMS]) {
		modem_delete_sms(p->modem, index);
		return;
	}
	p->unacknowledged = index;
	p->routed = modem_now();
}

void at_put_delivery(struct at_port *p, unsigned int index)
{
	const struct modem_sms *s = modem_find_sms(p->modem, index);
	struct sms_message msg;
	bool report;

	/* its place may have been taken by one that did not come in */
	if (!s || s->status > MODEM_SMS_READ || !parse(&msg, s))
		return;
	report = msg.type == SMS_STATUS_REPORT;
	if (!p->cnmi[report ? 3 : 1])
		return;
	if (is_routed(p, &msg)) {
		route(p, s, &msg, index);
		return;
	}
	begin_news(p, report ? "+CDSI: " : "+CMTI: ");
	at_put_quoted(p, stores[store_of(index)]);
	put_comma_number(p, place_of(index));
	at_end(p);
}

/* ---- acknowledgement, 3.4.4 -----------------------------------------------*/

#define ACKNOWLEDGE_MS	15000	/* TR2M of 24.011 10 is 12 to 20 s */

/* Without an acknowledgement in time nothing more is routed. */
static void check_acknowledgement(struct at_port *p)
{
	if (!p->unacknowledged || modem_now() - p->routed < ACKNOWLEDGE_MS)
		return;
	p->unacknowledged = 0;
	p->cnmi[1] = p->cnmi[3] = 0;
}

/* Mode 0 keeps indications until the mode changes, but none of none. */
bool at_may_deliver(struct at_port *p)
{
	check_acknowledgement(p);
	if (p->unacknowledged)
		return false;
	return p->cnmi[0] || (!p->cnmi[1] && !p->cnmi[3]);
}

/* The message is the terminal's now, or has been refused and stays. */
static enum at_result acknowledged(struct at_port *p)
{
	const struct modem_sms *s = modem_find_sms(p->modem, p->unacknowledged);

	if (s && s->status <= MODEM_SMS_READ && at_number(p, 0, 0) < 2)
		modem_delete_sms(p->modem, p->unacknowledged);
	p->unacknowledged = 0;
	p->wake(p);
	return AT_OK;
}

/* +CNMA[=<n>[,<length>]]; an acknowledging TPDU is taken and not used. */
static enum at_result acknowledge(struct at_port *p)
{
	check_acknowledgement(p);
	if (!p->unacknowledged)
		return at_cms(p, CMS_NOT_EXPECTED);
	if (p->kind == AT_RUN) {
		p->nr_args = 0;
		return acknowledged(p);
	}
	if (p->set[S_CMGF] || p->nr_args > 2 || at_is_bad(p, 0, 2) ||
	    at_is_bad(p, 1, 164))
		return at_cms(p, CMS_NOT_ALLOWED);
	return at_number(p, 1, 0) ? AT_PROMPT : acknowledged(p);
}

const struct at_command at_message[] = {
	{ "CSMS", "(0,1)", .set = set_service, .read = read_service },
	{ "CPMS", "(\"ME\",\"SM\"),(\"ME\",\"SM\"),(\"ME\",\"SM\")",
	  .set = set_store, .read = read_store },
	{ "CMGF", "(0,1)", .setting = S_CMGF, .max = 1 },
	{ "CSCA", "", .set = set_centre, .read = read_centre },
	{ "CSMP", "", .set = set_parameters, .read = read_parameters },
	{ "CSDH", "(0,1)", .setting = S_CSDH, .max = 1 },
	{ "CNMI", "(0-3),(0-3),(0-2),(0-2),(0,1)", .set = set_indications,
	  .read = read_indications },
	{ "CNMA", "(0-2)", .set = acknowledge, .run = acknowledge,
	  .finish = acknowledged },
	{ "CMGL", "(0-4)", .set = list, .run = list },
	{ "CMGR", "", .set = read_message },
	{ "CMGS", "", .set = send, .finish = finish_send },
	{ "CMSS", "", .set = send_stored, .finish = finish_stored },
	{ "CMGW", "", .set = write, .run = write, .finish = finish_write },
	{ "CMGD", .set = delete_message, .ask = ask_delete },
	{ "CMMS", "(0-2)", .setting = S_CMMS, .max = 2 },
	{ NULL }
};
