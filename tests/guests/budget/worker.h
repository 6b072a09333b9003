/* SPDX-License-Identifier: GPL-2.0-only */
/* Executes commands, with or without a budget. Included once in a program. */
#include "../../rtos/budget/work.h"
#include "test.h"

static volatile struct work *work;
static uint32_t due;

static void hook(uint32_t events)
{
	if (events & 1u << shared->channel[0].event) {
		work->heard++;
		work->heard_at = now();
	}
	if (events & 1u << DUET_EVENT_TIMER && work->doing == WORK_BEAT)
		work_beat(work, now() - due);
}

static void sleep_until(uint32_t time)
{
	due = time;
	duet_timer(due, 1);
	mask();
	duet_block();
	hook(take());
	unmask();
}

static void step(uint32_t command)
{
	bool begins = work->doing != command;

	work_begin(work, command);
	if (command == WORK_BEAT)
		sleep_until((begins ? now() : due) + TICKS_US(WORK_BEAT_US));
	else if (command == WORK_REST)
		sleep_until(now() + TICKS_US(5000));
	else if (command == WORK_CRASH)
		duet_exit(DUET_EXIT_CRASH);
}

int main(void)
{
	uint32_t command;

	work = (volatile struct work *)(uintptr_t)shared->channel[0].va;
	work->lives = shared->lives;
	work->doing = WORK_REST;
	kern_upcalls();
	irq_hook = hook;
	unmask();
	for (;;) {
		command = work->command;
		step(command);
		if (command != WORK_HANG)
			duet_kick();
		if (command == WORK_SPIN || command == WORK_HANG)
			spin_some();
	}
}
