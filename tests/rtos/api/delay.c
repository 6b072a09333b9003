// SPDX-License-Identifier: BSD-3-Clause
/* Delays. */
#include "test.h"

static void delay(void)
{
	uint32_t start = osKernelGetTickCount(), n;

	CHECK(osDelay(0) == osErrorParameter);
	for (n = 1; n <= 16; n *= 4) {
		start = osKernelGetTickCount();
		CHECK(osDelay(n) == osOK);
		CHECK(osKernelGetTickCount() - start >= n);
	}
}

/* It ends at a tick boundary, not n * 1 ms from now. */
static void boundary(void)
{
	uint32_t hz = duet_clock_hz();
	uint64_t clock;

	osDelay(1);
	clock = duet_clock();
	while (duet_clock() < clock + hz / 2000)
		;
	osDelay(1);
	CHECK(duet_clock() - clock < hz / 1000 + hz / 2000);
}

static void until(void)
{
	uint32_t next = osKernelGetTickCount();
	int i;

	CHECK(osDelayUntil(next) == osErrorParameter);
	CHECK(osDelayUntil(next - 1) == osErrorParameter);
	CHECK(osDelayUntil(next - 0x7fffffff) == osErrorParameter);
	for (i = 0; i < 5; i++) {
		next += 3;
		CHECK(osDelayUntil(next) == osOK);
		CHECK(osKernelGetTickCount() - next < 3);
	}
}

static uint32_t woken[4];

static void sleeper(void *arg)
{
	uint32_t i = (uintptr_t)arg;

	osDelay(3 + 2 * i);
	woken[i] = osKernelGetTickCount();
	mark('0' + i);
}

/* Time-outs must expire in the order of their times, not of their starts. */
static void order(void)
{
	static const int starts[] = { 2, 0, 3, 1 };
	osThreadId_t t[4];
	int i;

	for (i = 0; i < 4; i++)
		t[i] = spawn(sleeper, (void *)(uintptr_t)starts[i],
			     osPriorityAboveNormal);
	for (i = 0; i < 4; i++)
		join(t[i]);
	CHECK(marks_are("0123"));
	CHECK(woken[3] - woken[0] >= 5 && woken[3] - woken[0] < 9);
}

/* Resumed threads must not continue to sleep. */
static void resumed(void)
{
	osThreadId_t t = spawn(sleeper, (void *)1, osPriorityHigh);
	uint32_t start = osKernelGetTickCount();

	CHECK(osThreadResume(t) == osOK);
	CHECK(osKernelGetTickCount() - start < 3);
	CHECK(marks_are("1"));
	join(t);
}

/*
 * Longer than a wrap-around of the 32-bit clock: 179 s at 24 MHz. It takes no
 * time on the host, where time only advances as far as a thread waits.
 */
static void long_delay(void)
{
	uint32_t tick = osKernelGetTickCount(), ticks = 400000;
	uint64_t clock = duet_clock(), per_tick = duet_clock_hz() / 1000;

	CHECK(osDelay(ticks) == osOK);
	tick = osKernelGetTickCount() - tick;
	clock = duet_clock() - clock;
	CHECK(tick >= ticks && tick < ticks + 5);
	CHECK(clock > (ticks - 1) * per_tick && clock < (ticks + 5) * per_tick);
}

const struct test delay_tests[] = {
	{ "delay", delay },
	{ "delay ends at a tick", boundary },
	{ "delay until", until },
	{ "delays end in order", order },
	{ "delay longer than a wrap-around of the clock", long_delay },
	{ "delay cut short by resume", resumed },
	{ NULL, NULL },
};
