/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The VM's watchdog. If the system description sets `watchdog-ms` for the VM,
 * the hypervisor restarts it when no kick has arrived for that long, counted
 * from the first instruction of each life, whatever the VM is doing: hanging
 * with interrupts masked, looping in its most urgent thread, or blocked for
 * good.
 */
#ifndef DUET_WATCHDOG_H
#define DUET_WATCHDOG_H

#include <stdbool.h>

#include <cmsis_os2.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Starts a thread that kicks four times per watchdog period. Its kicks prove
 * that threads of its priority get the CPU: with osPriorityLow, a system in
 * which one thread starves all others is restarted as well. Before each kick
 * the thread calls `healthy`, which may return false to report that the
 * application makes no progress: the kick is then withheld. NULL: no check.
 *
 * Must be called once, after osKernelInitialize(); threads only. Returns osOK;
 * osErrorResource: the VM has no watchdog, and nothing was started;
 * osErrorNoMemory: no memory for the thread, or the priority is out of range.
 */
osStatus_t duet_watchdog_start(osPriority_t priority, bool (*healthy)(void));

/* Returns the milliseconds allowed between kicks; 0: none. Any context. */
uint32_t duet_watchdog_ms(void);

#ifdef __cplusplus
}
#endif

#endif
