// SPDX-License-Identifier: GPL-2.0-only
/* Phone books by AT commands, 27.007 8.11 - 8.14, and EF_ADN of 51.011. */
#include "at_test.h"

#define CPBR(rest)	LINE("+CPBR: " rest)
#define CPBF(rest)	LINE("+CPBF: " rest)

static void test_stores(void **state)
{
	AT("AT+CPBS=?", LINE("+CPBS: (\"SM\",\"ON\",\"EN\")") OK);
	AT("AT+CPBS?", LINE("+CPBS: \"SM\",0,20") OK);
	AT("AT+CPBR=?", LINE("+CPBR: (1-20),20,14") OK);
	AT("AT+CPBW=?", LINE("+CPBW: (1-20),20,(129,145),14") OK);
	AT("AT+CPBF=?", LINE("+CPBF: 20,14") OK);
	AT("AT+CPBS=\"ON\"", OK);
	AT("AT+CPBS?", LINE("+CPBS: \"ON\",1,1") OK);
	AT("AT+CPBR=1", CPBR("1,\"+15550100\",145,\"\"") OK);
	AT("AT+CPBW=1,\"123\"", CME(3));
	AT("AT+CPBS=\"EN\"", OK);
	AT("AT+CPBR=1,2", CPBR("1,\"112\",129,\"\"") CPBR("2,\"911\",129,\"\"")
	   OK);
	AT("AT+CPBR=3", CME(21));
	AT("AT+CPBS=\"XX\"", CME(50));
	/* each port has its own choice */
	AT1("AT+CPBS?", LINE("+CPBS: \"SM\",0,20") OK);
}

static void test_write(void **state)
{
	AT("AT+CPBW=3,\"+15551234\",145,\"Ada\"", OK);
	AT("AT+CPBW=,\"5551234\",145,\"Bob B\"", OK);
	AT("AT+CPBW=,\"*100#\",129,\"\"", OK);
	AT1("AT+CPBR=1,20", CPBR("1,\"+5551234\",145,\"Bob B\"")
	    CPBR("2,\"*100#\",129,\"\"") CPBR("3,\"+15551234\",145,\"Ada\"")
	    OK);
	AT("AT+CPBS?", LINE("+CPBS: \"SM\",3,20") OK);
	AT("AT+CPBW=1", OK);
	AT("AT+CPBR=1", OK);
	AT("AT+CPBR=1,2", CPBR("2,\"*100#\",129,\"\"") OK);
	AT("AT+CPBW=21", CME(21));
	AT("AT+CPBW=0,\"1\"", CME(21));
	AT("AT+CPBR=0", CME(21));
	AT("AT+CPBR=1,21", CME(21));
	AT("AT+CPBR=x", CME(50));
	AT("AT+CPBW=", CME(50));
	AT("AT+CPBW=1,\"12a\"", CME(27));
	AT("AT+CPBW=1,\"\",129,\"x\"", CME(27));
	AT("AT+CPBW=1,\"12345678901234567890\",145,\"20 digits\"", OK);
	AT("AT+CPBR=1", CPBR("1,\"+12345678901234567890\",145,\"20 digits\"") OK);
	AT("AT+CPBW=1,\"123456789012345678901\"", CME(27));
	AT("AT+CPBW=1,\"123456789012345678901234\"", CME(26));
}

static void test_names(void **state)
{
	/* 14 septets, of which an escape takes two; 6 characters of UCS2 */
	AT("AT+CPBW=1,\"1\",129,\"fourteen chars\"", OK);
	AT("AT+CPBW=1,\"1\",129,\"fifteen charact\"", CME(24));
	AT("AT+CPBW=1,\"1\",129,\"thirteen char[\"", CME(24));
	AT("AT+CPBR=1", CPBR("1,\"1\",129,\"fourteen chars\"") OK);
	AT("AT+CSCS=\"UCS2\"", OK);
	AT("AT+CPBW=2,\"2\",129,\"00C400D60020AC\"", CME(24));
	AT("AT+CPBW=2,\"2\",129,\"00C4005B\"", OK);
	AT("AT+CPBR=2", CPBR("2,\"2\",129,\"00C4005B\"") OK);
	AT("AT+CPBW=3,\"3\",129,\"041F04400438043204350442\"", OK);
	AT("AT+CPBR=3", CPBR("3,\"3\",129,\"041F04400438043204350442\"") OK);
	AT("AT+CPBW=3,\"3\",129,\"041F044004380432043504420021\"", CME(24));
	AT("AT+CSCS=\"GSM\"", OK);
	AT("AT+CPBR=2", CPBR("2,\"2\",129,\"[\x1b<\"") OK);
}

static void test_find(void **state)
{
	AT("AT+CPBF=\"A\"", CME(22));
	AT("AT+CPBW=1,\"1\",129,\"Anna\"", OK);
	AT("AT+CPBW=5,\"5\",129,\"Ann\"", OK);
	AT("AT+CPBW=20,\"20\",129,\"Bob\"", OK);
	AT("AT+CPBF=\"Ann\"", CPBF("1,\"1\",129,\"Anna\"")
	   CPBF("5,\"5\",129,\"Ann\"") OK);
	AT("AT+CPBF=\"Bob\"", CPBF("20,\"20\",129,\"Bob\"") OK);
	AT("AT+CPBF=\"nn\"", CME(22));
	AT("AT+CPBF=\"Anx\"", CME(22));
	AT("AT+CPBF=\"Anna and others\"", CME(22));
	AT("AT+CPBF", ERROR);
}

static void test_full(void **state)
{
	unsigned int i;

	for (i = 0; i < 20; i++)
		AT("AT+CPBW=,\"1\"", OK);
	AT("AT+CPBW=,\"1\"", CME(20));
	AT("AT+CPBS?", LINE("+CPBS: \"SM\",20,20") OK);
}

/* The same by commands of the SIM: 14 bytes of name, length, type, digits */
static void test_records(void **state)
{
	AT("AT+CRSM=192,28474,0,0,15",
	   LINE("+CRSM: 144,0,\"000002306F3A04001144440102011C\"") OK);
	AT("AT+CRSM=178,28474,1,4,28", LINE("+CRSM: 144,0,\""
	   "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\"")
	   OK);
	AT("AT+CPBW=2,\"+15551234\",145,\"Ada\"", OK);
	AT("AT+CRSM=178,28474,2,4,28", LINE("+CRSM: 144,0,\""
	   "416461FFFFFFFFFFFFFFFFFFFFFF059151552143FFFFFFFFFFFFFFFF\"")
	   OK);
	AT("AT+CRSM=220,28474,20,4,28,\""
	   "4269FFFFFFFFFFFFFFFFFFFFFFFF038121F3FFFFFFFFFFFFFFFFFFFF\"",
	   LINE("+CRSM: 144,0") OK);
	AT("AT+CPBR=20", CPBR("20,\"123\",129,\"Bi\"") OK);
	AT("AT+CRSM=220,28474,21,4,28,\""
	   "4269FFFFFFFFFFFFFFFFFFFFFFFF038121F3FFFFFFFFFFFFFFFFFFFF\"",
	   LINE("+CRSM: 148,2") OK);
	AT("AT+CRSM=220,28474,1,4,1,\"00\"", LINE("+CRSM: 103,28") OK);
	AT("AT+CRSM=220,28474,1,4,0", LINE("+CRSM: 103,28") OK);
	AT("AT+CRSM=220,28480,1,4,0", LINE("+CRSM: 152,4") OK);
	AT("AT+CRSM=214,28474,0,0,1,\"00\"", LINE("+CRSM: 148,8") OK);
	/* a record without its bytes changes nothing */
	AT("AT+CRSM=220,28474,2,4,28", CME(50));
	AT("AT+CSIM=14,\"A0A40000026F3A\"", LINE("+CSIM: 4,\"9F0F\"") OK);
	AT("AT+CSIM=10,\"A0DC02041C\"", CME(50));
	AT("AT+CPBR=2", CPBR("2,\"+15551234\",145,\"Ada\"") OK);
	AT("AT+CRSM=176,28474,0,0,1", LINE("+CRSM: 148,8") OK);
	/* what makes no sense is harmless: a length, a name of no end */
	AT("AT+CRSM=220,28474,1,4,28,\""
	   "80000100020003000400050006FFFF9121F3FFFFFFFFFFFFFFFFFFFF\"",
	   LINE("+CRSM: 144,0") OK);
	AT("AT+CPBR=1", CPBR("1,\"\",128,\"??????\"") OK);
	/* service 2 of the table is there, 4 has no file */
	AT("AT+CRSM=176,28472,0,0,1", LINE("+CRSM: 144,0,\"0F\"") OK);
}

static void test_restart(void **state)
{
	host_restore();
	AT("AT+CPBW=1,\"1\",129,\"gone\"", OK);
	AT("AT+CPBW=1", OK);
	AT("AT+CPBW=2,\"2\",129,\"Bob\"", OK);
	AT("AT+CRSM=220,28474,20,4,28,\""
	   "4269FFFFFFFFFFFFFFFFFFFFFFFF038121F3FFFFFFFFFFFFFFFFFFFF\"",
	   LINE("+CRSM: 144,0") OK);
	start(state);
	AT("AT+CPBR=1,20", OK);
	host_restore();
	AT("AT+CPBR=1,2", CPBR("2,\"2\",129,\"Bob\"") OK);
	AT("AT+CPBR=20", CPBR("20,\"123\",129,\"Bi\"") OK);
}

static void test_locked(void **state)
{
	AT("AT+CLCK=\"SC\",1,\"1234\"", OK);
	AT("AT+CPIN?", LINE("+CPIN: READY") OK);
	AT("AT+CLCK=\"SC\",0,\"0000\"", CME(16));
	AT("AT+CPBS?", CME(11));
	AT("AT+CPBR=1", CME(11));
	AT("AT+CPBW=1,\"1\"", CME(11));
	AT("AT+CPBF=\"x\"", CME(11));
	AT("AT+CRSM=178,28474,1,4,28", LINE("+CRSM: 152,4") OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_stores), TEST(test_write), TEST(test_names),
		TEST(test_find), TEST(test_full), TEST(test_records),
		TEST(test_restart), TEST(test_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
