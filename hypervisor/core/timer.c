// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timers in a list sorted by deadline: at most three per VM and one for the
 * slice, so every walk is short.
 */
#include <stddef.h>

#include "arch.h"
#include "assert.h"
#include "clock.h"
#include "event.h"
#include "hypercalls.h"
#include "plat.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

struct timer *timer_head;

static void program_timer(uint32_t now)
{
	int32_t ticks;

	if (!timer_head) {
		plat_timer_stop();
		return;
	}
	ticks = timer_head->deadline - now;
	plat_timer_arm(ticks > 0 ? ticks : 0);
}

/* The invariant of the list. Deadlines are compared as distances from now. */
static bool is_list_sorted(uint32_t now)
{
	const struct timer *timer;

	for (timer = timer_head; timer; timer = timer->next)
		if (!timer->armed || (timer->next &&
				      (int32_t)(timer->deadline - now) >
				      (int32_t)(timer->next->deadline - now)))
			return false;
	return true;
}

static void unlink_timer(struct timer *timer)
{
	struct timer **p = &timer_head;

	while (*p != timer) {
		ASSERT(*p);
		p = &(*p)->next;
	}
	*p = timer->next;
	timer->armed = false;
}

void timer_arm(struct timer *timer, uint32_t deadline)
{
	struct timer **p = &timer_head, *next;
	struct timer *first = timer_head;
	uint32_t now = plat_clock();
	int32_t ticks = deadline - now;

	ASSERT(!timer->kern == !!timer->fire);
	if (timer->armed)
		unlink_timer(timer);
	/*
	 * Compare distances from now: some timers may be due, and others
	 * 2^31 - 1 ticks ahead. A deadline that passed long ago would soon
	 * seem to be in the future.
	 */
	if (ticks < 0) {
		deadline = now;
		ticks = 0;
	}
	while ((next = *p) && (int32_t)(next->deadline - now) <= ticks)
		p = &next->next;
	timer->deadline = deadline;
	timer->next = next;
	timer->armed = true;
	*p = timer;
	ASSERT(is_list_sorted(now));
	if (timer_head == timer || first == timer)
		program_timer(now);
}

void timer_cancel(struct timer *timer)
{
	struct timer *first = timer_head;

	if (!timer->armed)
		return;
	unlink_timer(timer);
	if (first == timer)
		program_timer(plat_clock());
}

/*
 * Fires the timers that are due. The rest must wait if an interrupt does: after
 * two timers that post an event, after one that does more than that, and before
 * such a one unless it is the first.
 * twin: irq_timer in switch_fast.S
 */
void timer_interrupt(void)
{
	struct timer *timer;
	uint32_t work = 0, now;

	plat_timer_ack();
	do {
		timer = timer_head;
		if (!timer || (int32_t)(timer->deadline - plat_clock()) > 0)
			break;
		if (work && !timer->kern && plat_irq_waiting())
			break;
		timer_head = timer->next;
		timer->armed = false;
		work++;
		if (timer->kern) {
			event_post(vm_of(timer->kern), timer->events);
		} else {
			timer->fire(timer);
			work++;
		}
	} while (work < 2 || !plat_irq_waiting());
	now = plat_clock();
	ASSERT(is_list_sorted(now));
	clock_count(now);
	program_timer(now);
}

HOT_FN uint32_t call_timer(uint32_t deadline, uint32_t arm)
{
	if (arm > 1)
		return DUET_EINVAL;
	if (arm)
		timer_arm(&current->timer, deadline);
	else
		timer_cancel(&current->timer);
	return 0;
}
