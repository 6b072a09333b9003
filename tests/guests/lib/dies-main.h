/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A whole program: checks all its own state for some rounds, and ends in one of
 * four ways.
 */
#include "server-check.h"

int main(void)
{
	uint32_t i;

	mask();
	server = (volatile struct server *)0xfe000000;
	server_init();
	for (i = 0; i < 10; i++) {
		server_check(i + shared->lives);
		server->served++;
	}
	if (shared->lives % 4 == 1)
		duet_exit(DUET_EXIT_RESTART);
	if (shared->lives % 4 == 2)
		duet_exit(DUET_EXIT_CRASH);
	if (shared->lives % 4 == 3)
		iret_raw(0, 0x1000);
	duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(3));
	duet_mm_switch(NEW_ROOT(3), 0);
	double_fault();
	return 0;
}
