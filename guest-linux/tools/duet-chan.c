// SPDX-License-Identifier: GPL-2.0-only
/*
 * duet-chan: uses and measures the services that the demo's RTOS offers over
 * channels. The exit status is nonzero if data were lost or changed.
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
	      "  echo    send records and check their echoes\n"
	      "            -n COUNT  number (1000)   -s BYTES  size (64)\n"
	      "  stream  move bulk data in both directions, with checksums\n"
	      "            -b BYTES  amount (64M)    -k BYTES  record size (2048)\n"
	      "            -d to|from  one direction  --mmap  without copying\n"
	      "  jitter  wake-up latencies of the RTOS's periodic thread\n"
	      "            -r  reset the statistics\n"
	      "  ping    check that the RTOS responds\n"
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
