/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access to the shared page of the VM that is in. C code runs with the
 * guests' domains closed, so that a stray pointer can't reach guest memory;
 * they are open between these two only. What is read here was written by a
 * guest: copy it once, then check the copy.
 */
#ifndef HYP_SHARED_H
#define HYP_SHARED_H

#include "cpu.h"
#include "vm.h"

static CPU_FN volatile struct duet_shared *shared_open(struct vm *vm)
{
	cpu_set_dacr(vm->kern.dacr);
	return vm->shared;
}

static CPU_FN void shared_close(void)
{
	cpu_set_dacr(DACR_HYP);
}

#endif
