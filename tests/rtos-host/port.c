// SPDX-License-Identifier: BSD-3-Clause
/* See port.h. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

#include <sanitizer/common_interface_defs.h>

#include "kernel.h"

#define CLOCK_HZ	24000000
#define CLOCK_STEP	24		/* per reading of the clock */
#define CLOCK_START	0xffff0000u	/* wraps soon */
#define EVENTS		32
#define STACK_SIZE	(256 * 1024)

/*
 * A thread runs on a stack of its own, not on that of its k_thread, which the
 * sanitizer would consider poisoned when the kernel checks it.
 */
struct context {
	ucontext_t uc;
	void *stack;		/* NULL: the stack of the process */
	size_t size;
	void *fake_stack;
};

struct handler {
	duet_irq_fn fn;
	void *arg;
};

bool host_masked = true;

static struct context boot, *running = &boot;
static struct handler handlers[EVENTS];
static uint32_t clock_now = CLOCK_START, clock_step = CLOCK_STEP;
static uint32_t pending, deadline;
static bool armed;
static char arena[64 * 1024] __attribute__((aligned(16)));

const struct duet_rtos_config duet_rtos_config = {
	.arena = arena,
	.arena_size = sizeof(arena),
	.stack_size = 1024,
	.idle_stack_size = 1024,
	.timer_stack_size = 1024,
	.work_stack_size = 1024,
	.timer_priority = osPriorityHigh,
	.slice_ticks = 5,
};

/* ---- contexts --------------------------------------------------------------*/

static void arrived(void)
{
	const void *bottom;
	size_t size;

	__sanitizer_finish_switch_fiber(running->fake_stack, &bottom, &size);
	if (!boot.stack && !boot.size) {
		boot.stack = (void *)bottom;	/* the stack of the process */
		boot.size = size;
	}
}

static void go_to(struct context *to)
{
	struct context *from = running;

	running = to;
	__sanitizer_start_switch_fiber(&from->fake_stack, to->stack, to->size);
	if (swapcontext(&from->uc, &to->uc))
		abort();
	arrived();
}

static void first_step(void)
{
	arrived();
	k_thread_main();
}

void port_thread_init(struct k_thread *t)
{
	struct context *c = calloc(1, sizeof(*c));

	if (!c || getcontext(&c->uc))
		abort();
	c->size = STACK_SIZE;
	c->stack = malloc(c->size);
	c->uc.uc_stack.ss_sp = c->stack;
	c->uc.uc_stack.ss_size = c->size;
	makecontext(&c->uc, first_step, 0);
	t->libc = c;
	t->sp = (char *)t->stack + t->stack_size;
	/* as if some of it had been used: osThreadGetStackSpace() */
	((uint32_t *)t->sp)[-1] = 0;
}

void port_thread_exit(struct k_thread *t)
{
	struct context *c = t->libc;

	free(c->stack);
	free(c);
}

void port_switch(struct k_thread *from, struct k_thread *to)
{
	go_to(to->libc);
}

/* ---- interrupts ---------------------------------------------------------------*/

static void handle_events(void)
{
	uint32_t event;

	while (pending) {
		event = 31 - __builtin_clz(pending & -pending);
		pending &= pending - 1;
		if (event == 0)
			k_timer_event();
		else if (handlers[event].fn)
			handlers[event].fn(event, handlers[event].arg);
		else
			kernel.stats.unhandled++;
	}
}

static void look_at_timer(void)
{
	if (armed && (int32_t)(clock_now - deadline) >= 0) {
		armed = false;
		pending |= 1;
	}
}

/* The interrupted thread is the caller. */
static void interrupt(void)
{
	struct k_thread *t = kernel.cur;

	host_masked = true;
	k_irq_enter();
	handle_events();
	k_irq_exit();
	if (kernel.cur != t)
		port_switch(t, kernel.cur);
	host_masked = false;
}

void host_unmask(void)
{
	host_masked = false;
	look_at_timer();
	while (pending)
		interrupt();
}

uint32_t host_clock_read(void)
{
	clock_now += clock_step;
	if (!host_masked)
		host_unmask();
	return clock_now;
}

void host_freeze(void)
{
	clock_step = 0;
}

void host_advance(uint32_t clocks)
{
	clock_now += clocks;
	host_unmask();
}

uint32_t port_clock_hz(void)
{
	return CLOCK_HZ;
}

void port_timer(uint32_t when)
{
	deadline = when;
	armed = true;
}

void port_idle(void)
{
	if (!pending && armed) {
		if ((int32_t)(deadline - clock_now) > 0)
			clock_now = deadline;
		look_at_timer();
	}
	k_irq_enter();
	handle_events();
	kernel.isr = 0;
}

osStatus_t duet_irq_register(uint32_t event, duet_irq_fn fn, void *arg)
{
	if (event == 0 || event >= EVENTS)
		return osErrorParameter;
	handlers[event].fn = fn;
	handlers[event].arg = arg;
	return osOK;
}

void host_raise(uint32_t event)
{
	pending |= 1u << event;
	if (!host_masked)
		host_unmask();
}

/* ---- start and end --------------------------------------------------------------*/

static jmp_buf end;

void port_start(void)
{
	go_to(kernel.cur->libc);
	longjmp(end, 1);	/* host_stop() came here */
}

void host_run(void (*start)(void))
{
	if (!setjmp(end))
		start();
}

void host_stop(void)
{
	go_to(&boot);
	abort();
}

void duet_panic(const char *what, const char *detail)
{
	fprintf(stderr, "panic: %s %s\n", what, detail ? detail : "");
	abort();
}
