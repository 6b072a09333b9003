/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM with page tables that checks, each time it is asked, that its memory,
 * its user's memory and registers, and its TLS word are its own.
 */
#ifndef SERVER_H
#define SERVER_H

#include "paged.h"

enum { SERVE_CHECK, SERVE_CRASH, SERVE_RESTART };

struct server {			/* in the channel to the one that asks */
	uint32_t command;
	uint32_t restless;		/* wakes by itself, too */
	uint32_t served, errors, lives;
	uint32_t loads, flushes;	/* root loads and cache flushes */
	uint32_t events;		/* interrupts of its user */
};

#endif
