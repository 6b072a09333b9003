// SPDX-License-Identifier: BSD-3-Clause
/*
 * The scheduler: the first thread of the highest ready list runs. The running
 * thread stays at the head of its list, so one that is preempted goes on
 * before its equals. All functions are called masked.
 */
#include "kernel.h"

struct kernel kernel;

/* Compilers would copy these into all that use them. */
#define K_ONCE	__attribute__((noinline))

static_assert(K_PRIORITIES <= 64, "a ready list has no bit in the map");

/* The running thread gets a turn of its own when it has equals. */
static void slice_start(void)
{
	if (!duet_rtos_config.slice_ticks)
		return;
	kernel.slice_end = k_clock() +
		duet_rtos_config.slice_ticks * kernel.per_tick;
	k_timer_arm(kernel.slice_end);
}

static inline void ready_insert(struct k_thread *t)
{
	struct k_thread *cur = kernel.cur;
	uint32_t prio = t->prio;

	list_insert_before(&kernel.ready[prio], &t->link);
	kernel.ready_map[prio / 32] |= 1u << prio % 32;
	if (!cur || t == cur)
		return;
	if (prio > cur->prio)
		kernel.resched = true;
	else if (prio == cur->prio && kernel.slice_end == K_NEVER &&
		 cur->state == osThreadReady)
		slice_start();
}

/* It is still linked to where it was. */
static inline void ready_unlink(struct k_thread *t)
{
	uint32_t prio = t->prio;

	if (t->link.next == t->link.prev)	/* the list's head */
		kernel.ready_map[prio / 32] &= ~(1u << prio % 32);
	list_unlink(&t->link);
}

static void ready_remove(struct k_thread *t)
{
	ready_unlink(t);
	if (t == kernel.cur)
		kernel.resched = true;
}

K_ONCE void k_ready(struct k_thread *t)
{
	t->state = osThreadReady;
	ready_insert(t);
}

/* The caller sets the state that follows. */
void k_unready(struct k_thread *t)
{
	ready_remove(t);
	list_init(&t->link);
	t->state = osThreadBlocked;
}

/* Wait queues are ordered by priority, equals by their arrival. */
void k_queue_insert(struct list *queue, struct k_thread *t)
{
	struct list *at = queue->prev;

	while (at != queue &&
	       list_entry(at, struct k_thread, link)->prio < t->prio)
		at = at->prev;
	list_insert_before(at->next, &t->link);
	t->queue = queue;
}

/* Takes a blocked thread out of all that it waits in; as ready_unlink(). */
static inline void unwait(struct k_thread *t)
{
	struct k_mutex *m = t->mutex;

	list_unlink(&t->link);
	t->queue = NULL;
	t->mutex = NULL;
	k_timeout_remove(&t->timeout);
	if (m)
		k_mutex_waiter_gone(m);
}

K_ONCE void k_wake(struct k_thread *t, uint32_t result)
{
	unwait(t);
	t->result = result;
	t->state = osThreadReady;
	ready_insert(t);
}

void k_wake_all(struct list *queue, uint32_t result)
{
	while (!list_empty(queue))
		k_wake(k_first(queue), result);
}

/* Its result stays what k_block() preset: that of a time-out. */
void k_wait_abort(struct k_thread *t)
{
	unwait(t);
	list_init(&t->link);
}

void k_thread_expire(struct k_timeout *timeout)
{
	struct k_thread *t = list_entry(timeout, struct k_thread, timeout);

	k_wake(t, t->result);
}

/* Moves the thread to where its new priority belongs. */
void k_set_prio(struct k_thread *t, uint32_t prio)
{
	struct list *queue = t->queue;

	if (t->state == osThreadReady) {
		ready_remove(t);
		t->prio = prio;
		k_ready(t);
		kernel.resched = true;
		return;
	}
	t->prio = prio;
	if (queue) {
		list_remove(&t->link);
		k_queue_insert(queue, t);
	}
}

static void check_stack(const struct k_thread *t)
{
	if (*(uint32_t *)t->stack != K_CANARY ||
	    (uintptr_t)t->sp < (uintptr_t)t->stack)
		duet_panic("stack overflow in thread",
			   t->obj.name ? t->obj.name : "(no name)");
}

static void run(struct k_thread *next)
{
	kernel.cur = next;
	kernel.slice_end = K_NEVER;
	if (next->link.next != next->link.prev)
		slice_start();
}

/* Waits in the place of the idle thread until another is to run. */
static struct k_thread *idle_here(void)
{
	struct k_thread *next;

	kernel.cur = kernel.idle;
	kernel.slice_end = K_NEVER;
	do {
		while (!kernel.resched)
			port_idle();
		kernel.resched = false;
		next = k_highest();
	} while (next == kernel.idle);
	return next;
}

/*
 * Whether there is nothing but to wait: no thread to switch to, none that
 * ended to be freed. A thread that blocks then stays where it is, as it is
 * likely to be the next. One that ends doesn't: its stack may go.
 */
static bool may_idle_here(const struct k_thread *prev)
{
	return prev->state == osThreadBlocked &&
		list_empty(&kernel.zombies) &&
		kernel.idle->link.next == kernel.idle->link.prev;
}

/* Thread context: gives the CPU to the thread that ought to have it. */
static inline void dispatch(struct k_thread *prev)
{
	struct k_thread *next = k_highest();

	kernel.resched = false;
	if (next == prev)
		return;
	if (next == kernel.idle && may_idle_here(prev))
		next = idle_here();
	run(next);
	if (next == prev)
		return;
	check_stack(prev);
	kernel.stats.switches++;
	port_switch(prev, next);
	/* prev runs again */
}

K_ONCE void k_dispatch(void)
{
	dispatch(kernel.cur);
}

/* Stops the running thread t; its time-out is set, if it has one. */
K_ONCE static uint32_t block(struct k_thread *t, struct list *queue,
			      uint32_t expired)
{
	t->result = expired;
	t->state = osThreadBlocked;
	ready_unlink(t);
	if (queue)
		k_queue_insert(queue, t);
	else
		list_init(&t->link);
	if (t->mutex && t->mutex->owner)
		k_mutex_inherit(t->mutex->owner);
	dispatch(t);
	return t->result;
}

uint32_t k_block(struct list *queue, uint64_t when, uint32_t expired)
{
	struct k_thread *t = kernel.cur;

	if (when != K_NEVER)
		k_timeout_add(&t->timeout, when);
	return block(t, queue, expired);
}

uint32_t k_wait(struct list *queue, uint32_t ticks, uint32_t expired)
{
	struct k_thread *t = kernel.cur;

	if (!k_may_block())
		return expired;
	if (ticks != osWaitForever)
		k_timeout_add(&t->timeout, k_deadline(ticks));
	return block(t, queue, expired);
}

void k_leave_slow(void)
{
	if (kernel.cur && k_may_block())
		k_dispatch();
}

void k_yield(void)
{
	struct k_thread *t = kernel.cur;

	ready_remove(t);
	k_ready(t);
	k_dispatch();
}

/* In the timer's interrupt: the turn of the running thread is over. */
void k_slice_over(void)
{
	struct k_thread *t = kernel.cur;

	kernel.slice_end = K_NEVER;
	if (t->state != osThreadReady || kernel.held ||
	    kernel.state != osKernelRunning)
		return;
	ready_remove(t);
	k_ready(t);
}

/*
 * The end of an interrupt: decides who goes on. The port has saved the
 * interrupted thread in full and resumes kernel.cur.
 */
void k_irq_exit(void)
{
	struct k_thread *next;

	kernel.isr = 0;
	if (!kernel.resched || !k_may_block())
		return;
	kernel.resched = false;
	next = k_highest();
	if (next == kernel.cur)
		return;
	check_stack(kernel.cur);
	kernel.stats.switches++;
	run(next);
}
