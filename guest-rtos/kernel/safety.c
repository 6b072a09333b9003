// SPDX-License-Identifier: BSD-3-Clause
/*
 * The parts of CMSIS-RTOS2 for functional safety and multicore systems: thread
 * watchdogs, and the functions for classes, zones and cores, of which there is
 * one each, so that most of these only validate their arguments.
 */
#include "kernel.h"

#define CLASSES	16
#define ZONES	64

/* ---- watchdogs -----------------------------------------------------------*/

__attribute__((weak)) uint32_t osWatchdogAlarm_Handler(osThreadId_t thread_id)
{
	const struct k_thread *t = thread_id;

	duet_panic("watchdog expired: thread", k_name_text(t));
}

/* Unlike elsewhere, osWaitForever is a finite time here. */
static void watchdog_start(struct k_thread *t, uint32_t ticks)
{
	k_ticks();
	k_timeout_add(&t->watchdog, kernel.tick_clock +
				    (uint64_t)ticks * kernel.per_tick);
}

void k_watchdog_expire(struct k_timeout *timeout)
{
	struct k_thread *t = list_entry(timeout, struct k_thread, watchdog);
	uint32_t ticks = osWatchdogAlarm_Handler(t);

	if (ticks)
		watchdog_start(t, ticks);
}

osStatus_t osThreadFeedWatchdog(uint32_t ticks)
{
	struct k_thread *t = kernel.cur;
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!t)
		return osError;
	masked = k_enter();
	k_timeout_remove(&t->watchdog);
	if (ticks)
		watchdog_start(t, ticks);
	k_leave(masked);
	return osOK;
}

/* ---- privilege, classes, zones --------------------------------------------*/

osStatus_t osThreadProtectPrivileged(void)
{
	if (k_in_isr())
		return osErrorISR;
	if (kernel.state == osKernelInactive)
		return osError;
	kernel.protected = true;
	return osOK;
}

/* Even with a valid number there is nothing to act on. */
static osStatus_t refuse_number(uint32_t number, uint32_t count)
{
	if (k_in_isr())
		return osErrorISR;
	return number < count ? osError : osErrorParameter;
}

osStatus_t osKernelProtect(uint32_t safety_class)
{
	return refuse_number(safety_class, CLASSES);
}

osStatus_t osKernelDestroyClass(uint32_t safety_class, uint32_t mode)
{
	return refuse_number(safety_class, CLASSES);
}

osStatus_t osThreadSuspendClass(uint32_t safety_class, uint32_t mode)
{
	return refuse_number(safety_class, CLASSES);
}

osStatus_t osThreadResumeClass(uint32_t safety_class, uint32_t mode)
{
	return refuse_number(safety_class, CLASSES);
}

osStatus_t osThreadTerminateZone(uint32_t zone)
{
	return refuse_number(zone, ZONES);
}

uint32_t osThreadGetClass(osThreadId_t thread_id)
{
	return k_get(thread_id, K_THREAD) ? 0 : osErrorId;
}

uint32_t osThreadGetZone(osThreadId_t thread_id)
{
	return k_get(thread_id, K_THREAD) ? 0 : osErrorId;
}

void osFaultResume(void)
{
}

/* ---- cores ----------------------------------------------------------------*/

osStatus_t osThreadSetAffinityMask(osThreadId_t thread_id,
				   uint32_t affinity_mask)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);

	if (k_in_isr())
		return osErrorISR;
	if (!t || !k_affinity_ok(affinity_mask))
		return osErrorParameter;
	return t->state == osThreadTerminated ? osErrorResource : osOK;
}

uint32_t osThreadGetAffinityMask(osThreadId_t thread_id)
{
	struct k_thread *t = k_get(thread_id, K_THREAD);

	return !k_in_isr() && t ? osThreadProcessor(0) : 0;
}
