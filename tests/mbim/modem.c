// SPDX-License-Identifier: GPL-2.0-only
/*
 * The RTOS's modem and its MBIM function on a pseudo terminal of the host, for
 * programs that open a device. Prints the terminal's name. Each line of the
 * input is a command of the simulated network:
 *   sms NUMBER TEXT, signal N, drop, wait MS, end
 * and is acknowledged by a line.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <mbim.h>

#include "modem_host.h"

static struct mbim mb;
static int terminal;
static bool woken;

/* A terminal is a stream: records are cut out of it by their lengths. */
static uint32_t stream[2 * MBIM_TRANSFER_MAX / 4];
static uint32_t fill;

static void send_record(void *arg, const void *record, size_t size)
{
	if (write(terminal, record, size) != (ssize_t)size)
		perror("modem: terminal");
}

static void wake(void *arg)
{
	woken = true;
}

static const struct mbim_host host = { send_record, wake, NULL };

/* Returns the size of the first record of the stream, 0 if it isn't complete. */
static uint32_t first_record(void)
{
	uint32_t size;

	if (fill < MBIM_TRANSFER_MAX && fill < 12)
		return 0;
	size = stream[1];
	if (size < 12 || size > MBIM_TRANSFER_MAX)
		return fill;
	return size <= fill ? size : 0;
}

static void take_records(void)
{
	static uint32_t record[2 * MBIM_TRANSFER_MAX / 4];
	uint32_t size;

	while ((size = first_record())) {
		memcpy(record, stream, size);
		fill -= size;
		memmove(stream, (char *)stream + size, fill);
		mbim_receive(&mb, record, size);
	}
}

static void read_terminal(void)
{
	ssize_t n = read(terminal, (char *)stream + fill,
			 MBIM_TRANSFER_MAX - fill % MBIM_TRANSFER_MAX);

	if (n <= 0)
		return;
	fill += n;
	take_records();
}

static void run_line(char *line)
{
	char *number, *text = NULL;

	line[strcspn(line, "\n")] = '\0';
	number = strchr(line, ' ');
	if (number)
		*number++ = '\0';
	if (number)
		text = strchr(number, ' ');
	if (text)
		*text++ = '\0';
	modem_lock(&host_modem);
	if (!strcmp(line, "sms") && text)
		radio_sim_sms(&host_sim, number, text);
	else if (!strcmp(line, "signal") && number)
		radio_sim_signal(&host_sim, atoi(number));
	else if (!strcmp(line, "drop"))
		radio_sim_drop(&host_sim);
	modem_unlock(&host_modem);
	if (!strcmp(line, "wait") && number)
		host_wait(atoi(number));
	if (!strcmp(line, "end"))
		exit(0);
	printf("done\n");
}

static uint32_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The modem's time is the host's. */
static void run_modem(void)
{
	static uint32_t last;
	uint32_t now = clock_ms();

	if (last)
		host_wait(now - last);
	last = now;
	if (woken || !mbim_wait(&mb)) {
		woken = false;
		mbim_poll(&mb);
	}
}

int main(void)
{
	struct pollfd fds[2] = { { .events = POLLIN }, { .events = POLLIN } };
	struct termios raw;
	int keep;	/* so that the terminal outlives its users */
	char name[64], line[200];

	if (openpty(&terminal, &keep, name, NULL, NULL)) {
		perror("modem: openpty");
		return 1;
	}
	tcgetattr(keep, &raw);
	cfmakeraw(&raw);
	tcsetattr(keep, TCSANOW, &raw);
	setlinebuf(stdout);
	host_start();
	mbim_open_port(&mb, &host_modem, &host);
	printf("%s\n", name);
	fds[0].fd = terminal;
	for (;;) {
		poll(fds, 2, 10);
		run_modem();
		if (fds[0].revents & POLLIN)
			read_terminal();
		if (fds[1].revents & (POLLIN | POLLHUP)) {
			if (!fgets(line, sizeof(line), stdin))
				return 0;
			run_line(line);
		}
	}
}
