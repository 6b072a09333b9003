// SPDX-License-Identifier: GPL-2.0-only
/*
 * The AT front end with the core and the simulated network: V.250, 3GPP TS
 * 27.007 and 27.005, and the commands of ModemManager's generic plugin in
 * their order.
 */
#include "at_test.h"

/* ---- V.250 ----------------------------------------------------------------*/

static void test_echo(void **state)
{
	AT("ATE1", OK);
	AT("AT", "AT\r" OK);
	AT("ATE0", "ATE0\r" OK);
	AT("AT", OK);
}

static void test_prefix(void **state)
{
	AT("at", OK);
	AT("aT", OK);
	AT("xyzAT", OK);
	AT("", "");
	AT("A", "");
	AT("hello", "");
	AT("\nAT", OK);
}

/* 5.2.2: S5 deletes, control characters are ignored */
static void test_editing(void **state)
{
	AT("ATX\b", OK);
	AT("ATQQ\b\b", OK);
	AT("\b\bAT", OK);
	AT("A\x01T", OK);
	AT("A T", "");
	AT("AT E 0", OK);
	AT("AT + CSQ", LINE("+CSQ: 20,0") OK);
}

/* 5.2.4 */
static void test_repeat(void **state)
{
	AT("AT+CSQ", LINE("+CSQ: 20,0") OK);
	assert_string_equal(host_send(0, "A/"), LINE("+CSQ: 20,0") OK);
	assert_string_equal(host_send(0, "a/"), LINE("+CSQ: 20,0") OK);
	AT("AT", OK);
}

/* Only a line that was executed is repeated, not a part of another. */
static void test_repeat_refused(void **state)
{
	char line[2000] = "AT+CSQ";

	AT("ATI9", LINE("Duet") LINE("RTOS modem") LINE("0.1") OK);
	memset(line + 6, ' ', sizeof(line) - 8);
	line[sizeof(line) - 2] = '\r';
	assert_string_equal(host_send(0, line), ERROR);
	assert_string_equal(host_send(0, "A/"), "");
	AT("AT", OK);
	AT("x longer", "");
	assert_string_equal(host_send(0, "A/"), "");
}

static void test_long_line(void **state)
{
	char line[2000];

	memset(line, 'A', sizeof(line));
	line[sizeof(line) - 2] = '\r';
	line[sizeof(line) - 1] = '\0';
	assert_string_equal(host_send(0, line), ERROR);
	AT("AT", OK);
}

/* 5.4.1: commands in one line; the first error ends it */
static void test_sequence(void **state)
{
	AT("ATE0V1X4&C1", OK);
	AT("AT+CSQ;+CGSN", LINE("+CSQ: 20,0") LINE("490154203237518") OK);
	AT("ATE0+CSQ;E0", LINE("+CSQ: 20,0") OK);
	AT("AT+CSQ;+NOTHING;+CGSN", LINE("+CSQ: 20,0") ERROR);
	AT("AT;;", OK);
}

static void test_syntax(void **state)
{
	AT("AT+CMEE=\"", ERROR);
	AT("AT+CMEE=1\"", ERROR);
	AT("AT+CMEE=\"1\"2", ERROR);
	AT("AT+CMEE?1", ERROR);
	AT("AT+", ERROR);
	AT("AT+CMEE", ERROR);
	AT("AT!", ERROR);
	AT("AT&", ERROR);
	AT("ATE2", ERROR);
	AT("AT+CMEE=3", LINE("+CME ERROR: 50"));
	AT("AT+CMEE=99999999999999", LINE("+CME ERROR: 50"));
	AT("AT+CMEE=1,1", LINE("+CME ERROR: 50"));
	AT("AT+CMEE=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", ERROR);
	AT("AT+CMEE=?", LINE("+CMEE: (0-2)") OK);
}

/* 5.7.1 */
static void test_results(void **state)
{
	AT("ATV0", "0\r");
	AT("AT+CSQ", "+CSQ: 20,0\r\n0\r");
	AT("AT+NOTHING", "4\r");
	AT("ATV1", OK);
	AT("ATQ1", "");
	AT("AT+NOTHING", "");
	AT("ATQ0", OK);
	AT("ATZ", OK);
	AT("ATE0", "ATE0\r" OK);
	AT("AT&F0", OK);
	AT("ATZ1", "ATZ1\r" ERROR);
}

static void test_registers(void **state)
{
	AT("ATS3?", LINE("013") OK);
	AT("ATS0=2", OK);
	AT("ATS0?", LINE("002") OK);
	AT("ATS0=256", ERROR);
	AT("ATS99?", ERROR);
	AT("ATS3", ERROR);
	AT("ATS3=33", OK);
	assert_string_equal(host_send(0, "AT!"), OK);
	assert_string_equal(host_send(0, "ATS3=13!"), OK);
}

static void test_errors(void **state)
{
	AT("AT+CMEE=0", OK);
	AT("AT+CGDCONT=9", ERROR);
	AT("AT+CMEE=2", OK);
	AT("AT+CGDCONT=9", LINE("+CME ERROR: invalid index"));
	AT("AT+CMEE=1", OK);
	AT("AT+CGDCONT=9", LINE("+CME ERROR: 21"));
	AT("AT+CMEE?", LINE("+CMEE: 1") OK);
}

/* Sends bytes without waiting for the end of a command. */
static void type(const char *text)
{
	size_t n = strlen(text);

	assert_int_equal(at_receive(&host_ports[0].at, text, n), n);
}

/* 5.6.1: by any character, but not within 125 ms */
static void test_abort(void **state)
{
	type("AT+COPS=?\r\n");
	host_wait(124);
	type("x");
	NEWS("");
	host_wait(1);
	type("x");
	NEWS(ERROR);
	AT("AT", OK);
	/* the scan has stopped: there is no outcome, and another may begin */
	host_wait(5000);
	NEWS("");
	type("AT+COPS=?;+CSQ\r");
	host_wait(200);
	type("AT\r");
	/* the first of them aborted the line, so the rest is none */
	NEWS(ERROR);
	AT("AT+COPS=?;+CSQ", LINE("+COPS: (2,\"Duet Net\",\"Duet\",\"00101\",0),"
	   "(3,\"Other Net\",\"Other\",\"00102\",2),,(0-4),(0-2)")
	   LINE("+CSQ: 20,0") OK);
}

/* The search continues; changes meanwhile are reported after the result. */
static void test_abort_selection(void **state)
{
	AT("AT+CREG=1", OK);
	type("AT+COPS=0\r");
	host_wait(150);
	NEWS("");
	type(" ");
	NEWS(ERROR LINE("+CREG: 2"));
	host_wait(1000);
	NEWS(LINE("+CREG: 1"));
}

/* Other commands keep what follows them for later. */
static void test_type_ahead(void **state)
{
	AT("AT+CGDCONT=1,\"IP\",\"internet\"", OK);
	type("AT+CGACT=1,1\r");
	host_wait(130);
	assert_int_equal(at_receive(&host_ports[0].at, "AT\r", 3), 0);
	host_wait(1000);
	NEWS(OK);
}

/* ---- ModemManager 1.20, generic plugin ------------------------------------*/

static const struct {
	const char *command, *answer;
} probing[] = {
	{ "AT", OK },
	{ "ATE0", OK },
	{ "ATV1", OK },
	{ "AT+CMEE=1", OK },
	{ "ATX4", OK },
	{ "AT&C1", OK },
	{ "AT+GCAP", LINE("+GCAP: +CGSM,+DS,+ES") OK },
	{ "AT+WS46=?", LINE("+WS46: (12,22,25)") OK },
	{ "AT+CSCS=?", LINE("+CSCS: (\"IRA\",\"GSM\",\"UCS2\")") OK },
	{ "AT+CSCS=\"UCS2\"", OK },
	{ "AT+CSCS?", LINE("+CSCS: \"UCS2\"") OK },
	{ "AT+CGMI", LINE("Duet") OK },
	{ "AT+CGMM", LINE("RTOS modem") OK },
	{ "AT+CGMR", LINE("0.1") OK },
	{ "AT+CGSN", LINE("490154203237518") OK },
	{ "ATI", LINE("Duet") LINE("RTOS modem") LINE("0.1") OK },
	{ "AT*CNTI=2", ERROR },
	{ "AT+CGDCONT=?", LINE("+CGDCONT: (1-4),\"IP\",,,(0),(0)") OK },
	{ "AT+CFUN?", LINE("+CFUN: 1") OK },
	{ "AT+CPIN?", LINE("+CPIN: READY") OK },
	{ "AT+CSIM=10,\"0020000100\"", LINE("+CSIM: 4,\"63C3\"") OK },
	{ "AT+CSIM=10,\"002C000100\"", LINE("+CSIM: 4,\"63CA\"") OK },
	{ "AT+CSIM=10,\"0020008100\"", LINE("+CSIM: 4,\"6A88\"") OK },
	{ "AT+CRSM=176,12258,0,0,10",
	  LINE("+CRSM: 144,0,\"981010000000000010F2\"") OK },
	{ "AT+CIMI", LINE("001010123456789") OK },
	{ "AT+CRSM=176,28589,0,0,4", LINE("+CRSM: 144,0,\"00000002\"") OK },
	{ "AT+CRSM=176,28486,0,0,17",
	  LINE("+CRSM: 144,0,\"0144756574204E6574FFFFFFFFFFFFFFFF\"") OK },
	{ "AT+CRSM=176,28599,0,0,15", LINE("+CRSM: 103,6") OK },
	{ "AT+CPLS=0", ERROR },
	{ "AT+CPOL=,2", ERROR },
	{ "AT+CPOL?", ERROR },
	{ "AT+CRSM=176,28478,0,0,0", LINE("+CRSM: 148,4") OK },
	{ "AT+CNUM", LINE("+CNUM: \"\",\"+15550100\",145") OK },
	{ "AT+CLCK=?", LINE("+CLCK: (\"SC\",\"FD\",\"PS\")") OK },
	{ "AT+CLCK=\"SC\",2", LINE("+CLCK: 0") OK },
	{ "AT+CLCK=\"FD\",2", LINE("+CLCK: 0") OK },
	{ "AT+CLCK=\"PS\",2", LINE("+CLCK: 0") OK },
	{ "AT+CEMODE?", ERROR },
	{ "AT+CUSD=?", LINE("+CUSD: (0-2)") OK },
	{ "AT+CNMI=?", LINE("+CNMI: (0-3),(0-3),(0-2),(0-2),(0,1)") OK },
	{ "AT+CPMS=?", LINE("+CPMS: (\"ME\",\"SM\"),(\"ME\",\"SM\"),(\"ME\",\"SM\")") OK },
	{ "AT+CPMS?", LINE("+CPMS: \"ME\",0,30,\"ME\",0,30,\"ME\",0,30") OK },
	{ "AT+CTZU=1", OK },
	{ "AT+CCLK?", LINE("+CCLK: \"26/11/29,17:00:00+04\"") OK },
	{ "AT+CESQ=?", ERROR },
	{ "ATH", OK },
	{ "AT+CLCC=?", OK },
};

static const struct {
	const char *command, *answer;
} enabling[] = {
	{ "AT+CFUN?", LINE("+CFUN: 1") OK },
	{ "AT+IFC=?", LINE("+IFC: (0-2),(0-2)") OK },
	{ "AT+CIND=?", LINE("+CIND: (\"battchg\",(0-5)),(\"signal\",(0-5)),"
			    "(\"service\",(0,1)),(\"call\",(0,1)),"
			    "(\"roam\",(0,1)),(\"smsfull\",(0,1))") OK },
	{ "AT+CMER=?", LINE("+CMER: (0-3),(0),(0),(0,1),(0,1)") OK },
	{ "AT+CGEREP=?", LINE("+CGEREP: (0-2),(0,1)") OK },
	{ "AT+CMER=3,0,0,1", OK },
	{ "AT+CGEREP=2", OK },
	{ "AT+CREG=2", OK },
	{ "AT+CGREG=2", OK },
	{ "AT+CUSD=1", OK },
	{ "AT+CREG?", LINE("+CREG: 2,1,\"00A1\",\"00000102\",0") OK },
	{ "AT+CMGF=?", LINE("+CMGF: (0,1)") OK },
	{ "AT+CGREG?", LINE("+CGREG: 2,1,\"00A1\",\"00000102\",0") OK },
	{ "AT+CMGF=0", OK },
	{ "AT+CPMS=\"ME\",\"ME\",\"ME\"", LINE("+CPMS: 0,30,0,30,0,30") OK },
	{ "AT+CPMS=\"ME\"", LINE("+CPMS: 0,30,0,30,0,30") OK },
	{ "AT+CMGL=4", OK },
	{ "AT+CNMI=2,1,2,1,0", OK },
	{ "AT+CLIP=1", OK },
	{ "AT+CRC=1", OK },
	{ "AT+CCWA=1", OK },
	{ "AT+COPS=3,2", OK },
	{ "AT+COPS?", LINE("+COPS: 0,2,\"00101\",0") OK },
	{ "AT+COPS=3,0", OK },
	{ "AT+COPS?", LINE("+COPS: 0,0,\"Duet Net\",0") OK },
	{ "AT+CIND?", LINE("+CIND: 5,4,1,0,0,0") OK },
};

static void test_modemmanager(void **state)
{
	char line[200];
	unsigned int i;

	for (i = 0; i < sizeof(probing) / sizeof(probing[0]); i++) {
		snprintf(line, sizeof(line), "%s\r", probing[i].command);
		assert_string_equal(host_send(0, line), probing[i].answer);
	}
	for (i = 0; i < sizeof(enabling) / sizeof(enabling[0]); i++) {
		snprintf(line, sizeof(line), "%s\r", enabling[i].command);
		assert_string_equal(host_send(0, line), enabling[i].answer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_echo),
		TEST(test_prefix),
		TEST(test_editing),
		TEST(test_repeat),
		TEST(test_repeat_refused),
		TEST(test_long_line),
		TEST(test_sequence),
		TEST(test_syntax),
		TEST(test_results),
		TEST(test_registers),
		TEST(test_errors),
		TEST(test_abort),
		TEST(test_abort_selection),
		TEST(test_type_ahead),
		TEST(test_modemmanager),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
