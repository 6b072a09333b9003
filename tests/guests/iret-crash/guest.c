// SPDX-License-Identifier: GPL-2.0-only
/* A missing frame for iret ends the VM, with a dump of all its registers. */
#include "paged.h"

int main(void)
{
	struct regs regs;

	kern_upcalls();
	ok(true, "it runs");
	plan();
	regs_fill(&regs, 0);
	regs.r[0] = 0x40404040;
	regs.r[1] = RAM_VA + RAM_SIZE - 32;
	regs.r[4] = 0x44444444;
	regs.r[14] = 0xeeeeeeee;
	regs.r[12] = DUET_CALL_IRET;
	regs.cpsr = 0x50000000;
	regs_run(&regs, (uintptr_t)snip_swi);
	print("not ok - iret came back\n");
	return 0;
}
