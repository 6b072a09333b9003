// SPDX-License-Identifier: GPL-2.0-only
/* exit(CRASH) dumps the registers, and ends the VM as described. */
#include "test.h"

int main(void)
{
	struct regs regs;

	ok(true, "it runs");
	plan();
	regs_fill(&regs, 0);
	regs.r[0] = DUET_EXIT_CRASH;
	regs.r[4] = 0x44444444;
	regs.r[14] = 0xeeeeeeee;
	regs.r[12] = DUET_CALL_EXIT;
	regs.cpsr = 0x50000000;
	regs_run(&regs, (uintptr_t)snip_swi);
	print("not ok - exit came back\n");
	return 0;
}
