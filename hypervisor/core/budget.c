// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPU budget: a VM gets so many ticks in each period, whatever its priority.
 *
 * It costs the switches nothing: run time is looked at when the budget could
 * be used up at the earliest, and when it isn't then, again when it could be.
 * So that these looks don't crowd, the last of it is given in one piece; what
 * was too much is taken off the next period's.
 */
#include "plat.h"
#include "vm.h"

#define PIECE	14	/* 2^-14 s */

static void throttle(struct vm *vm)
{
	vm->throttled = true;
	vm->quick_bit = 0;
	sched_unready(vm);
	vm_count(vm, DUET_COUNTER_THROTTLES);
}

static void unthrottle(struct vm *vm)
{
	vm->throttled = false;
	if (vm->state != VM_STOPPED && (!vm->asleep || vm->new_events))
		sched_ready(vm);
}

/* A new period; returns what is left of its budget. */
static int32_t replenish(struct vm *vm, uint32_t now, int32_t left)
{
	vm->period_end = now + vm->sys->period;
	left = vm->sys->budget + (left < 0 ? left : 0);
	vm->run_limit = vm->counter[DUET_COUNTER_RUN_TICKS] + left;
	if (vm->throttled && left > 0)
		unthrottle(vm);
	return left;
}

static void budget_look(struct timer *timer)
{
	struct vm *vm = vm_of_field(timer, budget);
	uint32_t now = sched_charge(), piece = sys->clock_hz >> PIECE;
	int32_t left = vm->run_limit - vm->counter[DUET_COUNTER_RUN_TICKS];
	int32_t until_end = vm->period_end - now;

	if (until_end <= 0) {
		left = replenish(vm, now, left);
		until_end = vm->sys->period;
	} else if (left <= 0 && !vm->throttled) {
		throttle(vm);
	}
	if (left > 0 && left < (int32_t)piece)
		left = piece;
	timer_arm(timer, now + (left > 0 && left < until_end ? left : until_end));
}

void budget_init(struct vm *vm)
{
	if (!vm->sys->budget)
		return;
	vm->budget.fire = budget_look;
	vm->period_end = plat_clock();
	timer_arm(&vm->budget, vm->period_end);
}
