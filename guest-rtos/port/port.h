/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The port to the Duet hypervisor. The whole guest runs in the CPU's USR mode;
 * interrupts are masked by a word in the shared page, which traps nothing.
 *
 * The shared page is ordinary memory at one address for both sides, and the
 * hypervisor looks at it only in exceptions on this same CPU: what is stored
 * is seen, in order, whatever the cache does. Only the compiler must keep the
 * order: the page is volatile, and masking is a compiler barrier.
 */
#ifndef RTOS_PORT_H
#define RTOS_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include <duet/abi.h>
#include <duet/hypercall.h>

/* At the start of the VM's RAM: placed by the linker script. */
extern volatile struct duet_shared duet_shared_page;

/* Bytes of each thread's control block: the C library's state of it. */
#define PORT_THREAD_STATE	DUET_THREAD_STATE

/* The running thread's stack pointer, down to where port_switch() will put it */
#define PORT_SWITCH_FRAME	40

static inline uintptr_t port_sp(void)
{
	uintptr_t sp;

	__asm__ volatile("mov %0, sp" : "=r" (sp));
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
 * An interrupt between load and store does no harm: it leaves the mask as it
 * was.
 */
static inline uint32_t port_mask(void)
{
	uint32_t was = duet_shared_page.mask;

	duet_shared_page.mask = DUET_PSR_I;
	port_barrier();
	return was;
}

/* In this order, or an event between load and store would be lost. */
static inline void port_unmask(void)
{
	port_barrier();
	duet_shared_page.mask = 0;
	if (duet_shared_page.pend)
		duet_deliver();
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
