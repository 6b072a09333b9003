// SPDX-License-Identifier: BSD-3-Clause
/*
 * Phone books, 27.007 8.11 - 8.14 and 7.1: the SIM's, the own number, and the
 * numbers for emergencies.
 */
#include "at_port.h"
#include "charset.h"

enum { SIM, OWN, EMERGENCY, STORES };

static const struct store {
	const char *name;
	uint8_t total;
} stores[STORES] = {
	[SIM] = { "SM", MODEM_BOOK_MAX },
	[OWN] = { "ON", 1 },
	[EMERGENCY] = { "EN", 2 },
};

static const struct store *store(const struct at_port *p)
{
	return &stores[p->store];
}

static bool get_entry(const struct at_port *p, unsigned int index,
		      struct modem_entry *e)
{
	static const char *const emergency[] = { "112", "911" };

	if (p->store == SIM)
		return modem_get_entry(p->modem, index, e);
	e->length = 0;
	strcpy(e->number, p->store == OWN ? p->modem->id->number :
	       emergency[index - 1]);
	return true;
}

static unsigned int count_entries(const struct at_port *p)
{
	struct modem_entry e;
	unsigned int i, n = 0;

	for (i = 1; i <= store(p)->total; i++)
		n += get_entry(p, i, &e);
	return n;
}

/* ---- 8.11 -----------------------------------------------------------------*/

static enum at_result set_store(struct at_port *p)
{
	enum modem_error error = modem_check_sim(p->modem);
	unsigned int i;

	for (i = 0; i < STORES && strcmp(at_text(p, 0), stores[i].name); i++)
		;
	if (i == STORES || p->nr_args != 1)
		return at_cme(p, CME_BAD_PARAMETERS);
	if (error)
		return at_result_of(p, error);
	p->store = i;
	return AT_OK;
}

static enum at_result read_store(struct at_port *p)
{
	enum modem_error error = modem_check_sim(p->modem);

	if (error)
		return at_result_of(p, error);
	at_begin_named(p);
	at_put_quoted(p, store(p)->name);
	at_put_char(p, ',');
	at_put_number(p, count_entries(p));
	at_put_char(p, ',');
	at_put_number(p, store(p)->total);
	at_end(p);
	return AT_OK;
}

/* ---- reading, 8.12 and 8.13 -----------------------------------------------*/

static void put_entry(struct at_port *p, unsigned int index,
		      const struct modem_entry *e)
{
	at_begin_named(p);
	at_put_number(p, index);
	at_put_char(p, ',');
	at_put_address(p, e->number);
	at_put(p, ",\"");
	at_put_in_quotes(p, e->name, e->length);
	at_put_char(p, '"');
	at_end(p);
}

/* One entry at a time, so that the output never gets too long. */
static enum at_result read_entries(struct at_port *p)
{
	uint32_t first = at_number(p, 0, 0), last = at_number(p, 1, first);
	enum modem_error error = modem_check_sim(p->modem);
	struct modem_entry e;

	if (error)
		return at_result_of(p, error);
	if (at_is_bad(p, 0, 255) || at_is_bad(p, 1, 255) || p->nr_args > 2)
		return at_cme(p, CME_BAD_PARAMETERS);
	if (!first || first > store(p)->total || last > store(p)->total)
		return at_result_of(p, MODEM_BAD_INDEX);
	for (; first + p->step <= last; p->step++) {
		if (!get_entry(p, first + p->step, &e))
			continue;
		put_entry(p, first + p->step++, &e);
		return AT_MORE;
	}
	return AT_OK;
}

static void put_range(struct at_port *p)
{
	at_begin_named(p);
	at_put(p, "(1-");
	at_put_number(p, store(p)->total);
	at_put(p, "),20,");
}

static enum at_result ask_read(struct at_port *p)
{
	put_range(p);
	at_put_number(p, MODEM_BOOK_NAME);
	at_end(p);
	return AT_OK;
}

/* Whether the name begins with that text */
static bool begins_with(const struct modem_entry *e, const uint16_t *text,
			size_t n)
{
	return e->length >= n && !memcmp(e->name, text, n * sizeof(*text));
}

#define FOUND	0x100	/* in port.step, above the last index */

static enum at_result find_entries(struct at_port *p)
{
	enum modem_error error = modem_check_sim(p->modem);
	uint16_t text[MODEM_BOOK_NAME];
	size_t n = at_get_text(p, at_text(p, 0), text, MODEM_BOOK_NAME);
	struct modem_entry e;

	if (error)
		return at_result_of(p, error);
	if (p->nr_args != 1)
		return at_cme(p, CME_BAD_PARAMETERS);
	while (n != SIZE_MAX && (p->step++ & 255) < store(p)->total) {
		if (!get_entry(p, p->step & 255, &e) ||
		    !begins_with(&e, text, n))
			continue;
		put_entry(p, p->step & 255, &e);
		p->step |= FOUND;
		return AT_MORE;
	}
	return p->step & FOUND ? AT_OK : at_cme(p, CME_NOT_FOUND);
}

/* ---- writing, 8.14 --------------------------------------------------------*/

static enum at_result ask_write(struct at_port *p)
{
	put_range(p);
	at_put(p, "(129,145),");
	at_put_number(p, MODEM_BOOK_NAME);
	at_end(p);
	return AT_OK;
}

static unsigned int find_free(const struct at_port *p)
{
	struct modem_entry e;
	unsigned int i;

	for (i = 1; i <= MODEM_BOOK_MAX; i++)
		if (!modem_get_entry(p->modem, i, &e))
			return i;
	return 0;
}

/* <type> 145 is the '+' of a number without one. */
static bool get_number(struct at_port *p, struct modem_entry *e)
{
	const char *number = at_text(p, 1);
	bool plus = at_number(p, 2, 129) == 145 && *number != '+';

	if (strlen(number) + plus >= sizeof(e->number))
		return false;
	strcpy(e->number, "+");
	strcpy(e->number + plus, number);
	return true;
}

static enum at_result write_entry(struct at_port *p, unsigned int index)
{
	struct modem_entry e;
	size_t n = at_get_text(p, at_text(p, 3), e.name, MODEM_BOOK_NAME);
	enum modem_error error;

	if (n == SIZE_MAX)
		return at_result_of(p, MODEM_TOO_LONG);
	if (!get_number(p, &e))
		return at_cme(p, CME_LONG_NUMBER);
	e.length = n;
	error = modem_set_entry(p->modem, index, &e);
	return error == MODEM_BAD_VALUE ? at_cme(p, CME_BAD_NUMBER) :
		at_result_of(p, error);
}

/* +CPBW=[<index>][,<number>[,<type>[,<text>]]] */
static enum at_result write_book(struct at_port *p)
{
	enum modem_error error = modem_check_sim(p->modem);
	uint32_t index = at_number(p, 0, 0);

	if (error)
		return at_result_of(p, error);
	if (p->store != SIM)
		return at_cme(p, CME_NOT_ALLOWED);
	if (at_is_bad(p, 0, 255) || at_is_bad(p, 2, 255) || p->nr_args > 4 ||
	    (p->nr_args == 1 && p->args[0].type == AT_EMPTY))
		return at_cme(p, CME_BAD_PARAMETERS);
	if (p->nr_args == 1)
		return at_result_of(p, modem_set_entry(p->modem, index, NULL));
	if (p->args[0].type == AT_EMPTY) {
		index = find_free(p);
		if (!index)
			return at_result_of(p, MODEM_FULL);
	}
	return write_entry(p, index);
}

/* 7.1: own number */
static enum at_result own_number(struct at_port *p)
{
	enum modem_error error = modem_check_sim(p->modem);

	if (error)
		return at_result_of(p, error);
	at_begin_named(p);
	at_put(p, "\"\",");
	at_put_address(p, p->modem->id->number);
	at_end(p);
	return AT_OK;
}

const struct at_command at_book[] = {
	{ "CNUM", "", .run = own_number },
	{ "CPBS", "(\"SM\",\"ON\",\"EN\")", .set = set_store,
	  .read = read_store },
	{ "CPBR", .set = read_entries, .ask = ask_read },
	{ "CPBF", "20,14", .set = find_entries },
	{ "CPBW", .set = write_book, .ask = ask_write },
	{ NULL }
};
