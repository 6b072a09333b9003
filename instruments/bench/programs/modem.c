// SPDX-License-Identifier: GPL-2.0-only
/*
 * modem at PORT COUNT: that many commands, each from its write to its OK
 * modem mbim PORT COUNT: that many queries of the device's capabilities
 * modem send PORT LINE: one command; prints its answer
 *
 * The first two print the time of one: with counted instructions, one is a
 * nanosecond.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char in[16384];

static int fail(const char *what)
{
	fprintf(stderr, "modem: %s: %m\n", what);
	return 1;
}

static double read_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static int print_each(double start, int count)
{
	printf("%.0f\n", (read_clock() - start) / count);
	return 0;
}

/* ---- AT ------------------------------------------------------------------*/

/* Returns 0 when an OK has come; the answer is in `in`. */
static int send_line(int port, const char *line)
{
	size_t len = strlen(line), done = 0;

	if (write(port, line, len) != (ssize_t)len)
		return fail("write");
	for (;;) {
		ssize_t n = read(port, in + done, sizeof(in) - 1 - done);

		if (n <= 0)
			return fail("read");
		done += n;
		in[done] = 0;
		if (done >= 6 && !strcmp(in + done - 6, "\r\nOK\r\n"))
			return 0;
		if (strstr(in, "ERROR\r\n")) {
			fprintf(stderr, "modem: %s: %s\n", line, in);
			return 1;
		}
	}
}

static int measure_at(int port, int count)
{
	double start;

	if (send_line(port, "ATE0\r"))
		return 1;
	start = read_clock();
	for (int i = 0; i < count; i++)
		if (send_line(port, "AT\r"))
			return 1;
	return print_each(start, count);
}

/* ---- MBIM ----------------------------------------------------------------*/

#define MBIM_OPEN	1
#define MBIM_COMMAND	3
#define MBIM_DONE	0x80000000

struct command {
	uint32_t type, length, transaction;
	uint32_t fragments, fragment;	/* of an open: the longest message */
	uint8_t service[16];
	uint32_t cid, set, info_length;
};

/* Device capabilities are command 1 of the service Basic Connect. */
static struct command command = {
	.fragments = 1,
	.service = { 0xa2, 0x89, 0xcc, 0x33, 0xbc, 0xbb, 0x8b, 0x4f,
		     0xb6, 0xb0, 0x13, 0x3e, 0xc2, 0xaa, 0xe6, 0xdf },
	.cid = 1,
};

/* Indications may come before the answer. */
static int ask(int port, uint32_t type, uint32_t length)
{
	struct command answer;

	command.type = type;
	command.length = length;
	command.transaction++;
	if (write(port, &command, length) != (ssize_t)length)
		return fail("write");
	do {
		if (read(port, in, sizeof(in)) <= 0)
			return fail("read");
		memcpy(&answer, in, sizeof(answer));
	} while (answer.type != (type | MBIM_DONE) ||
		 answer.transaction != command.transaction);
	return 0;
}

static int measure_mbim(int port, int count)
{
	double start;

	command.fragments = 4096;
	if (ask(port, MBIM_OPEN, 16))
		return 1;
	command.fragments = 1;
	start = read_clock();
	for (int i = 0; i < count; i++)
		if (ask(port, MBIM_COMMAND, sizeof(command)))
			return 1;
	return print_each(start, count);
}

int main(int argc, char **argv)
{
	char line[256];
	int port;

	if (argc != 4) {
		fputs("modem: see its source for the usage\n", stderr);
		return 2;
	}
	port = open(argv[2], O_RDWR);
	if (port < 0)
		return fail(argv[2]);
	if (!strcmp(argv[1], "at"))
		return measure_at(port, atoi(argv[3]));
	if (!strcmp(argv[1], "mbim"))
		return measure_mbim(port, atoi(argv[3]));
	snprintf(line, sizeof(line), "%s\r", argv[3]);
	if (send_line(port, line))
		return 1;
	fputs(in, stdout);
	return 0;
}
