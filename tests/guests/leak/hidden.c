// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs and sleeps in turn, with 1 MB mapped while it runs, and another process
 * identifier each time: see guest.c.
 */
#include "leak.h"
#include "paged.h"

int main(void)
{
	uint32_t turn = 0;

	kern_upcalls();
	mask();
	duet_tls(HIDDEN_TLS);
	for (;;) {
		duet_mm_switch(ROOT | turn++ % 95 << DUET_MM_PID_SHIFT,
			       HIDDEN_TLS);
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
