// SPDX-License-Identifier: BSD-3-Clause
/*
 * A phone's radio processor: the modem with a simulated network, its front ends
 * on the channels to Linux, the ticks of the radio, and a console by which the
 * network is operated.
 */
#include <stdio.h>

#include <duet_channel.h>
#include <duet_rtos.h>
#include <duet_watchdog.h>
#include <port.h>

#include "phone.h"

#define START_STACK	4096
#define RESTART_MS	500

static const struct modem_identity identity = {
	.maker = "Duet",
	.model = "RTOS modem",
	.revision = "0.1",
	.imei = "490154203237518",
	.imsi = "001010123456789",
	.iccid = "8901010000000000012",
	.number = "+15550100",
	.home = "00101",
	.home_name = "Duet Net",
	.smsc = "+15550199",
	.pin = "1234",
	.puk = "12345678",
};

/* What a context reports: a network of ours, QEMU's name server */
#define SESSION { \
	.address = NET_ADDRESS(10, 64, 0, 2), \
	.gateway = NET_ADDRESS(10, 64, 0, 1), \
	.dns = { NET_ADDRESS(10, 0, 2, 3) }, \
	.prefix = 30, \
	.mtu = NET_MTU, \
}

/* The outer side is QEMU's user network. */
static const struct net_config gateway = {
	.outer = {
		.address = NET_ADDRESS(10, 0, 2, 15),
		.gateway = NET_ADDRESS(10, 0, 2, 2),
		.prefix = 24,
	},
	.session = SESSION,
};

static const struct radio_sim_config network = {
	.home = { .numeric = "00101", .name = "Duet Net", .brief = "Duet" },
	.other = { .numeric = "00102", .name = "Other Net", .brief = "Other" },
	.own = "+15550100",
	.smsc = "+15550199",
	.area = 0x00a1,
	.cell = 0x00000102,
	.time = { .year = 2026, .month = 11, .day = 29, .hour = 17 },
	.ip = SESSION,
	.apn = "internet",
	.note = console_note,
};

/* The front ends, by the names of their channels in the description */
static const struct {
	const char *channel;
	bool (*start)(uint32_t channel);
} front_ends[] = {
	{ "at0", phone_start_at },
	{ "at1", phone_start_at },
	{ "mbim", phone_start_mbim },
	{ "network", phone_start_operator },
};

static void start_front_ends(void)
{
	uint32_t channel;
	unsigned int i;

	for (i = 0; i < sizeof(front_ends) / sizeof(front_ends[0]); i++) {
		channel = duet_channel_find(front_ends[i].channel);
		if (channel < duet_channel_count() &&
		    !front_ends[i].start(channel))
			printf("phone: channel %s cannot be opened\n",
			       front_ends[i].channel);
	}
}

/*
 * After a crash Linux must have seen all ports go before the first comes again:
 * ModemManager takes ports that overlap for those of one modem, which it does
 * not probe once more. (A modem that is a chip takes seconds to start.)
 */
static void start_thread(void *arg)
{
	if (duet_shared_page.lives > 1)
		osDelay(RESTART_MS);
	phone_start_net(&gateway);
	start_front_ends();
}

static void start_connections(void)
{
	static uint64_t stack[START_STACK / 8];
	static const osThreadAttr_t attr = {
		.name = "start",
		.priority = PRIORITY_SPEECH,
		.stack_mem = stack,
		.stack_size = sizeof(stack),
	};

	osThreadNew(start_thread, NULL, &attr);
}

int main(void)
{
	osKernelInitialize();
	/* has no effect if the description gives the VM no watchdog */
	duet_watchdog_start(osPriorityLow, NULL);
	tdma_start();
	phone_start_modem(&identity, &network);
	speech_start();
	console_start();
	start_connections();
	osKernelStart();
	return 1;
}
