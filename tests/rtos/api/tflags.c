// SPDX-License-Identifier: BSD-3-Clause
/* Thread flags. */
#include "test.h"

static void own(void)
{
	osThreadId_t me = osThreadGetId();

	CHECK(osThreadFlagsGet() == 0);
	CHECK(osThreadFlagsSet(me, 5) == 5);
	CHECK(osThreadFlagsSet(me, 0x7fffffff & 2) == 7);
	CHECK(osThreadFlagsGet() == 7);
	CHECK(osThreadFlagsClear(1) == 7);
	CHECK(osThreadFlagsGet() == 6);
	CHECK(osThreadFlagsWait(4, osFlagsNoClear, 0) == 6);
	CHECK(osThreadFlagsGet() == 6);
	CHECK(osThreadFlagsWait(12, osFlagsWaitAny, 0) == 6);
	CHECK(osThreadFlagsGet() == 2);
	CHECK(osThreadFlagsWait(6, osFlagsWaitAll, 0) == osFlagsErrorResource);
	CHECK(osThreadFlagsWait(6, osFlagsWaitAll, 3) == osFlagsErrorTimeout);
	CHECK(osThreadFlagsGet() == 2);
	CHECK(osThreadFlagsWait(2, osFlagsWaitAll, osWaitForever) == 2);
	CHECK(osThreadFlagsGet() == 0);
}

static void errors(void)
{
	CHECK(osThreadFlagsSet(osThreadGetId(), 0x80000000) ==
	      osFlagsErrorParameter);
	CHECK(osThreadFlagsClear(0x80000001) == osFlagsErrorParameter);
	CHECK(osThreadFlagsWait(0x80000001, 0, 0) == osFlagsErrorParameter);
}

static uint32_t result;

static void wait_any(void *arg)
{
	result = osThreadFlagsWait(6, osFlagsWaitAny, osWaitForever);
	mark('a');
}

static void wait_all(void *arg)
{
	result = osThreadFlagsWait(6, osFlagsWaitAll, 100);
	mark('b');
}

static void wait_keep(void *arg)
{
	result = osThreadFlagsWait(6, osFlagsWaitAny | osFlagsNoClear, 100);
	mark('c');
	CHECK(osThreadFlagsGet() == 4);
}

static void wake(void)
{
	osThreadId_t t = spawn(wait_any, NULL, osPriorityHigh);

	CHECK(osThreadFlagsSet(t, 1) == 1);
	mark('1');
	CHECK(osThreadFlagsSet(t, 8 | 4) == (8 | 1));
	CHECK(result == 13);
	join(t);
	t = spawn(wait_all, NULL, osPriorityHigh);
	CHECK(osThreadFlagsSet(t, 2) == 2);
	mark('2');
	CHECK(osThreadFlagsSet(t, 4) == 0);
	CHECK(result == 6);
	join(t);
	t = spawn(wait_keep, NULL, osPriorityHigh);
	CHECK(osThreadFlagsSet(t, 4) == 4);
	CHECK(result == 4);
	join(t);
	CHECK(marks_are("1a2bc"));
}

const struct test tflags_tests[] = {
	{ "thread flags of the running thread", own },
	{ "thread flags: errors", errors },
	{ "thread flags wake", wake },
	{ NULL, NULL },
};
