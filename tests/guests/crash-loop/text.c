// SPDX-License-Identifier: GPL-2.0-only
/* Writes as much as there is room for: the nap is that of twelve characters. */
#include "nap.h"

static const char line[] __attribute__((aligned(16))) = "0123456789abcde\n";

int main(void)
{
	uint32_t at = 0;

	for (;;) {
		int32_t n = duet_console((uintptr_t)line + at, 16 - at);

		if (n > 0)
			at = (at + n) % 16;
		else
			nap(1000);
	}
}
