// SPDX-License-Identifier: BSD-3-Clause
/* The modem's lock, clock and thread, by the RTOS. */
#include <duet_rtos.h>

#include "phone.h"

#define STACK	4096
#define KICKED	1

struct modem phone_modem;
struct radio_sim phone_sim;

static osMutexId_t mutex;
static osThreadId_t poller;
static uint64_t stack[STACK / 8];

void modem_lock(struct modem *m)
{
	osMutexAcquire(mutex, osWaitForever);
}

void modem_unlock(struct modem *m)
{
	osMutexRelease(mutex);
}

uint32_t modem_now(void)
{
	return osKernelGetTickCount();
}

void modem_kick(struct modem *m)
{
	/* the thread starts with a poll, so nothing is lost before it exists */
	if (poller)
		osThreadFlagsSet(poller, KICKED);
}

static void modem_thread(void *arg)
{
	uint32_t wait;

	for (;;) {
		modem_lock(&phone_modem);
		wait = modem_poll(&phone_modem);
		modem_unlock(&phone_modem);
		osThreadFlagsWait(KICKED, osFlagsWaitAny, wait);
	}
}

void phone_start_modem(const struct modem_identity *id,
		       const struct radio_sim_config *config)
{
	static uint32_t mutex_cb[DUET_MUTEX_CB_SIZE / 4];
	static const osMutexAttr_t lock = {
		.name = "modem",
		.attr_bits = osMutexPrioInherit,
		.cb_mem = mutex_cb,
		.cb_size = sizeof(mutex_cb),
	};
	static const osThreadAttr_t thread = {
		.name = "modem",
		.priority = PRIORITY_MODEM,
		.stack_mem = stack,
		.stack_size = sizeof(stack),
	};

	mutex = osMutexNew(&lock);
	radio_sim_init(&phone_sim, config);
	modem_init(&phone_modem, id, &phone_sim.radio);
	phone_restore();
	poller = osThreadNew(modem_thread, NULL, &thread);
}
