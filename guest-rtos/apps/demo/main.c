// SPDX-License-Identifier: BSD-3-Clause
/*
 * The demo: a periodic 1 ms thread that measures its wake-up latency, services
 * for Linux on the channels, and a command line on the UART.
 */
#include <inttypes.h>
#include <stdio.h>

#include <duet/abi.h>
#include <duet_port.h>
#include <duet_rtos.h>
#include <duet_watchdog.h>
#include <port.h>

#include "demo.h"

#define REPORT_TICKS	5000

uint32_t ticks_ns(uint32_t ticks)
{
	return (uint64_t)ticks * 1000000000u / duet_clock_hz();
}

static void print_banner(void)
{
	char id[32];

	osKernelGetInfo(NULL, id, sizeof(id));
	printf("\n%s, VM \"%s\", life %" PRIu32 ", %" PRIu32 " KB, %" PRIu32
	       " channels, clock %" PRIu32 " Hz. Try \"help\".\n", id,
	       (const char *)duet_shared_page.name, duet_shared_page.lives,
	       duet_shared_page.ram_size / 1024, duet_shared_page.nr_channels,
	       duet_clock_hz());
}

static void report(void)
{
	struct jitter j;

	periodic_jitter(&j, 0);
	printf("rtos: %" PRIu32 " periods, worst wake-up %" PRIu32
	       " ns, missed %" PRIu32 "\n", j.periods, ticks_ns(j.worst),
	       j.missed);
}

/* Reports changes of the peer's VM until that time. */
static void report_peer(uint32_t until)
{
	uint32_t flags, left;

	while ((left = until - osKernelGetTickCount()) - 1 < REPORT_TICKS) {
		flags = osThreadFlagsWait(PEER_WENT | PEER_CAME, osFlagsWaitAny,
					  left);
		if (flags & osFlagsError)
			continue;
		if (flags & PEER_WENT)
			printf("rtos: peer went away\n");
		if (flags & PEER_CAME)
			printf("rtos: peer came back\n");
	}
}

/* Prints a sign of life now and then for people who watch the console. */
static void report_thread(void *arg)
{
	uint32_t next = osKernelGetTickCount();

	print_banner();
	for (;;) {
		next += REPORT_TICKS;
		report_peer(next);
		report();
	}
}

/* Called after the dump; few functions may be used in this context. */
void duet_fault_hook(const struct duet_fault *fault)
{
	struct jitter j;
	char text[64];

	periodic_jitter(&j, 0);
	snprintf(text, sizeof(text), "demo: %" PRIu32
		 " periods until this fault\n", j.periods);
	duet_hypcon_puts(text);
}

int main(void)
{
	static const osThreadAttr_t report = {
		.name = "report",
		.priority = osPriorityBelowNormal,
	};

	osKernelInitialize();
	/* has no effect if the description gives the VM no watchdog */
	duet_watchdog_start(osPriorityLow, NULL);
	periodic_start();
	services_start(osThreadNew(report_thread, NULL, &report));
	command_start();
	osKernelStart();
	return 1;
}
