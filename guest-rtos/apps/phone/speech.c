// SPDX-License-Identifier: BSD-3-Clause
/*
 * Speech: while a call is active the phone sends a frame each 20 ms, 3GPP TS
 * 06.10. There is no microphone, so all of them are silence.
 */
#include <duet_rtos.h>

#include "phone.h"

#define STACK	1024
#define RATE	50	/* frames per second */

static uint64_t stack[STACK / 8];

static void send_frame(void)
{
	/* the signature 0xd of 26.101 annex A, then parameters of silence */
	static const uint8_t silence[MODEM_SPEECH_FRAME] = { 0xd0 };

	modem_lock(&phone_modem);
	modem_send_speech(&phone_modem, silence);
	modem_unlock(&phone_modem);
}

static void speech_thread(void *arg)
{
	uint64_t due = duet_clock();

	for (;;) {
		due += duet_clock_hz() / RATE;
		duet_delay_until(due);
		send_frame();
	}
}

void speech_start(void)
{
	static const osThreadAttr_t attr = {
		.name = "speech",
		.priority = PRIORITY_SPEECH,
		.stack_mem = stack,
		.stack_size = sizeof(stack),
	};

	osThreadNew(speech_thread, NULL, &attr);
}
