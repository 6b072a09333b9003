/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The consoles and the C library glue of the port to Duet.
 *
 * stdout, stderr and stdin are the VM's UART (its first device page, a PL011,
 * whose interrupt is its first device event). A VM without devices has the
 * hypervisor's console for output and no input.
 */
#ifndef DUET_PORT_H
#define DUET_PORT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Write to the hypervisor's console, where each line carries the VM's name.
 * They wait while it has no room: threads sleep, others ask again and again
 * for a bounded time and then drop the rest. Any context.
 */
void duet_hypcon_write(const char *text, size_t length);
void duet_hypcon_puts(const char *text);

/*
 * Write to the VM's console; "\n" becomes "\r\n". A thread sleeps when the
 * transmit buffer is full, an interrupt handler's rest is dropped.
 */
void duet_console_write(const char *text, size_t length);

/*
 * Reads a line from the VM's console with echo, backspace and ^U, without its
 * end and NUL terminated, cut to size - 1 bytes. Returns its length, or -1
 * after `timeout` ticks without a byte, or if there is no input at all. One
 * thread at a time.
 */
int duet_console_getline(char *line, size_t size, uint32_t timeout);

/* ---- faults -----------------------------------------------------------------*/

struct duet_fault {
	const char *kind;	/* "data abort", ... */
	const char *thread;	/* its name, or what runs in its place */
	uint32_t pc, psr;
	uint32_t status, address;	/* an abort's: FSR and FAR */
	uint32_t r[15];		/* r0 to r12, sp, lr */
};

/*
 * An application may define this: it is called after a fault has been told on
 * the hypervisor's console, before the VM ends. Masked, on a stack of 1,800
 * bytes. In what state the fault has left the kernel, the heap and the streams
 * is unknown: it may call duet_hypcon_puts(), snprintf(), and what only reads.
 * What the next life is to find goes where that doesn't write, such as a
 * channel. A fault in here ends the VM at once.
 */
void duet_fault_hook(const struct duet_fault *fault);

/* ---- idling -----------------------------------------------------------------*/

/*
 * DUET_IDLE_HOOK(fn), once in a C file of the application, outside functions:
 * whenever no thread is ready, fn() is called before the VM gives the CPU away:
 * when the last thread blocks, and after each interrupt that has woken none.
 * An application without it pays nothing.
 *
 * fn() runs as an interrupt handler does: masked, on the interrupt stack, by
 * the rules for handlers. It must return soon, as an event that comes meanwhile
 * waits for it, and a thread with it. If it wakes a thread, that one runs then,
 * and the VM doesn't wait. The time that it takes counts as the idle thread's.
 */
#define DUET_IDLE_HOOK(fn) \
	void port_wait(void); \
	void port_wait(void) \
	{ \
		port_wait_hooked(fn); \
	} \
	_Static_assert(1, "")

void port_wait_hooked(void (*hook)(void));

/* Number of this VM, as vm_info and vm_control take it. Any context. */
uint32_t duet_vm_id(void);

/*
 * A function with assembly that Thumb can't express, such as swp or mrc, in an
 * application or a port that may be compiled as Thumb: it stays ARM code. The
 * compiler doesn't look into assembly, and would inline it into Thumb code.
 */
#ifdef __thumb__
#define DUET_ARM	__attribute__((target("arm"), noinline))
#else
#define DUET_ARM
#endif

/* ---- C library ------------------------------------------------------------*/

/* Each thread has the library's state (errno etc.) in its control block. */
void port_libc_thread(void *state);
void port_libc_exit(void *state);

#ifdef __cplusplus
}
#endif

#endif
