// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fixed priorities, preemptive. Each VM has a rank of its own: bit 31 of the
 * run map is the highest.
 */
#include "audit.h"
#include "console.h"
#include "cpu.h"
#include "plat.h"
#include "vm.h"

struct sched sched;

/* Adds to the run time of the VM that is in what is not yet in it */
uint32_t sched_charge(void)
{
	uint32_t now = plat_clock();

	current->counter[DUET_COUNTER_RUN_TICKS] += now - sched.switched_at;
	sched.switched_at = now;
	return now;
}

void sched_init(void)
{
	current = turn_init();
	sched.clock = plat_clock_va;
	sched.switched_at = plat_clock();
}

void sched_ready(struct vm *vm)
{
	if (vm->throttled || sched.run_map & vm->rank_bit)
		return;
	vm->ready_since = plat_clock();
	sched.run_map |= vm->rank_bit;
	/* whoever comes behind one that does not run begins a turn anyway */
	if (vm->sys->prio == current->sys->prio &&
	    sched.run_map & current->rank_bit)
		turn_ready();
}

void sched_unready(struct vm *vm)
{
	sched.run_map &= ~vm->rank_bit;
}

/* Run time to the one that leaves, waiting time to the one that comes */
static void account(struct vm *from, struct vm *to)
{
	uint32_t now = sched_charge();

	from->ready_since = now;
	to->steal += now - to->ready_since;
}

static void switch_to(struct vm *to)
{
	account(current, to);
	vm_count(to, DUET_COUNTER_SWITCHES);
	current = to;
	turn_arm();
}

/* Out with the lines of the old space; false when an interrupt waits */
static bool load(struct vm *vm)
{
	if (!arch_flush_all() || plat_irq_waiting())
		return false;
	arch_vm_load(vm);
	return true;
}

/* Nobody can run. The VM that was in last stays so: nothing of it changes. */
static void idle(void)
{
	sched_charge();
	while (!sched.run_map) {
		cpu_wait();
		sched.switched_at = plat_clock();
		irq_interrupt();
	}
}

/*
 * The one way out of C code: picks who runs, gives it its events, and returns
 * the state to resume.
 */
struct ctx *sched_exit(void)
{
	struct vm *next;

	for (;;) {
		if (!sched.run_map)
			idle();
		next = sched.by_rank[__builtin_clz(sched.run_map)];
		if (next != current) {
			if (!vm_in_space(next) && !load(next)) {
				irq_interrupt();
				continue;
			}
			switch_to(next);
			/* that was long: someone higher may have come */
			if (next != sched.by_rank[0] && plat_irq_waiting()) {
				irq_interrupt();
				continue;
			}
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
