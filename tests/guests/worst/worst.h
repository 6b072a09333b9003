/* SPDX-License-Identifier: GPL-2.0-only */
/* The timers of all VMs but one fire together. */
#ifndef WORST_H
#define WORST_H

#include "test.h"

static inline uint32_t together(void)
{
	return (now() | 0x7fff) + 1;
}

#endif
