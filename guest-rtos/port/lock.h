/* SPDX-License-Identifier: BSD-3-Clause */
/* A mutex for the port itself, created when it is first locked. */
#ifndef RTOS_LOCK_H
#define RTOS_LOCK_H

#include <duet_rtos.h>

#include "port.h"

struct port_mutex {
	const char *name;
	osMutexId_t id;
	uint32_t cb[DUET_MUTEX_CB_SIZE / 4];
};

enum port_hold {
	PORT_FREE,		/* not taken: no other thread is running yet */
	PORT_HELD,
	PORT_REFUSED,		/* the caller must not wait for it */
};

/* Waits as long as necessary; the owner may lock it again. Any context. */
enum port_hold port_lock(struct port_mutex *m);

/* Must be called if and only if the result was PORT_FREE or PORT_HELD. */
void port_unlock(struct port_mutex *m);

#endif
