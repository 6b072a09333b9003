// SPDX-License-Identifier: GPL-2.0-only
/* The command line of duet-system. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "tool.h"

static const char usage[] =
"usage: duet-system check SYSTEM.dtb\n"
"       duet-system show SYSTEM.dtb\n"
"       duet-system pack SYSTEM.dtb --hypervisor FILE --out FILE\n"
"  check   report all errors of the description\n"
"  show    print its memory maps and events\n"
"  pack    make the boot image\n"
"options:\n"
"  --source FILE           name of the description in messages\n"
"  --dir DIR               folder of the images that it names (.)\n"
"  --initramfs FILE        replace each initramfs that it names\n"
"  --bootargs-append TEXT  append to the command line of each Linux\n"
"  --image VM=FILE         replace the VM's image\n"
"  --initrd VM=FILE        replace the VM's initramfs\n"
"  --bootargs VM=TEXT      replace the VM's command line\n"
"  --exit-on VM            power off when this VM ends\n";

/* Codes must be above all characters, for getopt_long(). */
enum option_code {
	SOURCE = 256, DIR_, HYPERVISOR, OUT, INITRAMFS, APPEND, IMAGE, INITRD,
	BOOTARGS, EXIT_ON, HELP
};

static const struct option long_options[] = {
	{ "source", required_argument, NULL, SOURCE },
	{ "dir", required_argument, NULL, DIR_ },
	{ "hypervisor", required_argument, NULL, HYPERVISOR },
	{ "out", required_argument, NULL, OUT },
	{ "initramfs", required_argument, NULL, INITRAMFS },
	{ "bootargs-append", required_argument, NULL, APPEND },
	{ "image", required_argument, NULL, IMAGE },
	{ "initrd", required_argument, NULL, INITRD },
	{ "bootargs", required_argument, NULL, BOOTARGS },
	{ "exit-on", required_argument, NULL, EXIT_ON },
	{ "help", no_argument, NULL, HELP },
	{ }
};

/* Adds vm=value, or just vm for an option without value. */
static void add_override(struct override *list, char *arg, bool with_value)
{
	char *equals = with_value ? strchr(arg, '=') : NULL;
	int i = 0;

	if (with_value && !equals)
		die("%s: expected VM=VALUE", arg);
	while (list[i].vm)
		i++;
	if (i == OVERRIDE_MAX - 1)
		die("%s: more than %d options of the same kind", arg, i);
	if (equals)
		*equals = '\0';
	list[i] = (struct override){ arg, equals ? equals + 1 : NULL };
}

static void take_option(struct options *opt, int c)
{
	switch (c) {
	case SOURCE:
		opt->file = optarg;
		break;
	case DIR_:
		opt->dir = optarg;
		break;
	case HYPERVISOR:
		opt->hypervisor = optarg;
		break;
	case OUT:
		opt->out = optarg;
		break;
	case INITRAMFS:
		opt->initramfs = optarg;
		break;
	case APPEND:
		opt->append = optarg;
		break;
	case IMAGE:
		add_override(opt->image, optarg, true);
		break;
	case INITRD:
		add_override(opt->initrd, optarg, true);
		break;
	case BOOTARGS:
		add_override(opt->bootargs, optarg, true);
		break;
	case EXIT_ON:
		add_override(opt->exit_on, optarg, false);
		break;
	case HELP:
		fputs(usage, stdout);
		exit(0);
	default:
		fputs(usage, stderr);
		exit(2);
	}
}

static void load_description(struct system *sys, const char *path)
{
	struct blob f;

	if (!read_file(path, &f))
		die("%s: %s", path, strerror(errno));
	if (!sys->opt.file)
		sys->opt.file = path;
	if (f.size < sizeof(struct fdt_header) ||
	    fdt_check_full(f.data, f.size))
		die("%s: not a device tree blob; make it with dtc", path);
	sys->fdt = f.data;
}

static void stop_if_reported(void)
{
	if (count_reports())
		exit(1);
}

static void prepare_system(struct system *sys)
{
	check_schema(sys);
	stop_if_reported();
	parse_system(sys);
	stop_if_reported();
	parse_overrides(sys);
	check_system(sys);
	stop_if_reported();
	lay_out_system(sys);
	stop_if_reported();
}

static void pack_system(struct system *sys)
{
	struct blob out;

	if (!sys->opt.hypervisor || !sys->opt.out)
		die("pack needs --hypervisor and --out");
	read_hypervisor(sys);
	place_tables(sys);
	make_vm_images(sys);
	stop_if_reported();
	out = compose_image(sys);
	if (!write_file(sys->opt.out, &out))
		die("%s: %s", sys->opt.out, strerror(errno));
}

int main(int argc, char **argv)
{
	static struct system sys = { .opt.dir = "." };
	const char *verb, *path;
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		take_option(&sys.opt, c);
	if (argc - optind != 2) {
		fputs(usage, stderr);
		return 2;
	}
	verb = argv[optind];
	path = argv[optind + 1];
	if (strcmp(verb, "check") && strcmp(verb, "show") &&
	    strcmp(verb, "pack")) {
		fputs(usage, stderr);
		return 2;
	}
	load_description(&sys, path);
	prepare_system(&sys);
	if (!strcmp(verb, "show")) {
		show_system(&sys);
		if (fflush(stdout))
			die("standard output: %s", strerror(errno));
	}
	if (!strcmp(verb, "pack"))
		pack_system(&sys);
	return 0;
}
