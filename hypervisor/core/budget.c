// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPU budget: a VM gets a limited number of clock ticks in each period,
 * whatever its priority.
 *
 * It costs the switches nothing: a timer checks the charge at the earliest time
 * at which the budget can be used up, and sets the next check if it isn't. To
 * keep these checks rare, the last 61 us are granted as a whole; any overrun is
 * deducted from the next period.
 *
 * A VM that can't run is not checked any more (LIMIT_REST). Only C can let it
 * run again, and checks its budget first.
 */
#include "assert.h"
#include "budget.h"
#include "plat.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

#define PIECE	14	/* 2^-14 s */

/*
 * Charged for each switch to the VM, on top of its run time: VMs of lower rank
 * find less in the caches than they left there, and nothing after a flush.
 */
#define COLD_WINDOW	17	/* 2^-17 s: 8 us */
#define COLD_PAGED	15	/* 2^-15 s: 31 us */

static uint32_t charged_ticks(const struct vm *vm)
{
	uint32_t cold = vm_is_paged(vm) ? COLD_PAGED : COLD_WINDOW;

	return vm->counter[DUET_COUNTER_RUN_TICKS] +
		vm->counter[DUET_COUNTER_SWITCHES] * (sys->clock_hz >> cold);
}

static void throttle_vm(struct vm *vm, uint32_t now)
{
	ASSERT(vm->sys->budget && vm->limit != LIMIT_USED);
	vm->limit = LIMIT_USED;
	vm->throttled_since = now;
	vm->wake_bit = 0;
	sched_clear_ready(vm);
	vm_inc_counter(vm, DUET_COUNTER_THROTTLES);
}

/* Held time counts only while the VM was ready; all of it is steal time too. */
static void unthrottle_vm(struct vm *vm, uint32_t now)
{
	uint32_t ready_since = vm->ready_since;
	uint32_t held = now - vm->throttled_since, waited = now - ready_since;

	ASSERT(!(sched.run_map & vm->rank_bit));
	vm->limit = LIMIT_NONE;
	if (vm->state == VM_STOPPED || (vm->blocked && !vm->new_events))
		return;
	vm->counter[DUET_COUNTER_HELD_TICKS] += waited < held ? waited : held;
	sched_set_ready(vm);
	vm->ready_since = ready_since;
}

/*
 * Begins a new period; returns the ticks left of its budget. The debt is capped
 * at one budget: charges for switches can cost a VM one whole period at most.
 */
static int32_t replenish_budget(struct vm *vm, uint32_t now, int32_t left)
{
	int32_t budget = vm->sys->budget, debt = left < 0 ? left : 0;

	if (debt < -budget)
		debt = -budget;
	vm->period_end = now + vm->sys->period;
	vm->run_limit += budget + debt - left;
	if (vm->limit == LIMIT_USED && budget + debt > 0)
		unthrottle_vm(vm, now);
	return budget + debt;
}

/* Returns the number of ticks until the next check. */
static uint32_t update_budget(struct vm *vm, uint32_t now)
{
	uint32_t until_end = vm->period_end - now, piece = sys->clock_hz >> PIECE;
	int32_t left = vm->run_limit - charged_ticks(vm);

	/* the period may have ended longer ago than the clock can express */
	if (until_end - 1 >= vm->sys->period) {
		left = replenish_budget(vm, now, left);
		until_end = vm->sys->period;
	} else if (left <= 0 && vm->limit != LIMIT_USED) {
		throttle_vm(vm, now);
	}
	if (left <= 0)
		return until_end;
	if (left < (int32_t)piece)
		left = piece;
	return (uint32_t)left < until_end ? (uint32_t)left : until_end;
}

static void budget_check(struct timer *timer)
{
	struct vm *vm = vm_of_field(timer, budget);
	uint32_t now = sched_charge(), ticks = update_budget(vm, now);

	ASSERT(ticks && ticks <= vm->sys->period);
	if (vm->limit == LIMIT_USED || sched.run_map & vm->rank_bit) {
		timer_arm(timer, now + ticks);
		return;
	}
	vm->limit = LIMIT_REST;
	vm->wake_bit = 0;
	vm->resident_bit = 0;
}

void budget_watch(struct vm *vm)
{
	uint32_t now = plat_clock();

	ASSERT(vm->limit == LIMIT_REST && !vm->budget.armed);
	vm->limit = LIMIT_NONE;
	timer_arm(&vm->budget, now + update_budget(vm, now));
	if (!vm_is_paged(vm) || sched.loaded == vm)
		vm->resident_bit = vm_fixed_rank(vm);
}

void budget_init(struct vm *vm)
{
	vm->budget.fire = budget_check;
	vm->period_end = plat_clock();
	if (vm->sys->budget)
		vm->limit = LIMIT_REST;
}
