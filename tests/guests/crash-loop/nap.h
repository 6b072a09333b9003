/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NAP_H
#define NAP_H

#include "test.h"

/* Events are masked. */
static inline void nap(uint32_t us)
{
	duet_timer(now() + TICKS_US(us), 1);
	do
		duet_block();
	while (!(take() & 1u << DUET_EVENT_TIMER));
}

#endif
