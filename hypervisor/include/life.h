/* SPDX-License-Identifier: GPL-2.0-only */
/* Life cycle of VMs. */
#ifndef HYP_LIFE_H
#define HYP_LIFE_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

/* Initializes all VMs at boot and starts each. The global sys must be set. */
void vm_init_all(void);

/* Starts a VM, which must be stopped. */
void vm_start(struct vm *vm);

/* Ends a VM's life without a crash; `restart`: the VM has another life. */
void vm_exit(struct vm *vm, bool restart);

/* Ends the life of a VM that can't continue, and reports the reason. */
void vm_crash(struct vm *vm, const char *why);

/* Restarts the period of the VM's watchdog, if it has one. */
void vm_kick_watchdog(struct vm *vm);

/*
 * Does a bounded piece of the current VM's reset. Returns its r0, so that the
 * swi does not change it.
 */
uint32_t vm_reset_step(void);

#endif
