// SPDX-License-Identifier: BSD-3-Clause
/* Deferred work: interrupt handlers post it, a thread does it. */
#include "kernel.h"

static struct duet_work *first, **last = &first;
static struct list work_thread_queue = { &work_thread_queue,
					 &work_thread_queue };

bool duet_work_post(struct duet_work *work)
{
	uint32_t masked = k_enter();
	bool fresh = !work->queued;

	if (fresh) {
		work->queued = true;
		work->next = NULL;
		*last = work;
		last = &work->next;
		if (!list_empty(&work_thread_queue))
			k_wake(k_first(&work_thread_queue), osOK);
	}
	k_leave(masked);
	return fresh;
}

bool duet_work_cancel(struct duet_work *work)
{
	uint32_t masked = k_enter();
	struct duet_work **at = &first;
	bool queued = work->queued;

	while (queued && *at != work)
		at = &(*at)->next;
	if (queued) {
		*at = work->next;
		if (!*at)
			last = at;
		work->queued = false;
	}
	k_leave(masked);
	return queued;
}

/* Masked. From now on the work may be posted again. */
static struct duet_work *take_work(void)
{
	struct duet_work *work = first;

	K_ASSERT(port_masked() && work->queued);
	first = work->next;
	if (!first)
		last = &first;
	work->queued = false;
	return work;
}

static void work_thread(void *arg)
{
	struct duet_work *work;
	uint32_t masked;

	for (;;) {
		masked = k_enter();
		while (!first)
			k_block(&work_thread_queue, K_NEVER, osOK);
		work = take_work();
		k_leave(masked);
		work->fn(work->arg);
	}
}

bool k_work_start(void)
{
	static struct k_thread thread;
	const osThreadAttr_t attr = {
		.name = "work",
		.cb_mem = &thread,
		.cb_size = sizeof(thread),
		.stack_mem = duet_rtos_config.work_stack,
		.stack_size = duet_rtos_config.work_stack_size,
		.priority = osPriorityISR,
	};

	return k_daemon(work_thread, &attr);
}
