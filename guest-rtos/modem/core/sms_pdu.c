// SPDX-License-Identifier: BSD-3-Clause
/* Coding of short messages, 3GPP TS 23.040 clause 9; clauses are of it. */
#include <string.h>

#include "charset.h"
#include "sms_pdu.h"

#define INTERNATIONAL	0x91
#define UNKNOWN_NUMBER	0x81
#define ALPHANUMERIC	0x50	/* type of number, bits 6 to 4 */
#define ADDRESS_MAX	20	/* digits, 9.1.2.5 */

/* ---- reading --------------------------------------------------------------*/

/* What is left of a PDU. After an overrun, `bad` stays set. */
struct reader {
	const uint8_t *p;
	size_t left;
	bool bad;
};

static const uint8_t *take(struct reader *r, size_t n)
{
	const uint8_t *p = r->p;

	if (n > r->left) {
		r->bad = true;
		n = r->left;
	}
	r->p += n;
	r->left -= n;
	return p;
}

static uint8_t take_byte(struct reader *r)
{
	const uint8_t *p = take(r, 1);

	return r->bad ? 0 : *p;
}

static void take_copy(struct reader *r, uint8_t *to, size_t n)
{
	const uint8_t *p = take(r, n);

	if (!r->bad)
		memcpy(to, p, n);
}

/* 9.1.2.3: nibbles, the lower one first */
void sms_get_digits(char *number, uint8_t type, const uint8_t *p, size_t n)
{
	static const char digits[] = "0123456789*#ABC";
	size_t i, length = 0;
	uint8_t d;

	if ((type & 0x70) == (INTERNATIONAL & 0x70))
		number[length++] = '+';
	for (i = 0; i < n; i++) {
		d = p[i / 2] >> (i & 1 ? 4 : 0) & 15;
		if (d == 15)
			break;
		number[length++] = digits[d];
	}
	number[length] = '\0';
}

/* 9.1.2.5: names of 7-bit characters; others than ASCII become '?' */
static void get_name(char *number, const uint8_t *p, size_t semi)
{
	size_t n = semi * 4 / 7, i;
	uint8_t septets[ADDRESS_MAX * 4 / 7];
	uint16_t c;

	gsm_unpack(septets, p, n, 0);
	for (i = 0; i < n; i++) {
		c = gsm_to_ucs2(septets[i]);
		number[i] = c >= ' ' && c < 0x7f && c != '"' ? c : '?';
	}
	number[n] = '\0';
}

/* 9.1.2.5: the length counts digits. */
static void take_address(struct reader *r, struct sms_message *msg)
{
	uint8_t n = take_byte(r);
	uint8_t type = take_byte(r);
	const uint8_t *p;

	if (n > ADDRESS_MAX)
		r->bad = true;
	p = take(r, (n + 1) / 2);
	if (r->bad)
		return;
	msg->address_type = type;
	if ((type & 0x70) == ALPHANUMERIC)
		get_name(msg->number, p, n);
	else
		sms_get_digits(msg->number, type, p, n);
}

/* 24.011 8.2.5.2: here the length counts bytes, the type's included. */
static void take_smsc(struct reader *r, char *number)
{
	uint8_t n = take_byte(r);
	const uint8_t *p;

	number[0] = '\0';
	if (n > 1 + ADDRESS_MAX / 2)
		r->bad = true;
	p = take(r, n);
	if (!r->bad && n >= 2)
		sms_get_digits(number, p[0], p + 1, 2 * (n - 1));
}

bool sms_get_smsc(const uint8_t *pdu, char *number)
{
	struct reader r = { .p = pdu, .left = MODEM_PDU_MAX };

	take_smsc(&r, number);
	return number[0];
}

enum sms_alphabet sms_alphabet(uint8_t dcs)
{
	uint8_t group = dcs >> 4;

	if (group < 8)		/* general, and marked for deletion */
		return dcs & 0x20 ? SMS_DATA :	/* compressed */
			(dcs >> 2 & 3) == 1 ? SMS_DATA :
			(dcs >> 2 & 3) == 2 ? SMS_UCS2 : SMS_GSM;
	if (group == 0xe)
		return SMS_UCS2;
	return group == 0xf && dcs & 4 ? SMS_DATA : SMS_GSM;
}

int sms_class(uint8_t dcs)
{
	bool given = dcs >> 4 < 8 ? dcs & 0x10 : dcs >> 4 == 0xf;

	return given ? dcs & 3 : -1;
}

bool sms_is_waiting(uint8_t dcs)
{
	return dcs >> 4 == 0xd || dcs >> 4 == 0xe;
}

/* 9.2.3.16: the length counts septets or bytes. */
static void take_user(struct reader *r, struct sms_message *msg)
{
	uint8_t n = take_byte(r);

	msg->length = n;
	msg->user_bytes = sms_alphabet(msg->dcs) == SMS_GSM ?
		(n * 7 + 7) / 8 : n;
	if (msg->user_bytes > SMS_USER_MAX)
		r->bad = true;
	msg->user = take(r, msg->user_bytes);
	if (!r->bad && msg->first & SMS_UDHI &&
	    (!n || msg->user[0] + 1 > msg->user_bytes))
		r->bad = true;
}

/* 9.2.2.1 */
static void take_deliver(struct reader *r, struct sms_message *msg)
{
	take_address(r, msg);
	msg->pid = take_byte(r);
	msg->dcs = take_byte(r);
	take_copy(r, msg->time, 7);
	take_user(r, msg);
}

/* 9.2.2.2; the validity's format is a field of the first byte, 9.2.3.3 */
static void take_submit(struct reader *r, struct sms_message *msg)
{
	msg->reference = take_byte(r);
	take_address(r, msg);
	msg->pid = take_byte(r);
	msg->dcs = take_byte(r);
	if ((msg->first & SMS_VPF) == SMS_VP_RELATIVE)
		msg->validity = take_byte(r);
	else if (msg->first & SMS_VPF)
		take(r, 7);
	take_user(r, msg);
}

/* 9.2.2.3; what follows the status is optional */
static void take_report(struct reader *r, struct sms_message *msg)
{
	msg->reference = take_byte(r);
	take_address(r, msg);
	take_copy(r, msg->time, 7);
	take_copy(r, msg->discharge, 7);
	msg->status = take_byte(r);
}

/* 9.2.2.4 */
static void take_command(struct reader *r, struct sms_message *msg)
{
	msg->reference = take_byte(r);
	msg->pid = take_byte(r);
	take(r, 2);			/* type, number of the message */
	take_address(r, msg);
	msg->length = take_byte(r);
	take(r, msg->length);		/* data, but no text */
}

bool sms_parse(struct sms_message *msg, const uint8_t *pdu, size_t length,
	       bool incoming)
{
	struct reader r = { .p = pdu, .left = length };

	memset(msg, 0, sizeof(*msg));
	msg->incoming = incoming;
	take_smsc(&r, msg->smsc);
	msg->first = take_byte(&r);
	msg->type = msg->first & SMS_MTI;
	if (incoming && msg->type == SMS_DELIVER)
		take_deliver(&r, msg);
	else if (incoming && msg->type == SMS_STATUS_REPORT)
		take_report(&r, msg);
	else if (!incoming && msg->type == SMS_SUBMIT)
		take_submit(&r, msg);
	else if (!incoming && msg->type == SMS_COMMAND)
		take_command(&r, msg);
	else
		r.bad = true;
	return !r.bad;
}

enum modem_error sms_check_outgoing(const uint8_t *pdu, size_t length)
{
	struct sms_message msg;

	if (length > MODEM_PDU_MAX)
		return MODEM_TOO_LONG;
	if (!sms_parse(&msg, pdu, length, false))
		return MODEM_BAD_VALUE;
	return msg.number[msg.number[0] == '+'] ? MODEM_OK : MODEM_BAD_VALUE;
}

const uint8_t *sms_get_header(const struct sms_message *msg)
{
	return msg->first & SMS_UDHI && msg->user ? msg->user : NULL;
}

static size_t get_septets(const struct sms_message *msg, uint16_t *text,
			  size_t max, size_t header)
{
	uint8_t septets[SMS_TEXT_MAX];
	size_t skip = (header * 8 + 6) / 7;
	size_t n = msg->length > skip ? msg->length - skip : 0;

	gsm_unpack(septets, msg->user + header, n, skip * 7 - header * 8);
	return gsm_decode(text, max, septets, n);
}

size_t sms_get_text(const struct sms_message *msg, uint16_t *text, size_t max)
{
	enum sms_alphabet alphabet = sms_alphabet(msg->dcs);
	const uint8_t *head = sms_get_header(msg);
	size_t header = head ? *head + 1 : 0, size, n, i;
	const uint8_t *p = msg->user + header;

	if (!msg->user)
		return 0;
	if (alphabet == SMS_GSM)
		return get_septets(msg, text, max, header);
	size = alphabet == SMS_UCS2 ? 2 : 1;
	n = (msg->user_bytes - header) / size;
	n = n < max ? n : max;
	for (i = 0; i < n; i++, p += size)
		text[i] = size == 2 ? p[0] << 8 | p[1] : p[0];
	return n;
}

/* ---- writing --------------------------------------------------------------*/

static int digit_value(char c)
{
	static const char digits[] = "0123456789*#ABC";
	const char *p = c ? strchr(digits, c) : NULL;

	return p ? p - digits : -1;
}

size_t sms_put_digits(uint8_t *out, const char *number)
{
	size_t i;

	for (i = 0; number[i]; i++) {
		if (i & 1)
			out[i / 2] = (out[i / 2] & 0x0f) |
				digit_value(number[i]) << 4;
		else
			out[i / 2] = 0xf0 | digit_value(number[i]);
	}
	return (i + 1) / 2;
}

static bool valid_number(const char *number)
{
	size_t n;

	number += *number == '+';
	for (n = 0; number[n]; n++)
		if (digit_value(number[n]) < 0)
			return false;
	return n <= ADDRESS_MAX;
}

/* A PDU as it grows; MODEM_PDU_MAX has room for the longest one. */
struct writer {
	uint8_t *p;
	size_t n;
};

static void put(struct writer *w, uint8_t byte)
{
	w->p[w->n++] = byte;
}

static void put_bytes(struct writer *w, const uint8_t *p, size_t n)
{
	memcpy(w->p + w->n, p, n);
	w->n += n;
}

static void put_smsc(struct writer *w, const char *number)
{
	bool plus = *number == '+';
	size_t n;

	if (!*number) {
		put(w, 0);
		return;
	}
	n = sms_put_digits(w->p + w->n + 2, number + plus);
	put(w, 1 + n);
	put(w, plus ? INTERNATIONAL : UNKNOWN_NUMBER);
	w->n += n;
}

static void put_address(struct writer *w, const struct sms_message *msg)
{
	bool plus = msg->number[0] == '+';
	uint8_t type = plus ? INTERNATIONAL : msg->address_type;

	put(w, strlen(msg->number + plus));
	put(w, type ? type : UNKNOWN_NUMBER);
	w->n += sms_put_digits(w->p + w->n, msg->number + plus);
}

static void put_user(struct writer *w, const struct sms_message *msg)
{
	put(w, msg->length);
	put_bytes(w, msg->user, msg->user_bytes);
}

/* Returns false if numbers or user data can not be coded. */
static bool begin_pdu(struct writer *w, uint8_t *pdu,
		      const struct sms_message *msg, uint8_t type)
{
	w->p = pdu;
	w->n = 0;
	if (!valid_number(msg->smsc) || !valid_number(msg->number) ||
	    msg->user_bytes > SMS_USER_MAX)
		return false;
	put_smsc(w, msg->smsc);
	put(w, (msg->first & ~SMS_MTI) | type);
	return true;
}

size_t sms_make_submit(uint8_t *pdu, const struct sms_message *msg)
{
	struct writer w;

	if (!begin_pdu(&w, pdu, msg, SMS_SUBMIT))
		return 0;
	put(&w, msg->reference);
	put_address(&w, msg);
	put(&w, msg->pid);
	put(&w, msg->dcs);
	if ((msg->first & SMS_VPF) == SMS_VP_RELATIVE)
		put(&w, msg->validity);
	else if (msg->first & SMS_VPF)
		put_bytes(&w, msg->time, 7);
	put_user(&w, msg);
	return w.n;
}

size_t sms_make_deliver(uint8_t *pdu, const struct sms_message *msg)
{
	struct writer w;

	if (!begin_pdu(&w, pdu, msg, SMS_DELIVER))
		return 0;
	put_address(&w, msg);
	put(&w, msg->pid);
	put(&w, msg->dcs);
	put_bytes(&w, msg->time, 7);
	put_user(&w, msg);
	return w.n;
}

size_t sms_make_report(uint8_t *pdu, const struct sms_message *msg)
{
	struct writer w;

	if (!begin_pdu(&w, pdu, msg, SMS_STATUS_REPORT))
		return 0;
	put(&w, msg->reference);
	put_address(&w, msg);
	put_bytes(&w, msg->time, 7);
	put_bytes(&w, msg->discharge, 7);
	put(&w, msg->status);
	return w.n;
}

/* ---- texts ----------------------------------------------------------------*/

static bool put_septets(struct sms_message *msg, uint8_t *user, size_t header,
			const uint16_t *text, size_t n)
{
	uint8_t septets[SMS_TEXT_MAX];
	size_t skip = (header * 8 + 6) / 7;
	size_t count = gsm_encode(septets, SMS_TEXT_MAX - skip, text, n);

	if (count == SIZE_MAX)
		return false;
	msg->length = skip + count;
	msg->user_bytes = header + gsm_pack(user + header, septets, count,
					    skip * 7 - header * 8);
	return true;
}

static bool put_wide(struct sms_message *msg, uint8_t *user, size_t header,
		     const uint16_t *text, size_t n)
{
	size_t i;

	if (header + 2 * n > SMS_USER_MAX)
		return false;
	for (i = 0; i < n; i++) {
		user[header + 2 * i] = text[i] >> 8;
		user[header + 2 * i + 1] = text[i];
	}
	msg->length = header + 2 * n;
	msg->user_bytes = msg->length;
	return true;
}

static bool put_narrow(struct sms_message *msg, uint8_t *user, size_t header,
		       const uint16_t *text, size_t n)
{
	size_t i;

	if (header + n > SMS_USER_MAX)
		return false;
	for (i = 0; i < n; i++)
		user[header + i] = text[i];
	msg->length = header + n;
	msg->user_bytes = msg->length;
	return true;
}

bool sms_put_text(struct sms_message *msg, uint8_t *user,
		  const uint8_t *header, const uint16_t *text, size_t n)
{
	size_t skip = header ? *header + 1 : 0;

	msg->user = user;
	if (header)
		memcpy(user, header, skip);
	if (header)
		msg->first |= SMS_UDHI;
	switch (sms_alphabet(msg->dcs)) {
	case SMS_GSM:
		return put_septets(msg, user, skip, text, n);
	case SMS_UCS2:
		return put_wide(msg, user, skip, text, n);
	default:
		return put_narrow(msg, user, skip, text, n);
	}
}

#define PART_SEPTETS	153	/* 160 - the 7 that the header takes */
#define PART_WIDE	67

/* Returns whether the default alphabet has all characters. */
bool sms_is_gsm(const uint16_t *text, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (gsm_from_ucs2(text[i]) == GSM_NONE)
			return false;
	return true;
}

/* Returns how many characters fit into so many septets, escapes kept whole. */
static size_t fit_septets(const uint16_t *text, size_t n, size_t room)
{
	size_t used = 0, i;

	for (i = 0; i < n; i++) {
		used += gsm_from_ucs2(text[i]) > 0x7f ? 2 : 1;
		if (used > room)
			break;
	}
	return i;
}

size_t sms_next_part(const uint16_t *text, size_t n, bool gsm, bool whole)
{
	size_t room = whole ? SMS_USER_MAX / 2 : PART_WIDE;

	if (gsm)
		return fit_septets(text, n, whole ? SMS_TEXT_MAX :
				   PART_SEPTETS);
	return n < room ? n : room;
}

/* ---- time stamps ----------------------------------------------------------*/

static uint8_t swapped(unsigned int n)
{
	return n % 10 << 4 | n / 10 % 10;
}

/* The zone's sign is bit 3, the tens being the lower nibble. */
void sms_put_time(uint8_t *stamp, const struct modem_time *t)
{
	stamp[0] = swapped(t->year);
	stamp[1] = swapped(t->month);
	stamp[2] = swapped(t->day);
	stamp[3] = swapped(t->hour);
	stamp[4] = swapped(t->minute);
	stamp[5] = swapped(t->second);
	if (t->quarters < 0)
		stamp[6] = swapped(-t->quarters) | 8;
	else
		stamp[6] = swapped(t->quarters);
}
