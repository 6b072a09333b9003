// SPDX-License-Identifier: BSD-3-Clause
/* Priority inheritance through mutexes. */
#include "test.h"

#define BITS	(osMutexPrioInherit | osMutexRobust)

static osMutexId_t m[3];
static osThreadId_t me;

static void setup(uint32_t bits)
{
	const osMutexAttr_t a = { .attr_bits = bits };
	int i;

	me = osThreadGetId();
	for (i = 0; i < 3; i++)
		m[i] = osMutexNew(&a);
}

static void cleanup(void)
{
	int i;

	for (i = 0; i < 3; i++)
		CHECK(osMutexDelete(m[i]) == osOK);
}

static void take_one(void *arg)
{
	osMutexId_t mutex = arg;

	if (osMutexAcquire(mutex, 20) == osOK) {
		mark('o');
		osMutexRelease(mutex);
	} else {
		mark('t');
	}
}

static void simple(void)
{
	osThreadId_t t;

	setup(BITS);
	CHECK(osMutexAcquire(m[0], 0) == osOK);
	t = spawn(take_one, m[0], osPriorityHigh);
	CHECK(osThreadGetPriority(me) == osPriorityHigh);
	CHECK(osMutexRelease(m[0]) == osOK);
	CHECK(osThreadGetPriority(me) == osPriorityNormal);
	join(t);
	CHECK(marks_are("o"));
	cleanup();
}

static void without(void)
{
	osThreadId_t t;

	setup(osMutexRobust);
	CHECK(osMutexAcquire(m[0], 0) == osOK);
	t = spawn(take_one, m[0], osPriorityHigh);
	CHECK(osThreadGetPriority(me) == osPriorityNormal);
	CHECK(osMutexRelease(m[0]) == osOK);
	join(t);
	cleanup();
}

/* With several waiters and several mutexes the highest priority counts. */
static void several(void)
{
	osThreadId_t a, b, c;

	setup(BITS);
	CHECK(osMutexAcquire(m[0], 0) == osOK);
	CHECK(osMutexAcquire(m[1], 0) == osOK);
	a = spawn(take_one, m[0], osPriorityAboveNormal);
	CHECK(osThreadGetPriority(me) == osPriorityAboveNormal);
	b = spawn(take_one, m[1], osPriorityHigh);
	CHECK(osThreadGetPriority(me) == osPriorityHigh);
	c = spawn(take_one, m[1], osPriorityHigh2);
	CHECK(osThreadGetPriority(me) == osPriorityHigh2);
	CHECK(osMutexRelease(m[1]) == osOK);
	CHECK(osThreadGetPriority(me) == osPriorityAboveNormal);
	CHECK(osMutexRelease(m[0]) == osOK);
	CHECK(osThreadGetPriority(me) == osPriorityNormal);
	join(a);
	join(b);
	join(c);
	CHECK(marks_are("ooo"));
	cleanup();
}

static void gives_up(void)
{
	osThreadId_t a, b;

	setup(BITS);
	CHECK(osMutexAcquire(m[0], 0) == osOK);
	a = spawn(take_one, m[0], osPriorityHigh);
	b = spawn(take_one, m[0], osPriorityAboveNormal);
	CHECK(osThreadGetPriority(me) == osPriorityHigh);
	CHECK(osThreadTerminate(a) == osOK);
	CHECK(osThreadGetPriority(me) == osPriorityAboveNormal);
	osDelay(30);
	CHECK(osThreadGetPriority(me) == osPriorityNormal);
	CHECK(marks_are("t"));
	CHECK(osMutexRelease(m[0]) == osOK);
	join(a);
	join(b);
	cleanup();
}

/* Takes the second of two mutexes, then waits for the first. */
static void take_two(void *arg)
{
	uintptr_t first = (uintptr_t)arg;

	CHECK(osMutexAcquire(m[first + 1], 0) == osOK);
	take_one(m[first]);
	CHECK(osMutexRelease(m[first + 1]) == osOK);
}

/* me owns 0; a owns 1, waits for 0; b owns 2, waits for 1; c waits for 2 */
static void chain(void)
{
	osThreadId_t a, b, c;

	setup(BITS);
	CHECK(osMutexAcquire(m[0], 0) == osOK);
	a = spawn(take_two, (void *)0, osPriorityAboveNormal);
	b = spawn(take_two, (void *)1, osPriorityAboveNormal1);
	CHECK(osThreadGetPriority(me) == osPriorityAboveNormal1);
	c = spawn(take_one, m[2], osPriorityHigh);
	CHECK(osThreadGetPriority(b) == osPriorityHigh);
	CHECK(osThreadGetPriority(a) == osPriorityHigh);
	CHECK(osThreadGetPriority(me) == osPriorityHigh);
	CHECK(osThreadSetPriority(c, osPriorityRealtime) == osOK);
	CHECK(osThreadGetPriority(me) == osPriorityRealtime);
	CHECK(osThreadTerminate(c) == osOK);
	CHECK(osThreadGetPriority(b) == osPriorityAboveNormal1);
	CHECK(osThreadGetPriority(a) == osPriorityAboveNormal1);
	CHECK(osThreadGetPriority(me) == osPriorityAboveNormal1);
	CHECK(osMutexRelease(m[0]) == osOK);
	CHECK(osThreadGetPriority(me) == osPriorityNormal);
	join(a);
	join(b);
	join(c);
	CHECK(marks_are("oo"));
	cleanup();
}

/* The base priority changes while a higher one is inherited. */
static void own_priority(void)
{
	osThreadId_t t;

	setup(BITS);
	CHECK(osMutexAcquire(m[0], 0) == osOK);
	t = spawn(take_one, m[0], osPriorityHigh);
	CHECK(osThreadSetPriority(me, osPriorityLow) == osOK);
	CHECK(osThreadGetPriority(me) == osPriorityHigh);
	CHECK(osThreadSetPriority(me, osPriorityRealtime) == osOK);
	CHECK(osThreadGetPriority(me) == osPriorityRealtime);
	CHECK(osThreadSetPriority(me, osPriorityLow) == osOK);
	CHECK(osMutexRelease(m[0]) == osOK);
	CHECK(osThreadGetPriority(me) == osPriorityLow);
	CHECK(osThreadSetPriority(me, osPriorityNormal) == osOK);
	join(t);
	cleanup();
}

static void spin(void *arg)
{
	uint64_t end = duet_clock() + duet_clock_hz() / 100;

	while (duet_clock() < end)
		;
	mark('s');
}

/* The purpose of inheritance: a medium priority must not delay the highest. */
static void holds(void *arg)
{
	CHECK(osMutexAcquire(m[0], 0) == osOK);
	mark('a');
	osThreadFlagsWait(1, 0, osWaitForever);
	mark('b');
	CHECK(osMutexRelease(m[0]) == osOK);
	mark('z');
}

static void inversion(void)
{
	osThreadId_t low, mid, high;

	setup(BITS);
	low = spawn(holds, NULL, osPriorityLow);
	osDelay(2);
	CHECK(osKernelLock() == 0);
	high = spawn(take_one, m[0], osPriorityHigh);
	mid = spawn(spin, NULL, osPriorityAboveNormal);
	CHECK(osThreadFlagsSet(low, 1) == 0);
	CHECK(osKernelUnlock() == 1);
	join(mid);
	join(high);
	join(low);
	CHECK(marks_are("abosz"));
	cleanup();
}

/* Two threads that wait for each other for ever must not hang the kernel. */
static void deadlock_a(void *arg)
{
	CHECK(osMutexAcquire(m[0], 0) == osOK);
	osDelay(2);
	CHECK(osMutexAcquire(m[1], 20) == osErrorTimeout);
	CHECK(osMutexRelease(m[0]) == osOK);
}

static void deadlock_b(void *arg)
{
	CHECK(osMutexAcquire(m[1], 0) == osOK);
	CHECK(osMutexAcquire(m[0], 50) == osOK);
	CHECK(osMutexRelease(m[0]) == osOK);
	CHECK(osMutexRelease(m[1]) == osOK);
}

static void deadlock(void)
{
	osThreadId_t a, b;

	setup(BITS);
	a = spawn(deadlock_a, NULL, osPriorityAboveNormal);
	b = spawn(deadlock_b, NULL, osPriorityHigh);
	osDelay(5);
	CHECK(osThreadGetPriority(a) == osPriorityHigh);
	join(a);
	join(b);
	cleanup();
}

const struct test inherit_tests[] = {
	{ "priority is inherited", simple },
	{ "mutex without inheritance", without },
	{ "inheritance: several waiters and mutexes", several },
	{ "inheritance ends when a waiter gives up", gives_up },
	{ "inheritance along a chain", chain },
	{ "inheritance and the thread's own priority", own_priority },
	{ "no unbounded priority inversion", inversion },
	{ "inheritance in a deadlock", deadlock },
	{ NULL, NULL },
};
