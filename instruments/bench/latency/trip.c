// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread of the RTOS rings the guest in Linux's place (paths/answer.c) and
 * waits for the doorbell back, again and again. A path goes from the first
 * instruction of trip_ring() to that of trip_back().
 */
#include <duet_rtos.h>
#include <port.h>

#define TRIPS	20

void trip_ring(void);
void trip_back(void);

static osThreadId_t thread;

__attribute__((noipa)) void trip_ring(void)
{
	duet_doorbell(0);
}

__attribute__((noipa)) void trip_back(void)
{
}

static void rung(uint32_t event, void *arg)
{
	osThreadFlagsSet(thread, 1);
}

static void wait(void)
{
	osThreadFlagsWait(1, osFlagsWaitAny, osWaitForever);
}

static void trips(void *arg)
{
	int i;

	wait();			/* the other guest is ready */
	for (i = 0; i < TRIPS; i++) {
		trip_ring();
		wait();
		trip_back();
	}
	duet_exit(DUET_EXIT_POWEROFF);
}

int main(void)
{
	osKernelInitialize();
	thread = osThreadNew(trips, NULL, NULL);
	duet_irq_register(duet_shared_page.channel[0].event, rung, NULL);
	osKernelStart();
	return 1;
}
