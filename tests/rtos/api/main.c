// SPDX-License-Identifier: BSD-3-Clause
/* Runs the tests and prints their results as TAP. */
#include <stdio.h>

#include "test.h"

const struct test *const test_tables[] = {
	kernel_tests, thread_tests, delay_tests, tflags_tests, evflags_tests,
	mutex_tests, inherit_tests, sem_tests, mempool_tests, msgqueue_tests,
	timer_tests, isr_tests, safety_tests, target_tests, stdio_tests,
	timing_tests, NULL,
};

static const char *current;	/* the name of the test */
static unsigned int failures;	/* of the current test */
static char marks[64];
static unsigned int nr_marks;

void test_failed(const char *file, int line, const char *what)
{
	char text[160];

	failures++;
	snprintf(text, sizeof(text), "# %s: %s:%d: %s\n", current, file, line,
		 what);
	test_print(text);
}

void mark(char c)
{
	if (nr_marks < sizeof(marks) - 1)
		marks[nr_marks++] = c;
}

void mark_clear(void)
{
	memset(marks, 0, sizeof(marks));
	nr_marks = 0;
}

bool marks_are(const char *expected)
{
	bool same = !strcmp(marks, expected);
	char text[160];

	if (!same) {
		snprintf(text, sizeof(text), "# %s: trace is \"%s\", not \"%s\"\n",
			 current, marks, expected);
		test_print(text);
	}
	mark_clear();
	return same;
}

osThreadId_t spawn(osThreadFunc_t func, void *arg, osPriority_t prio)
{
	const osThreadAttr_t attr = {
		.name = current,
		.attr_bits = osThreadJoinable,
		.priority = prio,
	};
	osThreadId_t t = osThreadNew(func, arg, &attr);

	CHECK(t);
	return t;
}

void join(osThreadId_t thread)
{
	if (thread)
		CHECK(osThreadJoin(thread) == osOK);
}

struct call {
	void (*fn)(void *arg);
	void *arg;
};

static void call_handler(uint32_t event, void *arg)
{
	struct call *c = arg;

	c->fn(c->arg);
}

void in_isr(void (*fn)(void *arg), void *arg)
{
	struct call c = { fn, arg };

	CHECK(duet_irq_register(TEST_EVENT, call_handler, &c) == osOK);
	test_raise(TEST_EVENT);
	CHECK(duet_irq_register(TEST_EVENT, NULL, NULL) == osOK);
}

void in_masked(void (*fn)(void *arg), void *arg)
{
	uint32_t saved = duet_irq_save();

	fn(arg);
	duet_irq_restore(saved);
}

static uint32_t arena_free(void)
{
	struct duet_rtos_stats s;

	osDelay(2);		/* the idle thread frees ended threads */
	duet_rtos_stats(&s);
	return s.arena_free;
}

static bool run_one(const struct test *t, unsigned int number)
{
	uint32_t threads = osThreadGetCount(), free = arena_free();
	char text[96];

	current = t->name;
	failures = 0;
	mark_clear();
	t->run();
	CHECK(osThreadGetCount() == threads);
	CHECK(arena_free() == free);
	CHECK(osKernelGetState() == osKernelRunning);
	CHECK(osThreadGetPriority(osThreadGetId()) == osPriorityNormal);
	CHECK(osThreadFlagsGet() == 0);
	snprintf(text, sizeof(text), "%sok %u - rtos: %s\n",
		 failures ? "not " : "", number, t->name);
	test_print(text);
	return !failures;
}

volatile bool test_equal_ran;

static void equal(void *arg)
{
	test_equal_ran = true;
}

/* Longer than a slice of the thread that was the first to run. */
static void first_turn(void)
{
	uint64_t end = duet_clock() + duet_clock_hz() / 20;

	while (!test_equal_ran && duet_clock() < end)
		;
}

void test_main(void *arg)
{
	const struct test *const *table, *t;
	unsigned int count = 0, failed = 0;
	char text[16];

	first_turn();
	for (table = test_tables; *table; table++)
		for (t = *table; t->name; t++)
			failed += !run_one(t, ++count);
	snprintf(text, sizeof(text), "1..%u\n", count);
	test_print(text);
	test_end(failed, count);
}

/* Checks that are only possible before the kernel runs. */
static void before_start(void)
{
	osVersion_t v;

	current = "before the start";
	CHECK(osKernelGetState() == osKernelInactive);
	CHECK(!osThreadNew(test_main, NULL, NULL));
	CHECK(!osMutexNew(NULL));
	CHECK(osKernelStart() == osError);
	CHECK(osDelay(1) == osError);
	CHECK(osKernelGetTickCount() == 0);
	CHECK(osThreadGetCount() == 0);
	CHECK(osKernelInitialize() == osOK);
	CHECK(osKernelInitialize() == osError);
	CHECK(osKernelGetState() == osKernelReady);
	CHECK(osKernelGetInfo(&v, NULL, 0) == osOK && v.api == 20030000);
	CHECK(osKernelLock() == osError);
	CHECK(osKernelUnlock() == osError);
	CHECK(osThreadGetId() == NULL);
	CHECK(osThreadYield() == osError);
	CHECK(osDelay(1) == osError);
	CHECK(osDelayUntil(1) == osError);
	CHECK(osThreadFlagsWait(1, osFlagsWaitAny, 1) == osFlagsErrorUnknown);
}

static void objects_before_start(void)
{
	osSemaphoreId_t s = osSemaphoreNew(1, 1, NULL);

	CHECK(osSemaphoreAcquire(s, osWaitForever) == osOK);
	CHECK(osSemaphoreAcquire(s, 0) == osErrorResource);
	CHECK(osSemaphoreAcquire(s, 5) == osErrorTimeout);
	CHECK(osSemaphoreRelease(s) == osOK);
	CHECK(osSemaphoreDelete(s) == osOK);
}

void test_start(void)
{
	static const osThreadAttr_t attr = { .name = "tests" };

	before_start();
	objects_before_start();
	if (failures)
		test_print("not ok - rtos: before the start\n");
	CHECK(osThreadNew(test_main, NULL, &attr));
	CHECK(osThreadNew(equal, NULL, NULL));
	osKernelStart();
}
