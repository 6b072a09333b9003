// SPDX-License-Identifier: GPL-2.0-only
/* Present only because the system description has this VM */
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
