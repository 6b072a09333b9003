// SPDX-License-Identifier: BSD-3-Clause
/*
 * The scheduler runs the first thread of the highest priority that has ready
 * threads. The ready threads of a priority form a ring without a head, so that
 * a turn of it is one store. The running thread stays the first of its ring: a
 * preempted thread resumes before its equals, with the rest of its slice. All
 * functions must be called masked.
 */
#include "kernel.h"

struct kernel kernel;

/* Compilers would not inline this one on their own. */
#define K_INLINE __attribute__((always_inline))

static_assert(K_PRIORITIES <= 64, "a ready list has no bit in the map");

/* The next ready thread of its priority; the thread itself if there is none. */
static inline struct k_thread *next_equal(const struct k_thread *t)
{
	return list_entry(t->link.next, struct k_thread, link);
}

/* Whether another thread of its priority is ready, in the same ring. */
static inline bool has_equals(const struct k_thread *t)
{
	return next_equal(t) != t;
}

K_ONCE static void arm_for_slice(void)
{
	k_timer_arm(kernel.clock +
		    (uint32_t)(kernel.slice_end - (uint32_t)kernel.clock));
}

/*
 * Starts the slice of the thread that runs next, or resumes it. The thread has
 * equals. The timer is armed for less than K_KEEP_ALIVE ahead, so low words
 * tell whether it fires in time anyway, as it does when threads yield.
 */
static inline void slice_run(struct k_thread *t, uint32_t now)
{
	uint32_t end = now + t->turn_left;

	kernel.slice_end = end;
	if ((int32_t)(end - (uint32_t)kernel.armed) < 0)
		arm_for_slice();
}

static void slice_start(struct k_thread *t, uint32_t now)
{
	if (!kernel.slice)
		return;
	kernel.slicing = true;
	slice_run(t, now);
}

/* Moves the first thread of its priority to the end, after a full slice. */
static inline void rotate(struct k_thread *t)
{
	K_ASSERT(t->state == osThreadReady && kernel.ready[t->prio] == t);
	kernel.ready[t->prio] = next_equal(t);
	t->turn_left = kernel.slice;
}

/*
 * The same for the running thread whose slice is over. If switches were held
 * back at the end of the slice before this one, it isn't the first.
 */
static void move_to_end(struct k_thread *t)
{
	struct k_thread *first = kernel.ready[t->prio];

	if (t != first) {
		list_unlink(&t->link);
		list_insert_before(&first->link, &t->link);
		kernel.ready[t->prio] = t;
	}
	rotate(t);
}

/* Ends the slice early: the thread was preempted or has blocked. */
static void slice_cut(struct k_thread *t, uint32_t now)
{
	if (t->state == osThreadReady) {
		if (k_slice_passed(now))
			move_to_end(t);
		else
			t->turn_left = kernel.slice_end - now;
	}
	kernel.slicing = false;
}

/* Makes it the last of its equals. */
static inline void ready_link(struct k_thread *t)
{
	uint32_t prio = t->prio;
	struct k_thread *first = kernel.ready[prio];

	K_ASSERT(port_masked() && prio < K_PRIORITIES);
	if (first) {
		list_insert_before(&first->link, &t->link);
		return;
	}
	list_init(&t->link);
	kernel.ready[prio] = t;
	kernel.ready_map[prio / 32] |= 1u << prio % 32;
}

/* The running thread gets a slice as soon as it has an equal. */
static inline void ready_insert(struct k_thread *t)
{
	struct k_thread *cur = kernel.cur;

	ready_link(t);
	if (!cur)
		return;
	if (t->prio > cur->prio)
		kernel.resched = true;
	else if (t->prio == cur->prio && !kernel.slicing &&
		 cur->state == osThreadReady)
		slice_start(cur, port_clock());
}

/* Leaves t->link dangling: the caller must link the thread again. */
static inline void ready_unlink(struct k_thread *t)
{
	uint32_t prio = t->prio;

	K_ASSERT(port_masked() &&
		 (kernel.ready_map[prio / 32] & 1u << prio % 32));
	if (!has_equals(t)) {
		kernel.ready[prio] = NULL;
		kernel.ready_map[prio / 32] &= ~(1u << prio % 32);
		return;
	}
	if (kernel.ready[prio] == t)
		kernel.ready[prio] = next_equal(t);
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

/* The thread ends up blocked; the caller may set another state. */
void k_unready(struct k_thread *t)
{
	K_ASSERT(t->state == osThreadReady);
	ready_remove(t);
	list_init(&t->link);
	t->turn_left = kernel.slice;
	t->state = osThreadBlocked;
}

/* Wait queues are in order of priority, and of arrival among equals. */
void k_queue_insert(struct list *queue, struct k_thread *t)
{
	struct list *at = queue->prev;

	K_ASSERT(port_masked() && t->state == osThreadBlocked);
	while (at != queue &&
	       list_entry(at, struct k_thread, link)->prio < t->prio)
		at = at->prev;
	list_insert_before(at->next, &t->link);
	t->queue = queue;
}

/* Cancels all that a blocked thread waits for; leaves t->link dangling. */
static inline void cancel_wait(struct k_thread *t)
{
	struct k_mutex *m = t->mutex;

	K_ASSERT(t->state == osThreadBlocked && t != kernel.cur);
	list_unlink(&t->link);
	t->queue = NULL;
	t->mutex = NULL;
	if (K_RARELY(!list_empty(&t->timeout.link)))
		k_timeout_remove(&t->timeout);
	if (m)
		k_mutex_waiter_gone(m);
}

K_ONCE void k_wake(struct k_thread *t, uint32_t result)
{
	cancel_wait(t);
	t->result = result;
	t->state = osThreadReady;
	ready_insert(t);
}

void k_wake_all(struct list *queue, uint32_t result)
{
	while (!list_empty(queue))
		k_wake(k_first(queue), result);
}

/* The result remains that of a time-out, which k_block() has preset. */
void k_wait_abort(struct k_thread *t)
{
	cancel_wait(t);
	list_init(&t->link);
}

void k_thread_expire(struct k_timeout *timeout)
{
	struct k_thread *t = list_entry(timeout, struct k_thread, timeout);

	k_wake(t, t->result);
}

/* Its slice is not over yet, so it goes before its new equals. */
static void running_prio(struct k_thread *t, uint32_t prio)
{
	ready_unlink(t);
	t->prio = prio;
	ready_link(t);
	kernel.ready[prio] = t;
	kernel.resched = true;
}

/* Moves the thread to its place among threads of its new priority. */
void k_set_prio(struct k_thread *t, uint32_t prio)
{
	struct list *queue = t->queue;

	if (t->state == osThreadReady && t == kernel.cur) {
		running_prio(t, prio);
		return;
	}
	if (t->state == osThreadReady) {
		ready_unlink(t);
		t->prio = prio;
		t->turn_left = kernel.slice;
		k_ready(t);
		return;
	}
	t->prio = prio;
	if (queue) {
		list_remove(&t->link);
		k_queue_insert(queue, t);
	}
}

/* Checks the stack of a thread that is switched away from. */
static void check_stack(const struct k_thread *t, uintptr_t sp)
{
	if (*(uint32_t *)t->stack != K_CANARY || sp < (uintptr_t)t->stack)
		duet_panic("stack overflow in thread",
			   k_name_text(t));
}

/* The slow part of set_running(): for equals, or if run times are measured. */
K_ONCE static void set_running_by_clock(struct k_thread *next)
{
	uint32_t now = port_clock();

	k_settle(now);
	if (kernel.slicing)
		slice_cut(kernel.cur, now);
	kernel.cur = next;
	if (has_equals(next))
		slice_start(next, now);
}

/* Reads the clock only if slices or run times need it. */
static inline void set_running(struct k_thread *next)
{
	if (kernel.at_switch || has_equals(next))
		set_running_by_clock(next);
	else
		kernel.cur = next;
}

/* The running thread continues; it may have gained or lost equals. */
static void continue_running(struct k_thread *t)
{
	if (has_equals(t) && !kernel.slicing)
		slice_start(t, port_clock());
}

void k_first_thread(void)
{
	kernel.cur = k_highest();
	kernel.resched = false;
	continue_running(kernel.cur);
}

/* Waits on behalf of the idle thread until another thread is ready. */
static struct k_thread *idle_in_place(void)
{
	struct k_thread *next;

	if (kernel.at_switch)
		k_settle(port_clock());
	kernel.slicing = false;
	kernel.cur = kernel.idle;
	do {
		while (!kernel.resched)
			port_idle();
		K_ASSERT(kernel.hold == K_HOLD_NONE);
		kernel.resched = false;
		next = k_highest();
	} while (next == kernel.idle);
	return next;
}

/*
 * Returns whether there is nothing to do but wait: no thread is ready, and no
 * ended thread must be freed. A blocking thread then waits in place, since it
 * is likely to be the next to run, which saves two switches. A thread that
 * ends must not do so: its stack may be freed.
 */
static bool may_idle_in_place(const struct k_thread *prev)
{
	return prev->state == osThreadBlocked &&
		list_empty(&kernel.zombies) &&
		!has_equals(kernel.idle);
}

/* Thread context. Returns when prev runs again. */
static inline K_INLINE void switch_to(struct k_thread *prev,
				      struct k_thread *next)
{
	kernel.cur = next;
	check_stack(prev, port_sp());
	kernel.stats.switches++;
	port_switch(prev, next);
	K_ASSERT(port_masked() && kernel.cur == prev);
}

/* Thread context. Switches to the thread that should run. */
static inline K_INLINE void switch_to_highest(struct k_thread *prev)
{
	struct k_thread *next = k_highest();

	K_ASSERT(k_may_block() && prev == kernel.cur);
	kernel.resched = false;
	if (next == prev) {
		continue_running(prev);
		return;
	}
	if (next == kernel.idle && may_idle_in_place(prev))
		next = idle_in_place();
	set_running(next);
	if (next != prev)
		switch_to(prev, next);
}

K_ONCE void k_dispatch(void)
{
	K_ASSERT(port_masked());
	if (k_may_block())
		switch_to_highest(kernel.cur);
}

/* Blocks the running thread t; its time-out, if any, is set already. */
K_ONCE static uint32_t block_running(struct k_thread *t, struct list *queue,
				     uint32_t expired)
{
	K_ASSERT(t->state == osThreadReady && !t->queue);
	t->result = expired;
	t->state = osThreadBlocked;
	t->turn_left = kernel.slice;
	ready_unlink(t);
	if (queue)
		k_queue_insert(queue, t);
	else
		list_init(&t->link);
	if (t->mutex && t->mutex->owner)
		k_mutex_inherit(t->mutex->owner);
	switch_to_highest(t);
	return t->result;
}

uint32_t k_block(struct list *queue, uint64_t when, uint32_t expired)
{
	struct k_thread *t = kernel.cur;

	if (when != K_NEVER)
		k_timeout_add(&t->timeout, when);
	return block_running(t, queue, expired);
}

uint32_t k_wait(struct list *queue, uint32_t ticks, uint32_t expired)
{
	struct k_thread *t = kernel.cur;

	if (!k_may_block())
		return expired;
	if (ticks != osWaitForever)
		k_timeout_add(&t->timeout, k_deadline(ticks));
	return block_running(t, queue, expired);
}

/* The general case: the running thread ends its slice. */
K_ONCE static osStatus_t yield_slowly(uint32_t masked)
{
	osStatus_t status = k_was_isr(masked) ? osErrorISR : osError;

	if (!masked && k_may_block()) {
		kernel.slicing = false;
		move_to_end(kernel.cur);
		k_dispatch();
		status = osOK;
	}
	k_leave(masked);
	return status;
}

/* Fast among equals, which have slices unless these are switched off. */
osStatus_t osThreadYield(void)
{
	uint32_t masked = k_enter();
	struct k_thread *t = kernel.cur, *next;

	if (masked || !k_may_block() || kernel.at_switch != K_SLICING ||
	    !has_equals(t))
		return yield_slowly(masked);
	next = next_equal(t);
	rotate(t);
	slice_run(next, port_clock());
	switch_to(t, next);
	port_unmask();
	return osOK;
}

/*
 * Called by the timer interrupt at the end of the running thread's slice. If
 * switches are disabled, the thread continues until they are enabled.
 */
void k_slice_over(void)
{
	kernel.slicing = false;
	move_to_end(kernel.cur);
	kernel.resched = true;
}

/*
 * Selects the thread to return to at the end of an interrupt. The port must
 * have saved the interrupted thread's context completely, and must resume
 * kernel.cur.
 */
void k_irq_switch(void)
{
	struct k_thread *next;

	if (!k_may_block())
		return;
	kernel.resched = false;
	next = k_highest();
	if (next == kernel.cur) {
		continue_running(next);
		return;
	}
	check_stack(kernel.cur, (uintptr_t)kernel.cur->sp);
	kernel.stats.switches++;
	set_running(next);
}
