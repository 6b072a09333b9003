// SPDX-License-Identifier: GPL-2.0-only
#include "once.h"

int main(void)
{
	volatile struct once *once =
		(volatile struct once *)(uintptr_t)shared->channel[0].va;

	once->up = now();
	once->lives = shared->lives;
	kern_upcalls();
	mask();
	for (;;) {
		duet_block();
		take();
		if (!once->crash)
			continue;
		once->crash = 0;
		duet_exit(DUET_EXIT_CRASH);
	}
}
