// SPDX-License-Identifier: GPL-2.0-only
/* Prints the resulting system: physical and virtual maps, events. */
#include <stdio.h>
#include <stdlib.h>

#include "tool.h"

struct line {
	uint32_t at, size;
	char *what;
};

struct map {
	struct line line[256];	/* more than there can be */
	int nr;
};

static void add_line(struct map *map, uint32_t at, uint32_t size, char *what)
{
	if (map->nr < (int)(sizeof(map->line) / sizeof(map->line[0])))
		map->line[map->nr++] = (struct line){ at, size, what };
}

static int compare_addresses(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static void print_map(struct map *map, const char *title)
{
	qsort(map->line, map->nr, sizeof(map->line[0]), compare_addresses);
	printf("%s\n", title);
	for (int i = 0; i < map->nr; i++) {
		const struct line *l = &map->line[i];

		printf("  %08x-%08x %7u KB  %s\n", l->at,
		       l->at + l->size - 1, l->size / KB, l->what);
	}
}

static void print_physical_map(const struct system *sys)
{
	struct map map = { .nr = 0 };

	add_line(&map, sys->store.pa, sys->store.size,
		 text("store: hypervisor and images"));
	for (int i = 0; i < sys->nr_vms; i++) {
		const struct vm *vm = &sys->vm[i];

		add_line(&map, vm->ram.pa, vm->ram.size,
			 text("%s memory", vm->name));
		if (vm->paged)
			add_line(&map, vm->zone.pa, vm->zone.size,
				 text("%s zone", vm->name));
		for (int j = 0; j < vm->nr_devices; j++) {
			const struct device *d = vm->device[j].device;

			for (int k = 0; k < d->nr_pages; k++)
				add_line(&map, d->pages[k].pa, d->pages[k].size,
					 text("%s of %s", d->name, vm->name));
		}
	}
	for (int i = 0; i < sys->nr_channels; i++)
		add_line(&map, sys->channel[i].mem.pa, sys->channel[i].mem.size,
			 text("channel %s", sys->channel[i].name));
	print_map(&map, "physical");
}

static void add_window_vm(struct map *map, const struct vm *vm)
{
	uint32_t pages = 0;

	if (vm->paged) {
		add_line(map, vm->zone_va, vm->zone.size,
			 text("zone of %s, hypervisor only", vm->name));
		return;
	}
	add_line(map, vm->ram_va, vm->ram.size,
		 text("memory of %s, domain %d", vm->name, vm->domain));
	for (int i = 0; i < vm->nr_devices; i++) {
		const struct device *d = vm->device[i].device;

		for (int j = 0; j < d->nr_pages; j++) {
			add_line(map, vm->device_va + pages, d->pages[j].size,
				 text("%s of %s, domain %d", d->name, vm->name,
				      vm->domain));
			pages += d->pages[j].size;
		}
	}
}

static void print_window_map(const struct system *sys)
{
	const struct board *b = &sys->board;
	struct map map = { .nr = 0 };

	add_line(&map, HYP_VA, MB, text("hypervisor"));
	for (int i = 0; i < b->nr_sections; i++)
		add_line(&map, HYP_DEVICE_VA + i * MB, MB,
			 text("devices of the hypervisor at %08x",
			      b->section[i]));
	add_line(&map, HYP_CLOCK_VA, PAGE, text("clock page, all may read"));
	add_line(&map, HYP_VECTORS_VA, PAGE, text("vectors and kuser helpers"));
	for (int i = 0; i < sys->nr_vms; i++)
		add_window_vm(&map, &sys->vm[i]);
	for (int i = 0; i < sys->nr_channels; i++) {
		const struct channel *ch = &sys->channel[i];

		add_line(&map, ch->va, ch->mem.size,
			 text("channel %s, domain %d, %s", ch->name, ch->domain,
			      ch->uncached ? "uncached" : "cached"));
	}
	print_map(&map, "global window");
}

static void print_vm_events(const struct vm *vm)
{
	printf("VM %d %s: %s, priority %u, memory at %08x, shared page at %08x\n",
	       vm->number, vm->name, vm->paged ? "paged" : "window", vm->prio,
	       vm->ram_va, vm->shared_va);
	printf("  event  0  timer\n");
	for (int i = 0; i < vm->nr_devices; i++) {
		const struct vm_device *vd = &vm->device[i];

		for (int j = 0; j < vd->device->nr_lines; j++)
			printf("  event %2d  %s, interrupt line %u\n",
			       vd->event[j], vd->device->name,
			       vd->device->lines[j]);
	}
	for (int i = 0; i < vm->nr_channels; i++) {
		const struct vm_channel *vc = &vm->channel[i];
		const struct channel *ch = vc->channel;

		printf("  event %2d  channel %d %s, with %s\n",
		       ch->event[vc->end], i, ch->name,
		       ch->end[!vc->end]->name);
	}
}

void show_system(const struct system *sys)
{
	if (sys->model)
		printf("%s\n", sys->model);
	print_physical_map(sys);
	print_window_map(sys);
	for (int i = 0; i < sys->nr_vms; i++)
		print_vm_events(&sys->vm[i]);
	printf("tables of the hypervisor: %u bytes\n", tables_size(sys));
}
