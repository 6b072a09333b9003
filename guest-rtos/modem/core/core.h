/* SPDX-License-Identifier: BSD-3-Clause */
/* What the core's files share. */
#ifndef MODEM_CORE_H
#define MODEM_CORE_H

#include <string.h>

#include "modem.h"
#include "modem_radio.h"

/* Kinds of requests: indices of modem.asker[] */
enum { ASK_SCAN, ASK_REGISTER, ASK_ATTACH, ASK_USSD, ASK_CONTEXT };

/*
 * Records the client of a request, which may be NULL. Returns MODEM_BUSY if
 * another client's request of this kind is pending.
 */
enum modem_error core_ask(struct modem *m, unsigned int kind,
			  struct modem_client *client);
/* Forgets it again: the radio refused. Returns the error. */
enum modem_error core_asked_in_vain(struct modem *m, unsigned int kind,
				    enum modem_error error);
/* Reports an outcome to the client that asked, which is then forgotten. */
void core_answer(struct modem *m, unsigned int kind,
		 const struct modem_event *event);
/* Returns whether such a request is under way. */
bool core_asked(const struct modem *m, unsigned int kind);

/* For a request that needs the network. */
enum modem_error core_check_network(const struct modem *m);

/* Turns the radio on or off according to function and SIM. */
void core_update_power(struct modem *m);

/* The radio is off: end all that needs it. */
void core_end_calls(struct modem *m);
void core_end_contexts(struct modem *m);
void core_end_sends(struct modem *m, enum modem_error error);
void core_end_ussd(struct modem *m);

void core_init_sim(struct modem *m);

/* Copies as much as fits, always with a NUL. */
void core_copy(char *to, const char *from, size_t size);
/* Returns whether the text is 1 or more of these characters, and fits. */
bool core_consists_of(const char *text, const char *set, size_t size);

#define DIGITS	"0123456789"

#endif
