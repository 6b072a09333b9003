/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The CMSIS-RTOS2 programming interface, version 2.3.0, as implemented by this
 * RTOS. Names, types and values are those of the public interface, so that
 * application source compiles unchanged; the text is this project's own.
 *
 * Rules for all functions:
 *
 * - Identifiers are addresses of control blocks. A null, foreign or deleted
 *   identifier is refused: the function returns osErrorParameter, or its own
 *   error value.
 * - Times are kernel ticks (osKernelGetTickFreq() per second, 1,000 here).
 *   A time-out of n ends at the n-th tick boundary from now, that is after
 *   n - 1 to n ticks. 0 does not wait, osWaitForever never ends.
 * - Functions marked "threads only" must be called from a thread with
 *   interrupts unmasked; otherwise they return osErrorISR (or their error
 *   value). Functions marked "any context" may also be called from interrupt
 *   handlers and with interrupts masked, but then time-outs must be 0.
 * - A thread that would have to wait while the kernel is locked or not yet
 *   running is not put to sleep: it gets the result of an expired time-out.
 * - Functions return osOK or a negative osStatus_t. A flags function returns
 *   flags, or a value with the bit osFlagsError set.
 * - When an object is deleted, its waiters return with osErrorResource (or the
 *   function's error value: osFlagsErrorResource, NULL).
 */
#ifndef CMSIS_OS2_H_
#define CMSIS_OS2_H_

#include <stddef.h>
#include <stdint.h>

#ifndef __NO_RETURN
#define __NO_RETURN	__attribute__((__noreturn__))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- constants and types ------------------------------------------------ */

/* Versions as decimal mmnnnrrrr: major, minor, revision. */
typedef struct {
	uint32_t api;		/* version of this interface */
	uint32_t kernel;	/* version of this implementation */
} osVersion_t;

typedef enum {
	osKernelInactive = 0,	/* before osKernelInitialize() */
	osKernelReady = 1,	/* objects may be created, no thread runs yet */
	osKernelRunning = 2,
	osKernelLocked = 3,	/* running, thread switches held back */
	osKernelSuspended = 4,	/* between osKernelSuspend() and Resume */
	osKernelError = -1,
	osKernelReserved = 0x7fffffff	/* makes the type 32 bits wide */
} osKernelState_t;

typedef enum {
	osThreadInactive = 0,
	osThreadReady = 1,
	osThreadRunning = 2,
	osThreadBlocked = 3,	/* waiting, or suspended */
	osThreadTerminated = 4,	/* ended, waiting for osThreadJoin() */
	osThreadError = -1,
	osThreadReserved = 0x7fffffff
} osThreadState_t;

/* Higher numbers run first. Threads use osPriorityIdle to osPriorityISR. */
typedef enum {
	osPriorityNone = 0,
	osPriorityIdle = 1,	/* the idle thread's; usable, but may starve */
	osPriorityLow = 8,
	osPriorityLow1 = 9,
	osPriorityLow2 = 10,
	osPriorityLow3 = 11,
	osPriorityLow4 = 12,
	osPriorityLow5 = 13,
	osPriorityLow6 = 14,
	osPriorityLow7 = 15,
	osPriorityBelowNormal = 16,
	osPriorityBelowNormal1 = 17,
	osPriorityBelowNormal2 = 18,
	osPriorityBelowNormal3 = 19,
	osPriorityBelowNormal4 = 20,
	osPriorityBelowNormal5 = 21,
	osPriorityBelowNormal6 = 22,
	osPriorityBelowNormal7 = 23,
	osPriorityNormal = 24,
	osPriorityNormal1 = 25,
	osPriorityNormal2 = 26,
	osPriorityNormal3 = 27,
	osPriorityNormal4 = 28,
	osPriorityNormal5 = 29,
	osPriorityNormal6 = 30,
	osPriorityNormal7 = 31,
	osPriorityAboveNormal = 32,
	osPriorityAboveNormal1 = 33,
	osPriorityAboveNormal2 = 34,
	osPriorityAboveNormal3 = 35,
	osPriorityAboveNormal4 = 36,
	osPriorityAboveNormal5 = 37,
	osPriorityAboveNormal6 = 38,
	osPriorityAboveNormal7 = 39,
	osPriorityHigh = 40,
	osPriorityHigh1 = 41,
	osPriorityHigh2 = 42,
	osPriorityHigh3 = 43,
	osPriorityHigh4 = 44,
	osPriorityHigh5 = 45,
	osPriorityHigh6 = 46,
	osPriorityHigh7 = 47,
	osPriorityRealtime = 48,
	osPriorityRealtime1 = 49,
	osPriorityRealtime2 = 50,
	osPriorityRealtime3 = 51,
	osPriorityRealtime4 = 52,
	osPriorityRealtime5 = 53,
	osPriorityRealtime6 = 54,
	osPriorityRealtime7 = 55,
	osPriorityISR = 56,	/* the thread of deferred interrupt work */
	osPriorityError = -1,
	osPriorityReserved = 0x7fffffff
} osPriority_t;

typedef void (*osThreadFunc_t)(void *argument);
typedef void (*osTimerFunc_t)(void *argument);

typedef enum {
	osTimerOnce = 0,
	osTimerPeriodic = 1
} osTimerType_t;

#define osWaitForever		0xffffffffu

/* Options of the flags functions */
#define osFlagsWaitAny		0x00000000u	/* any of the flags is enough */
#define osFlagsWaitAll		0x00000001u
#define osFlagsNoClear		0x00000002u	/* do not clear the flags */

/* Results of the flags functions */
#define osFlagsError		0x80000000u	/* set in all errors */
#define osFlagsErrorUnknown	0xffffffffu
#define osFlagsErrorTimeout	0xfffffffeu
#define osFlagsErrorResource	0xfffffffdu
#define osFlagsErrorParameter	0xfffffffcu
#define osFlagsErrorISR		0xfffffffau
#define osFlagsErrorSafetyClass	0xfffffff9u	/* never returned here */

/* Attribute bits of threads and mutexes */
#define osThreadDetached	0x00000000u	/* freed when it ends */
#define osThreadJoinable	0x00000001u	/* freed by osThreadJoin() */
#define osThreadUnprivileged	0x00000002u	/* neither has an effect: all */
#define osThreadPrivileged	0x00000004u	/* threads are unprivileged */
#define osMutexRecursive	0x00000001u	/* its owner may lock it again */
#define osMutexPrioInherit	0x00000002u	/* its owner inherits priority */
#define osMutexRobust		0x00000008u	/* freed when its owner ends */

/*
 * Zones of memory protection, for threads, and safety classes, for all
 * objects, in attr_bits. Everything is in zone 0 and class 0 here; objects of
 * another zone or class cannot be created.
 */
#define osThreadZone_Pos	8u
#define osThreadZone_Msk	(0x3ful << osThreadZone_Pos)
#define osThreadZone_Valid	(0x80ul << osThreadZone_Pos)
#define osThreadZone(n)		\
	((((n) << osThreadZone_Pos) & osThreadZone_Msk) | osThreadZone_Valid)
#define osSafetyClass_Pos	16u
#define osSafetyClass_Msk	(0x0ful << osSafetyClass_Pos)
#define osSafetyClass_Valid	(0x10ul << osSafetyClass_Pos)
#define osSafetyClass(n)	\
	((((n) << osSafetyClass_Pos) & osSafetyClass_Msk) | \
	 osSafetyClass_Valid)

/* Modes of the functions for classes */
#define osSafetyWithSameClass	0x00000001u
#define osSafetyWithLowerClass	0x00000002u

/* A core, in a thread's affinity_mask: 0 is the only one */
#define osThreadProcessor(n)	(1ul << (n))

/* Error of osThreadGetClass() and osThreadGetZone() */
#define osErrorId		0xffffffffu

typedef enum {
	osOK = 0,
	osError = -1,		/* any failure that has no code below */
	osErrorTimeout = -2,	/* not within the given time */
	osErrorResource = -3,	/* unavailable, or in the wrong state */
	osErrorParameter = -4,
	osErrorNoMemory = -5,
	osErrorISR = -6,	/* not allowed in an interrupt handler */
	osErrorSafetyClass = -7,	/* never returned: there is one class */
	osStatusReserved = 0x7fffffff
} osStatus_t;

typedef void *osThreadId_t;
typedef void *osTimerId_t;
typedef void *osEventFlagsId_t;
typedef void *osMutexId_t;
typedef void *osSemaphoreId_t;
typedef void *osMemoryPoolId_t;
typedef void *osMessageQueueId_t;

#ifndef TZ_MODULEID_T
#define TZ_MODULEID_T
typedef uint32_t TZ_ModuleId_t;
#endif

/*
 * Attributes. All fields may be zero; a null pointer stands for all zero.
 * name: the pointer is kept, so the string must stay valid; may be NULL.
 * cb_mem, cb_size: memory for the control block, which must be word aligned
 * (8 bytes on a 64-bit host) and at least as large as <duet_rtos.h> says; if
 * cb_mem is NULL, the kernel's arena is used and cb_size must be 0. The other
 * *_mem, *_size pairs follow the same rules.
 */
typedef struct {
	const char *name;
	uint32_t attr_bits;	/* osThread* */
	void *cb_mem;
	uint32_t cb_size;	/* bytes */
	void *stack_mem;	/* 8-byte aligned */
	uint32_t stack_size;	/* bytes; 0 without stack_mem: the default */
	osPriority_t priority;	/* osPriorityNone: osPriorityNormal */
	TZ_ModuleId_t tz_module;	/* ignored: there is no TrustZone */
	uint32_t affinity_mask;	/* 0, or any with osThreadProcessor(0) */
} osThreadAttr_t;

typedef struct {
	const char *name;
	uint32_t attr_bits;	/* 0 */
	void *cb_mem;
	uint32_t cb_size;
} osTimerAttr_t;

typedef struct {
	const char *name;
	uint32_t attr_bits;	/* 0 */
	void *cb_mem;
	uint32_t cb_size;
} osEventFlagsAttr_t;

typedef struct {
	const char *name;
	uint32_t attr_bits;	/* osMutex* */
	void *cb_mem;
	uint32_t cb_size;
} osMutexAttr_t;

typedef struct {
	const char *name;
	uint32_t attr_bits;	/* 0 */
	void *cb_mem;
	uint32_t cb_size;
} osSemaphoreAttr_t;

typedef struct {
	const char *name;
	uint32_t attr_bits;	/* 0 */
	void *cb_mem;
	uint32_t cb_size;
	void *mp_mem;		/* memory for the blocks */
	uint32_t mp_size;
} osMemoryPoolAttr_t;

typedef struct {
	const char *name;
	uint32_t attr_bits;	/* 0 */
	void *cb_mem;
	uint32_t cb_size;
	void *mq_mem;		/* memory for the messages */
	uint32_t mq_size;
} osMessageQueueAttr_t;

/* ---- kernel -------------------------------------------------------------- */

/*
 * Initialises the kernel; must be called before any object is created. Returns
 * osOK; osError: already initialised; osErrorISR.
 */
osStatus_t osKernelInitialize(void);

/*
 * Reports versions and the kernel's name (truncated to id_size bytes with its
 * NUL). Either pointer may be NULL. Any context. Returns osOK.
 */
osStatus_t osKernelGetInfo(osVersion_t *version, char *id_buf,
			   uint32_t id_size);

/* Any context. */
osKernelState_t osKernelGetState(void);

/*
 * Starts the scheduler; returns only on error. osError: the state is not
 * osKernelReady; osErrorISR; osErrorNoMemory.
 */
osStatus_t osKernelStart(void);

/*
 * Disable and enable thread switches; interrupts stay enabled. Lock and Unlock
 * return the previous state (1 locked, 0 not); RestoreLock sets the given
 * state and returns it. Threads only. osError: the kernel is not running.
 */
int32_t osKernelLock(void);
int32_t osKernelUnlock(void);
int32_t osKernelRestoreLock(int32_t lock);

/*
 * Stops scheduling and the kernel's timer, for a sleep that the application
 * implements itself; returns the ticks until the kernel must run again. In an
 * interrupt or when the kernel is not running it does nothing and returns 0.
 * Threads only.
 */
uint32_t osKernelSuspend(void);

/*
 * Ends osKernelSuspend(). Ticks are derived from a clock that is not stopped;
 * if sleep_ticks exceeds the ticks it has counted, the difference is added.
 * Threads only.
 */
void osKernelResume(uint32_t sleep_ticks);

/*
 * For systems with several safety classes. Threads only. Returns
 * osErrorParameter: no such class (above 15); osError: there is only one class.
 */
osStatus_t osKernelProtect(uint32_t safety_class);
osStatus_t osKernelDestroyClass(uint32_t safety_class, uint32_t mode);

/* Ticks since osKernelInitialize(), modulo 2^32. Any context. */
uint32_t osKernelGetTickCount(void);

/* Ticks per second: 1,000. Any context. */
uint32_t osKernelGetTickFreq(void);

/* The clock, modulo 2^32, for short measurements. Any context. */
uint32_t osKernelGetSysTimerCount(void);

/* Frequency of the clock in Hz. Any context. */
uint32_t osKernelGetSysTimerFreq(void);

/* ---- threads: threads only unless stated otherwise ----------------------- */

/*
 * Creates a thread, ready to run func(argument). Returns NULL in an interrupt,
 * if a parameter is invalid, or if memory is exhausted.
 */
osThreadId_t osThreadNew(osThreadFunc_t func, void *argument,
			 const osThreadAttr_t *attr);

/* Returns NULL if there is no such thread or it has no name. Any context. */
const char *osThreadGetName(osThreadId_t thread_id);

/* Returns 0, the only class and zone; osErrorId on error. Any context. */
uint32_t osThreadGetClass(osThreadId_t thread_id);
uint32_t osThreadGetZone(osThreadId_t thread_id);

/* The running thread; NULL before the kernel is running. Any context. */
osThreadId_t osThreadGetId(void);

/* Returns osThreadError: no such thread, or in an interrupt. */
osThreadState_t osThreadGetState(osThreadId_t thread_id);

/* Returns bytes; 0 on error. */
uint32_t osThreadGetStackSize(osThreadId_t thread_id);

/* Returns the bytes of the stack that were never used; 0 on error. */
uint32_t osThreadGetStackSpace(osThreadId_t thread_id);

/*
 * Sets a thread's base priority, which is effective unless it inherits a
 * higher one. osErrorResource: the thread has ended, or is the idle thread.
 */
osStatus_t osThreadSetPriority(osThreadId_t thread_id, osPriority_t priority);

/* Returns the effective priority; osPriorityError on error. */
osPriority_t osThreadGetPriority(osThreadId_t thread_id);

/* Yields to other ready threads of the same priority. osError: not running. */
osStatus_t osThreadYield(void);

/*
 * Suspends a thread until osThreadResume(). A waiting thread stops waiting as
 * if its time-out had expired. osErrorResource: it has ended, it is one of the
 * kernel's own, or it must not be suspended now (the kernel is locked).
 */
osStatus_t osThreadSuspend(osThreadId_t thread_id);

/*
 * Makes a blocked thread ready, whatever it is blocked on: a waiting thread
 * gets the result of an expired time-out. osErrorResource: it is not blocked.
 */
osStatus_t osThreadResume(osThreadId_t thread_id);

/* Makes a thread free itself when it ends. osErrorResource: already so. */
osStatus_t osThreadDetach(osThreadId_t thread_id);

/*
 * Waits until a joinable thread has ended, and frees it. osErrorResource: it
 * is detached, another thread is joining it, it is the caller, or the wait was
 * ended by osThreadSuspend() or osThreadResume(). If the joining thread ends
 * while it waits, another may join.
 */
osStatus_t osThreadJoin(osThreadId_t thread_id);

/* Ends the running thread. Timer callbacks and work must not call it. */
__NO_RETURN void osThreadExit(void);

/*
 * Ends a thread. Its robust mutexes are released; any others that it holds
 * stay locked for ever. osErrorResource: it has ended already, or is one of
 * the kernel's own.
 */
osStatus_t osThreadTerminate(osThreadId_t thread_id);

/*
 * Each thread has a watchdog, which is initially off. Feed restarts it for the
 * given number of ticks; 0 stops it, as does the end of the thread. It runs
 * regardless of the thread's state. osError: not in a thread.
 */
osStatus_t osThreadFeedWatchdog(uint32_t ticks);

/*
 * Defined by the application: called in the timer interrupt when a thread has
 * not fed its watchdog in time. Returns the ticks until the next call for this
 * thread, 0 for none. If the application does not define it, the VM ends with
 * a message that names the thread.
 */
uint32_t osWatchdogAlarm_Handler(osThreadId_t thread_id);

/*
 * Makes osThreadNew() refuse osThreadPrivileged from now on. osError: before
 * osKernelInitialize().
 */
osStatus_t osThreadProtectPrivileged(void);

/*
 * For systems with several classes or zones. osErrorParameter: no such class
 * (above 15) or zone (above 63); osError: there is only one of each.
 */
osStatus_t osThreadSuspendClass(uint32_t safety_class, uint32_t mode);
osStatus_t osThreadResumeClass(uint32_t safety_class, uint32_t mode);
osStatus_t osThreadTerminateZone(uint32_t zone);

/* Defined by applications that have zones; never called. */
void osZoneSetup_Callback(uint32_t zone);

/* Does nothing: a fault ends the VM, the application cannot handle it. */
void osFaultResume(void);

/*
 * The cores that a thread may run on. Set: the mask must be 0 or include
 * osThreadProcessor(0), otherwise osErrorParameter; osErrorResource: it has
 * ended. Get: returns 1; 0 on error.
 */
osStatus_t osThreadSetAffinityMask(osThreadId_t thread_id,
				   uint32_t affinity_mask);
uint32_t osThreadGetAffinityMask(osThreadId_t thread_id);

/* Number of live threads, the kernel's own included; 0 in an interrupt. */
uint32_t osThreadGetCount(void);

/* Writes up to array_items identifiers; returns the number. 0 on error. */
uint32_t osThreadEnumerate(osThreadId_t *thread_array, uint32_t array_items);

/*
 * Thread flags: 31 bits per thread. Set returns the flags after the call,
 * without those that the thread has already consumed; any context. Clear, Get
 * and Wait act on the running thread. Clear and Wait return the flags before
 * they were cleared.
 */
uint32_t osThreadFlagsSet(osThreadId_t thread_id, uint32_t flags);
uint32_t osThreadFlagsClear(uint32_t flags);
uint32_t osThreadFlagsGet(void);
uint32_t osThreadFlagsWait(uint32_t flags, uint32_t options,
			   uint32_t timeout);

/* ---- waiting: threads only ----------------------------------------------- */

/* osErrorParameter: ticks is 0; osError: kernel locked or not running. */
osStatus_t osDelay(uint32_t ticks);

/*
 * Waits until the tick count is `ticks`. osErrorParameter: that is now, in the
 * past, or more than 2^31 - 1 ticks ahead.
 */
osStatus_t osDelayUntil(uint32_t ticks);

/* ---- timers: threads only ------------------------------------------------ */

/*
 * Creates a stopped timer. func(argument) is called by the timer thread, with
 * priority osPriorityHigh unless configured. Returns NULL on error.
 */
osTimerId_t osTimerNew(osTimerFunc_t func, osTimerType_t type, void *argument,
		       const osTimerAttr_t *attr);

/* Any context. */
const char *osTimerGetName(osTimerId_t timer_id);

/* Starts or restarts the timer. osErrorParameter: also if ticks is 0. */
osStatus_t osTimerStart(osTimerId_t timer_id, uint32_t ticks);

/* osErrorResource: it is not running. */
osStatus_t osTimerStop(osTimerId_t timer_id);

/* Returns 1 if it is running; 0 if not, or on error. */
uint32_t osTimerIsRunning(osTimerId_t timer_id);
osStatus_t osTimerDelete(osTimerId_t timer_id);

/* ---- event flags --------------------------------------------------------- */

/* Threads only: New, Delete. 31 flags, all clear. */
osEventFlagsId_t osEventFlagsNew(const osEventFlagsAttr_t *attr);

/* Any context. */
const char *osEventFlagsGetName(osEventFlagsId_t ef_id);

/* Any context. Results are those of the thread flags. */
uint32_t osEventFlagsSet(osEventFlagsId_t ef_id, uint32_t flags);
uint32_t osEventFlagsClear(osEventFlagsId_t ef_id, uint32_t flags);
uint32_t osEventFlagsGet(osEventFlagsId_t ef_id);
uint32_t osEventFlagsWait(osEventFlagsId_t ef_id, uint32_t flags,
			  uint32_t options, uint32_t timeout);
osStatus_t osEventFlagsDelete(osEventFlagsId_t ef_id);

/* ---- mutexes: threads only ----------------------------------------------- */

osMutexId_t osMutexNew(const osMutexAttr_t *attr);

/* Any context. */
const char *osMutexGetName(osMutexId_t mutex_id);

/*
 * osErrorResource: it is locked and timeout is 0, or the caller owns it and it
 * is not recursive (or was locked too often); osErrorTimeout.
 */
osStatus_t osMutexAcquire(osMutexId_t mutex_id, uint32_t timeout);

/* osErrorResource: the caller is not the owner. */
osStatus_t osMutexRelease(osMutexId_t mutex_id);

/* Returns NULL if it is free, or on error. */
osThreadId_t osMutexGetOwner(osMutexId_t mutex_id);
osStatus_t osMutexDelete(osMutexId_t mutex_id);

/* ---- semaphores ---------------------------------------------------------- */

/* Threads only: New, Delete. NULL also if initial > max or max is 0. */
osSemaphoreId_t osSemaphoreNew(uint32_t max_count, uint32_t initial_count,
			       const osSemaphoreAttr_t *attr);

/* Any context. */
const char *osSemaphoreGetName(osSemaphoreId_t semaphore_id);

/* Any context. osErrorResource: no token and timeout is 0; osErrorTimeout. */
osStatus_t osSemaphoreAcquire(osSemaphoreId_t semaphore_id, uint32_t timeout);

/* Any context. osErrorResource: max_count is reached. */
osStatus_t osSemaphoreRelease(osSemaphoreId_t semaphore_id);

/* Any context. Returns the tokens left; 0 on error. */
uint32_t osSemaphoreGetCount(osSemaphoreId_t semaphore_id);
osStatus_t osSemaphoreDelete(osSemaphoreId_t semaphore_id);

/* ---- memory pools -------------------------------------------------------- */

/* Threads only: New, Delete. Blocks are word aligned. */
osMemoryPoolId_t osMemoryPoolNew(uint32_t block_count, uint32_t block_size,
				 const osMemoryPoolAttr_t *attr);

/* Any context. */
const char *osMemoryPoolGetName(osMemoryPoolId_t mp_id);

/* Any context. Returns NULL if no block is free in time, or on error. */
void *osMemoryPoolAlloc(osMemoryPoolId_t mp_id, uint32_t timeout);

/*
 * Any context. osErrorParameter: not the address of a block of this pool, or
 * that block is free; osErrorResource: all blocks are free already.
 */
osStatus_t osMemoryPoolFree(osMemoryPoolId_t mp_id, void *block);

/* Any context. Total blocks, bytes per block, blocks in use, free blocks. */
uint32_t osMemoryPoolGetCapacity(osMemoryPoolId_t mp_id);
uint32_t osMemoryPoolGetBlockSize(osMemoryPoolId_t mp_id);
uint32_t osMemoryPoolGetCount(osMemoryPoolId_t mp_id);
uint32_t osMemoryPoolGetSpace(osMemoryPoolId_t mp_id);
osStatus_t osMemoryPoolDelete(osMemoryPoolId_t mp_id);

/* ---- message queues ------------------------------------------------------ */

/*
 * Threads only: New, Reset, Delete. Messages are copied with interrupts
 * masked, so queues should carry pointers to anything large.
 */
osMessageQueueId_t osMessageQueueNew(uint32_t msg_count, uint32_t msg_size,
				     const osMessageQueueAttr_t *attr);

/* Any context. */
const char *osMessageQueueGetName(osMessageQueueId_t mq_id);

/*
 * Any context. Get returns the oldest message of the highest msg_prio. The
 * pointer msg_prio of Get may be NULL. osErrorResource: the queue is full
 * (Put) or empty (Get) and timeout is 0; osErrorTimeout.
 */
osStatus_t osMessageQueuePut(osMessageQueueId_t mq_id, const void *msg_ptr,
			     uint8_t msg_prio, uint32_t timeout);
osStatus_t osMessageQueueGet(osMessageQueueId_t mq_id, void *msg_ptr,
			     uint8_t *msg_prio, uint32_t timeout);

/* Any context. Capacity, bytes per message, messages queued, free slots. */
uint32_t osMessageQueueGetCapacity(osMessageQueueId_t mq_id);
uint32_t osMessageQueueGetMsgSize(osMessageQueueId_t mq_id);
uint32_t osMessageQueueGetCount(osMessageQueueId_t mq_id);
uint32_t osMessageQueueGetSpace(osMessageQueueId_t mq_id);

/* Discards all messages; waiting senders then fill the queue again. */
osStatus_t osMessageQueueReset(osMessageQueueId_t mq_id);
osStatus_t osMessageQueueDelete(osMessageQueueId_t mq_id);

#ifdef __cplusplus
}
#endif

#endif
