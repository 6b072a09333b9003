// SPDX-License-Identifier: BSD-3-Clause
/* Short messages in PDU mode: MBIM 1.0 sections 10.5.30 ff (10.6). */
#include "function.h"

/* Table 10-78 */
enum { FORMAT_PDU, FORMAT_CDMA };
/* Table 10-84 */
enum { FILTER_ALL, FILTER_INDEX, FILTER_NEW, FILTER_OLD, FILTER_SENT,
	FILTER_DRAFT, FILTERS };
/* Table 10-98 */
enum { STORE_FULL = 1, NEW_MESSAGE = 2 };

/* Table 10-85 and table of filters, by enum modem_sms_status */
static const uint8_t mbim_status[] = {
	[MODEM_SMS_UNREAD] = 0,
	[MODEM_SMS_READ] = 1,
	[MODEM_SMS_UNSENT] = 2,
	[MODEM_SMS_SENT] = 3,
};

static const uint8_t filter_of[] = {
	[MODEM_SMS_UNREAD] = FILTER_NEW,
	[MODEM_SMS_READ] = FILTER_OLD,
	[MODEM_SMS_UNSENT] = FILTER_DRAFT,
	[MODEM_SMS_SENT] = FILTER_SENT,
};

/* ---- configuration --------------------------------------------------------*/

MBIM_HANDLER(mbim_get_sms_configuration)
{
	const struct modem *m = mb->modem;

	mbim_begin(out, 24);
	mbim_put(out, m->sim.state == MODEM_READY);	/* initialized */
	mbim_put(out, FORMAT_PDU);
	mbim_put(out, MODEM_SMS_MAX);
	mbim_put(out, 0);		/* size of CDMA messages */
	mbim_put_text(out, m->smsc);
	return MBIM_SUCCESS;
}

MBIM_HANDLER(mbim_set_sms_configuration)
{
	const uint32_t format = mbim_get(in, 0);
	char smsc[MODEM_NUMBER_MAX];
	enum modem_error error;

	mbim_get_text(in, 4, smsc, sizeof(smsc));
	if (in->bad || format > FORMAT_CDMA)
		return MBIM_INVALID_PARAMETERS;
	if (format != FORMAT_PDU)
		return MBIM_SMS_FORMAT_NOT_SUPPORTED;
	error = smsc[0] ? modem_set_smsc(mb->modem, smsc) : MODEM_OK;
	return error ? mbim_status_of(error) :
		mbim_get_sms_configuration(mb, in, out);
}

/* ---- the store ------------------------------------------------------------*/

struct choice {
	uint32_t filter, index;
};

static bool is_chosen(const struct modem *m, uint32_t index,
		      const struct choice *choice)
{
	const struct modem_sms *sms = modem_find_sms(m, index);

	if (!sms)
		return false;
	if (choice->filter == FILTER_INDEX)
		return choice->index == index;
	return choice->filter == FILTER_ALL ||
		choice->filter == filter_of[sms->status];
}

static uint32_t count_chosen(const struct modem *m, const struct choice *choice)
{
	uint32_t i, count = 0;

	for (i = 1; i <= MODEM_SMS_MAX; i++)
		count += is_chosen(m, i, choice);
	return count;
}

/* Returns the status of a request to read or to delete. */
static uint32_t check_choice(const struct modem *m, const struct choice *choice)
{
	const enum modem_error error = modem_check_sim(m);

	if (choice->filter >= FILTERS)
		return MBIM_INVALID_PARAMETERS;
	if (error)
		return mbim_status_of(error);
	if (choice->filter == FILTER_INDEX &&
	    !modem_find_sms(m, choice->index))
		return MBIM_INVALID_MEMORY_INDEX;
	return MBIM_SUCCESS;
}

static void put_sms(struct mbim_out *out, struct modem *m, uint32_t index)
{
	const struct modem_sms *sms = modem_find_sms(m, index);
	struct mbim_out part;

	mbim_put_begin(out, &part, 16);
	mbim_put(&part, index);
	mbim_put(&part, mbim_status[sms->status]);
	mbim_put_bytes(&part, sms->pdu, sms->length);
	mbim_put_end(out, &part);
}

/* Messages that were new are old from then on. */
static void put_chosen(struct mbim_out *out, struct modem *m,
		       const struct choice *choice)
{
	const uint32_t count = count_chosen(m, choice);
	uint32_t i;

	mbim_begin(out, 8 + 8 * count);
	mbim_put(out, FORMAT_PDU);
	mbim_put(out, count);
	for (i = 1; i <= MODEM_SMS_MAX; i++) {
		if (!is_chosen(m, i, choice))
			continue;
		put_sms(out, m, i);
		modem_mark_read(m, i);
	}
}

MBIM_HANDLER(mbim_read_sms)
{
	const uint32_t format = mbim_get(in, 0);
	const struct choice choice = { mbim_get(in, 4), mbim_get(in, 8) };
	uint32_t status = check_choice(mb->modem, &choice);

	if (format > FORMAT_CDMA)
		return MBIM_INVALID_PARAMETERS;
	if (format != FORMAT_PDU)
		return MBIM_SMS_FORMAT_NOT_SUPPORTED;
	if (!status)
		put_chosen(out, mb->modem, &choice);
	return status;
}

MBIM_HANDLER(mbim_delete_sms)
{
	const struct choice choice = { mbim_get(in, 0), mbim_get(in, 4) };
	uint32_t i, status = check_choice(mb->modem, &choice);

	for (i = 1; !status && i <= MODEM_SMS_MAX; i++)
		if (is_chosen(mb->modem, i, &choice))
			modem_delete_sms(mb->modem, i);
	return status;
}

/* ---- sending --------------------------------------------------------------*/

/* The record with the PDU is a structure within: its pair counts from there. */
MBIM_HANDLER(mbim_send_sms)
{
	const uint32_t format = mbim_get(in, 0);
	struct mbim_in record;
	const uint8_t *pdu;
	uint32_t size;
	enum modem_error error;

	if (format == FORMAT_CDMA)
		return MBIM_SMS_FORMAT_NOT_SUPPORTED;
	mbim_in_open_part(&record, in, 4, 8);
	pdu = mbim_get_bytes(&record, 0, &size);
	if (format != FORMAT_PDU || record.bad || !size)
		return MBIM_INVALID_PARAMETERS;
	error = modem_send_sms(mb->modem, &mb->client, pdu, size);
	return error ? mbim_status_of(error) : MBIM_LATER;
}

MBIM_ANSWER(mbim_answer_sms)
{
	mbim_begin(out, 4);
	mbim_put(out, later->index);	/* TP-MR */
	if (later->error == MODEM_TIMEOUT)
		return MBIM_SMS_NETWORK_TIMEOUT;
	return mbim_status_of(later->error);
}

/* ---- status of the store --------------------------------------------------*/

static void put_store_status(struct mbim_out *out, uint32_t flags,
			     uint32_t index)
{
	mbim_begin(out, 8);
	mbim_put(out, flags);
	mbim_put(out, index);
}

MBIM_HANDLER(mbim_get_store_status)
{
	const bool full = modem_count_sms(mb->modem) == MODEM_SMS_MAX;

	put_store_status(out, full ? STORE_FULL : 0, 0);
	return MBIM_SUCCESS;
}

void mbim_put_store_full(struct mbim *mb, struct mbim_out *out)
{
	put_store_status(out, STORE_FULL, 0);
}

void mbim_put_new_sms(struct mbim_out *out, uint32_t index)
{
	put_store_status(out, NEW_MESSAGE, index);
}
