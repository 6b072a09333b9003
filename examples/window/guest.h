/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The few functions that every guest needs, on top of the hypercalls. start.S
 * sets `shared`; upcall.S calls handle_events() with events masked.
 */
#ifndef EXAMPLE_GUEST_H
#define EXAMPLE_GUEST_H

#include <duet/hypercall.h>

extern volatile struct duet_shared *shared;
extern const char entry_irq[];

void handle_events(void);

/* One call takes 16 bytes at most, and fewer while the console is full. */
static inline void print(const char *text)
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

/* Takes all pending events; no interrupt can come between load and store. */
static inline uint32_t take_events(void)
{
	uint32_t events = 0;

	__asm__ __volatile__("swp %0, %0, [%1]"
			     : "+&r" (events)
			     : "r" (&shared->pend)
			     : "memory");
	return events;
}

static inline void mask_events(void)
{
	shared->mask = DUET_PSR_I;
}

/* In this order: the load finds an event that arrived before the store. */
static inline void unmask_events(void)
{
	shared->mask = 0;
	if (shared->pend)
		duet_deliver();
}

/*
 * Call it masked, after a check of the condition to wait for: an event that
 * arrived since the check is pending, so the call returns at once.
 */
static inline void wait_for_events(void)
{
	duet_block();
	unmask_events();
	mask_events();
}

/* Ticks of the clock, modulo 2^32; clock_hz of them are a second. */
static inline uint32_t read_clock(void)
{
	return *(volatile uint32_t *)shared->clock_va;
}

#endif
