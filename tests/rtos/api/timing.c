// SPDX-License-Identifier: BSD-3-Clause
/*
 * The costs of the kernel's operations, printed for docs/rtos.md. If QEMU
 * counts instructions, at 1 ns each, ns are instructions. The bounds detect
 * large regressions only.
 */
#include <stdio.h>

#include "test.h"

#define ROUNDS	1000

static uint64_t start_clock;
static osSemaphoreId_t sem, back;

static void start(void)
{
	start_clock = duet_clock();
}

static void stop(const char *what, uint32_t bound)
{
	uint64_t ticks = duet_clock() - start_clock;
	uint32_t ns = ticks * 1000 / (duet_clock_hz() / 1000000) / ROUNDS;
	char text[64];

	snprintf(text, sizeof(text), "# %s: %lu ns\n", what,
		 (unsigned long)ns);
	test_print(text);
	CHECK(ns < bound);
}

static void uncontended(void)
{
	osMutexId_t m = osMutexNew(NULL);
	int i;

	start();
	for (i = 0; i < ROUNDS; i++) {
		osMutexAcquire(m, osWaitForever);
		osMutexRelease(m);
	}
	stop("mutex acquire and release", 2000);
	CHECK(osMutexDelete(m) == osOK);
	start();
	for (i = 0; i < ROUNDS; i++)
		duet_irq_restore(duet_irq_save());
	stop("mask and unmask", 500);
	start();
	for (i = 0; i < ROUNDS; i++)
		osKernelGetTickCount();
	stop("tick count", 1000);
}

static void yielder(void *arg)
{
	int i;

	for (i = 0; i < ROUNDS / 2; i++)
		osThreadYield();
}

static void yields(void)
{
	osThreadId_t a = spawn(yielder, NULL, osPriorityBelowNormal);
	osThreadId_t b = spawn(yielder, NULL, osPriorityBelowNormal);

	start();
	join(a);
	join(b);
	stop("yield to another thread", 2000);
}

static void waiter(void *arg)
{
	int i;

	for (i = 0; i < ROUNDS; i++)
		osSemaphoreAcquire(sem, osWaitForever);
}

static void wake(void)
{
	osThreadId_t t;
	int i;

	sem = osSemaphoreNew(1, 0, NULL);
	t = spawn(waiter, NULL, osPriorityHigh);
	start();
	for (i = 0; i < ROUNDS; i++)
		osSemaphoreRelease(sem);
	stop("semaphore: release, switch, wait, switch back", 3000);
	join(t);
	CHECK(osSemaphoreDelete(sem) == osOK);
}

static void answerer(void *arg)
{
	uint32_t msg;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		osMessageQueueGet(arg, &msg, NULL, 100);
		osSemaphoreRelease(back);
	}
}

static void messages(void)
{
	osMessageQueueId_t q = osMessageQueueNew(4, 4, NULL);
	uint32_t msg = 0;
	osThreadId_t t;
	int i;

	back = osSemaphoreNew(1, 0, NULL);
	t = spawn(answerer, q, osPriorityHigh);
	start();
	for (i = 0; i < ROUNDS; i++) {
		osMessageQueuePut(q, &msg, 0, 100);
		osSemaphoreAcquire(back, 100);
	}
	stop("message there, semaphore back, with time-outs", 5000);
	join(t);
	CHECK(osSemaphoreDelete(back) == osOK);
	CHECK(osMessageQueueDelete(q) == osOK);
}

static void release(uint32_t event, void *arg)
{
	osSemaphoreRelease(sem);
}

/* From making an event pending to the thread, and back again. */
static void interrupt(void)
{
	osThreadId_t t;
	int i;

	sem = osSemaphoreNew(1, 0, NULL);
	t = spawn(waiter, NULL, osPriorityHigh);
	CHECK(duet_irq_register(TEST_EVENT, release, NULL) == osOK);
	start();
	for (i = 0; i < ROUNDS; i++)
		test_raise(TEST_EVENT);
	stop("event, handler, thread and back", 5000);
	CHECK(duet_irq_register(TEST_EVENT, NULL, NULL) == osOK);
	join(t);
	CHECK(osSemaphoreDelete(sem) == osOK);
}

const struct test timing_tests[] = {
	{ "cost of uncontended calls", uncontended },
	{ "cost of a yield", yields },
	{ "cost of a wake-up", wake },
	{ "cost of a message", messages },
	{ "cost of an interrupt", interrupt },
	{ NULL, NULL },
};
