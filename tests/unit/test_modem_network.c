// SPDX-License-Identifier: GPL-2.0-only
/* Registration, contexts, USSD, SIM and PIN by AT commands of 27.007. */
#include "at_test.h"

/* ---- registration, 7.2 and 7.3 --------------------------------------------*/

static void test_registration(void **state)
{
	AT("AT+CREG=1;+CGREG=1", OK);
	AT1("AT+CREG=2", OK);
	AT("AT+CREG?", LINE("+CREG: 1,1") OK);
	radio_sim_service(&host_sim, MODEM_ROAMING);
	NEWS(LINE("+CREG: 5") LINE("+CGREG: 5"));
	NEWS1(LINE("+CREG: 5,\"00A1\",\"00000102\",2"));
	AT("AT+COPS?", LINE("+COPS: 0,0,\"Other Net\",2") OK);
	radio_sim_service(&host_sim, MODEM_SEARCHING);
	NEWS(LINE("+CREG: 2") LINE("+CGREG: 0"));
	NEWS1(LINE("+CREG: 2"));
	AT("AT+COPS?", LINE("+COPS: 0") OK);
	radio_sim_service(&host_sim, MODEM_REG_DENIED);
	NEWS(LINE("+CREG: 3"));
}

static void test_signal(void **state)
{
	AT("AT+CMER=3,0,0,1", OK);
	radio_sim_signal(&host_sim, 31);
	NEWS(LINE("+CIEV: 2,5"));
	NEWS1("");
	AT("AT+CSQ", LINE("+CSQ: 31,0") OK);
	radio_sim_signal(&host_sim, 99);
	NEWS(LINE("+CIEV: 2,0"));
	AT("AT+CSQ", LINE("+CSQ: 99,99") OK);
	AT("AT+CMER?", LINE("+CMER: 3,0,0,1,0") OK);
	AT("AT+CMER=0", OK);
	radio_sim_signal(&host_sim, 1);
	NEWS("");
	AT("AT+CMER=3,1", CME(50));
}

static void test_operators(void **state)
{
	AT("AT+COPS=?", LINE("+COPS: (2,\"Duet Net\",\"Duet\",\"00101\",0),"
			     "(3,\"Other Net\",\"Other\",\"00102\",2),,(0-4),"
			     "(0-2)") OK);
	AT("AT+COPS=1,2,\"00102\"", CME(30));
	AT("AT+COPS?", LINE("+COPS: 1") OK);
	AT("AT+COPS=1,0,\"Duet Net\"", OK);
	AT("AT+COPS?", LINE("+COPS: 1,0,\"Duet Net\",0") OK);
	AT("AT+COPS=3,1", OK);
	AT("AT+COPS?", LINE("+COPS: 1,1,\"Duet\",0") OK);
	AT("AT+COPS=2", OK);
	AT("AT+COPS?", LINE("+COPS: 2") OK);
	AT("AT+CREG?", LINE("+CREG: 0,0") OK);
	AT("AT+COPS=0", OK);
	AT("AT+CREG?", LINE("+CREG: 0,1") OK);
	AT("AT+COPS=1,2,\"x\"", CME(50));
	AT("AT+COPS=1,2,\"12345678\"", CME(50));
	AT("AT+COPS=1", CME(50));
	AT("AT+COPS=1,0,\"Nobody\"", CME(30));
	AT("AT+COPS=5", CME(50));
	/* manual, or else automatic */
	AT("AT+COPS=4,2,\"00102\"", OK);
	AT("AT+COPS?", LINE("+COPS: 0,2,\"00101\",0") OK);
	AT("AT+COPS=4,2,\"00101\"", OK);
	AT("AT+COPS?", LINE("+COPS: 1,2,\"00101\",0") OK);
	radio_sim_service(&host_sim, MODEM_SEARCHING);
	AT("AT+COPS=4,2,\"00101\"", CME(30));
}

/* There is no such cell: what needed the one before is over. */
static void test_leave(void **state)
{
	AT("AT+CGDCONT=1,\"IP\",\"\";+CGACT=1,1;D5551234;", OK);
	host_wait(3000);
	AT1("AT+COPS=1,2,\"99999\"", CME(30));
	NEWS(LINE("NO CARRIER"));
	AT("AT+CLCC;+CGATT?;+CGACT?", LINE("+CGATT: 0") LINE("+CGACT: 1,0") OK);
	/* nor does an earlier search bring it back */
	assert_int_equal(at_receive(&host_ports[0].at, "AT+COPS=0\r", 10), 10);
	host_wait(150);
	AT("x", ERROR);
	AT("AT+COPS=1,2,\"99999\"", CME(30));
	host_wait(1000);
	AT("AT+CREG?", LINE("+CREG: 0,0") OK);
}

/* A modem that had left the network is on again, and joins it. */
static void test_return(void **state)
{
	AT("AT+COPS=2;+CFUN=4;+CFUN=1", OK);
	host_wait(1000);
	AT("AT+CREG?;+COPS?", LINE("+CREG: 0,0") LINE("+COPS: 2") OK);
	AT("AT+COPS=0", OK);
	radio_sim_signal(&host_sim, 7);
	AT("AT+CSQ", LINE("+CSQ: 7,0") OK);
	radio_sim_service(&host_sim, MODEM_SEARCHING);
	AT("AT+CREG?", LINE("+CREG: 0,2") OK);
}

/* A selection ends, though the search goes on. */
static void test_no_cell(void **state)
{
	radio_sim_service(&host_sim, MODEM_SEARCHING);
	AT("AT+COPS=0", CME(30));
	AT("AT+CREG?", LINE("+CREG: 0,2") OK);
	assert_int_equal(at_receive(&host_ports[0].at, "AT+COPS=0\r", 10), 10);
	radio_sim_service(&host_sim, MODEM_SEARCHING);
	NEWS(CME(30));
	radio_sim_service(&host_sim, MODEM_REG_DENIED);
	AT("AT+COPS=0", CME(32));
}

/* However often the cell changes, the network has room for requests. */
static void test_many_cells(void **state)
{
	unsigned int i;

	for (i = 0; i < 100; i++)
		radio_sim_service(&host_sim, i & 1 ? MODEM_HOME :
				  MODEM_ROAMING);
	AT("AT+COPS=0", OK);
}

static void test_function(void **state)
{
	AT("AT+CREG=1", OK);
	AT("AT+CFUN=4", OK LINE("+CREG: 0"));
	AT("AT+CFUN?", LINE("+CFUN: 4") OK);
	AT("AT+CREG?", LINE("+CREG: 1,0") OK);
	AT("AT+COPS=?", CME(3));
	AT("AT+CGATT=1", CME(3));
	AT("AT+CFUN=1", OK LINE("+CREG: 2"));
	host_wait(1000);
	NEWS(LINE("+CREG: 1"));
	AT("AT+CFUN=2", CME(50));
	AT("AT+CFUN=1,1", CME(50));
	AT("AT+CFUN=", CME(50));
}

/* The clock is the network's, and goes on. */
static void test_clock(void **state)
{
	unsigned int i;

	host_wait(86400u * 1000 * 2 + 3661 * 1000 - 400);
	AT("AT+CCLK?", LINE("+CCLK: \"26/12/01,18:01:01+04\"") OK);
	/* beyond what the clock of milliseconds can count */
	for (i = 0; i < 60; i++)
		host_wait(86400u * 1000);
	AT("AT+CCLK?", LINE("+CCLK: \"27/01/30,18:01:01+04\"") OK);
	AT("AT+CTZR=1", OK);
	radio_sim_service(&host_sim, MODEM_HOME);
	NEWS(LINE("+CTZV: +04"));
}

/* Set by the terminal, it goes on, until the network has another one. */
static void test_set_clock(void **state)
{
	AT("AT+CCLK=\"28/02/28,23:59:59-32\"", OK);
	host_wait(1000);
	AT("AT+CCLK?", LINE("+CCLK: \"28/02/29,00:00:00-32\"") OK);
	AT("AT+CCLK=\"28/12/31,01:02:03\"", OK);
	AT("AT+CCLK?", LINE("+CCLK: \"28/12/31,01:02:03-32\"") OK);
	AT("AT+CCLK=\"27/02/29,00:00:00+00\"", CME(50));
	AT("AT+CCLK=\"27/13/01,00:00:00+00\"", CME(50));
	AT("AT+CCLK=\"27/00/01,00:00:00+00\"", CME(50));
	AT("AT+CCLK=\"27/01/00,00:00:00+00\"", CME(50));
	AT("AT+CCLK=\"27/01/01,24:00:00+00\"", CME(50));
	AT("AT+CCLK=\"27/01/01,00:60:00+00\"", CME(50));
	AT("AT+CCLK=\"27/01/01,00:00:60+00\"", CME(50));
	AT("AT+CCLK=\"27/01/01,00:00:00+97\"", CME(50));
	AT("AT+CCLK=\"27/01/01,00:00:00 00\"", CME(50));
	AT("AT+CCLK=\"27-01-01,00:00:00+00\"", CME(50));
	AT("AT+CCLK=\"2x/01/01,00:00:00+00\"", CME(50));
	AT("AT+CCLK=\"27/01/01\"", CME(50));
	AT("AT+CCLK=", CME(50));
	radio_sim_service(&host_sim, MODEM_HOME);
	AT("AT+CCLK?", LINE("+CCLK: \"26/11/29,17:00:00+04\"") OK);
}

/* ---- packets, 10.1 --------------------------------------------------------*/

static void test_contexts(void **state)
{
	AT("AT+CGDCONT?", OK);
	AT("AT+CGDCONT=1,\"IP\",\"internet\"", OK);
	AT("AT+CGDCONT=2,\"IP\",\"\"", OK);
	AT("AT+CGDCONT?", LINE("+CGDCONT: 1,\"IP\",\"internet\",\"\",0,0")
	   LINE("+CGDCONT: 2,\"IP\",\"\",\"\",0,0") OK);
	AT("AT+CGACT=1,1", OK);
	AT("AT+CGACT?", LINE("+CGACT: 1,1") LINE("+CGACT: 2,0") OK);
	AT("AT+CGPADDR=1", LINE("+CGPADDR: 1,\"10.64.0.2\"") OK);
	AT("AT+CGDCONT=1", CME(3));
	AT("AT+CGACT=1,1", OK);
	/* there is one path */
	AT("AT+CGACT=1,2", CME(32));
	AT("AT+CGACT=0,1", OK);
	AT("AT+CGACT=0", OK);
	AT("AT+CGPADDR", LINE("+CGPADDR: 1,\"\"") LINE("+CGPADDR: 2,\"\"") OK);
	AT("AT+CGDCONT=2", OK);
	AT("AT+CGDCONT=1,\"IP\",\"other\"", OK);
	AT("AT+CGACT=1,1", CME(32));
	AT("AT+CGACT=1,2", CME(21));
	AT("AT+CGACT=1,5", CME(50));
	AT("AT+CGACT=2,1", CME(50));
	AT("AT+CGDCONT=1,\"PPP\"", CME(50));
	AT("AT+CGDCONT=5,\"IP\"", CME(21));
	AT("AT+CGDCONT=1,\"IP\",\"a b\"", CME(50));
}

static void test_network_ends_context(void **state)
{
	AT("AT+CGEREP=2;+CGDCONT=1,\"IP\",\"internet\"", OK);
	AT("AT+CGACT=1,1", OK);
	radio_sim_drop(&host_sim);
	NEWS(LINE("+CGEV: NW DEACT \"IP\",10.64.0.2,1"));
	AT("AT+CGACT=1,1", OK);
	AT("AT+CGACT=0,1", OK);
	NEWS("");
	AT("AT+CGACT=1,1", OK);
	radio_sim_detach(&host_sim, true);
	NEWS(LINE("+CGEV: NW DEACT \"IP\",10.64.0.2,1"));
	AT("AT+CGATT?", LINE("+CGATT: 0") OK);
	AT("AT+CGATT=1", CME(32));
	AT("AT+CGACT=1,1", CME(32));
	radio_sim_detach(&host_sim, false);
	AT("AT+CGATT?", LINE("+CGATT: 1") OK);
	AT("AT+CGATT=0", OK);
	AT("AT+CGATT?", LINE("+CGATT: 0") OK);
	AT("AT+CGATT=2", CME(50));
}

/* Detached, it stays so, whatever was under way. */
static void test_detach(void **state)
{
	AT("AT+CGDCONT=1,\"IP\",\"\"", OK);
	assert_int_equal(at_receive(&host_ports[0].at, "AT+CGACT=1,1\r", 13),
			 13);
	AT1("AT+CGATT=0", OK);
	NEWS(CME(30));
	host_wait(1000);
	AT("AT+CGATT?;+CGACT?", LINE("+CGATT: 0") LINE("+CGACT: 1,0") OK);
	/* nor does the activation last longer that attaches first */
	assert_int_equal(at_receive(&host_ports[0].at, "AT+CGACT=1,1\r", 13),
			 13);
	AT1("AT+CGATT=0", OK);
	NEWS(CME(30));
}

/* ---- USSD, 7.15 -----------------------------------------------------------*/

static void test_ussd(void **state)
{
	AT("AT+CUSD=1,\"*100#\",15", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 0,\"Balance: 12.34\",15"));
	AT("AT+CSCS=\"UCS2\"", OK);
	AT("AT+CUSD=1,\"002A0031003000300023\",15", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 0,\"00420061006C0061006E00630065003A002000310032002E00330034\",15"));
	AT("AT+CUSD=1,\"002A0031003000300023\",72", OK);
	host_wait(500);
	AT("AT+CUSD=0", LINE("+CUSD: 0,\"00420061006C0061006E00630065003A002000310032002E00330034\",15") OK);
}

/* A question, whose answer may be anything; 15 characters need the CR. */
static void test_ussd_session(void **state)
{
	AT("AT+CUSD=1,\"*101#\"", OK);
	AT("AT+CUSD=1,\"*100#\"", CME(3));
	host_wait(500);
	NEWS(LINE("+CUSD: 1,\"1 Tariff 2 Help\",15"));
	AT("AT+CUSD=1,\"1\"", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 0,\"Tariff: Duet 2008\",15"));
	AT("AT+CUSD=1,\"*999#\"", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 4"));
	AT("AT+CUSD=1,\"*105#\"", OK);
	AT("AT+CUSD=2", OK);
	AT("AT+CUSD=1,\"*105#\"", OK);
	host_wait(11000);
	NEWS(LINE("+CUSD: 5"));
	AT("AT+CUSD=1,\"\"", CME(50));
	AT("AT+CUSD=1,\"*1#\",4", OK);
	AT("AT+CUSD=1,\"*1#\",68", CME(4));
	AT("AT+CUSD=3", CME(50));
}

/* A dialogue ends with the radio. */
static void test_ussd_power(void **state)
{
	AT("AT+CUSD=1,\"*101#\"", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 1,\"1 Tariff 2 Help\",15"));
	AT("AT+CFUN=4", OK LINE("+CUSD: 2"));
	AT("AT+CFUN=1", OK);
	host_wait(1000);
	AT("AT+CUSD=1,\"*100#\"", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 0,\"Balance: 12.34\",15"));
}

/* Two questions, each in the session of the one before */
static void test_ussd_steps(void **state)
{
	AT("AT+CUSD=1,\"*101#\"", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 1,\"1 Tariff 2 Help\",15"));
	/* the session is that of this port */
	AT1("AT+CUSD=1,\"1\"", CME(3));
	AT1("AT+CUSD=2", CME(3));
	AT("AT+CUSD=1,\"2\"", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 1,\"Help: 1 Calls 2 Data\",15"));
	AT("AT+CUSD=1,\"1\"", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 0,\"We will call you\",15"));
	host_read(1);
	AT1("AT+CUSD=2", OK);
	/* cancelled between two steps, the network has forgotten the menu */
	AT("AT+CUSD=1,\"*101#\"", OK);
	host_wait(500);
	AT("AT+CUSD=2", LINE("+CUSD: 1,\"1 Tariff 2 Help\",15") OK);
	AT("AT+CUSD=1,\"*100#\"", OK);
	host_wait(500);
	NEWS(LINE("+CUSD: 0,\"Balance: 12.34\",15"));
}

static void test_ussd_of_network(void **state)
{
	AT("AT+CUSD=1", OK);
	assert_true(radio_sim_ussd(&host_sim, "Low credit", false));
	NEWS(LINE("+CUSD: 0,\"Low credit\",15"));
	NEWS1("");
	assert_true(radio_sim_ussd(&host_sim, "Top up? \u041f", true));
	AT1("AT+CSCS=\"UCS2\";+CUSD=1", OK
	    LINE("+CUSD: 1,\"0054006F0070002000750070003F0020041F\",72"));
	NEWS(LINE("+CUSD: 1,\"Top up? ?\",72"));
	/* the first to answer has the session */
	AT1("AT+CUSD=1,\"0031\"", OK);
	AT("AT+CUSD=1,\"2\"", CME(3));
	/* the network can not begin another one now */
	assert_false(radio_sim_ussd(&host_sim, "Hello", false));
	host_wait(500);
	NEWS1(LINE("+CUSD: 0,\"005400680061006E006B00200079006F0075\",15"));
	assert_non_null(strstr(host_log, "7  1\n"));
	host_read(0);
	/* refused by the user, ended by the network, lost with its terminal */
	radio_sim_ussd(&host_sim, "A?", true);
	AT("AT+CUSD=2", OK LINE("+CUSD: 2"));
	radio_sim_ussd(&host_sim, "B?", true);
	NEWS(LINE("+CUSD: 1,\"B?\",15"));
	radio_sim_end_ussd(&host_sim);
	NEWS(LINE("+CUSD: 2"));
	radio_sim_ussd(&host_sim, "C?", true);
	host_wait(0);
	AT("AT+CUSD=1,\"1\"", LINE("+CUSD: 1,\"C?\",15") OK);
	at_reset(&host_ports[0].at);
	assert_false(host_modem.ussd.session);
	assert_true(radio_sim_ussd(&host_sim, "D?", true));
	radio_sim_service(&host_sim, MODEM_SEARCHING);
	assert_false(radio_sim_ussd(&host_sim, "E?", true));
}

static void test_long_ussd(void **state)
{
	char text[400];
	unsigned int i;

	memset(text, 'x', sizeof(text));
	text[182] = '\0';
	assert_false(radio_sim_ussd(&host_sim, text, false));
	text[181] = '\0';
	assert_true(radio_sim_ussd(&host_sim, text, false));
	for (i = 0; i < 92; i++)
		memcpy(text + 2 * i, "\u041f", 2);
	text[2 * 92] = '\0';
	assert_false(radio_sim_ussd(&host_sim, text, false));
	text[2 * 91] = '\0';
	assert_true(radio_sim_ussd(&host_sim, text, false));
}

/* ---- SIM, 8.17, 8.18 and 51.011 -------------------------------------------*/

static void test_files(void **state)
{
	/* IMSI: length, parity and digits */
	AT("AT+CRSM=176,28423,0,0,9",
	   LINE("+CRSM: 144,0,\"080910101032547698\"") OK);
	AT("AT+CRSM=176,28423,0,4,2", LINE("+CRSM: 144,0,\"1032\"") OK);
	AT("AT+CRSM=176,28423,0,9,1", LINE("+CRSM: 148,2") OK);
	AT("AT+CRSM=176,28423,0,4,9", LINE("+CRSM: 103,5") OK);
	AT("AT+CRSM=178,28423,1,4,9", LINE("+CRSM: 148,8") OK);
	AT("AT+CRSM=176,1", LINE("+CRSM: 148,4") OK);
	AT("AT+CRSM=176", LINE("+CRSM: 148,0") OK);
	AT("AT+CRSM=178,28480,1,4,28", LINE("+CRSM: 144,0,\"FFFFFFFFFFFFFFFFFFFFFFFFFFFF059151551000FFFFFFFFFFFFFFFF\"")
	   OK);
	AT("AT+CRSM=178,28480,2,4,28", LINE("+CRSM: 148,2") OK);
	AT("AT+CRSM=178,28480,1,2,28", LINE("+CRSM: 107,0") OK);
	AT("AT+CRSM=192,12258,0,0,15", LINE("+CRSM: 144,0,\"0000000A2FE2040004444401020000\"") OK);
	AT("AT+CRSM=192,12258,0,0,16", LINE("+CRSM: 103,15") OK);
	AT("AT+CRSM=242,0,0,0,23", LINE("+CRSM: 103,22") OK);
	AT("AT+CRSM=214,28423,0,0,1,\"00\"", LINE("+CRSM: 152,4") OK);
	AT("AT+CRSM=32,0,0,1,8,\"31323334FFFFFFFF\"", CME(50));
	AT("AT+CRSM=176,28423,0,0,256", CME(50));
}

static void test_apdus(void **state)
{
	AT("AT+CSIM=10,\"A0B0000004\"", LINE("+CSIM: 4,\"9400\"") OK);
	AT("AT+CSIM=14,\"A0A40000026FAD\"", LINE("+CSIM: 4,\"9F0F\"") OK);
	AT("AT+CSIM=10,\"A0B0000004\"", LINE("+CSIM: 12,\"000000029000\"") OK);
	AT1("AT+CSIM=10,\"A0B0000004\"", LINE("+CSIM: 4,\"9400\"") OK);
	AT("AT+CSIM=14,\"A0A40000026FFF\"", LINE("+CSIM: 4,\"9404\"") OK);
	AT("AT+CSIM=10,\"A0B0000004\"", LINE("+CSIM: 12,\"000000029000\"") OK);
	AT("AT+CSIM=10,\"A0FF000000\"", LINE("+CSIM: 4,\"6D00\"") OK);
	AT("AT+CSIM=10,\"01B0000004\"", LINE("+CSIM: 4,\"6E00\"") OK);
	AT("AT+CSIM=12,\"A0B0000004\"", CME(50));
	AT("AT+CSIM=12,\"A0B000000401\"", CME(50));
	AT("AT+CSIM=8,\"A0B00000\"", CME(50));
}

/* ---- PIN, 7.4, 7.5, 8.3 ---------------------------------------------------*/

static void test_pin(void **state)
{
	AT("AT+CLCK=\"SC\",1,\"9999\"", CME(16));
	AT("AT+CSIM=10,\"0020000100\"", LINE("+CSIM: 4,\"63C2\"") OK);
	AT("AT+CLCK=\"SC\",1,\"1234\"", OK);
	AT("AT+CLCK=\"SC\",2", LINE("+CLCK: 1") OK);
	AT("AT+CLCK=\"SC\",1,\"1234\"", CME(3));
	AT("AT+CPWD=\"SC\",\"1234\",\"4321\"", OK);
	AT("AT+CPWD=\"SC\",\"1234\",\"4321\"", CME(16));
	AT("AT+CPWD=\"SC\",\"4321\",\"12\"", CME(50));
	AT("AT+CLCK=\"SC\",0,\"4321\"", OK);
	AT("AT+CLCK=\"SC\",2", LINE("+CLCK: 0") OK);
	AT("AT+CLCK=\"FD\",1,\"4321\"", CME(4));
	AT("AT+CLCK=\"XX\",2", CME(50));
	AT("AT+CPIN=\"4321\"", CME(3));
}

static int start_locked(void **state)
{
	host_identity.pin_enabled = true;
	start(state);
	host_identity.pin_enabled = false;
	return 0;
}

static void test_locked(void **state)
{
	AT("AT+CPIN?", LINE("+CPIN: SIM PIN") OK);
	AT("AT+CREG?", LINE("+CREG: 0,0") OK);
	AT("AT+CIMI", CME(11));
	AT("AT+CRSM=176,28423,0,0,9", LINE("+CRSM: 152,4") OK);
	AT("AT+CRSM=176,12258,0,0,1", LINE("+CRSM: 144,0,\"98\"") OK);
	AT("AT+CMGS=20", "\r\n> ");
	assert_string_equal(host_send(0, "00010008915155214300000AE8329BFD4697D9EC37\x1a"), CMS(311));
	AT("ATD5551234;", CME(11));
	AT("AT+CPIN=\"0000\"", CME(16));
	AT("AT+CPIN=\"1234\"", OK);
	AT("AT+CPIN?", LINE("+CPIN: READY") OK);
	host_wait(1000);
	AT("AT+CREG?", LINE("+CREG: 0,1") OK);
	AT("AT+CIMI", LINE("001010123456789") OK);
}

static void test_blocked(void **state)
{
	unsigned int i;

	AT("AT+CPIN=\"0000\"", CME(16));
	AT("AT+CPIN=\"0000\"", CME(16));
	AT("AT+CPIN=\"0000\"", CME(12));
	AT("AT+CPIN?", LINE("+CPIN: SIM PUK") OK);
	AT("AT+CPIN=\"1234\"", CME(50));
	AT("AT+CPIN=\"11111111\",\"5555\"", CME(16));
	AT("AT+CPIN=\"12345678\",\"5555\"", OK);
	AT("AT+CPIN?", LINE("+CPIN: READY") OK);
	for (i = 0; i < 3; i++)
		host_send(0, "AT+CLCK=\"SC\",0,\"0000\"\r");
	AT("AT+CREG?", LINE("+CREG: 0,0") OK);
	for (i = 0; i < MODEM_PUK_TRIES; i++)
		host_send(0, "AT+CPIN=\"00000000\",\"5555\"\r");
	AT("AT+CPIN?", CME(10));
	AT("AT+CSIM=10,\"002C000100\"", LINE("+CSIM: 4,\"6983\"") OK);
}

/* The same by the card's own commands, 51.011 9.2.9 ff. */
static void test_chv(void **state)
{
	AT("AT+CSIM=26,\"A02000010831323334FFFFFFFF\"",
	   LINE("+CSIM: 4,\"9808\"") OK);
	AT("AT+CSIM=26,\"A02800010831323334FFFFFFFF\"",
	   LINE("+CSIM: 4,\"9000\"") OK);
	AT("AT+CSIM=26,\"A02000010831323335FFFFFFFF\"",
	   LINE("+CSIM: 4,\"9804\"") OK);
	AT("AT+CPIN?", LINE("+CPIN: SIM PIN") OK);
	AT("AT+CSIM=26,\"A02000010831323334FFFFFFFF\"",
	   LINE("+CSIM: 4,\"9000\"") OK);
	AT("AT+CSIM=26,\"A02000020831323334FFFFFFFF\"",
	   LINE("+CSIM: 4,\"9802\"") OK);
	AT("AT+CSIM=42,\"A02400011031323334FFFFFFFF36373839FFFFFFFF\"",
	   LINE("+CSIM: 4,\"9000\"") OK);
	AT("AT+CLCK=\"SC\",0,\"6789\"", OK);
	AT("AT+CSIM=42,\"A02C000010313233343536373831313131FFFFFFFF\"",
	   LINE("+CSIM: 4,\"9000\"") OK);
	AT("AT+CLCK=\"SC\",0,\"1111\"", OK);
}

/* ---- character sets, 5.5 --------------------------------------------------*/

static void test_charsets(void **state)
{
	AT("AT+CSCS=\"HEX\"", CME(50));
	AT("AT+CSCS=\"GSM\"", OK);
	AT("AT+CSCS?", LINE("+CSCS: \"GSM\"") OK);
	AT1("AT+CSCS?", LINE("+CSCS: \"IRA\"") OK);
	/* V.250 5.4.2.2: characters by their number */
	AT("AT+CSCS=\"\\49RA\"", OK);
	AT("AT+CSCS?", LINE("+CSCS: \"IRA\"") OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_registration), TEST(test_signal),
		TEST(test_operators), TEST(test_leave), TEST(test_return),
		TEST(test_no_cell), TEST(test_many_cells),
		TEST(test_detach), TEST(test_ussd_power),
		TEST(test_function), TEST(test_clock), TEST(test_set_clock),
		TEST(test_contexts), TEST(test_network_ends_context),
		TEST(test_ussd), TEST(test_ussd_session),
		TEST(test_ussd_steps), TEST(test_ussd_of_network),
		TEST(test_long_ussd), TEST(test_files),
		TEST(test_apdus), TEST(test_pin),
		cmocka_unit_test_setup(test_locked, start_locked),
		cmocka_unit_test_setup(test_blocked, start_locked),
		TEST(test_chv), TEST(test_charsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
