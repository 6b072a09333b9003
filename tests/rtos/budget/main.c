// SPDX-License-Identifier: BSD-3-Clause
/*
 * An RTOS whose most urgent thread behaves or misbehaves on command, for tests
 * of CPU budgets: see work.h.
 */
#include <duet/hypercall.h>
#include <duet_rtos.h>
#include <port.h>

#include "work.h"

static volatile struct work *work;

static void heard(uint32_t event, void *arg)
{
	work->heard++;
	work->heard_at = port_clock();
}

static void beat(void)
{
	uint64_t ticks = duet_clock_hz() / 1000000 * WORK_BEAT_US;
	uint64_t due = duet_clock() + ticks;

	while (work->command == WORK_BEAT) {
		duet_delay_until(due);
		work_beat(work, duet_clock() - due);
		due += ticks;
		duet_kick();
	}
}

/* Reading the clock or making calls all the time is slow in an emulator. */
static void spin_some(void)
{
	uint32_t i;

	for (i = 0; i < 1000; i++)
		__asm__ volatile("");
}

static void mad_thread(void *arg)
{
	uint32_t command;

	for (;;) {
		command = work->command;
		work_begin(work, command);
		if (command == WORK_BEAT)
			beat();
		else if (command == WORK_CRASH)
			duet_exit(DUET_EXIT_CRASH);
		else if (command == WORK_REST)
			osDelay(5);
		else
			spin_some();
		if (command != WORK_HANG)
			duet_kick();
	}
}

int main(void)
{
	static const osThreadAttr_t attr = {
		.name = "mad",
		.priority = osPriorityRealtime7,
	};

	work = (void *)duet_shared_page.channel[0].va;
	work->lives = duet_shared_page.lives;
	osKernelInitialize();
	duet_irq_register(duet_shared_page.channel[0].event, heard, NULL);
	osThreadNew(mad_thread, NULL, &attr);
	osKernelStart();
	return 1;
}
