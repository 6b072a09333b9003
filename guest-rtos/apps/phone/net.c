// SPDX-License-Identifier: BSD-3-Clause
/*
 * The phone's way to the network: the gateway passes packets while a context
 * is active. The VM's devices are the UART and the Ethernet, in this order.
 */
#include <inttypes.h>
#include <stdio.h>

#include <duet_channel.h>
#include <net_service.h>
#include <port.h>

#include "phone.h"

#define CHANNEL		"net"
#define UART_SIZE	0x1000

static struct modem_client client;

/* With the modem locked, in any thread */
static void on_event(struct modem_client *c, const struct modem_event *event)
{
	if (event->type == MODEM_EVENT_CONTEXT)
		net_open_session(modem_active_context(&phone_modem));
}

/* Returns the second of the VM's device events, 0 if it has no two. */
static uint32_t ethernet_event(void)
{
	uint32_t events = duet_shared_page.device_events;

	events &= events - 1;
	return events ? 31 - __builtin_clz(events & -events) : 0;
}

void phone_start_net(const struct net_config *config)
{
	const struct net_port port = {
		.registers = duet_shared_page.device_va + UART_SIZE,
		.event = ethernet_event(),
		.channel = CHANNEL, .priority = PRIORITY_PORT,
	};
	const char *error;

	if (!port.event ||
	    duet_channel_find(CHANNEL) >= duet_channel_count())
		return;
	error = net_start(config, &port);
	if (error) {
		printf("phone: no gateway: %s\n", error);
		return;
	}
	client.event = on_event;
	modem_add_client(&phone_modem, &client);
}

void modem_get_traffic(struct modem *m, struct modem_traffic *traffic)
{
	struct net_link_stats link;
	struct net_stats s;

	net_get_stats(&s, &link);
	*traffic = (struct modem_traffic){
		.in = {
			.bytes = s.bytes_in, .packets = s.packets_in,
			.errors = link.bad,
			.discards = link.overruns + s.drops[NET_GUEST_FULL],
		},
		.out = {
			.bytes = s.bytes_out, .packets = s.packets_out,
			.errors = link.failures,
			.discards = s.drops[NET_LINK_FULL],
		},
	};
}

/* ---- the console's command ------------------------------------------------*/

static const char *const reasons[NET_NR_DROPS] = {
	[NET_DOWN] = "no context", [NET_SHORT] = "too short",
	[NET_HEADER] = "header", [NET_CHECKSUM] = "checksum",
	[NET_SOURCE] = "source", [NET_TARGET] = "target",
	[NET_PROTOCOL] = "protocol", [NET_FRAGMENT] = "fragment",
	[NET_TTL] = "time to live", [NET_TOO_LONG] = "longer than the MTU",
	[NET_UNASKED] = "unasked", [NET_NO_NEIGHBOUR] = "no neighbour",
	[NET_GUEST_FULL] = "Linux does not read",
	[NET_LINK_FULL] = "no memory in the chip",
	[NET_REFUSED] = "to the gateway",
};

void phone_print_net(void)
{
	struct net_link_stats link;
	struct net_stats s;
	unsigned int i;

	net_get_stats(&s, &link);
	console_say("to the network %" PRIu32 " packets, %" PRIu32
		    " bytes; to Linux %" PRIu32 ", %" PRIu32 "\n",
		    s.packets_out, s.bytes_out, s.packets_in, s.bytes_in);
	console_say("frames sent %" PRIu32 ", failed %" PRIu32 "; received %"
		    PRIu32 ", bad %" PRIu32 ", overruns %" PRIu32 "; resets %"
		    PRIu32 "\n", link.sent, link.failures, link.received,
		    link.bad, link.overruns, link.resets);
	for (i = 1; i < NET_NR_DROPS; i++)
		if (s.drops[i])
			console_say("dropped, %s: %" PRIu32 "\n", reasons[i],
				    s.drops[i]);
}
