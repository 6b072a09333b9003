// SPDX-License-Identifier: BSD-3-Clause
/*
 * The phone book: records of the SIM's EF_ADN, 51.011 10.5.1, which are also
 * read and written by commands of the SIM, so that any bytes may be in them.
 */
#include "charset.h"
#include "core.h"
#include "sms_pdu.h"

/* Places in a record after the name, and digits of a number */
enum { LENGTH = MODEM_BOOK_NAME, TYPE, DIGITS_AT, RECORD = MODEM_BOOK_RECORD };
#define DIGITS_MAX	20

#define WIDE		0x80	/* annex B: UCS2 follows */
#define UNUSED		0xff

static size_t get_wide(uint16_t *name, const uint8_t *p)
{
	size_t n;

	for (n = 0; n < (MODEM_BOOK_NAME - 1) / 2; n++, p += 2) {
		name[n] = p[0] << 8 | p[1];
		if (name[n] == 0xffff)
			break;
	}
	return n;
}

static size_t get_name(uint16_t *name, const uint8_t *p)
{
	size_t n;

	if (p[0] == WIDE)
		return get_wide(name, p + 1);
	for (n = 0; n < MODEM_BOOK_NAME && p[n] != UNUSED; n++)
		;
	return gsm_decode(name, MODEM_BOOK_NAME, p, n);
}

static void get_number(char *number, const uint8_t *record)
{
	uint8_t n = record[LENGTH];

	number[0] = '\0';
	if (n > 1 && n <= 1 + DIGITS_MAX / 2)
		sms_get_digits(number, record[TYPE], record + DIGITS_AT,
			       2 * (n - 1));
}

bool modem_get_entry(const struct modem *m, unsigned int index,
		     struct modem_entry *entry)
{
	const uint8_t *record;

	if (index - 1 >= MODEM_BOOK_MAX)
		return false;
	record = m->sim.book[index - 1];
	get_number(entry->number, record);
	entry->length = get_name(entry->name, record);
	return entry->number[0] || entry->length;
}

static bool put_wide(uint8_t *p, const struct modem_entry *entry)
{
	size_t i;

	if (1 + 2 * entry->length > MODEM_BOOK_NAME)
		return false;
	p[0] = WIDE;
	for (i = 0; i < entry->length; i++) {
		p[1 + 2 * i] = entry->name[i] >> 8;
		p[2 + 2 * i] = entry->name[i];
	}
	return true;
}

static bool put_name(uint8_t *p, const struct modem_entry *entry)
{
	uint8_t septets[MODEM_BOOK_NAME];
	size_t n;

	if (!sms_is_gsm(entry->name, entry->length))
		return put_wide(p, entry);
	n = gsm_encode(septets, sizeof(septets), entry->name, entry->length);
	if (n == SIZE_MAX)
		return false;
	memcpy(p, septets, n);
	return true;
}

enum modem_error modem_set_entry(struct modem *m, unsigned int index,
				 const struct modem_entry *entry)
{
	uint8_t record[RECORD];
	bool plus;

	if (index - 1 >= MODEM_BOOK_MAX)
		return MODEM_BAD_INDEX;
	memset(record, UNUSED, sizeof(record));
	if (entry) {
		plus = entry->number[0] == '+';
		if (!core_consists_of(entry->number + plus, DIGITS "*#",
				      DIGITS_MAX + 1))
			return MODEM_BAD_VALUE;
		if (!put_name(record, entry))
			return MODEM_TOO_LONG;
		record[TYPE] = plus ? 0x91 : 0x81;
		record[LENGTH] = 1 + sms_put_digits(record + DIGITS_AT,
						    entry->number + plus);
	}
	memcpy(m->sim.book[index - 1], record, sizeof(record));
	core_keep_entry(m, index);
	return MODEM_OK;
}
