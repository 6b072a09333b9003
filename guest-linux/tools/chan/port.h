/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A channel as this tool uses it: by read and write, or mapped, with the
 * protocol run here. All functions end the program with a message when
 * something is wrong with the channel: there is nothing else to be done.
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
	struct duet_chan chan;	/* when it is mapped */
	uint32_t events;	/* known so far, when it is mapped */
	unsigned long rung;	/* doorbells, when it is mapped */
};

/* Prints "duet-chan: ..." and ends the program with status 1. */
void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/*
 * Opens the channel, with empty rings both ways, and waits until the peer is
 * there. mapped: claims and maps it.
 */
void port_open(struct port *p, const char *name, bool mapped);
void port_close(struct port *p);

/* The next record, at most size bytes; its length. Waits for it. */
uint32_t port_recv(struct port *p, void *buffer, uint32_t size);
void port_send(struct port *p, const void *buffer, uint32_t length);

/*
 * Mapped ports: a record's place in the ring to be filled, and the next
 * record's place. Each is to be ended before the next call.
 */
void *port_reserve(struct port *p, uint32_t length);
void port_commit(struct port *p, uint32_t length);
const void *port_peek(struct port *p, uint32_t *length);
void port_release(struct port *p);
/* Waits until the peer has taken all. */
void port_drain(struct port *p);

/* What the driver has counted for the channel, e.g. "doorbells". */
unsigned long port_statistic(const char *name, const char *what);

/* Seconds since some start, and nanoseconds. */
double seconds(void);
uint64_t nanoseconds(void);

#endif
