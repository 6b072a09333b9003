// SPDX-License-Identifier: GPL-2.0-only
/*
 * The queue of page-table updates in the shared page. An interrupt may preempt
 * a batch after any entry. The VM keeps the number of entries done, and the
 * call that drains the queue is restarted. ptqueue_fast.S does the same for the
 * common entries, and leaves the others to this file.
 */
#include "arch.h"
#include "assert.h"
#include "cpu.h"
#include "hypercalls.h"
#include "plat.h"
#include "pt.h"
#include "sched.h"
#include "vm.h"

static void finish_batch(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);

	sh->qlen = 0;
	shared_close();
	pt_set_done(vm, 0);
	cpu_drain_writes();
}

static void refuse_update(struct vm *vm, uint32_t index, int32_t err)
{
	volatile struct duet_shared *sh = shared_open(vm);

	sh->queue[index].value = err;
	shared_close();
	vm->queue_refused++;
	vm_inc_counter(vm, DUET_COUNTER_REFUSED);
}

/* The next entry, of any kind. Returns false if an interrupt waits after it. */
static bool run_next_entry(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t index = vm->queue_done;
	uint32_t target = sh->queue[index].target;
	uint32_t value = sh->queue[index].value;
	int32_t err;

	shared_close();
	ASSERT(index < DUET_QUEUE_MAX);
	err = pt_apply_update(vm, target, value);
	if (err)
		refuse_update(vm, index, err);
	pt_set_done(vm, index + 1);
	vm_inc_counter(vm, DUET_COUNTER_UPDATES);
	return !plat_irq_waiting() && pt_broadcast(vm);
}

bool pt_step_queue(void)
{
	return run_next_entry(current);
}

bool pt_drain_queue(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t length = sh->qlen;

	shared_close();
	/* while an entry is being broadcast, queue_done is not 0 */
	if (!length && !vm->queue_done)
		return true;
	if (length > DUET_QUEUE_MAX)
		length = DUET_QUEUE_MAX;
	if (!pt_broadcast(vm))
		return false;
	/* poll after the last entry, too: the call may have more to do */
	while (vm->queue_done < length)
		if (!run_next_entry(vm)) {
			cpu_drain_writes();
			return false;
		}
	finish_batch(vm);
	return true;
}

uint32_t pt_take_refused(struct vm *vm)
{
	uint32_t n = vm->queue_refused;

	vm->queue_refused = 0;
	return n;
}

uint32_t call_pt_update(void)
{
	volatile struct duet_shared *sh;
	uint32_t length;

	if (!vm_is_paged(current))
		return DUET_EPERM;
	sh = shared_open(current);
	length = sh->qlen;
	shared_close();
	if (length > DUET_QUEUE_MAX)
		return DUET_EINVAL;
	return pt_drain_queue(current) ? pt_take_refused(current) :
		call_restart();
}
