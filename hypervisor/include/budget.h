/* SPDX-License-Identifier: GPL-2.0-only */
/* CPU budgets of VMs. */
#ifndef HYP_BUDGET_H
#define HYP_BUDGET_H

struct vm;

/* Called once for each VM, after vm->sys is set. */
void budget_init(struct vm *vm);

/*
 * Starts the checks of a VM's budget, and may throttle the VM. Must be called
 * before a VM with LIMIT_REST runs.
 */
void budget_watch(struct vm *vm);

#endif
