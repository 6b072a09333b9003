// SPDX-License-Identifier: BSD-3-Clause
/* Counting semaphores. */
#include "kernel.h"

struct k_sem {
	struct k_object obj;
	uint32_t count, max;
	uint32_t limit;		/* max; 0 while threads may wait */
	struct list queue;	/* not empty: count is 0 */
};

static_assert(sizeof(struct k_sem) <= DUET_SEMAPHORE_CB_SIZE,
	      "raise DUET_SEMAPHORE_CB_SIZE");

osSemaphoreId_t osSemaphoreNew(uint32_t max_count, uint32_t initial_count,
			       const osSemaphoreAttr_t *attr)
{
	struct k_sem *s;

	if (!max_count || initial_count > max_count ||
	    !k_new(s, attr))
		return NULL;
	s->count = initial_count;
	s->max = max_count;
	s->limit = max_count;
	list_init(&s->queue);
	s->obj.type = K_SEMAPHORE;
	return s;
}

const char *osSemaphoreGetName(osSemaphoreId_t semaphore_id)
{
	return k_name(semaphore_id, K_SEMAPHORE);
}

/* The general case. Masked; returns with the mask as it was. */
K_ONCE static osStatus_t acquire_slowly(struct k_sem *s, uint32_t timeout,
					uint32_t masked)
{
	osStatus_t status = osOK;

	if (timeout && k_was_isr(masked)) {
		status = osErrorParameter;
	} else if (s->count) {
		s->count--;
	} else if (!timeout) {
		status = osErrorResource;
	} else {
		s->limit = 0;
		status = k_wait(&s->queue, timeout, osErrorTimeout);
	}
	k_leave(masked);
	return status;
}

osStatus_t osSemaphoreAcquire(osSemaphoreId_t semaphore_id, uint32_t timeout)
{
	struct k_sem *s = k_get(semaphore_id, K_SEMAPHORE);
	uint32_t masked;

	if (!s)
		return osErrorParameter;
	masked = k_enter();
	if (masked || !s->count)
		return acquire_slowly(s, timeout, masked);
	s->count--;
	port_unmask();
	return osOK;
}

/* The general case. Masked; returns with the mask as it was. */
K_ONCE static osStatus_t release_slowly(struct k_sem *s, uint32_t masked)
{
	osStatus_t status = osOK;

	K_ASSERT(s->count <= s->max && (list_empty(&s->queue) || !s->count));
	if (!list_empty(&s->queue)) {
		k_wake(k_first(&s->queue), osOK);
	} else {
		s->limit = s->max;
		if (s->count < s->max)
			s->count++;
		else
			status = osErrorResource;
	}
	k_leave(masked);
	return status;
}

osStatus_t osSemaphoreRelease(osSemaphoreId_t semaphore_id)
{
	struct k_sem *s = k_get(semaphore_id, K_SEMAPHORE);
	uint32_t masked;

	if (!s)
		return osErrorParameter;
	masked = k_enter();
	if (s->count >= s->limit)
		return release_slowly(s, masked);
	s->count++;
	port_restore(masked);
	return osOK;
}

uint32_t osSemaphoreGetCount(osSemaphoreId_t semaphore_id)
{
	struct k_sem *s = k_get(semaphore_id, K_SEMAPHORE);

	return s ? s->count : 0;
}

osStatus_t osSemaphoreDelete(osSemaphoreId_t semaphore_id)
{
	struct k_sem *s = k_get(semaphore_id, K_SEMAPHORE);
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!s)
		return osErrorParameter;
	masked = k_enter();
	s->obj.type = K_DEAD;
	k_wake_all(&s->queue, osErrorResource);
	k_leave(masked);
	k_object_free(&s->obj, NULL);
	return osOK;
}
