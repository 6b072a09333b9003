// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns among equals. VMs of equal priority have neighbouring ranks, and
 * rotate them when a turn ends.
 */
#include "plat.h"
#include "vm.h"

static struct timer turn;

static uint32_t rank_of(const struct vm *vm)
{
	return __builtin_clz(vm->rank_bit);
}

static void set_rank(struct vm *vm, uint32_t rank)
{
	vm->rank_bit = 0x80000000u >> rank;
	if (vm->quick_bit)
		vm->quick_bit = vm->rank_bit;
	sched.by_rank[rank] = vm;
}

/* An equal of the VM's that waits for the CPU, or NULL */
static struct vm *rival(const struct vm *vm)
{
	uint32_t rank;

	for (rank = rank_of(vm) + 1; rank < sys->nr_vms; rank++) {
		if (sched.by_rank[rank]->sys->prio != vm->sys->prio)
			break;
		if (sched.run_map & sched.by_rank[rank]->rank_bit)
			return sched.by_rank[rank];
	}
	return NULL;
}

static void swap_ranks(struct vm *a, struct vm *b)
{
	uint32_t bits = sched.run_map & (a->rank_bit | b->rank_bit);
	uint32_t rank_a = rank_of(a), rank_b = rank_of(b);

	if (bits == a->rank_bit || bits == b->rank_bit)
		sched.run_map ^= a->rank_bit | b->rank_bit;
	set_rank(a, rank_b);
	set_rank(b, rank_a);
}

/*
 * The turn of the VM that runs ends when it has used its slice, whoever of
 * higher priority ran between. Alone it has no turn.
 */
void turn_arm(void)
{
	uint32_t now, used;

	if (!rival(current)) {
		timer_cancel(&turn);
		return;
	}
	now = sched_charge();
	used = current->counter[DUET_COUNTER_RUN_TICKS] - current->turn_base;
	if (used > current->sys->slice)
		used = current->sys->slice;
	timer_arm(&turn, now + current->sys->slice - used);
}

/* The VM goes behind all of its equals. */
static void turn_over(struct timer *timer)
{
	struct vm *vm = current;
	uint32_t rank;

	(void)timer;
	sched_charge();
	vm->turn_base = vm->counter[DUET_COUNTER_RUN_TICKS];
	for (rank = rank_of(vm) + 1; rank < sys->nr_vms; rank++) {
		if (sched.by_rank[rank]->sys->prio != vm->sys->prio)
			break;
		swap_ranks(vm, sched.by_rank[rank]);
	}
}

/* Ranks as the description gives them; returns the VM of the highest. */
struct vm *turn_init(void)
{
	uint32_t i;

	turn.fire = turn_over;
	for (i = 0; i < sys->nr_vms; i++)
		set_rank(&vms[i], sys->vm[i].rank);
	return sched.by_rank[0];
}
