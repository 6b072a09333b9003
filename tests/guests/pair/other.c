// SPDX-License-Identifier: GPL-2.0-only
/* The VM of higher priority: executes commands. */
#include "pair.h"

static uint32_t deadline;
static bool beating;

static void beat(uint32_t events)
{
	uint32_t late = now() - deadline;

	if (!beating || !(events & 1u << DUET_EVENT_TIMER))
		return;
	if ((int32_t)late < 0)
		PAIR->early++;
	else if (late > PAIR->worst)
		PAIR->worst = late;
	PAIR->beats++;
	deadline += TICKS_US(1000);
	PAIR->next = deadline;
	duet_timer(deadline, 1);
}

static void beat_begin(void)
{
	PAIR->beats = 0;
	PAIR->worst = 0;
	PAIR->early = 0;
	beating = true;
	deadline = now() + TICKS_US(1000);
	duet_timer(deadline, 1);
}

static void obey(uint32_t command)
{
	switch (command) {
	case CMD_RING_0:
		PAIR->result = duet_doorbell(0);
		break;
	case CMD_RING_1:
		PAIR->result = duet_doorbell(1);
		break;
	case CMD_PROBE:
		PAIR->result = unreachable(PAIR->argument);
		break;
	case CMD_CRASH:
		duet_exit(DUET_EXIT_CRASH);
		break;
	case CMD_DOUBLE_FAULT:
		double_fault();
		break;
	case CMD_RESTART:
		duet_exit(DUET_EXIT_RESTART);
		break;
	case CMD_OFF:
		duet_exit(DUET_EXIT_POWEROFF);
		break;
	case CMD_BEAT:
		beat_begin();
		break;
	case CMD_BUSY:
		wait_ticks(TICKS_US(500));
		break;
	case CMD_BEAT_END:
		beating = false;
		duet_timer(0, 0);
		break;
	}
}

static void hook(uint32_t events)
{
	uint32_t command = PAIR->command;

	PAIR->events |= events;
	beat(events);
	if (!command)
		return;
	PAIR->command = CMD_NONE;
	obey(command);
	PAIR->done++;
}

int main(void)
{
	kern_upcalls();
	irq_hook = hook;
	PAIR->lives = shared->lives;
	/* asleep with its events open and masked, alternating */
	for (;;) {
		unmask();
		duet_block();
		/* pending events have been delivered */
		if (shared->pend)
			PAIR->errors++;
		mask();
		duet_block();
		hook(take());
	}
}
