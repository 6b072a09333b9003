// SPDX-License-Identifier: GPL-2.0-only
/* On the host the assembly of ptqueue_fast.S can't run. */
#include <string.h>

#include "pt.h"

void pt_clear(volatile uint32_t *to, uint32_t size)
{
	memset((void *)to, 0, size);
}

void pt_copy(volatile uint32_t *to, const volatile uint32_t *from,
	     uint32_t size)
{
	memcpy((void *)to, (const void *)from, size);
}
