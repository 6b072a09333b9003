/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Short messages as 3GPP TS 23.040 codes them, with the address of the service
 * centre in front as in PDU mode (27.005 3.1 <pdu>). Pure functions.
 */
#ifndef MODEM_SMS_PDU_H
#define MODEM_SMS_PDU_H

#include "modem.h"

/* TP-MTI; 0 and 2 have another meaning in the other direction, 9.2.3.1 */
enum sms_type { SMS_DELIVER = 0, SMS_SUBMIT = 1, SMS_STATUS_REPORT = 2,
		SMS_COMMAND = 2 };

/* Bits of the first byte of a TPDU, 9.2.2 */
#define SMS_MTI		0x03
#define SMS_MMS		0x04	/* no more messages */
#define SMS_VPF		0x18
#define SMS_VP_RELATIVE	0x10
#define SMS_SRR		0x20	/* a status report is requested */
#define SMS_UDHI	0x40

#define SMS_USER_MAX	140	/* bytes of user data */
#define SMS_TEXT_MAX	160	/* characters of a message, with escapes */

struct sms_message {
	char smsc[MODEM_NUMBER_MAX];	/* "": none */
	char number[MODEM_NUMBER_MAX];	/* TP-OA, TP-DA or TP-RA */
	uint8_t first;		/* type and flags */
	uint8_t type;		/* enum sms_type */
	bool incoming;
	uint8_t reference;	/* TP-MR */
	uint8_t address_type;	/* 24.011 8.2.5.2: 0x91, 0x81, ... */
	uint8_t pid, dcs;
	uint8_t validity;	/* relative TP-VP */
	uint8_t time[7];	/* TP-SCTS */
	uint8_t discharge[7];	/* TP-DT */
	uint8_t status;		/* TP-ST */
	uint8_t length;		/* TP-UDL: septets or bytes */
	const uint8_t *user;	/* in the PDU; NULL: it has none */
	uint8_t user_bytes;
};

enum sms_alphabet { SMS_GSM, SMS_DATA, SMS_UCS2 };

/* 23.038 clause 4 */
enum sms_alphabet sms_alphabet(uint8_t dcs);

/* Its message class, 0 to 3, or -1 */
int sms_class(uint8_t dcs);
/* Whether it is a message waiting indication that is to be stored */
bool sms_is_waiting(uint8_t dcs);

/* The same for USSD, 23.038 clause 5 */
enum sms_alphabet ussd_alphabet(uint8_t dcs);
/* The text of a USSD string in UCS2; `text` has room for 8 / 7 of its bytes. */
size_t ussd_decode(uint16_t *text, uint8_t dcs, const uint8_t *data,
		   size_t length);

/*
 * Decodes a PDU. `incoming`: it came from the network. Returns false if it is
 * malformed; all lengths of a decoded one are checked.
 */
bool sms_parse(struct sms_message *msg, const uint8_t *pdu, size_t length,
	       bool incoming);
/* Returns MODEM_OK if the PDU may be sent. */
enum modem_error sms_check_outgoing(const uint8_t *pdu, size_t length);
/* Copies the service centre's number. Returns false if there is none. */
bool sms_get_smsc(const uint8_t *pdu, char *number);

/* The text in UCS2 without its header. Returns its length, max at most. */
size_t sms_get_text(const struct sms_message *msg, uint16_t *text, size_t max);
/* Returns the user data header with its length byte, NULL if there is none. */
const uint8_t *sms_get_header(const struct sms_message *msg);

/*
 * Each makes a PDU of MODEM_PDU_MAX bytes from the fields of `msg`, user data
 * from `user` and `length`, and returns its length; 0 if a number is wrong.
 */
size_t sms_make_submit(uint8_t *pdu, const struct sms_message *msg);
size_t sms_make_deliver(uint8_t *pdu, const struct sms_message *msg);
size_t sms_make_report(uint8_t *pdu, const struct sms_message *msg);

/*
 * Codes a text in the alphabet of msg->dcs into `user` (SMS_USER_MAX bytes),
 * after `header` (with its length byte; NULL: none). Sets length, user and
 * user_bytes of msg; returns false if the text does not fit or the alphabet
 * lacks a character.
 */
bool sms_put_text(struct sms_message *msg, uint8_t *user,
		  const uint8_t *header, const uint16_t *text, size_t n);
/* Returns whether the default alphabet has all characters of the text. */
bool sms_is_gsm(const uint16_t *text, size_t n);
/*
 * Returns how many characters fit into one message (`whole`), or into the next
 * part of a concatenated one, 9.2.3.24.1; in the default alphabet (`gsm`) or in
 * UCS2.
 */
size_t sms_next_part(const uint16_t *text, size_t n, bool gsm, bool whole);

/* A time stamp, 9.2.3.11: swapped digits. */
void sms_put_time(uint8_t *stamp, const struct modem_time *time);

/* Address digits, 9.1.2.5; returns bytes written after the type byte. */
size_t sms_put_digits(uint8_t *out, const char *number);
/* n digits, or less if they end before, with a '+' if the type says so */
void sms_get_digits(char *number, uint8_t type, const uint8_t *p, size_t n);

#endif
