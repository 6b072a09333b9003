/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A simulated network, deterministic, for demonstrations and tests. It has one
 * cell, a service centre that delivers, and subscribers with these habits, by
 * the last four digits of the number called:
 *   00CC	the call, or the message, fails with cause CC (24.008 10.5.4.11,
 *		24.011 8.2.5.4): 0017 is busy, 0019 rings and does not answer
 *   any other	rings after half a second, answers after two more
 * Messages to the own number come back. USSD: *100# answers, *101# asks a
 * question, and after the answer 2 another one, *105# never answers. The tester has the functions below, which must
 * be called with the modem locked.
 */
#ifndef MODEM_RADIO_SIM_H
#define MODEM_RADIO_SIM_H

#include "modem_radio.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Search, attachment 2, scan, contexts 8, calls 4, message, delivery, USSD 5 */
#define RADIO_SIM_TIMERS	24
#define RADIO_SIM_QUEUE		12	/* messages that wait for the modem */

struct radio_sim;

/* What the network sees, for its log. Called with the modem locked. */
enum radio_sim_note { RADIO_SIM_REGISTERED, RADIO_SIM_GONE, RADIO_SIM_SMS,
		      RADIO_SIM_DIALED, RADIO_SIM_ANSWERED, RADIO_SIM_HUNG_UP,
		      RADIO_SIM_TONE, RADIO_SIM_USSD, RADIO_SIM_ACTIVATED,
		      RADIO_SIM_DEACTIVATED };

/* number may be ""; text is UTF-8. Both are valid during the call only. */
typedef void (*radio_sim_note_fn)(struct radio_sim *s, enum radio_sim_note what,
				  const char *number, const char *text);

struct radio_sim_config {
	struct modem_operator home, other;	/* other: roaming */
	const char *own;		/* the subscriber's number */
	const char *smsc;
	uint16_t area;
	uint32_t cell;
	struct modem_time time;		/* at power on */
	struct modem_ip ip;		/* of contexts */
	const char *apn;		/* besides "" */
	radio_sim_note_fn note;		/* may be NULL */
};

struct radio_sim_timer {
	uint32_t due;
	uint32_t ticket;		/* of the request; 0: there is none */
	uint16_t argument;
	uint8_t kind;			/* 0: free */
	uint8_t other;
};

/* What the far end of a call has heard since a call was answered */
struct radio_sim_speech {
	uint32_t frames;
	uint32_t gap;			/* ms, the longest between two frames */
	uint32_t last;			/* when, in ms */
};

struct radio_sim {
	struct radio radio;		/* first */
	const struct radio_sim_config *config;
	bool powered, left, roaming, attach_denied;
	uint8_t service;		/* enum modem_registration of a search */
	uint8_t rssi;
	uint32_t search;		/* the ticket of a registration */
	uint8_t dialogue;		/* USSD that waits for the phone, or 0 */
	uint8_t reference;		/* of concatenated messages */
	struct radio_sim_speech speech;
	struct radio_sim_timer timers[RADIO_SIM_TIMERS];
	struct {
		uint8_t length, pdu[MODEM_PDU_MAX];
	} queue[RADIO_SIM_QUEUE];	/* in order; length 0: the end */
};

void radio_sim_init(struct radio_sim *s, const struct radio_sim_config *config);

/* A call from that number comes in. Returns false if the modem refuses it. */
bool radio_sim_call(struct radio_sim *s, const char *number);
/* The far end hangs up: all calls end. */
void radio_sim_hang_up(struct radio_sim *s);
/*
 * A message comes in, in several parts if needed, at once or as soon as the
 * modem is registered and has room. text is UTF-8. Returns false if it is too
 * long, or there is no room in the network.
 */
bool radio_sim_sms(struct radio_sim *s, const char *number, const char *text);
/*
 * USSD that the network begins: a question, or a notification. Returns false if
 * the phone can not have it now, or the text is too long. text is UTF-8.
 */
bool radio_sim_ussd(struct radio_sim *s, const char *text, bool question);
/* The network ends the session. */
void radio_sim_end_ussd(struct radio_sim *s);
/* 0 .. 31, 99 */
void radio_sim_signal(struct radio_sim *s, uint8_t rssi);
/* MODEM_HOME, MODEM_ROAMING, MODEM_SEARCHING, MODEM_REG_DENIED */
void radio_sim_service(struct radio_sim *s, enum modem_registration service);
/* The network ends the contexts. */
void radio_sim_drop(struct radio_sim *s);
/* The network detaches the modem from the packet service, or lets it back. */
void radio_sim_detach(struct radio_sim *s, bool detach);

#ifdef __cplusplus
}
#endif

#endif
