// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fixed priorities, preemptive, turns among equals.
 *
 * Each VM has a rank of its own: bit 31 of the run map is the highest. VMs of
 * equal priority have neighbouring ranks and rotate them when a turn ends.
 */
#include "audit.h"
#include "console.h"
#include "cpu.h"
#include "plat.h"
#include "vm.h"

struct sched sched;
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

/* Adds to the run time of the VM that is in what is not yet in it */
uint32_t sched_charge(void)
{
	uint32_t now = plat_clock();

	current->counter[DUET_COUNTER_RUN_TICKS] += now - sched.switched_at;
	sched.switched_at = now;
	return now;
}

/*
 * The turn of the VM that runs ends when it has used its slice, whoever of
 * higher priority ran between. Alone it has no turn.
 */
static void turn_arm(void)
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
static void turn_over(void)
{
	struct vm *vm = current;
	uint32_t rank;

	sched_charge();
	vm->turn_base = vm->counter[DUET_COUNTER_RUN_TICKS];
	for (rank = rank_of(vm) + 1; rank < sys->nr_vms; rank++) {
		if (sched.by_rank[rank]->sys->prio != vm->sys->prio)
			break;
		swap_ranks(vm, sched.by_rank[rank]);
	}
}

void sched_init(void)
{
	uint32_t i, rank;

	turn.fire = turn_over;
	for (i = 0; i < sys->nr_vms; i++) {
		for (rank = i; rank; rank--) {
			if (sched.by_rank[rank - 1]->sys->prio >= vms[i].sys->prio)
				break;
			set_rank(sched.by_rank[rank - 1], rank);
		}
		set_rank(&vms[i], rank);
	}
	current = sched.by_rank[0];
	sched.switched_at = plat_clock();
}

/* No other VM has its priority */
bool sched_alone(const struct vm *vm)
{
	uint32_t i;

	for (i = 0; i < sys->nr_vms; i++)
		if (&vms[i] != vm && vms[i].sys->prio == vm->sys->prio)
			return false;
	return true;
}

void sched_ready(struct vm *vm)
{
	if (sched.run_map & vm->rank_bit)
		return;
	vm->ready_since = plat_clock();
	sched.run_map |= vm->rank_bit;
	if (vm->sys->prio == current->sys->prio)
		turn_arm();
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
	arch_vm_load(to);
	turn_arm();
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
		if (next != current)
			switch_to(next);
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
