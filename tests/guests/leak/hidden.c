// SPDX-License-Identifier: GPL-2.0-only
/* Runs and sleeps in turn, with 1 MB mapped while it runs: see guest.c. */
#include "leak.h"
#include "paged.h"

int main(void)
{
	kern_upcalls();
	mask();
	duet_tls(HIDDEN_TLS);
	for (;;) {
		set_section(ROOT, SEEN, FREE_PA | RW | CACHED);
		flush_tlb();
		wait_ticks(TICKS_US(3000));
		clear_slot(ROOT, SEEN);
		flush_tlb();
		duet_timer(now() + TICKS_US(3000), 1);
		duet_block();
		take();
	}
}
