// SPDX-License-Identifier: BSD-3-Clause
/*
 * Timers. A timer that expires is queued for the timer thread, which calls its
 * function. Periodic timers do not drift: each due time is computed from the
 * previous one, and every period gets its call even if calls are late. Periods
 * that passed while nothing could run are computed, not iterated over.
 */
#include "kernel.h"

struct k_timer {
	struct k_object obj;
	struct k_timeout timeout;
	struct list due_link;	/* in due_timers while due > 0 */
	osTimerFunc_t func;
	void *arg;
	k_time_t period;	/* clock ticks */
	uint32_t due;		/* pending calls */
	bool periodic;
	bool running;
};

static_assert(sizeof(struct k_timer) <= DUET_TIMER_CB_SIZE,
	      "raise DUET_TIMER_CB_SIZE");

static struct list due_timers = { &due_timers, &due_timers };
static struct list timer_thread_queue = { &timer_thread_queue,
					  &timer_thread_queue };

/* Arms the timer for its next period; returns the periods that have ended. */
static uint64_t next_period(struct k_timer *t)
{
	uint64_t late = kernel.clock - t->timeout.when, periods = 1;

	K_ASSERT(t->period);
	if (late >= t->period)
		periods += late / t->period;
	k_timeout_add(&t->timeout, t->timeout.when + periods * t->period);
	return periods;
}

/* Queues the timer for its thread, and re-arms it if it is periodic. */
static void timer_expire(struct k_timeout *timeout)
{
	struct k_timer *t = list_entry(timeout, struct k_timer, timeout);
	uint64_t due = t->due;

	if (!due)
		list_insert_before(&due_timers, &t->due_link);
	if (t->periodic)
		due += next_period(t);
	else
		due++;
	t->running = t->periodic;
	t->due = due < UINT32_MAX ? due : UINT32_MAX;
	if (!list_empty(&timer_thread_queue))
		k_wake(k_first(&timer_thread_queue), osOK);
}

/* Masked. Takes one pending call from the first due timer. */
static struct k_timer *next_due(void)
{
	struct k_timer *t = list_entry(due_timers.next, struct k_timer,
				       due_link);

	K_ASSERT(t->due);
	list_remove(&t->due_link);
	if (--t->due)
		list_insert_before(&due_timers, &t->due_link);
	return t;
}

/* Calls the functions of due timers, one by one, with interrupts unmasked. */
static void timer_thread(void *arg)
{
	struct k_timer *t;
	osTimerFunc_t func;
	void *func_arg;
	uint32_t masked;

	for (;;) {
		masked = k_enter();
		while (list_empty(&due_timers))
			k_block(&timer_thread_queue, K_NEVER, osOK);
		t = next_due();
		/* the timer may be deleted once interrupts are unmasked */
		func = t->func;
		func_arg = t->arg;
		k_leave(masked);
		func(func_arg);
	}
}

bool k_timer_start(void)
{
	static struct k_thread thread;
	const osThreadAttr_t attr = {
		.name = "timer",
		.cb_mem = &thread,
		.cb_size = sizeof(thread),
		.stack_mem = duet_rtos_config.timer_stack,
		.stack_size = duet_rtos_config.timer_stack_size,
		.priority = duet_rtos_config.timer_priority,
	};

	return k_daemon(timer_thread, &attr);
}

osTimerId_t osTimerNew(osTimerFunc_t func, osTimerType_t type, void *argument,
		       const osTimerAttr_t *attr)
{
	struct k_timer *t;

	if (!func || (type != osTimerOnce && type != osTimerPeriodic) ||
	    !k_new(t, attr))
		return NULL;
	t->func = func;
	t->arg = argument;
	t->periodic = type == osTimerPeriodic;
	t->timeout.expire = timer_expire;
	list_init(&t->timeout.link);
	list_init(&t->due_link);
	t->obj.type = K_TIMER;
	return t;
}

const char *osTimerGetName(osTimerId_t timer_id)
{
	return k_name(timer_id, K_TIMER);
}

/* Masked. Drops pending calls as well. */
static void stop_timer(struct k_timer *t)
{
	k_timeout_remove(&t->timeout);
	list_remove(&t->due_link);
	t->due = 0;
	t->running = false;
}

osStatus_t osTimerStart(osTimerId_t timer_id, uint32_t ticks)
{
	struct k_timer *t = k_get(timer_id, K_TIMER);
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!t || !ticks)
		return osErrorParameter;
	masked = k_enter();
	stop_timer(t);
	t->period = (uint64_t)ticks * kernel.per_tick;
	t->running = true;
	/* unlike elsewhere, osWaitForever is a finite time here */
	k_ticks();
	k_timeout_add(&t->timeout, kernel.tick_clock + t->period);
	k_leave(masked);
	return osOK;
}

osStatus_t osTimerStop(osTimerId_t timer_id)
{
	struct k_timer *t = k_get(timer_id, K_TIMER);
	osStatus_t status = osErrorResource;
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!t)
		return osErrorParameter;
	masked = k_enter();
	if (t->running) {
		stop_timer(t);
		status = osOK;
	}
	k_leave(masked);
	return status;
}

uint32_t osTimerIsRunning(osTimerId_t timer_id)
{
	struct k_timer *t = k_get(timer_id, K_TIMER);

	return !k_in_isr() && t && t->running;
}

osStatus_t osTimerDelete(osTimerId_t timer_id)
{
	struct k_timer *t = k_get(timer_id, K_TIMER);
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!t)
		return osErrorParameter;
	masked = k_enter();
	stop_timer(t);
	t->obj.type = K_DEAD;
	k_leave(masked);
	k_object_free(&t->obj, NULL);
	return osOK;
}
