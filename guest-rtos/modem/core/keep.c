// SPDX-License-Identifier: BSD-3-Clause
/* What a restart of the modem must not lose: messages, and the phone book. */
#include "core.h"

#define HEAD	offsetof(struct modem_sms, pdu)

void core_keep_sms(struct modem *m, unsigned int index)
{
	const struct modem_sms *s = &m->sms[index - 1];

	modem_keep(m, index - 1, s, HEAD + s->length);
}

void core_keep_entry(struct modem *m, unsigned int index)
{
	modem_keep(m, MODEM_SMS_MAX + index - 1, m->sim.book[index - 1],
		   MODEM_BOOK_RECORD);
}

static void restore_sms(struct modem_sms *s, const struct modem_sms *kept,
			size_t size)
{
	if (size < HEAD || kept->status > MODEM_SMS_SENT ||
	    kept->length > MODEM_PDU_MAX || size != HEAD + kept->length)
		return;
	memcpy(s, kept, size);
}

void modem_restore(struct modem *m, unsigned int item, const void *data,
		   size_t size)
{
	if (item < MODEM_SMS_MAX)
		restore_sms(&m->sms[item], data, size);
	else if (item < MODEM_KEPT_ITEMS && size == MODEM_BOOK_RECORD)
		memcpy(m->sim.book[item - MODEM_SMS_MAX], data, size);
}
