// SPDX-License-Identifier: GPL-2.0-only
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "modem_host.h"

struct modem host_modem;
struct radio_sim host_sim;
struct host_port host_ports[HOST_PORTS];
char host_log[HOST_OUT];

static uint32_t now;
static bool locked;

struct modem_identity host_identity = {
	.maker = "Duet", .model = "RTOS modem", .revision = "0.1",
	.imei = "490154203237518", .imsi = "001010123456789",
	.iccid = "8901010000000000012", .number = "+15550100",
	.home = "00101", .home_name = "Duet Net", .smsc = "+15550199",
	.pin = "1234", .puk = "12345678",
};

static void note(struct radio_sim *s, enum radio_sim_note what,
		 const char *number, const char *text)
{
	size_t n = strlen(host_log);

	snprintf(host_log + n, sizeof(host_log) - n, "%d %s %s\n", what, number,
		 text);
}

struct radio_sim_config host_config = {
	.home = { "00101", "Duet Net", "Duet", 2, 0 },
	.other = { "00102", "Other Net", "Other", 1, 2 },
	.own = "+15550100", .smsc = "+15550199",
	.area = 0xa1, .cell = 0x102,
	.time = { 2026, 11, 29, 17, 0, 0, 4 },
	.ip = { 0x0a400002, 0x0a400001, { 0x0a400001, 0 }, 30, 1500 },
	.apn = "internet",
	.note = note,
};

/* ---- the port -------------------------------------------------------------*/

void modem_lock(struct modem *m)
{
	assert(!locked);
	locked = true;
}

void modem_unlock(struct modem *m)
{
	assert(locked);
	locked = false;
}

uint32_t modem_now(void)
{
	return now;
}

void modem_kick(struct modem *m)
{
}

void modem_get_traffic(struct modem *m, struct modem_traffic *traffic)
{
	memset(traffic, 0, sizeof(*traffic));
}

/* What outlives host_start() */
static struct {
	size_t size;
	uint8_t data[MODEM_KEPT_BYTES];
} kept[MODEM_KEPT_ITEMS];

void modem_keep(struct modem *m, unsigned int item, const void *data,
		size_t size)
{
	assert(item < MODEM_KEPT_ITEMS && size <= MODEM_KEPT_BYTES);
	kept[item].size = size;
	memcpy(kept[item].data, data, size);
}

void host_restore(void)
{
	unsigned int i;

	for (i = 0; i < MODEM_KEPT_ITEMS; i++)
		if (kept[i].size)
			modem_restore(&host_modem, i, kept[i].data,
				      kept[i].size);
}

static void keep_output(struct at_port *at, const char *data, size_t n)
{
	struct host_port *p = (struct host_port *)at;

	assert(!locked);
	assert(n < sizeof(p->out) - p->n);
	memcpy(p->out + p->n, data, n);
	p->n += n;
	p->out[p->n] = '\0';
}

static void wake(struct at_port *at)
{
	((struct host_port *)at)->woken = true;
}

/* ---- for tests ------------------------------------------------------------*/

void host_start_with(struct radio *radio)
{
	unsigned int i;

	memset(host_ports, 0, sizeof(host_ports));
	memset(host_log, 0, sizeof(host_log));
	now = UINT32_MAX - 700;		/* it wraps while the modem registers */
	at_init();
	modem_init(&host_modem, &host_identity, radio);
	for (i = 0; i < HOST_PORTS; i++)
		at_open(&host_ports[i].at, &host_modem, keep_output, wake);
}

void host_start(void)
{
	radio_sim_init(&host_sim, &host_config);
	host_start_with(&host_sim.radio);
}

static void run_ports(void)
{
	unsigned int i;

	for (i = 0; i < HOST_PORTS; i++) {
		if (!host_ports[i].woken)
			continue;
		host_ports[i].woken = false;
		at_run(&host_ports[i].at);
		i = -1;
	}
}

void host_wait(uint32_t ms)
{
	uint32_t left, next;

	run_ports();
	for (left = ms; ; left -= next, now += next) {
		modem_lock(&host_modem);
		next = modem_poll(&host_modem);
		modem_unlock(&host_modem);
		run_ports();
		next = next < left ? next : left;
		if (!left)
			break;
	}
}

const char *host_read(unsigned int port)
{
	static char text[HOST_PORTS][HOST_OUT];
	struct host_port *p = &host_ports[port];

	memcpy(text[port], p->out, p->n);
	text[port][p->n] = '\0';
	p->n = 0;
	return text[port];
}

/* A command that waits gets as much time as it needs, a minute at most. */
const char *host_send(unsigned int port, const char *text)
{
	struct at_port *p = &host_ports[port].at;
	unsigned int i;
	size_t n;

	while (*text) {
		n = at_receive(p, text, strlen(text));
		text += n;
		run_ports();
		for (i = 0; i < 600 && at_is_waiting(p); i++)
			host_wait(100);
		assert(n || !at_is_waiting(p));
	}
	return host_read(port);
}
