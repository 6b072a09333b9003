/* SPDX-License-Identifier: GPL-2.0-only */
/* The server's checks. Included once in a program. */
#include "server.h"

static volatile struct server *server;
static uint32_t mark;		/* differs from VM to VM */

static void server_error(uint32_t bit)
{
	server->errors |= 1u << bit;
}

static void server_init(void)
{
	uint32_t i;

	server = (volatile struct server *)(uintptr_t)shared->channel[0].va;
	mark = shared->vm_id * 0x11111111;
	kern_upcalls();
	user_upcalls();
	user_space();
	for (i = 0; i < 64; i++)
		*frame_at(FREE_PA + 0x10000 + i * 0x1000) = mark + i;
	*frame_at(DATA_PA) = ~mark;
	flush_tlb();
	duet_tls(mark);
	server->lives = shared->lives;
}

static void server_memory(void)
{
	uint32_t i;

	for (i = 0; i < 64; i++)
		if (*frame_at(FREE_PA + 0x10000 + i * 0x1000) != mark + i)
			server_error(0);
	if (*(volatile uint32_t *)0xffff0ff0 != mark)
		server_error(1);
}

static void server_check(uint32_t seed)
{
	uint32_t events = 0;

	server_memory();
	duet_timer(now() + TICKS_US(20), 1);
	if (!user_torture(seed, 20000, USER_DATA, ~mark, false, &events))
		server_error(2);
	if (!user_torture(seed, 3000, RAM_VA, 0, true, &events))
		server_error(3);
	if (!regs_torture(seed, 3000))
		server_error(4);
	if (!events)
		server_error(5);
	server->events += events;
	duet_timer(0, 0);
}
