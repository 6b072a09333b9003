// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way out of C code: serves interrupts, chooses the VM to run, loads its
 * address space, and delivers its events.
 */
#include "arch.h"
#include "assert.h"
#include "audit.h"
#include "budget.h"
#include "event.h"
#include "exit.h"
#include "plat.h"
#include "sched.h"
#include "slice.h"
#include "timer.h"
#include "vm.h"

/*
 * The VM that leaves is charged for the switch. If it is preempted by a VM of
 * higher priority, it is charged up to the interrupt only.
 */
static void charge_switch(struct vm *from, struct vm *to)
{
	uint32_t at = plat_clock();

	if (sched.entered && to->sys->prio > from->sys->prio)
		at = sched.entered;
	from->counter[DUET_COUNTER_RUN_TICKS] += at - sched.switched_at;
	sched.switched_at = at;
	if (!from->blocked)
		from->ready_since = at;
	to->steal += at - to->ready_since;
}

/* twin: switch in switch_fast.S */
static void switch_vm(struct vm *to)
{
	ASSERT(to != current && vm_in_space(to));
	ASSERT(sched.run_map & to->rank_bit && to->limit == LIMIT_NONE);
	/* the idle loop has charged the last VM, and served its slice's end */
	if (!sched.idle) {
		charge_switch(current, to);
		slice_leave();
	}
	vm_inc_counter(to, DUET_COUNTER_SWITCHES);
	current = to;
	sched.entered = 0;
	sched.idle = false;
	slice_arm();
}

/*
 * A line stays masked in hardware until its VM has acknowledged it, so neither
 * a device nor its driver can keep the CPU busy with an interrupt storm.
 * twin: irq_device in switch_fast.S
 */
static void serve_device(uint32_t line)
{
	const struct sys_irq *irq = &sys->irq[line];

	ASSERT(line < SYS_IRQ_MAX);
	plat_irq_mask(line);
	if (irq->vm == SYS_NO_VM)
		return;
	vm_inc_counter(&vms[irq->vm], DUET_COUNTER_IRQS);
	event_post(&vms[irq->vm], 1u << irq->event);
}

void irq_serve_next(void)
{
	uint32_t line = plat_irq_next();

	if (line == PLAT_NO_IRQ)
		return;
	if (line == plat_timer_line)
		timer_interrupt();
	else
		serve_device(line);
}

/* A VM that interrupts bring in is charged from the first of them on. */
static void serve_interrupt(void)
{
	if (!sched.entered)
		sched.entered = plat_clock();
	irq_serve_next();
}

/*
 * Flushes the cache lines of the old address space, and loads the VM's. Returns
 * false if an interrupt waits: the caller must serve it and start again.
 */
static bool load_vm_space(struct vm *vm)
{
	if (!arch_flush_all() || plat_irq_waiting())
		return false;
	arch_vm_load(vm);
	return true;
}

/*
 * No VM can run. The last one stays current, with its address space in place.
 * Returns the run map. Not inlined, to keep the fast path of the exit short.
 */
static __attribute__((noinline)) uint32_t idle_until_ready(void)
{
	sched_charge();
	while (!sched.run_map) {
		arch_wait_irq();
		sched.switched_at = plat_clock();
		sched.entered = sched.switched_at;
		irq_serve_next();
	}
	sched.idle = true;
	return sched.run_map;
}

/* Returns true if `next` can be resumed; else the caller must choose again. */
static bool prepare_next(struct vm *next)
{
	if (next->limit == LIMIT_REST) {
		/* too long if an interrupt waits after the one that woke it */
		if (!plat_irq_waiting())
			budget_watch(next);
		return false;
	}
	if (next != current) {
		if (!vm_in_space(next) && !load_vm_space(next))
			return false;
		switch_vm(next);
		/* that took long: a VM of higher rank may be ready now */
		return next == sched.by_rank[0] || !plat_irq_waiting();
	}
	if (sched.slice_due)
		slice_serve_due();
	sched.entered = 0;
	sched.idle = false;
	return true;
}

/* Loops until a VM can be resumed: each step may end it, or be preempted. */
uint32_t sched_exit(void)
{
	struct vm *next;
	uint32_t map;

	for (;;) {
		map = sched.run_map;
		if (!map)
			map = idle_until_ready();
		next = sched.by_rank[__builtin_clz(map)];
		if ((next != current || sched.entered) && !prepare_next(next)) {
			if (plat_irq_waiting())
				serve_interrupt();
			continue;
		}
		next->blocked = 0;
		next->wake_bit = 0;
		if (next->new_events)
			event_deliver(next);
		/* a VM whose kernel can't be entered was stopped just now */
		if (sched.run_map & next->rank_bit && next->state != VM_STOPPED)
			break;
	}
	ASSERT(next == current && !sched.entered);
	audit_exit();
	return next->base;
}
