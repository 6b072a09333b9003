// SPDX-License-Identifier: BSD-3-Clause
/* Kernel information and control. */
#include "test.h"

static void info(void)
{
	osVersion_t v = { 0, 0 };
	char id[64], small[5];

	CHECK(osKernelGetInfo(&v, id, sizeof(id)) == osOK);
	CHECK(v.api == 20030000 && v.kernel >= 10000000);
	CHECK(strlen(id) > 4);
	CHECK(osKernelGetInfo(NULL, small, sizeof(small)) == osOK);
	CHECK(!strncmp(small, id, 4) && small[4] == '\0');
	CHECK(osKernelGetInfo(NULL, NULL, 0) == osOK);
	CHECK(osKernelInitialize() == osError);
	CHECK(osKernelStart() == osError);
	CHECK(osKernelGetState() == osKernelRunning);
}

static void first_turn(void)
{
	CHECK(test_equal_ran);
}

static void ticks(void)
{
	uint32_t tick = osKernelGetTickCount(), hz = osKernelGetSysTimerFreq();
	uint32_t clock = osKernelGetSysTimerCount(), passed;

	CHECK(osKernelGetTickFreq() == 1000);
	CHECK(hz == duet_clock_hz() && hz >= 1000000);
	osDelay(50);
	passed = osKernelGetSysTimerCount() - clock;
	tick = osKernelGetTickCount() - tick;
	CHECK(tick >= 50);
	/* 49 to 50 ms plus preemption; both clocks must agree */
	CHECK(passed >= hz / 1000 * 49);
	CHECK(passed / (hz / 1000) + 1 >= tick && passed / (hz / 1000) <= tick);
}

static void marker(void *arg)
{
	mark(*(char *)arg);
}

static void lock(void)
{
	char a = 'a';
	osThreadId_t t;

	CHECK(osKernelLock() == 0);
	CHECK(osKernelLock() == 1);
	CHECK(osKernelGetState() == osKernelLocked);
	t = spawn(marker, &a, osPriorityHigh);
	mark('1');
	CHECK(osDelay(1) == osError);
	CHECK(osThreadYield() == osError);
	CHECK(osThreadSuspend(osThreadGetId()) == osErrorResource);
	CHECK(osThreadJoin(t) == osErrorResource);
	CHECK(osThreadFlagsWait(1, 0, 10) == osFlagsErrorTimeout);
	CHECK(osKernelUnlock() == 1);
	mark('2');
	CHECK(osKernelUnlock() == 0);
	join(t);
	CHECK(marks_are("1a2"));
}

static void restore_lock(void)
{
	CHECK(osKernelRestoreLock(1) == 1);
	CHECK(osKernelGetState() == osKernelLocked);
	CHECK(osKernelRestoreLock(1) == 1);
	CHECK(osKernelRestoreLock(0) == 0);
	CHECK(osKernelGetState() == osKernelRunning);
	CHECK(osKernelRestoreLock(0) == 0);
	CHECK(osKernelRestoreLock(2) == osError);
	CHECK(osKernelRestoreLock(-1) == osError);
}

/* A lock defers time-outs as well, but loses none. */
static void lock_and_time(void)
{
	char a = 'a';
	osThreadId_t t;
	uint64_t end;

	osKernelLock();
	t = spawn(marker, &a, osPriorityHigh);
	end = duet_clock() + duet_clock_hz() / 100;
	while (duet_clock() < end)
		;
	mark('1');
	osKernelUnlock();
	join(t);
	CHECK(marks_are("1a"));
}

static void sleeper(void *arg)
{
	osDelay(5);
	mark('s');
}

static void suspend_resume(void)
{
	osThreadId_t t = spawn(sleeper, NULL, osPriorityHigh);
	uint64_t end = duet_clock() + duet_clock_hz() / 50;
	uint32_t next = osKernelSuspend();

	CHECK(next >= 4 && next <= 5);
	CHECK(osKernelGetState() == osKernelSuspended);
	CHECK(osKernelSuspend() == 0);
	CHECK(osKernelLock() == osError);
	CHECK(osDelay(1) == osError);
	while (duet_clock() < end)
		;
	mark('1');
	osKernelResume(20);
	mark('2');
	CHECK(osKernelGetState() == osKernelRunning);
	join(t);
	CHECK(marks_are("1s2"));
}

static void long_sleeper(void *arg)
{
	uint32_t *tick = arg;

	osDelay(1000);
	*tick = osKernelGetTickCount();
}

/* More ticks have passed than the clock has counted. */
static void resume_skips(void)
{
	uint32_t start, woken = 0;
	osThreadId_t t;

	osDelay(1);
	t = spawn(long_sleeper, &woken, osPriorityHigh);
	start = osKernelGetTickCount();
	CHECK(osKernelSuspend() == 1000);
	osKernelResume(400);
	CHECK(osKernelGetTickCount() - start == 400);
	CHECK(osThreadGetState(t) == osThreadBlocked);
	CHECK(osKernelSuspend() == 600);
	osKernelResume(600);
	CHECK(osThreadGetState(t) == osThreadTerminated);
	CHECK(woken - start == 1000);
	join(t);
	/* time continues as before */
	start = osKernelGetTickCount();
	osDelay(5);
	CHECK(osKernelGetTickCount() - start == 5);
}

static void suspender(void *arg)
{
	uint64_t end = duet_clock() + duet_clock_hz() / 1000 * 6;

	CHECK(osKernelSuspend() > 0);
	while (duet_clock() < end)
		;
}

/* A thread that ends while suspended must not make the others oversleep. */
static void end_suspended(void)
{
	uint32_t start = osKernelGetTickCount();
	osThreadId_t t = spawn(suspender, NULL, osPriorityLow);

	osDelay(4);
	CHECK(osKernelGetState() == osKernelRunning);
	CHECK(osKernelGetTickCount() - start < 9);
	join(t);
}

/* With no time-out pending. */
static void suspend_idle(void)
{
	CHECK(osKernelSuspend() == osWaitForever);
	osKernelResume(0);
	osKernelResume(0);
	CHECK(osKernelGetState() == osKernelRunning);
}

static void clock64(void)
{
	uint64_t a = duet_clock(), b = duet_clock();

	CHECK(b >= a);
	CHECK(duet_delay_until(a) == osErrorParameter);
	a = duet_clock() + duet_clock_hz() / 200;
	CHECK(duet_delay_until(a) == osOK);
	CHECK(duet_clock() >= a);
	CHECK(duet_clock() < a + duet_clock_hz());
}

const struct test kernel_tests[] = {
	{ "kernel information", info },
	{ "the first thread's slice ends", first_turn },
	{ "ticks and the clock agree", ticks },
	{ "lock prevents switches", lock },
	{ "restore lock", restore_lock },
	{ "lock over a long time", lock_and_time },
	{ "suspend and resume of the kernel", suspend_resume },
	{ "resume with ticks that the clock did not count", resume_skips },
	{ "end of a thread that suspends the kernel", end_suspended },
	{ "suspend with nothing to wait for", suspend_idle },
	{ "64-bit clock, delay by it", clock64 },
	{ NULL, NULL },
};
