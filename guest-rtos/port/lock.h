/* SPDX-License-Identifier: BSD-3-Clause */
/* A mutex of the port's own, made when it is locked for the first time. */
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
	PORT_FREE,		/* not taken: before the kernel runs there is no other */
	PORT_HELD,
	PORT_REFUSED,		/* the caller may not wait for it */
};

/* Waits for it, as long as it takes; its owner may take it again. Any context. */
enum port_hold port_lock(struct port_mutex *m);

/* By who has got PORT_FREE or PORT_HELD. */
void port_unlock(struct port_mutex *m);

#endif
