/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interface of this RTOS beyond CMSIS-RTOS2: memory sizes for static
 * allocation, times in clock ticks, interrupt handlers, deferred work,
 * statistics, and the kernel's configuration.
 *
 * "Clock" is Duet's free-running counter (24 MHz on the first board), "tick"
 * is the kernel's 1 kHz tick, which is derived from it.
 */
#ifndef DUET_RTOS_H
#define DUET_RTOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmsis_os2.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- memory for static allocation, in bytes ------------------------------ */

#define DUET_THREAD_CB_SIZE		(32 * sizeof(void *) + 80 + \
					 DUET_THREAD_STATE)
#define DUET_TIMER_CB_SIZE		(12 * sizeof(void *) + 24)
#define DUET_EVFLAGS_CB_SIZE		(4 * sizeof(void *) + 8)
#define DUET_MUTEX_CB_SIZE		(7 * sizeof(void *) + 8)
#define DUET_SEMAPHORE_CB_SIZE		(4 * sizeof(void *) + 16)
#define DUET_MEMPOOL_CB_SIZE		(8 * sizeof(void *) + 28)
#define DUET_MSGQUEUE_CB_SIZE		(12 * sizeof(void *) + 24)

#define DUET_ROUND(n)	(((n) + sizeof(void *) - 1) & ~(sizeof(void *) - 1))

/* osMemoryPoolAttr_t.mp_size for `count` blocks of `size` bytes */
#define DUET_MEMPOOL_SIZE(count, size)	((count) * DUET_ROUND(size))

/* osMessageQueueAttr_t.mq_size for `count` messages of `size` bytes */
#define DUET_MSGQUEUE_SIZE(count, size)	\
	((count) * (2 * sizeof(void *) + DUET_ROUND(size)))

/* ... of it for the C library's state of the thread */
#define DUET_THREAD_STATE		96

/*
 * The smallest stack of a thread, enough to compute and return. Interrupts
 * take 72 bytes of it. A call that waits or wakes another thread needs up to
 * DUET_STACK_WAITS, printf() about 500 bytes, with floating point 1,450.
 */
#ifdef __thumb__
#define DUET_STACK_MIN			192
#define DUET_STACK_WAITS		208
#else
#define DUET_STACK_MIN			128
#define DUET_STACK_WAITS		176
#endif

/* ---- configuration ------------------------------------------------------- */

/*
 * An application that needs other values must define duet_rtos_config itself.
 * All sizes are in bytes, all memory must be 8-byte aligned. If every object
 * is created with memory, and the kernel's threads get stacks here, the arena
 * may be NULL.
 */
struct duet_rtos_config {
	void *arena;		/* for objects created without memory */
	uint32_t arena_size;
	uint32_t stack_size;	/* default size of a thread's stack */
	uint32_t idle_stack_size;
	uint32_t timer_stack_size;	/* of the thread of timer callbacks */
	uint32_t work_stack_size;	/* of the thread of deferred work */
	osPriority_t timer_priority;
	uint32_t slice_ticks;	/* slice of equals; 0: no round robin */
	/* stacks of the sizes above; NULL: from the arena */
	void *idle_stack;
	void *timer_stack;
	void *work_stack;
};

extern const struct duet_rtos_config duet_rtos_config;

/* ---- time -----------------------------------------------------------------*/

/* Returns the clock ticks since the kernel was initialised. Any context. */
uint64_t duet_clock(void);

/* Returns the clock's frequency in Hz. Any context. */
uint32_t duet_clock_hz(void);

/*
 * Waits until duet_clock() has reached `deadline`; for periodic threads that
 * must not drift. Threads only. Returns osOK; osErrorParameter: the deadline
 * has passed already, and there was no wait; osErrorISR; osError as osDelay().
 */
osStatus_t duet_delay_until(uint64_t deadline);

/* ---- interrupts -----------------------------------------------------------*/

/*
 * An interrupt handler. Called with interrupts masked, on the interrupt stack.
 * `event` is the bit number in the VM's events. When it returns, the device
 * must have deasserted its interrupt: the event is then acknowledged.
 */
typedef void (*duet_irq_fn)(uint32_t event, void *arg);

/*
 * Sets the handler of an event (NULL: none; the event is then discarded) and
 * unmasks it if it is a device's. Any context. Returns osOK;
 * osErrorParameter: no such event, or the kernel's timer.
 */
osStatus_t duet_irq_register(uint32_t event, duet_irq_fn fn, void *arg);

/*
 * Mask interrupts, and restore the previous state; neither traps. Sections may
 * be nested. Inside them the rules for interrupt handlers apply.
 */
uint32_t duet_irq_save(void);
void duet_irq_restore(uint32_t saved);

/* ---- deferred work ------------------------------------------------------- */

/*
 * Work that an interrupt handler defers to the work thread, which runs at
 * osPriorityISR with interrupts enabled. Must be static, and zeroed except for
 * fn and arg.
 */
struct duet_work {
	void (*fn)(void *arg);
	void *arg;
	struct duet_work *next;	/* private to the kernel */
	bool queued;		/* private to the kernel */
};

/* Any context. Returns false if it is queued already: it will run once. */
bool duet_work_post(struct duet_work *work);

/*
 * Removes the work from the queue, so that its memory may be reused. Any
 * context. Returns false if it was not queued; it may then be running.
 */
bool duet_work_cancel(struct duet_work *work);

/* ---- statistics ---------------------------------------------------------- */

struct duet_rtos_stats {
	uint32_t switches;	/* thread switches */
	uint32_t interrupts;	/* interrupt upcalls and idle wake-ups */
	uint32_t timer_events;
	uint32_t unhandled;	/* events without a handler */
	uint32_t arena_free;	/* bytes free now */
	uint32_t arena_low;	/* the minimum of arena_free */
};

/* Any context; arena_* are consistent in threads only. */
void duet_rtos_stats(struct duet_rtos_stats *stats);

struct duet_thread_stats {
	uint64_t run_time;	/* clock ticks; see duet_run_times() */
	uint32_t stack_size;	/* bytes */
	uint32_t stack_used;	/* bytes, high-water mark */
};

/*
 * Starts (true) or stops (false, the initial state) measuring the CPU time of
 * each thread. It costs about 20 instructions per switch while it is on, and
 * nothing while it is off. Threads only. Returns osOK; osErrorISR; osError:
 * not in a thread.
 */
osStatus_t duet_run_times(bool keep);

/*
 * Reports the thread's use of CPU and stack since its creation. Interrupts are
 * charged to the thread that they interrupt; the time of the thread named
 * "idle" is time in which no other thread was ready. Threads only. Returns
 * osOK; osErrorISR; osErrorParameter.
 */
osStatus_t duet_thread_stats(osThreadId_t thread_id,
			     struct duet_thread_stats *stats);

/*
 * Ends the VM with a message on the hypervisor's console, for a state from
 * which there is no recovery, such as a stack overflow or a corrupt list.
 * `detail` may be NULL. Any context.
 */
__NO_RETURN void duet_panic(const char *what, const char *detail);

#ifdef __cplusplus
}
#endif

#endif
