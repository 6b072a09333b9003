// SPDX-License-Identifier: GPL-2.0-only
/* In Linux's place: answers each doorbell from its handler. */
#include "../../../tests/guests/lib/test.h"

static void answer(uint32_t events)
{
	duet_doorbell(0);
}

int main(void)
{
	kern_upcalls();
	irq_hook = answer;
	unmask();
	duet_doorbell(0);
	while (shared->peer_life[0] & 1)
		;
	print("paths: done\n");
	return 0;
}
