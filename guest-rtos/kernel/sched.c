// SPDX-License-Identifier: BSD-3-Clause
/*
 * The scheduler: the first thread of the highest ready list runs. The running
 * thread stays at the head of its list, so one that is preempted goes on
 * before its equals, with what is left of its turn. All functions are called
 * masked.
 */
#include "kernel.h"

struct kernel kernel;

/* Compilers would copy these into all that use them. */
#define K_ONCE	__attribute__((noinline))
/* ... and wouldn't copy this one */
#define K_INLINE __attribute__((always_inline))

static_assert(K_PRIORITIES <= 64, "a ready list has no bit in the map");

static inline bool has_equals(const struct k_thread *t)
{
	return t->link.next != t->link.prev;
}

/* The running thread, which has equals, begins its turn or goes on with it. */
static void slice_start(uint32_t now)
{
	struct k_thread *t = kernel.cur;
	uint32_t left = t->turn_left ? t->turn_left : kernel.slice;

	if (!kernel.slice)
		return;
	t->turn_left = 0;
	kernel.slice_end = now + left;
	kernel.slicing = true;
	k_timer_arm(kernel.clock +
		    (uint32_t)(kernel.slice_end - (uint32_t)kernel.clock));
}

/* Behind its equals. It is ready. */
static void rotate(struct k_thread *t)
{
	K_ASSERT(t->state == osThreadReady);
	list_unlink(&t->link);
	list_insert_before(&kernel.ready[t->prio], &t->link);
}

/* The running thread is preempted, or has gone to sleep, in its turn. */
static void slice_cut(struct k_thread *t, uint32_t now)
{
	if (t->state == osThreadReady) {
		if (k_slice_passed(now))
			rotate(t);
		else
			t->turn_left = kernel.slice_end - now;
	}
	kernel.slicing = false;
}

static inline void ready_insert(struct k_thread *t)
{
	struct k_thread *cur = kernel.cur;
	uint32_t prio = t->prio;

	K_ASSERT(port_masked() && prio < K_PRIORITIES);
	list_insert_before(&kernel.ready[prio], &t->link);
	kernel.ready_map[prio / 32] |= 1u << prio % 32;
	if (!cur)
		return;
	if (prio > cur->prio)
		kernel.resched = true;
	else if (prio == cur->prio && !kernel.slicing &&
		 cur->state == osThreadReady)
		slice_start(port_clock());
}

/* It is still linked to where it was. */
static inline void ready_unlink(struct k_thread *t)
{
	uint32_t prio = t->prio;

	K_ASSERT(port_masked() &&
		 (kernel.ready_map[prio / 32] & 1u << prio % 32));
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
	K_ASSERT(t->state == osThreadReady);
	ready_remove(t);
	list_init(&t->link);
	t->turn_left = 0;
	t->state = osThreadBlocked;
}

/* Wait queues are ordered by priority, equals by their arrival. */
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

/* Takes a blocked thread out of all that it waits in; as ready_unlink(). */
static inline void unwait(struct k_thread *t)
{
	struct k_mutex *m = t->mutex;

	K_ASSERT(t->state == osThreadBlocked && t != kernel.cur);
	list_unlink(&t->link);
	t->queue = NULL;
	t->mutex = NULL;
	if (!list_empty(&t->timeout.link))
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

/* As it is running its turn isn't over: it stays before its equals. */
static void running_prio(struct k_thread *t, uint32_t prio)
{
	ready_unlink(t);
	t->prio = prio;
	list_insert_before(kernel.ready[prio].next, &t->link);
	kernel.ready_map[prio / 32] |= 1u << prio % 32;
	kernel.resched = true;
}

/* Moves the thread to where its new priority belongs. */
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
		t->turn_left = 0;
		k_ready(t);
		return;
	}
	t->prio = prio;
	if (queue) {
		list_remove(&t->link);
		k_queue_insert(queue, t);
	}
}

/* The thread that gives way, with its stack pointer as it is now. */
static void check_stack(const struct k_thread *t, uintptr_t sp)
{
	if (*(uint32_t *)t->stack != K_CANARY || sp < (uintptr_t)t->stack)
		duet_panic("stack overflow in thread",
			   k_name_text(t));
}

/* One of the two has equals, or times are kept. */
K_ONCE static void run_by_clock(struct k_thread *next)
{
	uint32_t now = port_clock();

	k_settle(now);
	if (kernel.slicing)
		slice_cut(kernel.cur, now);
	kernel.cur = next;
	if (has_equals(next))
		slice_start(now);
}

static inline void run(struct k_thread *next)
{
	if (kernel.at_switch || has_equals(next))
		run_by_clock(next);
	else
		kernel.cur = next;
}

/* The running thread goes on, perhaps among other equals than before. */
static void run_on(struct k_thread *t)
{
	if (has_equals(t) && !kernel.slicing)
		slice_start(port_clock());
}

void k_first_thread(void)
{
	kernel.cur = k_highest();
	kernel.resched = false;
	run_on(kernel.cur);
}

/* Waits in the place of the idle thread until another is to run. */
static struct k_thread *idle_here(void)
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
static inline K_INLINE void dispatch(struct k_thread *prev)
{
	struct k_thread *next = k_highest();

	K_ASSERT(k_may_block() && prev == kernel.cur);
	kernel.resched = false;
	if (next == prev) {
		run_on(prev);
		return;
	}
	if (next == kernel.idle && may_idle_here(prev))
		next = idle_here();
	run(next);
	if (next == prev)
		return;
	check_stack(prev, port_sp());
	kernel.stats.switches++;
	port_switch(prev, next);
	K_ASSERT(port_masked() && kernel.cur == prev);
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
	K_ASSERT(t->state == osThreadReady && !t->queue);
	t->result = expired;
	t->state = osThreadBlocked;
	t->turn_left = 0;
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
	K_ASSERT(port_masked());
	if (k_may_block())
		k_dispatch();
}

/* Its turn ends here, and the next one is a full one. */
void k_yield(void)
{
	struct k_thread *t = kernel.cur;

	kernel.slicing = false;
	t->turn_left = 0;
	rotate(t);
	k_dispatch();
}

/*
 * In the timer's interrupt: the turn of the running thread is over. While
 * switches are held back it goes on nevertheless, up to the end of that.
 */
void k_slice_over(void)
{
	kernel.slicing = false;
	rotate(kernel.cur);
	kernel.resched = true;
}

/*
 * The end of an interrupt: decides who goes on. The port has saved the
 * interrupted thread in full and resumes kernel.cur.
 */
void k_irq_exit(void)
{
	struct k_thread *next;

	K_ASSERT(port_masked() && kernel.isr);
	kernel.isr = 0;
	if (!kernel.resched || !k_may_block())
		return;
	kernel.resched = false;
	next = k_highest();
	if (next == kernel.cur) {
		run_on(next);
		return;
	}
	check_stack(kernel.cur, (uintptr_t)kernel.cur->sp);
	kernel.stats.switches++;
	run(next);
}
