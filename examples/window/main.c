// SPDX-License-Identifier: BSD-3-Clause
/*
 * A guest in the window at its smallest: it prints, takes the timer's event
 * five times, a millisecond apart, and ends.
 */
#include "guest.h"

#define TICKS	5

static uint32_t ticks, deadline;

static void arm_timer(void)
{
	deadline += shared->clock_hz / 1000;
	duet_timer(deadline, 1);
}

void handle_events(void)
{
	if (!(take_events() & 1u << DUET_EVENT_TIMER))
		return;
	ticks++;
	print("tick\n");
	if (ticks < TICKS)
		arm_timer();
}

int main(void)
{
	print("hello, world\n");
	duet_upcall(DUET_UPCALL_IRQ_KERN, (uint32_t)entry_irq);
	deadline = read_clock();
	arm_timer();
	while (ticks < TICKS)
		wait_for_events();
	print("done\n");
	return 0;
}
