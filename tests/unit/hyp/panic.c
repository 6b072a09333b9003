// SPDX-License-Identifier: GPL-2.0-only
/* A failed assertion of the hypervisor fails the test. */
#include "hyp_test.h"

#include "assert.h"

void panic(const char *why)
{
	fail_msg("panic: %s", why);
	abort();
}
