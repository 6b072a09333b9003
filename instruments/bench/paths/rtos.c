// SPDX-License-Identifier: GPL-2.0-only
/* In the RTOS's place: waits in block, or in a loop, and executes commands. */
#include "points.h"

static volatile struct commands *commands;
static uint32_t uart;
static uint32_t doing;			/* the command in progress */
static volatile uint32_t done;
static bool masked;			/* wait with interrupts masked */

static void end(void)
{
	doing = CMD_NONE;
	done = 1;
	point_doorbell(0);
}

static void begin(void)
{
	doing = commands->command;
	done = 0;
	switch (doing) {
	case CMD_OPEN:
	case CMD_MASKED:
		masked = doing == CMD_MASKED;
		break;
	case CMD_RING:
		end();
		break;
	case CMD_TRIP:
		point_trip(0);
		break;
	case CMD_TIMER:
	case CMD_SPIN_TIMER:
		duet_timer(now() + commands->arg, 1);
		break;
	}
}

static void handle(uint32_t events)
{
	if (events & 1u << shared->channel[0].event)
		begin();
	if (events & shared->device_events) {
		uart_drain(uart);
		shared->ack |= shared->device_events;
		end();
	}
	if (events & 1u << DUET_EVENT_TIMER)
		end();
}

static void wait(void)
{
	if (doing == CMD_SPIN_TIMER)
		spin_timer(&done);
	else if (doing == CMD_SPIN_DEVICE)
		spin_device(&done, uart_at(uart, UART_MASK), UART_TX);
	else
		point_block();
}

static void wait_masked(void)
{
	mask();
	point_block_masked();
	handle(take());
	unmask();
}

int main(void)
{
	commands = (volatile struct commands *)(uintptr_t)shared->channel[0].va;
	uart = shared->device_va;
	kern_upcalls();
	irq_hook = handle;
	uart_begin(uart);
	duet_ack(shared->device_events);
	unmask();
	for (;;)
		if (masked)
			wait_masked();
		else
			wait();
}
