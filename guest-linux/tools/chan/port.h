/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A channel as used by this tool: by read and write, or mapped, with the
 * protocol in this process. All functions exit with a message if something is
 * wrong with the channel, since there is nothing else to do.
 */
#ifndef PORT_H
#define PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <duet/chan.h>

struct port {
	const char *name;
	int fd;
	bool mapped;
	struct duet_chan chan;	/* if mapped */
	uint32_t events;	/* number of events seen, if mapped */
	unsigned long rung;	/* doorbells rung, if mapped */
};

/* Prints "duet-chan: ..." and exits with status 1. */
void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/*
 * Opens the channel with empty rings in both directions, and waits until the
 * peer is connected. mapped: claims and maps it.
 */
void port_open(struct port *p, const char *name, bool mapped);
void port_close(struct port *p);

/* Waits for the next record, of up to size bytes. Returns its length. */
uint32_t port_recv(struct port *p, void *buffer, uint32_t size);
void port_send(struct port *p, const void *buffer, uint32_t length);

/*
 * Mapped ports: return the place of a record to be filled, and that of the
 * next record received. Each must be ended before the next call.
 */
void *port_reserve(struct port *p, uint32_t length);
void port_commit(struct port *p, uint32_t length);
const void *port_peek(struct port *p, uint32_t *length);
void port_release(struct port *p);
/* Waits until the peer has read everything. */
void port_drain(struct port *p);

/* Returns a counter of the driver's for the channel, e.g. "doorbells". */
unsigned long port_statistic(const char *name, const char *what);

/* Returns monotonic time in seconds, and in nanoseconds. */
double seconds(void);
uint64_t nanoseconds(void);

#endif
