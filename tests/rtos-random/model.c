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

/* By priority, and by arrival among equals. */
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
 * When all threads wait, time advances to the next time-out. The timer thread
 * waits again when there are no more calls to make.
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

/* ---- priorities ----------------------------------------------------------------------*/

int model_effective(int t)
{
	int prio = m.thread[t].base, i;

	for (i = 0; i < m.thread[t].owned.n; i++) {
		int mutex = m.thread[t].owned.at[i];
		const struct queue *q = &m.waiting[MUTEX][mutex];

		if ((m.mutex[mutex].attr & osMutexPrioInherit) && q->n &&
		    m.thread[q->at[0]].prio > prio)
			prio = m.thread[q->at[0]].prio;
	}
	return prio;
}

static void set_prio(int t, int prio)
{
	struct m_thread *mt = &m.thread[t];

	if (mt->state == READY) {
		q_remove(ready_of(t), t);
		mt->prio = prio;
		if (t == m.running) {
			q_front(ready_of(t), t);
			return;
		}
		mt->turn_left = 0;
		make_ready(t);
		return;
	}
	mt->prio = prio;
	if (mt->wait > DELAY) {
		q_remove(&m.waiting[mt->wait][mt->object], t);
		q_by_prio(&m.waiting[mt->wait][mt->object], t);
	}
}

static void inherit(int t)
{
	int prio;

	while (t >= 0 && (prio = model_effective(t)) != m.thread[t].prio) {
		set_prio(t, prio);
		t = m.thread[t].wait == MUTEX ?
		    m.mutex[m.thread[t].object].owner : -1;
	}
}

void model_set_base(int t, int prio)
{
	m.thread[t].base = prio;
	inherit(t);
}

/* ---- waiting -----------------------------------------------------------------------------*/

/* The result of the wait remains the one set when it began. */
void model_unwait(int t)
{
	struct m_thread *mt = &m.thread[t];
	enum wait wait = mt->wait;

	if (wait > DELAY)
		q_remove(&m.waiting[wait][mt->object], t);
	mt->wait = NOTHING;
	model_out_remove(OUT_THREAD, t);
	if (wait == MUTEX)
		inherit(m.mutex[mt->object].owner);
}

void model_wake(int t, uint32_t result)
{
	model_unwait(t);
	m.thread[t].result = result;
	make_ready(t);
}

void model_wake_all(enum wait wait, int object, uint32_t result)
{
	while (m.waiting[wait][object].n)
		model_wake(m.waiting[wait][object].at[0], result);
}

void model_unready(int t)
{
	q_remove(ready_of(t), t);
	m.thread[t].turn_left = 0;
	m.thread[t].state = BLOCKED;
	m.thread[t].wait = NOTHING;
}

bool model_wait(enum wait wait, int object, uint32_t ticks, uint32_t expired)
{
	struct m_thread *t = &m.thread[m.running];

	t->result = expired;
	if (!may_switch())
		return false;
	if (ticks != osWaitForever)
		model_out_add(OUT_THREAD, m.running, model_deadline(ticks));
	model_unready(m.running);
	t->wait = wait;
	t->object = object;
	if (wait > DELAY)
		q_by_prio(&m.waiting[wait][object], m.running);
	if (wait == MUTEX)
		inherit(m.mutex[object].owner);
	return true;
}

/* ---- threads -------------------------------------------------------------------------------*/

void model_thread_new(int t, int prio, bool joinable)
{
	memset(&m.thread[t], 0, sizeof(m.thread[t]));
	m.thread[t].prio = prio;
	m.thread[t].base = prio;
	m.thread[t].joinable = joinable;
	m.thread[t].corpse = -1;
	make_ready(t);
}

static void give(int mutex, int t)
{
	m.mutex[mutex].owner = t;
	m.mutex[mutex].count = 1;
	q_add(&m.thread[t].owned, mutex);
}

static void pass_on(int mutex)
{
	int owner = m.mutex[mutex].owner, next;

	q_remove(&m.thread[owner].owned, mutex);
	m.mutex[mutex].owner = -1;
	m.mutex[mutex].count = 0;
	if (m.waiting[MUTEX][mutex].n) {
		next = m.waiting[MUTEX][mutex].at[0];
		give(mutex, next);
		model_wake(next, osOK);
	}
	inherit(owner);
}

static void abandon(int t)
{
	int mutex;

	while (m.thread[t].owned.n) {
		mutex = m.thread[t].owned.at[0];
		if (m.mutex[mutex].attr & osMutexRobust) {
			pass_on(mutex);
		} else {
			q_remove(&m.thread[t].owned, mutex);
			m.mutex[mutex].owner = -1;
		}
	}
}

void model_thread_end(int t)
{
	struct m_thread *mt = &m.thread[t];

	if (mt->state == BLOCKED)
		model_unwait(t);
	else
		model_unready(t);
	mt->state = BLOCKED;
	model_out_remove(OUT_WATCHDOG, t);
	abandon(t);
	if (mt->corpse >= 0)
		m.thread[mt->corpse].state = NONE;
	mt->state = mt->joinable ? ENDED : NONE;
	if (mt->joinable && m.waiting[JOIN][t].n) {
		mt->joinable = false;
		m.thread[m.waiting[JOIN][t].at[0]].corpse = t;
		model_wake(m.waiting[JOIN][t].at[0], osOK);
	}
	if (t != m.running)
		return;
	m.slicing = false;
	if (m.state == osKernelSuspended) {
		m.state = osKernelRunning;
		model_event();
	}
	m.state = osKernelRunning;
}

/* ---- mutexes ---------------------------------------------------------------------------------*/

void model_mutex_acquire(int mutex, uint32_t ticks)
{
	struct m_mutex *mu = &m.mutex[mutex];
	struct m_thread *t = &m.thread[m.running];

	t->result = osOK;
	if (!mu->count)
		give(mutex, m.running);
	else if (mu->owner == m.running && (mu->attr & osMutexRecursive))
		mu->count++;
	else if (mu->owner == m.running || !ticks)
		t->result = osErrorResource;
	else
		model_wait(MUTEX, mutex, ticks, osErrorTimeout);
}

void model_mutex_release(int mutex)
{
	struct m_mutex *mu = &m.mutex[mutex];

	m.thread[m.running].result = osOK;
	if (!mu->count || mu->owner != m.running)
		m.thread[m.running].result = osErrorResource;
	else if (!--mu->count)
		pass_on(mutex);
}

void model_mutex_delete(int mutex)
{
	int owner = m.mutex[mutex].owner;

	if (owner >= 0)
		q_remove(&m.thread[owner].owned, mutex);
	m.mutex[mutex].owner = -1;
	m.mutex[mutex].count = 0;
	model_wake_all(MUTEX, mutex, osErrorResource);
	inherit(owner);
}

/* ---- flags and messages ------------------------------------------------------------------------*/

static bool matches(uint32_t flags, const struct m_thread *t)
{
	return t->options & osFlagsWaitAll ? (flags & t->mask) == t->mask :
					     (flags & t->mask) != 0;
}

void model_flags_set(int object, uint32_t flags)
{
	struct queue q = m.waiting[EVENT_FLAGS][object];
	uint32_t *now = &m.event_flags[object];
	struct m_thread *t;
	uint32_t was;
	int i;

	*now |= flags;
	for (i = 0; i < q.n; i++) {
		t = &m.thread[q.at[i]];
		if (!matches(*now, t))
			continue;
		was = *now;
		if (!(t->options & osFlagsNoClear))
			*now &= ~t->mask;
		model_wake(q.at[i], was);
	}
}

static void enqueue(struct m_msgs *q, uint32_t value, uint8_t prio)
{
	int at = q->n++;

	for (; at && q->prio[at - 1] < prio; at--) {
		q->prio[at] = q->prio[at - 1];
		q->value[at] = q->value[at - 1];
	}
	q->prio[at] = prio;
	q->value[at] = value;
}

void model_admit(int q)
{
	struct m_thread *t;

	while (m.waiting[PUTTERS][q].n && m.msgs[q].n < MESSAGES) {
		t = &m.thread[m.waiting[PUTTERS][q].at[0]];
		enqueue(&m.msgs[q], t->message, t->message_prio);
		model_wake(m.waiting[PUTTERS][q].at[0], osOK);
	}
}

void model_put(int q, uint32_t value, uint8_t prio, uint32_t ticks)
{
	struct m_thread *t = &m.thread[m.running], *getter;

	t->result = osOK;
	if (m.waiting[GETTERS][q].n) {
		getter = &m.thread[m.waiting[GETTERS][q].at[0]];
		getter->message = value;
		getter->message_prio = prio;
		model_wake(m.waiting[GETTERS][q].at[0], osOK);
	} else if (m.msgs[q].n < MESSAGES) {
		enqueue(&m.msgs[q], value, prio);
	} else if (!ticks) {
		t->result = osErrorResource;
	} else {
		t->message = value;
		t->message_prio = prio;
		model_wait(PUTTERS, q, ticks, osErrorTimeout);
	}
}

void model_get(int q, uint32_t ticks)
{
	struct m_thread *t = &m.thread[m.running];
	struct m_msgs *msgs = &m.msgs[q];

	t->result = osOK;
	if (!msgs->n) {
		t->result = osErrorResource;
		if (ticks)
			model_wait(GETTERS, q, ticks, osErrorTimeout);
		return;
	}
	t->message = msgs->value[0];
	t->message_prio = msgs->prio[0];
	msgs->n--;
	memmove(&msgs->value[0], &msgs->value[1],
		msgs->n * sizeof(msgs->value[0]));
	memmove(&msgs->prio[0], &msgs->prio[1], msgs->n);
	model_admit(q);
}

/* ---- timers and time-outs --------------------------------------------------------------------------*/

void model_timer_stop(int timer)
{
	model_out_remove(OUT_TIMER, timer);
	if (q_find(&m.due, timer) >= 0)
		q_remove(&m.due, timer);
	m.timer[timer].due = 0;
	m.timer[timer].running = false;
}

static void timer_expires(int timer, int64_t when)
{
	struct m_timer *t = &m.timer[timer];

	if (!t->due)
		q_add(&m.due, timer);
	t->due++;
	t->running = t->periodic;
	if (t->periodic) {
		for (when += t->period; when <= m.now; when += t->period)
			t->due++;
		model_out_add(OUT_TIMER, timer, when);
	}
	if (m.thread[TIMER].state == BLOCKED)
		model_wake(TIMER, osOK);
}

static void expire_all(void)
{
	struct out o;

	while (m.outs && m.out[0].when <= m.now) {
		o = m.out[0];
		model_out_remove(o.kind, o.index);
		if (o.kind == OUT_TIMER)
			timer_expires(o.index, o.when);
		else if (o.kind == OUT_THREAD)
			model_wake(o.index, m.thread[o.index].result);
		else
			m.alarms++;
	}
}

/* The timer's interrupt. */
void model_event(void)
{
	bool over = m.slicing && m.now >= m.slice_end;

	if (m.state != osKernelSuspended)
		expire_all();
	if (over) {
		m.slicing = false;
		rotate(m.running);
	}
}

void model_advance(int64_t clocks)
{
	m.now += clocks;
	model_event();
}

void model_skip(uint32_t ticks)
{
	int i;

	m.tick_skipped += ticks;
	for (i = 0; i < m.outs; i++)
		m.out[i].when -= (int64_t)ticks * PER_TICK;
}

int model_callback(void)
{
	int timer;

	if (m.running != TIMER || !m.due.n)
		fail("a timer's callback that is not due");
	m.in_callback = true;
	timer = m.due.at[0];
	q_remove(&m.due, timer);
	if (--m.timer[timer].due)
		q_add(&m.due, timer);
	return timer;
}

/* The timer thread checks for more calls at once. */
void model_callback_ends(void)
{
	m.in_callback = false;
	model_dispatch();
}

void model_init(void)
{
	int i;

	memset(&m, 0, sizeof(m));
	m.state = osKernelRunning;
	for (i = 0; i < MUTEXES; i++)
		m.mutex[i].owner = -1;
	for (i = 0; i < THREADS; i++)
		m.thread[i].corpse = -1;
	m.running = IDLE;
	m.thread[IDLE].prio = osPriorityIdle;
	m.thread[IDLE].base = osPriorityIdle;
	m.thread[IDLE].state = READY;
	q_add(ready_of(IDLE), IDLE);
	m.thread[TIMER] = (struct m_thread){
		.state = BLOCKED, .prio = osPriorityHigh,
		.base = osPriorityHigh, .corpse = -1,
	};
	m.thread[WORK] = (struct m_thread){
		.state = BLOCKED, .prio = osPriorityISR,
		.base = osPriorityISR, .corpse = -1,
	};
}
