// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events are posted into a private word of the VM, and moved to its shared page
 * when it runs next. So the hypervisor never touches the memory of a VM that
 * does not run (a paged VM's shared page may not even be mapped).
 */
#include "arch.h"
#include "assert.h"
#include "event.h"
#include "hypercalls.h"
#include "plat.h"
#include "sched.h"
#include "vm.h"

/*
 * Takes the events to acknowledge from the guest's word and clears it. With
 * interrupts off this is as atomic as the guest's own swap.
 */
static uint32_t take_ack_word(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t events = sh->ack;

	sh->ack = 0;
	shared_close();
	return events;
}

COLD_FN void event_init_vm(struct vm *vm)
{
	const struct sys_channel *ch = vm->sys->channel;
	uint32_t i;

	for (i = 0; i < vm->sys->nr_channels; i++, ch++) {
		ASSERT(ch->peer < sys->nr_vms && &vms[ch->peer] != vm);
		ASSERT(ch->peer_event < DUET_EVENT_MAX);
		vm->bell[i].kern = ctx_base(&vms[ch->peer].kern);
		vm->bell[i].events = 1u << ch->peer_event;
	}
	vm->nr_bells = i;
}

void event_post(struct vm *vm, uint32_t events)
{
	if (vm->state != VM_LIVE)
		return;
	/* only the first event has to wake the VM */
	if (vm->blocked && !vm->new_events)
		sched_set_ready(vm);
	ASSERT(sched.run_map & vm->rank_bit || vm->limit == LIMIT_USED);
	vm->new_events |= events;
}

/* Called by switch_fast.S, which names a VM by its kernel context's base. */
void event_post_kern(uint32_t kern, uint32_t events)
{
	event_post(vm_of(kern), events);
}

/* Includes events that aren't in the shared page yet. */
uint32_t event_pending(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t events = sh->pend | vm->new_events;

	shared_close();
	return events;
}

/* An odd peer_life[] means that the peer is up. */
void event_update_peers(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t i;

	for (i = 0; i < vm->sys->nr_channels; i++)
		sh->peer_life[i] = vm_peer_life(&vms[vm->sys->channel[i].peer]);
	shared_close();
	vm->peers_changed = false;
}

/* Called on the way into the VM, when its shared page is mapped. */
void event_deliver(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);
	bool masked;

	ASSERT(vm->state == VM_LIVE);
	if (vm->peers_changed) {
		event_update_peers(vm);
		sh = shared_open(vm);
	}
	sh->pend |= vm->new_events;
	vm->new_events = 0;
	masked = sh->mask;
	sh->steal = vm->steal;
	shared_close();
	if (!masked)
		upcall(vm, DUET_UPCALL_IRQ_KERN);
}

void event_unmask_devices(struct vm *vm, uint32_t events)
{
	uint32_t n;

	events &= vm->sys->device_events;
	while (events) {
		n = 31 - __builtin_clz(events);
		events &= ~(1u << n);
		if (vm->line[n] != NO_LINE)
			plat_irq_unmask(vm->line[n]);
	}
}

void event_unmask_acked(struct vm *vm)
{
	event_unmask_devices(vm, take_ack_word(vm));
}

void event_mask_devices(struct vm *vm)
{
	uint32_t n, events = vm->sys->device_events;

	while (events) {
		n = 31 - __builtin_clz(events);
		events &= ~(1u << n);
		if (vm->line[n] != NO_LINE)
			plat_irq_mask(vm->line[n]);
	}
}

/*
 * Does not block if an event is pending: it is delivered at the exit.
 * twin: entry_block in switch_fast.S
 */
uint32_t call_block(void)
{
	struct vm *vm = current;

	event_unmask_acked(vm);
	/* unmasking lines takes long, and so does the switch that follows */
	if (plat_irq_waiting())
		return call_restart();
	vm->new_events = event_pending(vm);
	ASSERT(!vm->blocked && !vm->wake_bit);
	if (!vm->new_events) {
		/* as in switch_fast.S, where an interrupt may wake it */
		vm->blocked = vm->rank_bit;
		vm->wake_bit = vm->resident_bit;
		sched_clear_ready(vm);
	}
	return 0;
}

/* twin: entry_deliver in event_fast.S */
COLD_FN uint32_t call_deliver(void)
{
	event_unmask_acked(current);
	current->new_events |= event_pending(current);
	return 0;
}

/* twin: entry_ack in event_fast.S */
COLD_FN uint32_t call_ack(uint32_t events)
{
	event_unmask_devices(current, events);
	return 0;
}

/* twin: entry_doorbell in switch_fast.S */
COLD_FN uint32_t call_doorbell(uint32_t channel)
{
	const struct sys_channel *ch;
	struct vm *peer;

	if (channel >= current->sys->nr_channels)
		return DUET_EINVAL;
	ch = &current->sys->channel[channel];
	peer = &vms[ch->peer];
	if (peer->state != VM_LIVE)
		return DUET_EAGAIN;
	vm_inc_counter(current, DUET_COUNTER_DOORBELLS);
	event_post(peer, 1u << ch->peer_event);
	return 0;
}
