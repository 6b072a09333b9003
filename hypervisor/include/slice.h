/* SPDX-License-Identifier: GPL-2.0-only */
/* Time slices among VMs of equal priority. */
#ifndef HYP_SLICE_H
#define HYP_SLICE_H

struct vm;

/* Gives each VM its rank. Returns the VM of the highest. */
struct vm *slice_init(void);

/* Sets the timer for the end of the current VM's slice, or stops it. */
void slice_arm(void);

/* An equal of the current VM has become ready. */
void slice_ready(void);

#endif
