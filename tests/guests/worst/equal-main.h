/* SPDX-License-Identifier: GPL-2.0-only */
/* Sleeps and spins in turn, and wakes up together with the others. */
#include "worst.h"

int main(void)
{
	uint32_t i;

	mask();
	for (i = shared->vm_id; ; i++) {
		duet_timer(together(), 1);
		if (i % 3)
			duet_block();
		else
			wait_ticks(TICKS_US(700));
		take();
	}
}
