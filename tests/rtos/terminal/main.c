// SPDX-License-Identifier: BSD-3-Clause
/*
 * A terminal at the phone's AT ports, in place of Linux: answers, their price,
 * and what a hostile one can do. TAP on the hypervisor's console.
 * tests/rtos/phone starts it.
 */
#include <stdio.h>
#include <string.h>

#include <duet_channel.h>
#include <duet_port.h>
#include <duet_rtos.h>

#define WAIT		3000	/* ms */
#define ROUNDS		500
#define NOISE		100000	/* bytes */

static struct duet_channel ports[2];
static unsigned int failures, points;
static char answer[1024];

static void failed(int line, const char *what)
{
	char text[160];

	if (failures++ > 10)
		return;
	snprintf(text, sizeof(text), "# line %d: %s\n", line, what);
	duet_hypcon_puts(text);
}

#define CHECK(cond) do { \
	if (!(cond)) \
		failed(__LINE__, #cond); \
} while (0)

static void point(const char *name)
{
	char text[96];

	snprintf(text, sizeof(text), "%sok %u - phone: %s\n",
		 failures ? "not " : "", ++points, name);
	duet_hypcon_puts(text);
	failures = 0;
}

static void say(const char *what, const char *name, uint32_t n)
{
	char text[128];

	snprintf(text, sizeof(text), what, name, (unsigned int)n);
	duet_hypcon_puts(text);
}

/* Reads until the text has come, or time is up. Returns whether it has. */
static bool await(unsigned int port, const char *end)
{
	size_t length = 0, want = strlen(end);
	int n;

	do {
		n = duet_channel_read(&ports[port], answer + length,
				      sizeof(answer) - 1 - length, WAIT);
		if (n <= 0)
			return false;
		length += n;
		answer[length] = '\0';
	} while (strcmp(answer + (length > want ? length - want : 0), end));
	return true;
}

static bool send(unsigned int port, const char *text)
{
	return duet_channel_write(&ports[port], text, strlen(text), WAIT) > 0;
}

/* Returns whether the port answered OK. */
static bool command(unsigned int port, const char *text)
{
	return send(port, text) && await(port, "\r\nOK\r\n");
}

static void connect(unsigned int port)
{
	uint32_t channel = duet_channel_find(port ? "at1" : "at0");

	CHECK(!duet_channel_open(&ports[port], channel, DUET_CHAN_STREAM));
	CHECK(!duet_channel_wait(&ports[port], WAIT));
	CHECK(command(port, "ATE0\r"));
}

static void registration(void)
{
	unsigned int i;

	for (i = 0; i < 100; i++) {
		CHECK(command(0, "AT+CREG?\r"));
		if (strstr(answer, "+CREG: 0,1"))
			break;
		osDelay(10);
	}
	CHECK(i < 100);
	say("# %s after %u ms\n", "registered", osKernelGetTickCount());
	point("registered within a second");
}

static void price(const char *text)
{
	uint64_t start = duet_clock();
	unsigned int i;
	char name[32];

	for (i = 0; i < ROUNDS; i++)
		CHECK(command(0, text));
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, "\r"), text);
	say("# %s: %u ns from write to OK\n", name,
	    (duet_clock() - start) * 1000 / (duet_clock_hz() / 1000000) /
	    ROUNDS);
}

static void prices(void)
{
	price("AT\r");
	price("AT+CSQ\r");
	price("AT+COPS?\r");
	price("AT+CRSM=176,28423,0,0,9\r");
	point("answers at once");
}

/* A message to the own number; the other port hears of it. */
static void message(void)
{
	CHECK(command(0, "AT+CMGF=1\r"));
	CHECK(command(1, "AT+CNMI=2,1\r"));
	CHECK(send(0, "AT+CMGS=\"+15550100\"\r"));
	CHECK(await(0, "\r\n> "));
	CHECK(command(0, "Hello myself\x1a"));
	CHECK(await(1, "+CMTI: \"ME\",1\r\n"));
	CHECK(command(1, "AT+CMGF=1;+CMGR=1\r"));
	CHECK(strstr(answer, "\r\nHello myself\r\n"));
	point("a message from one port to the other");
}

static uint32_t random_number(void)
{
	static uint32_t state = 1;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* Lines that begin well, and bytes of all kinds; answers are dropped. */
static void noise(unsigned int bytes)
{
	char data[64];
	unsigned int i, done;

	for (done = 0; done < bytes; done += sizeof(data)) {
		for (i = 0; i < sizeof(data); i++)
			data[i] = random_number();
		memcpy(data, "\rAT+C", 5);
		duet_channel_write(&ports[0], data, sizeof(data), 100);
		while (duet_channel_read(&ports[0], answer, sizeof(answer),
					 0) > 0)
			;
		if (done % 4096 == 0)
			CHECK(command(1, "AT\r"));
	}
}

static void hostility(void)
{
	noise(NOISE);
	point("noise at one port leaves the other one alone");
	CHECK(!duet_channel_close(&ports[0]));
	memset(&ports[0], 0, sizeof(ports[0]));
	connect(0);
	CHECK(command(0, "AT+CMEE?\r"));
	CHECK(strstr(answer, "+CMEE: 0"));
	point("a new terminal finds a port as new");
}

/* A terminal that reads nothing, while much is written. */
static void deafness(void)
{
	unsigned int i;

	for (i = 0; i < 100; i++)
		duet_channel_write(&ports[0], "AT+CLAC\r", 8, 0);
	for (i = 0; i < 20; i++)
		CHECK(command(1, "AT\r"));
	point("a terminal that does not read delays only itself");
}

static void terminal(void *arg)
{
	connect(0);
	connect(1);
	point("both ports answer");
	registration();
	prices();
	message();
	hostility();
	deafness();
	say("%s%u\n", "1..", points);
}

int main(void)
{
	static const osThreadAttr_t attr = {
		.name = "terminal", .stack_size = 4096,
	};

	osKernelInitialize();
	osThreadNew(terminal, NULL, &attr);
	osKernelStart();
	return 1;
}
