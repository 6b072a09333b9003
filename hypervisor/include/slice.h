/* SPDX-License-Identifier: GPL-2.0-only */
/* Time slices among VMs of equal priority. */
#ifndef HYP_SLICE_H
#define HYP_SLICE_H

/* Gives each VM the rank of its description. Must be called once, at boot. */
void slice_init(void);

/* Sets the timer for the end of the current VM's slice, or stops it. */
void slice_arm(void);

/* Must be called when the current VM, charged up to now, leaves the CPU. */
void slice_leave(void);

/* Serves sched.slice_due: an equal of the current VM has become ready. */
void slice_serve_due(void);

#endif
