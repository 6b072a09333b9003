// SPDX-License-Identifier: BSD-3-Clause
/*
 * A guest in the window at its smallest: it prints, takes the timer's event
 * five times, a millisecond apart, and ends. start.S, upcall.S and this file
 * are all that a port needs to begin with.
 */
#include <duet/hypercall.h>

#define TICKS	5

extern volatile struct duet_shared *shared;
extern const char entry_irq[];

static volatile uint32_t ticks;
static uint32_t deadline;

/* One call takes 16 bytes at most, and fewer while the console is full. */
static void print(const char *text)
{
	uint32_t length = 0;

	while (text[length])
		length++;
	while (length) {
		int32_t taken = duet_console((uint32_t)text, length);

		text += taken;
		length -= taken;
	}
}

static void arm_timer(void)
{
	deadline += shared->clock_hz / 1000;
	duet_timer(deadline, 1);
}

/* Called by upcall.S with events masked */
void handle_events(void)
{
	uint32_t events = 0;

	__asm__ __volatile__("swp %0, %0, [%1]"
			     : "+&r" (events)
			     : "r" (&shared->pend)
			     : "memory");
	if (!(events & 1u << DUET_EVENT_TIMER))
		return;
	ticks++;
	print("tick\n");
	if (ticks < TICKS)
		arm_timer();
}

/* In this order: an event between the two is found by the second. */
static void unmask_events(void)
{
	shared->mask = 0;
	if (shared->pend)
		duet_deliver();
}

int main(void)
{
	print("hello, world\n");
	duet_upcall(DUET_UPCALL_IRQ_KERN, (uint32_t)entry_irq);
	deadline = *(volatile uint32_t *)shared->clock_va;
	arm_timer();
	unmask_events();
	while (ticks < TICKS)
		duet_block();
	print("done\n");
	return 0;
}
