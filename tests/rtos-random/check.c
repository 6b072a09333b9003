// SPDX-License-Identifier: BSD-3-Clause
/* Compares the kernel's structures with the model, and checks their links. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel.h"
#include "model.h"

struct k_thread *thread_id[THREADS];
unsigned long steps;

/* The last steps, to show how a failure came about. */
static struct {
	unsigned long step;
	int thread, what;
} trail[12];

void remember(int thread, int what)
{
	int i = steps % 12;

	trail[i].step = steps;
	trail[i].thread = thread;
	trail[i].what = what;
}

void fail(const char *format, ...)
{
	va_list args;
	unsigned long i;

	for (i = steps + 1; i < steps + 13; i++)
		printf("# step %lu: thread %d, call %d\n", trail[i % 12].step,
		       trail[i % 12].thread, trail[i % 12].what);

	printf("# step %lu, thread %d: ", steps, m.running);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\nnot ok 1 - rtos: random calls\n1..1\n");
	fflush(stdout);
	exit(1);
}

#define MUST(cond) do { \
	if (!(cond)) \
		fail("check.c:%d: %s", __LINE__, #cond); \
} while (0)

static int number_of(const struct k_thread *t)
{
	int i;

	for (i = 0; i < THREADS; i++)
		if (thread_id[i] == t && m.thread[i].state != NONE)
			return i;
	fail("a thread that there is not");
}

/* Each entry must point back to the one before; the threads are those of q. */
static void check_list(const struct list *head, const struct queue *q)
{
	const struct list *l;
	int n = 0, i;

	for (l = head->next; l != head; l = l->next, n++) {
		MUST(l->next->prev == l && l->prev->next == l);
		MUST(n < q->n);
		i = number_of(list_entry(l, struct k_thread, link));
		if (i != q->at[n])
			fail("%d. of a list of %d is thread %d (priority %d), not %d (%d)",
			     n, q->n, i, m.thread[i].prio, q->at[n],
			     m.thread[q->at[n]].prio);
	}
	MUST(n == q->n);
}

/* A ring has no head of its own: one is linked in before the first thread. */
static void check_ring(struct k_thread *first, const struct queue *q)
{
	struct list head;

	if (!first) {
		MUST(!q->n);
		return;
	}
	list_insert_before(&first->link, &head);
	check_list(&head, q);
	list_unlink(&head);
}

static void check_ready(void)
{
	int i;

	for (i = 0; i < PRIORITIES; i++) {
		check_ring(kernel.ready[i], &m.ready[i]);
		MUST((kernel.ready_map[i / 32] >> i % 32 & 1) ==
		     (m.ready[i].n != 0));
	}
}

static void check_waiting(void)
{
	int w, i;

	for (w = JOIN; w < WAITS; w++)
		for (i = 0; i < THREADS; i++) {
			const struct queue *q = &m.waiting[w][i];

			if (q->n)
				check_list(thread_id[q->at[0]]->queue, q);
		}
}

/* The timer thread and the work thread wait in the kernel's own queues. */
static void check_thread(int i)
{
	const struct m_thread *mt = &m.thread[i];
	const struct k_thread *t = thread_id[i];
	bool queued = mt->state == BLOCKED && mt->wait > DELAY;

	MUST(t->obj.type == K_THREAD);
	MUST(t->prio == mt->prio && t->base_prio == mt->base);
	MUST(t->state == (mt->state == READY ? osThreadReady :
			  mt->state == BLOCKED ? osThreadBlocked :
						 osThreadTerminated));
	if (i >= GOD)
		MUST(queued == (t->queue != NULL));
	MUST((t->mutex != NULL) == (queued && mt->wait == MUTEX));
	MUST(list_empty(&t->owned) == !mt->owned.n);
	if (mt->state != ENDED && mt->prio != model_effective(i))
		fail("thread %d has priority %d, not %d", i, mt->prio,
		     model_effective(i));
	/* while a slice runs it doesn't matter */
	MUST((i == m.running && m.slicing) || t->turn_left ==
	     (mt->turn_left ? mt->turn_left : kernel.slice));
	MUST(t->flags == mt->flags);
}

static void check_threads(void)
{
	const struct list *l;
	int i, alive = 0, found = 0;

	for (i = 0; i < THREADS; i++) {
		if (m.thread[i].state == NONE)
			continue;
		check_thread(i);
		alive += m.thread[i].state != ENDED;
	}
	for (l = kernel.threads.next; l != &kernel.threads; l = l->next) {
		i = number_of(list_entry(l, struct k_thread, all));
		MUST(m.thread[i].state == READY ||
		     m.thread[i].state == BLOCKED);
		found++;
	}
	MUST(found == alive);
}

static void check_timeouts(void)
{
	const struct list *l = kernel.timeouts.next;
	const struct k_timeout *t;
	int i;

	for (i = 0; i < m.outs; i++, l = l->next) {
		MUST(l != &kernel.timeouts);
		t = list_entry(l, struct k_timeout, link);
		MUST((int64_t)(t->when - kernel.start_clock) ==
		     m.out[i].when);
		if (m.out[i].kind == OUT_THREAD)
			MUST(t == &thread_id[m.out[i].index]->timeout);
		if (m.out[i].kind == OUT_WATCHDOG)
			MUST(t == &thread_id[m.out[i].index]->watchdog);
	}
	MUST(l == &kernel.timeouts);
}

void check_all(int me)
{
	MUST(m.running == me);
	MUST(kernel.cur == thread_id[me]);
	MUST(kernel.state == m.state);
	MUST(kernel.isr == 0 && kernel.held == 0);
	MUST(kernel.slicing == m.slicing);
	if (m.slicing)
		MUST(kernel.slice_end == (uint32_t)(kernel.start_clock +
						    m.slice_end));
	MUST((int64_t)duet_clock() == m.now);
	check_ready();
	check_waiting();
	check_threads();
	check_timeouts();
}
