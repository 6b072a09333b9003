// SPDX-License-Identifier: BSD-3-Clause
/* What a port sends: numbers, strings, lines, result codes. No printf(). */
#include "at_port.h"
#include "charset.h"

enum { IRA, GSM, UCS2 };

void at_put_char(struct at_port *p, char c)
{
	if (p->out_length < AT_OUT_MAX)
		p->out[p->out_length++] = c;
}

static void put_bytes(struct at_port *p, const char *data, size_t n)
{
	size_t room = AT_OUT_MAX - p->out_length;

	n = n < room ? n : room;
	memcpy(p->out + p->out_length, data, n);
	p->out_length += n;
}

void at_put(struct at_port *p, const char *text)
{
	put_bytes(p, text, strlen(text));
}

void at_put_digits(struct at_port *p, uint32_t n, unsigned int digits)
{
	char text[10];
	unsigned int i = sizeof(text);

	do {
		text[--i] = '0' + n % 10;
		n /= 10;
	} while (n || sizeof(text) - i < digits);
	put_bytes(p, text + i, sizeof(text) - i);
}

void at_put_number(struct at_port *p, uint32_t n)
{
	if (n < 10)
		at_put_char(p, '0' + n);
	else
		at_put_digits(p, n, 1);
}

static const char hex[] = "0123456789ABCDEF";

void at_put_hex(struct at_port *p, const uint8_t *data, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		at_put_char(p, hex[data[i] >> 4]);
		at_put_char(p, hex[data[i] & 15]);
	}
}

void at_put_hex_number(struct at_port *p, uint32_t n, unsigned int digits)
{
	while (digits--)
		at_put_char(p, hex[n >> 4 * digits & 15]);
}

void at_put_quoted(struct at_port *p, const char *text)
{
	at_put_char(p, '"');
	at_put(p, text);
	at_put_char(p, '"');
}

/* <type> is the type of address of 24.008 10.5.4.7 */
void at_put_address(struct at_port *p, const char *number)
{
	at_put_quoted(p, number);
	at_put(p, *number == '+' ? ",145" : *number ? ",129" : ",128");
}

/* ---- character sets, 27.007 5.5 -------------------------------------------*/

static void put_escaped(struct at_port *p, uint8_t septet)
{
	at_put_char(p, GSM_ESCAPE);
	at_put_char(p, septet);
}

static void put_narrow(struct at_port *p, uint16_t c)
{
	bool plain = c >= ' ' && c < 0x7f;
	uint16_t septet = gsm_from_ucs2(c);

	if (c == '\r' || c == '\n')
		at_put_char(p, c);
	else if (p->charset == GSM && septet < 0x80)
		at_put_char(p, septet);
	else if (p->charset == GSM && septet != GSM_NONE)
		put_escaped(p, septet);
	else
		at_put_char(p, plain ? c : '?');
}

void at_put_text(struct at_port *p, const uint16_t *text, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (p->charset == UCS2)
			at_put_hex_number(p, text[i], 4);
		else
			put_narrow(p, text[i]);
	}
}

void at_put_in_quotes(struct at_port *p, const uint16_t *text, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (p->charset != UCS2 && (text[i] == '"' || text[i] == '\\')) {
			at_put_char(p, '\\');
			at_put_hex_number(p, text[i], 2);
		} else {
			at_put_text(p, &text[i], 1);
		}
	}
}

static size_t get_wide(const char *s, uint16_t *text, size_t max)
{
	uint8_t c[2];
	size_t n;

	for (n = 0; *s && n < max; n++, s += 4) {
		char four[5] = { 0 };

		memcpy(four, s, strnlen(s, 4));
		if (at_get_hex(four, c, 2) != 2)
			return SIZE_MAX;
		text[n] = c[0] << 8 | c[1];
	}
	return *s ? SIZE_MAX : n;
}

static size_t get_narrow(const struct at_port *p, const char *s, size_t length,
			 uint16_t *text, size_t max)
{
	size_t n, i;

	for (n = 0, i = 0; i < length && n < max; n++, i++) {
		if (p->charset == GSM && s[i] == GSM_ESCAPE && i + 1 < length)
			text[n] = gsm_escaped_to_ucs2(s[++i]);
		else if (p->charset == GSM)
			text[n] = gsm_to_ucs2(s[i]);
		else
			text[n] = (uint8_t)s[i];
	}
	return i < length ? SIZE_MAX : n;
}

size_t at_get_text(struct at_port *p, const char *s, uint16_t *text, size_t max)
{
	return p->charset == UCS2 ? get_wide(s, text, max) :
		get_narrow(p, s, strlen(s), text, max);
}

/* 23.038 6.2.1: 0 is a character, '@'. */
size_t at_get_entered(struct at_port *p, uint16_t *text, size_t max)
{
	return p->charset == UCS2 ? get_wide(p->text, text, max) :
		get_narrow(p, p->text, p->text_length, text, max);
}

/* ---- time ------------------------------------------------------------------*/

void at_put_time(struct at_port *p, const struct modem_time *t)
{
	int zone = t->quarters < 0 ? -t->quarters : t->quarters;

	at_put_digits(p, t->year % 100, 2);
	at_put_char(p, '/');
	at_put_digits(p, t->month, 2);
	at_put_char(p, '/');
	at_put_digits(p, t->day, 2);
	at_put_char(p, ',');
	at_put_digits(p, t->hour, 2);
	at_put_char(p, ':');
	at_put_digits(p, t->minute, 2);
	at_put_char(p, ':');
	at_put_digits(p, t->second, 2);
	at_put_char(p, t->quarters < 0 ? '-' : '+');
	at_put_digits(p, zone, 2);
}

/* ---- lines, V.250 5.7 -----------------------------------------------------*/

void at_begin(struct at_port *p)
{
	if (p->set[S_VERBOSE])
		put_bytes(p, "\r\n", 2);
}

void at_begin_named(struct at_port *p)
{
	at_begin(p);
	at_put_char(p, '+');
	at_put(p, p->command->name);
	put_bytes(p, ": ", 2);
}

void at_end(struct at_port *p)
{
	put_bytes(p, "\r\n", 2);
}

void at_line(struct at_port *p, const char *text)
{
	at_begin(p);
	at_put(p, text);
	at_end(p);
}

/* ---- result codes ---------------------------------------------------------*/

/* V.250 5.7.1 table 1 */
static const char *const results[] = { "OK", "CONNECT", "RING", "NO CARRIER",
	"ERROR", "NO DIALTONE", "BUSY", "NO ANSWER" };
static const uint8_t numbers[] = { 0, 1, 2, 3, 4, 6, 7, 8 };

/* 27.007 9.2 */
static const struct {
	uint8_t code;
	const char *text;
} reasons[] = {
	{ 3, "operation not allowed" },
	{ 4, "operation not supported" },
	{ 10, "SIM not inserted" },
	{ 11, "SIM PIN required" },
	{ 12, "SIM PUK required" },
	{ 16, "incorrect password" },
	{ 20, "memory full" },
	{ 21, "invalid index" },
	{ 22, "not found" },
	{ 24, "text string too long" },
	{ 26, "dial string too long" },
	{ 27, "invalid characters in dial string" },
	{ 30, "no network service" },
	{ 31, "network timeout" },
	{ 32, "network not allowed - emergency calls only" },
	{ 50, "incorrect parameters" },
};

static const char *reason_of(uint16_t code)
{
	unsigned int i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].code == code)
			return reasons[i].text;
	return "unknown";
}

/* 27.007 9.1: +CMEE=0 makes it a plain ERROR. */
static void put_error(struct at_port *p, enum at_result result)
{
	at_begin(p);
	at_put(p, result == AT_CME ? "+CME ERROR: " : "+CMS ERROR: ");
	if (result == AT_CME && p->set[S_CMEE] == 2)
		at_put(p, reason_of(p->code));
	else
		at_put_number(p, p->code);
	at_end(p);
}

void at_put_result(struct at_port *p, enum at_result result)
{
	if (p->set[S_QUIET])
		return;
	if (result == AT_CMS || (result == AT_CME && p->set[S_CMEE])) {
		put_error(p, result);
		return;
	}
	if (result == AT_CME)
		result = AT_ERROR;
	if (p->set[S_VERBOSE]) {
		at_line(p, results[result]);
		return;
	}
	at_put_char(p, '0' + numbers[result]);
	at_put_char(p, '\r');
}

void at_flush(struct at_port *p)
{
	if (p->out_length)
		p->write(p, p->out, p->out_length);
	p->out_length = 0;
}

/* ---- errors of the modem --------------------------------------------------*/

enum at_result at_cme(struct at_port *p, uint16_t code)
{
	p->code = code;
	return AT_CME;
}

enum at_result at_cms(struct at_port *p, uint16_t code)
{
	p->code = code;
	return AT_CMS;
}

/* 27.007 9.2, 27.005 3.2.5 */
static const struct {
	uint8_t cme;
	uint16_t cms;
} codes[] = {
	[MODEM_FAILURE] = { 100, 500 },
	[MODEM_NOT_ALLOWED] = { 3, 302 },
	[MODEM_NOT_SUPPORTED] = { 4, 303 },
	[MODEM_NO_SIM] = { 10, 310 },
	[MODEM_PIN_NEEDED] = { 11, 311 },
	[MODEM_PUK_NEEDED] = { 12, 316 },
	[MODEM_WRONG_PIN] = { 16, 311 },
	[MODEM_BAD_VALUE] = { 50, 304 },
	[MODEM_TOO_LONG] = { 24, 304 },
	[MODEM_BAD_INDEX] = { 21, 321 },
	[MODEM_FULL] = { 20, 322 },
	[MODEM_RADIO_OFF] = { 3, 331 },
	[MODEM_NO_NETWORK] = { 30, 331 },
	[MODEM_DENIED] = { 32, 500 },
	[MODEM_TIMEOUT] = { 31, 332 },
	[MODEM_BUSY] = { 3, 302 },
};

enum at_result at_result_of(struct at_port *p, enum modem_error error)
{
	return error ? at_cme(p, codes[error].cme) : AT_OK;
}

enum at_result at_sms_result_of(struct at_port *p, enum modem_error error)
{
	return error ? at_cms(p, codes[error].cms) : AT_OK;
}
