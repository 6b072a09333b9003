// SPDX-License-Identifier: BSD-3-Clause
/*
 * Time. The hardware clock is a 32-bit counter; it is extended to 64 bits
 * here, which requires reading it at least once per wrap-around. Therefore the
 * kernel's timer is always armed, at most K_KEEP_ALIVE ahead. There is no
 * periodic tick: ticks are computed from the clock when they are needed.
 */
#include "kernel.h"

/* Masked. Returns the clock as 64 bits. */
uint64_t k_clock(void)
{
	K_ASSERT(port_masked());
	kernel.clock += (uint32_t)(port_clock() - (uint32_t)kernel.clock);
	return kernel.clock;
}

/* Masked. Brings the tick count up to date and returns it. */
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
 * Masked. Accounts for ticks that the kernel slept through and that the clock
 * did not count, since it may stop in deep sleep: the tick count advances, and
 * all time-outs move closer.
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

/* Masked. Returns the clock time of the n-th tick boundary from now. */
uint64_t k_deadline(uint32_t ticks)
{
	if (ticks == osWaitForever)
		return K_NEVER;
	k_ticks();
	return kernel.tick_clock + (uint64_t)ticks * kernel.per_tick;
}

/*
 * Arms the timer, unless it will fire before `when` anyway. A cancelled
 * time-out does not disarm it: a rare spurious interrupt is cheaper than a
 * hypercall for every wait that ends before its time-out.
 */
void k_timer_arm(uint64_t when)
{
	if (when >= kernel.armed)
		return;
	kernel.armed = when;
	port_timer((uint32_t)when);
}

/* The list is searched from its end: most new time-outs expire last. */
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

/* Expires all time-outs that are due, including those that this adds. */
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

/* Arms the timer for the earliest time-out or the end of the slice. */
static void arm_earliest(uint64_t now)
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
	arm_earliest(k_clock());
}

/* The handler of the timer interrupt. */
void k_timer_event(void)
{
	uint64_t now = k_clock();
	bool turn_over = k_slice_passed(now);	/* of the slice that runs now */

	kernel.stats.timer_events++;
	if ((uint32_t)now - kernel.came_in > K_KEEP_ALIVE)
		k_settle(now);
	if (now - kernel.tick_clock > K_KEEP_ALIVE)
		k_ticks();	/* before its 32-bit difference overflows */
	kernel.armed = 0;	/* defer arming to arm_earliest() below */
	if (kernel.state != osKernelSuspended)
		expire_all(now);
	if (turn_over)
		k_slice_over();
	arm_earliest(now);
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
