/* SPDX-License-Identifier: GPL-2.0-only */
/* Address spaces; see arch.h for the rest. */
#ifndef HYP_SPACE_H
#define HYP_SPACE_H

#include <stdbool.h>

struct vm;

/*
 * Unloads the tables of a VM in reset, which must be done before they are
 * rebuilt. Returns false if an interrupt preempted it.
 */
bool space_unload(struct vm *vm);

#endif
