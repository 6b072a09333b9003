/* SPDX-License-Identifier: GPL-2.0-only */
/* Time slices among VMs of equal priority. */
#ifndef HYP_SLICE_H
#define HYP_SLICE_H

/* Gives each VM its rank. */
void slice_init(void);

/* Sets the timer for the end of the current VM's slice, or stops it. */
void slice_arm(void);

/* Serves sched.slice_due. */
void slice_ready(void);

#endif
