/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A model of the RTOS kernel for the random test: plain arrays, searched from
 * end to end, and time that advances only on request. It predicts the result of
 * each call and the thread that runs after it.
 */
#ifndef RTOS_MODEL_H
#define RTOS_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include <cmsis_os2.h>

#define PER_TICK	24000
#define SLICE		(5 * PER_TICK)
#define NEVER		INT64_MAX
#define PRIORITIES	57

/* Threads: the kernel's own, one that never ends, the others */
enum { IDLE, TIMER, WORK, GOD, WORKER, THREADS = WORKER + 9 };
enum { MUTEXES = 4, OBJECTS = 2, TIMERS = 3, MESSAGES = 4, BLOCKS = 3 };

enum state { NONE, READY, BLOCKED, ENDED };

/* The kind of object that a thread waits for; the object has a number */
enum wait {
	NOTHING, DELAY, THREAD_FLAGS, JOIN, EVENT_FLAGS, MUTEX, SEMAPHORE,
	POOL, GETTERS, PUTTERS, WAITS
};

struct queue {
	int n, at[THREADS];
};

struct m_thread {
	enum state state;
	bool joinable;
	int prio, base, corpse;
	enum wait wait;
	int object;
	uint32_t result;	/* of the current call, when it returns */
	uint32_t flags, mask, options;
	uint32_t message;
	uint8_t message_prio;
	void *block;
	int64_t turn_left;
	struct queue owned;	/* mutexes */
};

struct m_mutex {
	uint32_t attr;
	int owner, count;
};

struct m_msgs {
	int n;
	uint32_t value[MESSAGES];
	uint8_t prio[MESSAGES];
};

struct m_timer {
	bool periodic, running;
	int64_t period;
	uint32_t due;
};

/* A time-out: of a thread's wait, its watchdog, or a timer */
enum out_kind { OUT_THREAD, OUT_WATCHDOG, OUT_TIMER };
struct out {
	int64_t when;
	enum out_kind kind;
	int index;
};

struct model {
	int64_t now;		/* time since the start */
	uint32_t tick_skipped, suspend_tick;
	osKernelState_t state;
	int running;
	bool slicing;
	int64_t slice_end;
	struct m_thread thread[THREADS];
	struct queue ready[PRIORITIES];
	struct queue waiting[WAITS][THREADS];
	struct m_mutex mutex[MUTEXES];
	uint32_t event_flags[OBJECTS];
	uint32_t tokens[OBJECTS];
	int blocks[OBJECTS];	/* in use */
	struct m_msgs msgs[OBJECTS];
	struct m_timer timer[TIMERS];
	struct queue due;	/* timers, in the order of their calls */
	int outs;
	struct out out[2 * THREADS + TIMERS];
	bool in_callback;	/* the timer thread, which may be preempted */
	uint32_t alarms;
};

extern struct model m;

#define TOKENS_MAX	2

/* Lists of numbers */
void q_add(struct queue *q, int n);
void q_front(struct queue *q, int n);
void q_remove(struct queue *q, int n);
int q_find(const struct queue *q, int n);

void model_init(void);
uint32_t model_ticks(void);
int64_t model_deadline(uint32_t ticks);
int model_effective(int t);
void model_dispatch(void);
/* The running thread waits; false: it must not, and already has that result. */
bool model_wait(enum wait wait, int object, uint32_t ticks, uint32_t expired);
void model_wake(int t, uint32_t result);
void model_wake_all(enum wait wait, int object, uint32_t result);
void model_unwait(int t);
void model_unready(int t);
void model_thread_new(int t, int prio, bool joinable);
void model_thread_end(int t);
void model_set_base(int t, int prio);
void model_yield(void);
void model_mutex_acquire(int mutex, uint32_t ticks);
void model_mutex_release(int mutex);
void model_mutex_delete(int mutex);
void model_out_add(enum out_kind kind, int index, int64_t when);
void model_out_remove(enum out_kind kind, int index);
void model_timer_stop(int timer);
void model_advance(int64_t clocks);
void model_event(void);
void model_skip(uint32_t ticks);
void model_flags_set(int object, uint32_t flags);
void model_put(int q, uint32_t value, uint8_t prio, uint32_t ticks);
void model_get(int q, uint32_t ticks);
void model_admit(int q);
/* The timer thread's callback begins (returns its timer), and ends */
int model_callback(void);
void model_callback_ends(void);

/* check.c: compares the kernel with the model. */
struct k_thread;
extern struct k_thread *thread_id[THREADS];
extern unsigned long steps;
void check_all(int me);
void remember(int thread, int what);
__attribute__((noreturn, format(printf, 1, 2)))
void fail(const char *format, ...);

#endif
