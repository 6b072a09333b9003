/* SPDX-License-Identifier: GPL-2.0-only */
/* For tests that talk to the AT ports of modem_host.h. */
#ifndef MODEM_AT_TEST_H
#define MODEM_AT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "modem_host.h"

#define OK	"\r\nOK\r\n"
#define ERROR	"\r\nERROR\r\n"
#define LINE(text)	"\r\n" text "\r\n"
#define CME(code)	LINE("+CME ERROR: " #code)
#define CMS(code)	LINE("+CMS ERROR: " #code)

/* Sends a line to port 0 or 1 and compares the answer. */
#define AT(command, answer) \
	assert_string_equal(host_send(0, command "\r"), answer)
#define AT1(command, answer) \
	assert_string_equal(host_send(1, command "\r"), answer)
/* Compares what a port has sent by itself, up to now. */
#define NEWS(text)	assert_string_equal(read_news(0), text)
#define NEWS1(text)	assert_string_equal(read_news(1), text)

static inline const char *read_news(unsigned int port)
{
	host_wait(0);
	return host_read(port);
}

/* Ports without echo and with numeric errors */
static inline void set_up_ports(void)
{
	host_send(0, "ATE0+CMEE=1\r");
	host_send(1, "ATE0+CMEE=1\r");
}

/* ... and a registered modem */
static inline int start(void **state)
{
	host_start();
	host_wait(1000);
	set_up_ports();
	return 0;
}

#define TEST(name)	cmocka_unit_test_setup(name, start)

#endif
