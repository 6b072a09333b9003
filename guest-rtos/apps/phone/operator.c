// SPDX-License-Identifier: BSD-3-Clause
/*
 * The console for a program in another VM, so that a test can operate the
 * network: if the description has a channel "network", each of its records is
 * a command, and each line of the log is sent as a record.
 */
#include <string.h>

#include <duet_channel.h>

#include "phone.h"

#define STACK	6144

static struct duet_channel channel;
static char line[CONSOLE_LINE_MAX];

/* Takes one record; one that is too long for a command is dropped. */
static int receive_line(void)
{
	const void *at;
	uint32_t len;
	int err;

	err = duet_channel_peek(&channel, &at, &len, osWaitForever);
	if (err)
		return err;
	len = len < sizeof(line) ? len : 0;
	memcpy(line, at, len);
	line[len] = '\0';
	line[strcspn(line, "\n")] = '\0';
	duet_channel_release(&channel);
	duet_channel_flush(&channel);
	return 0;
}

static void operator_thread(void *arg)
{
	for (;;) {
		if (receive_line())
			duet_channel_wait(&channel, osWaitForever);
		else
			console_run(line);
	}
}

void operator_log(const char *text)
{
	/* a line for which there is no room is lost */
	duet_channel_send(&channel, text, strlen(text), 0);
}

bool phone_start_operator(uint32_t index)
{
	static uint64_t stack[STACK / 8];
	static const osThreadAttr_t attr = {
		.name = "operator",
		.priority = PRIORITY_CONSOLE,
		.stack_mem = stack,
		.stack_size = sizeof(stack),
	};

	return !duet_channel_open(&channel, index, DUET_CHAN_RECORDS) &&
		osThreadNew(operator_thread, NULL, &attr);
}
