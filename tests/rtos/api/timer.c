// SPDX-License-Identifier: BSD-3-Clause
/* Timers. */
#include "test.h"

static uint64_t cb[DUET_TIMER_CB_SIZE / 8 + 1];
static volatile uint32_t calls;
static uint32_t call_ticks[8];
static osTimerId_t timer;

static void callback(void *arg)
{
	if (calls < 8)
		call_ticks[calls] = osKernelGetTickCount();
	calls++;
	mark((char)(uintptr_t)arg);
}

static void once(void)
{
	const osTimerAttr_t a = {
		.name = "timer", .cb_mem = cb, .cb_size = sizeof(cb),
	};
	uint32_t start;

	calls = 0;
	timer = osTimerNew(callback, osTimerOnce, (void *)'o', &a);
	CHECK(timer == cb && !strcmp(osTimerGetName(timer), "timer"));
	CHECK(osTimerIsRunning(timer) == 0);
	CHECK(osTimerStop(timer) == osErrorResource);
	start = osKernelGetTickCount();
	CHECK(osTimerStart(timer, 5) == osOK);
	CHECK(osTimerIsRunning(timer) == 1);
	osDelay(15);
	CHECK(calls == 1 && call_ticks[0] - start >= 5);
	CHECK(osTimerIsRunning(timer) == 0);
	CHECK(osTimerStart(timer, 1) == osOK);
	osDelay(4);
	CHECK(calls == 2);
	CHECK(osTimerDelete(timer) == osOK);
	CHECK(osTimerStart(timer, 1) == osErrorParameter);
	CHECK(marks_are("oo"));
}

static void periodic(void)
{
	uint32_t start, i;

	calls = 0;
	timer = osTimerNew(callback, osTimerPeriodic, (void *)'p', NULL);
	start = osKernelGetTickCount();
	CHECK(osTimerStart(timer, 3) == osOK);
	osDelay(20);
	CHECK(osTimerIsRunning(timer) == 1);
	CHECK(osTimerStop(timer) == osOK);
	CHECK(calls >= 6 && calls <= 7);
	/* each at its own time, without drift */
	for (i = 0; i < 6; i++)
		CHECK(call_ticks[i] - start >= 3 * (i + 1));
	i = calls;
	osDelay(5);
	CHECK(calls == i);
	CHECK(osTimerDelete(timer) == osOK);
}

static void restart(void)
{
	calls = 0;
	timer = osTimerNew(callback, osTimerOnce, (void *)'r', NULL);
	CHECK(osTimerStart(timer, 4) == osOK);
	osDelay(2);
	CHECK(osTimerStart(timer, 20) == osOK);
	osDelay(6);
	CHECK(calls == 0 && osTimerIsRunning(timer));
	CHECK(osTimerStop(timer) == osOK);
	CHECK(osTimerStop(timer) == osErrorResource);
	osDelay(16);
	CHECK(calls == 0);
	CHECK(osTimerDelete(timer) == osOK);
}

static void errors(void)
{
	const osTimerAttr_t a = { .cb_mem = cb, .cb_size = 8 };

	CHECK(!osTimerNew(NULL, osTimerOnce, NULL, NULL));
	CHECK(!osTimerNew(callback, (osTimerType_t)2, NULL, NULL));
	CHECK(!osTimerNew(callback, osTimerOnce, NULL, &a));
	timer = osTimerNew(callback, osTimerOnce, NULL, NULL);
	CHECK(osTimerStart(timer, 0) == osErrorParameter);
	CHECK(osTimerDelete(timer) == osOK);
	CHECK(osTimerDelete(timer) == osErrorParameter);
	CHECK(osTimerStart(NULL, 1) == osErrorParameter);
	CHECK(osTimerStop(NULL) == osErrorParameter);
	CHECK(osTimerIsRunning(NULL) == 0);
	CHECK(!osTimerGetName(NULL));
}

/* Periods that end while nothing can run: each must get its call. */
static void behind(void)
{
	uint64_t end;

	calls = 0;
	timer = osTimerNew(callback, osTimerPeriodic, (void *)'b', NULL);
	osKernelLock();
	CHECK(osTimerStart(timer, 2) == osOK);
	end = duet_clock() + duet_clock_hz() / 1000 * 9;
	while (duet_clock() < end)
		;
	CHECK(calls == 0);
	osKernelUnlock();
	CHECK(calls >= 4);
	CHECK(osTimerDelete(timer) == osOK);
}

static void wait_masked(uint32_t ticks)
{
	uint64_t end = duet_clock() + duet_clock_hz() / 1000 * ticks;

	while (duet_clock() < end)
		;
}

/*
 * Many periods passed while nothing ran, as if the VM had not been scheduled:
 * interrupts are masked no longer than for one, and all calls follow.
 */
static void backlog(void)
{
	osThreadId_t me = osThreadGetId();
	uint32_t saved, start;

	calls = 0;
	timer = osTimerNew(callback, osTimerPeriodic, NULL, NULL);
	CHECK(osTimerStart(timer, 1) == osOK);
	CHECK(osThreadSetPriority(me, osPriorityRealtime) == osOK);
	saved = duet_irq_save();
	wait_masked(60);
	start = osKernelGetSysTimerCount();
	duet_irq_restore(saved);
	start = osKernelGetSysTimerCount() - start;
	CHECK(start < osKernelGetSysTimerFreq() / 1000000 * 3);
	CHECK(calls == 0);
	CHECK(osThreadSetPriority(me, osPriorityNormal) == osOK);
	CHECK(calls >= 59 && calls <= 61);
	CHECK(osTimerDelete(timer) == osOK);
	mark_clear();
}

/* A sleep longer than the clock's age: each period gets its call after it. */
static void long_sleep(void)
{
	uint32_t start, i;

	osDelay(1);
	calls = 0;
	timer = osTimerNew(callback, osTimerPeriodic, NULL, NULL);
	start = osKernelGetTickCount();
	CHECK(osTimerStart(timer, 10000) == osOK);
	for (i = 1; i <= 3; i++) {
		CHECK(osKernelSuspend() == 10000);
		osKernelResume(3600000);
		CHECK(calls == 360 * i);
		CHECK(osKernelGetTickCount() - start == 3600000 * i);
	}
	calls = 0;
	CHECK(osKernelSuspend() == 10000);
	osKernelResume(9999);
	CHECK(calls == 0);
	osDelay(3);
	CHECK(calls == 1);
	CHECK(osTimerDelete(timer) == osOK);
	mark_clear();
}

static void delete_itself(void *arg)
{
	mark('d');
	CHECK(osTimerDelete(timer) == osOK);
}

static void callback_deletes(void)
{
	timer = osTimerNew(delete_itself, osTimerPeriodic, NULL, NULL);
	CHECK(osTimerStart(timer, 2) == osOK);
	osDelay(8);
	CHECK(marks_are("d"));
}

/* Many at once, in the order of their times. */
static void many(void)
{
	static const char order[] = "2031";
	osTimerId_t t[4];
	int i;

	for (i = 0; i < 4; i++) {
		t[i] = osTimerNew(callback, osTimerOnce,
				  (void *)(uintptr_t)('0' + i), NULL);
		CHECK(osTimerStart(t[i], 3 + 2 * (strchr(order, '0' + i) -
						  order)) == osOK);
	}
	osDelay(15);
	CHECK(marks_are(order));
	for (i = 0; i < 4; i++)
		CHECK(osTimerDelete(t[i]) == osOK);
}

const struct test timer_tests[] = {
	{ "timer, once", once },
	{ "timer, periodic", periodic },
	{ "timer restarted and stopped", restart },
	{ "timer: errors", errors },
	{ "late timer", behind },
	{ "very late timer", backlog },
	{ "timer after a long sleep", long_sleep },
	{ "timer deleted by its callback", callback_deletes },
	{ "timers in the order of their times", many },
	{ NULL, NULL },
};
