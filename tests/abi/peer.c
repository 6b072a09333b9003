// SPDX-License-Identifier: GPL-2.0-only
/*
 * The peer of both subjects, of a higher priority: executes commands, and kicks
 * its watchdog, if it has one, until a command stops that.
 */
#include "suite.h"

static bool kicking = true;
static uint32_t next;

static void kick(void)
{
	uint32_t i;

	if (!shared->watchdog_ticks)
		return;
	for (i = 0; i < shared->nr_channels; i++)
		link_at(i)->kicked = now();
	duet_kick();
	next = now() + shared->watchdog_ticks / 4;
	duet_timer(next, 1);
}

static void obey(volatile struct link *link)
{
	uint32_t command = link->command;

	if (!command)
		return;
	link->command = CMD_NONE;
	if (command == CMD_BUSY)
		wait_ticks(link->arg[0]);
	if (command == CMD_NO_KICK)
		kicking = false;
	if (command == CMD_GIVES)
		link->r0 = gives(link->nr, link->want, link->arg[0],
				 link->arg[1], 0);
	if (command == CMD_REFUSES)
		link->r0 = refuses(link->nr, link->want, link->arg[0],
				   link->arg[1], 0);
	/* these take events while open: perhaps the timer's */
	if ((command == CMD_GIVES || command == CMD_REFUSES) && kicking)
		kick();
	if (command == CMD_CALL)
		link->r0 = call_raw(link->nr, link->arg[0], link->arg[1],
				    link->arg[2]);
	link->done++;
}

int main(void)
{
	uint32_t i, events;

	kern_upcalls();
	mask();
	for (i = 0; i < shared->nr_channels; i++) {
		link_at(i)->command = CMD_NONE;
		link_at(i)->started = now();
		link_at(i)->last_end = shared->last_end;
		link_at(i)->lives = shared->lives;
	}
	kick();
	for (;;) {
		duet_block();
		events = take();
		if (kicking && (int32_t)(now() - next) >= 0)
			kick();
		for (i = 0; i < shared->nr_channels; i++) {
			link_at(i)->events |= events;
			obey(link_at(i));
		}
	}
}
