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

static void copy_chunk(struct vm *vm, struct duet_pt_entry *to, uint32_t n)
{
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t i;

	for (i = 0; i < n; i++) {
		to[i].target = sh->queue[vm->queue_done + i].target;
		to[i].value = sh->queue[vm->queue_done + i].value;
	}
	shared_close();
}

static void apply_chunk(struct vm *vm, uint32_t n)
{
	struct duet_pt_entry entry[CHUNK];
	int32_t err;
	uint32_t i;

	copy_chunk(vm, entry, n);
	for (i = 0; i < n; i++) {
		err = pt_apply(vm, entry[i].target, entry[i].value);
		if (err)
			refuse(vm, vm->queue_done + i, err);
	}
	vm->queue_done += n;
	vm->counter[DUET_COUNTER_UPDATES] += n;
}

bool pt_drain(struct vm *vm)
{
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t n, length = sh->qlen;

	shared_close();
	if (length > DUET_QUEUE_MAX)
		length = DUET_QUEUE_MAX;
	while (vm->queue_done < length) {
		n = length - vm->queue_done;
		apply_chunk(vm, n < CHUNK ? n : CHUNK);
		if (plat_irq_waiting() && vm->queue_done < length) {
			cpu_drain();
			return false;
		}
	}
	if (length || vm->queue_done)
		finish(vm);
	return true;
}

uint32_t pt_refused(struct vm *vm)
{
	uint32_t n = vm->queue_refused;

	vm->queue_refused = 0;
	return n;
}
