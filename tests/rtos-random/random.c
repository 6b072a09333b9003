// SPDX-License-Identifier: BSD-3-Clause
/*
 * random [STEPS [SEED]]: random calls of the RTOS's API from several threads,
 * interrupt handlers and timers, on the host. Before each call the model takes
 * the same step; afterwards the result, the running thread, and the kernel's
 * lists must be as the model predicts. It makes STEPS (200,000) calls with the
 * random numbers of SEED (1).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "model.h"

static unsigned long steps_wanted = 200000;
static uint64_t seed = 1;

static osMutexId_t mutex[MUTEXES];
static osEventFlagsId_t evflags[OBJECTS];
static osSemaphoreId_t sem[OBJECTS];
static osMemoryPoolId_t pool[OBJECTS];
static osMessageQueueId_t msgs[OBJECTS];
static osTimerId_t timer[TIMERS];
static void *memory[THREADS][2];	/* of threads: control block, stack */
static void *blocks[OBJECTS][BLOCKS];	/* blocks in use */

static uint32_t pick(uint32_t n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (seed >> 33) % n;
}

static bool chance(uint32_t n)
{
	return !pick(n);
}

static const int prios[] = { 8, 9, 10, 10, 11, 39, 40, 41 };

static int some_prio(void)
{
	return prios[pick(sizeof(prios) / sizeof(prios[0]))];
}

static int some_thread(void)
{
	return chance(8) ? (int)pick(THREADS) : GOD + (int)pick(THREADS - GOD);
}

static uint32_t some_ticks(int me)
{
	if (me != GOD && chance(3))
		return osWaitForever;
	return pick(5);
}

static struct m_thread *mine(void)
{
	return &m.thread[m.running];
}

/* The model has taken its step: now the kernel takes it. */
#define MUST_BE(call, expected) do { \
	int me_ = m.running; \
	uint32_t got_; \
	\
	model_dispatch(); \
	got_ = (uint32_t)(call); \
	check_all(me_); \
	if (got_ != (uint32_t)(expected)) \
		fail("%s: %#x, not %#x", #call, got_, (uint32_t)(expected)); \
} while (0)

#define RESULT(call)	MUST_BE(call, m.thread[me_].result)

/* ---- threads ---------------------------------------------------------------------*/

static void worker(void *arg);

static void thread_new(void)
{
	int t = WORKER + pick(THREADS - WORKER), prio = some_prio();
	osThreadAttr_t a = { .priority = prio };
	int32_t lock;

	if (m.thread[t].state != NONE)
		return;
	a.attr_bits = chance(3) ? osThreadDetached : osThreadJoinable;
	/* memory that is freed as soon as the thread has been joined */
	if (a.attr_bits == osThreadJoinable && chance(2)) {
		a.cb_size = sizeof(struct k_thread);
		a.cb_mem = memory[t][0] = malloc(a.cb_size);
		a.stack_size = 512;
		a.stack_mem = memory[t][1] = aligned_alloc(16, 512);
	}
	/* it may run before the identifier is known */
	lock = osKernelLock();
	thread_id[t] = osThreadNew(worker, (void *)(intptr_t)t, &a);
	if (!thread_id[t])
		fail("osThreadNew()");
	model_thread_new(t, prio, a.attr_bits == osThreadJoinable);
	model_dispatch();
	osKernelRestoreLock(lock);
}

static void forget(int t)
{
	free(memory[t][0]);
	free(memory[t][1]);
	memory[t][0] = memory[t][1] = NULL;
}

/* The kernel uses its memory until another thread frees it. */
static bool is_detached_static(int t)
{
	return memory[t][0] != NULL;
}

static void terminate(int me)
{
	int t = some_thread();

	if (t == GOD || m.thread[t].state == NONE)
		return;
	mine()->result = osOK;
	if (m.thread[t].state != ENDED && t >= GOD && is_detached_static(t) &&
	    (!m.thread[t].joinable || m.thread[t].corpse >= 0))
		return;
	if (m.thread[t].state == ENDED || t < GOD) {
		mine()->result = osErrorResource;
	} else {
		model_thread_end(t);
		if (t == me) {
			model_dispatch();
			chance(2) ? osThreadExit() : osThreadTerminate(thread_id[me]);
			fail("a thread runs after its end");
		}
	}
	RESULT(osThreadTerminate(thread_id[t]));
}

static void join(int me)
{
	int t = some_thread();
	struct m_thread *mt = &m.thread[t];
	osThreadId_t id = thread_id[t];
	uint32_t got, expected;

	if (mt->state == NONE || me == GOD)
		return;
	mine()->result = osErrorResource;
	if (mt->joinable && !m.waiting[JOIN][t].n && t != me) {
		if (mt->state == ENDED) {
			mine()->result = osOK;
			mine()->corpse = t;
			mt->joinable = false;
		} else {
			model_wait(JOIN, t, osWaitForever, osErrorResource);
		}
	}
	model_dispatch();
	got = osThreadJoin(id);
	expected = m.thread[me].result;
	if (m.thread[me].corpse >= 0) {
		t = m.thread[me].corpse;
		m.thread[me].corpse = -1;
		m.thread[t].state = NONE;
		forget(t);
	}
	check_all(me);
	if (got != expected)
		fail("osThreadJoin(): %#x, not %#x", got, expected);
}

static void detach(void)
{
	int t = some_thread();
	struct m_thread *mt = &m.thread[t];

	if (mt->state == NONE || t == GOD || is_detached_static(t))
		return;
	mine()->result = osErrorResource;
	if (mt->joinable && !m.waiting[JOIN][t].n) {
		mine()->result = osOK;
		mt->joinable = false;
		if (mt->state == ENDED)
			mt->state = NONE;
	}
	RESULT(osThreadDetach(thread_id[t]));
}

static void suspend(int me)
{
	int t = some_thread();
	struct m_thread *mt = &m.thread[t];

	if (mt->state == NONE || t == GOD)
		return;
	mine()->result = osOK;
	if (mt->state == ENDED || t < GOD ||
	    (t == me && m.state != osKernelRunning))
		mine()->result = osErrorResource;
	else if (mt->state == BLOCKED)
		model_unwait(t);
	else
		model_unready(t);
	RESULT(osThreadSuspend(thread_id[t]));
}

static void resume(void)
{
	int t = some_thread();
	struct m_thread *mt = &m.thread[t];

	if (mt->state == NONE || t < GOD)
		return;
	mine()->result = osErrorResource;
	if (mt->state == BLOCKED) {
		mine()->result = osOK;
		model_wake(t, mt->result);
	}
	RESULT(osThreadResume(thread_id[t]));
}

static void set_priority(void)
{
	int t = some_thread(), prio = some_prio();

	if (m.thread[t].state == NONE || (t < GOD && t != IDLE) || t == GOD)
		return;
	mine()->result = osErrorResource;
	if (m.thread[t].state != ENDED && t != IDLE) {
		mine()->result = osOK;
		model_set_base(t, prio);
	}
	RESULT(osThreadSetPriority(thread_id[t], (osPriority_t)prio));
}

static void yield_cpu(void)
{
	mine()->result = osError;
	if (m.state == osKernelRunning) {
		mine()->result = osOK;
		model_yield();
	}
	RESULT(osThreadYield());
}

static void delay(int me)
{
	uint32_t ticks = 1 + pick(5);

	if (me != GOD && chance(10))
		ticks = osWaitForever;
	mine()->result = osError;
	if (m.state == osKernelRunning)
		model_wait(DELAY, 0, ticks, osOK);
	RESULT(osDelay(ticks));
}

static void feed(int me)
{
	uint32_t ticks = pick(6);

	mine()->result = osOK;
	model_out_remove(OUT_WATCHDOG, me);
	if (ticks)
		model_out_add(OUT_WATCHDOG, me, model_deadline(ticks));
	RESULT(osThreadFeedWatchdog(ticks));
}

static uint32_t alarms;

uint32_t osWatchdogAlarm_Handler(osThreadId_t id)
{
	alarms++;
	return 0;
}

/* ---- flags ---------------------------------------------------------------------------*/

static uint32_t thread_flags(uint32_t flags, int *to, uint32_t *expected)
{
	int t = some_thread();
	struct m_thread *mt = &m.thread[t];
	bool all = mt->options & osFlagsWaitAll;

	*to = t;
	*expected = osFlagsErrorResource;
	if (mt->state == NONE || t < GOD)
		return false;
	if (mt->state == ENDED)
		return true;
	mt->flags |= flags;
	*expected = mt->flags;
	if (mt->state == BLOCKED && mt->wait == THREAD_FLAGS &&
	    (all ? (mt->flags & mt->mask) == mt->mask :
		   (mt->flags & mt->mask) != 0)) {
		uint32_t was = mt->flags;

		if (!(mt->options & osFlagsNoClear))
			mt->flags &= ~mt->mask;
		model_wake(t, was);
		*expected = mt->flags;
	}
	return true;
}

static void thread_flags_set(void)
{
	uint32_t flags = 1 + pick(7), expected;
	int t;

	if (thread_flags(flags, &t, &expected)) {
		mine()->result = expected;
		RESULT(osThreadFlagsSet(thread_id[t], flags));
	}
}

/* Consumes the wanted flags, or waits for them. */
static void flags_wait(uint32_t *flags, enum wait wait, int object,
		       uint32_t ticks)
{
	struct m_thread *t = mine();
	uint32_t had = *flags & t->mask;

	t->result = osFlagsErrorResource;
	if (t->options & osFlagsWaitAll ? had == t->mask : had) {
		t->result = *flags;
		if (!(t->options & osFlagsNoClear))
			*flags &= ~t->mask;
	} else if (ticks) {
		model_wait(wait, object, ticks, osFlagsErrorTimeout);
	}
}

static void thread_flags_wait(int me)
{
	uint32_t ticks = some_ticks(me), mask = 1 + pick(7), options = pick(4);

	mine()->mask = mask;
	mine()->options = options;
	flags_wait(&mine()->flags, THREAD_FLAGS, 0, ticks);
	RESULT(osThreadFlagsWait(mask, options, ticks));
}

static void thread_flags_clear(void)
{
	uint32_t mask = pick(8);

	mine()->result = mine()->flags;
	mine()->flags &= ~mask;
	RESULT(osThreadFlagsClear(mask));
}

static void event_flags_set(void)
{
	uint32_t flags = 1 + pick(7);
	int o = pick(OBJECTS);

	model_flags_set(o, flags);
	mine()->result = m.event_flags[o];
	RESULT(osEventFlagsSet(evflags[o], flags));
}

static void event_flags_wait(int me)
{
	uint32_t ticks = some_ticks(me), mask = 1 + pick(7), options = pick(4);
	int o = pick(OBJECTS);

	mine()->mask = mask;
	mine()->options = options;
	flags_wait(&m.event_flags[o], EVENT_FLAGS, o, ticks);
	RESULT(osEventFlagsWait(evflags[o], mask, options, ticks));
}

static void event_flags_clear(void)
{
	uint32_t mask = pick(8);
	int o = pick(OBJECTS);

	mine()->result = m.event_flags[o];
	m.event_flags[o] &= ~mask;
	RESULT(osEventFlagsClear(evflags[o], mask));
}

/* ---- mutexes, semaphores ----------------------------------------------------------------*/

static void mutex_acquire(int me)
{
	uint32_t ticks = some_ticks(me);
	int o = pick(MUTEXES);

	model_mutex_acquire(o, ticks);
	RESULT(osMutexAcquire(mutex[o], ticks));
}

static void mutex_release(void)
{
	int o = pick(MUTEXES);

	if (mine()->owned.n && !chance(4))
		o = mine()->owned.at[pick(mine()->owned.n)];
	model_mutex_release(o);
	RESULT(osMutexRelease(mutex[o]));
}

static void mutex_new(int o)
{
	osMutexAttr_t a = { .attr_bits = pick(16) & ~4u };

	m.mutex[o].attr = a.attr_bits;
	mutex[o] = osMutexNew(&a);
}

static void model_acquire(int o, uint32_t ticks)
{
	mine()->result = osOK;
	if (m.tokens[o])
		m.tokens[o]--;
	else if (!ticks)
		mine()->result = osErrorResource;
	else
		model_wait(SEMAPHORE, o, ticks, osErrorTimeout);
}

static uint32_t model_release(int o)
{
	if (m.waiting[SEMAPHORE][o].n)
		model_wake(m.waiting[SEMAPHORE][o].at[0], osOK);
	else if (m.tokens[o] < TOKENS_MAX)
		m.tokens[o]++;
	else
		return osErrorResource;
	return osOK;
}

static void sem_acquire(int me)
{
	uint32_t ticks = some_ticks(me);
	int o = pick(OBJECTS);

	model_acquire(o, ticks);
	RESULT(osSemaphoreAcquire(sem[o], ticks));
}

static void sem_release(void)
{
	int o = pick(OBJECTS);

	mine()->result = model_release(o);
	RESULT(osSemaphoreRelease(sem[o]));
}

/* ---- pools ------------------------------------------------------------------------------------*/

/* An allocated block must not be in use already. */
static void block_used(int o, void *block)
{
	int i, at = -1;

	for (i = 0; i < BLOCKS; i++) {
		if (blocks[o][i] == block)
			fail("a block is given out twice");
		if (!blocks[o][i])
			at = i;
	}
	if (at < 0)
		fail("more blocks than there are");
	blocks[o][at] = block;
	memset(block, pick(256), 8);
}

static void pool_alloc(int me)
{
	uint32_t ticks = some_ticks(me);
	int o = pick(OBJECTS);
	bool waits = false;
	void *block;

	mine()->result = osOK;
	mine()->block = NULL;
	if (m.blocks[o] < BLOCKS) {
		m.blocks[o]++;
	} else {
		mine()->result = osErrorResource;
		waits = ticks && model_wait(POOL, o, ticks, osErrorTimeout);
	}
	model_dispatch();
	block = osMemoryPoolAlloc(pool[o], ticks);
	check_all(me);
	if ((m.thread[me].result == osOK) != (block != NULL))
		fail("osMemoryPoolAlloc(): %p", block);
	/* a block passed to a waiter is in use all the time */
	if (block && waits && block != m.thread[me].block)
		fail("osMemoryPoolAlloc(): another block than was freed");
	if (block && !waits)
		block_used(o, block);
}

static void pool_free(void)
{
	int o = pick(OBJECTS), i = pick(BLOCKS), t;
	void *block = blocks[o][i];

	if (!block)
		return;
	mine()->result = osOK;
	if (m.waiting[POOL][o].n) {
		t = m.waiting[POOL][o].at[0];
		m.thread[t].block = block;
		model_wake(t, osOK);
	} else {
		blocks[o][i] = NULL;
		m.blocks[o]--;
	}
	RESULT(osMemoryPoolFree(pool[o], block));
	if (blocks[o][i] || m.blocks[o] == 0 || m.running < GOD)
		return;
	for (i = 0; i < BLOCKS; i++)
		if (blocks[o][i] == block)
			return;
	mine()->result = osErrorParameter;
	RESULT(osMemoryPoolFree(pool[o], block));
}

/* ---- queues --------------------------------------------------------------------------------------*/

static void put(int me)
{
	uint32_t ticks = some_ticks(me), value = pick(1 << 30);
	uint8_t prio = pick(3);
	int o = pick(OBJECTS);

	model_put(o, value, prio, ticks);
	RESULT(osMessageQueuePut(msgs[o], &value, prio, ticks));
}

static void get(int me)
{
	uint32_t ticks = some_ticks(me), value = 0;
	int o = pick(OBJECTS);
	uint8_t prio = 0;

	model_get(o, ticks);
	RESULT(osMessageQueueGet(msgs[o], &value, &prio, ticks));
	if (m.thread[me].result == osOK &&
	    (value != m.thread[me].message ||
	     prio != m.thread[me].message_prio))
		fail("a wrong message");
}

static void reset(void)
{
	int o = pick(OBJECTS);

	mine()->result = osOK;
	m.msgs[o].n = 0;
	model_admit(o);
	RESULT(osMessageQueueReset(msgs[o]));
}

/* ---- timers ------------------------------------------------------------------------------------------*/

static void interrupt(void);

static void callback(void *arg)
{
	int t = (intptr_t)arg;

	if (model_callback() != t)
		fail("another timer's callback");
	steps++;
	check_all(TIMER);
	if (chance(3))
		interrupt();
	model_callback_ends();
}

static void timer_start(void)
{
	uint32_t ticks = 1 + pick(6);
	int o = pick(TIMERS);

	model_timer_stop(o);
	m.timer[o].running = true;
	m.timer[o].period = (int64_t)ticks * PER_TICK;
	model_out_add(OUT_TIMER, o, model_deadline(ticks));
	mine()->result = osOK;
	RESULT(osTimerStart(timer[o], ticks));
}

static void timer_stop(void)
{
	int o = pick(TIMERS);

	mine()->result = osErrorResource;
	if (m.timer[o].running) {
		model_timer_stop(o);
		mine()->result = osOK;
	}
	RESULT(osTimerStop(timer[o]));
}

static void timer_new(int o)
{
	m.timer[o].periodic = chance(2);
	timer[o] = osTimerNew(callback, m.timer[o].periodic ? osTimerPeriodic :
			      osTimerOnce, (void *)(intptr_t)o, NULL);
}

/* ---- deletion -------------------------------------------------------------------------------------------*/

/* The new object must exist before any other thread runs. */
#define REPLACE(delete, make, model_part) do { \
	int me_ = m.running; \
	\
	if (m.state != osKernelRunning) \
		return; \
	osKernelLock(); \
	if ((delete) != osOK) \
		fail("%s", #delete); \
	model_part; \
	make; \
	model_dispatch(); \
	osKernelUnlock(); \
	check_all(me_); \
} while (0)

static void event_flags_gone(int o)
{
	m.event_flags[o] = 0;
	model_wake_all(EVENT_FLAGS, o, osFlagsErrorResource);
}

static void msgs_gone(int o)
{
	m.msgs[o].n = 0;
	model_wake_all(GETTERS, o, osErrorResource);
	model_wake_all(PUTTERS, o, osErrorResource);
}

static void pool_gone(int o)
{
	m.blocks[o] = 0;
	memset(blocks[o], 0, sizeof(blocks[o]));
	model_wake_all(POOL, o, osErrorResource);
}

static void sem_gone(int o)
{
	m.tokens[o] = 1;
	model_wake_all(SEMAPHORE, o, osErrorResource);
}

static void delete(void)
{
	int o = pick(OBJECTS), t = pick(TIMERS), mu = pick(MUTEXES);

	switch (pick(6)) {
	case 0:
		REPLACE(osEventFlagsDelete(evflags[o]),
			evflags[o] = osEventFlagsNew(NULL),
			event_flags_gone(o));
		break;
	case 1:
		REPLACE(osSemaphoreDelete(sem[o]),
			sem[o] = osSemaphoreNew(TOKENS_MAX, 1, NULL),
			sem_gone(o));
		break;
	case 2:
		REPLACE(osMutexDelete(mutex[mu]), mutex_new(mu),
			model_mutex_delete(mu));
		break;
	case 3:
		REPLACE(osMessageQueueDelete(msgs[o]),
			msgs[o] = osMessageQueueNew(MESSAGES, 4, NULL),
			msgs_gone(o));
		break;
	case 4:
		REPLACE(osMemoryPoolDelete(pool[o]),
			pool[o] = osMemoryPoolNew(BLOCKS, 8, NULL),
			pool_gone(o));
		break;
	case 5:
		REPLACE(osTimerDelete(timer[t]), timer_new(t),
			model_timer_stop(t));
		break;
	}
}

/* ---- kernel, time, interrupts ------------------------------------------------------------------------------*/

static void lock(void)
{
	mine()->result = m.state == osKernelSuspended ? (uint32_t)osError :
			 m.state == osKernelLocked;
	if (m.state == osKernelRunning)
		m.state = osKernelLocked;
	RESULT(osKernelLock());
}

static void unlock(void)
{
	mine()->result = m.state == osKernelSuspended ? (uint32_t)osError :
			 m.state == osKernelLocked;
	if (m.state == osKernelLocked)
		m.state = osKernelRunning;
	RESULT(osKernelUnlock());
}

static void kernel_suspend(void)
{
	if (m.state != osKernelRunning)
		return;
	m.suspend_tick = model_ticks();
	m.state = osKernelSuspended;
	osKernelSuspend();
}

static void kernel_resume(void)
{
	uint32_t ticks = chance(20) ? 1 + pick(3000) : pick(8), passed;
	int me = m.running;

	if (m.state != osKernelSuspended)
		return;
	m.state = osKernelRunning;
	passed = model_ticks() - m.suspend_tick;
	if (ticks > passed)
		model_skip(ticks - passed);
	model_event();
	model_dispatch();
	osKernelResume(ticks);
	check_all(me);
	if (osKernelGetTickCount() != model_ticks())
		fail("ticks: %u, not %u", osKernelGetTickCount(), model_ticks());
}

static void advance(void)
{
	static const int64_t most[] = { 100, PER_TICK, 3 * PER_TICK, SLICE,
					20 * PER_TICK };
	int64_t clocks = pick(most[pick(5)]);
	int me = m.running;

	model_advance(clocks);
	model_dispatch();
	host_advance(clocks);
	check_all(me);
}

/* The actions of an interrupt handler, which are planned by a thread. */
static struct {
	int what, object, thread;
	uint32_t value, expected;
} plan;

static void handler(uint32_t event, void *arg)
{
	uint32_t got = 0;

	switch (plan.what) {
	case 0:
		got = osThreadFlagsSet(thread_id[plan.thread], plan.value);
		break;
	case 1:
		got = osEventFlagsSet(evflags[plan.object], plan.value);
		break;
	case 2:
		got = osSemaphoreRelease(sem[plan.object]);
		break;
	case 3:
		got = osMessageQueuePut(msgs[plan.object], &plan.value, 1, 0);
		break;
	}
	if (got != plan.expected)
		fail("in a handler, %d: %#x, not %#x", plan.what, got,
		     plan.expected);
}

static void interrupt(void)
{
	uint32_t result = mine()->result;
	int me = m.running;

	plan.what = pick(4);
	plan.object = pick(OBJECTS);
	plan.value = 1 + pick(7);
	switch (plan.what) {
	case 0:
		if (!thread_flags(plan.value, &plan.thread, &plan.expected))
			return;
		break;
	case 1:
		model_flags_set(plan.object, plan.value);
		plan.expected = m.event_flags[plan.object];
		break;
	case 2:
		plan.expected = model_release(plan.object);
		break;
	case 3:
		model_put(plan.object, plan.value, 1, 0);
		plan.expected = mine()->result;
		break;
	}
	m.thread[me].result = result;
	model_dispatch();
	host_raise(5);
	check_all(me);
}

/* ---- the threads of the test ---------------------------------------------------------------------------------*/

static void change_timer(void)
{
	if (chance(4))
		reset();
	else
		timer_stop();
}

static void lock_or_unlock(void)
{
	if (m.state == osKernelLocked || !chance(3))
		unlock();
	else
		lock();
}

static void suspend_or_resume(void)
{
	if (m.state == osKernelSuspended)
		kernel_resume();
	else if (chance(8))
		kernel_suspend();
	else
		advance();
}

static void step(int me)
{
	int what = pick(36);

	remember(me, what);
	switch (what) {
	case 0: case 1: return thread_new();
	case 2: return terminate(me);
	case 3: return join(me);
	case 4: return detach();
	case 5: return suspend(me);
	case 6: case 7: return resume();
	case 8: return set_priority();
	case 9: return yield_cpu();
	case 10: return delay(me);
	case 11: return feed(me);
	case 12: case 13: return thread_flags_set();
	case 14: return thread_flags_wait(me);
	case 15: return thread_flags_clear();
	case 16: return event_flags_set();
	case 17: return event_flags_wait(me);
	case 18: return event_flags_clear();
	case 19: case 20: return mutex_acquire(me);
	case 21: case 22: return mutex_release();
	case 23: return sem_acquire(me);
	case 24: return sem_release();
	case 25: return pool_alloc(me);
	case 26: return pool_free();
	case 27: return put(me);
	case 28: return get(me);
	case 29: return change_timer();
	case 30: return timer_start();
	case 31: return delete();
	case 32: return lock_or_unlock();
	case 33: return suspend_or_resume();
	case 34: return advance();
	case 35: return interrupt();
	}
}

static void worker(void *arg)
{
	int me = (intptr_t)arg;

	check_all(me);
	while (++steps < steps_wanted)
		step(me);
	check_all(me);
	if (alarms != m.alarms)
		fail("%u alarms, not %u", alarms, m.alarms);
	host_stop();
}

static void make_objects(void)
{
	int i;

	for (i = 0; i < MUTEXES; i++)
		mutex_new(i);
	for (i = 0; i < OBJECTS; i++) {
		evflags[i] = osEventFlagsNew(NULL);
		sem[i] = osSemaphoreNew(TOKENS_MAX, 1, NULL);
		m.tokens[i] = 1;
		pool[i] = osMemoryPoolNew(BLOCKS, 8, NULL);
		msgs[i] = osMessageQueueNew(MESSAGES, 4, NULL);
	}
	for (i = 0; i < TIMERS; i++)
		timer_new(i);
}

/* The first thread to run: finds the kernel's threads. */
static void god(void *arg)
{
	static const char *const names[] = { "idle", "timer", "work" };
	osThreadId_t ids[8];
	uint32_t n = osThreadEnumerate(ids, 8), i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < 3; j++)
			if (!strcmp(osThreadGetName(ids[i]), names[j]))
				thread_id[j] = ids[i];
	worker(arg);
}

static void start(void)
{
	const osThreadAttr_t a = { .name = "god", .priority = osPriorityLow };

	if (osKernelInitialize() != osOK)
		fail("osKernelInitialize()");
	model_init();
	host_freeze();
	duet_irq_register(5, handler, NULL);
	make_objects();
	thread_id[GOD] = osThreadNew(god, (void *)(intptr_t)GOD, &a);
	model_thread_new(GOD, osPriorityLow, false);
	model_dispatch();
	osKernelStart();
}

/* Threads are alive at the end, and so are their stacks. */
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

int main(int argc, char **argv)
{
	if (argc > 1)
		steps_wanted = strtoul(argv[1], NULL, 0);
	if (argc > 2)
		seed = strtoul(argv[2], NULL, 0);
	host_run(start);
	printf("# %lu steps, %u alarms, %u switches\n", steps, alarms,
	       kernel.stats.switches);
	printf("ok 1 - rtos: random calls\n1..1\n");
	return 0;
}
