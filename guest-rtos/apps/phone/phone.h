/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of the phone's application share. */
#ifndef PHONE_H
#define PHONE_H

#include "modem.h"
#include "net.h"
#include "radio_sim.h"

/* Priorities: the radio's ticks, speech, the modem, its front ends, the people */
#define PRIORITY_SLOT		osPriorityRealtime7
#define PRIORITY_FRAME		osPriorityRealtime6
#define PRIORITY_SPEECH		osPriorityRealtime
#define PRIORITY_MODEM		osPriorityHigh
#define PRIORITY_PORT		osPriorityNormal
#define PRIORITY_CONSOLE	osPriorityBelowNormal

extern struct modem phone_modem;
extern struct radio_sim phone_sim;

/* modem.c: the lock, the clock, the thread that calls modem_poll() */
void phone_start_modem(const struct modem_identity *id,
		       const struct radio_sim_config *config);

/* keep.c: gives the modem the items of an earlier life */
void phone_restore(void);

/* at_channel.c: an AT port on a channel, by its index; returns false if bad */
bool phone_start_at(uint32_t channel);

/* mbim_channel.c: the MBIM function, likewise */
bool phone_start_mbim(uint32_t channel);

/* net.c: the gateway, if the VM has an Ethernet and the channel "net" */
void phone_start_net(const struct net_config *config);
void phone_print_net(void);

/* tdma.c */
struct tdma_figures {
	uint32_t ticks, missed;
	uint32_t worst;		/* latest wake-up, in clock ticks */
	uint64_t sum;		/* of all wake-ups */
};

enum { TDMA_SLOT, TDMA_FRAME };

void tdma_start(void);
void tdma_read(unsigned int which, struct tdma_figures *figures, bool reset);

/* speech.c: a frame each 20 ms while a call is active */
void speech_start(void);

/* console.c */
#define CONSOLE_LINE_MAX	700

void console_start(void);
/* Runs a command, which it may change. Waits for others, and for the UART. */
void console_run(char *line);
/* For commands: a line of their answer */
int console_say(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* For radio_sim_config: prints what the network sees, later. */
void console_note(struct radio_sim *s, enum radio_sim_note what,
		  const char *number, const char *text);

/* operator.c: the console on a channel, by its index; returns false if bad */
bool phone_start_operator(uint32_t channel);
/* A line of the log. Never waits. */
void operator_log(const char *text);

#endif
