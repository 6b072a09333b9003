// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of the auditor that is independent of the CPU: ranks and states,
 * timers, events. Each invariant is recomputed from other fields, by other
 * means than the code under test.
 */
#include "assert.h"
#include "audit.h"
#include "plat.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

/* Calls between two walks of all tables */
#define ALL_EACH	64

static bool is_ready(const struct vm *vm)
{
	return sched.run_map & vm->rank_bit;
}

static bool is_throttled(const struct vm *vm)
{
	return vm->limit == LIMIT_USED;
}

/* by_rank is a permutation of the VMs, by falling priority. */
static void audit_ranks(void)
{
	const struct vm *vm;
	uint32_t i, all = 0;

	for (i = 0; i < sys->nr_vms; i++) {
		vm = sched.by_rank[i];
		ASSERT(vm == &vms[vm->id]);
		ASSERT(vm->rank_bit == 0x80000000u >> i);
		ASSERT(!i || sched.by_rank[i - 1]->sys->prio >= vm->sys->prio);
		all |= vm->rank_bit;
	}
	ASSERT(!(sched.run_map & ~all));
	ASSERT(current == &vms[current->id]);
}

/*
 * No event is lost: only a VM that is runnable or throttled may have events in
 * its private word.
 */
static void audit_state(const struct vm *vm)
{
	if (vm->state != VM_LIVE) {
		ASSERT((is_ready(vm) || is_throttled(vm)) ==
		       ((vm->state == VM_RESET && !vm->blocked) ||
			is_throttled(vm)));
		ASSERT(vm->state == VM_RESET ||
		       (!vm->timer.armed && !vm->watchdog.armed));
		ASSERT(!vm->blocked || vm->timer.armed);
		ASSERT(!vm->new_events);
		ASSERT(!vm_in_user(vm));
	} else {
		ASSERT(is_ready(vm) || is_throttled(vm) ||
		       (vm->blocked && !vm->new_events));
		ASSERT(vm->next_life);
	}
	ASSERT(vm->state <= VM_LIVE);
	ASSERT(!is_throttled(vm) || !is_ready(vm));
	ASSERT(!is_throttled(vm) || vm->budget.armed);
	ASSERT(!vm->sys->budget ||
	       vm->budget.armed == (vm->limit != LIMIT_REST));
	ASSERT(vm->limit != LIMIT_REST || (!vm->wake_bit && !vm->resident_bit));
}

/*
 * switch_fast.S checks nothing but wake_bit before it wakes a VM. A VM that C
 * has woken keeps the bit until it runs, and may have to wait for another one
 * of higher rank.
 */
static void audit_wake_bits(const struct vm *vm)
{
	ASSERT(!vm->resident_bit || vm->resident_bit == vm->rank_bit);
	if (!vm->wake_bit)
		return;
	ASSERT(vm->wake_bit == vm->rank_bit);
	ASSERT(vm->state == VM_LIVE && vm->blocked && !is_throttled(vm));
	ASSERT(!is_ready(vm) || vm->new_events);
	ASSERT(vm->resident_bit && vm->sys->flags & SYS_VM_ALONE);
}

/* Whatever a guest asked for, its psr must be USR mode with interrupts on. */
static void audit_ctx(const struct vm *vm, const struct ctx *ctx)
{
	ASSERT((ctx->psr & 0xdf) == 0x10);
	ASSERT(ctx->kern == (uint32_t)(uintptr_t)&vm->kern.swi);
	if (vm->state != VM_LIVE)
		return;
	ASSERT(ctx->dacr == (ctx == &vm->user ? vm->sys->dacr_user :
			     vm->sys->dacr_kern));
}

static void audit_vm(const struct vm *vm)
{
	uint32_t i = vm - vms;

	ASSERT(vm->id == i && vm->sys == &sys->vm[i]);
	ASSERT(vm_ctx(vm) == &vm->kern || (vm_is_paged(vm) && vm_in_user(vm)));
	audit_ctx(vm, &vm->kern);
	/* the user context is not valid before the reset has filled it */
	if (vm_is_paged(vm) && vm->state == VM_LIVE)
		audit_ctx(vm, &vm->user);
	audit_state(vm);
	audit_wake_bits(vm);
	ASSERT(vm->queue_done <= DUET_QUEUE_MAX);
}

/*
 * At the exit the highest runnable VM is current, and has all its events and
 * the lives of its peers: entry_deliver relies on it.
 */
static void audit_current(void)
{
	ASSERT(current == sched.by_rank[__builtin_clz(sched.run_map)]);
	ASSERT(!current->blocked && !current->wake_bit);
	ASSERT(!current->limit);
	ASSERT(!sched.entered);
	ASSERT(!current->new_events);
	ASSERT(!current->peers_changed || current->state != VM_LIVE);
}

/* The list is sorted, and holds each armed timer once. */
static void audit_timers(void)
{
	const struct timer *timer;
	uint32_t now = plat_clock(), in_list = 0, armed = 0, i;

	for (timer = timer_head; timer; timer = timer->next) {
		ASSERT(timer->armed);
		ASSERT(!timer->next || (int32_t)(timer->deadline - now) <=
		       (int32_t)(timer->next->deadline - now));
		ASSERT(!timer->kern == !!timer->fire);
		in_list += !!timer->kern;
		ASSERT(in_list <= sys->nr_vms);
	}
	for (i = 0; i < sys->nr_vms; i++) {
		ASSERT(vms[i].timer.kern == (vms[i].state == VM_LIVE ?
					     ctx_base(&vms[i].kern) : 0));
		ASSERT(vms[i].timer.events == 1u << DUET_EVENT_TIMER);
		armed += vms[i].timer.armed && vms[i].timer.kern;
	}
	ASSERT(in_list == armed);
}

/* A doorbell must reach the other end of its channel, and no other VM. */
static void audit_bells(const struct vm *vm)
{
	const struct sys_channel *ch = vm->sys->channel;
	uint32_t i;

	ASSERT(vm->nr_bells == vm->sys->nr_channels);
	for (i = 0; i < vm->nr_bells; i++, ch++) {
		ASSERT(vm_of(vm->bell[i].kern) == &vms[ch->peer]);
		ASSERT(vm->bell[i].events == 1u << ch->peer_event);
	}
}

void audit_core(void)
{
	uint32_t i;

	audit_ranks();
	for (i = 0; i < sys->nr_vms; i++) {
		audit_vm(&vms[i]);
		audit_bells(&vms[i]);
	}
	audit_timers();
	audit_lines();
}

void audit_call(void)
{
	static uint32_t calls;

	audit_core();
	if (!(calls++ % ALL_EACH))
		audit_arch();
	else if (vm_is_paged(current) && current->state == VM_LIVE)
		audit_zone(current);
	audit_mmu();
}

void audit_exit(void)
{
	audit_core();
	audit_current();
	audit_mmu();
}
