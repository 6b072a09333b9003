// SPDX-License-Identifier: GPL-2.0-only
/* Only here because its description has it */
#include "test.h"

int main(void)
{
	kern_upcalls();
	mask();
	for (;;) {
		duet_block();
		take();
	}
}
