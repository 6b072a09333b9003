// SPDX-License-Identifier: BSD-3-Clause
/* Semaphores. */
#include "test.h"

static uint64_t cb[DUET_SEMAPHORE_CB_SIZE / 8 + 1];
static osSemaphoreId_t sem;

static void basics(void)
{
	const osSemaphoreAttr_t a = {
		.name = "sem", .cb_mem = cb, .cb_size = sizeof(cb),
	};

	sem = osSemaphoreNew(2, 1, &a);
	CHECK(sem == cb && !strcmp(osSemaphoreGetName(sem), "sem"));
	CHECK(osSemaphoreGetCount(sem) == 1);
	CHECK(osSemaphoreAcquire(sem, 0) == osOK);
	CHECK(osSemaphoreGetCount(sem) == 0);
	CHECK(osSemaphoreAcquire(sem, 0) == osErrorResource);
	CHECK(osSemaphoreAcquire(sem, 3) == osErrorTimeout);
	CHECK(osSemaphoreRelease(sem) == osOK);
	CHECK(osSemaphoreRelease(sem) == osOK);
	CHECK(osSemaphoreRelease(sem) == osErrorResource);
	CHECK(osSemaphoreGetCount(sem) == 2);
	CHECK(osSemaphoreAcquire(sem, osWaitForever) == osOK);
	CHECK(osSemaphoreDelete(sem) == osOK);
	CHECK(osSemaphoreAcquire(sem, 0) == osErrorParameter);
}

static void errors(void)
{
	const osSemaphoreAttr_t size_only = { .cb_size = sizeof(cb) };

	CHECK(!osSemaphoreNew(0, 0, NULL));
	CHECK(!osSemaphoreNew(1, 2, NULL));
	CHECK(!osSemaphoreNew(1, 1, &size_only));
	CHECK(osSemaphoreAcquire(NULL, 0) == osErrorParameter);
	CHECK(osSemaphoreRelease(NULL) == osErrorParameter);
	CHECK(osSemaphoreGetCount(NULL) == 0);
	CHECK(osSemaphoreGetName(NULL) == NULL);
	CHECK(osSemaphoreDelete(NULL) == osErrorParameter);
}

static osStatus_t status[3];

static void waiter(void *arg)
{
	uint32_t i = (uintptr_t)arg;

	status[i] = osSemaphoreAcquire(sem, 50);
	mark('0' + i);
}

/* The token goes to the highest waiter, to the first among equals. */
static void wake_order(void)
{
	osThreadId_t t[3];
	int i;

	sem = osSemaphoreNew(1, 0, NULL);
	t[0] = spawn(waiter, (void *)0, osPriorityAboveNormal);
	t[1] = spawn(waiter, (void *)1, osPriorityAboveNormal);
	t[2] = spawn(waiter, (void *)2, osPriorityHigh);
	for (i = 0; i < 3; i++) {
		mark('r');
		CHECK(osSemaphoreRelease(sem) == osOK);
	}
	CHECK(marks_are("r2r0r1"));
	for (i = 0; i < 3; i++) {
		join(t[i]);
		CHECK(status[i] == osOK);
	}
	CHECK(osSemaphoreGetCount(sem) == 0);
	CHECK(osSemaphoreDelete(sem) == osOK);
}

/* A priority change moves a waiter within the queue. */
static void requeue(void)
{
	osThreadId_t a, b;

	sem = osSemaphoreNew(1, 0, NULL);
	a = spawn(waiter, (void *)0, osPriorityAboveNormal);
	b = spawn(waiter, (void *)1, osPriorityAboveNormal);
	CHECK(osThreadSetPriority(b, osPriorityHigh) == osOK);
	CHECK(osSemaphoreRelease(sem) == osOK);
	CHECK(osSemaphoreRelease(sem) == osOK);
	CHECK(marks_are("10"));
	join(a);
	join(b);
	CHECK(osSemaphoreDelete(sem) == osOK);
}

static void delete_wakes(void)
{
	osThreadId_t t;

	sem = osSemaphoreNew(1, 0, NULL);
	t = spawn(waiter, (void *)1, osPriorityHigh);
	CHECK(osSemaphoreDelete(sem) == osOK);
	join(t);
	CHECK(status[1] == osErrorResource);
}

/* A terminated waiter leaves the queue. */
static void waiter_ends(void)
{
	osThreadId_t a, b;

	sem = osSemaphoreNew(1, 0, NULL);
	a = spawn(waiter, (void *)0, osPriorityHigh);
	b = spawn(waiter, (void *)1, osPriorityAboveNormal);
	CHECK(osThreadTerminate(a) == osOK);
	CHECK(osSemaphoreRelease(sem) == osOK);
	CHECK(marks_are("1"));
	join(a);
	join(b);
	CHECK(osSemaphoreDelete(sem) == osOK);
}

const struct test sem_tests[] = {
	{ "semaphore", basics },
	{ "semaphore: errors", errors },
	{ "semaphore wakes by priority", wake_order },
	{ "waiter's priority changes", requeue },
	{ "semaphore: delete wakes", delete_wakes },
	{ "semaphore: waiter ends", waiter_ends },
	{ NULL, NULL },
};
