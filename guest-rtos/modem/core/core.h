/* SPDX-License-Identifier: BSD-3-Clause */
/* What the core's files share. */
#ifndef MODEM_CORE_H
#define MODEM_CORE_H

#include <string.h>

#include "modem.h"
#include "modem_radio.h"

/* Kinds of requests: indices of modem.requests[] */
enum { ASK_SCAN, ASK_REGISTER, ASK_ATTACH, ASK_USSD, ASK_CONTEXT };

/*
 * Begins a request of a client, which may be NULL, that fails after so many
 * seconds. Returns MODEM_BUSY if another one of this kind is pending.
 */
enum modem_error core_ask(struct modem *m, unsigned int kind,
			  struct modem_client *client, uint32_t seconds);
/* The same for any other request. */
void core_begin_request(struct modem *m, struct modem_request *request,
			struct modem_client *client, uint32_t seconds);
/* Forgets it again: the radio refused. Returns the error. */
enum modem_error core_asked_in_vain(struct modem *m, unsigned int kind,
				    enum modem_error error);
/* Returns the ticket of the request that is under way. */
uint32_t core_ticket(const struct modem *m, unsigned int kind);
/* Returns whether that ticket is the one of the request under way. */
bool core_is_awaited(const struct modem *m, unsigned int kind, uint32_t ticket);
/* Reports an outcome to the client that asked, which is then forgotten. */
void core_answer(struct modem *m, unsigned int kind,
		 const struct modem_event *event);
/* ... without more than its type and error */
void core_fail(struct modem *m, unsigned int kind, enum modem_error error);

/* Ends what the radio has not answered in time. Returns as modem_poll(). */
uint32_t core_poll_limits(struct modem *m, uint32_t now);
/* Moves the clock on. Returns as modem_poll(). */
uint32_t core_poll_time(struct modem *m, uint32_t now);
/* A request of this kind, a message, a call is over for lack of an answer. */
void core_give_up_attach(struct modem *m);
void core_give_up_context(struct modem *m, unsigned int cid);
void core_give_up_ussd(struct modem *m);
void core_give_up_send(struct modem *m);
void core_give_up_call(struct modem *m, unsigned int id);

/* For a request that needs the network. */
enum modem_error core_check_network(const struct modem *m);

/* Turns the radio on or off according to function and SIM. */
void core_update_power(struct modem *m);

/* The radio is off: end all that needs it. */
void core_end_calls(struct modem *m);
void core_end_contexts(struct modem *m);
void core_end_sends(struct modem *m, enum modem_error error);
void core_end_ussd(struct modem *m);
/* The client has gone: it will answer nothing more. */
void core_leave_ussd(struct modem *m, const struct modem_client *client);

void core_init_sim(struct modem *m);

/* A message, or an entry of the phone book, has changed: 1 .. */
void core_keep_sms(struct modem *m, unsigned int index);
void core_keep_entry(struct modem *m, unsigned int index);

/* Copies as much as fits, always with a NUL. */
void core_copy(char *to, const char *from, size_t size);
/* Returns whether the text is 1 or more of these characters, and fits. */
bool core_consists_of(const char *text, const char *set, size_t size);

#define DIGITS	"0123456789"

#endif
