// SPDX-License-Identifier: BSD-3-Clause
/* See model.h. */
#include <string.h>

#include "model.h"

struct model m;

/* ---- lists of numbers -------------------------------------------------------*/

int q_find(const struct queue *q, int n)
{
	int i;

	for (i = 0; i < q->n; i++)
		if (q->at[i] == n)
			return i;
	return -1;
}

static void q_insert(struct queue *q, int at, int n)
{
	memmove(&q->at[at + 1], &q->at[at], (q->n - at) * sizeof(q->at[0]));
	q->at[at] = n;
	q->n++;
}

void q_add(struct queue *q, int n)
{
	q_insert(q, q->n, n);
}

void q_front(struct queue *q, int n)
{
	q_insert(q, 0, n);
}

void q_remove(struct queue *q, int n)
{
	int at = q_find(q, n);

	if (at < 0)
		fail("model: %d is not in its list", n);
	q->n--;
	memmove(&q->at[at], &q->at[at + 1], (q->n - at) * sizeof(q->at[0]));
}

/* By priority, equals by their arrival. */
static void q_by_prio(struct queue *q, int t)
{
	int at = q->n;

	while (at && m.thread[q->at[at - 1]].prio < m.thread[t].prio)
		at--;
	q_insert(q, at, t);
}

/* ---- time ---------------------------------------------------------------------*/

uint32_t model_ticks(void)
{
	return m.now / PER_TICK + m.tick_skipped;
}

int64_t model_deadline(uint32_t ticks)
{
	return (m.now / PER_TICK + ticks) * PER_TICK;
}

void model_out_add(enum out_kind kind, int index, int64_t when)
{
	int at = m.outs++;

	for (; at && m.out[at - 1].when > when; at--)
		m.out[at] = m.out[at - 1];
	m.out[at] = (struct out){ when, kind, index };
}

void model_out_remove(enum out_kind kind, int index)
{
	int i, n = 0;

	for (i = 0; i < m.outs; i++)
		if (m.out[i].kind != kind || m.out[i].index != index)
			m.out[n++] = m.out[i];
	m.outs = n;
}

/* ---- the scheduler ----------------------------------------------------------------*/

static bool may_switch(void)
{
	return m.state == osKernelRunning;
}

static struct queue *ready_of(int t)
{
	return &m.ready[m.thread[t].prio];
}

static void slice_start(void)
{
	struct m_thread *t = &m.thread[m.running];

	m.slice_end = m.now + (t->turn_left ? t->turn_left : SLICE);
	t->turn_left = 0;
	m.slicing = true;
}

static void make_ready(int t)
{
	m.thread[t].state = READY;
	q_add(ready_of(t), t);
	if (m.thread[t].prio == m.thread[m.running].prio && !m.slicing &&
	    m.thread[m.running].state == READY)
		slice_start();
}

static int highest(void)
{
	int prio = PRIORITIES - 1;

	while (!m.ready[prio].n)
		prio--;
	return m.ready[prio].at[0];
}

static void rotate(int t)
{
	q_remove(ready_of(t), t);
	q_add(ready_of(t), t);
}

static void slice_cut(void)
{
	struct m_thread *t = &m.thread[m.running];

	if (m.slicing && t->state == READY) {
		if (m.now >= m.slice_end)
			rotate(m.running);
		else
			t->turn_left = m.slice_end - m.now;
	}
	m.slicing = false;
}

static void run(int next)
{
	if (next != m.running) {
		slice_cut();
		m.running = next;
	}
	if (ready_of(next)->n > 1 && !m.slicing)
		slice_start();
}

/*
 * When all wait, time goes on to the next time-out. The timer thread, if there
 * is no call for it to make any more, waits again.
 */
void model_dispatch(void)
{
	if (!may_switch())
		return;
	for (;;) {
		run(highest());
		if (m.running == TIMER && !m.in_callback && !m.due.n) {
			model_unready(TIMER);
			continue;
		}
		if (m.running != IDLE)
			return;
		if (!m.outs)
			fail("model: nothing will ever happen again");
		if (m.out[0].when > m.now)
			m.now = m.out[0].when;
		model_event();
	}
}

void model_yield(void)
{
	m.slicing = false;
	m.thread[m.running].turn_left = 0;
	rotate(m.running);
}

