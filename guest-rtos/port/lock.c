// SPDX-License-Identifier: BSD-3-Clause
/* See lock.h. */
#include "kernel.h"
#include "lock.h"

/* Two threads may lock it first: the scheduler lock decides. */
static void create_mutex(struct port_mutex *m)
{
	const osMutexAttr_t attr = {
		.name = m->name,
		.attr_bits = osMutexRecursive | osMutexPrioInherit |
			     osMutexRobust,
		.cb_mem = m->cb,
		.cb_size = sizeof(m->cb),
	};
	int32_t lock = osKernelLock();

	if (lock < 0)
		return;			/* in an interrupt handler */
	if (!m->id)
		m->id = osMutexNew(&attr);
	osKernelRestoreLock(lock);
}

enum port_hold port_lock(struct port_mutex *m)
{
	if (kernel.state < osKernelRunning)
		return PORT_FREE;
	if (!m->id)
		create_mutex(m);
	if (osMutexAcquire(m->id, osWaitForever) != osOK)
		return PORT_REFUSED;
	return PORT_HELD;
}

/* A mutex that does not exist yet, or that is not owned, is left alone. */
void port_unlock(struct port_mutex *m)
{
	if (m->id)
		osMutexRelease(m->id);
}
