// SPDX-License-Identifier: GPL-2.0-only
/*
 * duet-chan: uses the services that the demo's RTOS offers over channels, and
 * measures them. The status is not 0 if anything was lost or changed.
 */
#include <stdio.h>
#include <string.h>

#include "chan/commands.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "echo", echo_command },
	{ "stream", stream_command },
	{ "jitter", jitter_command },
	{ "ping", ping_command },
	{ "stat", stat_command },
};

static int usage(void)
{
	fputs("usage: duet-chan COMMAND [OPTION...]\n"
	      "  echo    send records and have them sent back\n"
	      "            -n COUNT  how many (1000)   -s BYTES  how long (64)\n"
	      "  stream  move bulk data both ways, with checksums\n"
	      "            -b BYTES  how much (64M)    -k BYTES  of a record (2048)\n"
	      "            -d to|from  one way only    --mmap  without a copy\n"
	      "  jitter  how punctual the RTOS's periodic thread was\n"
	      "            -r  start counting anew\n"
	      "  ping    is the RTOS there?\n"
	      "  stat    the driver's counters\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	unsigned int i;

	for (i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	return usage();
}
