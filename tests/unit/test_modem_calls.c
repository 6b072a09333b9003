// SPDX-License-Identifier: GPL-2.0-only
/* Calls by AT commands, 27.007 clauses 6 and 7, 22.030 6.5.5.1. */
#include "at_test.h"

#define CLCC(id, rest)	LINE("+CLCC: " #id "," rest)
#define RING		LINE("RING")

static void call(const char *number)
{
	assert_true(radio_sim_call(&host_sim, number));
	host_wait(0);
}

/* As ModemManager sees it: dialing, alerting, active, each by +CLCC */
static void test_dial(void **state)
{
	AT("ATD+15558888;", OK);
	AT("AT+CLCC", CLCC(1, "0,2,0,0,\"+15558888\",145") OK);
	host_wait(600);
	AT("AT+CLCC", CLCC(1, "0,3,0,0,\"+15558888\",145") OK);
	AT("AT+CPAS", LINE("+CPAS: 4") OK);
	host_wait(2000);
	AT("AT+CLCC", CLCC(1, "0,0,0,0,\"+15558888\",145") OK);
	AT("AT+CHUP", OK);
	AT("AT+CLCC", OK);
	AT("AT+CPAS", LINE("+CPAS: 0") OK);
	NEWS("");
	NEWS1("");
}

/* Sends frames, ms apart. Returns how many were sent. */
static unsigned int speak(unsigned int frames, uint32_t ms)
{
	static const uint8_t frame[MODEM_SPEECH_FRAME];
	unsigned int sent = 0;

	for (; frames; frames--) {
		sent += modem_send_speech(&host_modem, frame);
		host_wait(ms);
	}
	return sent;
}

static void test_speech(void **state)
{
	assert_int_equal(speak(1, 20), 0);
	AT("ATD+15558888;", OK);
	assert_int_equal(speak(30, 20), 0);
	host_wait(2000);
	assert_int_equal(speak(10, 20), 10);
	assert_int_equal(host_sim.speech.frames, 10);
	assert_int_equal(host_sim.speech.gap, 20);
	assert_int_equal(speak(1, 45), 1);
	assert_int_equal(speak(2, 20), 2);
	assert_int_equal(host_sim.speech.gap, 45);
	/* a call on hold hears nothing */
	AT("AT+CHLD=2", OK);
	assert_int_equal(speak(5, 20), 0);
	assert_int_equal(host_sim.speech.frames, 13);
	AT("AT+CHLD=0", OK);
	call("+15557777");
	NEWS(RING);
	AT("ATA", OK);
	assert_int_equal(host_sim.speech.frames, 0);
	assert_int_equal(host_sim.speech.gap, 0);
	AT("AT+CHUP", OK);
}

/* ATH is for calls of this terminal; a call that it found must be listed first */
static void test_hook(void **state)
{
	AT("ATD+15558888;", OK);
	host_wait(3000);
	AT1("ATH", OK);
	AT("AT+CPAS", LINE("+CPAS: 4") OK);
	AT1("AT+CLCC", CLCC(1, "0,0,0,0,\"+15558888\",145") OK);
	AT1("ATH", OK);
	NEWS(LINE("NO CARRIER"));
	AT("AT+CPAS", LINE("+CPAS: 0") OK);
	call("+15557777");
	NEWS(RING);
	NEWS1(RING);
	AT1("ATH", OK);
	AT("ATA", OK);
	AT1("ATH", OK);
	AT("ATH", OK);
	AT("AT+CLCC", OK);
}

static void test_dial_strings(void **state)
{
	AT("ATD 555-(12)34;", OK);
	AT("AT+CLCC", CLCC(1, "0,2,0,0,\"5551234\",129") OK);
	AT("ATH", OK);
	AT("ATDT5551234I;+CLCC", CLCC(1, "0,2,0,0,\"5551234\",129") OK);
	AT("ATH0", OK);
	AT("ATH1", ERROR);
	AT("ATDx;", CME(50));
	AT("ATD;", CME(50));
	AT("ATD1+2;", CME(50));
	AT("ATD123456789012345678901234567890;", CME(50));
	/* data have their own channel */
	AT("ATD*99***1#", LINE("NO CARRIER"));
	AT("ATD5551234", LINE("NO CARRIER"));
	AT("AT+CLCC", OK);
}

static void test_failures(void **state)
{
	AT("ATD+15550017;", OK);
	host_wait(600);
	NEWS(LINE("BUSY"));
	NEWS1("");
	AT("AT+CEER", LINE("+CEER: User busy") OK);
	AT("ATD+15550019;", OK);
	host_wait(5000);
	AT("AT+CLCC", CLCC(1, "0,3,0,0,\"+15550019\",145") OK);
	host_wait(6000);
	NEWS(LINE("NO ANSWER"));
	AT("ATD+15550001;", OK);
	host_wait(600);
	NEWS(LINE("NO CARRIER"));
	AT("AT+CEER", LINE("+CEER: Unassigned number") OK);
	radio_sim_service(&host_sim, MODEM_SEARCHING);
	AT("ATD5551234;", CME(30));
	AT("ATD112;", OK);
	AT("AT+CFUN=4", OK LINE("NO CARRIER"));
	AT("ATD112;", CME(3));
}

static void test_far_end_hangs_up(void **state)
{
	AT("ATD5551234;", OK);
	host_wait(3000);
	radio_sim_hang_up(&host_sim);
	NEWS(LINE("NO CARRIER"));
	NEWS1("");
	AT("AT+CEER", LINE("+CEER: Normal call clearing") OK);
}

/* It rings on all ports, each in its own way, and goes on ringing. */
static void test_incoming(void **state)
{
	AT("AT+CRC=1;+CLIP=1", OK);
	call("+15557777");
	NEWS(LINE("+CRING: VOICE") LINE("+CLIP: \"+15557777\",145,,,,0"));
	NEWS1(RING);
	AT("AT+CLCC", CLCC(1, "1,4,0,0,\"+15557777\",145") OK);
	AT("AT+CPAS", LINE("+CPAS: 3") OK);
	host_wait(5000);
	NEWS1(RING);
	host_read(0);
	AT("ATA", OK);
	AT("AT+CLCC", CLCC(1, "1,0,0,0,\"+15557777\",145") OK);
	host_wait(10000);
	NEWS("");
	radio_sim_hang_up(&host_sim);
	NEWS(LINE("NO CARRIER"));
}

static void test_missed(void **state)
{
	call("");
	NEWS(RING);
	AT("AT+CLIP=1", OK);
	host_wait(5000);
	NEWS(RING LINE("+CLIP: \"\",128,,,,1"));
	radio_sim_hang_up(&host_sim);
	host_wait(10000);
	NEWS(LINE("NO CARRIER"));
	AT("ATA", LINE("NO CARRIER"));
}

static void test_refuse(void **state)
{
	call("5551234");
	host_read(0);
	AT("AT+CHUP", OK);
	NEWS("");
	AT("AT+CLCC", OK);
	call("5551234");
	host_read(0);
	AT("AT+CHLD=0", OK);
	AT("AT+CLCC", OK);
	/* a second one is busy while the first one rings */
	call("5551234");
	assert_false(radio_sim_call(&host_sim, "2"));
}

/* The modem ends a call by its number, as ModemManager does. */
static void test_hang_up_one(void **state)
{
	AT("ATD5551234;", OK);
	AT("AT+CHLD=12", CME(21));
	AT("AT+CHLD=11", OK);
	AT("AT+CLCC", OK);
	AT("AT+CHLD=0", CME(3));
	AT("AT+CHLD=1", CME(3));
	AT("AT+CHLD=2", CME(3));
	AT("AT+CHLD=3", CME(3));
	AT("AT+CHLD=4", CME(4));
	AT("AT+CHLD=5", CME(50));
	AT("AT+CHLD=1x", CME(50));
	AT("AT+CHLD=111", CME(50));
}

/* Another terminal finds the call, which has gone on, and hears of its end. */
static void test_new_terminal(void **state)
{
	AT("ATD5551234;", OK);
	host_wait(3000);
	at_reset(&host_ports[0].at);
	AT("ATE0", "ATE0\r" OK);
	AT("AT+CLCC", CLCC(1, "0,0,0,0,\"5551234\",129") OK);
	radio_sim_hang_up(&host_sim);
	NEWS(LINE("NO CARRIER"));
	NEWS1("");
}

static void start_waiting(void)
{
	AT("AT+CCWA=1", OK);
	AT("ATD5551234;", OK);
	host_wait(3000);
	call("+15557777");
	NEWS(LINE("+CCWA: \"+15557777\",145,1"));
	NEWS1("");
}

static void test_waiting(void **state)
{
	start_waiting();
	AT("AT+CLCC", CLCC(1, "0,0,0,0,\"5551234\",129")
	   CLCC(2, "1,5,0,0,\"+15557777\",145") OK);
	/* hold one, take the other, and back */
	AT("AT+CHLD=2", OK);
	AT("AT+CLCC", CLCC(1, "0,1,0,0,\"5551234\",129")
	   CLCC(2, "1,0,0,0,\"+15557777\",145") OK);
	AT("AT+CHLD=2", OK);
	AT("AT+CLCC", CLCC(1, "0,0,0,0,\"5551234\",129")
	   CLCC(2, "1,1,0,0,\"+15557777\",145") OK);
	/* all together, then one alone */
	AT("AT+CHLD=3", OK);
	AT("AT+CLCC", CLCC(1, "0,0,0,1,\"5551234\",129")
	   CLCC(2, "1,0,0,1,\"+15557777\",145") OK);
	AT("AT+CHLD=22", OK);
	AT("AT+CLCC", CLCC(1, "0,1,0,0,\"5551234\",129")
	   CLCC(2, "1,0,0,0,\"+15557777\",145") OK);
	/* end the active one: the held one comes back */
	AT("AT+CHLD=1", OK);
	AT("AT+CLCC", CLCC(1, "0,0,0,0,\"5551234\",129") OK);
}

static void test_waiting_refused(void **state)
{
	start_waiting();
	AT("AT+CHLD=0", OK);
	AT("AT+CLCC", CLCC(1, "0,0,0,0,\"5551234\",129") OK);
	call("2");
	NEWS(LINE("+CCWA: \"2\",129,1"));
	AT("AT+CHLD=1", OK);
	AT("AT+CLCC", CLCC(2, "1,0,0,0,\"2\",129") OK);
	AT("AT+CHLD=2", OK);
	AT("AT+CHLD=0", OK);
	AT("AT+CLCC", OK);
}

/* The active call ends: the waiting one rings. */
static void test_waiting_rings(void **state)
{
	start_waiting();
	AT("AT+CHUP", OK);
	NEWS(RING);
	AT("AT+CLCC", CLCC(2, "1,4,0,0,\"+15557777\",145") OK);
}

/* A second call holds the first; a third is refused. */
static void test_second(void **state)
{
	AT("ATD1;", OK);
	AT("ATD2;", CME(3));
	host_wait(3000);
	AT("ATD2;", OK);
	AT("AT+CLCC", CLCC(1, "0,1,0,0,\"1\",129")
	   CLCC(2, "0,2,0,0,\"2\",129") OK);
	host_wait(3000);
	AT("ATD3;", CME(3));
}

/* 22.083: one call, or multiparty, may be active and one held. */
static void test_answer_third(void **state)
{
	start_waiting();
	AT("AT+CHLD=2", OK);
	call("3");
	host_read(0);
	AT("ATA", LINE("NO CARRIER"));
	AT("AT+CLCC", CLCC(1, "0,1,0,0,\"5551234\",129")
	   CLCC(2, "1,0,0,0,\"+15557777\",145")
	   CLCC(3, "1,5,0,0,\"3\",129") OK);
}

/* All identifiers are in use: a further call leaves the others as they are. */
static void test_too_many(void **state)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		AT("ATD1;", OK);
		host_wait(3000);
		host_send(0, "AT+CHLD=3\r");
	}
	AT("ATD1;", CME(20));
	AT("AT+CLCC", CLCC(1, "0,0,0,1,\"1\",129")
	   CLCC(2, "0,0,0,1,\"1\",129") CLCC(3, "0,0,0,1,\"1\",129")
	   CLCC(4, "0,0,0,1,\"1\",129") OK);
}

/* It rang and waited while a terminal wrote a message, and does no more. */
static void test_late(void **state)
{
	AT1("AT+CCWA=1", OK);
	AT1("AT+CMGS=20", "\r\n> ");
	call("5551234");
	AT("ATA", RING OK);
	assert_string_equal(host_send(1, "\x1b"), OK);
	AT1("AT+CMGS=20", "\r\n> ");
	call("2");
	AT("AT+CHLD=2", OK);
	assert_string_equal(host_send(1, "\x1b"), OK);
}

static void test_tones(void **state)
{
	AT("AT+VTS=1", CME(3));
	AT("ATD5551234;", OK);
	host_wait(3000);
	AT("AT+VTS=1", OK);
	AT("AT+VTS=#,*,A", OK);
	AT("AT+VTS=\"9\"", OK);
	AT("AT+VTS=x", CME(50));
	AT("AT+VTS=", CME(50));
	assert_non_null(strstr(host_log, "6 5551234 1\n6 5551234 #\n"
			       "6 5551234 *\n6 5551234 A\n6 5551234 9\n"));
}

static void test_settings(void **state)
{
	AT("AT+CLIP?", LINE("+CLIP: 0,1") OK);
	AT("AT+CLIR?", LINE("+CLIR: 0,0") OK);
	AT("AT+CCWA=1,2", LINE("+CCWA: 1,1") OK);
	AT("AT+CCWA?", LINE("+CCWA: 1") OK);
	AT("AT+CCWA=1,0", CME(4));
	AT("AT+CHLD=?", LINE("+CHLD: (0,1,1x,2,2x,3)") OK);
	AT("AT+CSSN=1,1", OK);
	AT("AT+CSSN?", LINE("+CSSN: 1,1") OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dial), TEST(test_speech), TEST(test_hook), TEST(test_dial_strings), TEST(test_failures),
		TEST(test_far_end_hangs_up), TEST(test_incoming),
		TEST(test_missed), TEST(test_refuse), TEST(test_hang_up_one),
		TEST(test_new_terminal),
		TEST(test_waiting), TEST(test_waiting_refused),
		TEST(test_waiting_rings), TEST(test_second), TEST(test_tones),
		TEST(test_answer_third), TEST(test_too_many), TEST(test_late),
		TEST(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
