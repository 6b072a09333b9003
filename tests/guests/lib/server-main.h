/* SPDX-License-Identifier: GPL-2.0-only */
/* Serves at each doorbell, asleep with events masked and open by turns. */
#include "server-check.h"

#define BELL	(1u << shared->channel[0].event)

static volatile uint32_t rung;

static void hook(uint32_t events)
{
	rung |= events;
}

/*
 * Wakes by itself in between, so that it interrupts the other's work; the
 * other's tables must be loaded again afterwards.
 */
static void doze(bool open)
{
	static uint32_t n;

	if (server->restless)
		duet_timer(now() + TICKS_US(100 + n++ * 37 % 400), 1);
	if (open)
		unmask();
	duet_block();
	/* open: pending events have been delivered */
	if (open && shared->pend)
		server_error(6);
	mask();
	hook(take());
	server_memory();
}

static void serve(void)
{
	uint32_t command = server->command;

	server->command = SERVE_CHECK;
	if (command == SERVE_CRASH)
		double_fault();
	if (command == SERVE_RESTART)
		duet_exit(DUET_EXIT_RESTART);
	server_check(server->served);
	server->loads = counter(DUET_COUNTER_ROOT_LOADS);
	server->flushes = counter(DUET_COUNTER_CACHE_FLUSHES);
	server->served++;
}

int main(void)
{
	bool open = false;

	server_init();
	irq_hook = hook;
	for (;;) {
		open = !open;
		doze(open);
		if (rung & BELL)
			serve();
		rung = 0;
	}
}
