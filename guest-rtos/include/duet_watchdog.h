/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The VM's watchdog. If its description gives it one (`watchdog-ms`), the
 * hypervisor restarts the VM when no kick has come for so long, from the first
 * instruction of each life on, whatever the VM does: hangs with interrupts
 * masked, loops in its most urgent thread, or is blocked for good.
 */
#ifndef DUET_WATCHDOG_H
#define DUET_WATCHDOG_H

#include <stdbool.h>

#include <cmsis_os2.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Starts a thread that kicks four times in the watchdog's time. It shows that
 * threads of its priority get the CPU: with osPriorityLow, a system in which
 * anything keeps it from all others is restarted, too. `healthy` is asked in
 * that thread before each kick, and may say that what it looks after does not
 * make progress (false: no kick); NULL: nothing is asked.
 *
 * After osKernelInitialize(), once; threads only. osOK; osErrorResource: the
 * VM has no watchdog, and nothing was started; osErrorNoMemory: no room for the
 * thread, or the priority is out of range.
 */
osStatus_t duet_watchdog_start(osPriority_t priority, bool (*healthy)(void));

/* Milliseconds that may pass between two kicks; 0: no watchdog. Any context. */
uint32_t duet_watchdog_ms(void);

#ifdef __cplusplus
}
#endif

#endif
