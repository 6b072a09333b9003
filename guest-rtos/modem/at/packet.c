// SPDX-License-Identifier: BSD-3-Clause
/* Packets, 27.007 clause 10.1. The data themselves go by another channel. */
#include "at_port.h"

static const struct modem_context *context(const struct at_port *p,
					   unsigned int cid)
{
	return &p->modem->context[cid - 1];
}

/* 10.1.1: +CGDCONT=<cid>[,<PDP_type>[,<APN>[,<address>[,<d>[,<h>]]]]] */
static enum at_result define(struct at_port *p)
{
	uint32_t cid = at_number(p, 0, 0);

	if (!cid || at_is_bad(p, 4, 0) || at_is_bad(p, 5, 0))
		return at_cme(p, CME_BAD_PARAMETERS);
	if (p->nr_args == 1)
		return at_result_of(p, modem_define_context(p->modem, cid,
							    NULL));
	if (strcmp(at_text(p, 1), "IP"))
		return at_cme(p, CME_BAD_PARAMETERS);
	return at_result_of(p, modem_define_context(p->modem, cid,
						    at_text(p, 2)));
}

/* Puts a line for each context that is defined: its cid, and the rest. */
static enum at_result list_contexts(struct at_port *p, uint32_t only,
				    void (*put)(struct at_port *p,
						const struct modem_context *c))
{
	unsigned int cid;

	for (cid = 1; cid <= MODEM_CONTEXTS_MAX; cid++) {
		if (!context(p, cid)->defined || (only && cid != only))
			continue;
		at_begin_named(p);
		at_put_number(p, cid);
		at_put_char(p, ',');
		put(p, context(p, cid));
		at_end(p);
	}
	return AT_OK;
}

static void put_definition(struct at_port *p, const struct modem_context *c)
{
	at_put(p, "\"IP\",");
	at_put_quoted(p, c->apn);
	at_put(p, ",\"\",0,0");
}

static enum at_result read_definitions(struct at_port *p)
{
	return list_contexts(p, 0, put_definition);
}

/* 10.1.9 */
static enum at_result attach(struct at_port *p)
{
	enum modem_error error;

	if (!p->nr_args || at_is_bad(p, 0, 1))
		return at_cme(p, CME_BAD_PARAMETERS);
	error = modem_attach(p->modem, &p->client, at_number(p, 0, 1));
	return error ? at_result_of(p, error) : AT_WAIT;
}

static enum at_result read_attached(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->modem->attached);
	at_end(p);
	return AT_OK;
}

/* 10.1.10: one context after the other; port.step is the next one's cid */
static enum at_result activate_next(struct at_port *p)
{
	bool on = at_number(p, 0, 1);
	enum modem_error error;
	unsigned int cid;

	for (cid = p->step; cid <= MODEM_CONTEXTS_MAX; cid++) {
		if (!context(p, cid)->defined)
			continue;
		p->step = cid + 1;
		p->done = false;
		error = modem_activate(p->modem, &p->client, cid, on);
		return error ? at_result_of(p, error) : AT_WAIT;
	}
	return AT_OK;
}

/* +CGACT=<state>[,<cid>]; without <cid> it means all defined ones */
static enum at_result activate(struct at_port *p)
{
	uint32_t cid = at_number(p, 1, 0);
	enum modem_error error;

	if (!p->nr_args || at_is_bad(p, 0, 1) || p->nr_args > 2 ||
	    at_is_bad(p, 1, MODEM_CONTEXTS_MAX))
		return at_cme(p, CME_BAD_PARAMETERS);
	p->step = cid ? MODEM_CONTEXTS_MAX + 1 : 1;
	if (!cid)
		return activate_next(p);
	error = modem_activate(p->modem, &p->client, cid, at_number(p, 0, 1));
	return error ? at_result_of(p, error) : AT_WAIT;
}

static enum at_result finish_activate(struct at_port *p)
{
	if (p->outcome.error)
		return at_result_of(p, p->outcome.error);
	return activate_next(p);
}

static void put_state(struct at_port *p, const struct modem_context *c)
{
	at_put_number(p, c->state == MODEM_ACTIVATED);
}

static enum at_result read_activated(struct at_port *p)
{
	return list_contexts(p, 0, put_state);
}

void at_put_ip(struct at_port *p, uint32_t address)
{
	unsigned int shift;

	for (shift = 32; shift; ) {
		shift -= 8;
		at_put_number(p, address >> shift & 255);
		if (shift)
			at_put_char(p, '.');
	}
}

static void put_address(struct at_port *p, const struct modem_context *c)
{
	at_put_char(p, '"');
	if (c->state == MODEM_ACTIVATED)
		at_put_ip(p, c->ip.address);
	at_put_char(p, '"');
}

/* 10.1.14: +CGPADDR[=<cid>] */
static enum at_result read_address(struct at_port *p)
{
	uint32_t only = at_number(p, 0, 0);

	if (p->kind == AT_SET && (only < 1 || only > MODEM_CONTEXTS_MAX))
		return at_cme(p, CME_BAD_PARAMETERS);
	return list_contexts(p, only, put_address);
}

/* 10.1.19 */
static enum at_result set_events(struct at_port *p)
{
	if (at_is_bad(p, 0, 2) || at_is_bad(p, 1, 1) || p->nr_args > 2)
		return at_cme(p, CME_BAD_PARAMETERS);
	p->set[S_CGEREP] = at_number(p, 0, 0);
	return AT_OK;
}

static enum at_result read_events(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->set[S_CGEREP]);
	at_put(p, ",0");
	at_end(p);
	return AT_OK;
}

const struct at_command at_packet[] = {
	{ "CGDCONT", "(1-4),\"IP\",,,(0),(0)", .set = define,
	  .read = read_definitions },
	{ "CGATT", "(0,1)", .set = attach, .read = read_attached },
	{ "CGACT", "(0,1)", .set = activate, .read = read_activated,
	  .finish = finish_activate },
	{ "CGPADDR", "(1-4)", .set = read_address, .run = read_address },
	{ "CGEREP", "(0-2),(0,1)", .set = set_events, .read = read_events },
	{ NULL }
};
