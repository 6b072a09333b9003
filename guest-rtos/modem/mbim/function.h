/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of the MBIM function share. */
#ifndef MBIM_FUNCTION_H
#define MBIM_FUNCTION_H

#include <mbim.h>

#include "codec.h"
#include "protocol.h"

/* A status that isn't one: the answer follows after an event. */
#define MBIM_LATER	0xffffffffu

/*
 * Handles a command with the modem locked, and returns a status. The fixed part
 * of `in` is complete; the handler must look at in->bad after its reads and
 * before it changes anything. The answer goes to `out`, which is empty.
 */
typedef uint32_t (*mbim_handler)(struct mbim *mb, struct mbim_in *in,
				 struct mbim_out *out);

/* The answer to a command that waited, with the modem locked. */
typedef uint32_t (*mbim_answer)(struct mbim *mb, const struct mbim_later *later,
				struct mbim_out *out);

struct mbim_command {
	mbim_handler query, set;	/* NULL: the command has no such form */
	uint8_t query_size, set_size;	/* of the fixed parts */
	bool info_on_failure;		/* 9.4.5: failures have information */
	/* the handler that may return MBIM_LATER, the event, and what follows */
	mbim_handler later;
	uint8_t outcome;		/* enum modem_event_type */
	mbim_answer answer;
};

struct mbim_service {
	uint8_t id[16];
	const struct mbim_command *commands;	/* by CID */
	uint32_t cids;
};

#define MBIM_SERVICES	3
extern const struct mbim_service mbim_services[MBIM_SERVICES];

enum { MBIM_BASIC_CONNECT, MBIM_SMS, MBIM_USSD_SERVICE };	/* indices */

/* Returns NULL if the function hasn't got that service. */
const struct mbim_service *mbim_find_service(const void *id);
/* Returns NULL if it hasn't got that command. */
const struct mbim_command *mbim_find_command(const struct mbim_service *service,
					     uint32_t cid);

/* Indications, in the order in which they are sent */
enum mbim_due {
	MBIM_DUE_RADIO,
	MBIM_DUE_READY,
	MBIM_DUE_REGISTER,
	MBIM_DUE_PACKET,
	MBIM_DUE_SIGNAL,
	MBIM_DUE_CONNECT,
	MBIM_DUE_USSD,
	MBIM_DUE_STORE_FULL,
	MBIM_DUES
};

struct mbim_indication {
	uint8_t service;	/* index */
	uint8_t cid;
	void (*put)(struct mbim *mb, struct mbim_out *out);
};

extern const struct mbim_indication mbim_indications[MBIM_DUES];

/* The context that belongs to the only session, session 0 */
#define MBIM_SESSION_CONTEXT	MODEM_CONTEXTS_MAX

static inline struct modem_context *mbim_context(struct mbim *mb)
{
	return &mb->modem->context[MBIM_SESSION_CONTEXT - 1];
}

/* Returns the status that stands for an error of the modem. */
uint32_t mbim_status_of(enum modem_error error);

/* Begins the answer with a fixed part of that size. */
static inline void mbim_begin(struct mbim_out *out, uint32_t fixed)
{
	mbim_out_begin(out, out->data, out->room, fixed);
}

/* ---- send.c ---------------------------------------------------------------*/

void mbim_send_status(struct mbim *mb, uint32_t type, uint32_t tid,
		      uint32_t status);
void mbim_send_error(struct mbim *mb, uint32_t tid, enum mbim_error error);
void mbim_send_done(struct mbim *mb, uint32_t tid, const void *service,
		    uint32_t cid, uint32_t status, uint32_t size);
void mbim_send_indication(struct mbim *mb, const void *service, uint32_t cid,
			  uint32_t size);
/* Information is written to where the two functions above expect it. */
void mbim_begin_information(struct mbim *mb, struct mbim_out *out);
/* Returns the size of what is to be sent; may turn *status into a failure. */
uint32_t mbim_finish_information(const struct mbim_out *out, uint32_t *status,
				 const struct mbim_command *command);

/* ---- events.c -------------------------------------------------------------*/

/* Returns the command of this transaction that waits, NULL if there is none. */
struct mbim_later *mbim_find_later(struct mbim *mb, uint32_t tid);
/* Each returns a status. Modem locked. */
uint32_t mbim_call_handler(struct mbim *mb, mbim_handler handler,
			   struct mbim_in *in, struct mbim_out *out);
uint32_t mbim_call_and_wait(struct mbim *mb, const struct mbim_later *request,
			    mbim_handler handler, struct mbim_in *in,
			    struct mbim_out *out);
void mbim_note_event(struct modem_client *client,
		     const struct modem_event *event);
void mbim_send_due(struct mbim *mb);

/* ---- command.c ------------------------------------------------------------*/

/* A record with a header of the right length */
void mbim_receive_command(struct mbim *mb, const uint32_t *words,
			  uint32_t size);
/* Gives up the command that arrives in fragments. */
void mbim_drop_parts(struct mbim *mb, enum mbim_error error);

/* ---- session.c ------------------------------------------------------------*/

/* Anything that ends when the function is closed, 9.3.2. Modem locked. */
void mbim_end_session(struct mbim *mb);

/* ---- information, and handlers by section: services.c lists them ----------*/

void mbim_put_ready(struct mbim *mb, struct mbim_out *out);
void mbim_put_radio(struct mbim *mb, struct mbim_out *out);
void mbim_put_register(struct mbim *mb, struct mbim_out *out);
void mbim_put_packet(struct mbim *mb, struct mbim_out *out);
void mbim_put_new_signal(struct mbim *mb, struct mbim_out *out);
void mbim_put_connect(struct mbim *mb, struct mbim_out *out);
void mbim_put_ussd(struct mbim *mb, struct mbim_out *out);
void mbim_put_store_full(struct mbim *mb, struct mbim_out *out);
void mbim_put_new_sms(struct mbim_out *out, uint32_t index);

#define MBIM_HANDLER(name) \
	uint32_t name(struct mbim *mb, struct mbim_in *in, struct mbim_out *out)
#define MBIM_ANSWER(name) \
	uint32_t name(struct mbim *mb, const struct mbim_later *later, \
		      struct mbim_out *out)

MBIM_HANDLER(mbim_get_caps);
MBIM_HANDLER(mbim_get_ready);
MBIM_HANDLER(mbim_get_radio);
MBIM_HANDLER(mbim_set_radio);
MBIM_HANDLER(mbim_get_pin);
MBIM_HANDLER(mbim_set_pin);
MBIM_HANDLER(mbim_get_pin_list);
MBIM_HANDLER(mbim_get_services);
MBIM_HANDLER(mbim_set_subscriptions);

MBIM_HANDLER(mbim_get_home);
MBIM_HANDLER(mbim_get_preferred);
MBIM_HANDLER(mbim_get_visible);
MBIM_ANSWER(mbim_answer_visible);
MBIM_HANDLER(mbim_get_register);
MBIM_HANDLER(mbim_set_register);
MBIM_ANSWER(mbim_answer_register);
MBIM_HANDLER(mbim_get_packet);
MBIM_HANDLER(mbim_set_packet);
MBIM_ANSWER(mbim_answer_packet);
MBIM_HANDLER(mbim_get_signal);
MBIM_HANDLER(mbim_set_signal);

MBIM_HANDLER(mbim_get_connect);
MBIM_HANDLER(mbim_set_connect);
MBIM_ANSWER(mbim_answer_connect);
MBIM_HANDLER(mbim_get_contexts);
MBIM_HANDLER(mbim_set_context);
MBIM_HANDLER(mbim_get_ip);
MBIM_HANDLER(mbim_get_statistics);

MBIM_HANDLER(mbim_get_sms_configuration);
MBIM_HANDLER(mbim_set_sms_configuration);
MBIM_HANDLER(mbim_read_sms);
MBIM_HANDLER(mbim_send_sms);
MBIM_ANSWER(mbim_answer_sms);
MBIM_HANDLER(mbim_delete_sms);
MBIM_HANDLER(mbim_get_store_status);

MBIM_HANDLER(mbim_set_ussd);
MBIM_ANSWER(mbim_answer_ussd);

#endif
