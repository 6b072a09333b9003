/* SPDX-License-Identifier: GPL-2.0-only */
/* The way out of C code. */
#ifndef HYP_EXIT_H
#define HYP_EXIT_H

struct ctx;

/*
 * Chooses the VM to run, loads its address space, delivers its events, and
 * serves interrupts that preempt this. Returns the context to resume. Must be
 * called last: the caller must return that context to the code in vectors.S.
 * twin: call_done in vectors.S, if the caller itself can be resumed
 */
struct ctx *sched_exit(void);

/* Serves one line that the interrupt controller reports, if any. */
void irq_serve_next(void);

#endif
