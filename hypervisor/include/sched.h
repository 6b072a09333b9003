/* SPDX-License-Identifier: GPL-2.0-only */
/* Who runs: ranks, the run map, run time. */
#ifndef HYP_SCHED_H
#define HYP_SCHED_H

#include "vm.h"

/* What C and switch_fast.S both keep */
struct sched {
	struct vm *vm;		/* the one that runs, or did last */
	uint32_t run_map;	/* ranks of the VMs that can run */
	uint32_t switched_at;	/* clock at the last switch */
	uint32_t clock;		/* where the clock is */
	struct vm *by_rank[SYS_VM_MAX + 1];	/* NULL behind the last */
	struct vm *loaded;	/* whose root the MMU walks; NULL: its own */
	uint32_t entered;	/* clock at the interrupt that C is in, or 0 */
	uint32_t slice_due;	/* an equal of the current VM is ready: arm its slice */
	bool idle;		/* nobody could run before it */
};

extern struct sched sched;
#define current	(sched.vm)

/*
 * Nothing has to be loaded for the VM. One in the window is in every address
 * space, and so is one in reset, which runs the stub in the vectors page with
 * all of its domains closed. Only a paged VM that finds another's tables, or
 * none, pays.
 */
static inline bool vm_in_space(const struct vm *vm)
{
	return !vm_paged(vm) || vm->state != VM_LIVE || sched.loaded == vm;
}

void sched_init(void);

/* Charges the VM that runs for its time up to now. Returns the clock. */
uint32_t sched_charge(void);

/* The VM can run, or can't. */
void sched_ready(struct vm *vm);
void sched_unready(struct vm *vm);

#endif
