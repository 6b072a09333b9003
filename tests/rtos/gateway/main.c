// SPDX-License-Identifier: BSD-3-Clause
/*
 * The gateway without the rest of a modem: a packet session that is always
 * open. Its VM has the UART and the Ethernet, in this order, and the channel
 * "net". Prints its counters when a line is entered.
 */
#include <inttypes.h>
#include <stdio.h>

#include <duet_port.h>
#include <duet_rtos.h>
#include <net_service.h>
#include <port.h>

#define PAGE		0x1000	/* the UART's, before those of the Ethernet */

/* QEMU's user network, and a network of ours for the guest */
static const struct net_config config = {
	.outer = {
		.address = NET_ADDRESS(10, 0, 2, 15), .prefix = 24,
		.gateway = NET_ADDRESS(10, 0, 2, 2),
	},
	.session = {
		.address = NET_ADDRESS(10, 64, 0, 2), .prefix = 30,
		.gateway = NET_ADDRESS(10, 64, 0, 1),
		.dns = { NET_ADDRESS(10, 0, 2, 3) }, .mtu = NET_MTU,
	},
};

/* The second of the VM's device events */
static uint32_t ethernet_event(void)
{
	uint32_t events = duet_shared_page.device_events;

	events &= events - 1;
	return 31 - __builtin_clz(events & -events);
}

static void print_stats(void)
{
	struct net_link_stats link;
	struct net_stats s;
	uint32_t i;

	net_get_stats(&s, &link);
	printf("out %" PRIu32 ", in %" PRIu32 ", answers %" PRIu32 ", evicted %"
	       PRIu32 "\n", s.packets_out, s.packets_in, s.answers, s.evicted);
	printf("link: sent %" PRIu32 ", received %" PRIu32 ", bad %" PRIu32
	       ", overruns %" PRIu32 ", failures %" PRIu32 ", resets %" PRIu32
	       "\n", link.sent, link.received, link.bad, link.overruns,
	       link.failures, link.resets);
	for (i = 1; i < NET_NR_DROPS; i++)
		if (s.drops[i])
			printf("dropped, reason %" PRIu32 ": %" PRIu32 "\n", i,
			       s.drops[i]);
}

static void console(void *arg)
{
	char line[32];

	for (;;)
		if (duet_console_getline(line, sizeof(line), osWaitForever) >= 0)
			print_stats();
}

int main(void)
{
	const struct net_port port = {
		.registers = duet_shared_page.device_va + PAGE,
		.event = ethernet_event(),
		.channel = "net", .priority = osPriorityNormal,
	};
	const char *error;

	osKernelInitialize();
	error = net_start(&config, &port);
	if (error)
		duet_panic("no gateway", error);
	net_open_session(true);
	osThreadNew(console, NULL, NULL);
	osKernelStart();
	return 1;
}
