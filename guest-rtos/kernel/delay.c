// SPDX-License-Identifier: BSD-3-Clause
/* Delays. */
#include "kernel.h"

/* osThreadResume() ends a delay early, which is not an error. */
static osStatus_t sleep_until(uint64_t when)
{
	if (!k_may_block())
		return osError;
	k_block(NULL, when, osOK);
	return osOK;
}

osStatus_t osDelay(uint32_t ticks)
{
	osStatus_t status;
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!ticks)
		return osErrorParameter;
	if (kernel.state < osKernelRunning)
		return osError;
	masked = k_enter();
	status = sleep_until(k_deadline(ticks));
	k_leave(masked);
	return status;
}

osStatus_t osDelayUntil(uint32_t ticks)
{
	osStatus_t status = osErrorParameter;
	uint32_t masked, ahead;

	if (k_in_isr())
		return osErrorISR;
	if (kernel.state < osKernelRunning)
		return osError;
	masked = k_enter();
	ahead = ticks - k_ticks();
	if (ahead && ahead <= INT32_MAX)
		status = sleep_until(k_deadline(ahead));
	k_leave(masked);
	return status;
}

osStatus_t duet_delay_until(uint64_t deadline)
{
	osStatus_t status = osErrorParameter;
	uint32_t masked;
	uint64_t when;

	if (k_in_isr())
		return osErrorISR;
	masked = k_enter();
	when = deadline < K_NEVER - kernel.start_clock ?
	       deadline + kernel.start_clock : K_NEVER;
	if (when > k_clock())
		status = sleep_until(when);
	k_leave(masked);
	return status;
}
