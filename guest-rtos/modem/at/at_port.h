/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the AT front end share. */
#ifndef MODEM_AT_PORT_H
#define MODEM_AT_PORT_H

#include <string.h>

#include "at.h"

/* Results of commands: final ones first, in the order of their texts */
enum at_result { AT_OK, AT_CONNECT, AT_RING, AT_NO_CARRIER, AT_ERROR,
		 AT_NO_DIALTONE, AT_BUSY, AT_NO_ANSWER,
		 AT_CME, AT_CMS,	/* with port.code */
		 AT_MORE,	/* call the command again */
		 AT_WAIT,	/* an event brings the outcome */
		 AT_PROMPT };	/* a text follows */

/* What a port does with received bytes */
enum { AT_READING, AT_WAITING, AT_TEXT };

enum at_kind { AT_RUN, AT_SET, AT_READ, AT_TEST };

/* Indices of port.set[]; all are 0 .. max of their command */
enum at_setting { NO_SETTING, S_ECHO, S_QUIET, S_VERBOSE, S_RESULTS, S_DCD,
		  S_DTR, S_AUTO, S_ESCAPE, S_CR, S_LF, S_BS, S_DIALTONE,
		  S_CARRIER, S_PAUSE, S_LOSS, S_SPEAKER, S_VOLUME, S_CMEE,
		  S_CREG, S_CGREG, S_CLIP, S_CLIR, S_COLP, S_CRC,
		  S_CCWA, S_CUSD, S_CTZU, S_CTZR, S_CGEREP, S_CMGF, S_CSDH,
		  S_CVHU, S_CSTA, S_CMMS, S_CSSN, S_CSSU, S_CSMS,
		  NR_SETTINGS };

struct at_command {
	const char *name;		/* without '+' */
	const char *test;		/* answer to "=?", if ask is NULL */
	enum at_result (*set)(struct at_port *p);
	enum at_result (*read)(struct at_port *p);
	enum at_result (*run)(struct at_port *p);
	enum at_result (*ask)(struct at_port *p);	/* "=?" */
	/* After AT_WAIT, port.outcome being valid; after AT_PROMPT */
	enum at_result (*finish)(struct at_port *p);
	uint8_t setting;		/* set and read without functions */
	uint8_t max;
	bool abortable;			/* by any character, while it waits */
};

extern const struct at_command at_general[], at_sim[], at_network[],
	at_packet[], at_call[], at_message[], at_book[];

const struct at_command *at_find_command(const char *name);
/* Basic commands, V.250 5.3.1; *s is moved. Returns its result. */
enum at_result at_run_basic(struct at_port *p, char **s);
void at_default_settings(struct at_port *p);

/* ---- output ---------------------------------------------------------------*/

void at_put(struct at_port *p, const char *text);
void at_put_char(struct at_port *p, char c);
void at_put_number(struct at_port *p, uint32_t n);
void at_put_digits(struct at_port *p, uint32_t n, unsigned int digits);
void at_put_hex(struct at_port *p, const uint8_t *data, size_t n);
void at_put_hex_number(struct at_port *p, uint32_t n, unsigned int digits);
void at_put_quoted(struct at_port *p, const char *text);
/* `number`,type as +CLIP and others have it */
void at_put_address(struct at_port *p, const char *number);
/* In the character set of the terminal, 27.007 5.5, without quotes */
void at_put_text(struct at_port *p, const uint16_t *text, size_t n);
/* ... with V.250 escapes for what would end the string */
void at_put_in_quotes(struct at_port *p, const uint16_t *text, size_t n);
/* ... of a parameter. Returns its length, or SIZE_MAX. */
size_t at_get_text(struct at_port *p, const char *s, uint16_t *text,
		   size_t max);
/* ... of a text that was entered, which may have NULs */
size_t at_get_entered(struct at_port *p, uint16_t *text, size_t max);
/* Starts and ends a line of information. */
void at_begin(struct at_port *p);
void at_begin_named(struct at_port *p);	/* ... with "+NAME: " */
void at_end(struct at_port *p);
void at_line(struct at_port *p, const char *text);
void at_put_result(struct at_port *p, enum at_result result);
void at_flush(struct at_port *p);

/* ---- parameters -----------------------------------------------------------*/

/* Bytes of hexadecimal digits. Returns their number, SIZE_MAX if wrong. */
size_t at_get_hex(const char *s, uint8_t *data, size_t max);
/* Returns parameter i as a number, `missing` if there is none. */
uint32_t at_number(const struct at_port *p, unsigned int i, uint32_t missing);
/* Returns its text, "" if there is none. */
const char *at_text(const struct at_port *p, unsigned int i);
/* Returns whether there is such a parameter, and it is no number up to max. */
bool at_is_bad(const struct at_port *p, unsigned int i, uint32_t max);

/* ---- errors ---------------------------------------------------------------*/

#define CME_NOT_ALLOWED		3
#define CME_NOT_SUPPORTED	4
#define CME_NOT_FOUND		22
#define CME_LONG_NUMBER		26
#define CME_BAD_NUMBER		27
#define CME_BAD_PARAMETERS	50
#define CMS_NOT_ALLOWED		302
#define CMS_BAD_PDU		304
#define CMS_BAD_TEXT		305
#define CMS_BAD_INDEX		321
#define CMS_NOT_EXPECTED	340

enum at_result at_cme(struct at_port *p, uint16_t code);
enum at_result at_cms(struct at_port *p, uint16_t code);
/* AT_OK for MODEM_OK */
enum at_result at_result_of(struct at_port *p, enum modem_error error);
enum at_result at_sms_result_of(struct at_port *p, enum modem_error error);

/* Notes an event, with the modem locked. */
void at_event(struct modem_client *client, const struct modem_event *event);
/* Puts what has happened. Returns whether there is more to be put. */
bool at_put_news(struct at_port *p);
/* Forgets all news. */
void at_drop_news(struct at_port *p);
/* Returns whether the terminal wants to hear of messages now. */
bool at_may_deliver(struct at_port *p);
/* Puts the indication of a message, or itself. */
void at_put_delivery(struct at_port *p, unsigned int index);
/* "yy/MM/dd,hh:mm:ss+zz", 27.007 8.15 */
void at_put_time(struct at_port *p, const struct modem_time *t);
void at_put_ip(struct at_port *p, uint32_t address);

enum at_result at_dial(struct at_port *p, char **s);
enum at_result at_answer(struct at_port *p);
enum at_result at_hook(struct at_port *p);

/* Fills in the indicators of +CIND. */
void at_get_indicators(const struct modem *m, uint8_t *values);
void at_put_registration(struct at_port *p, uint8_t state, bool full);

#endif
