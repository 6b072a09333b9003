/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands for the VMs with a budget, in their channels */
#ifndef MODES_H
#define MODES_H

#include "test.h"

enum { REST, SPIN, NAP, NAP_AND_SPIN };

struct cmd {
	uint32_t mode, doing, wakes;
};

#define CMD(n)	((volatile struct cmd *)(uintptr_t)shared->channel[n].va)

#endif
