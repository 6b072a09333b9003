// SPDX-License-Identifier: BSD-3-Clause
/*
 * Unsolicited result codes. An event is only noted, as one bit: the line is
 * made from the modem's state when the port may send it, so that nothing can
 * overflow, and a slow terminal sees the latest state.
 */
#include "at_port.h"
#include "sms_pdu.h"

#define BIT(n)	(1u << (n))

static void note_call_end(struct at_port *p, const struct modem_event *e)
{
	uint8_t bit = BIT(e->index);

	p->causes[0] = e->cause;
	p->causes[e->index] = e->cause;
	p->ring_news &= ~bit;
	p->wait_news &= ~bit;
	if (!p->own_end)
		p->end_news |= p->told & bit;
	p->told &= ~bit;
	p->own &= ~bit;
}

static void note_call(struct at_port *p, unsigned int id)
{
	if (p->modem->call[id - 1].state == MODEM_WAITING && p->set[S_CCWA]) {
		p->wait_news |= BIT(id);
		p->told |= BIT(id);
	}
}

/* An active context that ends without having been asked to is news. */
static void note_context(struct at_port *p, unsigned int cid)
{
	switch (p->modem->context[cid - 1].state) {
	case MODEM_ACTIVATED:
		p->active |= BIT(cid);
		break;
	case MODEM_INACTIVE:
		p->context_news |= p->active & BIT(cid);
		p->active &= ~BIT(cid);
		break;
	default:
		p->active &= ~BIT(cid);
		break;
	}
}

void at_event(struct modem_client *client, const struct modem_event *e)
{
	struct at_port *p = (struct at_port *)client;

	switch (e->type) {
	case MODEM_EVENT_SMS:
		p->sms_news |= 1ull << (e->index - 1);
		if (p->unacknowledged == e->index)
			p->unacknowledged = 0;	/* it is another one now */
		break;
	case MODEM_EVENT_CALL:
		note_call(p, e->index);
		break;
	case MODEM_EVENT_RING:
		p->ring_news |= BIT(e->index);
		p->told |= BIT(e->index);
		break;
	case MODEM_EVENT_CALL_END:
		note_call_end(p, e);
		break;
	case MODEM_EVENT_CONTEXT:
		note_context(p, e->index);
		break;
	case MODEM_EVENT_SMS_SENT:
	case MODEM_EVENT_SCANNED:
	case MODEM_EVENT_REGISTERED:
	case MODEM_EVENT_ATTACHED:
	case MODEM_EVENT_ACTIVATED:
		p->outcome = *e;
		p->done = true;
		break;
	default:
		break;
	}
	p->news |= BIT(e->type);
	p->wake(p);
}

void at_drop_news(struct at_port *p)
{
	unsigned int cid;

	p->news = 0;
	p->sms_news = 0;
	p->ring_news = p->wait_news = p->end_news = 0;
	p->told = p->own = 0;
	p->context_news = 0;
	p->active = 0;
	for (cid = 1; cid <= MODEM_CONTEXTS_MAX; cid++)
		if (p->modem->context[cid - 1].state == MODEM_ACTIVATED)
			p->active |= BIT(cid);
	p->creg_told = p->modem->registration;
	p->cgreg_told = p->modem->packet;
	at_get_indicators(p->modem, p->indicators);
}

/* Returns the lowest of the bits and clears it, -1 if there is none. */
static int take_bit(uint8_t *bits)
{
	int i = *bits ? __builtin_ctz(*bits) : -1;

	*bits &= *bits - 1;
	return i;
}

static bool take_news(struct at_port *p, enum modem_event_type type)
{
	bool was = p->news & BIT(type);

	p->news &= ~BIT(type);
	return was;
}

/* ---- calls ----------------------------------------------------------------*/

/* V.250 6.3.4, with the cause's code where there is one */
static bool put_end(struct at_port *p)
{
	int id = take_bit(&p->end_news);

	if (id < 0)
		return false;
	switch (p->causes[id]) {
	case MODEM_CAUSE_BUSY:
		at_put_result(p, AT_BUSY);
		break;
	case MODEM_CAUSE_NO_USER:
	case MODEM_CAUSE_NO_ANSWER:
		at_put_result(p, AT_NO_ANSWER);
		break;
	default:
		at_put_result(p, AT_NO_CARRIER);
		break;
	}
	return true;
}

/* Returns the first call that is still in that state, -1 if there is none. */
static int take_call(const struct at_port *p, uint8_t *bits,
		     enum modem_call_state state)
{
	int id;

	do
		id = take_bit(bits);
	while (id > 0 && p->modem->call[id - 1].state != state);
	return id;
}

/* 27.007 6.11 and 7.6; <CLI validity> 1: withheld */
static bool put_ring(struct at_port *p)
{
	int id = take_call(p, &p->ring_news, MODEM_INCOMING);
	const char *number;

	if (id < 0)
		return false;
	if (p->set[S_CRC])
		at_line(p, "+CRING: VOICE");
	else
		at_put_result(p, AT_RING);
	if (!p->set[S_CLIP])
		return true;
	number = p->modem->call[id - 1].number;
	at_begin(p);
	at_put(p, "+CLIP: ");
	at_put_address(p, number);
	at_put(p, *number ? ",,,,0" : ",,,,1");
	at_end(p);
	return true;
}

/* 7.12: class 1 is voice */
static bool put_waiting(struct at_port *p)
{
	int id = take_call(p, &p->wait_news, MODEM_WAITING);

	if (id < 0)
		return false;
	at_begin(p);
	at_put(p, "+CCWA: ");
	at_put_address(p, p->modem->call[id - 1].number);
	at_put(p, ",1");
	at_end(p);
	return true;
}

/* ---- network --------------------------------------------------------------*/

/* A change before the terminal asked for reports is none later. */
static bool put_state(struct at_port *p, const char *name, uint8_t mode,
		      uint8_t state, uint8_t *told)
{
	bool same = state == *told;

	*told = state;
	if (!mode || (mode == 1 && same))
		return false;
	at_begin(p);
	at_put(p, name);
	at_put_registration(p, state, mode == 2);
	at_end(p);
	return true;
}

/* 7.2, 10.1.20 */
static bool put_registration(struct at_port *p)
{
	const struct modem *m = p->modem;
	bool circuit = take_news(p, MODEM_EVENT_REGISTRATION);
	bool packet = take_news(p, MODEM_EVENT_ATTACH);
	bool any = false;

	if (circuit)
		any = put_state(p, "+CREG: ", p->set[S_CREG], m->registration,
				&p->creg_told);
	if (packet || (circuit && m->attached))
		any |= put_state(p, "+CGREG: ", p->set[S_CGREG], m->packet,
				 &p->cgreg_told);
	return any;
}

/* 10.1.19 */
static bool put_context(struct at_port *p)
{
	int cid = take_bit(&p->context_news);

	if (cid < 0 || !p->set[S_CGEREP])
		return false;
	at_begin(p);
	at_put(p, "+CGEV: NW DEACT \"IP\",");
	at_put_ip(p, p->modem->context[cid - 1].ip.address);
	at_put_char(p, ',');
	at_put_number(p, cid);
	at_end(p);
	return true;
}

/* 7.15 */
static bool put_ussd(struct at_port *p)
{
	const struct modem_ussd *u = &p->modem->ussd;
	uint16_t text[MODEM_USSD_MAX * 8 / 7];
	size_t n;

	if (!take_news(p, MODEM_EVENT_USSD) || !p->set[S_CUSD])
		return false;
	at_begin(p);
	at_put(p, "+CUSD: ");
	at_put_number(p, u->status);
	if (u->length) {
		n = ussd_decode(text, u->dcs, u->data, u->length);
		at_put(p, ",\"");
		at_put_in_quotes(p, text, n);
		at_put(p, "\",");
		at_put_number(p, u->dcs);
	}
	at_end(p);
	return true;
}

/* 8.15.2 +CTZV: the zone */
static bool put_zone(struct at_port *p)
{
	int quarters = p->modem->time.quarters;

	if (!take_news(p, MODEM_EVENT_TIME) || !p->set[S_CTZR])
		return false;
	at_begin(p);
	at_put(p, quarters < 0 ? "+CTZV: -" : "+CTZV: +");
	at_put_digits(p, quarters < 0 ? -quarters : quarters, 2);
	at_end(p);
	return true;
}

/* 8.10 */
static bool put_indicator(struct at_port *p)
{
	uint8_t now[AT_INDICATORS];
	unsigned int i;

	if (!p->cmer || !p->cmer_ind)
		return false;
	at_get_indicators(p->modem, now);
	for (i = 0; i < AT_INDICATORS && now[i] == p->indicators[i]; i++)
		;
	if (i == AT_INDICATORS)
		return false;
	p->indicators[i] = now[i];
	at_begin(p);
	at_put(p, "+CIEV: ");
	at_put_number(p, i + 1);
	at_put_char(p, ',');
	at_put_number(p, now[i]);
	at_end(p);
	return true;
}

static bool put_sms(struct at_port *p)
{
	unsigned int i;

	if (!p->sms_news || !at_may_deliver(p))
		return false;
	i = __builtin_ctzll(p->sms_news);
	p->sms_news &= p->sms_news - 1;
	at_put_delivery(p, i + 1);
	return true;
}

static bool put_one(struct at_port *p)
{
	return put_end(p) || put_ring(p) || put_waiting(p) ||
		put_registration(p) || put_context(p) || put_ussd(p) ||
		put_sms(p) || put_zone(p) || put_indicator(p);
}

bool at_put_news(struct at_port *p)
{
	while (p->out_length < AT_OUT_MAX / 3) {
		if (!put_one(p)) {
			p->news = 0;
			return false;
		}
	}
	return true;
}
