// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that the radio does not answer, or answers late. This one does
 * nothing by itself. Times are those of 24.008 11.2 and 11.3 and 24.011 10.
 */
#include "at_test.h"

#define SUBMIT	"00010008915155214300000AE8329BFD4697D9EC37\x1a"

static const struct modem_ip ip = { .address = 0x0a400002 };
static const struct modem_operator home = { "00101", "Home", "H", 2, 0 };

/* What the radio has been asked for last */
static struct {
	uint32_t ticket, given_up;
	unsigned int call, cid, requests, ends, cancelled;
	uint8_t cause;
} asked;

static enum modem_error ask(uint32_t ticket)
{
	/* no two requests have the same, and none has that of a report */
	assert_true(ticket > asked.ticket);
	asked.ticket = ticket;
	asked.requests++;
	return MODEM_OK;
}

static void set_power(struct radio *r, bool on)
{
}

static enum modem_error select_operator(struct radio *r, uint32_t ticket,
					const char *numeric)
{
	return ask(ticket);
}

static void deregister(struct radio *r)
{
}

static enum modem_error scan(struct radio *r, uint32_t ticket)
{
	return ask(ticket);
}

static enum modem_error attach(struct radio *r, uint32_t ticket, bool on)
{
	return ask(ticket);
}

static enum modem_error activate(struct radio *r, uint32_t ticket,
				 unsigned int cid, const char *apn)
{
	asked.cid = cid;
	return ask(ticket);
}

static enum modem_error deactivate(struct radio *r, uint32_t ticket,
				   unsigned int cid)
{
	asked.cid = cid;
	asked.ends++;
	return ask(ticket);
}

static enum modem_error send_sms(struct radio *r, uint32_t ticket,
				 const char *smsc, const uint8_t *tpdu,
				 size_t length)
{
	return ask(ticket);
}

static void sms_room(struct radio *r)
{
}

static enum modem_error dial(struct radio *r, unsigned int call,
			     const char *number)
{
	asked.call = call;
	return MODEM_OK;
}

static enum modem_error answer(struct radio *r, unsigned int call)
{
	asked.call = call;
	return MODEM_OK;
}

static enum modem_error hang_up(struct radio *r, unsigned int call,
				uint8_t cause)
{
	asked.call = call;
	asked.cause = cause;
	asked.ends++;
	return MODEM_OK;
}

static enum modem_error hold(struct radio *r, unsigned int call, bool on)
{
	return MODEM_OK;
}

static enum modem_error send_ussd(struct radio *r, uint32_t ticket,
				  uint8_t dcs, const uint8_t *data,
				  size_t length)
{
	return ask(ticket);
}

static void cancel_ussd(struct radio *r)
{
	asked.cancelled++;
}

static void give_up(struct radio *r, uint32_t ticket)
{
	asked.given_up = ticket;
}

static uint32_t poll(struct radio *r, uint32_t now)
{
	return UINT32_MAX;
}

static const struct radio_ops ops = {
	.set_power = set_power, .select_operator = select_operator,
	.deregister = deregister, .scan = scan, .attach = attach,
	.activate = activate, .deactivate = deactivate, .send_sms = send_sms,
	.sms_room = sms_room, .dial = dial, .answer = answer,
	.hang_up = hang_up, .hold = hold, .send_ussd = send_ussd,
	.cancel_ussd = cancel_ussd, .give_up = give_up, .poll = poll,
};

static int start_mute(void **state)
{
	static struct radio radio;

	memset(&asked, 0, sizeof(asked));
	radio.ops = &ops;
	host_start_with(&radio);
	radio_registered(&host_modem, 0, MODEM_HOME, &home, 1, 2);
	radio_attached(&host_modem, 0, true, MODEM_OK);
	set_up_ports();
	return 0;
}

/* Sends a line whose command waits. */
static void begin(unsigned int port, const char *line)
{
	struct at_port *p = &host_ports[port].at;

	assert_int_equal(at_receive(p, line, strlen(line)), strlen(line));
	host_wait(0);
	assert_string_equal(host_read(port), "");
}

/* It fails after so many seconds, not before. */
static void fails_after(uint32_t seconds, const char *answer)
{
	host_wait(seconds * 1000 - 1);
	NEWS("");
	host_wait(1);
	NEWS(answer);
}

static void test_scan(void **state)
{
	uint32_t late;

	begin(0, "AT+COPS=?\r");
	late = asked.ticket;
	fails_after(180, CME(31));
	assert_int_equal(asked.given_up, late);
	begin(0, "AT+COPS=?\r");
	radio_scanned(&host_modem, late, &home, 1);
	NEWS("");
	radio_scanned(&host_modem, asked.ticket, &home, 1);
	NEWS(LINE("+COPS: (2,\"Home\",\"H\",\"00101\",0),,(0-4),(0-2)") OK);
}

static void test_register(void **state)
{
	uint32_t late;

	begin(0, "AT+COPS=0\r");
	late = asked.ticket;
	fails_after(60, CME(31));
	begin(0, "AT+COPS=1,2,\"00102\"\r");
	/* the new state is always reported, but does not answer the request */
	radio_registered(&host_modem, late, MODEM_REG_DENIED, NULL, 0, 0);
	radio_registered(&host_modem, 0, MODEM_HOME, &home, 1, 2);
	NEWS("");
	AT1("AT+CREG?", LINE("+CREG: 0,1") OK);
	radio_registered(&host_modem, asked.ticket, MODEM_HOME, &home, 1, 2);
	NEWS(OK);
}

static void test_attach(void **state)
{
	uint32_t late;

	begin(0, "AT+CGATT=0\r");
	late = asked.ticket;
	fails_after(75, OK);
	AT("AT+CGATT?", LINE("+CGATT: 0") OK);
	begin(0, "AT+CGATT=1\r");
	radio_attached(&host_modem, late, false, MODEM_OK);
	NEWS("");
	late = asked.ticket;
	fails_after(75, CME(31));
	radio_attached(&host_modem, late, true, MODEM_OK);
	AT("AT+CGATT?", LINE("+CGATT: 0") OK);
	begin(0, "AT+CGATT=1\r");
	radio_attached(&host_modem, asked.ticket, true, MODEM_OK);
	NEWS(OK);
	/* one that has no answer changes nothing */
	begin(0, "AT+CGATT=1\r");
	fails_after(75, CME(31));
	AT("AT+CGATT?", LINE("+CGATT: 1") OK);
}

/* The network may have activated it, so the modem asks for its end. */
static void test_activate(void **state)
{
	uint32_t late;

	AT("AT+CGDCONT=2,\"IP\",\"a\"", OK);
	begin(0, "AT+CGACT=1,2\r");
	late = asked.ticket;
	assert_int_equal(asked.ends, 0);
	fails_after(150, CME(31));
	assert_int_equal(asked.ends, 1);
	assert_int_equal(asked.cid, 2);
	assert_int_equal(host_modem.context[1].state, MODEM_DEACTIVATING);
	radio_activated(&host_modem, late, 2, &ip);
	assert_int_equal(host_modem.context[1].state, MODEM_DEACTIVATING);
	host_wait(40000);
	assert_int_equal(host_modem.context[1].state, MODEM_INACTIVE);
	begin(0, "AT+CGACT=1,2\r");
	radio_activated(&host_modem, late, 2, NULL);
	radio_activated(&host_modem, late, 2, &ip);
	radio_deactivated(&host_modem, late + 1, 2);
	NEWS("");
	radio_activated(&host_modem, asked.ticket, 2, &ip);
	NEWS(OK);
	begin(0, "AT+CGACT=0,2\r");
	fails_after(40, OK);
	AT("AT+CGACT?", LINE("+CGACT: 2,0") OK);
}

/* The network ends a context whatever the modem is about. */
static void test_network_deactivates(void **state)
{
	AT("AT+CGDCONT=1,\"IP\",\"a\"", OK);
	begin(0, "AT+CGACT=1,1\r");
	radio_deactivated(&host_modem, 0, 1);
	NEWS(CME(30));
	radio_activated(&host_modem, asked.ticket, 1, &ip);
	AT("AT+CGACT?", LINE("+CGACT: 1,0") OK);
}

static void test_sms(void **state)
{
	uint32_t late;

	AT("AT+CMGS=20", "\r\n> ");
	begin(0, SUBMIT);
	late = asked.ticket;
	AT1("AT+CMGS=20", "\r\n> ");
	begin(1, SUBMIT);
	assert_int_equal(asked.requests, 1);
	fails_after(60, CMS(332));
	assert_int_equal(asked.given_up, late);
	/* the other one is under way now */
	assert_int_equal(asked.requests, 2);
	radio_sms_sent(&host_modem, late, 0);
	NEWS1("");
	radio_sms_sent(&host_modem, asked.ticket, 0);
	NEWS1(LINE("+CMGS: 2") OK);
	assert_int_equal(host_modem.sms_sent, 1);
}

static void test_ussd(void **state)
{
	uint32_t late;

	AT("AT+CUSD=1,\"*1#\"", OK);
	late = asked.ticket;
	fails_after(60, LINE("+CUSD: 5"));
	assert_int_equal(asked.cancelled, 1);
	AT("AT+CUSD=1,\"*2#\"", OK);
	radio_ussd(&host_modem, late, 0, 68, (const uint8_t *)"late", 4);
	NEWS("");
	radio_ussd(&host_modem, asked.ticket, 0, 68, (const uint8_t *)"good", 4);
	NEWS(LINE("+CUSD: 0,\"good\",68"));
}

/* ---- calls ----------------------------------------------------------------*/

static void test_dial(void **state)
{
	unsigned int late;

	AT("ATD1;", OK);
	late = asked.call;
	host_wait(59999);
	assert_int_equal(asked.ends, 0);
	host_wait(1);
	assert_int_equal(asked.ends, 1);
	assert_int_equal(asked.call, late);
	assert_int_equal(asked.cause, 102);
	/* the radio does not end it either, and the user is impatient */
	AT("ATH", OK);
	assert_int_equal(asked.ends, 1);
	AT("AT+CLCC", LINE("+CLCC: 1,0,2,0,0,\"1\",129") OK);
	fails_after(90, LINE("NO CARRIER"));
	AT("AT+CEER", LINE("+CEER: Recovery on timer expiry") OK);
	AT("ATD2;", OK);
	assert_true(asked.call != late);
	radio_call_state(&host_modem, late, MODEM_ACTIVE);
	radio_call_ended(&host_modem, late, 16);
	AT("AT+CLCC", LINE("+CLCC: 1,0,2,0,0,\"2\",129") OK);
}

/* A call that rings at the far end may do so for as long as it likes. */
static void test_alerting(void **state)
{
	AT("ATD1;", OK);
	radio_call_state(&host_modem, asked.call, MODEM_ALERTING);
	host_wait(600000);
	assert_int_equal(asked.ends, 0);
	radio_call_ended(&host_modem, asked.call, 17);
	NEWS(LINE("BUSY"));
}

static void test_answer(void **state)
{
	unsigned int call = radio_call_received(&host_modem, "1");

	NEWS(LINE("RING"));
	AT("ATA", OK);
	assert_int_equal(asked.call, call);
	host_wait(29999);
	assert_int_equal(asked.ends, 0);
	host_wait(1);
	assert_int_equal(asked.ends, 1);
	assert_int_equal(asked.cause, 102);
	/* too late: the call is about to end, and rings no more */
	radio_call_state(&host_modem, call, MODEM_ACTIVE);
	AT("AT+CLCC", LINE("+CLCC: 1,1,4,0,0,\"1\",129") OK);
	radio_call_ended(&host_modem, call, 16);
	AT("AT+CLCC", OK LINE("NO CARRIER"));
}

static void test_hang_up(void **state)
{
	unsigned int call;

	AT("ATD1;", OK);
	call = asked.call;
	radio_call_state(&host_modem, call, MODEM_ACTIVE);
	AT("AT+CHUP", OK);
	host_wait(89999);
	AT("AT+CLCC", LINE("+CLCC: 1,0,0,0,0,\"1\",129") OK);
	host_wait(1);
	AT1("AT+CLCC", OK);
	assert_int_equal(asked.ends, 1);
}

/* Whoever asked is gone: what is under way is over some time nevertheless. */
static void test_forgotten(void **state)
{
	begin(0, "AT+COPS=?\r");
	at_reset(&host_ports[0].at);
	AT1("AT+COPS=?", CME(3));
	host_wait(180000);
	begin(1, "AT+COPS=?\r");
}

/* Switched off, the radio need not answer. */
static void test_radio_off(void **state)
{
	begin(0, "AT+COPS=?\r");
	AT1("AT+CFUN=4", OK);
	NEWS(CME(3));
	host_wait(200000);
	NEWS("");
}

#define MUTE(name)	cmocka_unit_test_setup(name, start_mute)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MUTE(test_scan), MUTE(test_register), MUTE(test_attach),
		MUTE(test_activate), MUTE(test_network_deactivates),
		MUTE(test_sms), MUTE(test_ussd), MUTE(test_dial),
		MUTE(test_alerting), MUTE(test_answer), MUTE(test_hang_up),
		MUTE(test_forgotten), MUTE(test_radio_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
