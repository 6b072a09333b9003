// SPDX-License-Identifier: BSD-3-Clause
/*
 * The SIM of 3GPP TS 51.011: its PIN (clause 8), its files (clause 10) and its
 * commands (clause 9.2), to which comments refer. The files are made from the
 * subscriber's identity when they are read.
 */
#include "core.h"

/* Status words, 51.011 9.4 */
#define SW_OK		0x9000
#define SW_NO_FILE	0x9400	/* none selected */
#define SW_RANGE	0x9402
#define SW_NOT_FOUND	0x9404
#define SW_FILE_TYPE	0x9408
#define SW_NO_CHV	0x9802
#define SW_DENIED	0x9804	/* also: a wrong CHV */
#define SW_CONTRADICTS	0x9808
#define SW_BLOCKED	0x9840
#define SW_LENGTH	0x6700
#define SW_P1_P2	0x6b00
#define SW_INSTRUCTION	0x6d00
#define SW_CLASS	0x6e00
#define SW_RESPONSE	0x9f00	/* + length */
/* 31.101 10.2 */
#define SW_TRIES	0x63c0	/* + tries */
#define SW_NO_REFERENCE	0x6a88
#define SW_PIN_BLOCKED	0x6983

/* 51.011 9.2 */
enum { VERIFY = 0x20, CHANGE = 0x24, DISABLE = 0x26, ENABLE = 0x28,
	UNBLOCK = 0x2c, SELECT = 0xa4, READ_BINARY = 0xb0, READ_RECORD = 0xb2,
	GET_RESPONSE = 0xc0, UPDATE_BINARY = 0xd6, UPDATE_RECORD = 0xdc,
	STATUS = 0xf2 };

#define CHV_LENGTH	8

/* ---- the PIN --------------------------------------------------------------*/

static bool valid_pin(const char *pin)
{
	return core_consists_of(pin, DIGITS, sizeof(((struct modem_sim *)0)->pin))
		&& strlen(pin) >= 4;
}

static void set_state(struct modem *m)
{
	struct modem_sim *s = &m->sim;
	enum modem_lock_state was = s->state;

	if (!s->puk_tries)
		s->state = MODEM_SIM_BLOCKED;
	else if (!s->pin_tries)
		s->state = MODEM_SIM_PUK;
	else if (s->pin_enabled && !s->verified)
		s->state = MODEM_SIM_PIN;
	else
		s->state = MODEM_READY;
	if (s->state == was)
		return;
	core_update_power(m);
	modem_notify(m, MODEM_EVENT_SIM, 0);
}

void core_init_sim(struct modem *m)
{
	m->sim.pin_enabled = m->id->pin_enabled;
	m->sim.pin_tries = MODEM_PIN_TRIES;
	m->sim.puk_tries = MODEM_PUK_TRIES;
	core_copy(m->sim.pin, m->id->pin, sizeof(m->sim.pin));
	m->sim.state = m->sim.pin_enabled ? MODEM_SIM_PIN : MODEM_READY;
	memset(m->sim.book, 0xff, sizeof(m->sim.book));
	core_copy(m->smsc, m->id->smsc, sizeof(m->smsc));
}

enum modem_error modem_check_sim(const struct modem *m)
{
	static const uint8_t errors[] = {
		[MODEM_READY] = MODEM_OK,
		[MODEM_SIM_PIN] = MODEM_PIN_NEEDED,
		[MODEM_SIM_PUK] = MODEM_PUK_NEEDED,
		[MODEM_SIM_BLOCKED] = MODEM_NO_SIM,
		[MODEM_SIM_ABSENT] = MODEM_NO_SIM,
	};

	return errors[m->sim.state];
}

/* Compares and counts, 51.011 8.9. */
static enum modem_error check_pin(struct modem *m, const char *pin)
{
	struct modem_sim *s = &m->sim;

	if (!s->puk_tries)
		return MODEM_NO_SIM;
	if (!s->pin_tries)
		return MODEM_PUK_NEEDED;
	if (!valid_pin(pin))
		return MODEM_BAD_VALUE;
	if (!strcmp(pin, s->pin)) {
		s->pin_tries = MODEM_PIN_TRIES;
		s->verified = true;
		return MODEM_OK;
	}
	s->pin_tries--;
	s->verified = false;
	return s->pin_tries ? MODEM_WRONG_PIN : MODEM_PUK_NEEDED;
}

/* 51.011 8.9; a PIN that is switched off needs no verification. */
enum modem_error modem_enter_pin(struct modem *m, const char *pin)
{
	enum modem_error error;

	if (!m->sim.pin_enabled)
		return MODEM_NOT_ALLOWED;
	error = check_pin(m, pin);
	set_state(m);
	return error;
}

/* 51.011 8.10 */
enum modem_error modem_change_pin(struct modem *m, const char *pin,
				  const char *new_pin)
{
	enum modem_error error;

	if (!m->sim.pin_enabled)
		return MODEM_NOT_ALLOWED;
	if (!valid_pin(new_pin))
		return MODEM_BAD_VALUE;
	error = check_pin(m, pin);
	if (!error)
		core_copy(m->sim.pin, new_pin, sizeof(m->sim.pin));
	set_state(m);
	return error;
}

/* 51.011 8.11 and 8.12 */
enum modem_error modem_enable_pin(struct modem *m, const char *pin,
				  bool enable)
{
	enum modem_error error;

	if (m->sim.pin_enabled == enable)
		return MODEM_NOT_ALLOWED;
	error = check_pin(m, pin);
	if (!error)
		m->sim.pin_enabled = enable;
	set_state(m);
	return error;
}

/* 51.011 8.13 */
enum modem_error modem_unblock_pin(struct modem *m, const char *puk,
				   const char *new_pin)
{
	struct modem_sim *s = &m->sim;

	if (!s->puk_tries)
		return MODEM_NO_SIM;
	if (!valid_pin(new_pin) || !core_consists_of(puk, DIGITS, 9) ||
	    strlen(puk) != CHV_LENGTH)
		return MODEM_BAD_VALUE;
	if (strcmp(puk, m->id->puk)) {
		s->puk_tries--;
		set_state(m);
		return s->puk_tries ? MODEM_WRONG_PIN : MODEM_NO_SIM;
	}
	s->puk_tries = MODEM_PUK_TRIES;
	s->pin_tries = MODEM_PIN_TRIES;
	s->pin_enabled = true;
	s->verified = true;
	core_copy(s->pin, new_pin, sizeof(s->pin));
	set_state(m);
	return MODEM_OK;
}

/* ---- files ----------------------------------------------------------------*/

#define MSISDN_LENGTH	28	/* X = 14 bytes of name */
#define SMSP_LENGTH	42	/* Y = 14 */

/* Nibbles swapped as in 51.011 10.1.1; an odd one is filled up with F. */
static size_t put_bcd(uint8_t *out, const char *digits)
{
	size_t n = strlen(digits), i;

	for (i = 0; i < n; i++) {
		if (i & 1)
			out[i / 2] = (out[i / 2] & 0x0f) |
				(digits[i] - '0') << 4;
		else
			out[i / 2] = 0xf0 | (digits[i] - '0');
	}
	return (n + 1) / 2;
}

/* 10.5.1: the identifier of type and number as in 24.008 10.5.4.7 */
static void put_address(uint8_t *out, const char *number)
{
	bool plus = *number == '+';

	out[1] = plus ? 0x91 : 0x81;
	out[0] = 1 + put_bcd(out + 2, number + plus);
}

/* 10.1.1 */
static void make_iccid(const struct modem *m, uint8_t *out)
{
	put_bcd(out, m->id->iccid);
}

/* 10.3.2: length, then parity and digits */
static void make_imsi(const struct modem *m, uint8_t *out)
{
	size_t n = strlen(m->id->imsi);

	out[0] = n / 2 + 1;
	out[1] = (m->id->imsi[0] - '0') << 4 | (n & 1 ? 9 : 1);
	put_bcd(out + 2, m->id->imsi + 1);
}

/* 10.3.18: normal operation, and the length of the MNC */
static void make_ad(const struct modem *m, uint8_t *out)
{
	memset(out, 0, 3);
	out[3] = strlen(m->id->home) - 3;
}

/* 10.3.11: display of the registered network required */
static void make_spn(const struct modem *m, uint8_t *out)
{
	out[0] = 1;
	memcpy(out + 1, m->id->home_name, strlen(m->id->home_name));
}

/* 10.3.16 */
static void make_loci(const struct modem *m, uint8_t *out)
{
	put_bcd(out + 4, m->id->home);
	out[7] = m->area >> 8;
	out[8] = m->area;
	out[9] = 0;
	out[10] = modem_registered(m) ? 0 : 1;
}

/* 10.3.15: class 1 << (last digit of the IMSI) */
static void make_acc(const struct modem *m, uint8_t *out)
{
	uint32_t class = 1u << (m->id->imsi[strlen(m->id->imsi) - 1] - '0');

	out[0] = class >> 8;
	out[1] = class;
}

/* 10.3.7: CHV1 may be disabled, ADN, MSISDN, SMS parameters, SPN */
static void make_sst(const struct modem *m, uint8_t *out)
{
	memset(out, 0, 5);
	out[0] = 3 << 0 | 3 << 2;
	out[2] = 3 << 0 | 3 << 6;
	out[4] = 3 << 0;
}

/* 10.3.27: emergency numbers */
static void make_ecc(const struct modem *m, uint8_t *out)
{
	static const uint8_t numbers[] = { 0x11, 0xf2, 0xff, 0x19, 0xf1, 0xff };

	memcpy(out, numbers, sizeof(numbers));
}

/* 10.5.5 */
static void make_msisdn(const struct modem *m, uint8_t *out)
{
	put_address(out + MSISDN_LENGTH - 14, m->id->number);
}

/* 10.5.6: only the service centre's address is present */
static void make_smsp(const struct modem *m, uint8_t *out)
{
	out[SMSP_LENGTH - 28] = 0xfd;
	put_address(out + SMSP_LENGTH - 15, m->smsc);
}

#define ADN	0x6f3a		/* the only file that CHV1 may change */
#define ADN_SIZE	(MODEM_BOOK_MAX * MODEM_BOOK_RECORD)

static const struct file {
	uint16_t id;
	uint16_t size;
	uint8_t record;		/* length of a record; 0: transparent */
	bool always;		/* may be read without CHV1 */
	void (*make)(const struct modem *m, uint8_t *out);
} files[] = {
	{ ADN, ADN_SIZE, MODEM_BOOK_RECORD, false, NULL },
	{ 0x2fe2, 10, 0, true, make_iccid },
	{ 0x6f07, 9, 0, false, make_imsi },
	{ 0x6f38, 5, 0, false, make_sst },
	{ 0x6f40, MSISDN_LENGTH, MSISDN_LENGTH, false, make_msisdn },
	{ 0x6f42, SMSP_LENGTH, SMSP_LENGTH, false, make_smsp },
	{ 0x6f46, 17, 0, true, make_spn },
	{ 0x6f78, 2, 0, false, make_acc },
	{ 0x6f7e, 11, 0, false, make_loci },
	{ 0x6fad, 4, 0, true, make_ad },
	{ 0x6fb7, 6, 0, true, make_ecc },
};

static const struct file *find_file(uint16_t id)
{
	unsigned int i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i].id == id)
			return &files[i];
	return NULL;
}

static bool is_folder(uint16_t id)
{
	return id == 0x3f00 || id == 0x7f10 || id == 0x7f20;
}

/* 9.2.1: the answer to SELECT of an EF */
static uint8_t describe_file(const struct file *f, uint8_t *out)
{
	memset(out, 0, 15);
	out[2] = f->size >> 8;
	out[3] = f->size;
	out[4] = f->id >> 8;
	out[5] = f->id;
	out[6] = 4;				/* EF */
	/* read ALW or CHV1, update ADM or CHV1 */
	out[8] = f->id == ADN ? 0x11 : f->always ? 0x04 : 0x14;
	out[9] = 0x44;				/* increase ADM */
	out[10] = 0x44;
	out[11] = 1;				/* not invalidated */
	out[12] = 2;
	out[13] = f->record ? 1 : 0;		/* linear fixed */
	out[14] = f->record;
	return 15;
}

/* 9.2.1: the answer to SELECT of the MF or a DF */
static uint8_t describe_folder(const struct modem *m, uint16_t id, uint8_t *out)
{
	memset(out, 0, 22);
	out[4] = id >> 8;
	out[5] = id;
	out[6] = id == 0x3f00 ? 1 : 2;
	out[12] = 9;
	out[13] = 0x01 | (m->sim.pin_enabled ? 0 : 0x80);
	out[14] = id == 0x3f00 ? 2 : 0;
	out[15] = sizeof(files) / sizeof(files[0]);
	out[16] = 4;
	out[18] = 0x80 | m->sim.pin_tries;
	out[19] = 0x80 | m->sim.puk_tries;
	return 22;
}

static uint16_t describe(const struct modem *m, uint16_t id, uint8_t *out,
			 uint8_t *length)
{
	const struct file *f = find_file(id);

	if (f)
		*length = describe_file(f, out);
	else if (is_folder(id))
		*length = describe_folder(m, id, out);
	else
		return id ? SW_NOT_FOUND : SW_NO_FILE;
	return SW_OK;
}

/* 9.2.1: the response waits for GET RESPONSE. */
static uint16_t select_file(const struct modem *m, const struct modem_apdu *a,
			    uint8_t *out)
{
	uint8_t length = 0;
	uint16_t sw;

	if (a->p3 != 2)
		return SW_LENGTH | 2;
	sw = describe(m, a->data[0] << 8 | a->data[1], out, &length);
	return sw == SW_OK ? SW_RESPONSE | length : sw;
}

/* 9.2.18: the last p3 bytes of the response to SELECT */
static uint16_t get_response(const struct modem *m, uint16_t id,
			     const struct modem_apdu *a, uint8_t *out,
			     uint8_t *length)
{
	uint8_t all = 0;
	uint16_t sw = describe(m, id, out, &all);

	if (sw != SW_OK)
		return sw;
	if (a->p3 > all)
		return SW_LENGTH | all;
	*length = a->p3 ? a->p3 : all;
	return SW_OK;
}

static uint16_t check_read(const struct modem *m, const struct file *f,
			   uint16_t id)
{
	if (!f)
		return is_folder(id) || !id ? SW_NO_FILE : SW_NOT_FOUND;
	if (!f->always && m->sim.state != MODEM_READY)
		return SW_DENIED;
	return SW_OK;
}

static void make_file(const struct modem *m, const struct file *f, uint8_t *out)
{
	memset(out, 0xff, f->size);
	f->make(m, out);
}

/* 9.2.3; p3 is 0 for "up to the end", as 27.007 8.18 lets a TE ask */
static uint16_t read_binary(const struct modem *m, uint16_t id,
			    const struct modem_apdu *a, uint8_t *out,
			    uint8_t *length)
{
	const struct file *f = find_file(id);
	uint32_t offset = a->p1 << 8 | a->p2;
	uint16_t sw = check_read(m, f, id);

	if (sw != SW_OK)
		return sw;
	if (f->record)
		return SW_FILE_TYPE;
	if (offset >= f->size)
		return SW_RANGE;
	if (a->p3 > f->size - offset)
		return SW_LENGTH | (f->size - offset);
	make_file(m, f, out);
	*length = a->p3 ? a->p3 : f->size - offset;
	memmove(out, out + offset, *length);
	return SW_OK;
}

/* Absolute mode alone */
static uint16_t check_record(const struct modem *m, const struct file *f,
			     uint16_t id, const struct modem_apdu *a)
{
	uint16_t sw = check_read(m, f, id);

	if (sw != SW_OK)
		return sw;
	if (!f->record)
		return SW_FILE_TYPE;
	if (a->p2 != 4)
		return SW_P1_P2;
	if (a->p1 < 1 || a->p1 > f->size / f->record)
		return SW_RANGE;
	return a->p3 && a->p3 != f->record ? SW_LENGTH | f->record : SW_OK;
}

/* 9.2.5 */
static uint16_t read_record(const struct modem *m, uint16_t id,
			    const struct modem_apdu *a, uint8_t *out,
			    uint8_t *length)
{
	const struct file *f = find_file(id);
	uint16_t sw = check_record(m, f, id, a);

	if (sw != SW_OK)
		return sw;
	if (id == ADN)
		memcpy(out, m->sim.book[a->p1 - 1], MODEM_BOOK_RECORD);
	else
		make_file(m, f, out);
	*length = f->record;
	return SW_OK;
}

/* 9.2.4 and 9.2.6; all files but one need ADM rights. */
static uint16_t update(struct modem *m, uint16_t id, const struct modem_apdu *a)
{
	uint16_t sw = check_read(m, find_file(id), id);

	if (sw == SW_OK && id != ADN)
		return SW_DENIED;
	if (sw == SW_OK && a->instruction == UPDATE_BINARY)
		return SW_FILE_TYPE;
	if (sw == SW_OK)
		sw = check_record(m, find_file(id), id, a);
	if (sw == SW_OK && a->p3 != MODEM_BOOK_RECORD)
		return SW_LENGTH | MODEM_BOOK_RECORD;
	if (sw != SW_OK)
		return sw;
	memcpy(m->sim.book[a->p1 - 1], a->data, MODEM_BOOK_RECORD);
	core_keep_entry(m, a->p1);
	return SW_OK;
}

/* ---- CHV commands, 9.2.9 - 9.2.13 -----------------------------------------*/

/* 9.3: 8 bytes of digits, filled up with FF. Returns false if they are not. */
static bool get_chv(const uint8_t *data, char *pin)
{
	unsigned int n, i;

	for (n = 0; n < CHV_LENGTH && data[n] != 0xff; n++)
		pin[n] = data[n];
	pin[n] = '\0';
	for (i = n; i < CHV_LENGTH; i++)
		if (data[i] != 0xff)
			return false;
	return true;
}

static uint16_t chv_status(enum modem_error error)
{
	switch (error) {
	case MODEM_OK:
		return SW_OK;
	case MODEM_NOT_ALLOWED:
		return SW_CONTRADICTS;
	case MODEM_PUK_NEEDED:
	case MODEM_NO_SIM:
		return SW_BLOCKED;
	default:
		return SW_DENIED;
	}
}

/* The CHV commands; UNBLOCK CHV names CHV1 by 0, 9.2.13. */
static uint16_t run_chv(struct modem *m, const struct modem_apdu *a)
{
	bool unblock = a->instruction == UNBLOCK;
	bool two = unblock || a->instruction == CHANGE;
	uint8_t size = two ? 2 * CHV_LENGTH : CHV_LENGTH;
	char pin[CHV_LENGTH + 1], other[CHV_LENGTH + 1];

	if (a->p1 || a->p2 > 2)
		return SW_P1_P2;
	if (a->p2 != !unblock)
		return SW_NO_CHV;
	if (a->p3 != size)
		return SW_LENGTH | size;
	if (!get_chv(a->data, pin) ||
	    (two && !get_chv(a->data + CHV_LENGTH, other)))
		return SW_DENIED;
	if (unblock)
		return chv_status(modem_unblock_pin(m, pin, other));
	if (two)
		return chv_status(modem_change_pin(m, pin, other));
	if (a->instruction == VERIFY)
		return chv_status(modem_enter_pin(m, pin));
	return chv_status(modem_enable_pin(m, pin, a->instruction == ENABLE));
}

/*
 * 31.101 11.1.9: VERIFY or UNBLOCK PIN without data asks for the remaining
 * tries. Nothing else of a UICC's class is supported.
 */
static uint16_t ask_tries(const struct modem *m, const struct modem_apdu *a)
{
	uint8_t tries = a->instruction == VERIFY ? m->sim.pin_tries :
		m->sim.puk_tries;

	if (a->instruction != VERIFY && a->instruction != UNBLOCK)
		return SW_CLASS;
	if (a->p1 || a->p2 != 1)
		return SW_NO_REFERENCE;
	if (a->p3)
		return SW_LENGTH;
	return tries ? SW_TRIES | tries : SW_PIN_BLOCKED;
}

uint16_t modem_sim_command(struct modem *m, uint16_t file,
			   const struct modem_apdu *a, uint8_t *out,
			   uint8_t *length)
{
	*length = 0;
	if (a->class == 0)
		return ask_tries(m, a);
	if (a->class != 0xa0)
		return SW_CLASS;
	switch (a->instruction) {
	case SELECT:
		return select_file(m, a, out);
	case GET_RESPONSE:
		return get_response(m, file, a, out, length);
	case STATUS:
		return get_response(m, is_folder(file) ? file : 0x3f00, a, out,
				    length);
	case READ_BINARY:
		return read_binary(m, file, a, out, length);
	case READ_RECORD:
		return read_record(m, file, a, out, length);
	case UPDATE_BINARY:
	case UPDATE_RECORD:
		return update(m, file, a);
	case VERIFY:
	case CHANGE:
	case DISABLE:
	case ENABLE:
	case UNBLOCK:
		return run_chv(m, a);
	}
	return SW_INSTRUCTION;
}
