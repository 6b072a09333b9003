// SPDX-License-Identifier: BSD-3-Clause
/* The thread that kicks the VM's watchdog: see duet_watchdog.h. */
#include <duet/hypercall.h>
#include <duet_watchdog.h>
#include <port.h>

#define KICKS	4	/* per watchdog period */

static bool (*is_healthy)(void);

uint32_t duet_watchdog_ms(void)
{
	return duet_shared_page.watchdog_ticks /
	       (duet_shared_page.clock_hz / 1000);
}

/* Kicks KICKS times per period, as long as the application is healthy. */
static void watchdog_thread(void *arg)
{
	uint32_t ms = duet_watchdog_ms() / KICKS;
	uint32_t ticks = ms * osKernelGetTickFreq() / 1000;

	for (;;) {
		if (!is_healthy || is_healthy())
			duet_kick();
		osDelay(ticks);
	}
}

osStatus_t duet_watchdog_start(osPriority_t priority, bool (*healthy)(void))
{
	const osThreadAttr_t attr = {
		.name = "watchdog",
		.priority = priority,
	};

	if (!duet_watchdog_ms())
		return osErrorResource;
	is_healthy = healthy;
	if (!osThreadNew(watchdog_thread, NULL, &attr))
		return osErrorNoMemory;
	/* the start-up time should not count against the first period */
	duet_kick();
	return osOK;
}
