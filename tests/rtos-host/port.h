/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A port of the RTOS kernel to a host process, for tests with sanitizers.
 * Threads are contexts (ucontext.h). Time is a variable that advances a little
 * with each reading, and to the next time-out when all threads wait, so that
 * tests take no real time and are repeatable. Interrupts occur when a thread
 * unmasks them or reads the clock.
 */
#ifndef RTOS_HOST_PORT_H
#define RTOS_HOST_PORT_H

#include <stdbool.h>
#include <stdint.h>

#define TEST_STACK	4096	/* only filled and checked: see port.c */

extern bool host_masked;

void host_unmask(void);
void host_raise(uint32_t event);
uint32_t host_clock_read(void);

/* From now on time advances only by host_advance(). */
void host_freeze(void);
void host_advance(uint32_t clocks);

#define PORT_THREAD_STATE	0

/* Threads run on other stacks here: see port.c. */
static inline uintptr_t port_sp(void)
{
	return UINTPTR_MAX;
}

static inline bool port_masked(void)
{
	return host_masked;
}

static inline uint32_t port_mask(void)
{
	bool was = host_masked;

	host_masked = true;
	return was;
}

static inline void port_unmask(void)
{
	host_unmask();
}

static inline void port_restore(uint32_t masked)
{
	if (!masked)
		host_unmask();
}

static inline uint32_t port_clock(void)
{
	return host_clock_read();
}

/* Runs the kernel, called by main(), until host_stop(). */
void host_run(void (*start)(void));
__attribute__((noreturn)) void host_stop(void);

#endif
