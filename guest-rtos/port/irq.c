// SPDX-License-Identifier: BSD-3-Clause
/* Events of the hypervisor are this port's interrupts. */
#include <duet_port.h>

#include "kernel.h"

struct handler {
	duet_irq_fn fn;
	void *arg;
};

static struct handler handlers[DUET_EVENT_MAX];
static uint32_t handled;	/* events of devices that have a handler */

extern void port_irq_entry(void);
extern void port_call_irq(void);	/* port_irq_called(), on its stack */
extern uint32_t port_irq_stack[];	/* the lowest word comes first */

/* The handler of all events without one. */
static void count_unhandled(uint32_t event, void *arg)
{
	kernel.stats.unhandled++;
}

static void timer_interrupt(uint32_t event, void *arg)
{
	k_timer_event();
}

void port_irq_init(void)
{
	uint32_t event;

	for (event = 0; event < DUET_EVENT_MAX; event++)
		handlers[event].fn = count_unhandled;
	handlers[DUET_EVENT_TIMER].fn = timer_interrupt;
	port_irq_stack[0] = K_CANARY;
	duet_upcall(DUET_UPCALL_IRQ_KERN, (uint32_t)port_irq_entry);
}

osStatus_t duet_irq_register(uint32_t event, duet_irq_fn fn, void *arg)
{
	uint32_t masked, device;

	if (event >= DUET_EVENT_MAX || event == DUET_EVENT_TIMER)
		return osErrorParameter;
	device = duet_shared_page.device_events & 1u << event;
	masked = duet_irq_save();
	handlers[event].fn = fn ? fn : count_unhandled;
	handlers[event].arg = arg;
	handled = fn ? handled | device : handled & ~device;
	duet_irq_restore(masked);
	/* a device's line is masked until its first acknowledgement */
	if (fn && device)
		duet_ack(device);
	return osOK;
}

/* Takes all pending events atomically: the hypervisor may add bits any time. */
DUET_ARM static uint32_t take_events(void)
{
	uint32_t events;

	__asm__ volatile("swp %0, %1, [%2]"
		: "=&r" (events)
		: "r" (0), "r" (&duet_shared_page.pend)
		: "memory");
	return events;
}

/*
 * Handles the events that are pending now. Later ones are found when interrupts
 * are unmasked. Returns the device events to acknowledge; those without a
 * handler stay masked, as their device would interrupt for ever.
 */
static inline uint32_t handle_events(void)
{
	uint32_t events = take_events(), acks = events & handled, event;

	while (events) {
		event = 31 - __builtin_clz(events & -events);
		events &= events - 1;
		handlers[event].fn(event, handlers[event].arg);
	}
	return acks;
}

/* All handlers use the same stack, which is checked after each interrupt. */
static void check_stack(void)
{
	if (port_irq_stack[0] != K_CANARY)
		duet_panic("interrupt stack overflow", NULL);
}

/* One hypercall acknowledges all device events that were handled. */
static inline void handle_and_acknowledge(void)
{
	uint32_t acks = handle_events();

	if (acks)
		duet_ack(acks);
}

/* The irq upcall. Runs on the interrupt stack. */
void port_irq(void)
{
	k_irq_enter();
	handle_and_acknowledge();
	check_stack();
	k_irq_exit();
}

/*
 * Handles events like port_irq(), but called by a thread, which may be the one
 * to switch away from. Runs on the interrupt stack.
 */
void port_irq_called(void)
{
	k_irq_enter();
	handle_and_acknowledge();
	kernel.isr = 0;
	check_stack();
}

/*
 * Events came while they were masked, and have not been delivered: it takes no
 * hypercall and no upcall to handle them, nor a full frame to switch. An event
 * that comes meanwhile is handled here, too, as long as they are masked.
 */
void port_take_pending(uint32_t masked)
{
	if (masked)
		return;
	do {
		port_mask();
		port_call_irq();
		if (kernel.resched)
			k_dispatch();
		port_barrier();
		duet_shared_page.mask = 0;
	} while (duet_shared_page.pend);
}

/*
 * If no thread was woken, the next block call does the acknowledgement, and that
 * of `left`, which was left for it. The ack word must be 0, as after a block.
 */
static inline __attribute__((always_inline))
void take_events_after_block(uint32_t left)
{
	uint32_t acks;

	k_irq_enter();
	acks = handle_events() | left;
	kernel.isr = 0;
	if (!kernel.resched)
		duet_shared_page.ack = acks;
	else if (acks)
		duet_ack(acks);
	check_stack();
}

/*
 * The wait of port_idle(). Runs on the interrupt stack, which is free while
 * events are masked. Masked events end duet_block() without an upcall, which
 * makes this the shortest path from an event to a thread.
 */
__attribute__((weak)) void port_wait(void)
{
	duet_block();
	take_events_after_block(0);
}

/* Replaces port_wait() if there is a hook, which may wake a thread. */
void port_wait_hooked(void (*hook)(void))
{
	uint32_t left;

	kernel.isr = 1;
	hook();
	kernel.isr = 0;
	if (!kernel.resched)
		duet_block();
	left = duet_shared_page.ack;
	duet_shared_page.ack = 0;
	take_events_after_block(left);
}
