/* SPDX-License-Identifier: GPL-2.0-only */
/* A VM in the window that only waits: others may try to harm it. */
#include "test.h"

int main(void)
{
	mask();
	for (;;) {
		duet_block();
		take();
	}
}
