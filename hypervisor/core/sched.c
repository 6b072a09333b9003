// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fixed priorities, preemptive. Each VM has a rank of its own: bit 31 of the
 * run map is the highest.
 */
#include "arch.h"
#include "assert.h"
#include "plat.h"
#include "sched.h"
#include "vm.h"

struct sched sched;

/*
 * Updates the run time of the current VM, up to the interrupt if one is being
 * served: which VM is charged for that is not known before its end.
 */
uint32_t sched_charge(void)
{
	uint32_t now = plat_clock(), at = sched.entered ? sched.entered : now;

	current->counter[DUET_COUNTER_RUN_TICKS] += at - sched.switched_at;
	sched.switched_at = at;
	return now;
}

COLD_FN void sched_init(void)
{
	sched.clock = plat_clock_va;
	sched.switched_at = plat_clock();
	sched.entered = sched.switched_at;
}

void sched_set_ready(struct vm *vm)
{
	if (sched.run_map & vm->rank_bit)
		return;
	ASSERT(vm->state != VM_STOPPED);
	ASSERT(sched.by_rank[__builtin_clz(vm->rank_bit)] == vm);
	vm->ready_since = sched.entered ? sched.entered : plat_clock();
	if (vm->limit == LIMIT_USED)
		return;
	sched.run_map |= vm->rank_bit;
	/* if the current VM does not run, the next one begins a slice anyway */
	if (vm->sys->prio == current->sys->prio &&
	    sched.run_map & current->rank_bit)
		sched.slice_due = true;
}

void sched_clear_ready(struct vm *vm)
{
	sched.run_map &= ~vm->rank_bit;
}
