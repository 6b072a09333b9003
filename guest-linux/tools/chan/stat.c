// SPDX-License-Identifier: GPL-2.0-only
/* Prints the driver's counters, a line for each channel. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "port.h"

#define CLASS	"/sys/class/misc"

static const char *const counters[] = {
	"rx_records", "rx_bytes", "tx_records", "tx_bytes",
	"doorbells", "events", "errors", "resets",
};
#define COUNTERS	(sizeof(counters) / sizeof(counters[0]))

static void print_state(const char *name)
{
	char path[128], state[16] = "?";
	FILE *f;

	snprintf(path, sizeof(path), CLASS "/duet-%s/state", name);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%15s", state) != 1)
		die("%s: can't be read", path);
	fclose(f);
	printf("%-10s %-10s", name, state);
}

static void print_channel(const char *name)
{
	unsigned int i;

	print_state(name);
	for (i = 0; i < COUNTERS; i++)
		printf(" %11lu", port_statistic(name, counters[i]));
	putchar('\n');
}

int stat_command(int argc, char **argv)
{
	struct dirent *entry;
	DIR *dir = opendir(CLASS);
	unsigned int i, found = 0;

	printf("%-10s %-10s", "channel", "state");
	for (i = 0; i < COUNTERS; i++)
		printf(" %11s", counters[i]);
	putchar('\n');
	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "duet-", 5))
			continue;
		print_channel(entry->d_name + 5);
		found++;
	}
	if (dir)
		closedir(dir);
	if (!found)
		die("no channels: is the driver loaded?");
	return 0;
}
