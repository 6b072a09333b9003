/* SPDX-License-Identifier: GPL-2.0-only */
/* Executes commands, and sleeps with its events open or masked */
#include "twins.h"

enum { RTC_DATA = 0, RTC_MATCH = 1, RTC_MASK = 4, RTC_CLEAR = 7 };

static volatile struct twin *twin;

static void look(uint32_t events)
{
	uint32_t state = 0;

	duet_vm_info(shared->vm_id, DUET_INFO_STATE, &state);
	twin->at = now();
	twin->state = state;
	twin->events |= events;
	twin->steal = shared->steal;
	twin->peer_life[TO_GUEST] = shared->peer_life[TO_GUEST];
	twin->peer_life[TO_OTHER] = shared->peer_life[TO_OTHER];
}

/* One second from now, by the board's real-time clock (PL031, DDI 0224) */
static void set_alarm(void)
{
	volatile uint32_t *rtc = (volatile uint32_t *)(uintptr_t)shared->device_va;

	rtc[RTC_CLEAR] = 1;
	rtc[RTC_MATCH] = rtc[RTC_DATA] + 1;
	rtc[RTC_MASK] = 1;
	duet_ack(ALARM);
}

static void obey(void)
{
	uint32_t command = twin->command, argument = twin->argument;

	twin->command = DO_NOTHING;
	if (command == DO_RING)
		twin->result = duet_doorbell(argument);
	else if (command == DO_SPIN)
		wait_ticks(argument);
	else if (command == DO_TIMER)
		twin->result = duet_timer(now() + argument, 1);
	else if (command == DO_ALARM)
		set_alarm();
	else if (command == DO_RESTART)
		duet_exit(DUET_EXIT_RESTART);
	if (command)
		twin->done++;
}

static void hook(uint32_t events)
{
	twin->upcalls++;
	look(events);
}

int main(void)
{
	twin = (volatile struct twin *)(uintptr_t)shared->channel[TO_GUEST].va;
	kern_upcalls();
	irq_hook = hook;
	for (;;) {
		mask();
		if (twin->open)
			unmask();
		duet_block();
		mask();
		twin->wakes++;
		look(take());
		obey();
	}
}
