/* SPDX-License-Identifier: GPL-2.0-only */
/* What core/ asks of an architecture. The answers are in arch/. */
#ifndef HYP_ARCH_H
#define HYP_ARCH_H

#include "vm.h"

/*
 * From the architecture: shared_open() and shared_close(), copy_from_guest(),
 * arch_wait(), and two kinds of functions: HOT_FN for what runs often in a file of
 * dense code, and COLD_FN for the opposite.
 */
#include "shared.h"
#include "uaccess.h"

/* Interrupt lines: the way to each VM, set once */
void arch_irq_init(void);
void arch_irq_init_vm(struct vm *vm);

/* Constants of a VM */
void arch_vm_init(struct vm *vm);

/*
 * A new life: the VM's state, made a bounded piece at each step by the VM itself.
 * arch_reset_step() returns true after the last one.
 */
void arch_reset_begin(struct vm *vm);
bool arch_reset_step(struct vm *vm);
void arch_reset_done(struct vm *vm);
void arch_enter_loader(struct vm *vm);

/* Loads a VM's address space. The data cache must be empty. */
void arch_vm_load(struct vm *vm);

/* Empties the data cache. Returns false if an interrupt preempted it. */
bool arch_flush_all(void);

/*
 * Makes the guest kernel's upcall of this kind: the one from kernel mode. Returns
 * true, for upcall_fault().
 */
bool upcall(struct vm *vm, uint32_t kind_kern);

/*
 * Sends a preempted call back to its swi. Returns what the call must return
 * for r0 to stay as it was.
 */
uint32_t call_restart(void);

#endif
