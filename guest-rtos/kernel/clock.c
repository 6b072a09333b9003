// SPDX-License-Identifier: BSD-3-Clause
/*
 * Time. The clock is a word that counts up; here it becomes 64 bits wide,
 * which needs a look at it at least once in a turn of the word. The kernel's
 * timer is therefore always armed, at most K_KEEP_ALIVE ahead. There is no
 * periodic tick: ticks are counted when somebody asks.
 */
#include "kernel.h"

/* Masked. */
uint64_t k_clock(void)
{
	K_ASSERT(port_masked());
	kernel.clock += (uint32_t)(port_clock() - (uint32_t)kernel.clock);
	return kernel.clock;
}

/* Brings the tick count up to date. Masked. */
uint32_t k_ticks(void)
{
	uint32_t behind = k_clock() - kernel.tick_clock;
	uint32_t n;

	if (behind >= kernel.per_tick) {
		n = behind / kernel.per_tick;
		kernel.tick += n;
		kernel.tick_clock += n * kernel.per_tick;
	}
	return kernel.tick;
}

/*
 * The kernel has slept for that many ticks more than the clock knows of (it
 * may stand still in a deep sleep): they count, and all time-outs come
 * nearer. Masked.
 */
void k_skip_ticks(uint32_t ticks)
{
	uint64_t nearer = (uint64_t)ticks * kernel.per_tick;
	struct k_timeout *t;
	struct list *l;

	kernel.tick += ticks;
	for (l = kernel.timeouts.next; l != &kernel.timeouts; l = l->next) {
		t = list_entry(l, struct k_timeout, link);
		t->when -= nearer;
	}
}

/* The clock at the n-th tick boundary from now. Masked. */
uint64_t k_deadline(uint32_t ticks)
{
	if (ticks == osWaitForever)
		return K_NEVER;
	k_ticks();
	return kernel.tick_clock + (uint64_t)ticks * kernel.per_tick;
}

/*
 * Arms the timer unless it fires earlier anyway: a time-out that is cancelled
 * leaves it armed, since a rare interrupt for nothing costs less than a call
 * for each wait that didn't need its time-out.
 */
void k_timer_arm(uint64_t when)
{
	if (when >= kernel.armed)
		return;
	kernel.armed = when;
	port_timer((uint32_t)when);
}

void k_timeout_add(struct k_timeout *t, uint64_t when)
{
	struct list *at = kernel.timeouts.prev;

	K_ASSERT(port_masked() && list_empty(&t->link));
	while (at != &kernel.timeouts &&
	       list_entry(at, struct k_timeout, link)->when > when)
		at = at->prev;
	t->when = when;
	list_insert_before(at->next, &t->link);
	if (kernel.timeouts.next == &t->link &&
	    kernel.state != osKernelSuspended)
		k_timer_arm(when);
}

static void expire_all(uint64_t now)
{
	struct k_timeout *t;

	while (!list_empty(&kernel.timeouts)) {
		t = list_entry(kernel.timeouts.next, struct k_timeout, link);
		if (t->when > now)
			break;
		list_remove(&t->link);
		t->expire(t);
	}
}

/* Arms the timer, for whatever comes first. */
static void rearm(uint64_t now)
{
	uint64_t when = now + K_KEEP_ALIVE;
	struct k_timeout *t;

	if (kernel.state != osKernelSuspended &&
	    !list_empty(&kernel.timeouts)) {
		t = list_entry(kernel.timeouts.next, struct k_timeout, link);
		when = t->when < when ? t->when : when;
	}
	if (kernel.slicing && now + (kernel.slice_end - (uint32_t)now) < when)
		when = now + (kernel.slice_end - (uint32_t)now);
	kernel.armed = when;
	port_timer((uint32_t)when);
}

void k_timer_rearm(void)
{
	rearm(k_clock());
}

/* The timer's interrupt. */
void k_timer_event(void)
{
	uint64_t now = k_clock();
	bool turn_over = k_slice_passed(now);	/* not one that begins below */

	kernel.stats.timer_events++;
	if ((uint32_t)now - kernel.came_in > K_KEEP_ALIVE)
		k_settle(now);
	if (now - kernel.tick_clock > K_KEEP_ALIVE)
		k_ticks();	/* it divides 32 bits, and not for nothing */
	kernel.armed = 0;	/* once only, behind all that happens here */
	if (kernel.state != osKernelSuspended)
		expire_all(now);
	if (turn_over)
		k_slice_over();
	rearm(now);
}

uint64_t duet_clock(void)
{
	uint32_t masked = k_enter();
	uint64_t now = k_clock() - kernel.start_clock;

	k_leave(masked);
	return now;
}

uint32_t duet_clock_hz(void)
{
	return port_clock_hz();
}
