// SPDX-License-Identifier: BSD-3-Clause
/* Which calls interrupt handlers may make, and their effect. */
#include "test.h"

static osThreadId_t me;
static osTimerId_t timer;
static osEventFlagsId_t ef;
static osMutexId_t mutex;
static osSemaphoreId_t sem;
static osMemoryPoolId_t pool;
static osMessageQueueId_t q;

static void nothing(void *arg)
{
}

static void setup(void)
{
	static const osTimerAttr_t timer_attr = { .name = "t" };
	static const osEventFlagsAttr_t ef_attr = { .name = "e" };
	static const osMutexAttr_t mutex_attr = { .name = "m" };
	static const osSemaphoreAttr_t sem_attr = { .name = "s" };
	static const osMemoryPoolAttr_t pool_attr = { .name = "p" };
	static const osMessageQueueAttr_t q_attr = { .name = "q" };

	me = osThreadGetId();
	timer = osTimerNew(nothing, osTimerOnce, NULL, &timer_attr);
	ef = osEventFlagsNew(&ef_attr);
	mutex = osMutexNew(&mutex_attr);
	sem = osSemaphoreNew(2, 1, &sem_attr);
	pool = osMemoryPoolNew(1, 8, &pool_attr);
	q = osMessageQueueNew(1, 4, &q_attr);
	CHECK(timer && ef && mutex && sem && pool && q);
}

static void cleanup(void)
{
	CHECK(osTimerDelete(timer) == osOK);
	CHECK(osEventFlagsDelete(ef) == osOK);
	CHECK(osMutexDelete(mutex) == osOK);
	CHECK(osSemaphoreDelete(sem) == osOK);
	CHECK(osMemoryPoolDelete(pool) == osOK);
	CHECK(osMessageQueueDelete(q) == osOK);
}

static void refused_kernel(void)
{
	CHECK(osKernelInitialize() == osErrorISR);
	CHECK(osKernelLock() == osErrorISR);
	CHECK(osKernelUnlock() == osErrorISR);
	CHECK(osKernelRestoreLock(0) == osErrorISR);
	CHECK(osKernelSuspend() == 0);
	osKernelResume(1);
	CHECK(osDelay(1) == osErrorISR);
	CHECK(osDelayUntil(1) == osErrorISR);
	CHECK(duet_delay_until(UINT64_MAX / 2) == osErrorISR);
}

static void refused_thread(void)
{
	osThreadId_t ids[2];

	CHECK(!osThreadNew(nothing, NULL, NULL));
	CHECK(osThreadFeedWatchdog(1) == osErrorISR);
	CHECK(osThreadProtectPrivileged() == osErrorISR);
	CHECK(osThreadSetAffinityMask(me, 1) == osErrorISR);
	CHECK(osThreadGetAffinityMask(me) == 0);
	CHECK(osThreadTerminateZone(0) == osErrorISR);
	CHECK(osThreadSuspendClass(0, osSafetyWithSameClass) == osErrorISR);
	CHECK(osThreadResumeClass(0, osSafetyWithSameClass) == osErrorISR);
	CHECK(osKernelProtect(0) == osErrorISR);
	CHECK(osKernelDestroyClass(0, osSafetyWithSameClass) == osErrorISR);
	CHECK(osThreadGetState(me) == osThreadError);
	CHECK(osThreadGetStackSize(me) == 0);
	CHECK(osThreadGetStackSpace(me) == 0);
	CHECK(osThreadSetPriority(me, osPriorityLow) == osErrorISR);
	CHECK(osThreadGetPriority(me) == osPriorityError);
	CHECK(osThreadYield() == osErrorISR);
	CHECK(osThreadSuspend(me) == osErrorISR);
	CHECK(osThreadResume(me) == osErrorISR);
	CHECK(osThreadDetach(me) == osErrorISR);
	CHECK(osThreadJoin(me) == osErrorISR);
	CHECK(osThreadTerminate(me) == osErrorISR);
	CHECK(osThreadGetCount() == 0);
	CHECK(osThreadEnumerate(ids, 2) == 0);
	CHECK(osThreadFlagsClear(1) == osFlagsErrorISR);
	CHECK(osThreadFlagsGet() == 0);
	CHECK(osThreadFlagsWait(1, 0, 0) == osFlagsErrorISR);
}

static void refused_objects(void)
{
	CHECK(!osTimerNew(nothing, osTimerOnce, NULL, NULL));
	CHECK(osTimerStart(timer, 1) == osErrorISR);
	CHECK(osTimerStop(timer) == osErrorISR);
	CHECK(osTimerIsRunning(timer) == 0);
	CHECK(osTimerDelete(timer) == osErrorISR);
	CHECK(!osEventFlagsNew(NULL));
	CHECK(osEventFlagsDelete(ef) == osErrorISR);
	CHECK(!osMutexNew(NULL));
	CHECK(osMutexAcquire(mutex, 0) == osErrorISR);
	CHECK(osMutexRelease(mutex) == osErrorISR);
	CHECK(!osMutexGetOwner(mutex));
	CHECK(osMutexDelete(mutex) == osErrorISR);
	CHECK(!osSemaphoreNew(1, 1, NULL));
	CHECK(osSemaphoreDelete(sem) == osErrorISR);
	CHECK(!osMemoryPoolNew(1, 1, NULL));
	CHECK(osMemoryPoolDelete(pool) == osErrorISR);
	CHECK(!osMessageQueueNew(1, 1, NULL));
	CHECK(osMessageQueueReset(q) == osErrorISR);
	CHECK(osMessageQueueDelete(q) == osErrorISR);
}

/* Time-outs other than 0 must be refused. */
static void refused_waits(void)
{
	uint32_t msg = 0;

	CHECK(osEventFlagsWait(ef, 1, 0, 1) == osFlagsErrorParameter);
	CHECK(osSemaphoreAcquire(sem, 1) == osErrorParameter);
	CHECK(!osMemoryPoolAlloc(pool, 1));
	CHECK(osMessageQueuePut(q, &msg, 0, 1) == osErrorParameter);
	CHECK(osMessageQueueGet(q, &msg, NULL, osWaitForever) ==
	      osErrorParameter);
}

static void all_refused(void *arg)
{
	refused_kernel();
	refused_thread();
	refused_objects();
	refused_waits();
	mark('i');
}

static void refused(void)
{
	setup();
	in_isr(all_refused, NULL);
	in_masked(all_refused, NULL);
	CHECK(marks_are("ii"));
	CHECK(osKernelGetState() == osKernelRunning);
	cleanup();
}

static void names_allowed(void)
{
	CHECK(!strcmp(osThreadGetName(me), "tests"));
	CHECK(!strcmp(osTimerGetName(timer), "t"));
	CHECK(!strcmp(osEventFlagsGetName(ef), "e"));
	CHECK(!strcmp(osMutexGetName(mutex), "m"));
	CHECK(!strcmp(osSemaphoreGetName(sem), "s"));
	CHECK(!strcmp(osMemoryPoolGetName(pool), "p"));
	CHECK(!strcmp(osMessageQueueGetName(q), "q"));
	CHECK(!osThreadGetName(NULL) && !osTimerGetName(me));
	CHECK(osThreadGetClass(me) == 0 && osThreadGetZone(me) == 0);
}

static void all_allowed(void *arg)
{
	osVersion_t v;
	uint32_t msg = 7;
	void *block;

	names_allowed();
	CHECK(osKernelGetInfo(&v, NULL, 0) == osOK);
	CHECK(osKernelGetState() == osKernelRunning);
	CHECK(osKernelGetTickFreq() == 1000);
	CHECK(osKernelGetTickCount() > 0);
	CHECK(osKernelGetSysTimerFreq() > 0);
	osKernelGetSysTimerCount();
	CHECK(osThreadGetId() == me);
	CHECK(osThreadFlagsSet(me, 4) == 4);
	CHECK(osEventFlagsSet(ef, 3) == 3);
	CHECK(osEventFlagsClear(ef, 1) == 3);
	CHECK(osEventFlagsGet(ef) == 2);
	CHECK(osEventFlagsWait(ef, 2, 0, 0) == 2);
	CHECK(osSemaphoreAcquire(sem, 0) == osOK);
	CHECK(osSemaphoreAcquire(sem, 0) == osErrorResource);
	CHECK(osSemaphoreRelease(sem) == osOK);
	CHECK(osSemaphoreGetCount(sem) == 1);
	block = osMemoryPoolAlloc(pool, 0);
	CHECK(block && osMemoryPoolGetCount(pool) == 1);
	CHECK(osMemoryPoolFree(pool, block) == osOK);
	CHECK(osMemoryPoolGetCapacity(pool) == 1);
	CHECK(osMemoryPoolGetBlockSize(pool) == 8);
	CHECK(osMemoryPoolGetSpace(pool) == 1);
	CHECK(osMessageQueuePut(q, &msg, 0, 0) == osOK);
	CHECK(osMessageQueueGetCount(q) == 1);
	msg = 0;
	CHECK(osMessageQueueGet(q, &msg, NULL, 0) == osOK && msg == 7);
	CHECK(osMessageQueueGetCapacity(q) == 1);
	CHECK(osMessageQueueGetMsgSize(q) == 4);
	CHECK(osMessageQueueGetSpace(q) == 1);
	mark('i');
}

static void allowed(void)
{
	setup();
	in_isr(all_allowed, NULL);
	CHECK(osThreadFlagsClear(4) == 4);
	in_masked(all_allowed, NULL);
	CHECK(osThreadFlagsClear(4) == 4);
	CHECK(marks_are("ii"));
	cleanup();
}

static void sem_waiter(void *arg)
{
	CHECK(osSemaphoreAcquire(sem, 100) == osOK);
	CHECK(osSemaphoreAcquire(sem, 100) == osOK);
	mark('t');
}

static void release_sem(void *arg)
{
	CHECK(osSemaphoreRelease(sem) == osOK);
	mark('i');
}

/* The woken thread must run right after the handler, or after unmasking. */
static void wake(void)
{
	osThreadId_t t;

	setup();
	t = spawn(sem_waiter, NULL, osPriorityHigh);
	in_isr(release_sem, NULL);
	mark('1');
	join(t);
	CHECK(marks_are("it1"));
	t = spawn(sem_waiter, NULL, osPriorityHigh);
	CHECK(osSemaphoreRelease(sem) == osOK);
	in_masked(release_sem, NULL);
	mark('2');
	join(t);
	CHECK(marks_are("it2"));
	cleanup();
}

/* It must not run while the kernel is locked. */
static void wake_locked(void)
{
	osThreadId_t t;

	setup();
	t = spawn(sem_waiter, NULL, osPriorityHigh);
	osKernelLock();
	in_isr(release_sem, NULL);
	mark('1');
	osKernelUnlock();
	mark('2');
	join(t);
	CHECK(marks_are("i1t2"));
	cleanup();
}

static void work_fn(void *arg)
{
	mark('w');
	CHECK(osThreadGetPriority(osThreadGetId()) == osPriorityISR);
	osDelay(1);		/* an ordinary thread */
	mark('x');
}

static struct duet_work work = { .fn = work_fn };

static void post_work(void *arg)
{
	CHECK(duet_work_post(&work));
	CHECK(!duet_work_post(&work));
	mark('i');
}

static void deferred(void)
{
	in_isr(post_work, NULL);
	mark('1');
	osDelay(3);
	CHECK(marks_are("iw1x"));
	CHECK(duet_work_post(&work));
	osDelay(3);
	CHECK(marks_are("wx"));
}

/* Cancels the first, a middle and the last one of the queue. */
static void cancelled(void)
{
	static struct duet_work works[4];
	uint32_t i, masked = duet_irq_save();

	for (i = 0; i < 4; i++) {
		works[i].fn = work_fn;
		CHECK(duet_work_post(&works[i]));
	}
	CHECK(duet_work_cancel(&works[3]) && !duet_work_cancel(&works[3]));
	CHECK(duet_work_cancel(&works[0]));
	CHECK(duet_work_post(&works[0]));
	CHECK(duet_work_cancel(&works[1]));
	duet_irq_restore(masked);
	osDelay(5);
	CHECK(marks_are("wxwx"));
	CHECK(!duet_work_cancel(&works[2]));
	masked = duet_irq_save();
	CHECK(duet_work_post(&works[1]) && duet_work_cancel(&works[1]));
	CHECK(duet_work_post(&works[2]));
	duet_irq_restore(masked);
	osDelay(3);
	CHECK(marks_are("wx"));
}

static void register_errors(void)
{
	struct duet_rtos_stats before, after;

	CHECK(duet_irq_register(32, NULL, NULL) == osErrorParameter);
	CHECK(duet_irq_register(0, NULL, NULL) == osErrorParameter);
	duet_rtos_stats(&before);
	test_raise(TEST_EVENT);
	duet_rtos_stats(&after);
	CHECK(after.unhandled == before.unhandled + 1);
}

static void nested_masks(void)
{
	uint32_t a = duet_irq_save(), b = duet_irq_save();

	CHECK(osThreadYield() == osErrorISR);
	duet_irq_restore(b);
	CHECK(osThreadYield() == osErrorISR);
	duet_irq_restore(a);
	CHECK(osThreadYield() == osOK);
}

const struct test isr_tests[] = {
	{ "calls that are refused in interrupts", refused },
	{ "calls that are allowed in interrupts", allowed },
	{ "interrupt wakes a thread", wake },
	{ "interrupt while the kernel is locked", wake_locked },
	{ "deferred work", deferred },
	{ "deferred work, cancelled", cancelled },
	{ "interrupt registration", register_errors },
	{ "masks nest", nested_masks },
	{ NULL, NULL },
};
