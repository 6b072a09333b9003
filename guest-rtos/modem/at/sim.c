// SPDX-License-Identifier: BSD-3-Clause
/* The SIM: 27.007 5.6, 7.4, 7.5, 8.3, 8.17, 8.18, 8.23. */
#include "at_port.h"

/* 27.007 5.6 */
static enum at_result subscriber(struct at_port *p)
{
	enum modem_error error = modem_check_sim(p->modem);

	if (error)
		return at_result_of(p, error);
	at_line(p, p->modem->id->imsi);
	return AT_OK;
}

/* 8.3 */
static enum at_result read_pin(struct at_port *p)
{
	static const char *const states[] = {
		[MODEM_READY] = "READY",
		[MODEM_SIM_PIN] = "SIM PIN",
		[MODEM_SIM_PUK] = "SIM PUK",
	};

	if (p->modem->sim.state > MODEM_SIM_PUK)
		return at_result_of(p, MODEM_NO_SIM);
	at_begin_named(p);
	at_put(p, states[p->modem->sim.state]);
	at_end(p);
	return AT_OK;
}

/* 8.3: the PUK is followed by the new PIN */
static enum at_result enter_pin(struct at_port *p)
{
	struct modem *m = p->modem;

	switch (m->sim.state) {
	case MODEM_SIM_PIN:
		if (p->nr_args != 1)
			break;
		return at_result_of(p, modem_enter_pin(m, at_text(p, 0)));
	case MODEM_SIM_PUK:
		if (p->nr_args != 2)
			break;
		return at_result_of(p, modem_unblock_pin(m, at_text(p, 0),
							 at_text(p, 1)));
	default:
		return at_cme(p, CME_NOT_ALLOWED);
	}
	return at_cme(p, CME_BAD_PARAMETERS);
}

/* 7.4: "SC" is the PIN; "FD" and "PS" are off, and can not be switched on. */
static enum at_result set_lock(struct at_port *p)
{
	const char *facility = at_text(p, 0);
	bool sim = !strcmp(facility, "SC");

	if ((!sim && strcmp(facility, "FD") && strcmp(facility, "PS")) ||
	    p->nr_args < 2 || at_is_bad(p, 1, 2))
		return at_cme(p, CME_BAD_PARAMETERS);
	if (at_number(p, 1, 2) == 2) {
		at_begin_named(p);
		at_put_number(p, sim && p->modem->sim.pin_enabled);
		at_end(p);
		return AT_OK;
	}
	if (!sim)
		return at_cme(p, CME_NOT_SUPPORTED);
	return at_result_of(p, modem_enable_pin(p->modem, at_text(p, 2),
						at_number(p, 1, 0)));
}

/* 7.5 */
static enum at_result change_password(struct at_port *p)
{
	if (p->nr_args != 3 || strcmp(at_text(p, 0), "SC"))
		return at_cme(p, CME_BAD_PARAMETERS);
	return at_result_of(p, modem_change_pin(p->modem, at_text(p, 1),
						at_text(p, 2)));
}

/* ---- commands of the SIM --------------------------------------------------*/

static void put_status(struct at_port *p, uint16_t sw, const uint8_t *out,
		       uint8_t length)
{
	at_begin_named(p);
	at_put_number(p, sw >> 8);
	at_put_char(p, ',');
	at_put_number(p, sw & 255);
	if (length) {
		at_put(p, ",\"");
		at_put_hex(p, out, length);
		at_put_char(p, '"');
	}
	at_end(p);
}

static bool is_one_of(const uint8_t *list, size_t n, uint32_t instruction)
{
	return instruction < 256 && memchr(list, instruction, n);
}

/* The commands that 8.18 lets a terminal use: none of the PIN's. */
static bool is_restricted(uint32_t instruction)
{
	static const uint8_t allowed[] = { 176, 178, 192, 214, 220, 242 };

	return is_one_of(allowed, sizeof(allowed), instruction);
}

/* Whether n bytes of data are as many as 51.011 9.2 demands, P3 or none */
static bool has_data(const struct modem_apdu *a, size_t n)
{
	static const uint8_t senders[] = { 0x20, 0x24, 0x26, 0x28, 0x2c, 0xa4,
					   0xd6, 0xdc };

	return n == a->p3 ||
		(!n && !is_one_of(senders, sizeof(senders), a->instruction));
}

/* 8.18: <command>[,<fileid>[,<P1>,<P2>,<P3>[,<data>]]] */
static enum at_result restricted_access(struct at_port *p)
{
	uint8_t data[255], out[256], length;
	struct modem_apdu a = {
		.class = 0xa0,
		.instruction = at_number(p, 0, 0),
		.p1 = at_number(p, 2, 0),
		.p2 = at_number(p, 3, 0),
		.p3 = at_number(p, 4, 0),
		.data = data,
	};
	size_t n = at_get_hex(at_text(p, 5), data, sizeof(data));
	uint16_t sw;

	if (!is_restricted(at_number(p, 0, 0)) || at_is_bad(p, 1, 65535) ||
	    at_is_bad(p, 2, 255) || at_is_bad(p, 3, 255) ||
	    at_is_bad(p, 4, 255) || n == SIZE_MAX || !has_data(&a, n))
		return at_cme(p, CME_BAD_PARAMETERS);
	sw = modem_sim_command(p->modem, at_number(p, 1, 0), &a, out, &length);
	put_status(p, sw, out, length);
	return AT_OK;
}

static bool get_apdu(struct modem_apdu *a, const uint8_t *bytes, size_t n)
{
	if (n < 5)
		return false;
	*a = (struct modem_apdu){
		.class = bytes[0],
		.instruction = bytes[1],
		.p1 = bytes[2],
		.p2 = bytes[3],
		.p3 = bytes[4],
		.data = bytes + 5,
	};
	return has_data(a, n - 5);
}

static void put_apdu(struct at_port *p, uint16_t sw, const uint8_t *out,
		     uint8_t length)
{
	at_begin_named(p);
	at_put_number(p, 2 * length + 4);
	at_put(p, ",\"");
	at_put_hex(p, out, length);
	at_put_hex_number(p, sw, 4);
	at_put_char(p, '"');
	at_end(p);
}

/* 8.17: <length>,<command>; SELECT stays in force for this port. */
static enum at_result generic_access(struct at_port *p)
{
	uint8_t bytes[260] = { 0 }, out[256], length;
	size_t n = at_get_hex(at_text(p, 1), bytes, sizeof(bytes));
	struct modem_apdu a;
	uint16_t sw;

	if (p->nr_args != 2 || n == SIZE_MAX || at_number(p, 0, 0) != 2 * n ||
	    !get_apdu(&a, bytes, n))
		return at_cme(p, CME_BAD_PARAMETERS);
	sw = modem_sim_command(p->modem, p->file, &a, out, &length);
	if (a.instruction == 0xa4 && sw >> 8 == 0x9f)
		p->file = bytes[5] << 8 | bytes[6];
	put_apdu(p, sw, out, length);
	return AT_OK;
}

const struct at_command at_sim[] = {
	{ "CIMI", "", .run = subscriber },
	{ "CPIN", "", .set = enter_pin, .read = read_pin },
	{ "CLCK", "(\"SC\",\"FD\",\"PS\")", .set = set_lock },
	{ "CPWD", "(\"SC\",8)", .set = change_password },
	{ "CRSM", "", .set = restricted_access },
	{ "CSIM", "", .set = generic_access },
	{ NULL }
};
