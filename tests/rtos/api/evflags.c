// SPDX-License-Identifier: BSD-3-Clause
/* Event flags. */
#include "test.h"

static uint64_t cb[DUET_EVFLAGS_CB_SIZE / 8 + 1];
static osEventFlagsId_t ef;

static void basics(void)
{
	const osEventFlagsAttr_t a = {
		.name = "flags", .cb_mem = cb, .cb_size = sizeof(cb),
	};

	ef = osEventFlagsNew(&a);
	CHECK(ef == cb);
	CHECK(!strcmp(osEventFlagsGetName(ef), "flags"));
	CHECK(osEventFlagsGet(ef) == 0);
	CHECK(osEventFlagsSet(ef, 5) == 5);
	CHECK(osEventFlagsClear(ef, 4) == 5);
	CHECK(osEventFlagsGet(ef) == 1);
	CHECK(osEventFlagsSet(ef, 2) == 3);
	CHECK(osEventFlagsWait(ef, 1, osFlagsNoClear, 0) == 3);
	CHECK(osEventFlagsWait(ef, 9, osFlagsWaitAny, 0) == 3);
	CHECK(osEventFlagsGet(ef) == 2);
	CHECK(osEventFlagsWait(ef, 3, osFlagsWaitAll, 0) ==
	      osFlagsErrorResource);
	CHECK(osEventFlagsWait(ef, 3, osFlagsWaitAll, 2) ==
	      osFlagsErrorTimeout);
	CHECK(osEventFlagsDelete(ef) == osOK);
	CHECK(osEventFlagsDelete(ef) == osErrorParameter);
	CHECK(osEventFlagsGet(ef) == 0);
}

static void errors(void)
{
	const osEventFlagsAttr_t small = { .cb_mem = cb, .cb_size = 4 };

	CHECK(!osEventFlagsNew(&small));
	ef = osEventFlagsNew(NULL);
	CHECK(osEventFlagsGetName(ef) == NULL);
	CHECK(osEventFlagsSet(ef, 0x80000000) == osFlagsErrorParameter);
	CHECK(osEventFlagsClear(ef, 0x80000000) == osFlagsErrorParameter);
	CHECK(osEventFlagsWait(ef, 0x80000000, 0, 0) == osFlagsErrorParameter);
	CHECK(osEventFlagsSet(NULL, 1) == osFlagsErrorParameter);
	CHECK(osEventFlagsClear(NULL, 1) == osFlagsErrorParameter);
	CHECK(osEventFlagsWait(NULL, 1, 0, 0) == osFlagsErrorParameter);
	CHECK(osEventFlagsDelete(NULL) == osErrorParameter);
	CHECK(osEventFlagsGetName(NULL) == NULL);
	CHECK(osSemaphoreRelease(ef) == osErrorParameter);
	CHECK(osEventFlagsDelete(ef) == osOK);
}

struct wait {
	uint32_t flags, options, result;
	char mark;
};

static void waiter(void *arg)
{
	struct wait *w = arg;

	w->result = osEventFlagsWait(ef, w->flags, w->options, 100);
	mark(w->mark);
}

/* One set wakes all waiters that it satisfies, by priority. */
static void wake_many(void)
{
	struct wait w[4] = {
		{ 1, osFlagsNoClear, 0, 'a' }, { 1, osFlagsNoClear, 0, 'b' },
		{ 1, 0, 0, 'c' }, { 1, 0, 0, 'd' },
	};
	static const osPriority_t prio[4] = {
		osPriorityHigh1, osPriorityHigh3, osPriorityHigh2,
		osPriorityHigh,
	};
	osThreadId_t t[4];
	int i;

	ef = osEventFlagsNew(NULL);
	for (i = 0; i < 4; i++)
		t[i] = spawn(waiter, &w[i], prio[i]);
	/* b comes first, c consumes the flag, so a and d keep waiting */
	CHECK(osEventFlagsSet(ef, 1) == 0);
	CHECK(marks_are("bc"));
	CHECK(w[1].result == 1 && w[2].result == 1);
	CHECK(osEventFlagsSet(ef, 3) == 2);
	CHECK(marks_are("ad"));
	CHECK(w[0].result == 3 && w[3].result == 3);
	for (i = 0; i < 4; i++)
		join(t[i]);
	CHECK(osEventFlagsDelete(ef) == osOK);
}

static void wait_all(void)
{
	struct wait w = { 6, osFlagsWaitAll, 0, 'w' };
	osThreadId_t t;

	ef = osEventFlagsNew(NULL);
	t = spawn(waiter, &w, osPriorityHigh);
	CHECK(osEventFlagsSet(ef, 3) == 3);
	mark('1');
	CHECK(osEventFlagsSet(ef, 4) == 1);
	CHECK(w.result == 7);
	join(t);
	CHECK(marks_are("1w"));
	CHECK(osEventFlagsDelete(ef) == osOK);
}

static void timeout(void)
{
	uint32_t start;

	ef = osEventFlagsNew(NULL);
	osDelay(1);
	start = osKernelGetTickCount();
	CHECK(osEventFlagsWait(ef, 1, 0, 10) == osFlagsErrorTimeout);
	CHECK(osKernelGetTickCount() - start >= 10);
	CHECK(osEventFlagsDelete(ef) == osOK);
}

static void delete_wakes(void)
{
	struct wait w = { 6, osFlagsWaitAll, 0, 'w' };
	osThreadId_t t;

	ef = osEventFlagsNew(NULL);
	t = spawn(waiter, &w, osPriorityHigh);
	CHECK(osEventFlagsDelete(ef) == osOK);
	CHECK(w.result == osFlagsErrorResource);
	join(t);
	CHECK(marks_are("w"));
}

const struct test evflags_tests[] = {
	{ "event flags", basics },
	{ "event flags: errors", errors },
	{ "event flags wake by priority", wake_many },
	{ "event flags: wait for all", wait_all },
	{ "event flags: time-out", timeout },
	{ "event flags: delete wakes", delete_wakes },
	{ NULL, NULL },
};
