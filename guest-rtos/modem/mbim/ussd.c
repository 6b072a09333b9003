// SPDX-License-Identifier: BSD-3-Clause
/* USSD: MBIM 1.0 section 10.5.26 (10.7). */
#include "function.h"

enum { INITIATE, CONTINUE, CANCEL };
/* The responses of MBIM are numbered like <m> of +CUSD, 27.007 7.15. */
enum { NO_ACTION, ACTION_REQUIRED, TERMINATED, OTHER_CLIENT, NOT_SUPPORTED,
	TIMED_OUT };
enum { NEW_SESSION, EXISTING_SESSION };

static void put_ussd(struct mbim_out *out, uint32_t response, uint32_t session,
		     const struct modem_ussd *ussd)
{
	mbim_begin(out, 20);
	mbim_put(out, response);
	mbim_put(out, session);
	mbim_put(out, ussd ? ussd->dcs : 0);
	if (ussd)
		mbim_put_bytes(out, ussd->data, ussd->length);
	else
		mbim_put_bytes(out, NULL, 0);
}

void mbim_put_ussd(struct mbim *mb, struct mbim_out *out)
{
	const struct modem_ussd *ussd = &mb->modem->ussd;

	put_ussd(out, ussd->status,
		 ussd->existing ? EXISTING_SESSION : NEW_SESSION, ussd);
}

static uint32_t send_ussd(struct mbim *mb, struct mbim_in *in)
{
	const uint32_t dcs = mbim_get(in, 4);
	uint32_t size;
	const uint8_t *data = mbim_get_bytes(in, 8, &size);
	enum modem_error error;

	if (in->bad || dcs > 0xff || !size || size > MODEM_USSD_MAX)
		return MBIM_INVALID_PARAMETERS;
	error = modem_send_ussd(mb->modem, &mb->client, dcs, data, size);
	return error ? mbim_status_of(error) : MBIM_LATER;
}

static uint32_t cancel_ussd(struct mbim *mb, struct mbim_out *out)
{
	const enum modem_error error = modem_cancel_ussd(mb->modem,
							 &mb->client);

	put_ussd(out, NO_ACTION, EXISTING_SESSION, NULL);
	return mbim_status_of(error);
}

/* A session is answered only if there is one, and opened only if not. */
MBIM_HANDLER(mbim_set_ussd)
{
	const bool session = mb->modem->ussd.session;

	switch (mbim_get(in, 0)) {
	case INITIATE:
		return session ? MBIM_OPERATION_NOT_ALLOWED : send_ussd(mb, in);
	case CONTINUE:
		return session ? send_ussd(mb, in) : MBIM_OPERATION_NOT_ALLOWED;
	case CANCEL:
		return cancel_ussd(mb, out);
	}
	return MBIM_INVALID_PARAMETERS;
}

MBIM_ANSWER(mbim_answer_ussd)
{
	const struct modem_ussd *ussd = &mb->modem->ussd;

	put_ussd(out, ussd->status, EXISTING_SESSION, ussd);
	return mbim_status_of(later->error);
}
