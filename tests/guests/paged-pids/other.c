// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks all of its state with a pid of its own, and ends with that pid. If the
 * next life had it still, nothing would be at user's addresses.
 */
#include "pids.h"
#include "server-check.h"

#define OWN	11

int main(void)
{
	uint32_t i, word = 0;

	mask();
	server = (volatile struct server *)0xfe000000;
	server_init();
	if (probe_ldr(USER_DATA, &word) || word != ~mark ||
	    set_link(ROOT, REGION(OWN), L2(0)))
		server_error(7);
	for (i = 0; i < 6; i++) {
		server_check(i + shared->lives);
		duet_mm_switch(ROOT | PID(OWN) | KEEP, mark);
		server_check(i);
		duet_mm_switch(ROOT | KEEP, mark);
		server->served++;
	}
	duet_mm_switch(ROOT | PID(OWN) | KEEP, mark);
	duet_exit(shared->lives == 2 ? DUET_EXIT_CRASH : DUET_EXIT_RESTART);
	return 0;
}
