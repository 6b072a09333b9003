// SPDX-License-Identifier: BSD-3-Clause
/* Threads. */
#include "test.h"

static uint64_t stack[TEST_STACK / 8];
static uint64_t cb[DUET_THREAD_CB_SIZE / 8 + 1];

static void marker(void *arg)
{
	mark((char)(uintptr_t)arg);
}

static void forever(void *arg)
{
	for (;;)
		osDelay(osWaitForever);
}

static void create_errors(void)
{
	osThreadAttr_t a = { .priority = osPriorityNormal };

	CHECK(!osThreadNew(NULL, NULL, NULL));
	a.priority = (osPriority_t)57;
	CHECK(!osThreadNew(marker, NULL, &a));
	a.priority = (osPriority_t)-1;
	CHECK(!osThreadNew(marker, NULL, &a));
	a.priority = osPriorityNormal;
	a.attr_bits = 0x80;
	CHECK(!osThreadNew(marker, NULL, &a));
	a.attr_bits = 0;
	a.stack_size = 8;
	CHECK(!osThreadNew(marker, NULL, &a));
	a.stack_size = 0x7fffff00;
	CHECK(!osThreadNew(marker, NULL, &a));
	a.stack_size = 0;
	a.cb_mem = cb;
	a.cb_size = 8;
	CHECK(!osThreadNew(marker, NULL, &a));
	a.cb_mem = (char *)cb + 1;
	a.cb_size = sizeof(cb) - 8;
	CHECK(!osThreadNew(marker, NULL, &a));
	a.cb_mem = NULL;
	CHECK(!osThreadNew(marker, NULL, &a));
	a.cb_size = 0;
	a.stack_mem = (char *)stack + 4;
	a.stack_size = sizeof(stack) - 8;
	CHECK(!osThreadNew(marker, NULL, &a));
	a.stack_mem = stack;
	a.stack_size = 0;
	CHECK(!osThreadNew(marker, NULL, &a));
}

static void create_static(void)
{
	const osThreadAttr_t a = {
		.name = "static",
		.attr_bits = osThreadJoinable,
		.cb_mem = cb,
		.cb_size = sizeof(cb),
		.stack_mem = stack,
		.stack_size = sizeof(stack),
		.priority = osPriorityHigh,
	};
	osThreadId_t t;
	int i;

	for (i = 0; i < 3; i++) {
		t = osThreadNew(marker, (void *)'x', &a);
		CHECK(t == cb);
		CHECK(!strcmp(osThreadGetName(t), "static"));
		CHECK(osThreadGetStackSize(t) == sizeof(stack));
		CHECK(osThreadGetStackSpace(t) > 0);
		CHECK(osThreadGetStackSpace(t) < sizeof(stack));
		join(t);
	}
	CHECK(marks_are("xxx"));
}

static void bad_ids(void)
{
	uint32_t junk[64] = { 0 };
	osThreadId_t bad[] = { NULL, junk, (char *)junk + 1 };
	unsigned int i;

	for (i = 0; i < 3; i++) {
		CHECK(!osThreadGetName(bad[i]));
		CHECK(osThreadGetState(bad[i]) == osThreadError);
		CHECK(osThreadGetStackSize(bad[i]) == 0);
		CHECK(osThreadGetStackSpace(bad[i]) == 0);
		CHECK(osThreadSetPriority(bad[i], osPriorityLow) ==
		      osErrorParameter);
		CHECK(osThreadGetPriority(bad[i]) == osPriorityError);
		CHECK(osThreadSuspend(bad[i]) == osErrorParameter);
		CHECK(osThreadResume(bad[i]) == osErrorParameter);
		CHECK(osThreadDetach(bad[i]) == osErrorParameter);
		CHECK(osThreadJoin(bad[i]) == osErrorParameter);
		CHECK(osThreadTerminate(bad[i]) == osErrorParameter);
		CHECK(osThreadFlagsSet(bad[i], 1) == osFlagsErrorParameter);
	}
}

static void states(void)
{
	osThreadId_t t = spawn(marker, (void *)'a', osPriorityLow);

	CHECK(osThreadGetState(osThreadGetId()) == osThreadRunning);
	CHECK(osThreadGetState(t) == osThreadReady);
	CHECK(osThreadSuspend(t) == osOK);
	CHECK(osThreadGetState(t) == osThreadBlocked);
	CHECK(osThreadResume(t) == osOK);
	CHECK(osThreadGetState(t) == osThreadReady);
	CHECK(osThreadResume(t) == osErrorResource);
	osDelay(2);
	CHECK(osThreadGetState(t) == osThreadTerminated);
	CHECK(osThreadSuspend(t) == osErrorResource);
	CHECK(osThreadResume(t) == osErrorResource);
	CHECK(osThreadTerminate(t) == osErrorResource);
	CHECK(osThreadSetPriority(t, osPriorityLow) == osErrorResource);
	CHECK(osThreadGetPriority(t) == osPriorityError);
	CHECK(osThreadFlagsSet(t, 1) == osFlagsErrorResource);
	CHECK(osThreadGetName(t) != NULL);
	join(t);
	CHECK(osThreadGetState(t) == osThreadError);
	CHECK(osThreadJoin(t) == osErrorParameter);
	CHECK(marks_are("a"));
}

/* Higher ones run at once, lower ones when no other is ready. */
static void priorities(void)
{
	osThreadId_t a = spawn(marker, (void *)'a', osPriorityHigh);
	osThreadId_t b, c;

	mark('1');
	b = spawn(marker, (void *)'b', osPriorityLow);
	c = spawn(marker, (void *)'c', osPriorityBelowNormal);
	mark('2');
	join(b);
	join(a);
	join(c);
	CHECK(marks_are("a12cb"));
}

static void set_priority(void)
{
	osThreadId_t me = osThreadGetId();
	osThreadId_t t = spawn(marker, (void *)'a', osPriorityLow);

	CHECK(osThreadGetPriority(t) == osPriorityLow);
	CHECK(osThreadSetPriority(t, (osPriority_t)0) == osErrorParameter);
	CHECK(osThreadSetPriority(t, (osPriority_t)57) == osErrorParameter);
	CHECK(osThreadSetPriority(t, osPriorityLow7) == osOK);
	CHECK(osThreadGetPriority(t) == osPriorityLow7);
	mark('1');
	CHECK(osThreadSetPriority(t, osPriorityHigh) == osOK);
	mark('2');
	join(t);
	t = spawn(marker, (void *)'b', osPriorityLow);
	CHECK(osThreadSetPriority(me, osPriorityIdle) == osOK);
	mark('3');
	CHECK(osThreadSetPriority(me, osPriorityNormal) == osOK);
	join(t);
	CHECK(marks_are("1a2b3"));
}

static void yielder(void *arg)
{
	int i;

	for (i = 0; i < 3; i++) {
		mark((char)(uintptr_t)arg);
		CHECK(osThreadYield() == osOK);
	}
}

static void yield(void)
{
	osThreadId_t a = spawn(yielder, (void *)'a', osPriorityBelowNormal);
	osThreadId_t b = spawn(yielder, (void *)'b', osPriorityBelowNormal);

	/* without an equal it just continues */
	CHECK(osThreadYield() == osOK);
	mark('1');
	join(a);
	join(b);
	CHECK(marks_are("1ababab"));
}

static volatile uint32_t spins[2];
static volatile bool spin_end;

static void spinner(void *arg)
{
	volatile uint32_t *n = arg;

	while (!spin_end) {
		duet_clock();
		(*n)++;
	}
}

/* Equals that never wait share the CPU. */
static void round_robin(void)
{
	osThreadId_t a, b;

	spin_end = false;
	spins[0] = 0;
	spins[1] = 0;
	a = spawn(spinner, (void *)&spins[0], osPriorityLow);
	b = spawn(spinner, (void *)&spins[1], osPriorityLow);
	osDelay(100);
	spin_end = true;
	CHECK(spins[0] > 0 && spins[1] > 0);
	CHECK(spins[0] / 2 < spins[1] && spins[1] / 2 < spins[0]);
	join(a);
	join(b);
}

static osMutexId_t robin_mutex;
static uint32_t robin_period;

static void waker(void *arg)
{
	while (!spin_end)
		osDelay(robin_period);
}

static void locker(void *arg)
{
	volatile uint32_t *n = arg;

	while (!spin_end) {
		osKernelLock();
		duet_clock();
		osKernelUnlock();
		(*n)++;
	}
}

static void maker(void *arg)
{
	volatile uint32_t *n = arg;

	while (!spin_end) {
		CHECK(osMutexDelete(osMutexNew(NULL)) == osOK);
		duet_clock();	/* takes time on the host, too */
		(*n)++;
	}
}

/* Two of that kind, below a thread that wakes up: both get their share. */
static void share(osThreadFunc_t kind, uint32_t period)
{
	osThreadId_t a, b, w = NULL;

	spin_end = false;
	spins[0] = 0;
	spins[1] = 0;
	robin_period = period;
	a = spawn(kind, (void *)&spins[0], osPriorityLow);
	b = spawn(kind, (void *)&spins[1], osPriorityLow);
	if (period)
		w = spawn(waker, NULL, osPriorityHigh);
	osDelay(44);
	spin_end = true;
	CHECK(spins[0] > 0 && spins[1] > 0);
	CHECK(spins[0] / 3 * 2 < spins[1] && spins[1] / 3 * 2 < spins[0]);
	join(a);
	join(b);
	join(w);
}

/* A preempted slice must continue with its remainder. */
static void round_robin_preempted(void)
{
	share(spinner, 1);
	share(spinner, 4);
	share(spinner, 7);
}

/* A slice that ends while switches are disabled must end after that. */
static void round_robin_held(void)
{
	share(locker, 0);
	share(maker, 0);
}

/* Runs for 3 ms before the caller can continue. */
static void interlude(void *arg)
{
	uint64_t end = duet_clock() + duet_clock_hz() / 1000 * 3;

	while (duet_clock() < end)
		;
	mark('i');
}

/* A preempted slice keeps its remainder, no more and no less. */
static void turn_goes_on(void)
{
	uint64_t ran = 0, last, now, per_tick = duet_clock_hz() / 1000;
	osThreadId_t above = NULL, t;

	osThreadYield();
	t = spawn(marker, (void *)'e', osPriorityNormal);
	for (last = duet_clock(); osThreadGetState(t) == osThreadReady;
	     last = now) {
		now = duet_clock();
		ran += now - last;
		if (above || ran < 2 * per_tick)
			continue;
		above = spawn(interlude, NULL, osPriorityHigh);
		now = duet_clock();
	}
	/* the default slice is 5 ticks */
	CHECK(ran >= 4 * per_tick && ran < 6 * per_tick);
	join(above);
	join(t);
	CHECK(marks_are("ie"));
}

static void waits_for_mutex(void *arg)
{
	CHECK(osMutexAcquire(robin_mutex, osWaitForever) == osOK);
	mark('c');
	CHECK(osMutexRelease(robin_mutex) == osOK);
}

/* A running thread whose priority changes stays ahead of its equals. */
static void running_stays_first(void)
{
	const osMutexAttr_t inherit = { .attr_bits = osMutexPrioInherit };
	osThreadId_t me = osThreadGetId(), b, c;

	robin_mutex = osMutexNew(&inherit);
	CHECK(osMutexAcquire(robin_mutex, 0) == osOK);
	b = spawn(marker, (void *)'b', osPriorityNormal);
	c = spawn(waits_for_mutex, NULL, osPriorityHigh);
	CHECK(osThreadGetPriority(me) == osPriorityHigh);
	mark('1');
	CHECK(osMutexRelease(robin_mutex) == osOK);
	mark('2');
	CHECK(osThreadSetPriority(me, osPriorityNormal1) == osOK);
	CHECK(osThreadSetPriority(me, osPriorityNormal) == osOK);
	mark('3');
	join(b);
	join(c);
	b = spawn(marker, (void *)'d', osPriorityBelowNormal);
	CHECK(osThreadSetPriority(me, osPriorityBelowNormal) == osOK);
	mark('4');
	CHECK(osThreadSetPriority(me, osPriorityNormal) == osOK);
	join(b);
	CHECK(osMutexDelete(robin_mutex) == osOK);
	CHECK(marks_are("1c23b4d"));
}

static void exiter(void *arg)
{
	mark('e');
	osThreadExit();
}

static void join_detach(void)
{
	osThreadId_t t = osThreadNew(forever, NULL, NULL);

	CHECK(osThreadJoin(t) == osErrorResource);
	CHECK(osThreadDetach(t) == osErrorResource);
	CHECK(osThreadTerminate(t) == osOK);
	CHECK(osThreadGetState(t) == osThreadError);
	t = spawn(exiter, NULL, osPriorityLow);
	CHECK(osThreadJoin(osThreadGetId()) == osErrorResource);
	join(t);
	t = spawn(exiter, NULL, osPriorityHigh);
	join(t);
	t = spawn(exiter, NULL, osPriorityHigh);
	CHECK(osThreadDetach(t) == osOK);
	CHECK(osThreadJoin(t) == osErrorParameter);
	t = spawn(exiter, NULL, osPriorityLow);
	CHECK(osThreadDetach(t) == osOK);
	CHECK(osThreadDetach(t) == osErrorResource);
	osDelay(2);
	CHECK(marks_are("eeee"));
}

static void joiner(void *arg)
{
	CHECK(osThreadJoin(arg) == osOK);
	mark('j');
}

static void double_join(void)
{
	osThreadId_t t = spawn(forever, NULL, osPriorityHigh);
	osThreadId_t j = spawn(joiner, t, osPriorityHigh);

	CHECK(osThreadGetState(j) == osThreadBlocked);
	CHECK(osThreadJoin(t) == osErrorResource);
	CHECK(osThreadDetach(t) == osErrorResource);
	CHECK(osThreadTerminate(t) == osOK);
	join(j);
	CHECK(marks_are("j"));
}

/* When a waiting joiner ends, the thread it waited for can be joined again. */
static void joiner_ends(void)
{
	osThreadId_t t = spawn(forever, NULL, osPriorityHigh);
	osThreadId_t j = spawn(joiner, t, osPriorityHigh);
	uint32_t start = osKernelGetTickCount(), n = osThreadGetCount();

	CHECK(osThreadTerminate(j) == osOK);
	join(j);
	j = spawn(joiner, t, osPriorityHigh);
	CHECK(osThreadGetState(j) == osThreadBlocked);
	CHECK(osThreadTerminate(j) == osOK);
	join(j);
	/* it reuses the joiner's memory, and must not be woken in its place */
	j = spawn(forever, NULL, osPriorityHigh);
	CHECK(osThreadTerminate(t) == osOK);
	CHECK(osThreadGetState(j) == osThreadBlocked);
	CHECK(osThreadGetCount() == n - 1);
	CHECK(osKernelGetTickCount() - start < 5);
	join(t);
	CHECK(osThreadTerminate(j) == osOK);
	join(j);
	CHECK(marks_are(""));
}

/* The joiner is terminated after it was woken, but before it has run. */
static void woken_joiner_ends(void)
{
	osThreadId_t t = spawn(forever, NULL, osPriorityHigh);
	osThreadId_t j = spawn(joiner, t, osPriorityHigh);

	CHECK(osKernelLock() == 0);
	CHECK(osThreadTerminate(t) == osOK);
	CHECK(osThreadGetState(j) == osThreadReady);
	CHECK(osThreadJoin(t) == osErrorResource);
	CHECK(osThreadDetach(t) == osErrorResource);
	CHECK(osThreadTerminate(j) == osOK);
	CHECK(osThreadGetState(t) == osThreadError);
	CHECK(osKernelUnlock() == 1);
	join(j);
	CHECK(marks_are(""));
}

static void failed_joiner(void *arg)
{
	CHECK(osThreadJoin(arg) == osErrorResource);
	mark('f');
}

/* A suspended joiner gives up, like other waiting threads. */
static void joiner_suspended(void)
{
	osThreadId_t t = spawn(forever, NULL, osPriorityHigh);
	osThreadId_t j = spawn(failed_joiner, t, osPriorityHigh);

	CHECK(osThreadSuspend(j) == osOK);
	CHECK(osThreadTerminate(t) == osOK);
	CHECK(osThreadGetState(j) == osThreadBlocked);
	CHECK(marks_are(""));
	join(t);
	CHECK(osThreadResume(j) == osOK);
	join(j);
	CHECK(marks_are("f"));
	t = spawn(forever, NULL, osPriorityHigh);
	j = spawn(failed_joiner, t, osPriorityHigh);
	CHECK(osThreadResume(j) == osOK);
	CHECK(marks_are("f"));
	CHECK(osThreadTerminate(t) == osOK);
	join(j);
	join(t);
}

/* It keeps the result of its wait although it is suspended again. */
static void woken_joiner_suspended(void)
{
	osThreadId_t t = spawn(forever, NULL, osPriorityHigh);
	osThreadId_t j = spawn(joiner, t, osPriorityHigh);

	CHECK(osKernelLock() == 0);
	CHECK(osThreadTerminate(t) == osOK);
	CHECK(osThreadSuspend(j) == osOK);
	CHECK(osThreadSuspend(j) == osOK);
	CHECK(osKernelUnlock() == 1);
	CHECK(osThreadJoin(t) == osErrorResource);
	CHECK(osThreadResume(j) == osOK);
	CHECK(marks_are("j"));
	CHECK(osThreadGetState(t) == osThreadError);
	join(j);
}

static void waiter(void *arg)
{
	CHECK(osThreadFlagsWait(1, 0, osWaitForever) == osFlagsErrorTimeout);
	mark('w');
}

/* Suspending a waiting thread cancels its wait. */
static void suspend_blocked(void)
{
	osThreadId_t t = spawn(waiter, NULL, osPriorityHigh);

	CHECK(osThreadSuspend(t) == osOK);
	CHECK(osThreadFlagsSet(t, 1) == 1);
	osDelay(2);
	CHECK(osThreadGetState(t) == osThreadBlocked);
	CHECK(osThreadResume(t) == osOK);
	join(t);
	CHECK(marks_are("w"));
}

static void self_suspender(void *arg)
{
	mark('1');
	CHECK(osThreadSuspend(osThreadGetId()) == osOK);
	mark('2');
}

static void suspend_self(void)
{
	osThreadId_t t = spawn(self_suspender, NULL, osPriorityHigh);

	mark('a');
	CHECK(osThreadResume(t) == osOK);
	join(t);
	CHECK(marks_are("1a2"));
}

static void self_terminator(void *arg)
{
	mark('t');
	osThreadTerminate(osThreadGetId());
	mark('!');
}

static void terminate(void)
{
	osThreadId_t a = spawn(self_terminator, NULL, osPriorityHigh);
	osThreadId_t b = spawn(marker, (void *)'b', osPriorityLow);
	osThreadId_t c = spawn(forever, NULL, osPriorityHigh);

	CHECK(osThreadTerminate(b) == osOK);
	CHECK(osThreadTerminate(c) == osOK);
	join(a);
	join(b);
	join(c);
	CHECK(marks_are("t"));
}

static void enumerate(void)
{
	uint32_t n = osThreadGetCount(), i, got;
	osThreadId_t t = spawn(forever, NULL, osPriorityLow), ids[16];
	bool me = false, it = false;

	CHECK(osThreadGetCount() == n + 1);
	got = osThreadEnumerate(ids, 16);
	CHECK(got == n + 1);
	for (i = 0; i < got; i++) {
		me = me || ids[i] == osThreadGetId();
		it = it || ids[i] == t;
	}
	CHECK(me && it);
	CHECK(osThreadEnumerate(ids, 2) == 2);
	CHECK(osThreadEnumerate(NULL, 2) == 0);
	CHECK(osThreadTerminate(t) == osOK);
	CHECK(osThreadGetCount() == n);
	join(t);
}

static uint64_t run_time(osThreadId_t t)
{
	struct duet_thread_stats s;

	CHECK(duet_thread_stats(t, &s) == osOK);
	CHECK(s.stack_size == osThreadGetStackSize(t));
	CHECK(s.stack_used == s.stack_size - osThreadGetStackSpace(t));
	return s.run_time;
}

static void works(void *arg)
{
	uint64_t end = duet_clock() + duet_clock_hz() / 1000 * 4;

	while (duet_clock() < end)
		;
	osThreadFlagsWait(1, 0, osWaitForever);
}

/* Each has its own run time, and together they have all that has passed. */
static void times(void)
{
	osThreadId_t ids[16], me = osThreadGetId(), t;
	uint64_t start, mine, sum = 0, ms = duet_clock_hz() / 1000;
	uint32_t i, n;

	CHECK(duet_run_times(true) == osOK);
	n = osThreadEnumerate(ids, 16);
	start = duet_clock();
	for (i = 0; i < n; i++)
		sum -= run_time(ids[i]);
	mine = run_time(me);
	t = spawn(works, NULL, osPriorityHigh);
	CHECK(run_time(t) >= 4 * ms && run_time(t) < 5 * ms);
	osDelay(4);
	CHECK(run_time(me) - mine < ms);
	sum += run_time(t);
	for (i = 0; i < n; i++)
		sum += run_time(ids[i]);
	start = duet_clock() - start;
	CHECK(sum <= start + ms / 20 && sum + ms / 20 >= start);
	CHECK(duet_run_times(false) == osOK);
	mine = run_time(me);
	osDelay(2);
	CHECK(run_time(me) == mine);
	CHECK(duet_thread_stats(NULL, NULL) == osErrorParameter);
	CHECK(osThreadTerminate(t) == osOK);
	join(t);
}

/* The kernel's own threads cannot be terminated or suspended. */
static void kernels_own(void)
{
	static const char *const names[] = { "idle", "timer", "work" };
	uint32_t n, i, found = 0;
	osThreadId_t ids[16];

	n = osThreadEnumerate(ids, 16);
	for (i = 0; i < 3 * n; i++) {
		const char *name = osThreadGetName(ids[i / 3]);

		if (!name || strcmp(name, names[i % 3]))
			continue;
		found |= 1u << i % 3;
		CHECK(osThreadTerminate(ids[i / 3]) == osErrorResource);
		CHECK(osThreadSuspend(ids[i / 3]) == osErrorResource);
		CHECK(osThreadDetach(ids[i / 3]) == osErrorResource);
		CHECK(osThreadJoin(ids[i / 3]) == osErrorResource);
		if (i % 3 == 0)
			CHECK(osThreadSetPriority(ids[i / 3], osPriorityHigh) ==
			      osErrorResource);
	}
	CHECK(found == 7);
	osDelay(2);
}

/* Until memory is exhausted; freed memory can be allocated again. */
static void exhaustion(void)
{
	osThreadId_t t[64];
	unsigned int round, n;

	for (round = 0; round < 2; round++) {
		for (n = 0; n < 64; n++) {
			t[n] = osThreadNew(forever, NULL, NULL);
			if (!t[n])
				break;
		}
		CHECK(n > 2 && n < 64);
		while (n--)
			CHECK(osThreadTerminate(t[n]) == osOK);
		osDelay(2);
	}
}

const struct test thread_tests[] = {
	{ "thread creation: errors", create_errors },
	{ "thread in memory of the application", create_static },
	{ "thread functions: bad identifiers", bad_ids },
	{ "thread states", states },
	{ "priorities decide which thread runs", priorities },
	{ "changing priorities", set_priority },
	{ "yield", yield },
	{ "round robin among equals", round_robin },
	{ "round robin under one that wakes often", round_robin_preempted },
	{ "round robin with switches disabled", round_robin_held },
	{ "a preempted slice continues", turn_goes_on },
	{ "priority of the running thread", running_stays_first },
	{ "join and detach", join_detach },
	{ "two joiners, terminate wakes one", double_join },
	{ "joiner ends before the joined thread", joiner_ends },
	{ "joiner ends after it was woken", woken_joiner_ends },
	{ "joiner suspended and resumed", joiner_suspended },
	{ "joiner suspended after it was woken", woken_joiner_suspended },
	{ "suspending a blocked thread", suspend_blocked },
	{ "thread suspends itself", suspend_self },
	{ "terminate", terminate },
	{ "count and enumerate", enumerate },
	{ "run times of threads", times },
	{ "the kernel's own threads", kernels_own },
	{ "no memory for threads", exhaustion },
	{ NULL, NULL },
};
