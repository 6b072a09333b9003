// SPDX-License-Identifier: GPL-2.0-only
/* The time for which a VM is throttled must be counted in its `steal`. */
#include "paged.h"
#include "cmd.h"

static uint32_t held(uint32_t channel)
{
	uint32_t word = 0;

	if (duet_vm_info(shared->channel[channel].peer,
			 DUET_INFO_COUNTER + DUET_COUNTER_HELD_TICKS, &word))
		bail("vm_info refused");
	return word;
}

static void measure(uint32_t channel, const char *text)
{
	volatile struct cmd *cmd = CMD(channel);
	uint32_t before = held(channel), sum, part;

	cmd->spin = 1;
	duet_doorbell(channel);
	while (cmd->spin)
		;
	sum = cmd->run + cmd->steal;
	part = held(channel) - before;
	print("# of %u us: ran %u, stolen %u, held %u\n", cmd->wall / 24,
	      cmd->run / 24, cmd->steal / 24, part / 24);
	ok(sum > cmd->wall - cmd->wall / 50 && sum < cmd->wall + cmd->wall / 50,
	   text);
	ok(part > cmd->steal - cmd->steal / 20 &&
	   part < cmd->steal + cmd->steal / 20, "... held, as is counted");
	same(cmd->budget, TICKS_US(5000), "... and the shared page has its budget");
	same(cmd->period, TICKS_US(10000), "... and in which period");
}

int main(void)
{
	kern_upcalls();
	mask();
	measure(0, "page tables: run time and stolen time make up the time");
	measure(1, "in the window: run time and stolen time make up the time");
	same(shared->budget_ticks | shared->period_ticks, 0,
	     "I have no budget, and my page has none");
	plan();
	return 0;
}
