// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fixed priorities, preemptive. Each VM has a rank of its own: bit 31 of the
 * run map is the highest.
 */
#include "arch.h"
#include "audit.h"
#include "budget.h"
#include "event.h"
#include "exit.h"
#include "plat.h"
#include "sched.h"
#include "slice.h"
#include "vm.h"

struct sched sched;

/*
 * Adds to the run time of the VM that is in what is not yet in it. Who pays for
 * an interrupt is not known before its end.
 */
uint32_t sched_charge(void)
{
	uint32_t now = plat_clock(), at = sched.entered ? sched.entered : now;

	current->counter[DUET_COUNTER_RUN_TICKS] += at - sched.switched_at;
	sched.switched_at = at;
	return now;
}

void sched_init(void)
{
	current = slice_init();
	sched.clock = plat_clock_va;
	sched.switched_at = plat_clock();
	sched.entered = sched.switched_at;
}

void sched_ready(struct vm *vm)
{
	if (sched.run_map & vm->rank_bit)
		return;
	vm->ready_since = sched.entered ? sched.entered : plat_clock();
	if (vm->limit == LIMIT_USED)
		return;
	sched.run_map |= vm->rank_bit;
	/* if the current VM does not run, the next one begins a slice anyway */
	if (vm->sys->prio == current->sys->prio &&
	    sched.run_map & current->rank_bit)
		slice_ready();
}

void sched_unready(struct vm *vm)
{
	sched.run_map &= ~vm->rank_bit;
}

/*
 * The one that leaves pays for the switch. One that is preempted pays up to the
 * interrupt only.
 */
static void account(struct vm *from, struct vm *to)
{
	uint32_t at = plat_clock();

	if (sched.entered && to->sys->prio > from->sys->prio)
		at = sched.entered;
	from->counter[DUET_COUNTER_RUN_TICKS] += at - sched.switched_at;
	sched.switched_at = at;
	if (!from->asleep)
		from->ready_since = at;
	to->steal += at - to->ready_since;
}

static void switch_to(struct vm *to)
{
	/* from idle on the one that comes pays, as set there */
	if (!sched.idle)
		account(current, to);
	vm_count(to, DUET_COUNTER_SWITCHES);
	current = to;
	sched.entered = 0;
	sched.idle = false;
	slice_arm();
}

/* What it brings in is paid from the first one on. */
static void interrupt(void)
{
	if (!sched.entered)
		sched.entered = plat_clock();
	irq_interrupt();
}

/* Out with the lines of the old space; false when an interrupt waits */
static bool load(struct vm *vm)
{
	if (!arch_flush_all() || plat_irq_waiting())
		return false;
	arch_vm_load(vm);
	return true;
}

/*
 * Nobody can run. The VM that was in last stays so: nothing of it changes.
 * Returns the run map. Out of line for the sake of the short way out.
 */
static __attribute__((noinline)) uint32_t idle(void)
{
	sched_charge();
	while (!sched.run_map) {
		arch_wait();
		sched.switched_at = plat_clock();
		sched.entered = sched.switched_at;
		irq_interrupt();
	}
	sched.idle = true;
	return sched.run_map;
}

/* Ready to be resumed? If not, all is to be thought over again. */
static bool bring_in(struct vm *next)
{
	if (next->limit == LIMIT_REST) {
		/* long, behind the interrupt that woke it */
		if (!plat_irq_waiting())
			budget_watch(next);
		return false;
	}
	if (next != current) {
		if (!vm_in_space(next) && !load(next))
			return false;
		switch_to(next);
		/* that was long: someone higher may have come */
		return next == sched.by_rank[0] || !plat_irq_waiting();
	}
	sched.entered = 0;
	sched.idle = false;
	return true;
}

/*
 * The one way out of C code: picks who runs, gives it its events, and returns
 * the state to resume.
 */
struct ctx *sched_exit(void)
{
	struct vm *next;
	uint32_t map;

	for (;;) {
		map = sched.run_map;
		if (!map)
			map = idle();
		next = sched.by_rank[__builtin_clz(map)];
		if ((next != current || sched.entered) && !bring_in(next)) {
			if (plat_irq_waiting())
				interrupt();
			continue;
		}
		next->asleep = 0;
		next->quick_bit = 0;
		if (next->new_events)
			event_deliver(next);
		/* a kernel that can't be entered was stopped just now */
		if (sched.run_map & next->rank_bit && next->state != VM_STOPPED)
			break;
	}
	audit_exit();
	return next->ctx;
}
