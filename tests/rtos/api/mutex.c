// SPDX-License-Identifier: BSD-3-Clause
/* Mutexes, except for priority inheritance. */
#include "test.h"

static uint64_t cb[DUET_MUTEX_CB_SIZE / 8 + 1];
static osMutexId_t m;
static osStatus_t status;

static osMutexId_t new_mutex(uint32_t bits)
{
	const osMutexAttr_t a = { .name = "m", .attr_bits = bits };

	return osMutexNew(&a);
}

static void basics(void)
{
	const osMutexAttr_t a = {
		.name = "mutex", .cb_mem = cb, .cb_size = sizeof(cb),
	};

	m = osMutexNew(&a);
	CHECK(m == cb && !strcmp(osMutexGetName(m), "mutex"));
	CHECK(osMutexGetOwner(m) == NULL);
	CHECK(osMutexRelease(m) == osErrorResource);
	CHECK(osMutexAcquire(m, 0) == osOK);
	CHECK(osMutexGetOwner(m) == osThreadGetId());
	CHECK(osMutexAcquire(m, 0) == osErrorResource);
	CHECK(osMutexAcquire(m, 5) == osErrorResource);
	CHECK(osMutexRelease(m) == osOK);
	CHECK(osMutexRelease(m) == osErrorResource);
	CHECK(osMutexDelete(m) == osOK);
	CHECK(osMutexAcquire(m, 0) == osErrorParameter);
}

static void errors(void)
{
	const osMutexAttr_t bits = { .attr_bits = 0x10 };

	CHECK(!osMutexNew(&bits));
	CHECK(osMutexAcquire(NULL, 0) == osErrorParameter);
	CHECK(osMutexRelease(NULL) == osErrorParameter);
	CHECK(osMutexGetOwner(NULL) == NULL);
	CHECK(osMutexGetName(NULL) == NULL);
	CHECK(osMutexDelete(NULL) == osErrorParameter);
}

static void recursive(void)
{
	m = new_mutex(osMutexRecursive);
	CHECK(osMutexAcquire(m, 0) == osOK);
	CHECK(osMutexAcquire(m, osWaitForever) == osOK);
	CHECK(osMutexRelease(m) == osOK);
	CHECK(osMutexGetOwner(m) == osThreadGetId());
	CHECK(osMutexRelease(m) == osOK);
	CHECK(osMutexGetOwner(m) == NULL);
	CHECK(osMutexRelease(m) == osErrorResource);
	CHECK(osMutexDelete(m) == osOK);
}

static void locker(void *arg)
{
	status = osMutexAcquire(m, (uintptr_t)arg);
	mark('l');
	if (status == osOK)
		osMutexRelease(m);
}

static void contention(void)
{
	osThreadId_t t;

	m = new_mutex(0);
	CHECK(osMutexAcquire(m, 0) == osOK);
	t = spawn(locker, (void *)0, osPriorityHigh);
	join(t);
	CHECK(status == osErrorResource);
	t = spawn(locker, (void *)3, osPriorityHigh);
	join(t);
	CHECK(status == osErrorTimeout);
	t = spawn(locker, (void *)100, osPriorityHigh);
	mark('1');
	CHECK(osMutexRelease(m) == osOK);
	CHECK(status == osOK);
	join(t);
	CHECK(marks_are("ll1l"));
	CHECK(osMutexDelete(m) == osOK);
}

/* The waiter becomes the owner at the moment of the release. */
static void handover(void)
{
	osThreadId_t t;

	m = new_mutex(0);
	CHECK(osMutexAcquire(m, 0) == osOK);
	t = spawn(locker, (void *)100, osPriorityHigh);
	CHECK(osThreadSetPriority(t, osPriorityLow) == osOK);
	CHECK(osMutexRelease(m) == osOK);
	CHECK(osMutexGetOwner(m) == t);
	CHECK(osMutexAcquire(m, 0) == osErrorResource);
	CHECK(osMutexRelease(m) == osErrorResource);
	join(t);
	CHECK(osMutexDelete(m) == osOK);
}

static void delete_wakes(void)
{
	osThreadId_t t;

	m = new_mutex(osMutexPrioInherit);
	CHECK(osMutexAcquire(m, 0) == osOK);
	t = spawn(locker, (void *)100, osPriorityHigh);
	CHECK(osThreadGetPriority(osThreadGetId()) == osPriorityHigh);
	CHECK(osMutexDelete(m) == osOK);
	CHECK(osThreadGetPriority(osThreadGetId()) == osPriorityNormal);
	join(t);
	CHECK(status == osErrorResource);
}

static void dies_with_it(void *arg)
{
	CHECK(osMutexAcquire(m, 0) == osOK);
	CHECK(osMutexAcquire(m, 0) == osOK);
}

static void robust(void)
{
	osThreadId_t t;

	m = new_mutex(osMutexRobust | osMutexRecursive);
	t = spawn(dies_with_it, NULL, osPriorityHigh);
	join(t);
	CHECK(osMutexGetOwner(m) == NULL);
	CHECK(osMutexAcquire(m, 0) == osOK);
	CHECK(osMutexRelease(m) == osOK);
	CHECK(osMutexDelete(m) == osOK);
}

static void not_robust(void)
{
	osThreadId_t t;

	m = new_mutex(osMutexRecursive);
	t = spawn(dies_with_it, NULL, osPriorityHigh);
	join(t);
	CHECK(osMutexGetOwner(m) == NULL);
	CHECK(osMutexAcquire(m, 0) == osErrorResource);
	CHECK(osMutexAcquire(m, 2) == osErrorTimeout);
	CHECK(osMutexRelease(m) == osErrorResource);
	CHECK(osMutexDelete(m) == osOK);
}

static void holds(void *arg)
{
	CHECK(osMutexAcquire(m, 0) == osOK);
	osDelay(osWaitForever);
}

/* A waiter gets the robust mutex of an owner that is terminated. */
static void robust_wakes(void)
{
	osThreadId_t owner, t;

	m = new_mutex(osMutexRobust);
	owner = spawn(holds, NULL, osPriorityHigh);
	t = spawn(locker, (void *)100, osPriorityAboveNormal);
	CHECK(osThreadTerminate(owner) == osOK);
	CHECK(status == osOK);
	join(owner);
	join(t);
	CHECK(marks_are("l"));
	CHECK(osMutexDelete(m) == osOK);
}

const struct test mutex_tests[] = {
	{ "mutex", basics },
	{ "mutex: errors", errors },
	{ "recursive mutex", recursive },
	{ "mutex: contention and time-out", contention },
	{ "mutex is handed over", handover },
	{ "mutex: delete wakes", delete_wakes },
	{ "robust mutex", robust },
	{ "mutex that is not robust", not_robust },
	{ "robust mutex goes to a waiter", robust_wakes },
	{ NULL, NULL },
};
