/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The CMSIS-RTOS2 programming interface, version 2.3.0, as this RTOS offers
 * it. Names, types and values are those of the public interface, so that
 * application source compiles unchanged; the text is this project's own.
 *
 * Rules that hold for all functions
 *
 * - Identifiers are addresses of control blocks. A null, foreign or deleted
 *   identifier is refused: osErrorParameter, or the function's error value.
 * - Times are kernel ticks (osKernelGetTickFreq() a second, 1,000 here).
 *   A time-out of n ends at the n-th tick boundary from now: it lasts between
 *   n - 1 and n ticks. 0 does not wait, osWaitForever never ends.
 * - "Threads only" functions return osErrorISR (or their error value) in an
 *   interrupt handler or with interrupts masked. "Any context" ones may be
 *   called there too, those with a time-out only with the time-out 0.
 * - A thread that must wait while the kernel is locked or not yet running
 *   isn't put to sleep: it gets the result of an expired time-out.
 * - Results: osOK, or a negative osStatus_t. A flags function returns flags,
 *   or a value with the bit osFlagsError set.
 * - A deleted object releases its waiters with osErrorResource (or the error
 *   value that fits the function: osFlagsErrorResource, NULL).
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
	uint32_t api;		/* of this interface */
	uint32_t kernel;	/* of this implementation */
} osVersion_t;

typedef enum {
	osKernelInactive = 0,	/* before osKernelInitialize() */
	osKernelReady = 1,	/* objects may be made, nothing runs yet */
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
	osThreadBlocked = 3,	/* waits for something, or is suspended */
	osThreadTerminated = 4,	/* ended, waits for osThreadJoin() */
	osThreadError = -1,
	osThreadReserved = 0x7fffffff
} osThreadState_t;

/* Higher numbers run first. Threads use osPriorityIdle to osPriorityISR. */
typedef enum {
	osPriorityNone = 0,
	osPriorityIdle = 1,	/* the idle thread's; usable, but never do */
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
#define osFlagsWaitAny		0x00000000u	/* one of the flags will do */
#define osFlagsWaitAll		0x00000001u
#define osFlagsNoClear		0x00000002u	/* leave them set */

/* Results of the flags functions */
#define osFlagsError		0x80000000u	/* set in all errors */
#define osFlagsErrorUnknown	0xffffffffu
#define osFlagsErrorTimeout	0xfffffffeu
#define osFlagsErrorResource	0xfffffffdu
#define osFlagsErrorParameter	0xfffffffcu
#define osFlagsErrorISR		0xfffffffau
#define osFlagsErrorSafetyClass	0xfffffff9u	/* never given here */

/* Attribute bits of threads and mutexes */
#define osThreadDetached	0x00000000u	/* freed when it ends */
#define osThreadJoinable	0x00000001u	/* freed by osThreadJoin() */
#define osThreadUnprivileged	0x00000002u	/* both without effect: all */
#define osThreadPrivileged	0x00000004u	/* threads are unprivileged */
#define osMutexRecursive	0x00000001u	/* its owner may lock it again */
#define osMutexPrioInherit	0x00000002u	/* its owner inherits priority */
#define osMutexRobust		0x00000008u	/* freed when its owner ends */

/*
 * Zones of memory protection, for threads, and safety classes, for all
 * objects, in attr_bits. Here all is of zone 0 and class 0, and what is to be
 * made of another is refused.
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
	osError = -1,		/* failed, and nothing below fits */
	osErrorTimeout = -2,	/* not within the given time */
	osErrorResource = -3,	/* not available, or in the wrong state */
	osErrorParameter = -4,
	osErrorNoMemory = -5,
	osErrorISR = -6,	/* not allowed in an interrupt handler */
	osErrorSafetyClass = -7,	/* never given: there is one class */
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
 * Attributes. All may be zero, and a null pointer stands for all zero.
 * name: kept as a pointer, may be NULL. cb_mem, cb_size: memory for the
 * control block, word aligned (8 bytes on a 64-bit host), of at least the size
 * that <duet_rtos.h> gives; with NULL the kernel's arena is used and cb_size
 * must be 0. Other *_mem, *_size pairs likewise.
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
 * Prepares the kernel; the first call that a program makes, before anything
 * is created. osOK; osError: already done; osErrorISR.
 */
osStatus_t osKernelInitialize(void);

/*
 * Tells versions and a name (cut to id_size bytes with its NUL). Either
 * pointer may be NULL. Any context. osOK.
 */
osStatus_t osKernelGetInfo(osVersion_t *version, char *id_buf,
			   uint32_t id_size);

/* Any context. */
osKernelState_t osKernelGetState(void);

/*
 * Starts the scheduler; does not return if all is well. osError: not in the
 * state osKernelReady; osErrorISR.
 */
osStatus_t osKernelStart(void);

/*
 * Hold back and let go thread switches; interrupts stay on. Lock and Unlock
 * return the state before (1 locked, 0 not), RestoreLock, which sets the given
 * state, that state. Threads only. osError: the kernel doesn't run.
 */
int32_t osKernelLock(void);
int32_t osKernelUnlock(void);
int32_t osKernelRestoreLock(int32_t lock);

/*
 * Stops scheduling and the kernel's timer for a sleep that the application
 * arranges itself; returns the ticks until the kernel has to run again. 0:
 * nothing is done, in an interrupt or when not running. Threads only.
 */
uint32_t osKernelSuspend(void);

/*
 * Ends osKernelSuspend(). Ticks are read from a clock that goes on counting;
 * if sleep_ticks is more than it has counted, the difference is added.
 * Threads only.
 */
void osKernelResume(uint32_t sleep_ticks);

/*
 * For systems with several safety classes. Threads only. osErrorParameter:
 * no class (above 15); osError: there is one class only.
 */
osStatus_t osKernelProtect(uint32_t safety_class);
osStatus_t osKernelDestroyClass(uint32_t safety_class, uint32_t mode);

/* Ticks since osKernelInitialize(), modulo 2^32. Any context. */
uint32_t osKernelGetTickCount(void);

/* Ticks a second: 1,000. Any context. */
uint32_t osKernelGetTickFreq(void);

/* The clock, modulo 2^32, for short measurements. Any context. */
uint32_t osKernelGetSysTimerCount(void);

/* Frequency of the clock in Hz. Any context. */
uint32_t osKernelGetSysTimerFreq(void);

/* ---- threads: threads only, if nothing else is said ----------------------- */

/*
 * Creates a thread, ready to run func(argument). NULL: in an interrupt, a
 * parameter is wrong, or no memory.
 */
osThreadId_t osThreadNew(osThreadFunc_t func, void *argument,
			 const osThreadAttr_t *attr);

/* NULL: no such thread, or none was given. Any context. */
const char *osThreadGetName(osThreadId_t thread_id);

/* 0, as there is one class and one zone; osErrorId on error. Any context. */
uint32_t osThreadGetClass(osThreadId_t thread_id);
uint32_t osThreadGetZone(osThreadId_t thread_id);

/* The running thread; NULL before the kernel runs. Any context. */
osThreadId_t osThreadGetId(void);

/* osThreadError: no such thread, or in an interrupt. */
osThreadState_t osThreadGetState(osThreadId_t thread_id);

/* Bytes; 0 on error. */
uint32_t osThreadGetStackSize(osThreadId_t thread_id);

/* Bytes of the stack never used so far; 0 on error. */
uint32_t osThreadGetStackSpace(osThreadId_t thread_id);

/*
 * Sets a thread's own priority, which counts while it inherits none that is
 * higher. osErrorResource: the thread has ended, or is the kernel's idle one.
 */
osStatus_t osThreadSetPriority(osThreadId_t thread_id, osPriority_t priority);

/* The priority it runs with now; osPriorityError on error. */
osPriority_t osThreadGetPriority(osThreadId_t thread_id);

/* Lets other ready threads of the same priority run. osError: not running. */
osStatus_t osThreadYield(void);

/*
 * Stops a thread until osThreadResume(). One that waits gives up waiting, as
 * if its time-out had come. osErrorResource: it has ended, it is one of the
 * kernel's own, or it must not be suspended now (the kernel is locked).
 */
osStatus_t osThreadSuspend(osThreadId_t thread_id);

/*
 * Makes a blocked thread ready, whatever it is blocked for: one that waits
 * gets the result of a time-out. osErrorResource: it isn't blocked.
 */
osStatus_t osThreadResume(osThreadId_t thread_id);

/* Makes a thread free itself when it ends. osErrorResource: it does already. */
osStatus_t osThreadDetach(osThreadId_t thread_id);

/*
 * Waits until a joinable thread has ended, and frees it. osErrorResource: it
 * is detached, somebody joins it already, it is the caller, or the wait was
 * ended by osThreadSuspend() or osThreadResume(). A thread whose joiner ends
 * while it waits can be joined by another.
 */
osStatus_t osThreadJoin(osThreadId_t thread_id);

/* Ends the running thread; not from a timer's callback or deferred work. */
__NO_RETURN void osThreadExit(void);

/*
 * Ends a thread. Its robust mutexes are released, others that it holds stay
 * locked for ever. osErrorResource: it has ended already, or is one of the
 * kernel's own.
 */
osStatus_t osThreadTerminate(osThreadId_t thread_id);

/*
 * Each thread has a watchdog, which is off at first. Feed starts it anew for
 * so many ticks; 0 stops it, as the thread's end does. It runs whatever state
 * the thread is in. osError: not in a thread.
 */
osStatus_t osThreadFeedWatchdog(uint32_t ticks);

/*
 * The application's: called, in the timer's interrupt, when a thread has not
 * fed its watchdog in time. Returns the ticks to the next call for that
 * thread, 0 if there is to be none. If the application has none, the VM ends
 * with a message that names the thread.
 */
uint32_t osWatchdogAlarm_Handler(osThreadId_t thread_id);

/*
 * From here on osThreadNew() refuses osThreadPrivileged. osError: before
 * osKernelInitialize().
 */
osStatus_t osThreadProtectPrivileged(void);

/*
 * For systems with several classes or zones. osErrorParameter: no class
 * (above 15) or zone (above 63); osError: there is one of each only.
 */
osStatus_t osThreadSuspendClass(uint32_t safety_class, uint32_t mode);
osStatus_t osThreadResumeClass(uint32_t safety_class, uint32_t mode);
osStatus_t osThreadTerminateZone(uint32_t zone);

/* For applications that have zones; never called. */
void osZoneSetup_Callback(uint32_t zone);

/* Does nothing: a fault ends the VM, no handler of the application's runs. */
void osFaultResume(void);

/*
 * The cores a thread may run on. Set: 0 or one with osThreadProcessor(0);
 * osErrorParameter: others; osErrorResource: it has ended. Get: 1; 0 on error.
 */
osStatus_t osThreadSetAffinityMask(osThreadId_t thread_id,
				   uint32_t affinity_mask);
uint32_t osThreadGetAffinityMask(osThreadId_t thread_id);

/* Threads that have not ended, the kernel's own included; 0 in an interrupt. */
uint32_t osThreadGetCount(void);

/* Writes at most array_items identifiers; returns how many. 0 on error. */
uint32_t osThreadEnumerate(osThreadId_t *thread_array, uint32_t array_items);

/*
 * Thread flags: 31 bits that each thread has. Set: returns the flags after
 * it, those already taken by the thread cleared; any context. Clear, Get,
 * Wait: the running thread's. Clear and Wait return the flags before they were
 * cleared.
 */
uint32_t osThreadFlagsSet(osThreadId_t thread_id, uint32_t flags);
uint32_t osThreadFlagsClear(uint32_t flags);
uint32_t osThreadFlagsGet(void);
uint32_t osThreadFlagsWait(uint32_t flags, uint32_t options,
			   uint32_t timeout);

/* ---- waiting: threads only ------------------------------------------------ */

/* osErrorParameter: ticks is 0; osError: the kernel doesn't run or is locked. */
osStatus_t osDelay(uint32_t ticks);

/*
 * Waits until the tick count is `ticks`. osErrorParameter: that is now, in
 * the past, or more than 2^31 - 1 ahead.
 */
osStatus_t osDelayUntil(uint32_t ticks);

/* ---- timers: threads only -------------------------------------------------- */

/*
 * Creates a stopped timer. func(argument) runs in the timer thread, which is
 * of priority osPriorityHigh. NULL on error.
 */
osTimerId_t osTimerNew(osTimerFunc_t func, osTimerType_t type, void *argument,
		       const osTimerAttr_t *attr);

/* Any context. */
const char *osTimerGetName(osTimerId_t timer_id);

/* Starts or restarts it. osErrorParameter: also for ticks 0. */
osStatus_t osTimerStart(osTimerId_t timer_id, uint32_t ticks);

/* osErrorResource: it doesn't run. */
osStatus_t osTimerStop(osTimerId_t timer_id);

/* 1 it runs, 0 not (or an error). */
uint32_t osTimerIsRunning(osTimerId_t timer_id);
osStatus_t osTimerDelete(osTimerId_t timer_id);

/* ---- event flags ----------------------------------------------------------- */

/* Threads only: New, Delete. 31 flags, all clear. */
osEventFlagsId_t osEventFlagsNew(const osEventFlagsAttr_t *attr);

/* Any context. */
const char *osEventFlagsGetName(osEventFlagsId_t ef_id);

/* Any context. Results as those of the thread flags. */
uint32_t osEventFlagsSet(osEventFlagsId_t ef_id, uint32_t flags);
uint32_t osEventFlagsClear(osEventFlagsId_t ef_id, uint32_t flags);
uint32_t osEventFlagsGet(osEventFlagsId_t ef_id);
uint32_t osEventFlagsWait(osEventFlagsId_t ef_id, uint32_t flags,
			  uint32_t options, uint32_t timeout);
osStatus_t osEventFlagsDelete(osEventFlagsId_t ef_id);

/* ---- mutexes: threads only -------------------------------------------------- */

osMutexId_t osMutexNew(const osMutexAttr_t *attr);

/* Any context. */
const char *osMutexGetName(osMutexId_t mutex_id);

/*
 * osErrorResource: locked and timeout is 0, or the caller owns it and it is
 * not recursive (or that too often); osErrorTimeout.
 */
osStatus_t osMutexAcquire(osMutexId_t mutex_id, uint32_t timeout);

/* osErrorResource: the caller doesn't own it. */
osStatus_t osMutexRelease(osMutexId_t mutex_id);

/* NULL: nobody, or an error. */
osThreadId_t osMutexGetOwner(osMutexId_t mutex_id);
osStatus_t osMutexDelete(osMutexId_t mutex_id);

/* ---- semaphores ------------------------------------------------------------- */

/* Threads only: New, Delete. NULL also if initial > max or max is 0. */
osSemaphoreId_t osSemaphoreNew(uint32_t max_count, uint32_t initial_count,
			       const osSemaphoreAttr_t *attr);

/* Any context. */
const char *osSemaphoreGetName(osSemaphoreId_t semaphore_id);

/* Any context. Acquire: osErrorResource: no token, timeout 0; osErrorTimeout. */
osStatus_t osSemaphoreAcquire(osSemaphoreId_t semaphore_id, uint32_t timeout);

/* Any context. osErrorResource: max_count is reached. */
osStatus_t osSemaphoreRelease(osSemaphoreId_t semaphore_id);

/* Any context. Tokens left; 0 on error. */
uint32_t osSemaphoreGetCount(osSemaphoreId_t semaphore_id);
osStatus_t osSemaphoreDelete(osSemaphoreId_t semaphore_id);

/* ---- memory pools ----------------------------------------------------------- */

/* Threads only: New, Delete. Blocks are word aligned. */
osMemoryPoolId_t osMemoryPoolNew(uint32_t block_count, uint32_t block_size,
				 const osMemoryPoolAttr_t *attr);

/* Any context. */
const char *osMemoryPoolGetName(osMemoryPoolId_t mp_id);

/* Any context. NULL: none within the time-out, or an error. */
void *osMemoryPoolAlloc(osMemoryPoolId_t mp_id, uint32_t timeout);

/*
 * Any context. osErrorParameter: not the address of a block of this pool, or
 * that block is free; osErrorResource: all blocks are free already.
 */
osStatus_t osMemoryPoolFree(osMemoryPoolId_t mp_id, void *block);

/* Any context. Blocks, bytes of a block, blocks in use, blocks free. */
uint32_t osMemoryPoolGetCapacity(osMemoryPoolId_t mp_id);
uint32_t osMemoryPoolGetBlockSize(osMemoryPoolId_t mp_id);
uint32_t osMemoryPoolGetCount(osMemoryPoolId_t mp_id);
uint32_t osMemoryPoolGetSpace(osMemoryPoolId_t mp_id);
osStatus_t osMemoryPoolDelete(osMemoryPoolId_t mp_id);

/* ---- message queues --------------------------------------------------------- */

/*
 * Threads only: New, Reset, Delete. Messages are copied with
 * interrupts masked: pass pointers to anything large.
 */
osMessageQueueId_t osMessageQueueNew(uint32_t msg_count, uint32_t msg_size,
				     const osMessageQueueAttr_t *attr);

/* Any context. */
const char *osMessageQueueGetName(osMessageQueueId_t mq_id);

/*
 * Any context. Messages of higher msg_prio come out first, equals in order.
 * osErrorResource: full (Put) or empty (Get), timeout 0; osErrorTimeout.
 * msg_prio of Get may be NULL.
 */
osStatus_t osMessageQueuePut(osMessageQueueId_t mq_id, const void *msg_ptr,
			     uint8_t msg_prio, uint32_t timeout);
osStatus_t osMessageQueueGet(osMessageQueueId_t mq_id, void *msg_ptr,
			     uint8_t *msg_prio, uint32_t timeout);

/* Any context. Messages, bytes of one, messages in it, free places. */
uint32_t osMessageQueueGetCapacity(osMessageQueueId_t mq_id);
uint32_t osMessageQueueGetMsgSize(osMessageQueueId_t mq_id);
uint32_t osMessageQueueGetCount(osMessageQueueId_t mq_id);
uint32_t osMessageQueueGetSpace(osMessageQueueId_t mq_id);

/* Drops what is in it; waiting senders then fill it again. */
osStatus_t osMessageQueueReset(osMessageQueueId_t mq_id);
osStatus_t osMessageQueueDelete(osMessageQueueId_t mq_id);

#ifdef __cplusplus
}
#endif

#endif
