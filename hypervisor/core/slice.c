// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time slices. VMs of equal priority have neighbouring ranks, and rotate them
 * when a slice ends.
 */
#include "arch.h"
#include "assert.h"
#include "sched.h"
#include "slice.h"
#include "timer.h"
#include "vm.h"

static struct timer slice_timer;

static HOT_FN uint32_t get_rank(const struct vm *vm)
{
	return __builtin_clz(vm->rank_bit);
}

/* The fast path of a wake-up, which keeps a rank, serves no VM with equals. */
static void set_rank(struct vm *vm, uint32_t rank)
{
	ASSERT(rank < sys->nr_vms);
	vm->rank_bit = 0x80000000u >> rank;
	sched.by_rank[rank] = vm;
}

/*
 * The slice of the current VM ends when the VM has used it up, even if VMs of
 * higher priority ran in between. A VM whose equals are all blocked has none: an
 * equal that waits for the CPU would be the first below it.
 */
HOT_FN void slice_arm(void)
{
	uint32_t below = sched.run_map & (current->rank_bit - 1), now, used;

	if (!below || sched.by_rank[__builtin_clz(below)]->sys->prio !=
		      current->sys->prio) {
		if (slice_timer.armed)
			timer_cancel(&slice_timer);
		return;
	}
	now = sched_charge();
	used = current->counter[DUET_COUNTER_RUN_TICKS] - current->slice_base;
	if (used > current->sys->slice)
		used = current->sys->slice;
	timer_arm(&slice_timer, now + current->sys->slice - used);
}

/* If another equal was ready before, the timer is already armed. */
void slice_serve_due(void)
{
	if (!slice_timer.armed)
		slice_arm();
	sched.slice_due = false;
}

/* The VM takes the rank of its last equal; those in between move up by one. */
static HOT_FN void slice_end(struct timer *timer)
{
	struct vm *vm = current, *next, **at;
	uint32_t first = vm->rank_bit, last = first, prio = vm->sys->prio;
	uint32_t moved;
	bool ready = sched.run_map & first;

	(void)timer;
	sched_charge();
	vm->slice_base = vm->counter[DUET_COUNTER_RUN_TICKS];
	for (at = &sched.by_rank[get_rank(vm)]; ; at++) {
		next = at[1];
		if (!next || next->sys->prio != prio)
			break;
		at[0] = next;
		next->rank_bit = last;
		last >>= 1;
	}
	at[0] = vm;
	vm->rank_bit = last;
	/* bits of the equals that moved: below the first, down to the last */
	moved = first - last;
	sched.run_map = (sched.run_map & ~(moved | first)) |
		(sched.run_map & moved) << 1 | (ready ? last : 0);
	ASSERT(sched.by_rank[get_rank(vm)] == vm);
	ASSERT(!(sched.run_map & vm->rank_bit) == !ready);
}

/*
 * A VM that blocks just as its slice is used up, before the timer is served,
 * must lose its rank now: it would lose its next turn for it.
 */
void slice_leave(void)
{
	if (slice_timer.armed &&
	    (int32_t)(slice_timer.deadline - sched.switched_at) <= 0)
		slice_end(&slice_timer);
}

/* The VM of the highest rank counts as current until the first one runs. */
void slice_init(void)
{
	uint32_t i;

	slice_timer.fire = slice_end;
	for (i = 0; i < sys->nr_vms; i++)
		set_rank(&vms[i], sys->vm[i].rank);
	current = sched.by_rank[0];
}
