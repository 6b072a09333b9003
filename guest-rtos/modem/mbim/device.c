// SPDX-License-Identifier: BSD-3-Clause
/* The device and its SIM: MBIM 1.0 sections 10.5.1 to 10.5.5. */
#include "function.h"

/* ---- 10.5.1 ---------------------------------------------------------------*/

enum { DEVICE_EMBEDDED = 1, CELLULAR_GSM = 1, VOICE_SIMULTANEOUS = 3,
	SIM_REMOVABLE = 2, SMS_PDU_BOTH_WAYS = 3, CONTROL_REG_MANUAL = 1 };

/* Table 10-11: GPRS, EDGE, UMTS, HSDPA */
#define ALL_DATA_CLASSES	0xf

MBIM_HANDLER(mbim_get_caps)
{
	const struct modem_identity *id = mb->modem->id;

	mbim_begin(out, 64);
	mbim_put(out, DEVICE_EMBEDDED);
	mbim_put(out, CELLULAR_GSM);
	mbim_put(out, VOICE_SIMULTANEOUS);
	mbim_put(out, SIM_REMOVABLE);
	mbim_put(out, ALL_DATA_CLASSES);
	mbim_put(out, SMS_PDU_BOTH_WAYS);
	mbim_put(out, CONTROL_REG_MANUAL);
	mbim_put(out, 1);		/* sessions */
	mbim_put_text(out, "");		/* custom data class */
	mbim_put_text(out, id->imei);
	mbim_put_text(out, id->revision);
	mbim_put_text(out, id->model);
	return MBIM_SUCCESS;
}

/* ---- 10.5.2 ---------------------------------------------------------------*/

/* Table 10-16 */
enum { INITIALIZED = 1, SIM_NOT_INSERTED, BAD_SIM, DEVICE_LOCKED = 6 };

static uint32_t ready_state(const struct modem *m)
{
	static const uint8_t states[] = {
		[MODEM_READY] = INITIALIZED,
		[MODEM_SIM_PIN] = DEVICE_LOCKED,
		[MODEM_SIM_PUK] = DEVICE_LOCKED,
		[MODEM_SIM_BLOCKED] = BAD_SIM,
		[MODEM_SIM_ABSENT] = SIM_NOT_INSERTED,
	};

	return states[m->sim.state];
}

void mbim_put_ready(struct mbim *mb, struct mbim_out *out)
{
	const struct modem_identity *id = mb->modem->id;
	const uint32_t state = ready_state(mb->modem);
	const bool ready = state == INITIALIZED;
	const bool there = ready || state == DEVICE_LOCKED;

	mbim_begin(out, ready ? 36 : 28);
	mbim_put(out, state);
	mbim_put_text(out, ready ? id->imsi : "");
	mbim_put_text(out, there ? id->iccid : "");
	mbim_put(out, 0);		/* the IMSI needs no protection */
	mbim_put(out, ready);		/* telephone numbers */
	if (ready)
		mbim_put_text(out, id->number);
}

MBIM_HANDLER(mbim_get_ready)
{
	mbim_put_ready(mb, out);
	return MBIM_SUCCESS;
}

/* ---- 10.5.3 ---------------------------------------------------------------*/

void mbim_put_radio(struct mbim *mb, struct mbim_out *out)
{
	mbim_begin(out, 8);
	mbim_put(out, 1);		/* there is no switch */
	mbim_put(out, mb->modem->function == MODEM_FULL_FUNCTION);
}

MBIM_HANDLER(mbim_get_radio)
{
	mbim_put_radio(mb, out);
	return MBIM_SUCCESS;
}

MBIM_HANDLER(mbim_set_radio)
{
	const uint32_t on = mbim_get(in, 0);
	enum modem_error error;

	if (on > 1)
		return MBIM_INVALID_PARAMETERS;
	error = modem_set_function(mb->modem, on ? MODEM_FULL_FUNCTION :
						   MODEM_FLIGHT);
	mbim_put_radio(mb, out);
	return mbim_status_of(error);
}

/* ---- 10.5.4 ---------------------------------------------------------------*/

/* Table 10-24 */
enum { PIN1 = 2, PUK1 = 11, PIN_TYPES = 18 };
/* Table 10-27 */
enum { ENTER, ENABLE, DISABLE, CHANGE };

static void put_pin(const struct modem *m, struct mbim_out *out)
{
	const struct modem_sim *sim = &m->sim;
	const bool puk = sim->state == MODEM_SIM_PUK ||
			 sim->state == MODEM_SIM_BLOCKED;

	mbim_begin(out, 12);
	mbim_put(out, puk ? PUK1 : PIN1);
	mbim_put(out, sim->state != MODEM_READY);	/* locked */
	mbim_put(out, puk ? sim->puk_tries : sim->pin_tries);
}

MBIM_HANDLER(mbim_get_pin)
{
	if (mb->modem->sim.state == MODEM_SIM_ABSENT)
		return MBIM_SIM_NOT_INSERTED;
	put_pin(mb->modem, out);
	return MBIM_SUCCESS;
}

static enum modem_error operate_pin(struct modem *m, uint32_t operation,
				    const char *pin, const char *new_pin)
{
	switch (operation) {
	case ENTER:
		return modem_enter_pin(m, pin);
	case ENABLE:
		return modem_enable_pin(m, pin, true);
	case DISABLE:
		return modem_enable_pin(m, pin, false);
	case CHANGE:
		return modem_change_pin(m, pin, new_pin);
	}
	return MODEM_BAD_VALUE;
}

MBIM_HANDLER(mbim_set_pin)
{
	const uint32_t type = mbim_get(in, 0), operation = mbim_get(in, 4);
	char pin[9], new_pin[9];
	enum modem_error error;

	mbim_get_text(in, 8, pin, sizeof(pin));
	mbim_get_text(in, 16, new_pin, sizeof(new_pin));
	if (in->bad || type >= PIN_TYPES || operation > CHANGE)
		return MBIM_INVALID_PARAMETERS;
	if (type == PUK1 && operation == ENTER)
		error = modem_unblock_pin(mb->modem, pin, new_pin);
	else if (type == PIN1)
		error = operate_pin(mb->modem, operation, pin, new_pin);
	else
		return MBIM_NO_DEVICE_SUPPORT;
	put_pin(mb->modem, out);
	return error == MODEM_PUK_NEEDED ? MBIM_FAILURE : mbim_status_of(error);
}

/* ---- 10.5.5 ---------------------------------------------------------------*/

/* Tables 10-31, 10-32 */
enum { PIN_ENABLED = 1, PIN_DISABLED = 2, PIN_NUMERIC = 1, PINS = 10 };

MBIM_HANDLER(mbim_get_pin_list)
{
	uint32_t i;

	mbim_begin(out, 16 * PINS);
	mbim_put(out, mb->modem->sim.pin_enabled ? PIN_ENABLED : PIN_DISABLED);
	mbim_put(out, PIN_NUMERIC);
	mbim_put(out, 4);
	mbim_put(out, 8);
	for (i = 0; i < 4 * (PINS - 1); i++)
		mbim_put(out, 0);	/* not supported */
	return MBIM_SUCCESS;
}
