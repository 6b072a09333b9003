// SPDX-License-Identifier: BSD-3-Clause
/* Calls, 27.007 clauses 6 and 7, V.250 6.3. */
#include "at_port.h"

/* ---- dialing, 27.007 6.2 and 6.5 ------------------------------------------*/

/* Takes the number; V.250 6.3.1 allows modifiers that mean nothing here. */
static bool take_dial_string(char **s, char *number)
{
	size_t n = 0;
	char c;

	for (; **s && **s != ';'; ++*s) {
		c = **s >= 'a' && **s <= 'z' ? **s - 0x20 : **s;
		if (strchr("-().,TPW!@IG", c))
			continue;
		if (!strchr("0123456789*#ABC+", c) || n == MODEM_NUMBER_MAX - 1)
			return false;
		number[n++] = c;
	}
	number[n] = '\0';
	return n;
}

static void know_call(struct at_port *p, unsigned int id)
{
	p->told |= 1u << id;
	p->own |= 1u << id;
}

/* A call without ';' is one for data, which have another channel. */
enum at_result at_dial(struct at_port *p, char **s)
{
	char number[MODEM_NUMBER_MAX];
	enum modem_error error;
	unsigned int id;

	if (!take_dial_string(s, number))
		return at_cme(p, CME_BAD_PARAMETERS);
	if (**s != ';')
		return AT_NO_CARRIER;
	++*s;
	error = modem_dial(p->modem, number, &id);
	if (!error)
		know_call(p, id);
	return at_result_of(p, error);
}

/* V.250 6.3.5 */
enum at_result at_answer(struct at_port *p)
{
	if (modem_answer(p->modem))
		return AT_NO_CARRIER;
	p->own |= p->told;
	return AT_OK;
}

/* The ends that the command causes are no news. */
static enum at_result end_quietly(struct at_port *p, enum modem_error error)
{
	p->own_end = 0;
	return at_result_of(p, error);
}

/* 27.007 6.5 */
static enum at_result hang_up(struct at_port *p)
{
	p->own_end = 0xff;
	return end_quietly(p, modem_hang_up(p->modem, 0));
}

/*
 * V.250 6.3.6, for a terminal that has dialled, answered or listed a call.
 * ModemManager asks by this command whether there is voice, and a new one must
 * not end a call from before Linux restarted.
 */
enum at_result at_hook(struct at_port *p)
{
	return p->own ? hang_up(p) : AT_OK;
}

/* 7.13: the digit of the operation, and the call */
static enum at_result supplementary(struct at_port *p)
{
	const char *text = at_text(p, 0);
	unsigned int id = 0;

	if (p->nr_args != 1 || text[0] < '0' || text[0] > '4' ||
	    (text[1] && (text[1] < '1' || text[1] > '9' || text[2])))
		return at_cme(p, CME_BAD_PARAMETERS);
	if (text[1])
		id = text[1] - '0';
	p->own_end = 0xff;
	p->own |= p->told;
	return end_quietly(p, modem_call_supplementary(p->modem, text[0] - '0',
						       id));
}

/* ---- states ---------------------------------------------------------------*/

/*
 * 7.18: <id>,<dir>,<stat>,<mode>,<mpty>,<number>,<type>. A terminal that has
 * found a call in this way hears of its end, such as a Linux that came back.
 */
static enum at_result list_calls(struct at_port *p)
{
	const struct modem_call *c;
	unsigned int id;

	for (id = 1; id <= MODEM_CALLS_MAX; id++) {
		c = modem_find_call(p->modem, id);
		if (!c)
			continue;
		know_call(p, id);
		at_begin_named(p);
		at_put_number(p, id);
		at_put(p, c->incoming ? ",1," : ",0,");
		at_put_number(p, c->state);
		at_put(p, c->multiparty ? ",0,1," : ",0,0,");
		at_put_address(p, c->number);
		at_end(p);
	}
	return AT_OK;
}

/* 6.10: the cause of the last call that ended */
static enum at_result last_cause(struct at_port *p)
{
	static const struct {
		uint8_t cause;
		const char *text;
	} causes[] = {
		{ 0, "No cause" },
		{ MODEM_CAUSE_UNASSIGNED, "Unassigned number" },
		{ MODEM_CAUSE_NORMAL, "Normal call clearing" },
		{ MODEM_CAUSE_BUSY, "User busy" },
		{ MODEM_CAUSE_NO_USER, "No user responding" },
		{ MODEM_CAUSE_NO_ANSWER, "User alerting, no answer" },
		{ MODEM_CAUSE_REJECTED, "Call rejected" },
		{ MODEM_CAUSE_TEMPORARY, "Temporary failure" },
		{ MODEM_CAUSE_TIMER, "Recovery on timer expiry" },
	};
	const char *text = "Interworking";
	unsigned int i;

	for (i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].cause == p->causes[0])
			text = causes[i].text;
	at_begin_named(p);
	at_put(p, text);
	at_end(p);
	return AT_OK;
}

/* ---- services of numbers --------------------------------------------------*/

/* 7.6: <n>,<m>: provisioned */
static enum at_result read_clip(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->set[S_CLIP]);
	at_put(p, ",1");
	at_end(p);
	return AT_OK;
}

/* 7.7: the network offers no restriction */
static enum at_result read_clir(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->set[S_CLIR]);
	at_put(p, ",0");
	at_end(p);
	return AT_OK;
}

/* 7.12: +CCWA=[<n>[,<mode>[,<class>]]]; waiting is always on for voice */
static enum at_result call_waiting(struct at_port *p)
{
	if (at_is_bad(p, 0, 1) || at_is_bad(p, 1, 2) || at_is_bad(p, 2, 255) ||
	    p->nr_args > 3)
		return at_cme(p, CME_BAD_PARAMETERS);
	if (at_number(p, 1, 1) == 0)
		return at_cme(p, CME_NOT_SUPPORTED);
	p->set[S_CCWA] = at_number(p, 0, p->set[S_CCWA]);
	if (at_number(p, 1, 1) == 2)
		at_line(p, "+CCWA: 1,1");
	return AT_OK;
}

/* C.2.11: +VTS=<tone>{,...}: single characters */
static enum at_result send_tones(struct at_port *p)
{
	enum modem_error error = MODEM_OK;
	const char *text;
	unsigned int i;

	for (i = 0; i < p->nr_args && !error; i++) {
		text = at_text(p, i);
		if (!text[0])
			return at_cme(p, CME_BAD_PARAMETERS);
		for (; *text && !error; text++)
			error = modem_send_dtmf(p->modem, *text);
	}
	return at_result_of(p, error);
}

/* C.2.12: tones have the network's length */
static enum at_result tone_duration(struct at_port *p)
{
	return at_is_bad(p, 0, 255) ? at_cme(p, CME_BAD_PARAMETERS) : AT_OK;
}

/* 7.17: notifications are switched, though this network sends none */
static enum at_result set_notifications(struct at_port *p)
{
	if (at_is_bad(p, 0, 1) || at_is_bad(p, 1, 1) || p->nr_args > 2)
		return at_cme(p, CME_BAD_PARAMETERS);
	p->set[S_CSSN] = at_number(p, 0, 0);
	p->set[S_CSSU] = at_number(p, 1, 0);
	return AT_OK;
}

static enum at_result read_notifications(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->set[S_CSSN]);
	at_put_char(p, ',');
	at_put_number(p, p->set[S_CSSU]);
	at_end(p);
	return AT_OK;
}

const struct at_command at_call[] = {
	{ "CHUP", "", .run = hang_up },
	{ "CHLD", "(0,1,1x,2,2x,3)", .set = supplementary },
	{ "CLCC", "", .run = list_calls },
	{ "CEER", "", .run = last_cause },
	{ "CLIP", "(0,1)", .read = read_clip, .setting = S_CLIP, .max = 1 },
	{ "CLIR", "(0-2)", .read = read_clir, .setting = S_CLIR, .max = 2 },
	{ "CRC", "(0,1)", .setting = S_CRC, .max = 1 },
	{ "CCWA", "(0,1)", .set = call_waiting, .setting = S_CCWA, .max = 1 },
	{ "CSSN", "(0,1),(0,1)", .set = set_notifications,
	  .read = read_notifications },
	{ "CVHU", "(0-2)", .setting = S_CVHU, .max = 2 },
	{ "CSTA", "(129,145)", .setting = S_CSTA, .max = 145 },
	{ "VTS", "(0-9,*,#,A-D)", .set = send_tones },
	{ "VTD", "(0-255)", .set = tone_duration },
	{ NULL }
};
