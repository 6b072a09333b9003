// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the operations of the RTOS cost: those that Thread-Metric defines, and
 * long messages. Each operation is done once to warm up and then ROUNDS times
 * between two marks, for the plugin of paths/paths.c to count; a line
 *
 *	operation NAME ROUNDS
 *
 * on the hypervisor's console names it, in the order of the sections. The
 * loop around an operation is counted, too, as is the check of its result.
 */
#include <stdio.h>

#include <duet_port.h>
#include <duet_rtos.h>
#include <port.h>

#include "pending.h"

#define ROUNDS		10000u
#define THREADS		5u
#define EVENT		30u		/* no device has it */
#define LONG		4096u
#define BLOCK		128u

static inline void mark_begin(void)
{
	__asm__ volatile("mov r9, r9" : : : "memory");
}

static inline void mark_end(void)
{
	__asm__ volatile("mov r10, r10" : : : "memory");
}

static void check(bool good, const char *what)
{
	if (!good)
		duet_panic("benchmark:", what);
}

static osThreadId_t spawn(osThreadFunc_t func, uint32_t arg,
			  osPriority_t priority)
{
	const osThreadAttr_t attr = { .priority = priority };
	osThreadId_t t = osThreadNew(func, (void *)(uintptr_t)arg, &attr);

	check(t, "no thread");
	return t;
}

/* ---- threads ------------------------------------------------------------- */

static osSemaphoreId_t ended;

static void yielder(void *arg)
{
	uint32_t n;

	for (n = (uintptr_t)arg; n; n--)
		osThreadYield();
	osSemaphoreRelease(ended);
}

/* Threads of one priority, below the caller's, that yield to each other. */
static void cooperate(uint32_t rounds)
{
	uint32_t i;

	ended = osSemaphoreNew(THREADS, 0, NULL);
	for (i = 0; i < THREADS; i++)
		spawn(yielder, rounds / THREADS, osPriorityBelowNormal);
	mark_begin();
	for (i = 0; i < THREADS; i++)
		osSemaphoreAcquire(ended, osWaitForever);
	mark_end();
	osSemaphoreDelete(ended);
}

static osThreadId_t chain[THREADS];
static uint32_t steps;

/* Each resumes the next, which preempts it; the last only counts. */
static void link_of_chain(void *arg)
{
	osThreadId_t me = osThreadGetId();
	uint32_t next = (uintptr_t)arg + 1;

	for (;;) {
		osThreadSuspend(me);
		if (next < THREADS)
			osThreadResume(chain[next]);
		steps++;
	}
}

static void preempt(uint32_t rounds)
{
	uint32_t i;

	for (i = 1; i < THREADS; i++)
		chain[i] = spawn(link_of_chain, i, osPriorityNormal + i);
	steps = 0;
	mark_begin();
	for (i = rounds / THREADS; i; i--) {
		osThreadResume(chain[1]);
		steps++;
	}
	mark_end();
	check(steps == rounds, "threads did not follow each other");
	for (i = 1; i < THREADS; i++)
		osThreadTerminate(chain[i]);
}

/* ---- objects ------------------------------------------------------------- */

static void semaphore(uint32_t rounds)
{
	osSemaphoreId_t s = osSemaphoreNew(1, 1, NULL);
	uint32_t bad = 0;

	mark_begin();
	for (; rounds; rounds--) {
		bad |= osSemaphoreAcquire(s, 0);
		bad |= osSemaphoreRelease(s);
	}
	mark_end();
	check(!bad, "semaphore");
	osSemaphoreDelete(s);
}

static void messages(uint32_t rounds, uint32_t size, void *from, void *to)
{
	osMessageQueueId_t q = osMessageQueueNew(4, size, NULL);
	uint32_t bad = 0;

	check(q, "no queue");
	mark_begin();
	for (; rounds; rounds--) {
		bad |= osMessageQueuePut(q, from, 0, 0);
		bad |= osMessageQueueGet(q, to, NULL, 0);
	}
	mark_end();
	check(!bad, "queue");
	osMessageQueueDelete(q);
}

static void short_messages(uint32_t rounds)
{
	uint32_t from[4] = { 1, 2, 3, 4 }, to[4];

	messages(rounds, sizeof(from), from, to);
}

static uint32_t from_long[LONG / 4], to_long[LONG / 4 + 1];

static void long_messages(uint32_t rounds)
{
	messages(rounds, LONG, from_long, (char *)to_long + 1);
}

static void blocks(uint32_t rounds)
{
	osMemoryPoolId_t p = osMemoryPoolNew(16, BLOCK, NULL);
	uint32_t bad = 0;

	mark_begin();
	for (; rounds; rounds--)
		bad |= osMemoryPoolFree(p, osMemoryPoolAlloc(p, 0));
	mark_end();
	check(!bad, "pool");
	osMemoryPoolDelete(p);
}

/* ---- interrupts ---------------------------------------------------------- */

/* The event comes while interrupts are masked: unmasking finds it. */
static void raise_masked(void)
{
	uint32_t saved = duet_irq_save();

	add_pending(EVENT);
	duet_irq_restore(saved);
}

/* The event comes by an upcall, as one of a device does. */
static void raise_upcall(void)
{
	add_pending(EVENT);
	duet_deliver();
}

static osSemaphoreId_t handled;

static void release(uint32_t event, void *arg)
{
	osSemaphoreRelease(handled);
}

static inline void interrupts(uint32_t rounds, void (*raise)(void))
{
	uint32_t bad = 0;

	handled = osSemaphoreNew(1, 0, NULL);
	duet_irq_register(EVENT, release, NULL);
	mark_begin();
	for (; rounds; rounds--) {
		raise();
		bad |= osSemaphoreAcquire(handled, 0);
	}
	mark_end();
	check(!bad, "interrupt");
	osSemaphoreDelete(handled);
}

static void interrupts_masked(uint32_t rounds)
{
	interrupts(rounds, raise_masked);
}

static void interrupts_upcall(uint32_t rounds)
{
	interrupts(rounds, raise_upcall);
}

static osThreadId_t urgent;

static void set_flag(uint32_t event, void *arg)
{
	osThreadFlagsSet(urgent, 1);
}

static void urgent_thread(void *arg)
{
	for (;;) {
		osThreadFlagsWait(1, osFlagsWaitAny, osWaitForever);
		steps++;
	}
}

static inline void preemptions(uint32_t rounds, void (*raise)(void))
{
	uint32_t i;

	urgent = spawn(urgent_thread, 0, osPriorityHigh);
	duet_irq_register(EVENT, set_flag, NULL);
	steps = 0;
	mark_begin();
	for (i = rounds; i; i--)
		raise();
	mark_end();
	check(steps == rounds, "the thread did not preempt");
	osThreadTerminate(urgent);
}

static void preemptions_masked(uint32_t rounds)
{
	preemptions(rounds, raise_masked);
}

static void preemptions_upcall(uint32_t rounds)
{
	preemptions(rounds, raise_upcall);
}

/* ---- all ----------------------------------------------------------------- */

static const struct operation {
	const char *name;
	void (*run)(uint32_t rounds);
	uint32_t rounds;
} operations[] = {
	{ "yield among equals", cooperate, ROUNDS },
	{ "preemption, resume and suspend", preempt, ROUNDS },
	{ "message of 16 bytes, put and get", short_messages, ROUNDS },
	{ "semaphore, release and acquire", semaphore, ROUNDS },
	{ "block of 128 bytes, allocate and free", blocks, ROUNDS },
	{ "interrupt and semaphore", interrupts_upcall, ROUNDS },
	{ "interrupt and preemption", preemptions_upcall, ROUNDS },
	{ "interrupt and semaphore, at unmasking", interrupts_masked, ROUNDS },
	{ "interrupt and preemption, at unmasking", preemptions_masked,
	  ROUNDS },
	{ "message of 4 KB, unaligned", long_messages, 100 },
};

static void control_thread(void *arg)
{
	uint32_t i;

	for (i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		operations[i].run(operations[i].rounds);
		printf("operation %s %u\n", operations[i].name,
		       (unsigned int)operations[i].rounds);
	}
	fflush(stdout);
	osDelay(100);
	duet_exit(DUET_EXIT_POWEROFF);
}

int main(void)
{
	osKernelInitialize();
	spawn(control_thread, 0, osPriorityNormal);
	osKernelStart();
	return 1;
}
