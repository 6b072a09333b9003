/* SPDX-License-Identifier: GPL-2.0-only */
/* Observations of the VM with a budget, in its channel */
#ifndef ROUNDS_H
#define ROUNDS_H

#include "test.h"

/* Each with another time at which the VM sleeps again */
#define ROUNDS_WANTED	24

struct rounds {
	uint32_t n, first;
};

#define ROUNDS(n)	((volatile struct rounds *)(uintptr_t)shared->channel[n].va)

#endif
