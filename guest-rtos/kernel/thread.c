// SPDX-License-Identifier: BSD-3-Clause
/* Threads: creation, termination, priorities, suspension, information. */
#include "kernel.h"

static_assert(sizeof(struct k_thread) <= DUET_THREAD_CB_SIZE,
	      "raise DUET_THREAD_CB_SIZE");

static bool prio_ok(osPriority_t prio)
{
	return prio >= osPriorityIdle && prio <= osPriorityISR;
}

/* osThreadPrivileged is refused after osThreadProtectPrivileged(). */
static bool bits_ok(uint32_t bits)
{
	const uint32_t both = osThreadUnprivileged | osThreadPrivileged;

	if (bits & ~(osThreadJoinable | both | osThreadZone(0) |
		     osSafetyClass_Msk | osSafetyClass_Valid))
		return false;
	return (bits & both) != both &&
	       (!kernel.protected || !(bits & osThreadPrivileged));
}

static bool stack_ok(const osThreadAttr_t *a)
{
	if (a->stack_mem)
		return !((uintptr_t)a->stack_mem & 7) &&
			a->stack_size >= DUET_STACK_MIN;
	return !a->stack_size || a->stack_size >= DUET_STACK_MIN;
}

/* Allocates and fills the stack; sets t->stack_size. */
static bool stack_new(struct k_thread *t, const osThreadAttr_t *a)
{
	uint32_t i, size = a->stack_size ? a->stack_size :
					   duet_rtos_config.stack_size;
	uint32_t *word;

	t->stack_size = size & ~7u;
	t->stack = k_object_mem(&t->obj, a->stack_mem,
				a->stack_mem ? size : 0, t->stack_size);
	if (!t->stack)
		return false;
	word = t->stack;
	word[0] = K_CANARY;
	for (i = 1; i < t->stack_size / 4; i++)
		word[i] = K_FILL;
	return true;
}

static void thread_init(struct k_thread *t, osThreadFunc_t func, void *arg,
			const osThreadAttr_t *a)
{
	t->func = func;
	t->arg = arg;
	t->prio = a->priority ? a->priority : osPriorityNormal;
	t->base_prio = t->prio;
	t->turn_left = kernel.slice;
	t->joinable = a->attr_bits & osThreadJoinable;
	list_init(&t->link);
	list_init(&t->timeout.link);
	t->timeout.expire = k_thread_expire;
	list_init(&t->watchdog.link);
	t->watchdog.expire = k_watchdog_expire;
	list_init(&t->joiners);
	list_init(&t->owned);
	port_thread_init(t);
}

/* From here on the identifier is valid, and the thread may run at once. */
static void thread_publish(struct k_thread *t)
{
	uint32_t masked = k_enter();

	t->obj.type = K_THREAD;
	list_insert_before(&kernel.threads, &t->all);
	k_ready(t);
	k_leave(masked);
}

osThreadId_t osThreadNew(osThreadFunc_t func, void *argument,
			 const osThreadAttr_t *attr)
{
	static const osThreadAttr_t none;
	const osThreadAttr_t *a = attr ? attr : &none;
	struct k_thread *t;

	if (k_in_isr() || !func || (a->priority && !prio_ok(a->priority)) ||
	    !bits_ok(a->attr_bits) || !k_affinity_ok(a->affinity_mask) ||
	    !stack_ok(a))
		return NULL;
	k_reap();
	if (!k_new(t, a) || !stack_new(t, a))
		return NULL;
	thread_init(t, func, argument, a);
	thread_publish(t);
	return t;
}

/*
 * Kernel threads have static control blocks. If osKernelStart() failed for
 * want of memory and is called again, some of them exist already.
 */
bool k_daemon(osThreadFunc_t func, const osThreadAttr_t *attr)
{
	struct k_thread *t = attr->cb_mem;

	if (!t->daemon)
		t->daemon = osThreadNew(func, NULL, attr);
	return t->daemon;
}

/* The first function of every thread. Entered masked. */
__NO_RETURN void k_thread_main(void)
{
	struct k_thread *t = kernel.cur;

	K_ASSERT(port_masked() && t->state == osThreadReady);
	port_unmask();
	t->func(t->arg);
	osThreadExit();
}

/* Frees an ended thread, which must not be in any list. Thread context. */
static void thread_free(struct k_thread *t)
{
	K_ASSERT(t->state == osThreadTerminated && list_empty(&t->owned));
	port_thread_exit(t);
	k_object_free(&t->obj, t->stack);
}

/* Frees all detached threads that have ended. Thread context. */
void k_reap(void)
{
	struct k_thread *t;
	uint32_t masked;

	if (kernel.state == osKernelInactive)
		return;
	for (;;) {
		masked = k_enter();
		if (list_empty(&kernel.zombies)) {
			k_leave(masked);
			return;
		}
		t = k_first(&kernel.zombies);
		list_remove(&t->link);
		k_leave(masked);
		thread_free(t);
	}
}

/* Queues an ended thread that will not be joined for k_reap(). Masked. */
static void thread_zombie(struct k_thread *t)
{
	K_ASSERT(t->state == osThreadTerminated && list_empty(&t->link));
	t->obj.type = K_DEAD;
	list_insert_before(&kernel.zombies, &t->link);
}

/*
 * Wakes the joining thread and makes it responsible for freeing `t`. The
 * joiner might be terminated before it does that, hence joiner->corpse.
 * Masked.
 */
static void thread_to_joiner(struct k_thread *t)
{
	struct k_thread *joiner = k_first(&t->joiners);

	t->joinable = false;
	joiner->corpse = t;
	k_wake(joiner, osOK);
}

/*
 * Ends a thread. Masked. A detached thread is freed later by another thread,
 * since it may still be running on its stack.
 */
static void thread_end(struct k_thread *t)
{
	K_ASSERT(port_masked() && t->state != osThreadTerminated);
	if (t->state == osThreadBlocked)
		k_wait_abort(t);
	else
		k_unready(t);
	k_timeout_remove(&t->watchdog);
	k_mutex_abandon(t);
	t->state = osThreadTerminated;
	list_remove(&t->all);
	if (t->corpse)
		thread_zombie(t->corpse);
	if (!t->joinable)
		thread_zombie(t);
	else if (!list_empty(&t->joiners))
		thread_to_joiner(t);
}

__NO_RETURN void osThreadExit(void)
{
	osKernelState_t was;

	port_mask();
	if (kernel.isr || kernel.held || kernel.state < osKernelRunning ||
	    kernel.cur->daemon)
		duet_panic("osThreadExit() outside a thread", NULL);
	thread_end(kernel.cur);
	kernel.slicing = false;
	/* the lock ends with its owner, and so does osKernelSuspend() */
	was = kernel.state;
	k_set_state(osKernelRunning);
	if (was == osKernelSuspended)
		k_timer_event();
	k_dispatch();
	duet_panic("an ended thread was resumed", NULL);
}

osStatus_t osThreadTerminate(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);
	osStatus_t status = osOK;
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!t)
		return osErrorParameter;
	masked = k_enter();
	if (t->state == osThreadTerminated || t->daemon)
		status = osErrorResource;
	else if (t == kernel.cur)
		osThreadExit();
	else
		thread_end(t);
	k_leave(masked);
	return status;
}

osStatus_t osThreadDetach(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);
	osStatus_t status = osErrorResource;
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!t)
		return osErrorParameter;
	masked = k_enter();
	if (t->joinable && list_empty(&t->joiners)) {
		t->joinable = false;
		if (t->state == osThreadTerminated)
			thread_zombie(t);
		status = osOK;
	}
	k_leave(masked);
	return status;
}

/* Waits for the end of `t`; returns true if it has ended. Masked. */
static bool join_wait(struct k_thread *t)
{
	if (!t->joinable || !list_empty(&t->joiners) || t == kernel.cur)
		return false;
	if (t->state == osThreadTerminated) {
		t->joinable = false;
		return true;
	}
	if (!k_may_block() || k_block(&t->joiners, K_NEVER,
				      (uint32_t)osErrorResource) != osOK)
		return false;
	kernel.cur->corpse = NULL;
	return true;
}

osStatus_t osThreadJoin(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);
	uint32_t masked;
	bool ended;

	if (k_in_isr())
		return osErrorISR;
	if (!t)
		return osErrorParameter;
	masked = k_enter();
	ended = join_wait(t);
	if (ended)
		t->obj.type = K_DEAD;
	k_leave(masked);
	if (!ended)
		return osErrorResource;
	thread_free(t);
	return osOK;
}

/* Masked. */
static osStatus_t suspend_thread(struct k_thread *t)
{
	if (t->state == osThreadTerminated || t->daemon)
		return osErrorResource;
	if (t->state == osThreadBlocked) {
		k_wait_abort(t);
		return osOK;
	}
	if (t == kernel.cur && !k_may_block())
		return osErrorResource;
	k_unready(t);
	return osOK;
}

osStatus_t osThreadSuspend(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);
	uint32_t masked = k_enter();
	osStatus_t status;

	if (k_was_isr(masked))
		status = osErrorISR;
	else if (!t)
		status = osErrorParameter;
	else
		status = suspend_thread(t);
	k_leave(masked);
	return status;
}

osStatus_t osThreadResume(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);
	osStatus_t status = osErrorResource;
	uint32_t masked = k_enter();

	if (k_was_isr(masked)) {
		status = osErrorISR;
	} else if (!t) {
		status = osErrorParameter;
	} else if (t->state == osThreadBlocked) {
		k_wake(t, t->result);
		status = osOK;
	}
	k_leave(masked);
	return status;
}

osStatus_t osThreadSetPriority(osThreadId_t thread_id, osPriority_t priority)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);
	osStatus_t status = osOK;
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!t || !prio_ok(priority))
		return osErrorParameter;
	masked = k_enter();
	if (t->state == osThreadTerminated || t == kernel.idle) {
		status = osErrorResource;
	} else {
		t->base_prio = priority;
		k_mutex_inherit(t);
	}
	k_leave(masked);
	return status;
}

osPriority_t osThreadGetPriority(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);

	if (k_in_isr() || !t || t->state == osThreadTerminated)
		return osPriorityError;
	return (osPriority_t)t->prio;
}

const char *osThreadGetName(osThreadId_t thread_id)
{
	return k_name(thread_id, K_THREAD);
}

osThreadId_t osThreadGetId(void)
{
	return kernel.cur;
}

osThreadState_t osThreadGetState(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);

	if (k_in_isr() || !t)
		return osThreadError;
	return t == kernel.cur ? osThreadRunning : (osThreadState_t)t->state;
}

uint32_t osThreadGetStackSize(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);

	return k_in_isr() || !t ? 0 : t->stack_size;
}

uint32_t osThreadGetStackSpace(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);
	const uint32_t *word;
	uint32_t n;

	if (k_in_isr() || !t)
		return 0;
	word = t->stack;
	for (n = 1; n < t->stack_size / 4 && word[n] == K_FILL; n++)
		;
	return n * 4;
}

osStatus_t duet_run_times(bool keep)
{
	uint32_t masked, now;

	if (k_in_isr())
		return osErrorISR;
	if (!kernel.cur)
		return osError;
	masked = k_enter();
	now = port_clock();
	k_settle(now);
	kernel.came_in = now;
	kernel.timing = keep;
	k_leave(masked);
	return osOK;
}

osStatus_t duet_thread_stats(osThreadId_t thread_id,
			     struct duet_thread_stats *stats)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!t || !stats)
		return osErrorParameter;
	masked = k_enter();
	if (kernel.timing)
		k_settle(port_clock());
	stats->run_time = (uint64_t)t->run_time_high << 32 | t->run_time;
	k_leave(masked);
	stats->stack_size = t->stack_size;
	stats->stack_used = t->stack_size - osThreadGetStackSpace(t);
	return osOK;
}

uint32_t osThreadGetCount(void)
{
	struct list *l;
	uint32_t masked, n = 0;

	if (k_in_isr() || kernel.state == osKernelInactive)
		return 0;
	masked = k_enter();
	for (l = kernel.threads.next; l != &kernel.threads; l = l->next)
		n++;
	k_leave(masked);
	return n;
}

uint32_t osThreadEnumerate(osThreadId_t *thread_array, uint32_t array_items)
{
	struct list *l;
	uint32_t masked, n = 0;

	if (k_in_isr() || !thread_array || kernel.state == osKernelInactive)
		return 0;
	masked = k_enter();
	for (l = kernel.threads.next;
	     l != &kernel.threads && n < array_items; l = l->next)
		thread_array[n++] = list_entry(l, struct k_thread, all);
	k_leave(masked);
	return n;
}
