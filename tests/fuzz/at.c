// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the AT front end with the core and the simulated network: the input is
 * what two hostile terminals send, and what happens in the network meanwhile.
 * A byte of 0x80 and more is an action, others are sent as they are, to the
 * port that the last action chose. Afterwards both ports must work as new.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "modem_host.h"

#define CHECK(cond) do { \
	if (!(cond)) \
		abort(); \
} while (0)

static unsigned int port;

/* Calls and services of the network, by number */
static void act_on_network(uint8_t which)
{
	static const char *const numbers[] = { "", "+15551234", "17", "*#A" };
	static const enum modem_registration services[] = { MODEM_HOME,
		MODEM_ROAMING, MODEM_SEARCHING, MODEM_REG_DENIED };

	switch (which >> 2) {
	case 0:
		radio_sim_call(&host_sim, numbers[which & 3]);
		break;
	case 1:
		radio_sim_sms(&host_sim, numbers[which & 3],
			      "Gr\u00fc\u00dfe [\u20ac]");
		break;
	case 2:
		radio_sim_service(&host_sim, services[which & 3]);
		break;
	case 3:
		radio_sim_detach(&host_sim, which & 1);
		break;
	case 4:
		radio_sim_hang_up(&host_sim);
		break;
	case 5:
		radio_sim_drop(&host_sim);
		break;
	case 6:
		radio_sim_signal(&host_sim, which & 3 ? which : 99);
		break;
	case 7:
		if (which & 2)
			radio_sim_ussd(&host_sim, "Gr\u00fc\u00dfe", which & 1);
		else
			radio_sim_end_ussd(&host_sim);
		break;
	}
}

static void act(uint8_t action)
{
	if (action < 0xa0)
		host_wait(100u << (action & 7));
	else if (action < 0xc0)
		act_on_network(action - 0xa0);
	else if (action < 0xe0)
		port = action & 1;
	else if (action < 0xf0)	/* at once, so that it may abort a command */
		at_receive(&host_ports[port].at, "A", 1);
	else
		at_reset(&host_ports[action & 1].at);
}

/* One character, and some time if the port is waiting. */
static void send(uint8_t c)
{
	const char text[2] = { c };

	host_send(port, c ? text : "\r");
}

/* Invariants of the core */
static void check_modem(void)
{
	const struct modem *m = &host_modem;
	unsigned int i, active = 0;

	CHECK(m->registration <= MODEM_ROAMING);
	CHECK(m->powered || !modem_registered(m));
	CHECK(m->sim.pin_tries <= MODEM_PIN_TRIES);
	for (i = 0; i < MODEM_SMS_MAX; i++)
		CHECK(m->sms[i].length <= MODEM_PDU_MAX);
	for (i = 0; i < MODEM_CALLS_MAX; i++)
		CHECK(m->call[i].state <= MODEM_NO_CALL);
	for (i = 0; i < MODEM_CONTEXTS_MAX; i++)
		active += m->context[i].state == MODEM_ACTIVATED;
	CHECK(active <= 1);
	CHECK(!active || m->attached);
}

/* Whatever came before, a new terminal finds a working port. */
static void check_ports(void)
{
	unsigned int i;

	for (i = 0; i < HOST_PORTS; i++) {
		at_reset(&host_ports[i].at);
		host_read(i);
		CHECK(!strcmp(host_send(i, "ATE0\r"), "ATE0\r\r\nOK\r\n"));
		host_wait(0);
		host_read(i);
		CHECK(!strcmp(host_send(i, "AT\r"), "\r\nOK\r\n"));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t i;

	host_start();
	host_wait(1000);
	port = 0;
	for (i = 0; i < size && i < 4096; i++) {
		if (data[i] & 0x80)
			act(data[i]);
		else
			send(data[i]);
		host_log[0] = '\0';
		check_modem();
	}
	check_ports();
	return 0;
}
