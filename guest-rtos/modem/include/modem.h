/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The modem: one core (SIM, registration, SMS store, calls, packet contexts,
 * USSD), a network below it (modem_radio.h), and front ends above it, which
 * are its clients: AT ports, MBIM.
 *
 * Lock: one mutex protects the whole modem. All functions here must be called
 * between modem_lock() and modem_unlock(), unless stated otherwise, and so must
 * every read of struct modem. Nothing here blocks or copies more than a few
 * hundred bytes, so the lock is held for microseconds; a client must not wait
 * while it holds the lock. Clients may read all fields of struct modem, and
 * must change them by these functions only.
 *
 * A request that needs the network returns at once. Its outcome arrives as an
 * event, possibly before the function returns.
 *
 * Memory is static; there is neither a heap nor printf() in here. Numbers of
 * states follow 3GPP TS 27.007 and 27.005, so that a front end can pass them
 * on; functions name their clauses.
 */
#ifndef MODEM_H
#define MODEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MODEM_SMS_MAX		40	/* messages in both stores */
#define MODEM_SMS_ME		30	/* ... of which so many are not the SIM's */
#define MODEM_PDU_MAX		176	/* SMSC address 12 + TPDU 164 bytes */
#define MODEM_CALLS_MAX		4	/* identifiers 1 .. 4 */
#define MODEM_CONTEXTS_MAX	4	/* cid 1 .. 4 */
#define MODEM_NUMBER_MAX	24	/* digits with '+' and NUL */
#define MODEM_APN_MAX		64	/* with NUL; 23.003 9.1: 100 at most */
#define MODEM_NAME_MAX		24
#define MODEM_USSD_MAX		182	/* 22.090: 182 characters of 7 bits */
#define MODEM_SPEECH_FRAME	33	/* bytes: full-rate speech, 06.10 */
#define MODEM_SENDS_MAX		4	/* messages on their way to the network */
#define MODEM_SCAN_MAX		4
#define MODEM_BOOK_MAX		20	/* entries of the SIM's phone book */
#define MODEM_BOOK_NAME		14	/* bytes of a name there */
#define MODEM_BOOK_RECORD	(MODEM_BOOK_NAME + 14)	/* 51.011 10.5.1 */
#define MODEM_PIN_TRIES		3	/* 51.011 8.9 */
#define MODEM_PUK_TRIES		10

/* Results of functions, and outcomes of requests. */
enum modem_error {
	MODEM_OK,
	MODEM_FAILURE,		/* without a better reason */
	MODEM_NOT_ALLOWED,	/* not in this state */
	MODEM_NOT_SUPPORTED,
	MODEM_NO_SIM,
	MODEM_PIN_NEEDED,
	MODEM_PUK_NEEDED,
	MODEM_WRONG_PIN,
	MODEM_BAD_VALUE,	/* a parameter is out of range */
	MODEM_TOO_LONG,
	MODEM_BAD_INDEX,	/* no such message, call, context */
	MODEM_FULL,		/* of memory or of places in a table */
	MODEM_RADIO_OFF,
	MODEM_NO_NETWORK,	/* not registered, not attached */
	MODEM_DENIED,		/* by the network */
	MODEM_TIMEOUT,
	MODEM_BUSY,		/* another request of this kind is under way */
	MODEM_NR_ERRORS
};

/* ---- state ----------------------------------------------------------------*/

/* +CFUN, 27.007 8.2 */
enum modem_function {
	MODEM_MINIMUM = 0,	/* radio off; the SIM stays on */
	MODEM_FULL_FUNCTION = 1,
	MODEM_FLIGHT = 4,	/* radio off */
};

/* +CREG <stat>, 27.007 7.2 */
enum modem_registration {
	MODEM_UNREGISTERED,
	MODEM_HOME,
	MODEM_SEARCHING,
	MODEM_REG_DENIED,
	MODEM_REG_UNKNOWN,
	MODEM_ROAMING,
};

struct modem_operator {
	char numeric[7];	/* MCC and MNC; "" if none */
	char name[MODEM_NAME_MAX];
	char brief[9];
	uint8_t status;		/* +COPS=?: 1 available, 2 current, 3 forbidden */
	uint8_t act;		/* +COPS <AcT>: 0 GSM, 2 UTRAN */
};

/* Subscriber and device, which never change while the modem runs. */
struct modem_identity {
	const char *maker, *model, *revision;
	const char *imei;	/* 15 digits */
	const char *imsi;	/* 15 digits */
	const char *iccid;	/* 19 or 20 digits */
	const char *number;	/* own number, international with '+' */
	const char *home;	/* numeric operator */
	const char *home_name;	/* EF_SPN, 16 characters at most */
	const char *smsc;	/* service centre, international with '+' */
	const char *pin, *puk;	/* at start */
	bool pin_enabled;
};

/* +CPIN, 27.007 8.3 */
enum modem_lock_state { MODEM_READY, MODEM_SIM_PIN, MODEM_SIM_PUK,
			MODEM_SIM_BLOCKED, MODEM_SIM_ABSENT };

struct modem_sim {
	enum modem_lock_state state;
	bool pin_enabled;
	bool verified;
	uint8_t pin_tries, puk_tries;
	char pin[9];		/* 4 .. 8 digits */
	uint8_t book[MODEM_BOOK_MAX][MODEM_BOOK_RECORD];	/* EF_ADN */
};

/* An entry of a phone book; name: UCS2 */
struct modem_entry {
	char number[MODEM_NUMBER_MAX];	/* digits, '*', '#', a leading '+' */
	uint8_t length;			/* of the name */
	uint16_t name[MODEM_BOOK_NAME];
};

/* <mem> of 27.005 3.1: the equipment's, "ME", and the SIM's, "SM" */
enum modem_store { MODEM_STORE_ME, MODEM_STORE_SM, MODEM_STORES };

/* <stat> of 27.005 3.1; a free slot has length 0 */
enum modem_sms_status { MODEM_SMS_UNREAD, MODEM_SMS_READ, MODEM_SMS_UNSENT,
			MODEM_SMS_SENT };

struct modem_sms {
	uint8_t status;
	uint8_t length;		/* of the PDU, SMSC address included */
	uint8_t pdu[MODEM_PDU_MAX];	/* as in PDU mode, 27.005 3.1 <pdu> */
};

/* <stat> of +CLCC, 27.007 7.18 */
enum modem_call_state { MODEM_ACTIVE, MODEM_HELD, MODEM_DIALING, MODEM_ALERTING,
			MODEM_INCOMING, MODEM_WAITING, MODEM_NO_CALL };

struct modem_call {
	uint8_t state;
	bool incoming;
	bool multiparty;
	bool ending;		/* private: the radio has been told to end it */
	bool limited;		/* private: ... must answer before that time */
	uint32_t until;		/* in ms */
	uint16_t handle;	/* private: the radio's name for it */
	uint8_t cause;		/* of the end, 24.008 10.5.4.11; see event */
	char number[MODEM_NUMBER_MAX];	/* "": withheld */
};

/* Causes of 24.008 10.5.4.11 that front ends tell apart */
#define MODEM_CAUSE_UNASSIGNED	1
#define MODEM_CAUSE_NORMAL	16
#define MODEM_CAUSE_BUSY	17
#define MODEM_CAUSE_NO_USER	18
#define MODEM_CAUSE_NO_ANSWER	19
#define MODEM_CAUSE_REJECTED	21
#define MODEM_CAUSE_TEMPORARY	41
#define MODEM_CAUSE_TIMER	102	/* recovery on timer expiry */

enum modem_context_state { MODEM_INACTIVE, MODEM_ACTIVATING, MODEM_ACTIVATED,
			   MODEM_DEACTIVATING };

/* IPv4 addresses in host byte order */
struct modem_ip {
	uint32_t address, gateway, dns[2];
	uint8_t prefix;		/* bits of the network */
	uint16_t mtu;
};

struct modem_context {
	bool defined;
	uint8_t state;
	char apn[MODEM_APN_MAX];
	struct modem_ip ip;	/* valid while activated */
};

/* IP packets of all contexts since the start; in: from the network */
struct modem_traffic {
	struct modem_packets {
		uint64_t bytes, packets;
		uint32_t errors, discards;
	} in, out;
};

/* <m> of +CUSD, 27.007 7.15 */
enum modem_ussd_status { MODEM_USSD_DONE, MODEM_USSD_ACTION,
			 MODEM_USSD_TERMINATED, MODEM_USSD_OTHER_CLIENT,
			 MODEM_USSD_NOT_SUPPORTED, MODEM_USSD_TIMEOUT };

/* Text of 23.038: packed 7-bit characters, 8-bit data, or UCS2 by dcs. */
struct modem_ussd {
	bool session;		/* the network expects or prepares an answer */
	bool existing;		/* ... and did so before the last report */
	uint8_t status;		/* enum modem_ussd_status */
	uint8_t dcs;		/* 23.038 5 */
	uint8_t length;
	uint8_t data[MODEM_USSD_MAX];
	struct modem_client *owner;	/* private: its client, NULL: any */
};

/* Date and local time as the network reported it, 22.042 */
struct modem_time {
	uint16_t year;
	uint8_t month, day, hour, minute, second;
	int8_t quarters;	/* time zone in quarters of an hour */
};

#define MODEM_KEPT_ITEMS	(MODEM_SMS_MAX + MODEM_BOOK_MAX)
#define MODEM_KEPT_BYTES	sizeof(struct modem_sms)

/* ---- events ---------------------------------------------------------------*/

/* The client reads the new state from struct modem. */
enum modem_event_type {
	MODEM_EVENT_RADIO,	/* function changed */
	MODEM_EVENT_SIM,	/* sim.state changed */
	MODEM_EVENT_REGISTRATION,	/* circuit or packet, or operator */
	MODEM_EVENT_ATTACH,	/* attached changed */
	MODEM_EVENT_SIGNAL,
	MODEM_EVENT_SMS,	/* index: slot of a message that came in */
	MODEM_EVENT_SMS_FULL,	/* the network has one for which there is no room */
	MODEM_EVENT_CALL,	/* index: its state changed */
	MODEM_EVENT_CALL_END,	/* index; cause, number still readable */
	MODEM_EVENT_RING,	/* index: alert the user, each few seconds */
	MODEM_EVENT_USSD,	/* an answer, a request, or the session's end */
	MODEM_EVENT_CONTEXT,	/* index: cid; its state changed */
	MODEM_EVENT_TIME,	/* the network reported the time */
	/* outcomes, which only the requesting client receives: error is set */
	MODEM_EVENT_SMS_SENT,	/* index: TP-MR; cause: RP cause if denied */
	MODEM_EVENT_SCANNED,	/* scan[] is valid */
	MODEM_EVENT_REGISTERED,	/* modem_select_operator() is over */
	MODEM_EVENT_ATTACHED,	/* modem_attach() is over */
	MODEM_EVENT_ACTIVATED,	/* index: cid; (de)activation is over */
	MODEM_EVENT_USSD_SENT,	/* only if it failed, or was cancelled */
};

struct modem_event {
	enum modem_event_type type;
	enum modem_error error;
	uint8_t index;
	uint8_t cause;
};

/*
 * A front end. event() is called with the modem locked, in the thread of any
 * client or of the network. It must not wait, must not lock, and must not call
 * functions of the modem that change something: it may only record the event
 * and wake the client's own thread.
 */
struct modem_client {
	void (*event)(struct modem_client *client,
		      const struct modem_event *event);
	struct modem_client *next;	/* private */
};

/* ---- the modem ------------------------------------------------------------*/

struct radio;

/* A request that the radio must answer: see core/limit.c. */
struct modem_request {
	struct modem_client *client;	/* NULL: there is none */
	uint32_t ticket;		/* no two requests have the same */
	uint32_t until;			/* in ms: then it has failed */
};

struct modem_send {
	struct modem_request request;
	uint8_t length;			/* 0: free */
	uint8_t pdu[MODEM_PDU_MAX];
};

struct modem {
	const struct modem_identity *id;
	struct radio *radio;
	struct modem_client *clients;

	enum modem_function function;
	struct modem_sim sim;

	uint8_t registration;		/* enum modem_registration, circuit */
	uint8_t packet;			/* the same for packets */
	bool attached;
	bool manual;			/* +COPS <mode> */
	bool deregistered;		/* +COPS=2 */
	uint16_t area;			/* <lac>, valid while registered */
	uint32_t cell;			/* <ci> */
	struct modem_operator operator;	/* numeric "" if not registered */
	struct modem_operator scan[MODEM_SCAN_MAX];
	uint8_t scanned;		/* entries of scan[] */
	uint8_t rssi;			/* <rssi> of +CSQ: 0 .. 31, 99 unknown */
	uint8_t ber;			/* <ber> of +CSQ: 0 .. 7, 99 unknown */
	struct modem_time time;		/* year 0: unknown; see time_at */
	uint32_t time_at;		/* when it was valid, in ms */

	/* message n is sms[n - 1]; those above MODEM_SMS_ME are the SIM's */
	struct modem_sms sms[MODEM_SMS_MAX];
	uint8_t incoming;		/* the store that is filled first */
	char smsc[MODEM_NUMBER_MAX];	/* +CSCA */
	struct modem_call call[MODEM_CALLS_MAX];	/* call n is call[n - 1] */
	struct modem_context context[MODEM_CONTEXTS_MAX];
	struct modem_ussd ussd;

	uint32_t sms_received, sms_sent, calls_made, calls_received;

	/* private to the core */
	bool powered;			/* the radio is on */
	struct modem_request requests[8];	/* by kind */
	uint32_t tickets;		/* the last one */
	uint16_t handles;		/* calls so far */
	bool detaching;			/* the request to attach is to detach */
	struct modem_client no_client;	/* for those that have gone */
	struct modem_send send[MODEM_SENDS_MAX];
	uint8_t reference;		/* the last TP-MR */
	uint32_t ring_at;		/* next MODEM_EVENT_RING, in ms */
	bool sms_waiting;		/* the network waits for room */
};

/* By the port: a mutex with priority inheritance, a clock in ms, traffic. */
void modem_lock(struct modem *m);
void modem_unlock(struct modem *m);
uint32_t modem_now(void);
/* Counters of what carries packets, which may be modulo 2^32. */
void modem_get_traffic(struct modem *m, struct modem_traffic *traffic);
/* Any context. modem_poll() must be called again soon. */
void modem_kick(struct modem *m);
/*
 * Keeps the data, MODEM_KEPT_BYTES at most, where a restart of the modem does
 * not reach them, in place of those of the same item, 0 .. MODEM_KEPT_ITEMS - 1:
 * short messages, and entries of the SIM's phone book.
 */
void modem_keep(struct modem *m, unsigned int item, const void *data,
		size_t size);

/* Before any other function; without the lock, before threads run. */
void modem_init(struct modem *m, const struct modem_identity *id,
		struct radio *radio);

/*
 * Takes back an item that was kept in an earlier life. Data that make no sense
 * are ignored. After modem_init(), before threads run.
 */
void modem_restore(struct modem *m, unsigned int item, const void *data,
		   size_t size);

/* The client hears events from now on. */
void modem_add_client(struct modem *m, struct modem_client *client);
/* It asked for nothing any more: outcomes that are due will not arrive. */
void modem_forget_requests(struct modem *m, struct modem_client *client);

/*
 * Ends its scan and its selection of an operator without an outcome. The search
 * for an operator continues.
 */
void modem_abort_requests(struct modem *m, struct modem_client *client);

/*
 * The modem's clockwork. Returns the time in ms after which it must be called
 * again, UINT32_MAX if no time is known; earlier calls do no harm.
 */
uint32_t modem_poll(struct modem *m);

/* Sends the event to all clients. For the core and the radio. */
void modem_notify(struct modem *m, enum modem_event_type type,
		  unsigned int index);

/* ---- device and SIM -------------------------------------------------------*/

/* Returns MODEM_OK if the SIM may be used, or the reason why not. */
enum modem_error modem_check_sim(const struct modem *m);

/* +CFUN=fun, 27.007 8.2. Calls and contexts end if the radio goes off. */
enum modem_error modem_set_function(struct modem *m, enum modem_function fun);

/* 51.011 8.9 - 8.13. Each returns MODEM_WRONG_PIN, MODEM_PUK_NEEDED, ... */
enum modem_error modem_enter_pin(struct modem *m, const char *pin);
enum modem_error modem_change_pin(struct modem *m, const char *pin,
				  const char *new_pin);
enum modem_error modem_enable_pin(struct modem *m, const char *pin,
				  bool enable);
enum modem_error modem_unblock_pin(struct modem *m, const char *puk,
				   const char *new_pin);

/*
 * One command of 51.011 9.2 with its P3, on the EF or DF `file` (0: none is
 * selected). Returns the status words SW1 << 8 | SW2; `out` (256 bytes) gets
 * *length bytes.
 */
struct modem_apdu {
	uint8_t class, instruction, p1, p2, p3;
	const uint8_t *data;		/* p3 bytes for commands that send data */
};

uint16_t modem_sim_command(struct modem *m, uint16_t file,
			   const struct modem_apdu *apdu,
			   uint8_t *out, uint8_t *length);

/* Entry 1 .. MODEM_BOOK_MAX. Returns false if it is empty. */
bool modem_get_entry(const struct modem *m, unsigned int index,
		     struct modem_entry *entry);
/*
 * entry NULL: deletes it. A name of MODEM_BOOK_NAME septets fits, one that
 * needs UCS2 has half of that; MODEM_TOO_LONG if it does not fit.
 */
enum modem_error modem_set_entry(struct modem *m, unsigned int index,
				 const struct modem_entry *entry);

/* ---- network --------------------------------------------------------------*/

/*
 * Selects an operator by its numeric name; NULL: automatically. Outcome:
 * MODEM_EVENT_REGISTERED. 27.007 7.3.
 */
enum modem_error modem_select_operator(struct modem *m,
				       struct modem_client *client,
				       const char *numeric);
/* Leaves the network until the next selection. */
enum modem_error modem_deregister(struct modem *m);
/* Outcome: MODEM_EVENT_SCANNED, and scan[]. */
enum modem_error modem_scan(struct modem *m, struct modem_client *client);

/* Returns whether there is a network to call or to send in. */
bool modem_registered(const struct modem *m);

/* Sets it until the network reports it again. */
enum modem_error modem_set_time(struct modem *m, const struct modem_time *time);
/* The time now, or year 0 if the network has never reported it. */
void modem_get_time(const struct modem *m, struct modem_time *time);

/* ---- packets, 27.007 10.1 -------------------------------------------------*/

/* Outcome: MODEM_EVENT_ATTACHED. Contexts end with the attachment. */
enum modem_error modem_attach(struct modem *m, struct modem_client *client,
			      bool attach);
/* cid 1 .. MODEM_CONTEXTS_MAX; apn NULL: undefine. Must be inactive. */
enum modem_error modem_define_context(struct modem *m, unsigned int cid,
				      const char *apn);
/* Outcome: MODEM_EVENT_ACTIVATED, also if it was in that state already. */
enum modem_error modem_activate(struct modem *m, struct modem_client *client,
				unsigned int cid, bool activate);
/* Returns the first active context, NULL if there is none. */
const struct modem_context *modem_active_context(const struct modem *m);

/* ---- short messages -------------------------------------------------------*/

/*
 * Sends a PDU of PDU mode (27.005 3.1): SMSC address, of length 0 for the one
 * of +CSCA, and SMS-SUBMIT or SMS-COMMAND. The core fills in TP-MR. Outcome:
 * MODEM_EVENT_SMS_SENT, in the order of the requests of one client.
 */
enum modem_error modem_send_sms(struct modem *m, struct modem_client *client,
				const uint8_t *pdu, size_t length);
/* Stores it there. Returns its index in *index. */
enum modem_error modem_store_sms(struct modem *m, enum modem_store store,
				 enum modem_sms_status status,
				 const uint8_t *pdu, size_t length,
				 unsigned int *index);
/* Returns message index, or NULL. */
const struct modem_sms *modem_find_sms(const struct modem *m,
				       unsigned int index);
/* Marks an unread message as read. */
void modem_mark_read(struct modem *m, unsigned int index);
/* Marks an unsent message as sent. */
void modem_mark_sent(struct modem *m, unsigned int index);
/* The store that is filled first with messages that come in */
void modem_set_store(struct modem *m, enum modem_store store);
/* The service centre for messages that name none, 27.005 3.3.1. */
enum modem_error modem_set_smsc(struct modem *m, const char *number);
enum modem_error modem_delete_sms(struct modem *m, unsigned int index);
/* Returns the number of messages in both stores. */
unsigned int modem_count_sms(const struct modem *m);
/* The indices of a store: so many after `first` */
struct modem_store_range {
	uint8_t first, size;
};

struct modem_store_range modem_range_of(enum modem_store store);
/* Sets the service centre, +CSCA: digits with or without a leading '+'. */
enum modem_error modem_set_smsc(struct modem *m, const char *number);

/* ---- calls ----------------------------------------------------------------*/

/* number: digits, '*', '#', 'A' .. 'C' and a leading '+', 27.007 6.2. */
enum modem_error modem_dial(struct modem *m, const char *number,
			    unsigned int *id);
/* Answers the incoming or waiting call; active ones are held. */
enum modem_error modem_answer(struct modem *m);
/* Ends call id; 0: all but held and waiting ones, 27.007 6.5 and 6.6. */
enum modem_error modem_hang_up(struct modem *m, unsigned int id);
/*
 * +CHLD=op[x], 27.007 7.13 and 22.030 6.5.5.1. op 0 .. 4; id 0: none given.
 */
enum modem_error modem_call_supplementary(struct modem *m, unsigned int op,
					  unsigned int id);
/* Sends a DTMF tone (0-9 * # A-D) in the active call, 27.007 C.2.11. */
enum modem_error modem_send_dtmf(struct modem *m, char tone);
/* To the call that is active. Returns false if there is none. */
bool modem_send_speech(struct modem *m, const uint8_t frame[MODEM_SPEECH_FRAME]);
/* Returns call id, or NULL if there is none. */
const struct modem_call *modem_find_call(const struct modem *m,
					 unsigned int id);
/* Returns the first call in that state, 0 if there is none. */
unsigned int modem_find_state(const struct modem *m,
			      enum modem_call_state state);

/* ---- USSD, 22.090 ---------------------------------------------------------*/

/*
 * Starts a session or answers in one. The reply is MODEM_EVENT_USSD. A session
 * belongs to the client that started it, or was the first to answer in one of
 * the network's: for others it is MODEM_BUSY.
 */
enum modem_error modem_send_ussd(struct modem *m, struct modem_client *client,
				 uint8_t dcs, const uint8_t *data,
				 size_t length);
/* Ends the session, if there is one. */
enum modem_error modem_cancel_ussd(struct modem *m,
				   struct modem_client *client);

#ifdef __cplusplus
}
#endif

#endif
