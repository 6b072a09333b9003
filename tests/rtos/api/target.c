// SPDX-License-Identifier: BSD-3-Clause
/*
 * Tests for the target only: the port and the C library; and the environment
 * of the tests there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <duet/hypercall.h>
#include <duet_port.h>

#include "../pending.h"
#include "test.h"

void test_print(const char *text)
{
	duet_hypcon_puts(text);
}

void test_end(unsigned int failed, unsigned int count)
{
	osDelay(50);		/* let the console drain */
	duet_exit(DUET_EXIT_POWEROFF);
}

static void raise_by_upcall(uint32_t event)
{
	add_pending(event);
	if (!port_masked())
		duet_deliver();
}

/* By turns the event comes by an upcall, and to one who unmasks. */
void test_raise(uint32_t event)
{
	static uint32_t count;
	uint32_t saved;

	if (count++ / 7 % 2) {
		raise_by_upcall(event);
		return;
	}
	saved = duet_irq_save();
	add_pending(event);
	duet_irq_restore(saved);
}

int main(void)
{
	test_start();
	return 1;
}

/*
 * Loops with known values in all registers and flags that C code could lose;
 * returns the number of rounds in which one changed.
 */
uint32_t test_registers(uint32_t seed, volatile bool *end);
uint32_t test_registers_thumb(uint32_t seed, volatile bool *end);

static volatile bool registers_end;
static uint32_t wrong[4];

static void register_thread(void *arg)
{
	uint32_t i = (uintptr_t)arg;

	wrong[i] = i & 1 ? test_registers_thumb(0x1000 * i, &registers_end) :
			   test_registers(0x1000 * i, &registers_end);
}

/* Interrupts and switches at any instruction must preserve all registers. */
static void registers(void)
{
	struct duet_rtos_stats before, after;
	osThreadId_t t[4];
	uint64_t next;
	int i;

	registers_end = false;
	for (i = 0; i < 4; i++)
		t[i] = spawn(register_thread, (void *)(uintptr_t)i,
			     osPriorityLow);
	duet_rtos_stats(&before);
	next = duet_clock();
	for (i = 0; i < 2000; i++) {
		/* times that hit a different instruction each time */
		next += duet_clock_hz() / 10000 + i % 37;
		duet_delay_until(next);
	}
	duet_rtos_stats(&after);
	registers_end = true;
	for (i = 0; i < 4; i++) {
		join(t[i]);
		CHECK(wrong[i] == 0);
	}
	CHECK(after.interrupts - before.interrupts > 500);
}

extern uint32_t port_resumes_cut;	/* upcalls in entry.S's resume window */

/* Makes the timer fire about when this handler returns. */
static void fire_soon(void *arg)
{
	volatile uint32_t n = (uintptr_t)arg;

	duet_timer(port_clock() + 1, 1);
	while (n--)
		;
}

/*
 * Interrupts that hit the return from an interrupt: a few of these 10,000. The
 * kernel tolerates an early timer event and re-arms its timer, so the test may
 * change it.
 */
static void cut_resume(void)
{
	uint32_t cut = port_resumes_cut, stack, i;
	osThreadId_t t, me = osThreadGetId();

	registers_end = false;
	t = spawn(register_thread, NULL, osPriorityLow);
	stack = osThreadGetStackSpace(me);
	for (i = 0; i < 10000; i++)
		in_isr(fire_soon, (void *)(uintptr_t)(i % 500));
	osDelay(2);
	CHECK(port_resumes_cut > cut);
	/* frames must not pile up: there is one additional level at most */
	CHECK(stack - osThreadGetStackSpace(me) <= 256);
	registers_end = true;
	join(t);
	CHECK(wrong[0] == 0);
}

static void errno_thread(void *arg)
{
	errno = 5;
	osDelay(2);
	CHECK(errno == 5);
}

static void errno_is_own(void)
{
	osThreadId_t t;

	errno = 3;
	t = spawn(errno_thread, NULL, osPriorityHigh);
	osDelay(1);
	CHECK(errno == 3);
	join(t);
	errno = 0;
}

static void heap_thread(void *arg)
{
	uint32_t i, n = (uintptr_t)arg;
	char *p[8] = { NULL };

	for (i = 0; i < 400; i++) {
		free(p[i % 8]);
		p[i % 8] = malloc(8 + (i * n) % 200);
		CHECK(p[i % 8]);
		if (p[i % 8])
			memset(p[i % 8], n, 8);
		osThreadYield();
		CHECK(!p[i % 8] || p[i % 8][7] == (char)n);
	}
	for (i = 0; i < 8; i++)
		free(p[i]);
}

static void heap(void)
{
	osThreadId_t t[3];
	int i;

	for (i = 0; i < 3; i++)
		t[i] = spawn(heap_thread, (void *)(uintptr_t)(i + 5),
			     osPriorityLow);
	for (i = 0; i < 3; i++)
		join(t[i]);
}

static void no_heap(void *arg)
{
	char *held = arg;

	CHECK(!malloc(8) && !calloc(1, 8) && !realloc(NULL, 8));
	CHECK(!realloc(held, 1000) && *held == 'x');
	free(NULL);
	mark('i');
}

/* free() of more than NULL there: tests/rtos/console */
static void heap_in_handlers(void)
{
	char *held = malloc(8);

	*held = 'x';
	errno = 3;
	in_isr(no_heap, held);
	in_masked(no_heap, held);
	CHECK(marks_are("ii") && errno == 3);
	free(held);
	errno = 0;
}

/* ---- memcpy and memset: each alignment, with guard bytes around ---------- */

#define COPY	100

static bool copied(const uint8_t *to, uint32_t at, uint32_t n, bool from_set)
{
	uint32_t i;

	for (i = 0; i < COPY + 16; i++) {
		uint8_t right = i < at || i >= at + n ? 0xee :
				from_set ? 0x5a : (uint8_t)(i - at + 1);

		if (to[i] != right)
			return false;
	}
	return true;
}

static bool copy_one(uint32_t to, uint32_t from, uint32_t n)
{
	static uint8_t source[COPY + 16] __attribute__((aligned(8)));
	static uint8_t target[COPY + 16] __attribute__((aligned(8)));
	volatile uint32_t length = n;
	uint32_t i;

	for (i = 0; i < sizeof(target); i++)
		target[i] = 0xee;
	for (i = 0; i < sizeof(source); i++)
		source[i] = i - from + 1;
	if (memcpy(target + to, source + from, length) != target + to ||
	    !copied(target, to, n, false))
		return false;
	for (i = 0; i < sizeof(target); i++)
		target[i] = 0xee;
	return memset(target + to, 0x15a, length) == target + to &&
	       copied(target, to, n, true);
}

static void copies(void)
{
	uint32_t to, from, n, wrong = 0;

	for (to = 0; to < 8; to++)
		for (from = 0; from < 4; from++)
			for (n = 0; n <= COPY; n++)
				wrong += !copy_one(to, from, n);
	CHECK(wrong == 0);
}

/* Bounds how long the copying of a message keeps interrupts masked. */
static void copy_cost(void)
{
	static uint8_t source[4096 + 4] __attribute__((aligned(8)));
	static uint8_t target[4096 + 4] __attribute__((aligned(8)));
	uint32_t begin, ns, off, hz = duet_clock_hz();
	char text[64];

	for (off = 0; off < 2; off++) {
		begin = port_clock();
		memcpy(target, source + off, 4096);
		ns = (uint64_t)(port_clock() - begin) * 1000000000 / hz;
		snprintf(text, sizeof(text), "# copy of 4 KB%s: %lu ns\n",
			 off ? ", not aligned" : "", (unsigned long)ns);
		test_print(text);
		CHECK(ns < 4096);
	}
}

static uint32_t latency_worst;

static void periodic(void *arg)
{
	uint64_t due = duet_clock(), late;
	int i;

	for (i = 0; i < 200; i++) {
		due += duet_clock_hz() / 1000;
		if (duet_delay_until(due) != osOK)
			latency_worst = UINT32_MAX;
		late = duet_clock() - due;
		latency_worst = late > latency_worst ? late : latency_worst;
	}
}

static void spinner(void *arg)
{
	volatile bool *end = arg;

	while (!*end)
		;
}

/*
 * A periodic thread above one that never waits. Deterministic with counted
 * instructions: the bound is ten times the real value.
 */
static void latency(void)
{
	volatile bool end = false;
	osThreadId_t busy = spawn(spinner, (void *)&end, osPriorityLow);
	osThreadId_t t = spawn(periodic, NULL, osPriorityRealtime);
	char text[64];

	join(t);
	end = true;
	join(busy);
	snprintf(text, sizeof(text), "# worst wake-up %lu ns\n",
		 (unsigned long)(latency_worst * 1000ull * 1000 * 1000 /
				 duet_clock_hz()));
	test_print(text);
	CHECK(latency_worst < duet_clock_hz() / 10000);
}

static __attribute__((noinline)) void stack_deep(char depth)
{
	volatile char fill[64];
	unsigned int i;

	for (i = 0; i < sizeof(fill); i++)
		fill[i] = depth;
	if (depth)
		stack_deep(depth - 1);
	mark(fill[0] + '0');
}

static void stack_user(void *arg)
{
	uint32_t before = osThreadGetStackSpace(osThreadGetId());

	stack_deep(8);
	CHECK(osThreadGetStackSpace(osThreadGetId()) + 8 * 64 <= before);
}

static void stack_space(void)
{
	join(spawn(stack_user, NULL, osPriorityHigh));
	CHECK(marks_are("012345678"));
}

static uint64_t small_stack[256 / 8];
static osMutexId_t small_mutex;

/* Calls of all functions that wait, with the deepest path of each. */
static void small_waiter(void *arg)
{
	osMessageQueueId_t q = arg;
	uint32_t msg;

	osDelay(2);
	osDelayUntil(osKernelGetTickCount() + 2);
	duet_delay_until(duet_clock() + 100000);
	osThreadFlagsWait(1, osFlagsWaitAll, 2);
	CHECK(osMessageQueueGet(q, &msg, NULL, 2) == osErrorTimeout);
	CHECK(osMutexAcquire(small_mutex, 2) == osErrorTimeout);
	CHECK(osMessageQueuePut(q, &msg, 0, 2) == osOK);
	CHECK(osMessageQueuePut(q, &msg, 0, 2) == osErrorTimeout);
	osThreadYield();
	osThreadSuspend(osThreadGetId());
	osThreadExit();
}

static osThreadId_t small(osThreadFunc_t func, void *arg, uint32_t size)
{
	const osThreadAttr_t a = {
		.name = "small",
		.attr_bits = osThreadJoinable,
		.stack_mem = small_stack,
		.stack_size = size,
		.priority = osPriorityHigh,
	};
	osThreadId_t t = osThreadNew(func, arg, &a);

	CHECK(t && osThreadGetStackSize(t) == size);
	return t;
}

/* The stack need of waiting calls must be as documented. */
static void small_stacks(void)
{
	const osMutexAttr_t inherit = { .attr_bits = osMutexPrioInherit };
	osMessageQueueId_t q = osMessageQueueNew(1, 4, NULL);
	osThreadId_t t;
	uint32_t used;
	char text[64];

	small_mutex = osMutexNew(&inherit);
	CHECK(osMutexAcquire(small_mutex, 0) == osOK);
	t = small(small_waiter, q, sizeof(small_stack));
	osDelay(30);
	used = sizeof(small_stack) - osThreadGetStackSpace(t);
	snprintf(text, sizeof(text), "# stack of a thread that waits: %lu\n",
		 (unsigned long)used);
	test_print(text);
	CHECK(used <= DUET_STACK_WAITS);
	CHECK(osThreadResume(t) == osOK);
	join(t);
	CHECK(osMutexRelease(small_mutex) == osOK);
	CHECK(osMutexDelete(small_mutex) == osOK);
	CHECK(osMessageQueueDelete(q) == osOK);
}

static void busy(void *arg)
{
	uint64_t end = duet_clock() + duet_clock_hz() / 1000 * 3;

	while (duet_clock() < end)
		;
}

/* The smallest stack, interrupted and preempted. */
static void smallest_stack(void)
{
	const osThreadAttr_t a = {
		.attr_bits = osThreadJoinable,
		.stack_size = DUET_STACK_MIN,
		.priority = osPriorityLow,
	};
	osThreadId_t t = osThreadNew(busy, NULL, &a);

	CHECK(osThreadGetStackSize(t) == DUET_STACK_MIN);
	CHECK(osThreadGetStackSpace(t) > 0 &&
	      osThreadGetStackSpace(t) < DUET_STACK_MIN);
	osDelay(1);
	osDelay(1);
	CHECK(osThreadGetStackSpace(t) > 0);
	join(t);
	t = small(busy, NULL, DUET_STACK_MIN);
	join(t);
}

const struct test target_tests[] = {
	{ "registers survive interrupts", registers },
	{ "interrupts during the return from one", cut_resume },
	{ "errno is each thread's own", errno_is_own },
	{ "malloc from several threads", heap },
	{ "malloc in handlers", heap_in_handlers },
	{ "copies at any address", copies },
	{ "cost of copies", copy_cost },
	{ "stack space", stack_space },
	{ "stack of calls that wait", small_stacks },
	{ "smallest stack", smallest_stack },
	{ "periodic thread above a busy one", latency },
	{ NULL, NULL },
};
