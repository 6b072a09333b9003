// SPDX-License-Identifier: BSD-3-Clause
/* Text to the hypervisor's console. */
#include <string.h>

#include <duet_port.h>

#include "kernel.h"

#define SPIN_MS		50

/* Before the kernel runs, and in handlers, the caller has to poll. */
static bool may_sleep(void)
{
	return !port_masked() && k_may_block();
}

/* Waits until there may be room; false: give up. */
static bool wait_for_room(uint32_t since)
{
	if (may_sleep()) {
		osDelay(1);
		return true;
	}
	return port_clock() - since < port_clock_hz() / 1000 * SPIN_MS;
}

void duet_hypcon_write(const char *text, size_t length)
{
	uint32_t since = port_clock();
	int32_t taken;

	while (length) {
		/* it takes up to 16 bytes, and returns their number */
		taken = duet_console((uint32_t)(uintptr_t)text, length);
		if (taken < 0)
			return;
		if (!taken && !wait_for_room(since))
			return;
		text += taken;
		length -= taken;
	}
}

void duet_hypcon_puts(const char *text)
{
	duet_hypcon_write(text, strlen(text));
}
