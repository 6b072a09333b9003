// SPDX-License-Identifier: BSD-3-Clause
/* Registration and operators, 27.007 7.2, 7.3, 5.9; USSD, 7.15. */
#include "at_port.h"
#include "charset.h"
#include "sms_pdu.h"

/* ---- registration ---------------------------------------------------------*/

/* <stat>[,<lac>,<ci>,<AcT>] */
void at_put_registration(struct at_port *p, uint8_t state, bool full)
{
	const struct modem *m = p->modem;

	at_put_number(p, state);
	if (!full || (state != MODEM_HOME && state != MODEM_ROAMING))
		return;
	at_put(p, ",\"");
	at_put_hex_number(p, m->area, 4);
	at_put(p, "\",\"");
	at_put_hex_number(p, m->cell, 8);
	at_put(p, "\",");
	at_put_number(p, m->operator.act);
}

static enum at_result read_state(struct at_port *p, uint8_t state)
{
	uint8_t mode = p->set[p->command->setting];

	at_begin_named(p);
	at_put_number(p, mode);
	at_put_char(p, ',');
	at_put_registration(p, state, mode == 2);
	at_end(p);
	return AT_OK;
}

static enum at_result read_circuit(struct at_port *p)
{
	return read_state(p, p->modem->registration);
}

static enum at_result read_packet(struct at_port *p)
{
	return read_state(p, p->modem->packet);
}

/* ---- operators, 7.3 -------------------------------------------------------*/

enum { AUTOMATIC, MANUAL, DEREGISTER, SET_FORMAT, MANUAL_AUTOMATIC };

static const char *operator_name(const struct modem_operator *op,
				 unsigned int format)
{
	return format == 0 ? op->name : format == 1 ? op->brief : op->numeric;
}

static enum at_result read_operator(struct at_port *p)
{
	const struct modem *m = p->modem;

	at_begin_named(p);
	at_put_number(p, m->deregistered ? DEREGISTER : m->manual);
	if (m->operator.numeric[0]) {
		at_put_char(p, ',');
		at_put_number(p, p->cops_format);
		at_put_char(p, ',');
		at_put_quoted(p, operator_name(&m->operator, p->cops_format));
		at_put_char(p, ',');
		at_put_number(p, m->operator.act);
	}
	at_end(p);
	return AT_OK;
}

static enum at_result wait_for(struct at_port *p, enum modem_error error)
{
	return error ? at_result_of(p, error) : AT_WAIT;
}

/* Only numeric names are unique; others are compared with known ones. */
static const char *find_numeric(struct at_port *p, const char *name,
				unsigned int format)
{
	const struct modem *m = p->modem;
	unsigned int i;

	if (format == 2)
		return name;
	if (!strcmp(name, operator_name(&m->operator, format)))
		return m->operator.numeric;
	for (i = 0; i < m->scanned; i++)
		if (!strcmp(name, operator_name(&m->scan[i], format)))
			return m->scan[i].numeric;
	return NULL;
}

static enum at_result select_manual(struct at_port *p)
{
	unsigned int format = at_number(p, 1, p->cops_format);
	const char *numeric = find_numeric(p, at_text(p, 2), format);
	char copy[sizeof(p->modem->operator.numeric)];

	if (p->nr_args < 3 || (numeric && strlen(numeric) >= sizeof(copy)))
		return at_cme(p, CME_BAD_PARAMETERS);
	if (!numeric)
		return at_result_of(p, MODEM_NO_NETWORK);
	strcpy(copy, numeric);
	p->cops_format = format;
	return wait_for(p, modem_select_operator(p->modem, &p->client, copy));
}

static enum at_result set_operator(struct at_port *p)
{
	if (!p->nr_args || at_is_bad(p, 0, 4) || at_is_bad(p, 1, 2) ||
	    at_is_bad(p, 3, 7))
		return at_cme(p, CME_BAD_PARAMETERS);
	switch (at_number(p, 0, AUTOMATIC)) {
	case AUTOMATIC:
		return wait_for(p, modem_select_operator(p->modem, &p->client,
							 NULL));
	case DEREGISTER:
		return at_result_of(p, modem_deregister(p->modem));
	case SET_FORMAT:
		p->cops_format = at_number(p, 1, 0);
		return AT_OK;
	default:
		return select_manual(p);
	}
}

static void put_operator(struct at_port *p, const struct modem_operator *op)
{
	at_put_char(p, '(');
	at_put_number(p, op->status);
	at_put_char(p, ',');
	at_put_quoted(p, op->name);
	at_put_char(p, ',');
	at_put_quoted(p, op->brief);
	at_put_char(p, ',');
	at_put_quoted(p, op->numeric);
	at_put_char(p, ',');
	at_put_number(p, op->act);
	at_put(p, "),");
}

static enum at_result put_operators(struct at_port *p)
{
	unsigned int i;

	at_begin_named(p);
	for (i = 0; i < p->modem->scanned; i++)
		put_operator(p, &p->modem->scan[i]);
	at_put(p, ",(0-4),(0-2)");
	at_end(p);
	return AT_OK;
}

/* Mode 4 is automatic after the manual selection has failed. */
static bool goes_on(struct at_port *p)
{
	return p->kind == AT_SET && at_number(p, 0, 0) == MANUAL_AUTOMATIC &&
		p->outcome.error && !p->step++;
}

/* After "=?" and after "=": only a scan has a list. */
static enum at_result finish_operator(struct at_port *p)
{
	if (goes_on(p))
		return wait_for(p, modem_select_operator(p->modem, &p->client,
							 NULL));
	if (p->outcome.error)
		return at_result_of(p, p->outcome.error);
	return p->outcome.type == MODEM_EVENT_SCANNED ? put_operators(p) : AT_OK;
}

static enum at_result scan(struct at_port *p)
{
	return wait_for(p, modem_scan(p->modem, &p->client));
}

/* 5.9: 12 GSM, 22 UTRAN, 25 both */
static enum at_result set_modes(struct at_port *p)
{
	uint32_t n = at_number(p, 0, 25);

	return n == 25 ? AT_OK : at_cme(p, n == 12 || n == 22 ?
		CME_NOT_SUPPORTED : CME_BAD_PARAMETERS);
}

static enum at_result read_modes(struct at_port *p)
{
	at_line(p, "+WS46: 25");
	return AT_OK;
}

/* ---- USSD, 7.15 -----------------------------------------------------------*/

#define DEFAULT_DCS	15

static enum at_result send_septets(struct at_port *p, const uint16_t *text,
				   size_t n, uint8_t dcs)
{
	uint8_t septets[MODEM_USSD_MAX], packed[MODEM_USSD_MAX];

	n = gsm_encode(septets, sizeof(septets) - 1, text, n);
	if (n == SIZE_MAX || !n)
		return at_cme(p, CME_BAD_PARAMETERS);
	n = gsm_pack_ussd(packed, septets, n);
	return at_result_of(p, modem_send_ussd(p->modem, &p->client, dcs,
					       packed, n));
}

static enum at_result send_wide(struct at_port *p, const uint16_t *text,
				size_t n, uint8_t dcs)
{
	uint8_t data[MODEM_USSD_MAX];
	size_t i;

	if (2 * n > sizeof(data))
		return at_result_of(p, MODEM_TOO_LONG);
	for (i = 0; i < n; i++) {
		data[2 * i] = text[i] >> 8;
		data[2 * i + 1] = text[i];
	}
	return at_result_of(p, modem_send_ussd(p->modem, &p->client, dcs, data,
					       2 * n));
}

static enum at_result send_ussd(struct at_port *p)
{
	uint8_t dcs = at_number(p, 2, DEFAULT_DCS);
	uint16_t text[MODEM_USSD_MAX];
	size_t n = at_get_text(p, at_text(p, 1), text, MODEM_USSD_MAX);

	if (n == SIZE_MAX)
		return at_cme(p, CME_BAD_PARAMETERS);
	switch (ussd_alphabet(dcs)) {
	case SMS_GSM:
		return send_septets(p, text, n, dcs);
	case SMS_UCS2:
		return send_wide(p, text, n, dcs);
	default:
		return at_cme(p, CME_NOT_SUPPORTED);
	}
}

/* +CUSD=<n>[,<str>[,<dcs>]] */
static enum at_result set_ussd(struct at_port *p)
{
	if (at_is_bad(p, 0, 2) || at_is_bad(p, 2, 255) || p->nr_args > 3)
		return at_cme(p, CME_BAD_PARAMETERS);
	if (at_number(p, 0, 0) == 2)
		return at_result_of(p, modem_cancel_ussd(p->modem,
							 &p->client));
	p->set[S_CUSD] = at_number(p, 0, 0);
	return p->nr_args > 1 ? send_ussd(p) : AT_OK;
}

const struct at_command at_network[] = {
	{ "CREG", "(0-2)", .read = read_circuit, .setting = S_CREG, .max = 2 },
	{ "CGREG", "(0-2)", .read = read_packet, .setting = S_CGREG, .max = 2 },
	{ "COPS", .set = set_operator, .read = read_operator, .ask = scan,
	  .finish = finish_operator, .abortable = true },
	{ "WS46", "(12,22,25)", .set = set_modes, .read = read_modes },
	{ "CUSD", "(0-2)", .set = set_ussd, .setting = S_CUSD, .max = 2 },
	{ NULL }
};
