// SPDX-License-Identifier: GPL-2.0-only
/* Short messages by AT commands, 3GPP TS 27.005, in PDU and text mode. */
#include "at_test.h"

/* To +15551234, 7 bits: "hellohello", as 23.040 and 23.038 code it */
#define SUBMIT	"00010008915155214300000AE8329BFD4697D9EC37"
/* ... with a request for a status report */
#define WITH_REPORT	"00210008915155214300000AE8329BFD4697D9EC37"

static void receive(const char *number, const char *text)
{
	assert_true(radio_sim_sms(&host_sim, number, text));
	host_wait(0);
}

/* ---- PDU mode -------------------------------------------------------------*/

/* The example that ModemManager's log has; the time is the network's. */
static void test_receive_pdu(void **state)
{
	AT("AT+CNMI=2,1,2,1,0", OK);
	receive("+15551234", "Hello from the modem");
	NEWS(LINE("+CMTI: \"ME\",1"));
	NEWS1("");
	AT("AT+CPMS?", LINE("+CPMS: \"ME\",1,30,\"ME\",1,30,\"ME\",1,30") OK);
	AT("AT+CMGR=1", LINE("+CMGR: 0,,35\r\n0591515510990408915155214300006211927100004014C8329BFD0699E5EF36888E2E83DA6F72B90D") OK);
	AT("AT+CMGR=1", LINE("+CMGR: 1,,35\r\n0591515510990408915155214300006211927100004014C8329BFD0699E5EF36888E2E83DA6F72B90D") OK);
	AT("AT+CMGR=2", CMS(321));
	AT("AT+CMGR=0", CMS(321));
	AT("AT+CMGR=41", CMS(321));
}

static void test_send_pdu(void **state)
{
	AT("AT+CMGS=20", "\r\n> ");
	assert_string_equal(host_send(0, SUBMIT "\x1a"), LINE("+CMGS: 1") OK);
	assert_non_null(strstr(host_log, "2 +15551234 hellohello\n"));
	AT("AT+CMGS=20", "\r\n> ");
	assert_string_equal(host_send(0, SUBMIT "\r\n\x1a"),
			    LINE("+CMGS: 2") OK);
}

static void test_bad_pdu(void **state)
{
	AT("AT+CMGS=19", "\r\n> ");
	assert_string_equal(host_send(0, SUBMIT "\x1a"), CMS(304));
	AT("AT+CMGS=20", "\r\n> ");
	assert_string_equal(host_send(0, "00XX\x1a"), CMS(304));
	AT("AT+CMGS=20", "\r\n> ");
	assert_string_equal(host_send(0, "\x1a"), CMS(304));
	/* more user data than announced, and less */
	AT("AT+CMGS=20", "\r\n> ");
	assert_string_equal(host_send(0, "0001000891515521430000A0E8329BFD4697D9EC37\x1a"), CMS(304));
	AT("AT+CMGS=200", CMS(304));
	AT("AT+CMGS=x", CMS(304));
	AT("AT", OK);
}

static void test_escape(void **state)
{
	AT("AT+CMGS=20", "\r\n> ");
	assert_string_equal(host_send(0, "0011\x1b"), OK);
	AT("AT", OK);
	assert_int_equal(host_modem.sms_sent, 0);
	/* news that came meanwhile are not lost */
	AT("AT+CNMI=2,1", OK);
	AT("AT+CMGS=20", "\r\n> ");
	receive("1", "x");
	assert_string_equal(host_send(0, "0011\x1b"), OK
			    LINE("+CMTI: \"ME\",1"));
}

static void test_refused(void **state)
{
	/* to 5550027: cause 27, "destination out of order" */
	AT("AT+CMGS=14", "\r\n> ");
	assert_string_equal(host_send(0, "0001000781550520F700000361F118\x1a"), CMS(27));
	radio_sim_service(&host_sim, MODEM_SEARCHING);
	AT("AT+CMGS=20", "\r\n> ");
	assert_string_equal(host_send(0, SUBMIT "\x1a"), CMS(331));
}

static void test_status_report(void **state)
{
	AT("AT+CNMI=2,1,0,1", OK);
	AT("AT+CMGS=20", "\r\n> ");
	assert_string_equal(host_send(0, WITH_REPORT "\x1a"),
			    LINE("+CMGS: 1") OK);
	host_wait(1000);
	NEWS(LINE("+CDS: 23\r\n0591515510990601" "08915155214362119271000040" "6211927100004000"));
	/* routed to the terminal, it is not stored */
	AT("AT+CMGL=4", OK);
}

static void test_lists(void **state)
{
	receive("+15551234", "one");
	receive("+15551234", "two");
	AT("AT+CMGR=1", LINE("+CMGR: 0,,20\r\n05915155109904089151552143000062119271000040036F7719") OK);
	AT("AT+CMGL", LINE("+CMGL: 2,0,,20\r\n0591515510990408915155214300006211927100004003F4FB1B") OK);
	AT("AT+CMGL=0", OK);
	AT("AT+CMGL=5", CMS(304));
	AT("AT+CMGD=1", OK);
	AT("AT+CMGD=1", CMS(321));
	AT("AT+CMGD=1,4", OK);
	AT("AT+CMGL=4", OK);
}

/* ---- text mode ------------------------------------------------------------*/

static void test_send_text(void **state)
{
	AT("AT+CMGF=1", OK);
	AT("AT+CMGS=\"+15551234\"", "\r\n> ");
	assert_string_equal(host_send(0, "Hello [you]\x1a"),
			    LINE("+CMGS: 1") OK);
	assert_non_null(strstr(host_log, "2 +15551234 Hello [you]\n"));
	AT("AT+CMGS=\"5551234\",145", "\r\n> ");
	assert_string_equal(host_send(0, "plus\x1a"), LINE("+CMGS: 2") OK);
	assert_non_null(strstr(host_log, "2 +5551234 plus\n"));
	AT("AT+CMGS=\"\"", CMS(305));
	AT("AT+CMGS=\"hello\"", "\r\n> ");
	assert_string_equal(host_send(0, "x\x1a"), CMS(305));
}

/* 160 characters fit, 161 do not. */
static void test_length(void **state)
{
	char text[200];

	memset(text, 'x', sizeof(text));
	AT("AT+CMGF=1", OK);
	AT("AT+CMGS=\"123\"", "\r\n> ");
	strcpy(text + 160, "\x1a");
	assert_string_equal(host_send(0, text), LINE("+CMGS: 1") OK);
	AT("AT+CMGS=\"123\"", "\r\n> ");
	strcpy(text + 160, "x\x1a");
	text[161] = 0x1a;
	assert_string_equal(host_send(0, text), CMS(305));
	/* a bracket needs two septets */
	AT("AT+CMGS=\"123\"", "\r\n> ");
	strcpy(text + 159, "[\x1a");
	assert_string_equal(host_send(0, text), CMS(305));
}

static void test_endless_text(void **state)
{
	char text[4000];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 2] = 0x1a;
	text[sizeof(text) - 1] = '\0';
	AT("AT+CMGF=1", OK);
	AT("AT+CMGS=\"123\"", "\r\n> ");
	assert_string_equal(host_send(0, text), CMS(304));
	AT("AT", OK);
}

static void test_read_text(void **state)
{
	AT("AT+CMGF=1", OK);
	AT("AT+CNMI=2,1", OK);
	receive("+15551234", "Gr\u00fc\u00dfe \u20ac5");
	NEWS(LINE("+CMTI: \"ME\",1"));
	AT("AT+CSCS=\"UCS2\"", OK);
	AT("AT+CMGL=\"REC UNREAD\"",
	   LINE("+CMGL: 1,\"REC UNREAD\","
		"\"002B00310035003500350031003200330034\",,"
		"\"26/11/29,17:00:00+04\"\r\n"
		"0047007200FC00DF0065002020AC0035") OK);
	AT("AT+CSCS=\"GSM\"", OK);
	AT("AT+CMGR=1", LINE("+CMGR: \"REC READ\",\"+15551234\",,"
			     "\"26/11/29,17:00:00+04\"\r\n"
			     "Gr\x7e\x1e" "e \x1b" "e5") OK);
	AT("AT+CSCS=\"IRA\";+CSDH=1", OK);
	AT("AT+CMGR=1", LINE("+CMGR: \"REC READ\",\"+15551234\",,"
			     "\"26/11/29,17:00:00+04\",145,4,0,0,"
			     "\"+15550199\",145,9\r\nGr??e ?5") OK);
	AT("AT+CMGL=\"NONE\"", CMS(305));
}

/* UCS2 is shown as digits in any character set, 27.005 3.1 <data>. */
static void test_ucs2(void **state)
{
	AT("AT+CMGF=1", OK);
	receive("+15551234", "\u041f\u0440\u0438");
	AT("AT+CMGR=1", LINE("+CMGR: \"REC UNREAD\",\"+15551234\",,"
			     "\"26/11/29,17:00:00+04\"\r\n041F04400438") OK);
	AT("AT+CSMP=17,167,0,8", OK);
	AT("AT+CMGS=\"123\"", "\r\n> ");
	assert_string_equal(host_send(0, "041F04400438\x1a"),
			    LINE("+CMGS: 1") OK);
	assert_non_null(strstr(host_log, "2 123 \u041f\u0440\u0438\n"));
}

/* Three parts with headers, 23.040 9.2.3.24.1; 153 characters each */
static void test_concatenated(void **state)
{
	char text[400];
	unsigned int i;

	for (i = 0; i < 399; i++)
		text[i] = 'a' + i % 26;
	text[399] = '\0';
	receive("+15551234", text);
	for (i = 1; i <= 3; i++) {
		const struct modem_sms *s = modem_find_sms(&host_modem, i);
		const uint8_t *header;

		assert_non_null(s);
		/* after SMSC 6, first, OA 6, PID, DCS, SCTS 7, UDL */
		header = s->pdu + 6 + 1 + 6 + 2 + 7;
		assert_int_equal(s->pdu[6], 0x44);
		assert_int_equal(header[0], i < 3 ? 160 : 399 - 306 + 7);
		assert_memory_equal(header + 1, "\x05\x00\x03", 3);
		assert_int_equal(header[5], 3);
		assert_int_equal(header[6], i);
	}
	assert_null(modem_find_sms(&host_modem, 4));
}

static void test_store(void **state)
{
	AT("AT+CMGF=1", OK);
	AT("AT+CMGW=\"+15551234\"", "\r\n> ");
	assert_string_equal(host_send(0, "later\x1a"), LINE("+CMGW: 1") OK);
	AT("AT+CMGL=\"STO UNSENT\"", LINE("+CMGL: 1,\"STO UNSENT\","
	   "\"+15551234\",,\r\nlater") OK);
	AT("AT+CMSS=1", LINE("+CMSS: 1") OK);
	assert_non_null(strstr(host_log, "2 +15551234 later\n"));
	AT("AT+CMGL=\"STO SENT\"", LINE("+CMGL: 1,\"STO SENT\","
	   "\"+15551234\",,\r\nlater") OK);
	AT("AT+CMSS=1,\"777\"", LINE("+CMSS: 2") OK);
	assert_non_null(strstr(host_log, "2 777 later\n"));
	AT("AT+CMSS=2", CMS(321));
	AT("AT+CMGF=0", OK);
	AT("AT+CMGW=20,2", "\r\n> ");
	assert_string_equal(host_send(0, SUBMIT "\x1a"), LINE("+CMGW: 2") OK);
	AT("AT+CMGD=1,3", OK);
	AT("AT+CMGL=4", OK);
}

/* The network keeps what the store has no room for. */
static void test_full(void **state)
{
	unsigned int i;

	AT("AT+CMER=3,0,0,1", OK);
	for (i = 0; i < MODEM_SMS_MAX; i++)
		receive("123", "x");
	NEWS(LINE("+CIEV: 6,1"));
	receive("123", "last");
	assert_int_equal(host_modem.sms_received, MODEM_SMS_MAX);
	AT("AT+CMGD=7", OK);
	host_wait(1000);
	assert_int_equal(host_modem.sms_received, MODEM_SMS_MAX + 1);
	assert_non_null(modem_find_sms(&host_modem, 7));
	AT("AT+CMGW=20", "\r\n> ");
	assert_string_equal(host_send(0, SUBMIT "\x1a"), CMS(322));
}

/* Messages that come while the phone is away are delivered later. */
static void test_away(void **state)
{
	radio_sim_service(&host_sim, MODEM_SEARCHING);
	receive("123", "x");
	assert_int_equal(modem_count_sms(&host_modem), 0);
	radio_sim_service(&host_sim, MODEM_ROAMING);
	assert_int_equal(modem_count_sms(&host_modem), 1);
}

/* Routed past the store: +CNMI <mt> 2 */
static void test_direct(void **state)
{
	AT("AT+CMGF=1", OK);
	AT("AT+CNMI=2,2", OK);
	receive("+15551234", "Hello");
	NEWS(LINE("+CMT: \"+15551234\",,\"26/11/29,17:00:00+04\"\r\nHello"));
	assert_int_equal(modem_count_sms(&host_modem), 0);
	AT("AT+CNMI=4", CMS(302));
	AT("AT+CNMI=2,4", CMS(302));
}

/* A message of that data coding scheme, from 1: "x" */
static void receive_coded(uint8_t dcs)
{
	const uint8_t pdu[] = {
		0x00, 0x04, 0x01, 0x81, 0xf1, 0x00, dcs, 0x62, 0x11, 0x92,
		0x71, 0x00, 0x00, 0x40, 0x01, 0x78,
	};

	assert_int_equal(radio_sms_received(&host_modem, pdu, sizeof(pdu)), 0);
	host_wait(0);
}

#define ROUTED(text)	\
	LINE("+CMT: \"1\",,\"26/11/29,17:00:00+04\"\r\n" text)

/* 3.4.1 table of <mt>: classes by 23.038 4, messages waiting by their group */
static void test_classes(void **state)
{
	static const struct {
		uint8_t dcs;
		bool routed2, routed3;
		const char *text;
	} all[] = {
		{ 0x00, true, false, "x" }, { 0x10, true, false, "x" },
		{ 0x11, true, false, "x" }, { 0x12, false, false, "x" },
		{ 0x13, true, true, "x" }, { 0x03, true, false, "x" },
		{ 0xf3, true, true, "x" }, { 0xf2, false, false, "x" },
		{ 0xf7, true, true, "78" }, { 0x33, true, true, "78" },
		{ 0xc8, true, false, "x" }, { 0xd8, false, false, "x" },
	};
	unsigned int i;
	char text[100];

	AT("AT+CMGF=1", OK);
	for (i = 0; i < 2 * sizeof(all) / sizeof(all[0]); i++) {
		host_send(0, i & 1 ? "AT+CNMI=2,3\r" : "AT+CNMI=2,2\r");
		snprintf(text, sizeof(text), ROUTED("%s"), all[i / 2].text);
		receive_coded(all[i / 2].dcs);
		NEWS((i & 1 ? all[i / 2].routed3 : all[i / 2].routed2) ? text :
		     LINE("+CMTI: \"ME\",1"));
		host_send(0, "AT+CMGD=1\r");
	}
}

/* <mode> 0 keeps indications; <bfr> is what becomes of them. */
static void test_buffer(void **state)
{
	AT("AT+CNMI=0,1", OK);
	receive("1", "x");
	NEWS("");
	AT("AT+CNMI=1,1", OK LINE("+CMTI: \"ME\",1"));
	AT("AT+CNMI=0,1", OK);
	receive("1", "x");
	AT("AT+CNMI=3,1,0,0,1", OK);
	NEWS("");
	AT("AT+CNMI=0,0", OK);
	receive("1", "x");
	AT("AT+CNMI=2,1", OK);
	NEWS("");
}

/* 3.2.1 and 3.4.4: phase 2+, one message at a time */
static void test_acknowledge(void **state)
{
	AT("AT+CNMA", CMS(340));
	AT("AT+CSMS=1", LINE("+CSMS: 1,1,0") OK);
	AT("AT+CSMS?", LINE("+CSMS: 1,1,1,0") OK);
	AT("AT+CMGF=1;+CNMI=2,2", OK);
	receive_coded(0);
	receive("2", "later");
	NEWS(ROUTED("x"));
	AT("AT+CNMA=1", CMS(302));
	AT("AT+CNMA", OK LINE("+CMT: \"2\",,\"26/11/29,17:00:00+04\"\r\n"
			     "later"));
	assert_int_equal(modem_count_sms(&host_modem), 1);
	AT("AT+CMGF=0", OK);
	AT("AT+CNMA=3", CMS(302));
	/* refused: it stays */
	AT("AT+CNMA=2", OK);
	assert_int_equal(modem_count_sms(&host_modem), 1);
	AT("AT+CNMA", CMS(340));
	receive("3", "x");
	host_read(0);
	AT("AT+CNMA=1,3", "\r\n> ");
	assert_string_equal(host_send(0, "000000\x1a"), OK);
	assert_int_equal(modem_count_sms(&host_modem), 1);
}

/* Nobody acknowledges: nothing more is routed, and nothing lost. */
static void test_no_acknowledgement(void **state)
{
	AT("AT+CSMS=1;+CMGF=1;+CNMI=2,2,0,1", LINE("+CSMS: 1,1,0") OK);
	receive_coded(0);
	NEWS(ROUTED("x"));
	host_wait(14999);
	receive_coded(0);
	host_wait(1);
	AT("AT+CNMA", CMS(340));
	AT("AT+CNMI?", LINE("+CNMI: 2,0,0,0,0") OK);
	assert_int_equal(modem_count_sms(&host_modem), 2);
}

/* Deleted by another terminal, its place is that of another message. */
static void test_acknowledge_gone(void **state)
{
	AT("AT+CSMS=1;+CMGF=1;+CNMI=2,2", LINE("+CSMS: 1,1,0") OK);
	receive_coded(0);
	NEWS(ROUTED("x"));
	AT1("AT+CMGD=1", OK);
	receive("2", "new");
	NEWS(LINE("+CMT: \"2\",,\"26/11/29,17:00:00+04\"\r\nnew"));
	AT("AT+CNMA", OK);
	assert_int_equal(modem_count_sms(&host_modem), 0);
}

/* Stores a text by the other port, in the place of a message that was read. */
static void replace_by_draft(void)
{
	AT1("AT+CMGF=1;+CMGD=1", OK);
	AT1("AT+CMGW=\"5\"", "\r\n> ");
	assert_string_equal(host_send(1, "draft\x1a"), LINE("+CMGW: 1") OK);
}

/* What has taken the place of a message is neither routed nor deleted. */
static void test_draft(void **state)
{
	AT("AT+CMGF=1;+CNMI=2,2", OK);
	AT("AT+CMGS=\"1\"", "\r\n> ");
	receive("2", "x");
	replace_by_draft();
	assert_string_equal(host_send(0, "\x1b"), OK);
	AT("AT+CSMS=1", LINE("+CSMS: 1,1,0") OK);
	AT("AT+CMGD=1", OK);
	receive("2", "x");
	host_read(0);
	replace_by_draft();
	AT("AT+CNMA", OK);
	AT("AT+CMGR=1", LINE("+CMGR: \"STO UNSENT\",\"5\",\r\ndraft") OK);
}

/* The character @ is 0 in the default alphabet. */
static void test_at_sign(void **state)
{
	AT("AT+CMGF=1;+CSCS=\"GSM\"", OK);
	AT("AT+CMGS=\"1\"", "\r\n> ");
	assert_int_equal(at_receive(&host_ports[0].at, "a\0b\x1a", 4), 4);
	host_wait(1000);
	NEWS(LINE("+CMGS: 1") OK);
	assert_non_null(strstr(host_log, "2 1 a@b\n"));
}

/* A message to the own number; news wait for the end of an answer. */
static void test_loop(void **state)
{
	AT("AT+CMGF=1;+CNMI=2,1", OK);
	AT("AT+CMGS=\"+15550100\"", "\r\n> ");
	radio_sim_sms(&host_sim, "1", "x");
	host_wait(500);
	NEWS("");
	assert_string_equal(host_send(0, "me\x1a"), LINE("+CMGS: 1") OK
			    LINE("+CMTI: \"ME\",1"));
	host_wait(1000);
	NEWS(LINE("+CMTI: \"ME\",2"));
}

/* Both ports send; each gets its own reference. */
static void test_two_ports(void **state)
{
	AT("AT+CMGS=20", "\r\n> ");
	AT1("AT+CMGS=20", "\r\n> ");
	at_receive(&host_ports[0].at, SUBMIT "\x1a", sizeof(SUBMIT));
	at_receive(&host_ports[1].at, SUBMIT "\x1a", sizeof(SUBMIT));
	host_wait(1000);
	NEWS(LINE("+CMGS: 1") OK);
	NEWS1(LINE("+CMGS: 2") OK);
}

/* The SIM's store: 10 messages, with indices of their own */
static void test_sim_store(void **state)
{
	AT("AT+CNMI=2,1;+CPMS=\"SM\",\"SM\",\"SM\"",
	   LINE("+CPMS: 0,10,0,10,0,10") OK);
	AT("AT+CMGD=?", LINE("+CMGD: (1-10),(0-4)") OK);
	receive("1", "x");
	NEWS(LINE("+CMTI: \"SM\",1"));
	/* another port has the same messages in another view */
	AT1("AT+CPMS?", LINE("+CPMS: \"ME\",0,30,\"ME\",0,30,\"SM\",1,10") OK);
	AT1("AT+CMGR=1", CMS(321));
	AT("AT+CMGR=11", CMS(321));
	AT("AT+CMGF=1", OK);
	AT("AT+CMGR=1", LINE("+CMGR: \"REC UNREAD\",\"1\",,"
			     "\"26/11/29,17:00:00+04\"\r\nx") OK);
	AT("AT+CMGW=\"2\"", "\r\n> ");
	assert_string_equal(host_send(0, "y\x1a"), LINE("+CMGW: 2") OK);
	AT("AT+CMSS=2", LINE("+CMSS: 1") OK);
	AT("AT+CMGL=\"STO SENT\"", LINE("+CMGL: 2,\"STO SENT\",\"2\",,\r\ny") OK);
	AT("AT+CPMS=\"ME\"", LINE("+CPMS: 0,30,2,10,2,10") OK);
	AT("AT+CMGL=\"ALL\"", OK);
	AT("AT+CMGD=2", CMS(321));
	AT("AT+CMGD=1,4", OK);
	AT("AT+CPMS=\"SM\"", LINE("+CPMS: 2,10,2,10,2,10") OK);
	AT("AT+CMGD=1,4", OK);
	AT("AT+CPMS?", LINE("+CPMS: \"SM\",0,10,\"SM\",0,10,\"SM\",0,10") OK);
}

/* What does not fit into one store comes into the other one. */
static void test_other_store(void **state)
{
	unsigned int i;

	AT("AT+CPMS=\"SM\",\"SM\",\"SM\";+CNMI=2,1",
	   LINE("+CPMS: 0,10,0,10,0,10") OK);
	for (i = 0; i < 10; i++)
		receive("1", "x");
	host_read(0);
	receive("1", "x");
	NEWS(LINE("+CMTI: \"ME\",1"));
	AT("AT+CMGW=20", "\r\n> ");
	assert_string_equal(host_send(0, SUBMIT "\x1a"), CMS(322));
}

/* The modem restarts: its store is as it was. */
static void test_restart(void **state)
{
	static const struct modem_sms bad[4] = {
		{ .status = 4, .length = 1 }, { .status = 0, .length = 177 },
		{ .status = 0, .length = 2 },
	};
	unsigned int i;

	host_restore();
	AT("AT+CMGD=1,4", OK);
	receive("1", "read");
	receive("2", "deleted");
	receive("3", "new");
	AT("AT+CMGF=1;+CMGD=2", OK);
	host_send(0, "AT+CMGR=1\r");
	AT("AT+CMGW=\"4\"", "\r\n> ");
	assert_string_equal(host_send(0, "sent\x1a"), LINE("+CMGW: 2") OK);
	AT("AT+CMSS=2", LINE("+CMSS: 1") OK);
	start(state);
	AT("AT+CMGF=1;+CMGL=\"ALL\"", OK);
	host_restore();
	AT("AT+CMGL=\"ALL\"",
	   LINE("+CMGL: 1,\"REC READ\",\"1\",,\"26/11/29,17:00:00+04\"\r\nread")
	   LINE("+CMGL: 2,\"STO SENT\",\"4\",,\r\nsent")
	   LINE("+CMGL: 3,\"REC UNREAD\",\"3\",,\"26/11/29,17:00:00+04\"\r\nnew")
	   OK);
	/* what can not be a message is left out */
	for (i = 0; i < 3; i++)
		modem_restore(&host_modem, 10, &bad[i], 3);
	modem_restore(&host_modem, 10, &bad[2], 1);
	modem_restore(&host_modem, 10, &bad[1], 2 + 177);
	modem_restore(&host_modem, MODEM_KEPT_ITEMS, &bad[2], 28);
	assert_null(modem_find_sms(&host_modem, 11));
}

static void test_settings(void **state)
{
	AT("AT+CSCA?", LINE("+CSCA: \"+15550199\",145") OK);
	AT("AT+CSCA=\"+4912345\",145", OK);
	AT("AT+CSCA?", LINE("+CSCA: \"+4912345\",145") OK);
	AT("AT+CSCA=\"abc\"", CMS(304));
	AT("AT+CSMP?", LINE("+CSMP: 17,167,0,0") OK);
	AT("AT+CSMP=49", OK);
	AT("AT+CSMP?", LINE("+CSMP: 49,167,0,0") OK);
	AT("AT+CSMP=0", CMS(305));
	AT("AT+CSMP=17,256", CMS(305));
	AT("AT+CNMI=2,1,2,1,0", OK);
	AT("AT+CNMI?", LINE("+CNMI: 2,1,2,1,0") OK);
	AT("AT+CSMS?", LINE("+CSMS: 0,1,1,0") OK);
	AT("AT+CPMS=\"XX\"", CMS(302));
	AT("AT+CPMS=\"ME\",\"ME\",\"ME\",\"ME\"", CMS(302));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_receive_pdu), TEST(test_send_pdu), TEST(test_bad_pdu),
		TEST(test_escape), TEST(test_refused),
		TEST(test_status_report), TEST(test_lists),
		TEST(test_send_text), TEST(test_length),
		TEST(test_endless_text), TEST(test_read_text), TEST(test_ucs2),
		TEST(test_concatenated), TEST(test_store), TEST(test_full),
		TEST(test_away), TEST(test_direct), TEST(test_classes),
		TEST(test_buffer), TEST(test_acknowledge),
		TEST(test_no_acknowledgement), TEST(test_acknowledge_gone),
		TEST(test_draft), TEST(test_at_sign), TEST(test_loop),
		TEST(test_two_ports), TEST(test_sim_store),
		TEST(test_other_store), TEST(test_restart),
		TEST(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
