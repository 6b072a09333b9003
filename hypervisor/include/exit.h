/* SPDX-License-Identifier: GPL-2.0-only */
/* The one way out of C code. */
#ifndef HYP_EXIT_H
#define HYP_EXIT_H

struct ctx;

/* Chooses the VM to run and returns the context to resume. */
struct ctx *sched_exit(void);

/* Serves the line that the interrupt controller reports, if any. */
void irq_interrupt(void);

#endif
