// SPDX-License-Identifier: GPL-2.0-only
/*
 * On the host the short way of updates is assembly that can't run: none is
 * quick, so that all go through pt_apply.
 */
#include "pt.h"

uint32_t pt_run(const volatile struct duet_pt_entry *queue, uint32_t n,
		const struct zone *zone)
{
	return 0;
}
