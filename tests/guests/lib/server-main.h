/* SPDX-License-Identifier: GPL-2.0-only */
/* Serves at each doorbell, asleep masked and open by turns. */
#include "server-check.h"

#define BELL	(1u << shared->channel[0].event)

static volatile uint32_t rung;

static void hook(uint32_t events)
{
	rung |= events;
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
		if (open)
			unmask();
		duet_block();
		mask();
		hook(take());
		if (rung & BELL)
			serve();
		rung = 0;
	}
}
