// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls about events and time. Each gets the arguments in
 * registers and returns the new r0; vectors.S has saved the guest's registers
 * in current->ctx before, so that a call may switch to another VM.
 */
#include "arch.h"
#include "event.h"
#include "hypercalls.h"
#include "plat.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

uint32_t call_restart(void)
{
	struct ctx *ctx = current->ctx;

	ctx->pc -= arch_trap_size(ctx);
	return ctx->r[0];
}

/* A second result is the upper half. */
uint64_t call_version(void)
{
	return (uint64_t)vm_features(current) << 32 | DUET_ABI_VERSION;
}

/* An event that is there already is delivered on the way out. */
HOT_FN uint32_t call_block(void)
{
	struct vm *vm = current;

	event_ack(vm, 0);
	/* both may be long, the lines' opening and the switch that follows */
	if (plat_irq_waiting())
		return call_restart();
	vm->new_events = event_pending(vm);
	if (!vm->new_events) {
		/* as switch_fast.S does it, for the next interrupt's sake */
		vm->asleep = vm->rank_bit;
		vm->quick_bit = vm->in_place;
		sched_unready(vm);
	}
	return 0;
}

uint32_t call_deliver(void)
{
	event_ack(current, 0);
	current->new_events |= event_pending(current);
	return 0;
}

uint32_t call_ack(uint32_t events)
{
	event_ack(current, events);
	return 0;
}

HOT_FN uint32_t call_timer(uint32_t deadline, uint32_t arm)
{
	if (arm > 1)
		return DUET_EINVAL;
	if (arm)
		timer_arm(&current->timer, deadline);
	else
		timer_cancel(&current->timer);
	return 0;
}

uint32_t call_doorbell(uint32_t channel)
{
	const struct sys_channel *ch;
	struct vm *peer;

	if (channel >= current->sys->nr_channels)
		return DUET_EINVAL;
	ch = &current->sys->channel[channel];
	peer = &vms[ch->peer];
	if (peer->state != VM_LIVE)
		return DUET_EAGAIN;
	vm_count(current, DUET_COUNTER_DOORBELLS);
	event_post(peer, 1u << ch->peer_event);
	return 0;
}
