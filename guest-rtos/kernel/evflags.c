// SPDX-License-Identifier: BSD-3-Clause
/* Flags that threads wait for: event flags objects and thread flags. */
#include "kernel.h"

struct k_evflags {
	struct k_object obj;
	uint32_t flags;
	struct list queue;
};

static_assert(sizeof(struct k_evflags) <= DUET_EVFLAGS_CB_SIZE,
	      "raise DUET_EVFLAGS_CB_SIZE");

/* Returns whether a waiter's condition is met. */
static bool flags_match(uint32_t flags, uint32_t mask, uint32_t options)
{
	if (options & osFlagsWaitAll)
		return (flags & mask) == mask;
	return flags & mask;
}

/* Consumes the flags for a waiter; returns them as they were before. */
static uint32_t take_flags(uint32_t *flags, uint32_t mask, uint32_t options)
{
	uint32_t was = *flags;

	if (!(options & osFlagsNoClear))
		*flags &= ~mask;
	return was;
}

/* Stores the condition of the running thread's wait, for the setter. */
static void store_condition(uint32_t mask, uint32_t options)
{
	kernel.cur->wait.flags.mask = mask;
	kernel.cur->wait.flags.options = options;
}

/* ---- thread flags ---------------------------------------------------------*/

/* t->queue points here while thread t waits for its own flags. */
static struct list flag_waiters = { &flag_waiters, &flag_waiters };

uint32_t osThreadFlagsSet(osThreadId_t thread_id, uint32_t flags)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);
	uint32_t masked, now, mask, options;

	if (!t || (flags & osFlagsError))
		return osFlagsErrorParameter;
	masked = k_enter();
	if (t->state == osThreadTerminated) {
		k_leave(masked);
		return osFlagsErrorResource;
	}
	t->flags |= flags;
	mask = t->wait.flags.mask;
	options = t->wait.flags.options;
	if (t->queue == &flag_waiters && flags_match(t->flags, mask, options))
		k_wake(t, take_flags(&t->flags, mask, options));
	now = t->flags;
	k_leave(masked);
	return now;
}

uint32_t osThreadFlagsClear(uint32_t flags)
{
	uint32_t masked, was;

	if (k_in_isr())
		return osFlagsErrorISR;
	if (flags & osFlagsError)
		return osFlagsErrorParameter;
	if (!kernel.cur)
		return osFlagsErrorUnknown;
	masked = k_enter();
	was = take_flags(&kernel.cur->flags, flags, 0);
	k_leave(masked);
	return was;
}

uint32_t osThreadFlagsGet(void)
{
	return k_in_isr() || !kernel.cur ? 0 : kernel.cur->flags;
}

uint32_t osThreadFlagsWait(uint32_t flags, uint32_t options, uint32_t timeout)
{
	uint32_t masked, result;

	if (k_in_isr())
		return osFlagsErrorISR;
	if (flags & osFlagsError)
		return osFlagsErrorParameter;
	if (!kernel.cur)
		return osFlagsErrorUnknown;
	masked = k_enter();
	if (flags_match(kernel.cur->flags, flags, options)) {
		result = take_flags(&kernel.cur->flags, flags, options);
	} else if (!timeout) {
		result = osFlagsErrorResource;
	} else {
		store_condition(flags, options);
		result = k_wait(&flag_waiters, timeout, osFlagsErrorTimeout);
	}
	k_leave(masked);
	return result;
}

/* ---- event flags ----------------------------------------------------------*/

osEventFlagsId_t osEventFlagsNew(const osEventFlagsAttr_t *attr)
{
	struct k_evflags *ef;

	if (!k_new(ef, attr))
		return NULL;
	list_init(&ef->queue);
	ef->obj.type = K_EVFLAGS;
	return ef;
}

const char *osEventFlagsGetName(osEventFlagsId_t ef_id)
{
	return k_name(ef_id, K_EVFLAGS);
}

/* Wakes the threads that wait for flags now set, in order of priority. */
static void wake_matching(struct k_evflags *ef)
{
	struct list *l = ef->queue.next, *next;
	struct k_thread *t;

	for (; l != &ef->queue; l = next) {
		next = l->next;
		t = list_entry(l, struct k_thread, link);
		if (flags_match(ef->flags, t->wait.flags.mask,
				t->wait.flags.options))
			k_wake(t, take_flags(&ef->flags, t->wait.flags.mask,
					     t->wait.flags.options));
	}
}

uint32_t osEventFlagsSet(osEventFlagsId_t ef_id, uint32_t flags)
{
	struct k_evflags *ef = k_get(ef_id, K_EVFLAGS);
	uint32_t masked, now;

	if (!ef || (flags & osFlagsError))
		return osFlagsErrorParameter;
	masked = k_enter();
	ef->flags |= flags;
	wake_matching(ef);
	now = ef->flags;
	k_leave(masked);
	return now;
}

uint32_t osEventFlagsClear(osEventFlagsId_t ef_id, uint32_t flags)
{
	struct k_evflags *ef = k_get(ef_id, K_EVFLAGS);
	uint32_t masked, was;

	if (!ef || (flags & osFlagsError))
		return osFlagsErrorParameter;
	masked = k_enter();
	was = take_flags(&ef->flags, flags, 0);
	k_leave(masked);
	return was;
}

uint32_t osEventFlagsGet(osEventFlagsId_t ef_id)
{
	struct k_evflags *ef = k_get(ef_id, K_EVFLAGS);

	return ef ? ef->flags : 0;
}

uint32_t osEventFlagsWait(osEventFlagsId_t ef_id, uint32_t flags,
			  uint32_t options, uint32_t timeout)
{
	struct k_evflags *ef = k_get(ef_id, K_EVFLAGS);
	uint32_t masked, result;

	if (!ef || (flags & osFlagsError) || (timeout && k_in_isr()))
		return osFlagsErrorParameter;
	masked = k_enter();
	if (flags_match(ef->flags, flags, options)) {
		result = take_flags(&ef->flags, flags, options);
	} else if (!timeout) {
		result = osFlagsErrorResource;
	} else if (!kernel.cur) {
		result = osFlagsErrorUnknown;
	} else {
		store_condition(flags, options);
		result = k_wait(&ef->queue, timeout, osFlagsErrorTimeout);
	}
	k_leave(masked);
	return result;
}

osStatus_t osEventFlagsDelete(osEventFlagsId_t ef_id)
{
	struct k_evflags *ef = k_get(ef_id, K_EVFLAGS);
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!ef)
		return osErrorParameter;
	masked = k_enter();
	ef->obj.type = K_DEAD;
	k_wake_all(&ef->queue, osFlagsErrorResource);
	k_leave(masked);
	k_object_free(&ef->obj, NULL);
	return osOK;
}
