/* SPDX-License-Identifier: GPL-2.0-only */
/* The one way out of C code. */
#ifndef HYP_EXIT_H
#define HYP_EXIT_H

struct ctx;

/*
 * Serves waiting interrupts, chooses the VM to run, and delivers its events.
 * Returns the context to resume. Must be called last, with interrupts off, by
 * assembly only (and by hyp_main()).
 */
struct ctx *sched_exit(void);

/* Serves one line that the interrupt controller reports, if any. */
void irq_interrupt(void);

#endif
