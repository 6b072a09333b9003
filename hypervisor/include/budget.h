/* SPDX-License-Identifier: GPL-2.0-only */
/* CPU budgets of VMs. */
#ifndef HYP_BUDGET_H
#define HYP_BUDGET_H

struct vm;

void budget_init(struct vm *vm);

/* The VM can run again: its budget must be watched from now on. */
void budget_watch(struct vm *vm);

#endif
