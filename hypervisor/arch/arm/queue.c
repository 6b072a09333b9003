// SPDX-License-Identifier: GPL-2.0-only
/*
 * The queue of page-table updates in the shared page. A batch may be cut by an
 * interrupt after any few entries; how far it came is kept in the VM, and the
 * call that drains the queue goes back to its swi.
 */
#include "plat.h"
#include "pt.h"
#include "shared.h"

#define CHUNK	8

static void finish(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);

	sh->qlen = 0;
	shared_close();
	vm->queue_done = 0;
	cpu_drain();
}

static void refuse(struct vm *vm, uint32_t index, int32_t err)
{
	volatile struct duet_shared *sh = shared_open(vm);

	sh->queue[index].value = err;
	shared_close();
	vm->queue_refused++;
	vm_count(vm, DUET_COUNTER_REFUSED);
}

/*
 * Those of a chunk up to the first that is not quick, or that one alone: how
 * many there were. Both together would take too long.
 */
static uint32_t run_chunk(struct vm *vm, uint32_t n)
{
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t done = pt_run(&sh->queue[vm->queue_done], n, &vm->zone);
	uint32_t index = vm->queue_done, target, value;
	int32_t err;

	if (done) {
		shared_close();
		return done;
	}
	target = sh->queue[index].target;
	value = sh->queue[index].value;
	shared_close();
	err = pt_apply(vm, target, value);
	if (err)
		refuse(vm, index, err);
	return 1;
}

bool pt_drain(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t n, length = sh->qlen;

	shared_close();
	/* while an entry is being spread, queue_done is not 0 */
	if (!length && !vm->queue_done)
		return true;
	if (length > DUET_QUEUE_MAX)
		length = DUET_QUEUE_MAX;
	if (!pt_spread(vm))
		return false;
	while (vm->queue_done < length) {
		n = length - vm->queue_done;
		n = run_chunk(vm, n < CHUNK ? n : CHUNK);
		vm->queue_done += n;
		vm->counter[DUET_COUNTER_UPDATES] += n;
		/* behind the last one, too: the call may have more to do */
		if (plat_irq_waiting() || !pt_spread(vm)) {
			cpu_drain();
			return false;
		}
	}
	finish(vm);
	return true;
}

uint32_t pt_refused(struct vm *vm)
{
	uint32_t n = vm->queue_refused;

	vm->queue_refused = 0;
	return n;
}
