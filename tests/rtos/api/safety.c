// SPDX-License-Identifier: BSD-3-Clause
/* Thread watchdogs; classes, zones, privilege, cores. */
#include "test.h"

static osThreadId_t alarm_thread;
static uint32_t alarms, alarm_tick, alarm_again;

uint32_t osWatchdogAlarm_Handler(osThreadId_t thread_id)
{
	alarm_thread = thread_id;
	alarm_tick = osKernelGetTickCount();
	alarms++;
	CHECK(osThreadFeedWatchdog(1) == osErrorISR);
	return alarms < 3 ? alarm_again : 0;
}

static void watchdog(void)
{
	uint32_t start;

	alarms = 0;
	alarm_again = 0;
	osDelay(1);
	start = osKernelGetTickCount();
	CHECK(osThreadFeedWatchdog(5) == osOK);
	osDelay(3);
	CHECK(osThreadFeedWatchdog(5) == osOK);
	osDelay(4);
	CHECK(alarms == 0);
	osDelay(4);
	CHECK(alarms == 1 && alarm_thread == osThreadGetId());
	CHECK(alarm_tick - start == 8);
	CHECK(osThreadFeedWatchdog(3) == osOK);
	CHECK(osThreadFeedWatchdog(0) == osOK);
	CHECK(osThreadFeedWatchdog(0) == osOK);
	osDelay(5);
	CHECK(alarms == 1);
}

static void watchdog_again(void)
{
	alarms = 0;
	alarm_again = 4;
	CHECK(osThreadFeedWatchdog(2) == osOK);
	osDelay(3);
	CHECK(alarms == 1);
	osDelay(4);
	CHECK(alarms == 2);
	osDelay(10);
	CHECK(alarms == 3);
	CHECK(osThreadFeedWatchdog(osWaitForever) == osOK);
	osDelay(3);
	CHECK(osThreadFeedWatchdog(0) == osOK);
	CHECK(alarms == 3);
}

static void fed_once(void *arg)
{
	CHECK(osThreadFeedWatchdog(3) == osOK);
	if (arg)
		osThreadFlagsWait(1, 0, osWaitForever);
}

/* It keeps running while the thread is suspended, and ends with the thread. */
static void watchdog_of_others(void)
{
	osThreadId_t t = spawn(fed_once, (void *)1, osPriorityHigh);

	alarms = 0;
	alarm_again = 0;
	CHECK(osThreadSuspend(t) == osOK);
	osDelay(5);
	CHECK(alarms == 1 && alarm_thread == t);
	CHECK(osThreadTerminate(t) == osOK);
	join(t);
	join(spawn(fed_once, NULL, osPriorityHigh));
	t = spawn(fed_once, (void *)1, osPriorityHigh);
	CHECK(osThreadTerminate(t) == osOK);
	osDelay(5);
	CHECK(alarms == 1);
	join(t);
}

static void nothing(void *arg)
{
}

static osThreadId_t with_bits(uint32_t bits, uint32_t affinity)
{
	const osThreadAttr_t a = {
		.attr_bits = bits | osThreadJoinable,
		.affinity_mask = affinity,
	};

	return osThreadNew(nothing, NULL, &a);
}

static void attributes(void)
{
	const osMutexAttr_t other = { .attr_bits = osSafetyClass(2) };
	const osSemaphoreAttr_t same = { .attr_bits = osSafetyClass(0) };
	osSemaphoreId_t s = osSemaphoreNew(1, 1, &same);

	join(with_bits(osThreadUnprivileged, 0));
	join(with_bits(osThreadPrivileged, osThreadProcessor(0)));
	join(with_bits(osThreadZone(0) | osSafetyClass(0), 3));
	CHECK(!with_bits(osThreadPrivileged | osThreadUnprivileged, 0));
	CHECK(!with_bits(osThreadZone(1), 0));
	CHECK(!with_bits(osSafetyClass(1), 0));
	CHECK(!with_bits(0, osThreadProcessor(1)));
	CHECK(!osMutexNew(&other));
	CHECK(s && osSemaphoreDelete(s) == osOK);
}

static void affinity(void)
{
	osThreadId_t me = osThreadGetId();
	osThreadId_t t = spawn(nothing, NULL, osPriorityHigh);

	CHECK(osThreadGetAffinityMask(me) == osThreadProcessor(0));
	CHECK(osThreadSetAffinityMask(me, osThreadProcessor(0)) == osOK);
	CHECK(osThreadSetAffinityMask(me, 0) == osOK);
	CHECK(osThreadSetAffinityMask(me, 7) == osOK);
	CHECK(osThreadSetAffinityMask(me, 6) == osErrorParameter);
	CHECK(osThreadSetAffinityMask(NULL, 1) == osErrorParameter);
	CHECK(osThreadSetAffinityMask(t, 1) == osErrorResource);
	CHECK(osThreadGetAffinityMask(NULL) == 0);
	join(t);
}

static void one_class(void)
{
	osThreadId_t me = osThreadGetId();
	const uint32_t mode = osSafetyWithSameClass | osSafetyWithLowerClass;

	CHECK(osThreadGetClass(me) == 0 && osThreadGetZone(me) == 0);
	CHECK(osThreadGetClass(NULL) == osErrorId);
	CHECK(osThreadGetZone(NULL) == osErrorId);
	CHECK(osKernelProtect(0) == osError);
	CHECK(osKernelProtect(16) == osErrorParameter);
	CHECK(osKernelDestroyClass(1, mode) == osError);
	CHECK(osKernelDestroyClass(16, mode) == osErrorParameter);
	CHECK(osThreadSuspendClass(1, mode) == osError);
	CHECK(osThreadSuspendClass(16, mode) == osErrorParameter);
	CHECK(osThreadResumeClass(1, mode) == osError);
	CHECK(osThreadResumeClass(16, mode) == osErrorParameter);
	CHECK(osThreadTerminateZone(0) == osError);
	CHECK(osThreadTerminateZone(64) == osErrorParameter);
	osFaultResume();
	/* this cannot be undone, so it must be the last of these tests */
	CHECK(osThreadProtectPrivileged() == osOK);
	CHECK(!with_bits(osThreadPrivileged, 0));
	join(with_bits(osThreadUnprivileged, 0));
	join(with_bits(0, 0));
}

const struct test safety_tests[] = {
	{ "watchdog of a thread", watchdog },
	{ "watchdog restarted by its alarm handler", watchdog_again },
	{ "watchdogs of threads that are not running", watchdog_of_others },
	{ "attributes for privilege, zones, classes, cores", attributes },
	{ "affinity", affinity },
	{ "one class and one zone", one_class },
	{ NULL, NULL },
};
