/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Private to the kernel, its port and libduet. All kernel state is accessed
 * with interrupts masked. Masking costs a store and a load and never traps, so
 * the kernel has only one other lock: the scheduler lock (kernel.held), which
 * prevents switches during longer operations such as those on the arena.
 *
 * "Masked" in a function's comment means that it must be called with
 * interrupts masked; "thread context" means that it must be called by a
 * thread, not by an interrupt handler.
 */
#ifndef RTOS_KERNEL_H
#define RTOS_KERNEL_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include <cmsis_os2.h>
#include <duet_rtos.h>
#include <port.h>

#include "k_assert.h"
#include "list.h"

#define K_VERSION	10000000	/* 1.0.0 as mmnnnrrrr */
#define K_API_VERSION	20030000	/* 2.3.0 */
#define K_TICK_HZ	1000
#define K_PRIORITIES	(osPriorityISR + 1)
#define K_CANARY	0x5afe57acu	/* lowest word of each stack */
#define K_FILL		0xa5a5a5a5u	/* stack words never used so far */
#define K_NEVER		UINT64_MAX
/*
 * The kernel's clock starts here and not at 0, so that a deadline far in the
 * past (osKernelResume() moves deadlines back) does not wrap around.
 */
#define K_CLOCK_START	(1ull << 62)
#define K_KEEP_ALIVE	(1u << 30)	/* clock ticks: see clock.c */

/* Clock times in objects, as their memory may be word aligned only */
typedef uint64_t k_time_t __attribute__((aligned(4)));

/* For the slow parts of fast functions, and those with many callers */
#define K_ONCE	__attribute__((noinline))
#define K_RARELY(condition)	__builtin_expect(!!(condition), 0)
#define K_USUALLY(condition)	__builtin_expect(!!(condition), 1)

/* ---- objects --------------------------------------------------------------*/

/* The first word of a live object. Other values are refused. */
enum k_type {
	K_DEAD = 0,
	K_THREAD = 0x64685401,
	K_TIMER = 0x726d5402,
	K_EVFLAGS = 0x66764503,
	K_MUTEX = 0x78744d04,
	K_SEMAPHORE = 0x6d655305,
	K_MEMPOOL = 0x6c6f5006,
	K_MSGQUEUE = 0x73674d07,
};

#define K_OWN_CB	(1u << 0)	/* control block is from the arena */
#define K_OWN_MEM	(1u << 1)	/* data or stack is from the arena */

struct k_object {
	uint32_t type;
	uint32_t own;		/* K_OWN_* */
	const char *name;
};

struct k_timeout {
	struct list link;	/* in kernel.timeouts, earliest first */
	k_time_t when;		/* clock time */
	void (*expire)(struct k_timeout *t);	/* called masked */
};

struct k_mutex;

struct k_thread {
	struct k_object obj;
	/* the port's */
	void *sp;		/* where the thread resumes: its frame */
	void *libc;		/* the C library's state of this thread */
	/* scheduling */
	struct list link;	/* in a ready ring or a wait queue */
	struct list all;	/* in kernel.threads */
	struct k_timeout timeout;
	struct k_timeout watchdog;
	struct list *queue;	/* the wait queue it is in, or NULL */
	uint8_t prio;		/* effective priority */
	uint8_t base_prio;	/* priority without inheritance */
	uint8_t state;		/* osThreadReady (also running), ... */
	uint32_t run_time;	/* clock ticks, up to its last switch-in */
	uint32_t run_time_high;	/* number of times run_time has wrapped */
	uint32_t turn_left;	/* length of its next slice */
	bool joinable;
	bool daemon;		/* one of the kernel's own threads */
	struct list joiners;	/* at most one, until the thread has ended */
	struct k_thread *corpse;	/* ended thread that we must free */
	/* result of the wait, stored by the waker */
	uint32_t result;
	union {
		struct {
			uint32_t mask, options;
		} flags;
		struct {
			void *data;
			uint8_t *prio;	/* for receivers */
			uint32_t msg_prio;	/* for senders */
		} msg;
		void *block;
	} wait;
	struct k_mutex *mutex;	/* the mutex that it waits for */
	struct list owned;	/* the mutexes that it holds */
	uint32_t flags;
	osThreadFunc_t func;
	void *arg;
	void *stack;
	uint32_t stack_size;
	uint64_t port_state[PORT_THREAD_STATE / 8] __attribute__((aligned(4)));
};

struct k_mutex {
	struct k_object obj;
	uint16_t attr;
	uint16_t count;		/* recursion depth; 0: free */
	struct k_thread *owner;	/* NULL but count > 0: the owner has ended */
	struct list queue;
	struct list link;	/* in owner->owned */
};

/* ---- kernel state ---------------------------------------------------------*/

struct kernel {
	struct k_thread *cur;
	struct k_thread *idle;
	osKernelState_t state;
	bool resched;		/* cur may no longer be k_highest() */
	bool protected;		/* privileged threads are refused */
	union {
		struct {
			uint8_t isr;	/* 1 in a handler; they do not nest */
			uint8_t running;	/* state == osKernelRunning */
			uint16_t held;	/* depth of the scheduler lock */
		};
		uint32_t hold;	/* K_HOLD_NONE: switches are allowed */
	};
	union {
		struct {
			bool slicing;	/* cur has equals: slice_end is valid */
			bool timing;	/* run times are measured */
		};
		uint16_t at_switch;	/* K_SLICING, K_TIMING */
	};
	/* ready_map[p / 32] bit p % 32: ready[p] is not NULL */
	uint32_t ready_map[2];
	/* the first of the ready threads of a priority, which form a ring */
	struct k_thread *ready[K_PRIORITIES];
	struct list threads;
	struct list zombies;	/* ended threads with memory to be freed */
	struct list timeouts;
	uint64_t clock;		/* the clock when last read, as 64 bits */
	uint64_t tick_clock;	/* clock time of the last tick counted */
	uint64_t start_clock;
	uint64_t armed;		/* clock time that the timer is armed for */
	uint32_t came_in;	/* low word of the clock when cur started */
	uint32_t slice;		/* length of a slice; 0: no round robin */
	uint32_t slice_end;	/* of cur's slice: low word of the clock */
	uint32_t tick;
	uint32_t suspend_tick;
	uint32_t per_tick;	/* clock ticks */
	struct duet_rtos_stats stats;
};

extern struct kernel kernel;

#define K_SLICING	0x001u	/* kernel.at_switch: if it is not 0, */
#define K_TIMING	0x100u	/* switches read the clock */
#define K_HOLD_NONE	0x100u	/* running, neither isr nor held */
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ &&
	      offsetof(struct kernel, running) ==
	      offsetof(struct kernel, hold) + 1, "K_HOLD_NONE is wrong");

/* ---- the port -------------------------------------------------------------*/

/*
 * port.h must define
 *   PORT_THREAD_STATE		bytes in each k_thread for the port
 * and these inline functions:
 *   uint32_t port_mask(void)	masks interrupts; returns 0 if they were not
 *   void port_unmask(void)	unmasks them and takes pending ones
 *   void port_restore(uint32_t masked)	ends what port_mask() began, whose
 *				result it gets; no thread may have been woken
 *   bool port_masked(void)
 *   uint32_t port_clock(void)	returns the clock's low word
 *   uintptr_t port_sp(void)	returns the lowest address that port_switch()
 *				will use on this stack; UINTPTR_MAX: unknown
 */
uint32_t port_clock_hz(void);
/* Must fire once, at this clock time or as soon as possible after it. */
void port_timer(uint32_t deadline);
/* Creates a thread's context, which must start masked in k_thread_main(). */
void port_thread_init(struct k_thread *t);
/* Releases the context of an ended thread. Called by any other thread. */
void port_thread_exit(struct k_thread *t);
/* Masked. Returns, still masked, when `from` is switched to again. */
void port_switch(struct k_thread *from, struct k_thread *to);
/* Masked. Leaves the boot context for kernel.cur, never to return. */
__NO_RETURN void port_start(void);
/*
 * Masked, when no thread is ready: waits for an interrupt and handles it. It
 * may run on any thread's stack, as handlers have a stack of their own.
 */
void port_idle(void);

/* ---- sched.c --------------------------------------------------------------*/

/*
 * All kernel code runs between these two, which may be nested. k_enter()
 * returns whether interrupts were masked already, and k_leave() must get that
 * value: the outermost one makes a switch that has become due, and unmasks.
 */
static inline uint32_t k_enter(void)
{
	return port_mask();
}

/* Masked. The only way to change the state: `running` is derived from it. */
static inline void k_set_state(osKernelState_t state)
{
	kernel.state = state;
	kernel.running = state == osKernelRunning;
}

/* Masked, in a thread: switches to the one that should run, if it may. */
void k_dispatch(void);

static inline void k_leave(uint32_t masked)
{
	if (masked)
		return;
	if (kernel.resched)
		k_dispatch();
	port_unmask();
}

/*
 * Returns whether the rules of interrupt handlers apply, which a thread with
 * interrupts masked must follow, too. Handlers run masked, so the cheap check
 * comes first and usually decides. `masked` is the result of k_enter().
 */
static inline bool k_was_isr(uint32_t masked)
{
	return masked && (kernel.isr || kernel.state > osKernelReady);
}

static inline bool k_in_isr(void)
{
	return k_was_isr(port_masked());
}

/* Returns whether objects may be created and deleted. */
static inline bool k_may_create(void)
{
	return kernel.state != osKernelInactive && !k_in_isr();
}

/* Masked. Returns whether the running thread may be put to sleep. */
static inline bool k_may_block(void)
{
	return kernel.hold == K_HOLD_NONE;
}

/*
 * All functions of sched.c must be called masked. Those that make a thread
 * ready or change a priority do not switch: a switch that becomes necessary is
 * left to k_leave() or to the end of the interrupt.
 */

/* Puts a thread that is in no list into its ready ring. */
void k_ready(struct k_thread *t);
/* Takes a ready thread, which may be the running one, out of its ring. */
void k_unready(struct k_thread *t);
/* Puts a blocked thread into a wait queue, by its priority. */
void k_queue_insert(struct list *queue, struct k_thread *t);
/* The expire function of a thread's time-out. */
void k_thread_expire(struct k_timeout *timeout);
/* Ends the wait of a blocked thread with this result. */
void k_wake(struct k_thread *t, uint32_t result);
/* Wakes all threads of a queue, in its order. */
void k_wake_all(struct list *queue, uint32_t result);
/* Cancels the wait of a blocked thread, which remains blocked. */
void k_wait_abort(struct k_thread *t);
/* Sets the effective priority; the caller must handle inheritance. */
void k_set_prio(struct k_thread *t, uint32_t prio);
/* Called by the timer at the end of a slice. */
void k_slice_over(void);
/* Selects kernel.cur for port_start(). */
void k_first_thread(void);

/* Charges the time up to `now` to the running thread, if times are measured. */
static inline void k_settle(uint32_t now)
{
	uint32_t sum;

	if (!kernel.timing)
		return;
	sum = kernel.cur->run_time + (now - kernel.came_in);
	if (sum < kernel.cur->run_time)
		kernel.cur->run_time_high++;
	kernel.cur->run_time = sum;
	kernel.came_in = now;
}

/* Returns whether cur's slice has ended: slice_end is not in the future. */
static inline bool k_slice_passed(uint32_t now)
{
	return kernel.slicing && kernel.slice_end - now - 1 >= kernel.slice;
}

/*
 * Blocks the running thread until k_wake() or until the clock reaches `when`
 * (K_NEVER: no time-out). Returns the waker's result or `expired`. Thread
 * context; k_may_block() must be true.
 */
uint32_t k_block(struct list *queue, uint64_t when, uint32_t expired);

/* As k_block(), but returns `expired` at once if the thread may not block. */
uint32_t k_wait(struct list *queue, uint32_t ticks, uint32_t expired);

/* Masked. The port must call these before and after the handlers. */
static inline void k_irq_enter(void)
{
	K_ASSERT(port_masked() && !kernel.isr);
	kernel.isr = 1;
	kernel.stats.interrupts++;
}

/* The part of k_irq_exit() for a switch. */
void k_irq_switch(void);

/* Masked, at the end of an interrupt. The port must then resume kernel.cur. */
static inline void k_irq_exit(void)
{
	K_ASSERT(port_masked() && kernel.isr);
	kernel.isr = 0;
	if (kernel.resched)
		k_irq_switch();
}

/* Returns the first thread of a queue, which must not be empty. */
static inline struct k_thread *k_first(const struct list *queue)
{
	K_ASSERT(!list_empty(queue));
	return list_entry(queue->next, struct k_thread, link);
}

/* Masked. Returns the thread that should run: the idle one is always ready. */
static inline struct k_thread *k_highest(void)
{
	uint32_t high = kernel.ready_map[1];
	uint32_t prio = high ? 63 - __builtin_clz(high) :
			       31 - __builtin_clz(kernel.ready_map[0]);

	K_ASSERT(port_masked() && (high || kernel.ready_map[0]));
	return kernel.ready[prio];
}

/* ---- clock.c --------------------------------------------------------------*/

/*
 * All functions of clock.c must be called masked. Times are those of the 64-bit
 * clock, which starts at K_CLOCK_START.
 */

/* Returns the current time. */
uint64_t k_clock(void);
/* Returns the current tick count. */
uint32_t k_ticks(void);
/* Adds ticks for which the clock stood still; time-outs move closer. */
void k_skip_ticks(uint32_t ticks);
/* Returns the time of the n-th tick from now; K_NEVER for osWaitForever. */
uint64_t k_deadline(uint32_t ticks);
/* Starts a time-out, which must not be running. */
void k_timeout_add(struct k_timeout *t, uint64_t when);

/* Stops a time-out; has no effect if it is not running. */
static inline void k_timeout_remove(struct k_timeout *t)
{
	list_remove(&t->link);
}

/* Makes the timer interrupt come at `when` or earlier. */
void k_timer_arm(uint64_t when);
/* The handler of the timer interrupt. */
void k_timer_event(void);
/* Arms the timer for the next time-out or the end of the slice. */
void k_timer_rearm(void);

/* ---- mem.c ----------------------------------------------------------------*/

/*
 * The functions of mem.c must be called by threads with interrupts unmasked
 * (or before the kernel runs), as they may lock the scheduler.
 */

/* Initialises the arena from duet_rtos_config. */
void k_mem_init(void);
/* Returns 8-byte aligned memory from the arena, or NULL. */
void *k_alloc(size_t size);
/* Frees memory of k_alloc(); panics if it is not. */
void k_free(void *mem);
/* Creates a zeroed control block: see mem.c. Returns false on failure. */
bool k_object_new(void *out, uint32_t size, uint32_t bits, const char *name,
		  void *cb_mem, uint32_t cb_size);
/* Returns an object's data memory; on failure NULL, with the object freed. */
void *k_object_mem(struct k_object *obj, void *mem, uint32_t mem_size,
		   uint32_t need);
/* Frees an object that no thread can find any more, and its data. */
void k_object_free(struct k_object *obj, void *mem);

/* k_object_new() for a pointer to any control block, with attr or NULL */
#define k_new(ptr, attr) \
	k_object_new(&(ptr), sizeof(*(ptr)), (attr) ? (attr)->attr_bits : 0, \
		     (attr) ? (attr)->name : NULL, \
		     (attr) ? (attr)->cb_mem : NULL, \
		     (attr) ? (attr)->cb_size : 0)

/* Returns the control block if `id` is a live object of this type, or NULL. */
static inline void *k_get(void *id, uint32_t type)
{
	struct k_object *obj = id;

	if (!obj || ((uintptr_t)obj & 3) || obj->type != type)
		return NULL;
	return obj;
}

/* The common part of the GetName functions. */
static inline const char *k_name(void *id, uint32_t type)
{
	struct k_object *obj = k_get(id, type);

	return obj ? obj->name : NULL;
}

/* A thread's name for messages. */
static inline const char *k_name_text(const struct k_thread *t)
{
	return t->obj.name ? t->obj.name : "(no name)";
}

/* There is one core, so a mask must include core 0 or be empty. */
static inline bool k_affinity_ok(uint32_t mask)
{
	return !mask || (mask & osThreadProcessor(0));
}

/* ---- the classes ----------------------------------------------------------*/

/* The first function of every thread. Entered masked. */
__NO_RETURN void k_thread_main(void);
/* Thread context, unmasked. Frees all ended threads that no thread joins. */
void k_reap(void);
/* Creates a kernel thread. Returns false if memory is exhausted. */
bool k_daemon(osThreadFunc_t func, const osThreadAttr_t *attr);

/*
 * All k_mutex functions must be called masked. Give takes a free mutex for `t`,
 * free releases one that no thread waits for.
 */
static inline void k_mutex_give(struct k_mutex *m, struct k_thread *t)
{
	K_ASSERT(!m->owner && !m->count);
	m->owner = t;
	m->count = 1;
	list_insert_before(&t->owned, &m->link);
}

static inline void k_mutex_free(struct k_mutex *m)
{
	list_remove(&m->link);
	m->owner = NULL;
	m->count = 0;
}

/* Locks it for the running thread, as osMutexAcquire() does. */
osStatus_t k_mutex_lock(struct k_mutex *m, uint32_t timeout);
/* Unlocks it, and hands it to the first waiter, if any. */
void k_mutex_pass_on(struct k_mutex *m);
/* Ends its life: its waiters return with osErrorResource. */
void k_mutex_kill(struct k_mutex *m);
/* A thread has left its queue: the owner may lose inherited priority. */
void k_mutex_waiter_gone(struct k_mutex *m);
/* Computes the effective priority of `t` and of the owners it waits for. */
void k_mutex_inherit(struct k_thread *t);
/* Releases all mutexes of a thread that ends. */
void k_mutex_abandon(struct k_thread *t);
/* The expire function of a thread's watchdog. */
void k_watchdog_expire(struct k_timeout *timeout);
/* Create the timer thread and the work thread; false: no memory. */
bool k_timer_start(void);
bool k_work_start(void);

#endif
