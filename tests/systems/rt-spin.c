// SPDX-License-Identifier: GPL-2.0-only
/* Loops in user space at the highest real-time priority, for ever. */
#include <sched.h>
#include <stdio.h>

int main(void)
{
	struct sched_param p = { .sched_priority = sched_get_priority_max(SCHED_FIFO) };

	if (sched_setscheduler(0, SCHED_FIFO, &p)) {
		perror("rt-spin");
		return 1;
	}
	for (;;)
		;
}
