// SPDX-License-Identifier: BSD-3-Clause
/*
 * Mutexes. A thread's effective priority is the maximum of its own and those
 * of the first waiters for each inheriting mutex that it holds. Whenever one
 * of these changes, it is computed again, and so on along the chain of owners
 * that wait for each other's mutexes.
 */
#include "kernel.h"

static_assert(sizeof(struct k_mutex) <= DUET_MUTEX_CB_SIZE,
	      "raise DUET_MUTEX_CB_SIZE");

#define ALL_ATTR	(osMutexRecursive | osMutexPrioInherit | \
			 osMutexRobust | osSafetyClass(0))

/* The maximum of its own priority and those that it inherits. */
static uint32_t effective_prio(const struct k_thread *t)
{
	uint32_t prio = t->base_prio;
	const struct k_mutex *m;
	struct list *l;

	for (l = t->owned.next; l != &t->owned; l = l->next) {
		m = list_entry(l, struct k_mutex, link);
		if ((m->attr & osMutexPrioInherit) &&
		    !list_empty(&m->queue) && k_first(&m->queue)->prio > prio)
			prio = k_first(&m->queue)->prio;
	}
	return prio;
}

/*
 * Updates the priority of `t` and of the owners that it waits for in turn. The
 * loop terminates even for threads in a deadlock: it stops when nothing
 * changes, and in a cycle priorities can only rise to the highest of them.
 */
void k_mutex_inherit(struct k_thread *t)
{
	uint32_t prio;

	while (t) {
		prio = effective_prio(t);
		if (prio == t->prio)
			return;
		k_set_prio(t, prio);
		t = t->mutex ? t->mutex->owner : NULL;
	}
}

void k_mutex_waiter_gone(struct k_mutex *m)
{
	if (m->owner)
		k_mutex_inherit(m->owner);
}

/* Masked. Frees a mutex, or hands it to the first waiter. */
static inline void pass_on(struct k_mutex *m)
{
	struct k_thread *owner = m->owner, *next;

	K_ASSERT(port_masked() && owner);
	k_mutex_free(m);
	if (!list_empty(&m->queue)) {
		next = k_first(&m->queue);
		k_mutex_give(m, next);
		k_wake(next, osOK);
	}
	if (owner->prio != owner->base_prio)
		k_mutex_inherit(owner);
}

void k_mutex_pass_on(struct k_mutex *m)
{
	pass_on(m);
}

/* The thread ends: it releases its robust mutexes, others stay locked. */
void k_mutex_abandon(struct k_thread *t)
{
	struct k_mutex *m;

	while (!list_empty(&t->owned)) {
		m = list_entry(t->owned.next, struct k_mutex, link);
		K_ASSERT(m->owner == t && m->count);
		if (m->attr & osMutexRobust) {
			pass_on(m);
		} else {
			list_remove(&m->link);
			m->owner = NULL;
		}
	}
}

osMutexId_t osMutexNew(const osMutexAttr_t *attr)
{
	struct k_mutex *m;

	if ((attr && (attr->attr_bits & ~ALL_ATTR)) ||
	    !k_new(m, attr))
		return NULL;
	m->attr = attr ? attr->attr_bits : 0;
	list_init(&m->queue);
	list_init(&m->link);
	m->obj.type = K_MUTEX;
	return m;
}

const char *osMutexGetName(osMutexId_t mutex_id)
{
	return k_name(mutex_id, K_MUTEX);
}

static osStatus_t lock_again(struct k_mutex *m)
{
	if (!(m->attr & osMutexRecursive) || m->count == UINT16_MAX)
		return osErrorResource;
	m->count++;
	return osOK;
}

static inline osStatus_t lock_mutex(struct k_mutex *m, uint32_t timeout)
{
	struct k_thread *t = kernel.cur;

	if (!t)
		return osError;
	if (!m->count) {
		k_mutex_give(m, t);
		return osOK;
	}
	if (m->owner == t)
		return lock_again(m);
	if (!timeout)
		return osErrorResource;
	if (!k_may_block())
		return osErrorTimeout;
	t->mutex = m;
	return k_wait(&m->queue, timeout, osErrorTimeout);
}

osStatus_t k_mutex_lock(struct k_mutex *m, uint32_t timeout)
{
	return lock_mutex(m, timeout);
}

osStatus_t osMutexAcquire(osMutexId_t mutex_id, uint32_t timeout)
{
	struct k_mutex *m = k_get(mutex_id, K_MUTEX);
	osStatus_t status;
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!m)
		return osErrorParameter;
	masked = k_enter();
	status = lock_mutex(m, timeout);
	k_leave(masked);
	return status;
}

osStatus_t osMutexRelease(osMutexId_t mutex_id)
{
	struct k_mutex *m = k_get(mutex_id, K_MUTEX);
	osStatus_t status = osOK;
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!m)
		return osErrorParameter;
	masked = k_enter();
	if (!m->owner || m->owner != kernel.cur)
		status = osErrorResource;
	else if (--m->count == 0)
		pass_on(m);
	k_leave(masked);
	return status;
}

osThreadId_t osMutexGetOwner(osMutexId_t mutex_id)
{
	struct k_mutex *m = k_get(mutex_id, K_MUTEX);

	return k_in_isr() || !m ? NULL : m->owner;
}

/* Deletes the mutex; its waiters get osErrorResource. */
void k_mutex_kill(struct k_mutex *m)
{
	struct k_thread *owner = m->owner;

	m->obj.type = K_DEAD;
	k_mutex_free(m);
	k_wake_all(&m->queue, osErrorResource);
	k_mutex_inherit(owner);
}

osStatus_t osMutexDelete(osMutexId_t mutex_id)
{
	struct k_mutex *m = k_get(mutex_id, K_MUTEX);
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!m)
		return osErrorParameter;
	masked = k_enter();
	k_mutex_kill(m);
	k_leave(masked);
	k_object_free(&m->obj, NULL);
	return osOK;
}
