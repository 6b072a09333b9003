// SPDX-License-Identifier: BSD-3-Clause
/*
 * Command lines as V.250 5.2 - 5.4 defines them: taken character by character,
 * cut into commands, commands into parameters. A command that has to wait for
 * the network, or for a text, keeps the rest of its line.
 */
#include "at_port.h"

#define CTRL_Z	0x1a
#define ESC	0x1b
#define ABORT_MS	125	/* V.250 5.6.1: characters before are ignored */

/* ---- parameters, V.250 5.4.2 ----------------------------------------------*/

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t at_get_hex(const char *s, uint8_t *data, size_t max)
{
	size_t n;
	int high, low;

	for (n = 0; *s && n < max; n++, s += 2) {
		high = digit_of(s[0]);
		low = high < 0 ? -1 : digit_of(s[1]);
		if (low < 0)
			return SIZE_MAX;
		data[n] = high << 4 | low;
	}
	return *s ? SIZE_MAX : n;
}

uint32_t at_number(const struct at_port *p, unsigned int i, uint32_t missing)
{
	return i < p->nr_args && p->args[i].type == AT_NUMBER ?
		p->args[i].number : missing;
}

const char *at_text(const struct at_port *p, unsigned int i)
{
	return i < p->nr_args ? p->args[i].text : "";
}

bool at_is_bad(const struct at_port *p, unsigned int i, uint32_t max)
{
	if (i >= p->nr_args || p->args[i].type == AT_EMPTY)
		return false;
	return p->args[i].type != AT_NUMBER || p->args[i].number > max;
}

/* \hh is a character, 5.4.2.2. Returns the end, NULL if it is missing. */
static char *take_string(char *s, struct at_arg *arg)
{
	char *to = s;

	arg->type = AT_STRING;
	arg->text = s;
	for (; *s && *s != '"'; s++) {
		if (*s == '\\' && digit_of(s[1]) >= 0 && digit_of(s[2]) >= 0) {
			*to = digit_of(s[1]) << 4 | digit_of(s[2]);
			/* NUL would end the string early */
			to += *to != '\0';
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	if (!*s)
		return NULL;
	*to = '\0';
	return s + 1;
}

/* Digits, or anything else without quotes. */
static char *take_word(char *s, struct at_arg *arg)
{
	uint32_t n = 0;
	char *start = s;

	arg->type = AT_NUMBER;
	arg->text = s;
	for (; *s && *s != ',' && *s != ';' && *s != '"'; s++) {
		if (*s < '0' || *s > '9' || s - start >= 9)
			arg->type = AT_WORD;
		n = n * 10 + *s - '0';
	}
	arg->number = n;
	if (s == start)
		arg->type = AT_EMPTY;
	return s;
}

/* Takes parameters up to the end of the command. Returns NULL if wrong. */
static char *take_args(struct at_port *p, char *s)
{
	struct at_arg *arg;
	char end;

	for (;;) {
		if (p->nr_args == AT_ARGS_MAX)
			return NULL;
		arg = &p->args[p->nr_args++];
		s = *s == '"' ? take_string(s + 1, arg) : take_word(s, arg);
		if (!s)
			return NULL;
		end = *s;
		if (end != ',' && end != ';' && end)
			return NULL;
		*s = '\0';
		if (end != ',')
			return end ? s + 1 : s;
		s++;
	}
}

/* ---- commands -------------------------------------------------------------*/

/* 5.4.1: a name has letters, digits and a few others; it ends at = ? ; */
static char *skip_name(char *s)
{
	for (; *s && *s != '=' && *s != '?' && *s != ';'; s++)
		if (*s >= 'a' && *s <= 'z')
			*s -= 0x20;
	return s;
}

/* Determines the kind after the name. Returns the rest, NULL if wrong. */
static char *take_kind(struct at_port *p, char *s)
{
	char c = *s;

	if (c)
		*s++ = '\0';
	p->nr_args = 0;
	if (c == '=' && s[0] == '?' && (!s[1] || s[1] == ';')) {
		p->kind = AT_TEST;
		return s[1] ? s + 2 : s + 1;
	}
	p->kind = c == '=' ? AT_SET : c == '?' ? AT_READ : AT_RUN;
	if (c == '=')
		return take_args(p, s);
	if (c != '?' || !*s)
		return s;
	return *s == ';' ? s + 1 : NULL;
}

static enum at_result set_setting(struct at_port *p)
{
	if (p->nr_args > 1 || at_is_bad(p, 0, p->command->max))
		return at_cme(p, CME_BAD_PARAMETERS);
	p->set[p->command->setting] = at_number(p, 0, 0);
	return AT_OK;
}

static enum at_result read_setting(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->set[p->command->setting]);
	at_end(p);
	return AT_OK;
}

static enum at_result test(struct at_port *p)
{
	const char *text = p->command->test;

	if (p->command->ask)
		return p->command->ask(p);
	if (!text)
		return AT_ERROR;
	if (*text) {
		at_begin_named(p);
		at_put(p, text);
		at_end(p);
	}
	return AT_OK;
}

static enum at_result run_kind(struct at_port *p)
{
	const struct at_command *c = p->command;

	switch (p->kind) {
	case AT_TEST:
		return test(p);
	case AT_READ:
		return c->read ? c->read(p) :
			c->setting ? read_setting(p) : AT_ERROR;
	case AT_SET:
		return c->set ? c->set(p) :
			c->setting ? set_setting(p) : AT_ERROR;
	default:
		return c->run ? c->run(p) : AT_ERROR;
	}
}

static void flush_if_full(struct at_port *p)
{
	if (p->out_length > AT_OUT_MAX / 3)
		at_flush(p);
}

/* The modem is locked while a command computes, not while its output waits. */
static enum at_result run_locked(struct at_port *p,
				 enum at_result (*run)(struct at_port *p))
{
	enum at_result result;

	do {
		modem_lock(p->modem);
		result = run(p);
		modem_unlock(p->modem);
		flush_if_full(p);
	} while (result == AT_MORE);
	return result;
}

static enum at_result run_extended(struct at_port *p)
{
	char *name = p->next + 1;

	p->next = take_kind(p, skip_name(name));
	if (!p->next)
		return AT_ERROR;
	p->command = at_find_command(name);
	if (!p->command)
		return AT_ERROR;
	p->step = 0;
	p->done = false;
	return run_locked(p, run_kind);
}

static enum at_result run_first_basic(struct at_port *p)
{
	return at_run_basic(p, &p->next);
}

static enum at_result run_next(struct at_port *p)
{
	p->command = NULL;
	if (*p->next == '+')
		return run_extended(p);
	if (*p->next != ';')
		return run_locked(p, run_first_basic);
	p->next++;
	return AT_OK;
}

/* Runs the commands of the line until one fails, or has to wait. */
static void run_line(struct at_port *p, enum at_result result)
{
	while (result == AT_OK && p->next && *p->next)
		result = run_next(p);
	p->mode = result == AT_WAIT ? AT_WAITING :
		result == AT_PROMPT ? AT_TEXT : AT_READING;
	if (result == AT_PROMPT) {
		p->text_length = 0;
		p->too_long = false;
		at_put(p, "\r\n> ");
	} else if (result == AT_WAIT) {
		p->since = modem_now();
	} else {
		at_put_result(p, result);
	}
}

/* ---- lines ----------------------------------------------------------------*/

/* Removes the spaces outside of strings. */
static void copy_line(struct at_port *p, const char *line)
{
	bool quoted = false;
	char *to = p->work;

	for (; *line; line++) {
		quoted ^= *line == '"';
		if (*line != ' ' || quoted)
			*to++ = *line;
	}
	*to = '\0';
}

/* 5.2.1: anything may precede the prefix. Returns what follows, or NULL. */
static const char *find_prefix(const char *line)
{
	for (; *line; line++)
		if ((line[0] | 0x20) == 'a' && (line[1] | 0x20) == 't')
			return line + 2;
	return NULL;
}

static void execute(struct at_port *p)
{
	const char *body;

	p->line[p->length] = '\0';
	p->length = 0;
	body = find_prefix(p->line);
	if (!body) {
		p->last_length = 0;
		return;
	}
	p->lines++;
	copy_line(p, body);
	p->next = p->work;
	run_line(p, AT_OK);
}

static void end_line(struct at_port *p)
{
	if (p->too_long) {
		p->too_long = false;
		p->length = 0;
		p->last_length = 0;
		at_put_result(p, AT_ERROR);
		return;
	}
	p->last_length = p->length ? p->length : p->last_length;
	execute(p);
}

/* 5.2.4: "A/" executes the last line again, and needs no end. */
static bool repeats(const struct at_port *p, char c)
{
	return c == '/' && p->length == 1 && (p->line[0] | 0x20) == 'a';
}

static void repeat_line(struct at_port *p)
{
	/* the first character was overwritten by this one, and it was an A */
	p->length = p->last_length;
	if (p->length > 1)
		execute(p);
	p->length = 0;
}

static void take_char(struct at_port *p, char c)
{
	if (c == p->set[S_CR])
		end_line(p);
	else if (c == p->set[S_BS])
		p->length -= p->length > 0;
	else if (repeats(p, c))
		repeat_line(p);
	else if ((uint8_t)c < ' ')
		;
	else if (p->length < AT_LINE_MAX - 1)
		p->line[p->length++] = c;
	else
		p->too_long = true;
}

/* ---- texts of messages, 27.005 3.5.1 --------------------------------------*/

/* Reports news that came before the command was given up. */
static void wake_for_news(struct at_port *p)
{
	modem_lock(p->modem);
	p->wake(p);
	modem_unlock(p->modem);
}

static void end_text(struct at_port *p)
{
	enum at_result result;

	p->text[p->text_length] = '\0';
	p->done = false;
	result = p->too_long ? at_cms(p, CMS_BAD_PDU) :
		run_locked(p, p->command->finish);
	p->too_long = false;
	run_line(p, result);
}

static void take_text(struct at_port *p, char c)
{
	if (c == CTRL_Z) {
		end_text(p);
	} else if (c == ESC) {
		p->too_long = false;
		run_line(p, AT_OK);
		wake_for_news(p);
	} else if (c == p->set[S_BS]) {
		p->text_length -= p->text_length > 0;
	} else if ((c == '\r' || c == '\n') && !p->set[S_CMGF]) {
		return;		/* between the digits of a PDU */
	} else if (p->text_length < AT_TEXT_MAX - 1) {
		p->text[p->text_length++] = c;
	} else {
		p->too_long = true;
	}
}

/* ---- the port -------------------------------------------------------------*/

bool at_is_waiting(const struct at_port *p)
{
	return p->mode == AT_WAITING;
}

bool at_is_busy(const struct at_port *p)
{
	return at_is_waiting(p) && !(p->command && p->command->abortable);
}

/* V.250 5.6.1. An outcome that has arrived can not be aborted any more. */
static void abort_command(struct at_port *p)
{
	bool done;

	if (modem_now() - p->since < ABORT_MS)
		return;
	modem_lock(p->modem);
	done = p->done;
	if (!done)
		modem_abort_requests(p->modem, &p->client);
	modem_unlock(p->modem);
	if (done)
		return;
	run_line(p, AT_ERROR);
	wake_for_news(p);
}

static void echo(struct at_port *p, char c)
{
	if (p->set[S_ECHO])
		at_put_char(p, c);
	flush_if_full(p);
}

size_t at_receive(struct at_port *p, const char *data, size_t n)
{
	size_t i;

	for (i = 0; i < n && !at_is_busy(p); i++) {
		if (at_is_waiting(p)) {
			abort_command(p);
			continue;
		}
		echo(p, data[i]);
		if (p->mode == AT_TEXT)
			take_text(p, data[i]);
		else
			take_char(p, data[i]);
	}
	at_flush(p);
	return i;
}

/* The outcome has arrived: the command turns it into its result. */
static void complete(struct at_port *p)
{
	enum at_result result;

	p->done = false;
	result = p->command && p->command->finish ?
		run_locked(p, p->command->finish) :
		at_result_of(p, p->outcome.error);
	run_line(p, result);
}

/* 27.007 does not let unsolicited results come into a command's answer. */
static void report(struct at_port *p)
{
	bool more;

	do {
		modem_lock(p->modem);
		more = at_put_news(p);
		modem_unlock(p->modem);
		at_flush(p);
	} while (more);
}

void at_run(struct at_port *p)
{
	bool done;

	modem_lock(p->modem);
	done = p->done;
	modem_unlock(p->modem);
	if (p->mode == AT_WAITING && done)
		complete(p);
	if (p->mode == AT_READING)
		report(p);
	at_flush(p);
}

void at_reset(struct at_port *p)
{
	modem_lock(p->modem);
	modem_forget_requests(p->modem, &p->client);
	p->mode = AT_READING;
	p->length = 0;
	p->last_length = 0;
	p->out_length = 0;
	p->too_long = false;
	p->done = false;
	p->file = 0;
	at_default_settings(p);
	at_drop_news(p);
	modem_unlock(p->modem);
}

void at_open(struct at_port *p, struct modem *m, at_write_fn write,
	     at_wake_fn wake)
{
	p->modem = m;
	p->write = write;
	p->wake = wake;
	p->client.event = at_event;
	modem_add_client(m, &p->client);
	at_reset(p);
}
