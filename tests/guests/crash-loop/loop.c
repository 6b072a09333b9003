// SPDX-License-Identifier: GPL-2.0-only
/* The nap leaves time to the emulator: it translates each life's code again. */
#include "nap.h"

int main(void)
{
	nap(300);
	duet_exit(DUET_EXIT_CRASH);
	return 0;
}
