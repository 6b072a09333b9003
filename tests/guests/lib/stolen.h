/* SPDX-License-Identifier: GPL-2.0-only */
/* How long this VM was ready and could not run. Included once in a program. */
#ifndef STOLEN_H
#define STOLEN_H

#include "test.h"

/* The word is up to date after an event. */
static uint32_t stolen(void)
{
	duet_timer(now(), 1);
	wait_ticks(TICKS_US(10));
	if (!take())
		bail("no event");
	return shared->steal;
}

#endif
