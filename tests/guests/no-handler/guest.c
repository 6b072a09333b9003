// SPDX-License-Identifier: GPL-2.0-only
/* An upcall of a kind without an entry stops the VM. */
#include "test.h"

int main(void)
{
	ok(true, "it runs");
	plan();
	unmask();
	duet_timer(now() + TICKS_US(100), 1);
	wait_ticks(TICKS_US(5000));
	print("not ok - an event was lost\n");
	return 0;
}
