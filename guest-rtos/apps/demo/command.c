// SPDX-License-Identifier: BSD-3-Clause
/* The command line on the UART. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <duet/hypercall.h>
#include <duet_port.h>
#include <duet_rtos.h>

#include "demo.h"

#define LINE_MAX	64
#define THREADS_MAX	24

static uint64_t stack[3072 / 8];

static void print_bucket(uint32_t i, uint32_t count)
{
	if (!count)
		return;
	if (i == JITTER_BUCKETS - 1)
		printf("  %8" PRIu32 " ns or more %10" PRIu32 "\n",
		       ticks_ns(1u << (i - 1)), count);
	else
		printf("  below %8" PRIu32 " ns   %10" PRIu32 "\n",
		       ticks_ns(1u << i), count);
}

static void run_jitter(char *args)
{
	struct jitter j;
	uint32_t i, mean;

	periodic_jitter(&j, !strcmp(args, "reset"));
	mean = j.periods ? j.sum / j.periods : 0;
	printf("%" PRIu32 " periods of %" PRIu32 " ns, missed %" PRIu32
	       "; wake-up best %" PRIu32 " ns, mean %" PRIu32
	       " ns, worst %" PRIu32 " ns\n", j.periods,
	       ticks_ns(periodic_ticks()), j.missed, ticks_ns(j.best),
	       ticks_ns(mean), ticks_ns(j.worst));
	for (i = 0; i < JITTER_BUCKETS; i++)
		print_bucket(i, j.bucket[i]);
}

static const char *state_name(osThreadState_t state)
{
	static const char *const names[] = {
		"inactive", "ready", "running", "blocked", "terminated",
	};

	return state >= 0 && state <= osThreadTerminated ? names[state] : "?";
}

static void run_threads(char *args)
{
	osThreadId_t ids[THREADS_MAX];
	const char *name;
	uint32_t i, n;

	n = osThreadEnumerate(ids, THREADS_MAX);
	printf("  name       prio state      stack  never used\n");
	for (i = 0; i < n; i++) {
		name = osThreadGetName(ids[i]);
		printf("  %-10s %4d %-10s %5" PRIu32 "  %5" PRIu32 "\n",
		       name ? name : "-", (int)osThreadGetPriority(ids[i]),
		       state_name(osThreadGetState(ids[i])),
		       osThreadGetStackSize(ids[i]),
		       osThreadGetStackSpace(ids[i]));
	}
}

static void print_counter(const char *name, uint32_t index)
{
	uint32_t value;

	if (duet_vm_info(duet_vm_id(), DUET_INFO_COUNTER + index,
			 &value) == 0)
		printf("  %-24s %10" PRIu32 "\n", name, value);
}

static void run_stat(char *args)
{
	struct duet_rtos_stats s;

	duet_rtos_stats(&s);
	printf("kernel: %" PRIu32 " switches, %" PRIu32 " interrupts, %" PRIu32
	       " of the timer, %" PRIu32 " unhandled; arena free %" PRIu32
	       ", least %" PRIu32 "\n", s.switches, s.interrupts,
	       s.timer_events, s.unhandled, s.arena_free, s.arena_low);
	printf("hypervisor:\n");
	print_counter("world switches to here", DUET_COUNTER_SWITCHES);
	print_counter("with root table loads", DUET_COUNTER_ROOT_LOADS);
	print_counter("with cache flushes", DUET_COUNTER_CACHE_FLUSHES);
	print_counter("with TLB flushes", DUET_COUNTER_TLB_FLUSHES);
	print_counter("device interrupts", DUET_COUNTER_IRQS);
	print_counter("hypercalls", DUET_COUNTER_HYPERCALLS);
	print_counter("doorbells", DUET_COUNTER_DOORBELLS);
	print_counter("previous lives", DUET_COUNTER_RESTARTS);
	printf("channels:\n");
	services_print();
}

/* Monopolises the CPU, as a faulty thread would. */
static void run_spin(char *args)
{
	uint32_t ms = strtoul(args, NULL, 10);
	uint64_t end = duet_clock() +
		       (uint64_t)ms * (duet_clock_hz() / 1000);

	printf("spinning for %" PRIu32 " ms\n", ms);
	while (duet_clock() < end)
		;
	printf("done\n");
}

/* Stops everything, even interrupts: only a watchdog can end this. */
static void run_hang(char *args)
{
	printf("hanging\n");
	fflush(stdout);
	osDelay(10);
	duet_irq_save();
	for (;;)
		;
}

static void crash_data(void)
{
	*(volatile uint32_t *)0 = 0;
}

static void crash_code(void)
{
	((void (*)(void))4)();
}

DUET_ARM static void crash_undefined(void)
{
	__asm__ volatile("mrc p15, 0, r0, c0, c0, 0" : : : "r0");
}

/* Overwrites the end of this thread's stack; the next switch detects it. */
static void crash_stack(void)
{
	stack[0] = 0;
	osDelay(1);
}

/* Moves below this thread's stack, past the word that is checked. */
static void crash_overrun(void)
{
	volatile char frame[sizeof(stack) + 64];

	frame[0] = 0;
	osDelay(1);
	frame[0]++;
}

static void crash_heap(void)
{
	void *memory = malloc(16);

	duet_irq_save();
	free(memory);
}

static const struct {
	const char *name, *text;
	void (*run)(void);
} crashes[] = {
	{ "", "writing to address 0", crash_data },
	{ "code", "calling address 4", crash_code },
	{ "undefined", "reading a register of CP15", crash_undefined },
	{ "stack", "overflowing the stack", crash_stack },
	{ "overrun", "reaching below the stack", crash_overrun },
	{ "heap", "freeing memory as a handler", crash_heap },
};

static void run_crash(char *args)
{
	uint32_t i;

	for (i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++) {
		if (strcmp(args, crashes[i].name))
			continue;
		printf("%s\n", crashes[i].text);
		fflush(stdout);
		osDelay(10);
		crashes[i].run();
	}
	printf("crash can be: code, undefined, stack, overrun, heap\n");
}

static void run_restart(char *args)
{
	printf("restarting\n");
	fflush(stdout);
	osDelay(10);
	printf("refused: error %" PRId32 "; the VM's description needs may-restart\n",
	       duet_exit(DUET_EXIT_RESTART));
}

static void run_off(char *args)
{
	duet_exit(DUET_EXIT_POWEROFF);
}

static const struct duet_command commands[] = {
	{ "threads", "list the threads and their stacks", run_threads },
	{ "jitter", "show statistics of the 1 ms thread; \"jitter reset\" also clears",
	  run_jitter },
	{ "stat", "show counters of the kernel, the VM and the channels",
	  run_stat },
	{ "spin", "N: keep the CPU busy for N ms", run_spin },
	{ "hang", "stop for good, with interrupts masked", run_hang },
	{ "crash", "write to address 0; \"crash code\", \"undefined\", \"stack\"",
	  run_crash },
	{ "restart", "restart this VM", run_restart },
	{ "off", "stop this VM", run_off },
	{ NULL }
};

static void command_thread(void *arg)
{
	char line[LINE_MAX];

	/* without a UART there is no input */
	while (duet_console_getline(line, sizeof(line), osWaitForever) >= 0)
		duet_run_command(commands, line, printf);
}

void command_start(void)
{
	static const osThreadAttr_t attr = {
		.name = "command",
		.priority = osPriorityNormal,
		.stack_mem = stack,
		.stack_size = sizeof(stack),
	};

	osThreadNew(command_thread, NULL, &attr);
}
