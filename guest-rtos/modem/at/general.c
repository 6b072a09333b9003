// SPDX-License-Identifier: BSD-3-Clause
/*
 * Basic commands of V.250, those of 27.007 clause 5 and 8.1 that identify the
 * modem, and the table of all commands.
 */
#include "at_port.h"

/* ---- the table ------------------------------------------------------------*/

#define SLOTS	256	/* a power of two; about a third is in use */

static const struct at_command *slots[SLOTS];

static unsigned int hash(const char *name)
{
	unsigned int h = 0;

	while (*name)
		h = h * 33 + *name++;
	return (h ^ h >> 8) % SLOTS;
}

static void add_commands(const struct at_command *c)
{
	unsigned int i;

	for (; c->name; c++) {
		for (i = hash(c->name); slots[i]; i = (i + 1) % SLOTS)
			;
		slots[i] = c;
	}
}

const struct at_command *at_find_command(const char *name)
{
	unsigned int i;

	for (i = hash(name); slots[i]; i = (i + 1) % SLOTS)
		if (!strcmp(slots[i]->name, name))
			return slots[i];
	return NULL;
}

void at_init(void)
{
	memset(slots, 0, sizeof(slots));
	add_commands(at_general);
	add_commands(at_sim);
	add_commands(at_network);
	add_commands(at_packet);
	add_commands(at_call);
	add_commands(at_message);
	add_commands(at_book);
}

/* ---- basic commands -------------------------------------------------------*/

/* A letter with a number; V.250 and its clause */
static const struct basic {
	char name[3];
	uint8_t setting, max, normal;
} basics[] = {
	{ "E", S_ECHO, 1, 1 },		/* 6.2.4 */
	{ "Q", S_QUIET, 1, 0 },		/* 6.2.5 */
	{ "V", S_VERBOSE, 1, 1 },	/* 6.2.6 */
	{ "X", S_RESULTS, 4, 4 },	/* 6.2.7 */
	{ "&C", S_DCD, 1, 1 },		/* 6.2.8 */
	{ "&D", S_DTR, 2, 2 },		/* 6.2.9 */
	{ "L", S_SPEAKER, 3, 0 },	/* 6.3.13 */
	{ "M", S_VOLUME, 2, 0 },	/* 6.3.14 */
};

/* S registers: V.250 6.2.1 - 6.2.3, 6.3.8 - 6.3.12 */
static const struct {
	uint8_t number, setting, max, normal;
} registers[] = {
	{ 0, S_AUTO, 255, 0 }, { 2, S_ESCAPE, 255, 43 },
	{ 3, S_CR, 127, 13 }, { 4, S_LF, 127, 10 }, { 5, S_BS, 127, 8 },
	{ 6, S_DIALTONE, 10, 2 }, { 7, S_CARRIER, 255, 60 },
	{ 8, S_PAUSE, 255, 2 }, { 10, S_LOSS, 254, 14 },
};

#define NR_BASICS	(sizeof(basics) / sizeof(basics[0]))
#define NR_REGISTERS	(sizeof(registers) / sizeof(registers[0]))

_Static_assert(NR_SETTINGS <= AT_SETTINGS, "settings");

/* V.250 6.1.1 and 6.1.2 */
void at_default_settings(struct at_port *p)
{
	static const uint8_t normal_csmp[] = { 17, 167, 0, 0 };
	unsigned int i;

	memset(p->set, 0, sizeof(p->set));
	for (i = 0; i < NR_BASICS; i++)
		p->set[basics[i].setting] = basics[i].normal;
	for (i = 0; i < NR_REGISTERS; i++)
		p->set[registers[i].setting] = registers[i].normal;
	memset(p->cnmi, 0, sizeof(p->cnmi));
	p->unacknowledged = 0;
	memcpy(p->csmp, normal_csmp, sizeof(p->csmp));
	p->cmer = 0;
	p->cmer_ind = 0;
	p->cops_format = 0;
	p->charset = 0;
	p->store = 0;
	memset(p->sms_store, MODEM_STORE_ME, sizeof(p->sms_store));
}

/* Takes the digits at *s; `missing` if there are none. */
static uint32_t take_number(char **s, uint32_t missing)
{
	uint32_t n = 0;

	if (**s < '0' || **s > '9')
		return missing;
	for (; **s >= '0' && **s <= '9'; ++*s)
		n = n < 10000 ? n * 10 + **s - '0' : n;
	return n;
}

static enum at_result run_register(struct at_port *p, char **s)
{
	uint32_t number = take_number(s, 0), value;
	unsigned int i;

	for (i = 0; i < NR_REGISTERS && registers[i].number != number; i++)
		;
	if (i == NR_REGISTERS || (**s != '=' && **s != '?'))
		return AT_ERROR;
	if (*(*s)++ == '=') {
		value = take_number(s, 0);
		if (value > registers[i].max)
			return AT_ERROR;
		p->set[registers[i].setting] = value;
		return AT_OK;
	}
	at_begin(p);
	at_put_digits(p, p->set[registers[i].setting], 3);
	at_end(p);
	return AT_OK;
}

static enum at_result set_basic(struct at_port *p, const struct basic *b,
				char **s)
{
	uint32_t n = take_number(s, 0);

	if (n > b->max)
		return AT_ERROR;
	p->set[b->setting] = n;
	return AT_OK;
}

/* V.250 6.1.3 */
static enum at_result identify(struct at_port *p, char **s)
{
	const struct modem_identity *id = p->modem->id;

	if (take_number(s, 0) > 9)
		return AT_ERROR;
	at_line(p, id->maker);
	at_line(p, id->model);
	at_line(p, id->revision);
	return AT_OK;
}

static enum at_result default_settings(struct at_port *p, char **s)
{
	if (take_number(s, 0))
		return AT_ERROR;
	at_default_settings(p);
	return AT_OK;
}

/* Tone and pulse dialing have no meaning here, and do no harm. */
static enum at_result run_letter(struct at_port *p, char c, char **s)
{
	switch (c) {
	case 'A':
		return at_answer(p);
	case 'D':
		return at_dial(p, s);
	case 'H':
		return take_number(s, 0) ? AT_ERROR : at_hook(p);
	case 'I':
		return identify(p, s);
	case 'O':
		return AT_NO_CARRIER;
	case 'P':
	case 'T':
		return AT_OK;
	case 'S':
		return run_register(p, s);
	case 'Z':
		return default_settings(p, s);
	}
	return AT_ERROR;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? c - 0x20 : c;
}

enum at_result at_run_basic(struct at_port *p, char **s)
{
	bool and = **s == '&';
	char name[3] = { upper((*s)[0]), and ? upper((*s)[1]) : 0 };
	unsigned int i;

	if (and && !name[1])
		return AT_ERROR;
	*s += 1 + and;
	for (i = 0; i < NR_BASICS; i++)
		if (!strcmp(basics[i].name, name))
			return set_basic(p, &basics[i], s);
	if (!strcmp(name, "&F"))
		return default_settings(p, s);
	return and ? AT_ERROR : run_letter(p, name[0], s);
}

/* ---- identification, 27.007 clause 5, V.250 6.1.4 - 6.1.7 -----------------*/

static enum at_result maker(struct at_port *p)
{
	at_line(p, p->modem->id->maker);
	return AT_OK;
}

static enum at_result model(struct at_port *p)
{
	at_line(p, p->modem->id->model);
	return AT_OK;
}

static enum at_result revision(struct at_port *p)
{
	at_line(p, p->modem->id->revision);
	return AT_OK;
}

static enum at_result serial(struct at_port *p)
{
	at_line(p, p->modem->id->imei);
	return AT_OK;
}

/* V.250 6.1.9 */
static enum at_result capabilities(struct at_port *p)
{
	at_line(p, "+GCAP: +CGSM,+DS,+ES");
	return AT_OK;
}

/* ---- character sets, 27.007 5.5 -------------------------------------------*/

static const char *const charsets[] = { "IRA", "GSM", "UCS2" };

static enum at_result set_charset(struct at_port *p)
{
	unsigned int i;

	for (i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++) {
		if (strcmp(at_text(p, 0), charsets[i]))
			continue;
		p->charset = i;
		return AT_OK;
	}
	return at_cme(p, CME_BAD_PARAMETERS);
}

static enum at_result read_charset(struct at_port *p)
{
	at_begin_named(p);
	at_put_quoted(p, charsets[p->charset]);
	at_end(p);
	return AT_OK;
}

/* ---- phone, 27.007 clause 8 -----------------------------------------------*/

/* 8.1: 0 ready, 3 ringing, 4 call in progress */
static enum at_result activity(struct at_port *p)
{
	const struct modem *m = p->modem;
	unsigned int state = 0, id;

	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		if (modem_find_call(m, id))
			state = 4;
	at_begin_named(p);
	at_put_number(p, modem_find_state(m, MODEM_INCOMING) ? 3 : state);
	at_end(p);
	return AT_OK;
}

/* 8.2; <rst> of 1 would restart the modem, which Duet does */
static enum at_result set_function(struct at_port *p)
{
	if (at_number(p, 0, UINT32_MAX) > 4 || at_is_bad(p, 1, 0))
		return at_cme(p, CME_BAD_PARAMETERS);
	return at_result_of(p, modem_set_function(p->modem, at_number(p, 0, 1)));
}

static enum at_result read_function(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->modem->function);
	at_end(p);
	return AT_OK;
}

/* 8.4: external power, full */
static enum at_result battery(struct at_port *p)
{
	at_line(p, "+CBC: 0,100");
	return AT_OK;
}

/* 8.5 */
static enum at_result signal_quality(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->modem->rssi);
	at_put_char(p, ',');
	at_put_number(p, p->modem->ber);
	at_end(p);
	return AT_OK;
}

/* 8.9: battery, signal, service, call, roam, smsfull */
void at_get_indicators(const struct modem *m, uint8_t *v)
{
	unsigned int id;

	memset(v, 0, AT_INDICATORS);
	v[0] = 5;
	v[1] = m->rssi > 31 ? 0 : (m->rssi + 5) / 6 > 5 ? 5 : (m->rssi + 5) / 6;
	v[2] = modem_registered(m);
	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		v[3] |= m->call[id - 1].state <= MODEM_HELD;
	v[4] = m->registration == MODEM_ROAMING;
	v[5] = modem_count_sms(m) == MODEM_SMS_MAX;
}

static enum at_result read_indicators(struct at_port *p)
{
	uint8_t values[AT_INDICATORS];
	unsigned int i;

	at_get_indicators(p->modem, values);
	at_begin_named(p);
	for (i = 0; i < AT_INDICATORS; i++) {
		if (i)
			at_put_char(p, ',');
		at_put_number(p, values[i]);
	}
	at_end(p);
	return AT_OK;
}

/* 8.10: mode 0 .. 3, keys and display 0, indicators 0 or 1, buffer 0 */
static enum at_result set_reporting(struct at_port *p)
{
	if (at_is_bad(p, 0, 3) || at_is_bad(p, 1, 0) || at_is_bad(p, 2, 0) ||
	    at_is_bad(p, 3, 1) || at_is_bad(p, 4, 1) || p->nr_args > 5)
		return at_cme(p, CME_BAD_PARAMETERS);
	p->cmer = at_number(p, 0, 0);
	p->cmer_ind = at_number(p, 3, 0);
	at_get_indicators(p->modem, p->indicators);
	return AT_OK;
}

static enum at_result read_reporting(struct at_port *p)
{
	at_begin_named(p);
	at_put_number(p, p->cmer);
	at_put(p, ",0,0,");
	at_put_number(p, p->cmer_ind);
	at_put(p, ",0");
	at_end(p);
	return AT_OK;
}

/* 8.15: "yy/MM/dd,hh:mm:ss+zz" */
static enum at_result read_clock(struct at_port *p)
{
	struct modem_time t;

	modem_get_time(p->modem, &t);
	if (!t.year)
		return at_cme(p, CME_NOT_ALLOWED);
	at_begin_named(p);
	at_put_char(p, '"');
	at_put_time(p, &t);
	at_put_char(p, '"');
	at_end(p);
	return AT_OK;
}

/* Two digits of the text, or a value that no field has */
static uint8_t two_digits(const char *s)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return 255;
	return (s[0] - '0') * 10 + s[1] - '0';
}

/* 8.15; without <zz> the zone stays. */
static enum at_result set_clock(struct at_port *p)
{
	static const char form[] = "00/00/00,00:00:00+00";
	const char *s = at_text(p, 0);
	size_t n = strlen(s), i;
	struct modem_time t = { .quarters = p->modem->time.quarters };

	for (i = 2; i < n && i < 17; i += 3)
		if (s[i] != form[i])
			return at_cme(p, CME_BAD_PARAMETERS);
	if (p->nr_args != 1 || (n != 17 && (n != 20 || !strchr("+-", s[17]))) ||
	    two_digits(s) > 99 || (n == 20 && two_digits(s + 18) > 96))
		return at_cme(p, CME_BAD_PARAMETERS);
	t.year = 2000 + two_digits(s);
	t.month = two_digits(s + 3);
	t.day = two_digits(s + 6);
	t.hour = two_digits(s + 9);
	t.minute = two_digits(s + 12);
	t.second = two_digits(s + 15);
	if (n == 20)
		t.quarters = s[17] == '-' ? -two_digits(s + 18) :
			two_digits(s + 18);
	return at_result_of(p, modem_set_time(p->modem, &t));
}

/* V.250 6.2.12: no flow control is needed on a channel */
static enum at_result flow_control(struct at_port *p)
{
	if (at_is_bad(p, 0, 2) || at_is_bad(p, 1, 2) || p->nr_args > 2)
		return AT_ERROR;
	return AT_OK;
}

static enum at_result read_flow_control(struct at_port *p)
{
	at_line(p, "+IFC: 0,0");
	return AT_OK;
}

/* 27.007 8.37 */
static enum at_result list_commands(struct at_port *p)
{
	for (; p->step < SLOTS; p->step++) {
		if (!slots[p->step])
			continue;
		at_put(p, "\r\n+");
		at_put(p, slots[p->step]->name);
		if (p->out_length < AT_OUT_MAX / 3)
			continue;
		p->step++;
		return AT_MORE;
	}
	at_end(p);
	return AT_OK;
}

const struct at_command at_general[] = {
	{ "CGMI", "", .run = maker },
	{ "CGMM", "", .run = model },
	{ "CGMR", "", .run = revision },
	{ "CGSN", "", .run = serial },
	{ "GMI", "", .run = maker },
	{ "GMM", "", .run = model },
	{ "GMR", "", .run = revision },
	{ "GSN", "", .run = serial },
	{ "GCAP", "", .run = capabilities },
	{ "CSCS", "(\"IRA\",\"GSM\",\"UCS2\")", .set = set_charset,
	  .read = read_charset },
	{ "CPAS", "(0,3,4)", .run = activity },
	{ "CFUN", "(0,1,4),(0)", .set = set_function, .read = read_function },
	{ "CBC", "(0),(0-100)", .run = battery },
	{ "CSQ", "(0-31,99),(0-7,99)", .run = signal_quality },
	{ "CIND", "(\"battchg\",(0-5)),(\"signal\",(0-5)),(\"service\",(0,1)),"
	  "(\"call\",(0,1)),(\"roam\",(0,1)),(\"smsfull\",(0,1))",
	  .read = read_indicators },
	{ "CMER", "(0-3),(0),(0),(0,1),(0,1)", .set = set_reporting,
	  .read = read_reporting },
	{ "CCLK", "", .set = set_clock, .read = read_clock },
	{ "CTZU", "(0,1)", .setting = S_CTZU, .max = 1 },
	{ "CTZR", "(0,1)", .setting = S_CTZR, .max = 1 },
	{ "CMEE", "(0-2)", .setting = S_CMEE, .max = 2 },
	{ "IFC", "(0-2),(0-2)", .set = flow_control,
	  .read = read_flow_control },
	{ "CLAC", "", .run = list_commands },
	{ NULL }
};
