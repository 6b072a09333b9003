/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM with page tables that checks, for each request, that its memory, its
 * user's memory and registers, and its TLS word are unchanged.
 */
#ifndef SERVER_H
#define SERVER_H

#include "paged.h"

enum { SERVE_CHECK, SERVE_CRASH, SERVE_RESTART };

struct server {			/* in the channel to the client */
	uint32_t command;
	uint32_t restless;		/* also wakes by itself */
	uint32_t served, errors, lives;
	uint32_t loads, flushes;	/* root loads and cache flushes */
	uint32_t events;		/* interrupts of its user */
};

#endif
