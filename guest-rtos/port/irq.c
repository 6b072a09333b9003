// SPDX-License-Identifier: BSD-3-Clause
/* Events of the hypervisor, as interrupts. */
#include "kernel.h"

struct handler {
	duet_irq_fn fn;
	void *arg;
};

static struct handler handlers[DUET_EVENT_MAX];

extern void port_irq_entry(void);
extern char port_irq_stack[];

void port_irq_init(void)
{
	*(uint32_t *)port_irq_stack = K_CANARY;
	duet_upcall(DUET_UPCALL_IRQ_KERN, (uint32_t)port_irq_entry);
}

osStatus_t duet_irq_register(uint32_t event, duet_irq_fn fn, void *arg)
{
	uint32_t masked;

	if (event >= DUET_EVENT_MAX || event == DUET_EVENT_TIMER)
		return osErrorParameter;
	masked = duet_irq_save();
	handlers[event].fn = fn;
	handlers[event].arg = arg;
	duet_irq_restore(masked);
	/* a device's line is closed until it is acknowledged once */
	if (fn && (duet_shared_page.device_events & (1u << event)))
		duet_ack(1u << event);
	return osOK;
}

/* All that is pending, taken at once: the hypervisor adds bits any time. */
static uint32_t take_events(void)
{
	uint32_t events;

	__asm__ volatile("swp %0, %1, [%2]"
		: "=&r" (events)
		: "r" (0), "r" (&duet_shared_page.pend)
		: "memory");
	return events;
}

static void handle_one(uint32_t event)
{
	struct handler *h = &handlers[event];

	if (event == DUET_EVENT_TIMER)
		k_timer_event();
	else if (h->fn)
		h->fn(event, h->arg);
	else
		kernel.stats.unhandled++;
}

/*
 * Handles all pending events. Device events are noted in `ack`; one without
 * a handler stays closed, or its device might ask for ever.
 */
static void handle_events(void)
{
	uint32_t events, event, acks = 0;

	while ((events = take_events())) {
		while (events) {
			event = 31 - __builtin_clz(events & -events);
			events &= events - 1;
			handle_one(event);
			if (handlers[event].fn)
				acks |= 1u << event;
		}
	}
	duet_shared_page.ack |= acks & duet_shared_page.device_events;
}

static void acknowledge(void)
{
	uint32_t acks = duet_shared_page.ack;

	if (!acks)
		return;
	duet_shared_page.ack = 0;
	duet_ack(acks);
}

/* The irq upcall, on the interrupt stack. */
void port_irq(void)
{
	k_irq_enter();
	handle_events();
	acknowledge();
	k_irq_exit();
	if (*(uint32_t *)port_irq_stack != K_CANARY)
		duet_panic("overflow of the interrupt stack", NULL);
}

/*
 * The idle thread's wait. The events come without an upcall, as they are
 * masked; so this is the shortest way from an event to a thread. When nobody
 * is woken the acknowledgement is left to the next block call.
 */
void port_idle(void)
{
	duet_block();
	k_irq_enter();
	handle_events();
	kernel.isr--;
	if (kernel.resched)
		acknowledge();
}
