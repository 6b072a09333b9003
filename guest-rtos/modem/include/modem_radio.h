/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the modem's core and a network: the simulated one, or protocol
 * stacks of a real one. Both directions are called with the modem locked.
 *
 * The core calls radio_ops. They must not block, and may call the functions
 * below them at once or later. A request that returns an error has no outcome.
 *
 * Each request has a ticket, which its outcome must name; reports of changes
 * that were not asked for have ticket 0. The core gives a request up after a
 * time (core/limit.c) and ignores outcomes that come after that.
 *
 * Calls have handles instead, of which the last bits are the identifier; the
 * others make sure that a new call never has the handle of an earlier one.
 */
#ifndef MODEM_RADIO_H
#define MODEM_RADIO_H

#include "modem.h"

#ifdef __cplusplus
extern "C" {
#endif

struct radio_ops {
	/* On: find a cell and register by itself. Off: all calls are gone. */
	void (*set_power)(struct radio *r, bool on);
	/* Register with the operator (NULL: any), or leave: radio_registered */
	enum modem_error (*select_operator)(struct radio *r, uint32_t ticket,
					    const char *numeric);
	void (*deregister)(struct radio *r);
	/* radio_scanned() */
	enum modem_error (*scan)(struct radio *r, uint32_t ticket);
	/* radio_attached() */
	enum modem_error (*attach)(struct radio *r, uint32_t ticket,
				   bool attach);
	/* radio_activated() */
	enum modem_error (*activate)(struct radio *r, uint32_t ticket,
				     unsigned int cid, const char *apn);
	/* radio_deactivated(); also ends an activation that is under way */
	enum modem_error (*deactivate)(struct radio *r, uint32_t ticket,
				       unsigned int cid);
	/* RP-DATA to the SMSC: radio_sms_sent() */
	enum modem_error (*send_sms)(struct radio *r, uint32_t ticket,
				     const char *smsc, const uint8_t *tpdu,
				     size_t length);
	/* There is room for messages that were refused: 24.011 RP-SMMA */
	void (*sms_room)(struct radio *r);
	/* Calls by handle: radio_call_state(), radio_call_ended() */
	enum modem_error (*dial)(struct radio *r, unsigned int call,
				 const char *number);
	enum modem_error (*answer)(struct radio *r, unsigned int call);
	enum modem_error (*hang_up)(struct radio *r, unsigned int call,
				    uint8_t cause);
	enum modem_error (*hold)(struct radio *r, unsigned int call, bool hold);
	/* Joins the held and the active calls. */
	enum modem_error (*join)(struct radio *r);
	enum modem_error (*send_dtmf)(struct radio *r, unsigned int call,
				      char tone);
	/* A frame of 06.10 for this call, which is active */
	void (*send_speech)(struct radio *r, unsigned int call,
			    const uint8_t frame[MODEM_SPEECH_FRAME]);
	/* radio_ussd() */
	enum modem_error (*send_ussd)(struct radio *r, uint32_t ticket,
				      uint8_t dcs, const uint8_t *data,
				      size_t length);
	/* Ends the dialogue, regardless of which side began it. */
	void (*cancel_ussd)(struct radio *r);
	/* The core no longer waits for the outcome: scans may stop. */
	void (*give_up)(struct radio *r, uint32_t ticket);
	/* As modem_poll(). */
	uint32_t (*poll)(struct radio *r, uint32_t now);
};

struct radio {
	const struct radio_ops *ops;
	struct modem *modem;	/* set by modem_init() */
};

/* ---- reports of the network to the core -----------------------------------*/

/* op NULL: none. area and cell are of the serving cell. */
void radio_registered(struct modem *m, uint32_t ticket,
		      enum modem_registration state,
		      const struct modem_operator *op, uint16_t area,
		      uint32_t cell);
void radio_signal(struct modem *m, uint8_t rssi, uint8_t ber);
void radio_scanned(struct modem *m, uint32_t ticket,
		   const struct modem_operator *list, unsigned int count);
void radio_attached(struct modem *m, uint32_t ticket, bool attached,
		    enum modem_error error);
/* ip NULL: refused. */
void radio_activated(struct modem *m, uint32_t ticket, unsigned int cid,
		     const struct modem_ip *ip);
void radio_deactivated(struct modem *m, uint32_t ticket, unsigned int cid);
/* cause 0: accepted, else 24.011 8.2.5.4. */
void radio_sms_sent(struct modem *m, uint32_t ticket, uint8_t cause);
/*
 * A message came in: SMSC address and TPDU as in PDU mode. MODEM_FULL: the
 * network must keep it until sms_room().
 */
enum modem_error radio_sms_received(struct modem *m, const uint8_t *pdu,
				    size_t length);
/* A new call; number "" if withheld. Returns its handle, 0: refuse it. */
unsigned int radio_call_received(struct modem *m, const char *number);
void radio_call_state(struct modem *m, unsigned int call,
		      enum modem_call_state state);
void radio_call_ended(struct modem *m, unsigned int call, uint8_t cause);
/* Returns the call with that handle, NULL if it is over. */
const struct modem_call *radio_find_call(const struct modem *m,
					 unsigned int call);
/*
 * status: <m> of +CUSD. ticket 0: the network begins, continues or ends a
 * dialogue. Returns false if the modem waits for another answer: it must
 * be refused, USSD-Busy of 24.080 3.6.1.
 */
bool radio_ussd(struct modem *m, uint32_t ticket, uint8_t status, uint8_t dcs,
		const uint8_t *data, size_t length);
void radio_time(struct modem *m, const struct modem_time *time);

#ifdef __cplusplus
}
#endif

#endif
