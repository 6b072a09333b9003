// SPDX-License-Identifier: GPL-2.0-only
/* Ends the system after a failure of the hypervisor itself. */
#include "assert.h"
#include "console.h"
#include "plat.h"
#include "print.h"

void panic(const char *why)
{
	if (!assert_nested()) {
		print("panic: %s\n", why);
		console_drain();
	}
	plat_power_off();
}
