// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks the claims of all parts against the board and each other: RAM, device
 * pages, interrupt lines, names.
 */
#include <string.h>

#include "tool.h"

#define ZONE_MAX	(8 * MB)
#define LINUX_ALIGN	(2 * MB)	/* for its phys-to-virt patching */
#define SLICE_MIN_US	100u
#define SLICE_MAX_US	1000000u
#define WATCHDOG_MIN_MS	10u
#define WATCHDOG_MAX_MS	60000u
#define DELAY_MAX_MS	60000u
#define PERIOD_MIN_US	1000u
#define PERIOD_MAX_US	1000000u
#define BUDGET_MIN_US	200u	/* a few of the portions it is granted in */
#define PRIORITY_MAX	255u
#define HALF_TURN	0x7fffffffu	/* ticks: later looks like the past */

/* the store, memory and zone of each VM, and the channels */
#define CLAIM_MAX	(1 + 2 * SYS_VM_MAX + CHANNEL_MAX)

struct claim {
	struct region r;
	int node;
	const char *what;
};

struct claims {
	struct claim claim[CLAIM_MAX];
	int nr;
};

static bool regions_overlap(struct region a, struct region b)
{
	return (uint64_t)a.pa < (uint64_t)b.pa + b.size &&
	       (uint64_t)b.pa < (uint64_t)a.pa + a.size;
}

static bool is_inside(struct region a, struct region in)
{
	return a.pa >= in.pa && (uint64_t)a.pa + a.size <=
				(uint64_t)in.pa + in.size;
}

/* Address and size must be aligned, and not empty. unit: bytes */
static bool check_alignment(const struct system *sys, int node,
			    const char *what, struct region r, uint32_t unit)
{
	bool ok = r.size && !(r.pa % unit) && !(r.size % unit);
	bool mb = unit == MB;

	if (!ok)
		report(sys, node,
		       "%s <0x%08x 0x%08x>: address and size must be multiples of %u %s",
		       what, r.pa, r.size, mb ? 1 : unit / KB, mb ? "MB" : "KB");
	return ok;
}

/* Claims a region of RAM: it must be valid, on the board, and not taken yet. */
static void claim_ram(const struct system *sys, struct claims *all, int node,
		      const char *what, struct region r, uint32_t unit)
{
	struct region ram = sys->board.ram;

	if (!check_alignment(sys, node, what, r, unit))
		return;
	if (!is_inside(r, ram))
		report(sys, node,
		       "%s <0x%08x 0x%08x> is not within the board's RAM <0x%08x 0x%08x>",
		       what, r.pa, r.size, ram.pa, ram.size);
	for (int i = 0; i < all->nr; i++) {
		const struct claim *c = &all->claim[i];

		if (regions_overlap(r, c->r))
			report(sys, node,
			       "%s <0x%08x 0x%08x> overlaps %s <0x%08x 0x%08x> of %s",
			       what, r.pa, r.size, c->what, c->r.pa, c->r.size,
			       node_text(sys, c->node));
	}
	all->claim[all->nr++] = (struct claim){ r, node, what };
}

static void check_ram_claims(const struct system *sys)
{
	struct claims all = { .nr = 0 };

	claim_ram(sys, &all, sys->store_node, "store", sys->store, MB);
	for (int i = 0; i < sys->nr_vms; i++) {
		const struct vm *vm = &sys->vm[i];

		claim_ram(sys, &all, vm->node, "memory", vm->ram, MB);
		if (vm->paged)
			claim_ram(sys, &all, vm->node, "zone", vm->zone, MB);
		if (vm->zone.size > ZONE_MAX)
			report(sys, vm->node, "zone: %u MB; the maximum is %u MB",
			       vm->zone.size / MB, ZONE_MAX / MB);
	}
	for (int i = 0; i < sys->nr_channels; i++) {
		const struct channel *ch = &sys->channel[i];

		claim_ram(sys, &all, ch->node, "memory", ch->mem, PAGE);
		if (ch->mem.size > MB)
			report(sys, ch->node,
			       "memory: 0x%x bytes; the maximum is 1 MB",
			       ch->mem.size);
	}
}

static bool is_hypervisor_line(const struct board *b, uint32_t line)
{
	for (int i = 0; i < b->nr_lines; i++)
		if (b->lines[i] == line)
			return true;
	return false;
}

static void check_device_lines(const struct system *sys,
			       const struct device *dev)
{
	for (int i = 0; i < dev->nr_lines; i++) {
		uint32_t line = dev->lines[i];

		if (line >= SYS_IRQ_MAX)
			report(sys, dev->node,
			       "unknown interrupt line %u; the highest is %d",
			       line, SYS_IRQ_MAX - 1);
		else if (is_hypervisor_line(&sys->board, line))
			report(sys, dev->node,
			       "interrupt line %u is the hypervisor's", line);
		for (int j = 0; j < i; j++)
			if (dev->lines[j] == line)
				report(sys, dev->node,
				       "interrupt line %u is listed twice",
				       line);
	}
}

/* Must consist of whole pages outside RAM. */
static bool check_device_region(const struct system *sys, int node,
				const char *what, struct region r)
{
	if (!check_alignment(sys, node, what, r, PAGE))
		return false;
	if ((uint64_t)r.pa + r.size > 1ull << 32)
		report(sys, node, "%s <0x%08x 0x%08x> end beyond 4 GB", what,
		       r.pa, r.size);
	if (regions_overlap(r, sys->board.ram))
		report(sys, node, "%s <0x%08x 0x%08x> are in the board's RAM",
		       what, r.pa, r.size);
	return true;
}

static void check_device_pages(const struct system *sys,
			       const struct device *dev)
{
	const struct board *b = &sys->board;

	for (int i = 0; i < dev->nr_pages; i++) {
		struct region r = dev->pages[i];

		if (!check_device_region(sys, dev->node, "pages", r))
			continue;
		for (int j = 0; j < i; j++)
			if (regions_overlap(r, dev->pages[j]))
				report(sys, dev->node,
				       "pages <0x%08x 0x%08x> overlap its own <0x%08x 0x%08x>",
				       r.pa, r.size, dev->pages[j].pa,
				       dev->pages[j].size);
		for (int j = 0; j < b->nr_own; j++)
			if (regions_overlap(r, b->own[j]))
				report(sys, dev->node,
				       "pages <0x%08x 0x%08x> are the hypervisor's",
				       r.pa, r.size);
	}
}

static void check_sections(const struct system *sys)
{
	const struct board *b = &sys->board;

	for (int i = 0; i < b->nr_sections; i++) {
		struct region r = { b->section[i], MB };

		if (r.pa % MB)
			report(sys, b->node,
			       "hypervisor-sections: 0x%08x is not a multiple of 1 MB",
			       r.pa);
		if (regions_overlap(r, b->ram))
			report(sys, b->node,
			       "hypervisor-sections: 0x%08x is in the board's RAM",
			       r.pa);
		for (int j = 0; j < i; j++)
			if (b->section[j] == r.pa)
				report(sys, b->node,
				       "hypervisor-sections: 0x%08x is listed twice",
				       r.pa);
	}
}

/* All VMs can read this page, so it must not be given to any. */
static void check_clock(const struct system *sys)
{
	const struct board *b = &sys->board;
	struct region page = { b->clock_page, PAGE };
	bool kept = false;

	for (int i = 0; i < b->nr_own; i++)
		kept |= is_inside(page, b->own[i]);
	if (b->clock_page % PAGE)
		report(sys, b->node, "clock-page is not a multiple of 4 KB");
	else if (!kept)
		report(sys, b->node,
		       "clock-page <0x%08x 0x%08x> is not in hypervisor-pages",
		       page.pa, page.size);
	if (b->clock_offset >= PAGE || b->clock_offset % 4)
		report(sys, b->node, "clock-offset is not word aligned within a page");
	if (b->clock_hz < 10000)
		report(sys, b->node, "clock-hz: a clock of %u Hz is too slow",
		       b->clock_hz);
}

static void check_board(const struct system *sys)
{
	const struct board *b = &sys->board;

	check_alignment(sys, b->node, "ram", b->ram, MB);
	if ((uint64_t)b->ram.pa + b->ram.size > 1ull << 32)
		report(sys, b->node, "ram <0x%08x 0x%08x> ends beyond 4 GB",
		       b->ram.pa, b->ram.size);
	check_sections(sys);
	for (int i = 0; i < b->nr_own; i++)
		check_device_region(sys, b->node, "hypervisor-pages",
				    b->own[i]);
	for (int i = 0; i < b->nr_lines; i++)
		if (b->lines[i] >= SYS_IRQ_MAX)
			report(sys, b->node,
			       "hypervisor-lines: unknown interrupt line %u; the highest is %d",
			       b->lines[i], SYS_IRQ_MAX - 1);
	check_clock(sys);
	for (int i = 0; i < b->nr_devices; i++) {
		check_device_lines(sys, &b->device[i]);
		check_device_pages(sys, &b->device[i]);
	}
}

/* All devices given to VMs so far, in the order of the description */
struct given {
	const struct device *device[SYS_VM_MAX * VM_DEVICE_MAX];
	const struct vm *vm[SYS_VM_MAX * VM_DEVICE_MAX];
	int nr;
};

static bool find_shared_line(const struct device *a, const struct device *b,
			     uint32_t *line)
{
	for (int i = 0; i < a->nr_lines; i++)
		for (int j = 0; j < b->nr_lines; j++)
			if (a->lines[i] == b->lines[j]) {
				*line = a->lines[i];
				return true;
			}
	return false;
}

static bool have_shared_page(const struct device *a, const struct device *b)
{
	for (int i = 0; i < a->nr_pages; i++)
		for (int j = 0; j < b->nr_pages; j++)
			if (regions_overlap(a->pages[i], b->pages[j]))
				return true;
	return false;
}

static void give_device(const struct system *sys, struct given *given,
			const struct vm *vm, const struct device *dev)
{
	uint32_t line;

	for (int i = 0; i < given->nr; i++) {
		const struct device *other = given->device[i];

		if (other == dev)
			report(sys, vm->node,
			       "devices: %s is given to %s already", dev->name,
			       given->vm[i]->name);
		else if (find_shared_line(dev, other, &line))
			report(sys, vm->node,
			       "devices: interrupt line %u of %s is given to %s already, with %s",
			       line, dev->name, given->vm[i]->name,
			       other->name);
		else if (have_shared_page(dev, other))
			report(sys, vm->node,
			       "devices: pages of %s are given to %s already, with %s",
			       dev->name, given->vm[i]->name, other->name);
	}
	given->device[given->nr] = dev;
	given->vm[given->nr++] = vm;
}

/* Without an IOMMU, a DMA master can access all RAM, even the hypervisor's. */
static void check_dma_masters(const struct system *sys, const struct vm *vm)
{
	for (int i = 0; i < vm->nr_devices; i++) {
		const struct vm_device *vd = &vm->device[i];

		if (vd->device->dma_master && !vd->dma_trusted)
			report(sys, vm->node,
			       "devices: %s is a DMA master and reaches all memory; trust %s with it by dma-trusted = \"%s\"",
			       vd->device->name, vm->name, vd->device->name);
		if (!vd->device->dma_master && vd->dma_trusted)
			report(sys, vm->node,
			       "dma-trusted: %s is not a DMA master",
			       vd->device->name);
	}
}

static void check_devices(const struct system *sys)
{
	struct given given = { .nr = 0 };

	for (int i = 0; i < sys->nr_vms; i++) {
		const struct vm *vm = &sys->vm[i];
		uint32_t pages = 0;

		for (int j = 0; j < vm->nr_devices; j++) {
			const struct device *dev = vm->device[j].device;

			give_device(sys, &given, vm, dev);
			for (int k = 0; k < dev->nr_pages; k++)
				pages += dev->pages[k].size / PAGE;
		}
		if (!vm->paged && pages > MB / PAGE)
			report(sys, vm->node,
			       "devices: %u pages; the maximum of a window VM is %u",
			       pages, MB / PAGE);
		check_dma_masters(sys, vm);
	}
}

/* A time must fit into half the clock's range. unit: units per second */
static void check_time_range(const struct system *sys, const struct vm *vm,
			     const char *prop, uint32_t value, uint32_t unit)
{
	uint64_t most = (uint64_t)HALF_TURN * unit / sys->board.clock_hz;

	if (value > most)
		report(sys, vm->node,
		       "%s: %u is more than %u, half the range of the clock",
		       prop, value, (uint32_t)most);
}

static void check_time_ranges(const struct system *sys, const struct vm *vm)
{
	if (!sys->board.clock_hz)
		return;		/* already reported */
	check_time_range(sys, vm, "slice-us", vm->slice_us, 1000000);
	check_time_range(sys, vm, "watchdog-ms", vm->watchdog_ms, 1000);
	check_time_range(sys, vm, "restart-delay-ms", vm->delay_ms, 1000);
	check_time_range(sys, vm, "budget-us", vm->budget_us, 1000000);
	check_time_range(sys, vm, "period-us", vm->period_us, 1000000);
}

static void check_time_limits(const struct system *sys, const struct vm *vm)
{
	if (has_property(sys, vm->node, "watchdog-ms") &&
	    (vm->watchdog_ms < WATCHDOG_MIN_MS ||
	     vm->watchdog_ms > WATCHDOG_MAX_MS))
		report(sys, vm->node, "watchdog-ms: %u is not between %u and %u",
		       vm->watchdog_ms, WATCHDOG_MIN_MS, WATCHDOG_MAX_MS);
	if (vm->delay_ms > DELAY_MAX_MS)
		report(sys, vm->node, "restart-delay-ms: %u is not from 0 to %u",
		       vm->delay_ms, DELAY_MAX_MS);
	if (has_property(sys, vm->node, "budget-us") !=
	    has_property(sys, vm->node, "period-us")) {
		report(sys, vm->node,
		       "budget-us and period-us must be given together");
		return;
	}
	if (!has_property(sys, vm->node, "budget-us"))
		return;
	if (vm->period_us < PERIOD_MIN_US || vm->period_us > PERIOD_MAX_US)
		report(sys, vm->node, "period-us: %u is not between %u and %u",
		       vm->period_us, PERIOD_MIN_US, PERIOD_MAX_US);
	if (vm->budget_us < BUDGET_MIN_US || vm->budget_us > vm->period_us)
		report(sys, vm->node,
		       "budget-us: %u is not between %u and period-us",
		       vm->budget_us, BUDGET_MIN_US);
}

static void check_vm_values(const struct system *sys, const struct vm *vm)
{
	uint32_t lowest = vm->paged ? 0 : PAGE;

	if (vm->device_tree && vm->ram.pa % LINUX_ALIGN)
		report(sys, vm->node,
		       "memory: 0x%08x: Linux needs an address that is a multiple of %u MB",
		       vm->ram.pa, LINUX_ALIGN / MB);
	if (vm->slice_us < SLICE_MIN_US || vm->slice_us > SLICE_MAX_US)
		report(sys, vm->node, "slice-us: %u is not between %u and %u",
		       vm->slice_us, SLICE_MIN_US, SLICE_MAX_US);
	if (vm->prio > PRIORITY_MAX)
		report(sys, vm->node, "priority: %u is not between 0 and %u",
		       vm->prio, PRIORITY_MAX);
	check_time_limits(sys, vm);
	check_time_ranges(sys, vm);
	if (vm->paged && (vm->kernel_base % MB || !vm->kernel_base ||
			  vm->kernel_base > PAGED_LINEAR_VA))
		report(sys, vm->node,
		       "kernel-base: 0x%08x must be a multiple of 1 MB, at most 0x%08x",
		       vm->kernel_base, PAGED_LINEAR_VA);
	if (vm->load_offset % 4 || vm->load_offset < lowest)
		report(sys, vm->node,
		       "load-offset: 0x%x must be a multiple of 4, at least 0x%x",
		       vm->load_offset, lowest);
}

static void compare_names(const struct system *sys, int a, const char *name_a,
			  int b, const char *name_b)
{
	if (!strcmp(name_a, name_b))
		report(sys, b, "the name %s is used twice; it is also %s",
		       name_b, node_text(sys, a));
}

/* Messages and command lines identify VMs and channels by name. */
static void check_names(const struct system *sys)
{
	for (int i = 0; i < sys->nr_vms; i++)
		for (int j = i + 1; j < sys->nr_vms; j++)
			compare_names(sys, sys->vm[i].node, sys->vm[i].name,
				      sys->vm[j].node, sys->vm[j].name);
	for (int i = 0; i < sys->nr_channels; i++) {
		const struct channel *ch = &sys->channel[i];

		for (int j = 0; j < sys->nr_vms; j++)
			compare_names(sys, sys->vm[j].node, sys->vm[j].name,
				      ch->node, ch->name);
		for (int j = 0; j < i; j++)
			compare_names(sys, sys->channel[j].node,
				      sys->channel[j].name, ch->node, ch->name);
	}
	for (int i = 0; i < sys->board.nr_devices; i++)
		for (int j = 0; j < i; j++)
			compare_names(sys, sys->board.device[j].node,
				      sys->board.device[j].name,
				      sys->board.device[i].node,
				      sys->board.device[i].name);
}

static bool is_network(const struct channel *ch)
{
	return ch->protocol && !strcmp(ch->protocol, "wwan-net");
}

/* The WWAN driver of a guest has one network device. */
static void check_networks(const struct system *sys, const struct vm *vm)
{
	const struct channel *first = NULL;

	if (!vm->device_tree)
		return;
	for (int i = 0; i < vm->nr_channels; i++) {
		const struct channel *ch = vm->channel[i].channel;

		if (is_network(ch) && first)
			report(sys, ch->node,
			       "protocol: %s has a channel with wwan-net already, %s",
			       vm->name, node_text(sys, first->node));
		else if (is_network(ch))
			first = ch;
	}
}

/* A guest without a device tree would never learn of the protocol. */
static void check_protocols(const struct system *sys)
{
	for (int i = 0; i < sys->nr_channels; i++) {
		const struct channel *ch = &sys->channel[i];

		if (ch->protocol && !ch->end[0]->device_tree &&
		    !ch->end[1]->device_tree)
			report(sys, ch->node,
			       "protocol: neither end has a device tree");
	}
	for (int i = 0; i < sys->nr_vms; i++)
		check_networks(sys, &sys->vm[i]);
}

void check_system(struct system *sys)
{
	check_board(sys);
	check_ram_claims(sys);
	check_devices(sys);
	for (int i = 0; i < sys->nr_vms; i++)
		check_vm_values(sys, &sys->vm[i]);
	check_names(sys);
	check_protocols(sys);
}
