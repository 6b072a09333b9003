// SPDX-License-Identifier: GPL-2.0-only
/* duetctl: shows and controls the VMs of a Duet system; see duetctl(8). */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <duet/abi.h>

#include "ctl/device.h"
#include "ctl/show.h"

#define VMS_MAX		8

struct options {
	bool json, follow;
	int device;
};

static int usage(FILE *to)
{
	fputs("usage: duetctl [--json] COMMAND\n"
	      "  list             the VMs, their states and their rights\n"
	      "  stop NAME...     end VMs; their channels stay\n"
	      "  start NAME...    start VMs that are off, from pristine images\n"
	      "  restart NAME...  stop and start VMs\n"
	      "  stats [NAME...]  counters of these VMs, or of all\n"
	      "  log              the hypervisor's log\n"
	      "options:\n"
	      "  -j, --json       list and stats as JSON\n"
	      "  -f, --follow     log: wait for more, until interrupted\n", to);
	return to == stdout ? 0 : 2;
}

static int run_list(const struct options *o, int argc, char **argv)
{
	if (argc)
		return usage(stderr);
	show_list(o->json);
	return 0;
}

static int run_stats(const struct options *o, int argc, char **argv)
{
	uint32_t vms[VMS_MAX];
	int i;

	if (argc > VMS_MAX)
		die("%d VMs: the maximum is %d", argc, VMS_MAX);
	for (i = 0; i < argc; i++)
		vms[i] = vm_find(argv[i]);
	show_stats(vms, argc, o->json);
	return 0;
}

static int run_log(const struct options *o, int argc, char **argv)
{
	if (argc)
		return usage(stderr);
	show_log(o->device, o->follow);
	return 0;
}

static int each(uint32_t op, const char *verb, int argc, char **argv)
{
	int i;

	if (!argc)
		die("%s: which VM? See duetctl list", verb);
	for (i = 0; i < argc; i++)
		vm_command(vm_find(argv[i]), op, verb);
	return 0;
}

static int run_stop(const struct options *o, int argc, char **argv)
{
	return each(DUET_CONTROL_STOP, "stop", argc, argv);
}

static int run_start(const struct options *o, int argc, char **argv)
{
	return each(DUET_CONTROL_START, "start", argc, argv);
}

static int run_restart(const struct options *o, int argc, char **argv)
{
	return each(DUET_CONTROL_RESTART, "restart", argc, argv);
}

static const struct command {
	const char *name;
	int (*run)(const struct options *o, int argc, char **argv);
} commands[] = {
	{ "list", run_list },
	{ "stop", run_stop },
	{ "start", run_start },
	{ "restart", run_restart },
	{ "stats", run_stats },
	{ "log", run_log },
};

static int run(struct options *o, int argc, char **argv)
{
	unsigned int i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (strcmp(argv[0], commands[i].name))
			continue;
		o->device = device_open();
		return commands[i].run(o, argc - 1, argv + 1);
	}
	fprintf(stderr, "duetctl: %s: no such command\n", argv[0]);
	return usage(stderr);
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "follow", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{}
	};
	struct options o = {};
	int c;

	while ((c = getopt_long(argc, argv, "jfh", longs, NULL)) != -1) {
		if (c == 'h')
			return usage(stdout);
		if (c == '?')
			return usage(stderr);
		o.json |= c == 'j';
		o.follow |= c == 'f';
	}
	if (optind == argc)
		return usage(stderr);
	return run(&o, argc - optind, argv + optind);
}
