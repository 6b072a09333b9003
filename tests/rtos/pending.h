/* SPDX-License-Identifier: BSD-3-Clause */
/* Events of a VM as the hypervisor makes them pending. */
#ifndef TESTS_RTOS_PENDING_H
#define TESTS_RTOS_PENDING_H

#include <duet_port.h>
#include <port.h>

DUET_ARM static uint32_t swap_pending(uint32_t put)
{
	uint32_t was;

	__asm__ volatile("swp %0, %1, [%2]"
		: "=&r" (was)
		: "r" (put), "r" (&duet_shared_page.pend)
		: "memory");
	return was;
}

/*
 * The hypervisor may add bits at any time, so swp is the only safe way to add
 * one: bits that come out must be put in again.
 */
static void add_pending(uint32_t event)
{
	uint32_t put = 1u << event, was;

	while ((was = swap_pending(put)) & ~put)
		put |= was;
}

#endif
