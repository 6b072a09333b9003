/* SPDX-License-Identifier: GPL-2.0-only */
/* Scheduling: ranks, the run map, run time. */
#ifndef HYP_SCHED_H
#define HYP_SCHED_H

#include "vm.h"

/* Kept by C and by switch_fast.S, which relies on the order of the fields */
struct sched {
	struct vm *vm;		/* that runs, or ran last */
	uint32_t run_map;	/* ranks of the VMs that can run */
	uint32_t switched_at;	/* clock at the last switch */
	uint32_t clock;		/* virtual address of the clock */
	struct vm *by_rank[SYS_VM_MAX + 1];	/* NULL after the last */
	struct vm *loaded;	/* the MMU walks its root; NULL: our own */
	uint32_t entered;	/* clock at the interrupt that C is in, or 0 */
	uint32_t slice_due;	/* an equal of the current VM is ready: arm its slice */
	bool idle;		/* no VM could run before the next one */
};

_Static_assert(SYS_VM_MAX <= 32, "each rank is a bit of the run map");

extern struct sched sched;
#define current	(sched.vm)

/*
 * Returns true if the VM can run without a load of page tables. A window VM is
 * in every address space, and so is a VM in reset, which runs the stub in the
 * vectors page with all of its domains closed. Only a live paged VM that finds
 * the tables of another VM, or none, has to load its own.
 */
static inline bool vm_in_space(const struct vm *vm)
{
	return !vm_is_paged(vm) || vm->state != VM_LIVE || sched.loaded == vm;
}

/* Must be called once, after slice_init(). */
void sched_init(void);

/*
 * Charges the current VM for its time up to now, or up to the interrupt that is
 * being served. Returns the clock.
 */
uint32_t sched_charge(void);

/*
 * Sets or clears the VM's bit in the run map. A throttled VM stays out of it
 * until its next period. Neither function switches VMs: sched_exit() does.
 */
void sched_set_ready(struct vm *vm);
void sched_clear_ready(struct vm *vm);

#endif
