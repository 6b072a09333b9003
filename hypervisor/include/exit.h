/* SPDX-License-Identifier: GPL-2.0-only */
/* The way out of C code. */
#ifndef HYP_EXIT_H
#define HYP_EXIT_H

#include <stdint.h>

/*
 * Chooses the VM to run, loads its address space, delivers its events, and
 * serves interrupts that preempt this. Returns the base of the context to
 * resume. Must be called last: the caller must return it to vectors.S.
 * twin: call_done in vectors.S, if the caller itself can be resumed
 */
uint32_t sched_exit(void);

/* Serves one line that the interrupt controller reports, if any. */
void irq_serve_next(void);

#endif
