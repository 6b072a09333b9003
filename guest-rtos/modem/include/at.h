/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The AT front end of the modem: V.250, 3GPP TS 27.007 and 27.005 on any number
 * of ports. A port belongs to one thread, which feeds it with received bytes
 * and runs it whenever it has been woken.
 */
#ifndef MODEM_AT_H
#define MODEM_AT_H

#include "modem.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AT_LINE_MAX	640	/* +CSIM has 520 digits */
#define AT_TEXT_MAX	720	/* 160 characters of UCS2 in digits */
#define AT_OUT_MAX	1536
#define AT_ARGS_MAX	14
#define AT_SETTINGS	40
#define AT_INDICATORS	6

struct at_port;
struct at_command;

/* Sends bytes to the terminal. May block. Called without the modem's lock. */
typedef void (*at_write_fn)(struct at_port *p, const char *data, size_t n);
/* at_run() must be called soon. Called in any thread, with the modem locked. */
typedef void (*at_wake_fn)(struct at_port *p);

/* One parameter of a command. text is always valid; it ends with NUL. */
struct at_arg {
	enum { AT_EMPTY, AT_NUMBER, AT_WORD, AT_STRING } type;
	uint32_t number;
	const char *text;
};

/* All fields are private to the front end. */
struct at_port {
	struct modem_client client;	/* first */
	struct modem *modem;
	at_write_fn write;
	at_wake_fn wake;

	uint8_t mode;
	bool too_long;
	uint16_t length;
	char line[AT_LINE_MAX];		/* as received; kept for "A/" */
	char work[AT_LINE_MAX];		/* ... and taken to pieces */
	uint16_t last_length;

	char *next;			/* the rest of the command line */
	const struct at_command *command;
	uint8_t kind;
	uint8_t nr_args;
	struct at_arg args[AT_ARGS_MAX];
	uint16_t step;			/* of a command with long output */
	uint32_t since;			/* it has waited since then, in ms */
	uint16_t code;			/* of +CME ERROR or +CMS ERROR */

	bool done;			/* the outcome has arrived */
	struct modem_event outcome;

	uint16_t text_length;		/* of a message that is entered */
	char text[AT_TEXT_MAX];

	uint16_t out_length;
	char out[AT_OUT_MAX];

	/* settings of this port */
	uint8_t set[AT_SETTINGS];
	uint8_t cmer, cmer_ind;
	uint8_t cnmi[5];
	uint8_t unacknowledged;		/* message that +CNMA is due for */
	uint32_t routed;		/* ... since then, in ms */
	uint8_t csmp[4];		/* fo, vp, pid, dcs */
	uint8_t cops_format;
	uint8_t charset;
	uint8_t store;			/* of +CPBS */
	uint8_t sms_store[2];		/* <mem1> and <mem2> of +CPMS */
	uint16_t file;			/* selected by +CSIM */

	/* what has happened and not been reported yet */
	uint32_t news;			/* bits: enum modem_event_type */
	uint64_t sms_news;		/* bits: index */
	uint8_t ring_news, wait_news, end_news;	/* bits: call */
	uint8_t told;			/* calls that the terminal knows of */
	uint8_t own;			/* calls dialled, answered, listed here */
	uint8_t own_end;		/* calls that this port ends itself */
	uint8_t causes[MODEM_CALLS_MAX + 1];
	uint8_t context_news;		/* bits: cid */
	uint8_t active;			/* contexts as last reported */
	uint8_t creg_told, cgreg_told;	/* registration as last reported */
	uint8_t indicators[AT_INDICATORS];	/* as last reported */
	uint32_t lines;			/* command lines executed */
};

/* Prepares the table of commands; before the first port. */
void at_init(void);
/* Before threads run; p is zeroed. */
void at_open(struct at_port *p, struct modem *m, at_write_fn write,
	     at_wake_fn wake);
/* A terminal has come, or another one: all settings have their defaults. */
void at_reset(struct at_port *p);
/*
 * Takes received bytes. Returns how many; fewer than n if a command is waiting
 * for the network: the rest must be offered again after at_run(). A command
 * that may be aborted, V.250 5.6.1, takes bytes while it waits.
 */
size_t at_receive(struct at_port *p, const char *data, size_t n);
/* Completes commands, and reports news. */
void at_run(struct at_port *p);
/* Returns whether at_receive() would take nothing. */
bool at_is_busy(const struct at_port *p);
/* Returns whether a command is waiting for the network. */
bool at_is_waiting(const struct at_port *p);

#ifdef __cplusplus
}
#endif

#endif
