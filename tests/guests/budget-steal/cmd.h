/* SPDX-License-Identifier: GPL-2.0-only */
/* Measurements of the VMs with a budget, in their channels, in clock ticks */
#ifndef CMD_H
#define CMD_H

#include "test.h"

struct cmd {
	uint32_t spin;			/* time until it has spun */
	uint32_t wall, run, steal;
	uint32_t budget, period;	/* as described */
};

#define CMD(n)	((volatile struct cmd *)(uintptr_t)shared->channel[n].va)

#endif
