/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access to the shared page of the current VM. C code runs with the guests'
 * domains closed, so that a stray pointer can't reach guest memory; they are
 * open between these two only. The page is written by the guest at any time:
 * each value must be copied once, and the copy must be checked.
 */
#ifndef HYP_SHARED_H
#define HYP_SHARED_H

#include "assert.h"
#include "cpu.h"
#include "sched.h"
#include "vm.h"

static CPU_FN volatile struct duet_shared *shared_open(struct vm *vm)
{
	ASSERT(vm == current && vm_in_space(vm));
	cpu_set_dacr(vm->kern.dacr);
	return vm->shared;
}

static CPU_FN void shared_close(void)
{
	cpu_set_dacr(DACR_HYP);
}

#endif
