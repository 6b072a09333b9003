// SPDX-License-Identifier: GPL-2.0-only
/* struct sys_table, which the hypervisor reads when it starts. */
#include <string.h>

#include <duet/abi.h>

#include "tool.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the image is little endian, and this code writes it as the host does"
#endif

_Static_assert(SYS_CHANNEL_MAX == DUET_CHANNEL_MAX, "one limit, two names");
_Static_assert(EVENT_MAX == DUET_EVENT_MAX, "one limit, two names");

uint32_t system_table_size(const struct system *sys)
{
	return sizeof(struct sys_table) + sys->nr_vms * sizeof(struct sys_vm);
}

static void fill_channels(const struct vm *vm, struct sys_vm *out)
{
	out->nr_channels = vm->nr_channels;
	for (int i = 0; i < vm->nr_channels; i++) {
		const struct channel *ch = vm->channel[i].channel;
		int end = vm->channel[i].end;

		out->channel[i] = (struct sys_channel){
			.va = ch->va, .size = ch->mem.size, .pa = ch->mem.pa,
			.flags = (ch->uncached ? DUET_CHAN_UNCACHED : 0) |
				 (end ? 0 : DUET_CHAN_FIRST),
			.event = ch->event[end],
			.peer = ch->end[!end]->number,
			.peer_event = ch->event[!end],
		};
		strncpy((char *)out->channel[i].name, ch->name,
			SYS_NAME_MAX - 1);
	}
}

/*
 * The kernel of a VM has access to its own domains and its channels'. Users
 * have none to a channel, as they would share it with all processes.
 */
static void fill_domains(const struct vm *vm, struct sys_vm *out)
{
	out->dacr_kern = DACR_HYP;
	out->dacr_user = DACR_HYP;
	if (vm->paged) {
		out->dacr_user |= DOMAIN_CLIENT(DOMAIN_USER);
		out->dacr_kern |= DOMAIN_CLIENT(DOMAIN_USER) |
				  DOMAIN_CLIENT(DOMAIN_KERN);
	} else {
		out->dacr_kern |= DOMAIN_CLIENT(vm->domain);
	}
	for (int i = 0; i < vm->nr_channels; i++)
		out->dacr_kern |= DOMAIN_CLIENT(vm->channel[i].channel->domain);
}

static bool has_own_priority(const struct system *sys, const struct vm *vm)
{
	for (int i = 0; i < sys->nr_vms; i++)
		if (&sys->vm[i] != vm && sys->vm[i].prio == vm->prio)
			return false;
	return true;
}

static uint32_t find_vm_rank(const struct system *sys, const struct vm *vm)
{
	uint32_t before = 0;

	for (int i = 0; i < sys->nr_vms; i++)
		if (sys->vm[i].prio > vm->prio ||
		    (sys->vm[i].prio == vm->prio && &sys->vm[i] < vm))
			before++;
	return before;
}

static uint32_t make_vm_flags(const struct system *sys, const struct vm *vm)
{
	uint32_t f = 0;

	if (has_own_priority(sys, vm))
		f |= SYS_VM_ALONE;

	if (vm->paged)
		f |= SYS_VM_PAGED | SYS_VM_FCSE;
	if (vm->may_restart)
		f |= SYS_VM_MAY_RESTART;
	if (vm->control)
		f |= SYS_VM_CONTROL;
	if (vm->watchdog_ms)
		f |= SYS_VM_WATCHDOG;
	if (vm->crash_restart)
		f |= SYS_VM_CRASH_RESTART;
	if (vm->ends_system)
		f |= SYS_VM_CONSOLE;
	for (int i = 0; i < vm->nr_devices; i++)
		if (vm->device[i].dma_trusted)
			f |= SYS_VM_DMA;
	return f;
}

static uint32_t us_to_ticks(const struct system *sys, uint32_t us)
{
	return (uint64_t)us * sys->board.clock_hz / 1000000;
}

static void fill_memory(const struct system *sys, const struct vm *vm,
			struct sys_vm *out)
{
	out->ram_pa = vm->ram.pa;
	out->ram_va = vm->ram_va;
	out->ram_size = vm->ram.size;
	out->zone_pa = vm->zone.pa;
	out->zone_va = vm->zone_va;
	out->zone_size = vm->zone.size;
	out->image_pa = sys->store.pa + vm->image_offset;
	out->image_va = vm->image_va;
	out->image_size = vm->blob.size;
	out->shared_va = vm->shared_va;
	out->kernel_base = vm->paged ? vm->kernel_base : 0;
	out->device_va = vm->device_va;
	out->first_range = vm->first_range;
	out->nr_ranges = vm->nr_ranges;
}

static void fill_vm_entry(const struct system *sys, const struct vm *vm,
			  struct sys_vm *out)
{
	strncpy(out->name, vm->name, SYS_NAME_MAX - 1);
	out->flags = make_vm_flags(sys, vm);
	out->prio = vm->prio;
	out->rank = find_vm_rank(sys, vm);
	out->slice = us_to_ticks(sys, vm->slice_us);
	out->watchdog = us_to_ticks(sys, 1000 * vm->watchdog_ms);
	out->restart_delay = us_to_ticks(sys, 1000 * vm->delay_ms);
	out->budget = us_to_ticks(sys, vm->budget_us);
	out->period = us_to_ticks(sys, vm->period_us);
	fill_memory(sys, vm, out);
	fill_domains(vm, out);
	fill_channels(vm, out);
}

static void fill_irq_lines(const struct vm *vm, struct sys_table *t,
			   struct sys_vm *out)
{
	for (int i = 0; i < vm->nr_devices; i++) {
		const struct vm_device *vd = &vm->device[i];

		for (int j = 0; j < vd->device->nr_lines; j++) {
			struct sys_irq *irq = &t->irq[vd->device->lines[j]];

			irq->vm = vm->number;
			irq->event = vd->event[j];
			out->device_events |= 1u << vd->event[j];
		}
	}
}

void fill_system_table(const struct system *sys, uint8_t *at)
{
	struct sys_table *t = must_alloc(system_table_size(sys));

	t->magic = SYS_MAGIC;
	t->version = IMAGE_VERSION;
	t->nr_vms = sys->nr_vms;
	t->clock_va = HYP_CLOCK_VA + sys->board.clock_offset;
	t->clock_hz = sys->board.clock_hz;
	t->ram_pa = sys->board.ram.pa;
	t->ram_size = sys->board.ram.size;
	memcpy(t->range, sys->range, sizeof(t->range));
	for (int i = 0; i < SYS_IRQ_MAX; i++)
		t->irq[i].vm = SYS_NO_VM;
	for (int i = 0; i < sys->nr_vms; i++) {
		fill_vm_entry(sys, &sys->vm[i], &t->vm[i]);
		fill_irq_lines(&sys->vm[i], t, &t->vm[i]);
	}
	memcpy(at, t, system_table_size(sys));
}
