/* SPDX-License-Identifier: GPL-2.0-only */
/* Wakes itself and sleeps in a loop, or worse. Included once in a program. */
#include "modes.h"

#define PERIOD	TICKS_US(10000)
#define PART	TICKS_US(1860)	/* of a budget of 5 ms */

static volatile struct cmd *cmd;

static void nap(void)
{
	duet_timer(now(), 1);
	duet_block();
	take();
	cmd->wakes++;
}

/* Spends part of the budget in naps, and the rest spinning */
static void nap_and_spin(void)
{
	static uint32_t base, period;
	uint32_t run = counter(DUET_COUNTER_RUN_TICKS);

	if (now() - period > PERIOD) {
		period = now();
		base = run;
	}
	if (run - base < PART)
		nap();
}

/* Polls for a new command in between */
static void rest(void)
{
	duet_timer(now() + PERIOD / 2, 1);
	duet_block();
	take();
}

int main(void)
{
	cmd = CMD(0);
	kern_upcalls();
	mask();
	cmd->mode = REST;
	for (;;) {
		cmd->doing = cmd->mode;
		if (cmd->mode == REST)
			rest();
		else if (cmd->mode == NAP)
			nap();
		else if (cmd->mode == NAP_AND_SPIN)
			nap_and_spin();
		else
			spin_some();
	}
}
