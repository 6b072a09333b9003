/* SPDX-License-Identifier: GPL-2.0-only */
/* Spins on command, and reports its CPU time. Included once in a program. */
#include "cmd.h"
#include "stolen.h"

static void spin(volatile struct cmd *cmd)
{
	uint32_t steal = stolen(), start = now();
	uint32_t run = counter(DUET_COUNTER_RUN_TICKS);

	wait_ticks(TICKS_US(100000));
	cmd->wall = now() - start;
	cmd->run = counter(DUET_COUNTER_RUN_TICKS) - run;
	cmd->steal = stolen() - steal;
	cmd->spin = 0;
}

int main(void)
{
	volatile struct cmd *cmd = CMD(0);

	kern_upcalls();
	mask();
	cmd->budget = shared->budget_ticks;
	cmd->period = shared->period_ticks;
	cmd->spin = 0;
	for (;;) {
		duet_block();
		take();
		if (cmd->spin)
			spin(cmd);
	}
}
