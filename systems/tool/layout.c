// SPDX-License-Identifier: GPL-2.0-only
/*
 * Assigns virtual addresses, domains and events to all parts. The areas are
 * those of docs/memory-map.md, assigned in the order of the description.
 */
#include <duet/abi.h>

#include "tool.h"



/* Next free address in each area of the window */
struct cursor {
	uint32_t zone, ram, device, channel;
	int domain;
};

static int take_domain(struct system *sys, struct cursor *at, int node)
{
	if (at->domain == DOMAIN_MAX)
		report(sys, node,
		       "no domain left: at most %d window VMs and channels",
		       DOMAIN_MAX - DOMAIN_FIRST_WINDOW);
	return at->domain++;
}

static uint32_t take_space(struct system *sys, int node, uint32_t *at,
			   uint32_t size, uint32_t end, const char *what)
{
	uint32_t va = *at;

	if (size > end - va) {
		report(sys, node, "no room for its %s in the window", what);
		return va;
	}
	*at += size;
	return va;
}

static void place_paged(struct system *sys, struct cursor *at, struct vm *vm)
{
	vm->ram_va = PAGED_LINEAR_VA;
	vm->shared_va = DUET_SHARED_VA;
	vm->zone_va = take_space(sys, vm->node, &at->zone, vm->zone.size,
				 HYP_IMAGE_VA, "zone");
	if (vm->ram.size > PAGED_IMAGE_VA - PAGED_LINEAR_VA)
		report(sys, vm->node, "memory: more than the %u MB that fit below 0x%08x",
		       (PAGED_IMAGE_VA - PAGED_LINEAR_VA) / MB, PAGED_IMAGE_VA);
}

static void place_window(struct system *sys, struct cursor *at, struct vm *vm)
{
	vm->domain = take_domain(sys, at, vm->node);
	vm->ram_va = take_space(sys, vm->node, &at->ram, vm->ram.size,
				HYP_VMDEV_VA, "memory");
	vm->shared_va = vm->ram_va;
	if (vm->nr_devices)
		vm->device_va = take_space(sys, vm->node, &at->device, MB,
					   HYP_CHANNEL_VA, "devices");
}

static void place_channel(struct system *sys, struct cursor *at,
			  struct channel *ch)
{
	ch->domain = take_domain(sys, at, ch->node);
	ch->va = take_space(sys, ch->node, &at->channel, MB, HYP_PUBLIC_VA,
				"memory");
}

static bool is_event_free(const struct vm *vm, uint32_t event)
{
	return event < EVENT_MAX && !(vm->events & 1u << event);
}

/* Claims an event that the description asks for. */
static void claim_event(struct system *sys, struct vm *vm, int node, int event)
{
	if (event < 0)
		return;
	if (event >= EVENT_MAX)
		report(sys, node, "event %d of %s: the highest is %d", event,
		       vm->name, EVENT_MAX - 1);
	else if (event == 0)
		report(sys, node, "event 0 of %s is reserved for its timer", vm->name);
	else if (!is_event_free(vm, event))
		report(sys, node, "event %d of %s is used twice", event,
		       vm->name);
	else
		vm->events |= 1u << event;
}

/* Assigns the lowest free event, unless there is one already. */
static void assign_event(struct system *sys, struct vm *vm, int node,
			 int *event)
{
	uint32_t e = 1;

	if (*event >= 0)
		return;
	while (e < EVENT_MAX && !is_event_free(vm, e))
		e++;
	if (e == EVENT_MAX) {
		report(sys, node, "%s has no event left; the maximum is %d",
		       vm->name, EVENT_MAX);
		return;
	}
	vm->events |= 1u << e;
	*event = e;
}

static void assign_events(struct system *sys, struct vm *vm)
{
	vm->events = 1;
	for (int i = 0; i < vm->nr_devices; i++)
		for (int j = 0; j < vm->device[i].device->nr_lines; j++)
			claim_event(sys, vm, vm->node, vm->device[i].event[j]);
	for (int i = 0; i < vm->nr_channels; i++) {
		struct vm_channel *vc = &vm->channel[i];

		claim_event(sys, vm, vc->channel->node,
			    vc->channel->event[vc->end]);
	}
	for (int i = 0; i < vm->nr_devices; i++)
		for (int j = 0; j < vm->device[i].device->nr_lines; j++)
			assign_event(sys, vm, vm->node,
				     &vm->device[i].event[j]);
	for (int i = 0; i < vm->nr_channels; i++) {
		struct vm_channel *vc = &vm->channel[i];

		assign_event(sys, vm, vc->channel->node,
			     &vc->channel->event[vc->end]);
	}
}

static void add_range(struct system *sys, struct vm *vm, struct region r)
{
	if (sys->nr_ranges == SYS_RANGE_MAX) {
		report(sys, vm->node,
		       "too many device regions and uncached channels: paged VMs may have %d together",
		       SYS_RANGE_MAX);
		return;
	}
	sys->range[sys->nr_ranges++] = (struct sys_range){ r.pa, r.size };
	vm->nr_ranges++;
}

/* The frames outside its RAM that a paged VM may map, always uncached */
static void assign_ranges(struct system *sys, struct vm *vm)
{
	vm->first_range = sys->nr_ranges;
	for (int i = 0; i < vm->nr_devices; i++) {
		struct device *dev = vm->device[i].device;

		for (int j = 0; j < dev->nr_pages; j++)
			add_range(sys, vm, dev->pages[j]);
	}
	for (int i = 0; i < vm->nr_channels; i++)
		if (vm->channel[i].channel->uncached)
			add_range(sys, vm, vm->channel[i].channel->mem);
}

void lay_out_system(struct system *sys)
{
	struct cursor at = {
		HYP_ZONE_VA, HYP_VM_VA, HYP_VMDEV_VA, HYP_CHANNEL_VA,
		DOMAIN_FIRST_WINDOW
	};

	for (int i = 0; i < sys->nr_vms; i++) {
		struct vm *vm = &sys->vm[i];

		if (vm->paged)
			place_paged(sys, &at, vm);
		else
			place_window(sys, &at, vm);
		assign_events(sys, vm);
		if (vm->paged)
			assign_ranges(sys, vm);
	}
	for (int i = 0; i < sys->nr_channels; i++)
		place_channel(sys, &at, &sys->channel[i]);
}
