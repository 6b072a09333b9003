/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The port to the Duet hypervisor. The whole guest runs in the CPU's USR mode;
 * a word in the shared page masks interrupts, without any trap.
 *
 * Both sides access the shared page as ordinary memory at one virtual address,
 * and the hypervisor does so only in exceptions on this same CPU. It therefore
 * sees all stores in program order, whatever the state of the cache. Only the
 * compiler must not reorder them: the page is volatile, and masking is a
 * compiler barrier.
 */
#ifndef RTOS_PORT_H
#define RTOS_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include <duet/abi.h>
#include <duet/hypercall.h>

/* At the start of the VM's RAM, where the linker script places it. */
extern volatile struct duet_shared duet_shared_page;

/* Bytes in each thread's control block for the C library's state. */
#define PORT_THREAD_STATE	DUET_THREAD_STATE

/* The bytes that port_switch() pushes onto the running thread's stack. */
#define PORT_SWITCH_FRAME	40

static inline uintptr_t port_sp(void)
{
	register uintptr_t sp __asm__("sp");

	return sp - PORT_SWITCH_FRAME;
}

static inline void port_barrier(void)
{
	__asm__ volatile("" : : : "memory");
}

static inline bool port_masked(void)
{
	return duet_shared_page.mask != 0;
}

/*
 * Any value but 0 masks: the page's address is at hand. An interrupt between
 * the load and the store is harmless, as it returns with the mask unchanged.
 */
static inline uint32_t port_mask(void)
{
	uint32_t was = duet_shared_page.mask;

	duet_shared_page.mask = (uint32_t)&duet_shared_page;
	port_barrier();
	return was;
}

/* Takes events that came while they were masked, unless they still are. */
void port_take_pending(uint32_t masked);

/* Pending events must be checked after the store: later ones make an upcall. */
static inline void port_unmask(void)
{
	port_barrier();
	duet_shared_page.mask = 0;
	if (duet_shared_page.pend)
		port_take_pending(0);
	port_barrier();
}

/* Most often masked is 0: then this is port_unmask(). */
static inline void port_restore(uint32_t masked)
{
	port_barrier();
	duet_shared_page.mask = masked;
	if (duet_shared_page.pend)
		port_take_pending(masked);
	port_barrier();
}

static inline uint32_t port_clock(void)
{
	return *(volatile uint32_t *)duet_shared_page.clock_va;
}

/* ---- inside the port ------------------------------------------------------*/

void port_irq_init(void);
void port_fault_init(void);
void port_libc_init(void);
void duet_console_init(void);

#endif
