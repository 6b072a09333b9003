/* SPDX-License-Identifier: GPL-2.0-only */
/* Upcalls for faults; see arch.h for the others. */
#ifndef HYP_UPCALL_H
#define HYP_UPCALL_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

/*
 * An abort or an undefined instruction. Returns false if the guest can't take
 * it; the caller must then stop the VM.
 */
bool upcall_fault(struct vm *vm, uint32_t kind_kern, uint32_t fsr,
		  uint32_t far);

#endif
