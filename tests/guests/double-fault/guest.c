// SPDX-License-Identifier: GPL-2.0-only
/* A fault while busy is 1 stops the VM, with a dump of its registers. */
#include "test.h"

int main(void)
{
	uint32_t word = 0;

	kern_upcalls();
	ok(probe_ldr(0x1000, &word), "a fault is delivered");
	ok(probe_ldr(0x1000, &word), "... and another, busy cleared");
	plan();
	shared->busy = 1;
	probe_ldr(0x2000, &word);
	print("not ok - the second fault came back\n");
	return 0;
}
