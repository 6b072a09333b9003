/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The consoles and the C library glue of the port to Duet.
 *
 * stdout, stderr and stdin are the VM's UART: a PL011 that must be its first
 * device page, with its interrupt as its first device event. A VM without
 * devices uses the hypervisor's console for output and has no input.
 */
#ifndef DUET_PORT_H
#define DUET_PORT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Write to the hypervisor's console, which prefixes each line with the VM's
 * name. While it is full, threads sleep; other callers poll for a bounded time
 * and then drop the rest. Any context.
 */
void duet_hypcon_write(const char *text, size_t length);
void duet_hypcon_puts(const char *text);

/*
 * Write to the VM's console; "\n" becomes "\r\n". If the transmit buffer is
 * full, a thread sleeps; in an interrupt handler the rest is dropped.
 */
void duet_console_write(const char *text, size_t length);

/*
 * Reads a line from the VM's console, with echo, backspace and ^U. The line is
 * truncated to size - 1 bytes and NUL terminated, without its line end.
 * Returns its length; -1: no byte arrived for `timeout` ticks, or there is no
 * input at all. Only one thread at a time may call this.
 */
int duet_console_getline(char *line, size_t size, uint32_t timeout);

/* A command of an application. A list of them ends with { NULL }. */
struct duet_command {
	const char *name, *help;
	/* with the rest of the line, "" if none; NULL: "help" names it only */
	void (*run)(char *args);
};

/* As printf() */
typedef int (*duet_print_fn)(const char *format, ...);

/*
 * Runs the command that the line names, which it changes. "help" prints the
 * list; an unknown command, a message. Thread.
 */
void duet_run_command(const struct duet_command *commands, char *line,
		      duet_print_fn print);
/* Ends the first word of the text. Returns what follows it. */
char *duet_split_word(char *text);

/* ---- faults ---------------------------------------------------------------*/

struct duet_fault {
	const char *kind;	/* "data abort", ... */
	const char *thread;	/* its name, or a name for other contexts */
	uint32_t pc, psr;
	uint32_t status, address;	/* an abort's: FSR and FAR */
	uint32_t r[15];		/* r0 to r12, sp, lr */
};

/*
 * An application may define this. It is called after a fault has been reported
 * on the hypervisor's console, before the VM ends, with interrupts masked, on
 * a stack of 1,800 bytes. The state of the kernel, the heap and the streams is
 * unknown, so it may only call duet_hypcon_puts(), snprintf() and functions
 * that just read. Data for the VM's next life must go to memory that survives
 * the restart: a channel, or DUET_KEPT. A fault in this function ends the VM at once.
 */
void duet_fault_hook(const struct duet_fault *fault);

/*
 * A variable that a restart of the VM leaves alone: when the VM has started
 * again, whatever the reason, it has the bytes of the life before. They are any
 * bytes in the first life, and in one with another image; the life before may
 * have ended while it wrote them, or have overwritten them by mistake. So they
 * need a checksum.
 */
#define DUET_KEPT	__attribute__((section(".kept")))

/* ---- idling -----------------------------------------------------------------*/

/*
 * DUET_IDLE_HOOK(fn), used once at file scope in a C file of the application,
 * makes the kernel call fn() before the VM gives up the CPU because no thread
 * is ready: when the last thread blocks, and after each interrupt that has not
 * woken any. Without it, there is no cost.
 *
 * fn() runs like an interrupt handler: masked, on the interrupt stack, and with
 * the rules for handlers. It must return soon, since it delays events and the
 * threads that they wake. If fn() itself wakes a thread, the VM does not wait,
 * and the thread runs. Its run time is charged to the idle thread.
 */
#define DUET_IDLE_HOOK(fn) \
	void port_wait(void); \
	void port_wait(void) \
	{ \
		port_wait_hooked(fn); \
	} \
	_Static_assert(1, "")

void port_wait_hooked(void (*hook)(void));

/* Returns this VM's number for vm_info and vm_control. Any context. */
uint32_t duet_vm_id(void);

/*
 * Marks a function with assembly that Thumb cannot express, such as swp or
 * mrc, in code that may be compiled as Thumb: the function stays ARM code. It
 * must not be inlined into Thumb code either, and the compiler, which does not
 * parse assembly, would do that.
 */
#ifdef __thumb__
#define DUET_ARM	__attribute__((target("arm"), noinline))
#else
#define DUET_ARM
#endif

/* ---- C library ------------------------------------------------------------*/

/* Each thread's control block holds its C library state (errno etc.). */
void port_libc_thread(void *state);
void port_libc_exit(void *state);

#ifdef __cplusplus
}
#endif

#endif
