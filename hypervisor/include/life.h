/* SPDX-License-Identifier: GPL-2.0-only */
/* Life cycle of VMs. */
#ifndef HYP_LIFE_H
#define HYP_LIFE_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

void vm_init_all(void);

/* Starts a stopped VM. */
void vm_start(struct vm *vm);

/* Ends a VM; `again`: it is restarted. */
void vm_exit(struct vm *vm, bool again);

/* Ends a VM that can't continue, and reports why. */
void vm_crash(struct vm *vm, const char *why);

/* Restarts the period of its watchdog. */
void vm_kick(struct vm *vm);

/* A bounded piece of the current VM's reset. Returns its r0. */
uint32_t vm_reset_step(void);

#endif
