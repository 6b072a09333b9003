/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions that core/ requires of an architecture; arch/ defines them. */
#ifndef HYP_ARCH_H
#define HYP_ARCH_H

#include "vm.h"

/*
 * The architecture's headers must also define shared_open(), shared_close(),
 * copy_from_guest(), arch_wait_irq(), and two attributes of functions: HOT_FN
 * for a hot function in a file of dense code, and COLD_FN for the opposite.
 */
#include "shared.h"
#include "uaccess.h"

/*
 * Set up the entries of interrupts once, at boot: arch_irq_init() those that go
 * to no VM, then arch_irq_init_vm() those of each VM. vm->id must be set.
 */
void arch_irq_init(void);
void arch_irq_init_vm(struct vm *vm);

/* Sets the constants of a VM, once. Must be called after budget_init(). */
void arch_vm_init(struct vm *vm);

/*
 * A new life. arch_reset_begin() sends the VM to the stub in the vectors page.
 * There, each arch_reset_step() prepares a bounded piece of its state; it
 * returns true after the last one, or false: it must be called again. Then
 * arch_reset_done() makes the VM's memory accessible, and arch_enter_loader()
 * sets its context to the loader. All but the first are for the current VM.
 */
void arch_reset_begin(struct vm *vm);
bool arch_reset_step(struct vm *vm);
void arch_reset_done(struct vm *vm);
void arch_enter_loader(struct vm *vm);

/* Loads a paged VM's address space. The data cache must be clean and empty. */
void arch_vm_load(struct vm *vm);

/*
 * Cleans and invalidates the whole data cache. Returns false if an interrupt
 * preempted it: then some of the cache may be left.
 */
bool arch_flush_all(void);

/*
 * Makes an upcall of the current VM's kernel. The kind must be one from kernel
 * mode, DUET_UPCALL_*_KERN; if the VM is in user mode, its counterpart is taken
 * instead. Always returns true, so that upcall_fault() can end with it.
 */
bool upcall(struct vm *vm, uint32_t kind_kern);

/*
 * The outcome of a call that may be preempted: CALL_DONE, CALL_PREEMPTED, or an
 * error of the ABI, which is negative. It must not reach a guest: a call that
 * was preempted ends with call_restart().
 */
enum call_outcome {
	CALL_ERROR_MIN = INT32_MIN,
	CALL_DONE = 0,
	CALL_PREEMPTED,
};

/*
 * Sends a preempted call of the current VM back to its swi. Returns the
 * caller's r0, which the call must return so that r0 keeps its value.
 */
uint32_t call_restart(void);

#endif
