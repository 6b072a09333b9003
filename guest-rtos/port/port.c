// SPDX-License-Identifier: BSD-3-Clause
/* Start, threads and time on Duet. */
#include <stdlib.h>
#include <string.h>

#include <duet_port.h>

#include "kernel.h"
#include "asm-offsets.h"

static_assert(offsetof(struct kernel, cur) == KERNEL_CUR, "asm-offsets.h");
static_assert(offsetof(struct k_thread, sp) == THREAD_SP, "asm-offsets.h");
static_assert(CALL_FRAME_SIZE == PORT_SWITCH_FRAME, "port.h");
static_assert(offsetof(struct k_thread, libc) == THREAD_LIBC,
	      "asm-offsets.h");

extern void port_resume(void);
extern void (*__init_array_start[])(void), (*__init_array_end[])(void);

int main(void);

static char arena[120 * 1024] __attribute__((aligned(8)));
static uint64_t idle_stack[2048 / 8], timer_stack[3072 / 8];
static uint64_t work_stack[2048 / 8];

/* The defaults for applications that do not define their own. */
__attribute__((weak)) const struct duet_rtos_config duet_rtos_config = {
	.arena = arena,
	.arena_size = sizeof(arena),
	.stack_size = 3072,
	.idle_stack_size = sizeof(idle_stack),
	.timer_stack_size = sizeof(timer_stack),
	.work_stack_size = sizeof(work_stack),
	.timer_priority = osPriorityHigh,
	.slice_ticks = 5,
	.idle_stack = idle_stack,
	.timer_stack = timer_stack,
	.work_stack = work_stack,
};

/* Static constructors run before main(), and thus before the kernel. */
static void run_constructors(void)
{
	void (**init)(void) = __init_array_start;

	while (init < __init_array_end)
		(*init++)();
}

/* The first C code. Runs masked, on the boot stack. */
__NO_RETURN void port_main(void)
{

	if (duet_shared_page.magic != DUET_INFO_MAGIC ||
	    duet_shared_page.abi_version >> 16 != DUET_ABI_VERSION >> 16)
		duet_panic("incompatible ABI version of the hypervisor", NULL);
	port_fault_init();
	port_irq_init();
	duet_console_init();
	port_libc_init();
	run_constructors();
	exit(main());
}

uint32_t port_clock_hz(void)
{
	return duet_shared_page.clock_hz;
}

void port_timer(uint32_t deadline)
{
	duet_timer(deadline, 1);
}

/* The first switch to the thread "returns" to k_thread_main(). */
void port_thread_init(struct k_thread *t)
{
	uint32_t *frame;
	char *top = (char *)t->stack + t->stack_size;

	K_ASSERT(!((uintptr_t)top & 7));
	t->libc = t->port_state;
	port_libc_thread(t->libc);
	frame = (uint32_t *)(top - CALL_FRAME_SIZE);
	memset(frame, 0, CALL_FRAME_SIZE);
	frame[0] = FRAME_CALL;
	frame[CALL_FRAME_SIZE / 4 - 1] = (uint32_t)k_thread_main;
	t->sp = frame;
}

void port_thread_exit(struct k_thread *t)
{
	port_libc_exit(t->libc);
}

__NO_RETURN void port_start(void)
{
	port_resume();
	__builtin_unreachable();
}

uint32_t duet_vm_id(void)
{
	return duet_shared_page.vm_id;
}

__NO_RETURN void duet_panic(const char *what, const char *detail)
{
	port_mask();
	duet_hypcon_puts("panic: ");
	duet_hypcon_puts(what);
	if (detail) {
		duet_hypcon_puts(" ");
		duet_hypcon_puts(detail);
	}
	duet_hypcon_puts("\n");
	duet_exit(DUET_EXIT_CRASH);
	for (;;)
		;
}
