// SPDX-License-Identifier: BSD-3-Clause
/*
 * An application that provides all memory itself, with an idle hook; the build
 * checks that it links neither arena nor heap. It uses an object of each class,
 * and prints its results as TAP on the hypervisor's console.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <duet/hypercall.h>
#include <duet_port.h>
#include <duet_rtos.h>
#include <port.h>

#define STACK	2048

static uint64_t idle_stack[DUET_STACK_MIN / 8 + 32];
static uint64_t timer_stack[1024 / 8], work_stack[1024 / 8];

const struct duet_rtos_config duet_rtos_config = {
	.idle_stack = idle_stack,
	.idle_stack_size = sizeof(idle_stack),
	.timer_stack = timer_stack,
	.timer_stack_size = sizeof(timer_stack),
	.timer_priority = osPriorityHigh,
	.work_stack = work_stack,
	.work_stack_size = sizeof(work_stack),
	.stack_size = STACK,
	.slice_ticks = 5,
};

static uint64_t main_cb[DUET_THREAD_CB_SIZE / 8 + 1], main_stack[STACK / 8];
static uint64_t side_cb[DUET_THREAD_CB_SIZE / 8 + 1], side_stack[STACK / 8];
static uint64_t timer_cb[DUET_TIMER_CB_SIZE / 8 + 1];
static uint64_t flags_cb[DUET_EVFLAGS_CB_SIZE / 8 + 1];
static uint64_t mutex_cb[DUET_MUTEX_CB_SIZE / 8 + 1];
static uint64_t sem_cb[DUET_SEMAPHORE_CB_SIZE / 8 + 1];
static uint64_t pool_cb[DUET_MEMPOOL_CB_SIZE / 8 + 1];
static uint64_t pool_mem[DUET_MEMPOOL_SIZE(4, 12) / 8 + 1];
static uint64_t queue_cb[DUET_MSGQUEUE_CB_SIZE / 8 + 1];
static uint64_t queue_mem[DUET_MSGQUEUE_SIZE(4, 4) / 8 + 1];

static osThreadId_t main_id;
static osMutexId_t mutex;
static osSemaphoreId_t sem;
static osMessageQueueId_t queue;
static int points;

static void point(bool ok, const char *name)
{
	char text[96];

	snprintf(text, sizeof(text), "%sok %d - static: %s\n",
		 ok ? "" : "not ", ++points, name);
	duet_hypcon_puts(text);
}

/* ---- objects ----------------------------------------------------------------*/

static void side_thread(void *arg)
{
	uint32_t n;

	osMutexAcquire(mutex, osWaitForever);
	osMutexRelease(mutex);
	while (osMessageQueueGet(queue, &n, NULL, osWaitForever) == osOK && n)
		osSemaphoreRelease(sem);
}

static osThreadId_t side_start(void)
{
	const osThreadAttr_t attr = {
		.name = "side",
		.attr_bits = osThreadJoinable,
		.cb_mem = side_cb,
		.cb_size = sizeof(side_cb),
		.stack_mem = side_stack,
		.stack_size = sizeof(side_stack),
		.priority = osPriorityHigh,
	};

	return osThreadNew(side_thread, NULL, &attr);
}

static void wakers(void)
{
	const osMutexAttr_t m = { .cb_mem = mutex_cb,
				  .cb_size = sizeof(mutex_cb) };
	const osSemaphoreAttr_t s = { .cb_mem = sem_cb,
				      .cb_size = sizeof(sem_cb) };
	const osMessageQueueAttr_t q = {
		.cb_mem = queue_cb, .cb_size = sizeof(queue_cb),
		.mq_mem = queue_mem, .mq_size = sizeof(queue_mem),
	};

	mutex = osMutexNew(&m);
	sem = osSemaphoreNew(4, 0, &s);
	queue = osMessageQueueNew(4, 4, &q);
	point(mutex && sem && queue, "mutex, semaphore, queue");
}

/* The memory of a joined thread can be used again. */
static void threads(void)
{
	uint32_t n, round;
	bool ok = true;
	osThreadId_t t;

	for (round = 0; round < 3; round++) {
		osMutexAcquire(mutex, 0);
		t = side_start();
		osMutexRelease(mutex);
		for (n = 3; n; n--)
			ok &= osMessageQueuePut(queue, &n, 0, 5) == osOK &&
			      osSemaphoreAcquire(sem, 5) == osOK;
		ok &= osMessageQueuePut(queue, &n, 0, 5) == osOK;
		ok &= t && osThreadJoin(t) == osOK;
	}
	point(ok, "threads, by the objects");
}

static void pool(void)
{
	const osMemoryPoolAttr_t attr = {
		.cb_mem = pool_cb, .cb_size = sizeof(pool_cb),
		.mp_mem = pool_mem, .mp_size = sizeof(pool_mem),
	};
	osMemoryPoolId_t p = osMemoryPoolNew(4, 12, &attr);
	void *block = osMemoryPoolAlloc(p, 0);

	point(block && osMemoryPoolFree(p, block) == osOK &&
	      osMemoryPoolDelete(p) == osOK, "pool");
}

static void set_flag(void *arg)
{
	osEventFlagsSet(arg, 1);
}

static void set_by_work(void *arg)
{
	osEventFlagsSet(arg, 2);
}

/* Functions called by the kernel's own threads. */
static void daemons(void)
{
	const osEventFlagsAttr_t f = { .cb_mem = flags_cb,
				       .cb_size = sizeof(flags_cb) };
	const osTimerAttr_t t = { .cb_mem = timer_cb,
				  .cb_size = sizeof(timer_cb) };
	static struct duet_work work = { .fn = set_by_work };
	osEventFlagsId_t flags = osEventFlagsNew(&f);
	osTimerId_t timer = osTimerNew(set_flag, osTimerOnce, flags, &t);

	work.arg = flags;
	point(osTimerStart(timer, 2) == osOK && duet_work_post(&work) &&
	      osEventFlagsWait(flags, 3, osFlagsWaitAll, 10) == 3,
	      "timer and deferred work");
}

/* Objects created without memory must be refused. */
static void none_left(void)
{
	struct duet_rtos_stats s;

	duet_rtos_stats(&s);
	point(!osThreadNew(side_thread, NULL, NULL) && !osMutexNew(NULL) &&
	      !osSemaphoreNew(1, 1, NULL) && !osMessageQueueNew(1, 1, NULL) &&
	      s.arena_free == 0 && s.arena_low == 0,
	      "objects without memory are refused");
}

static void library(void)
{
	char text[16];

	errno = 0;
	point(printf("# %d\n", 1) == 4 && fputs("# 2\n", stderr) >= 0 &&
	      snprintf(text, sizeof(text), "%.2f", 1.5) == 4 &&
	      !strcmp(text, "1.50") && fflush(NULL) == 0 && !ferror(stdout) &&
	      errno == 0, "C library");
}

/* ---- idling -----------------------------------------------------------------*/

static uint32_t idled, wake_after;
static bool idled_wrongly;

static void idle(void)
{
	idled++;
	idled_wrongly |= osThreadYield() != osErrorISR ||
			 osDelay(1) != osErrorISR;
	if (wake_after && !--wake_after)
		osThreadFlagsSet(main_id, 1);
}

DUET_IDLE_HOOK(idle);

static void hook_called(void)
{
	uint32_t before = idled, begin = osKernelGetTickCount(), asleep;

	osDelay(10);
	asleep = idled - before;
	while (osKernelGetTickCount() - begin < 20)
		;
	point(asleep > 0 && idled - before == asleep && !idled_wrongly,
	      "the hook is called when no thread is ready, as a handler");
}

/* At its first call: no event arrives before the time-out. */
static void hook_wakes(void)
{
	struct duet_rtos_stats before, after;
	uint32_t flags, begin = osKernelGetTickCount();

	duet_rtos_stats(&before);
	wake_after = 1;
	flags = osThreadFlagsWait(1, osFlagsWaitAny, 1000);
	duet_rtos_stats(&after);
	point(flags == 1 && osKernelGetTickCount() - begin < 2,
	      "the hook wakes a thread");
	point(after.switches == before.switches,
	      "which resumes where it waited");
}

static void main_thread(void *arg)
{
	main_id = osThreadGetId();
	wakers();
	threads();
	pool();
	daemons();
	none_left();
	library();
	hook_called();
	hook_wakes();
	duet_hypcon_puts("1..9\n");
	osDelay(50);		/* let the console drain */
	exit(0);
}

int main(void)
{
	const osThreadAttr_t attr = {
		.name = "main",
		.cb_mem = main_cb,
		.cb_size = sizeof(main_cb),
		.stack_mem = main_stack,
		.stack_size = sizeof(main_stack),
	};

	osKernelInitialize();
	osThreadNew(main_thread, NULL, &attr);
	osKernelStart();
	return 1;
}
