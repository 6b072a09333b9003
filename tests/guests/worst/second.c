// SPDX-License-Identifier: GPL-2.0-only
/* Alternates with the first, so that tables are loaded; ends now and then. */
#include "paged.h"
#include "worst.h"

int main(void)
{
	uint32_t i, events = 0;

	mask();
	kern_upcalls();
	user_upcalls();
	user_space();
	for (i = 0; i < 8; i++) {
		duet_timer(together(), 1);
		user_torture(i, 20000, USER_DATA, 0, false, &events);
		duet_timer(together(), 1);
		duet_block();
		take();
	}
	duet_exit(shared->lives & 1 ? DUET_EXIT_CRASH : DUET_EXIT_RESTART);
	return 0;
}
