/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A modem on the host: its core, the simulated network, two AT ports whose
 * output is kept, and a clock that the test moves.
 */
#ifndef MODEM_HOST_H
#define MODEM_HOST_H

#include "at.h"
#include "modem.h"
#include "radio_sim.h"

#define HOST_PORTS	2
#define HOST_OUT	65536

struct host_port {
	struct at_port at;	/* first */
	bool woken;
	size_t n;
	char out[HOST_OUT];
};

extern struct modem host_modem;
extern struct radio_sim host_sim;
extern struct host_port host_ports[HOST_PORTS];
extern struct modem_identity host_identity;
extern struct radio_sim_config host_config;
extern char host_log[HOST_OUT];	/* notes of the network, one a line */

/* A modem that is on and has not registered yet. */
void host_start(void);
/* After host_start(): what the modem of the start before has kept. */
void host_restore(void);
/* The same with a radio of the test's own. */
void host_start_with(struct radio *radio);
/* Lets time pass; ports run whenever they have been woken. */
void host_wait(uint32_t ms);
/* Sends text to a port. Returns what it sends until it waits for more. */
const char *host_send(unsigned int port, const char *text);
/* Returns what the port has sent since the last call of this or host_send(). */
const char *host_read(unsigned int port);

#endif
