// SPDX-License-Identifier: BSD-3-Clause
/* Kernel control and information. */
#include <string.h>

#include "kernel.h"

static const char kernel_id[] = "Duet RTOS 1.0.0";

/* The slice in clock ticks, limited for the comparison in k_slice_passed(). */
static uint32_t slice_clocks(void)
{
	uint64_t clocks = (uint64_t)duet_rtos_config.slice_ticks *
			  kernel.per_tick;

	return clocks < K_KEEP_ALIVE ? clocks : K_KEEP_ALIVE;
}

osStatus_t osKernelInitialize(void)
{
	if (k_in_isr())
		return osErrorISR;
	if (kernel.state != osKernelInactive)
		return osError;
	list_init(&kernel.threads);
	list_init(&kernel.zombies);
	list_init(&kernel.timeouts);
	kernel.per_tick = port_clock_hz() / K_TICK_HZ;
	kernel.clock = K_CLOCK_START + port_clock();
	kernel.start_clock = kernel.clock;
	kernel.tick_clock = kernel.clock;
	kernel.armed = K_NEVER;
	kernel.slice = slice_clocks();
	k_mem_init();
	k_set_state(osKernelReady);
	return osOK;
}

osStatus_t osKernelGetInfo(osVersion_t *version, char *id_buf,
			   uint32_t id_size)
{
	uint32_t n = sizeof(kernel_id);

	if (version) {
		version->api = K_API_VERSION;
		version->kernel = K_VERSION;
	}
	if (id_buf && id_size) {
		n = id_size < n ? id_size : n;
		memcpy(id_buf, kernel_id, n - 1);
		id_buf[n - 1] = '\0';
	}
	return osOK;
}

osKernelState_t osKernelGetState(void)
{
	return kernel.state;
}

static void idle_thread(void *arg)
{
	for (;;) {
		k_reap();
		/*
		 * Interrupts stay masked up to the switch: port_idle() takes
		 * events without an upcall, and an event that is already
		 * pending ends the wait at once.
		 */
		port_mask();
		while (list_empty(&kernel.zombies)) {
			port_idle();
			if (kernel.resched)
				k_dispatch();
		}
		port_unmask();
	}
}

static bool idle_start(void)
{
	static struct k_thread thread;
	const osThreadAttr_t attr = {
		.name = "idle",
		.cb_mem = &thread,
		.cb_size = sizeof(thread),
		.stack_mem = duet_rtos_config.idle_stack,
		.stack_size = duet_rtos_config.idle_stack_size,
		.priority = osPriorityIdle,
	};

	kernel.idle = &thread;
	return k_daemon(idle_thread, &attr);
}

osStatus_t osKernelStart(void)
{
	if (kernel.isr)
		return osErrorISR;
	if (kernel.state != osKernelReady)
		return osError;
	if (!idle_start() || !k_timer_start() || !k_work_start())
		return osErrorNoMemory;
	port_mask();
	k_set_state(osKernelRunning);
	k_timer_rearm();
	k_first_thread();
	port_start();
}

/* Sets the lock; returns its previous state, or an error. */
static int32_t set_lock(int32_t lock)
{
	uint32_t masked;
	int32_t was;

	if (k_in_isr())
		return osErrorISR;
	if (kernel.state != osKernelRunning && kernel.state != osKernelLocked)
		return osError;
	masked = k_enter();
	was = kernel.state == osKernelLocked;
	k_set_state(lock ? osKernelLocked : osKernelRunning);
	k_leave(masked);
	return was;
}

int32_t osKernelLock(void)
{
	return set_lock(1);
}

int32_t osKernelUnlock(void)
{
	return set_lock(0);
}

int32_t osKernelRestoreLock(int32_t lock)
{
	int32_t was;

	if (lock != 0 && lock != 1)
		return k_in_isr() ? osErrorISR : osError;
	was = set_lock(lock);
	return was < 0 ? was : lock;
}

/* Ticks from the last counted tick to the first time-out. */
static uint32_t ticks_to_next(void)
{
	struct k_timeout *t;
	uint64_t ahead;

	if (list_empty(&kernel.timeouts))
		return osWaitForever;
	t = list_entry(kernel.timeouts.next, struct k_timeout, link);
	ahead = t->when > kernel.tick_clock ? t->when - kernel.tick_clock : 0;
	ahead /= kernel.per_tick;
	return ahead < osWaitForever ? ahead : osWaitForever - 1;
}

uint32_t osKernelSuspend(void)
{
	uint32_t masked, ticks = 0;

	if (k_in_isr())
		return 0;
	masked = k_enter();
	if (kernel.state == osKernelRunning) {
		kernel.suspend_tick = k_ticks();
		ticks = ticks_to_next();
		k_set_state(osKernelSuspended);
	}
	k_leave(masked);
	return ticks;
}

void osKernelResume(uint32_t sleep_ticks)
{
	uint32_t masked, passed;

	if (k_in_isr() || kernel.state != osKernelSuspended)
		return;
	masked = k_enter();
	k_set_state(osKernelRunning);
	passed = k_ticks() - kernel.suspend_tick;
	if (sleep_ticks != osWaitForever && sleep_ticks > passed)
		k_skip_ticks(sleep_ticks - passed);
	/* Handle everything that became due meanwhile as if it were due now. */
	k_timer_event();
	k_leave(masked);
}

uint32_t osKernelGetTickCount(void)
{
	uint32_t masked, ticks;

	if (kernel.state == osKernelInactive)
		return 0;
	masked = k_enter();
	ticks = k_ticks();
	k_leave(masked);
	return ticks;
}

uint32_t osKernelGetTickFreq(void)
{
	return K_TICK_HZ;
}

uint32_t osKernelGetSysTimerCount(void)
{
	return port_clock();
}

uint32_t osKernelGetSysTimerFreq(void)
{
	return port_clock_hz();
}

uint32_t duet_irq_save(void)
{
	return k_enter();
}

void duet_irq_restore(uint32_t saved)
{
	k_leave(saved);
}

void duet_rtos_stats(struct duet_rtos_stats *stats)
{
	uint32_t masked = k_enter();

	*stats = kernel.stats;
	k_leave(masked);
}
