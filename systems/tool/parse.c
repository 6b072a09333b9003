// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the nodes to struct system. The forms of the properties have already
 * been checked; this checks their values and names.
 */
#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <libfdt.h>

#include "tool.h"

#define DEFAULT_SLICE_US	10000
#define DEFAULT_DELAY_MS	1000
#define DEFAULT_KERNEL_BASE	0xbf000000u
#define LINUX_TEXT_OFFSET	0x8000u
#define NAME_LETTERS		"abcdefghijklmnopqrstuvwxyz" \
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ" "0123456789._-"
#define GUEST_NAME_MAX		31	/* name of a node without its address */

static int get_cells(const struct system *sys, int node, const char *name,
		     uint32_t *out, int max)
{
	int len = 0;
	const fdt32_t *data = fdt_getprop(sys->fdt, node, name, &len);
	int n = data ? len / 4 : 0;

	for (int i = 0; i < n && i < max; i++)
		out[i] = fdt32_to_cpu(data[i]);
	return n < max ? n : max;
}

static uint32_t get_cell(const struct system *sys, int node, const char *name,
			 uint32_t otherwise)
{
	get_cells(sys, node, name, &otherwise, 1);
	return otherwise;
}

static struct region get_region(const struct system *sys, int node,
				const char *name)
{
	uint32_t v[2] = { 0, 0 };

	get_cells(sys, node, name, v, 2);
	return (struct region){ v[0], v[1] };
}

/* Reads pairs of address and size; returns their number. */
static int get_regions(const struct system *sys, int node, const char *name,
		       struct region *out, int max)
{
	uint32_t v[2 * BOARD_OWN_MAX];
	int n = get_cells(sys, node, name, v, 2 * max);

	if (n % 2)
		report(sys, node, "%s needs pairs of address and size", name);
	for (int i = 0; i < n / 2; i++)
		out[i] = (struct region){ v[2 * i], v[2 * i + 1] };
	return n / 2;
}

static const char *get_string(const struct system *sys, int node,
			      const char *name)
{
	return fdt_getprop(sys->fdt, node, name, NULL);
}

bool has_property(const struct system *sys, int node, const char *name)
{
	return fdt_getprop(sys->fdt, node, name, NULL) != NULL;
}

/*
 * Names of VMs and channels are words in command lines and messages, and file
 * names in /dev/duet.
 */
static bool is_good_name(const char *name)
{
	return isalnum((unsigned char)*name) &&
	       name[strspn(name, NAME_LETTERS)] == '\0';
}

static const char *get_node_name(const struct system *sys, int node)
{
	const char *name = fdt_get_name(sys->fdt, node, NULL);

	if (!is_good_name(name))
		report(sys, node,
		       "a name must consist of letters, digits and . _ - and begin with a letter or digit");
	if (strlen(name) >= SYS_NAME_MAX)
		report(sys, node, "the name has %zu characters; the maximum is %d",
		       strlen(name), SYS_NAME_MAX - 1);
	return name;
}

struct vm *find_vm(struct system *sys, const char *name)
{
	for (int i = 0; i < sys->nr_vms; i++)
		if (!strcmp(sys->vm[i].name, name))
			return &sys->vm[i];
	return NULL;
}

static struct device *find_device(struct board *board, const char *name)
{
	for (int i = 0; i < board->nr_devices; i++)
		if (!strcmp(board->device[i].name, name))
			return &board->device[i];
	return NULL;
}

/* Names that are used in a guest's device tree */
static void check_guest_name(const struct system *sys, int node,
			     const char *prop, const char *what)
{
	const char *name = get_string(sys, node, prop);

	if (name && (!is_good_name(name) || strlen(name) > GUEST_NAME_MAX))
		report(sys, node, "%s: \"%s\" is not a valid name of %s", prop, name,
		       what);
}

static void parse_device(struct system *sys, int node, struct device *dev)
{
	check_guest_name(sys, node, "guest-name", "a node");
	check_guest_name(sys, node, "guest-alias", "an alias");
	dev->node = node;
	dev->name = fdt_get_name(sys->fdt, node, NULL);
	dev->nr_pages = get_regions(sys, node, "pages", dev->pages,
				    DEVICE_PAGES_MAX);
	dev->nr_lines = get_cells(sys, node, "lines", dev->lines,
				  DEVICE_LINES_MAX);
	dev->dma_master = has_property(sys, node, "dma-master");
}

static void parse_board(struct system *sys)
{
	struct board *b = &sys->board;
	int node = fdt_subnode_offset(sys->fdt, 0, "board");
	int devices = fdt_subnode_offset(sys->fdt, node, "devices");
	int sub;

	b->node = node;
	b->platform = get_cell(sys, node, "platform", 0);
	b->ram = get_region(sys, node, "ram");
	b->nr_sections = get_cells(sys, node, "hypervisor-sections", b->section,
				   BOARD_SECTION_MAX);
	b->nr_lines = get_cells(sys, node, "hypervisor-lines", b->lines,
				SYS_IRQ_MAX);
	b->nr_own = get_regions(sys, node, "hypervisor-pages", b->own,
				BOARD_OWN_MAX);
	b->clock_page = get_cell(sys, node, "clock-page", 0);
	b->clock_offset = get_cell(sys, node, "clock-offset", 0);
	b->clock_hz = get_cell(sys, node, "clock-hz", 0);
	fdt_for_each_subnode(sub, sys->fdt, devices) {
		if (b->nr_devices == DEVICE_MAX) {
			report(sys, sub, "more than %d devices", DEVICE_MAX);
			return;
		}
		parse_device(sys, sub, &b->device[b->nr_devices++]);
	}
}

static bool is_listed(const struct system *sys, int node, const char *list,
		      const char *name)
{
	return fdt_stringlist_search(sys->fdt, node, list, name) >= 0;
}

static void parse_vm_devices(struct system *sys, struct vm *vm)
{
	int n = fdt_stringlist_count(sys->fdt, vm->node, "devices");

	for (int i = 0; i < n; i++) {
		const char *name = fdt_stringlist_get(sys->fdt, vm->node,
						      "devices", i, NULL);
		struct device *dev = find_device(&sys->board, name);
		struct vm_device *vd = &vm->device[vm->nr_devices];

		if (!dev) {
			report(sys, vm->node,
			       "devices: the board has no device %s", name);
			continue;
		}
		vd->device = dev;
		vd->dma_trusted = is_listed(sys, vm->node, "dma-trusted", name);
		vm->nr_devices++;
	}
}

static void parse_dma_trusted(struct system *sys, struct vm *vm)
{
	int n = fdt_stringlist_count(sys->fdt, vm->node, "dma-trusted");

	for (int i = 0; i < n; i++) {
		const char *name = fdt_stringlist_get(sys->fdt, vm->node,
						      "dma-trusted", i, NULL);

		if (!is_listed(sys, vm->node, "devices", name))
			report(sys, vm->node,
			       "dma-trusted: %s is not among its devices",
			       name);
	}
}

/* Reads an event number; one beyond INT_MAX would be taken for "any". */
static int get_event(struct system *sys, int node, const char *prop, uint32_t v)
{
	if (v > INT_MAX)
		report(sys, node, "%s: %u is not an event; the highest is %d", prop,
		       v, EVENT_MAX - 1);
	return v > INT_MAX ? -1 : (int)v;
}

/* Events requested by the description, one per line; -1: any */
static void parse_device_events(struct system *sys, struct vm *vm)
{
	uint32_t v[VM_DEVICE_MAX * DEVICE_LINES_MAX];
	int n = get_cells(sys, vm->node, "device-events", v,
			  VM_DEVICE_MAX * DEVICE_LINES_MAX);
	int k = 0;

	for (int i = 0; i < vm->nr_devices; i++)
		for (int j = 0; j < vm->device[i].device->nr_lines; j++, k++)
			vm->device[i].event[j] = k >= n ? -1 :
				get_event(sys, vm->node, "device-events", v[k]);
	if (n && n != k)
		report(sys, vm->node,
		       "device-events has %d numbers; its devices have %d interrupt lines",
		       n, k);
}

static void parse_vm_kind(struct system *sys, struct vm *vm)
{
	const char *kind = get_string(sys, vm->node, "kind");

	vm->paged = !strcmp(kind, "paged");
	if (!vm->paged && strcmp(kind, "window"))
		report(sys, vm->node,
		       "kind is \"%s\"; it must be \"paged\" or \"window\"",
		       kind);
	if (vm->paged && !has_property(sys, vm->node, "zone"))
		report(sys, vm->node, "a paged VM needs a zone");
	if (!vm->paged && has_property(sys, vm->node, "zone"))
		report(sys, vm->node, "zone is for paged VMs only");
	if (!vm->paged && has_property(sys, vm->node, "kernel-base"))
		report(sys, vm->node, "kernel-base is for paged VMs only");
	if (!vm->paged && has_property(sys, vm->node, "device-tree"))
		report(sys, vm->node, "device-tree is for paged VMs only");
}

static void parse_on_crash(struct system *sys, struct vm *vm)
{
	const char *what = get_string(sys, vm->node, "on-crash");

	vm->crash_restart = what && !strcmp(what, "restart");
	if (what && !vm->crash_restart && strcmp(what, "stop"))
		report(sys, vm->node,
		       "on-crash is \"%s\"; it must be \"restart\" or \"stop\"",
		       what);
}

/* Options that have no effect without a device tree */
static void parse_linux(struct system *sys, struct vm *vm)
{
	static const char *const names[] = { "initramfs", "bootargs", "stdout" };

	vm->device_tree = has_property(sys, vm->node, "device-tree");
	vm->initramfs = get_string(sys, vm->node, "initramfs");
	vm->bootargs = get_string(sys, vm->node, "bootargs");
	vm->stdout_device = get_string(sys, vm->node, "stdout");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!vm->device_tree && has_property(sys, vm->node, names[i]))
			report(sys, vm->node,
			       "%s needs a device tree; add device-tree",
			       names[i]);
	if (vm->stdout_device &&
	    !is_listed(sys, vm->node, "devices", vm->stdout_device))
		report(sys, vm->node, "stdout: %s is not among its devices",
		       vm->stdout_device);
}

static void parse_vm(struct system *sys, int node, struct vm *vm)
{
	vm->node = node;
	vm->name = get_node_name(sys, node);
	parse_vm_kind(sys, vm);
	vm->prio = get_cell(sys, node, "priority", 0);
	vm->slice_us = get_cell(sys, node, "slice-us", DEFAULT_SLICE_US);
	vm->watchdog_ms = get_cell(sys, node, "watchdog-ms", 0);
	vm->delay_ms = get_cell(sys, node, "restart-delay-ms",
				DEFAULT_DELAY_MS);
	vm->budget_us = get_cell(sys, node, "budget-us", 0);
	vm->period_us = get_cell(sys, node, "period-us", 0);
	vm->control = has_property(sys, node, "control");
	vm->ram = get_region(sys, node, "memory");
	vm->zone = get_region(sys, node, "zone");
	vm->kernel_base = get_cell(sys, node, "kernel-base",
				   DEFAULT_KERNEL_BASE);
	vm->image = get_string(sys, node, "image");
	/* in the window, the first page of RAM is the shared page */
	vm->load_offset = get_cell(sys, node, "load-offset",
				   vm->paged ? LINUX_TEXT_OFFSET : PAGE);
	vm->zero_size = get_cell(sys, node, "zero-size", 0);
	vm->may_restart = has_property(sys, node, "may-restart");
	vm->ends_system = has_property(sys, node, "ends-system");
	parse_on_crash(sys, vm);
	parse_linux(sys, vm);
	parse_vm_devices(sys, vm);
	parse_dma_trusted(sys, vm);
	parse_device_events(sys, vm);
}

static void parse_vms(struct system *sys)
{
	int vms = fdt_subnode_offset(sys->fdt, 0, "vms");
	int node;

	fdt_for_each_subnode(node, sys->fdt, vms) {
		struct vm *vm = &sys->vm[sys->nr_vms];

		if (sys->nr_vms == SYS_VM_MAX) {
			report(sys, node, "more than %d VMs", SYS_VM_MAX);
			return;
		}
		vm->number = sys->nr_vms++;
		parse_vm(sys, node, vm);
	}
	if (!sys->nr_vms)
		report(sys, vms, "there are no VMs");
}

static void join_channel(struct system *sys, struct channel *ch, int end)
{
	const char *name = fdt_stringlist_get(sys->fdt, ch->node, "ends", end,
					      NULL);
	struct vm *vm = find_vm(sys, name);

	if (!vm) {
		report(sys, ch->node, "ends: no VM named %s", name);
		return;
	}
	if (end == 1 && vm == ch->end[0]) {
		report(sys, ch->node, "both ends are %s", name);
		return;
	}
	ch->end[end] = vm;
	if (vm->nr_channels == SYS_CHANNEL_MAX) {
		report(sys, ch->node, "%s has more than %d channels", name,
		       SYS_CHANNEL_MAX);
		return;
	}
	vm->channel[vm->nr_channels].channel = ch;
	vm->channel[vm->nr_channels++].end = end;
}

/* Each is a driver's in a Linux guest, which finds it by "duet,PROTOCOL". */
static void parse_protocol(struct system *sys, struct channel *ch)
{
	const char *p = get_string(sys, ch->node, "protocol");

	ch->protocol = p;
	if (p && strcmp(p, "wwan-mbim") && strcmp(p, "wwan-at") &&
	    strcmp(p, "wwan-net"))
		report(sys, ch->node,
		       "protocol is \"%s\"; it must be \"wwan-mbim\", \"wwan-at\" or \"wwan-net\"",
		       p);
}

static void parse_channel(struct system *sys, int node, struct channel *ch)
{
	uint32_t v[2];

	ch->node = node;
	ch->name = get_node_name(sys, node);
	ch->mem = get_region(sys, node, "memory");
	ch->uncached = has_property(sys, node, "uncached");
	parse_protocol(sys, ch);
	ch->event[0] = ch->event[1] = -1;
	if (get_cells(sys, node, "events", v, 2) == 2) {
		ch->event[0] = get_event(sys, node, "events", v[0]);
		ch->event[1] = get_event(sys, node, "events", v[1]);
	}
	join_channel(sys, ch, 0);
	join_channel(sys, ch, 1);
}

static void parse_channels(struct system *sys)
{
	int channels = fdt_subnode_offset(sys->fdt, 0, "channels");
	int node;

	if (channels < 0)
		return;
	fdt_for_each_subnode(node, sys->fdt, channels) {
		if (sys->nr_channels == CHANNEL_MAX) {
			report(sys, node, "more than %d channels", CHANNEL_MAX);
			return;
		}
		parse_channel(sys, node, &sys->channel[sys->nr_channels++]);
	}
}

void parse_system(struct system *sys)
{
	sys->model = get_string(sys, 0, "model");
	sys->store_node = fdt_subnode_offset(sys->fdt, 0, "hypervisor");
	sys->store = get_region(sys, sys->store_node, "store");
	parse_board(sys);
	parse_vms(sys);
	parse_channels(sys);
}

static struct vm *find_option_vm(struct system *sys,
				 const struct override *o)
{
	struct vm *vm = find_vm(sys, o->vm);

	if (!vm)
		die("no VM named %s in %s",
		    o->vm, sys->opt.file);
	return vm;
}

/* Finds the VM; its device tree will contain the option's value. */
static struct vm *find_option_linux(struct system *sys,
				    const struct override *o,
				    const char *option)
{
	struct vm *vm = find_option_vm(sys, o);

	if (!vm->device_tree)
		die("--%s: the VM %s has no device-tree property", option,
		    o->vm);
	return vm;
}

/* Finds a file of the description: in the build, or beside itself. */
static const char *find_file(const struct system *sys, const char *name)
{
	const char *slash = strrchr(sys->opt.file, '/');
	const char *built = text("%s/%s", sys->opt.dir, name), *beside;

	if (*name == '/')
		return name;
	beside = text("%.*s%s", slash ? (int)(slash + 1 - sys->opt.file) : 0,
		      sys->opt.file, name);
	return access(built, F_OK) && !access(beside, F_OK) ? beside : built;
}

static void resolve_files(struct system *sys, struct vm *vm)
{
	vm->image = find_file(sys, vm->image);
	if (!vm->initramfs)
		return;
	vm->initramfs = sys->opt.initramfs ? sys->opt.initramfs :
					     find_file(sys, vm->initramfs);
}

/* The command line overrides the description. */
void parse_overrides(struct system *sys)
{
	const struct override *o;

	for (int i = 0; i < sys->nr_vms; i++)
		resolve_files(sys, &sys->vm[i]);
	for (o = sys->opt.image; o->vm; o++)
		find_option_vm(sys, o)->image = o->value;
	for (o = sys->opt.initrd; o->vm; o++)
		find_option_linux(sys, o, "initrd")->initramfs = o->value;
	for (o = sys->opt.bootargs; o->vm; o++)
		find_option_linux(sys, o, "bootargs")->bootargs = o->value;
	for (o = sys->opt.exit_on; o->vm; o++)
		find_option_vm(sys, o)->ends_system = true;
}
