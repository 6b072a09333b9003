// SPDX-License-Identifier: GPL-2.0-only
/*
 * In the window, with the lowest priority: wakes two VMs with page tables at
 * equal addresses in turn, many times, below one with a beat.
 */
#include "beat.h"
#include "server.h"

#define CHANNEL(n)	((uintptr_t)shared->channel[n].va)
#define SERVER(n)	((volatile struct server *)CHANNEL(n))
#define BEAT		((volatile struct beat *)CHANNEL(2))

static uint32_t served[2];

static bool ask(uint32_t n, uint32_t command)
{
	SERVER(n)->command = command;
	if (duet_doorbell(n))
		return false;
	return SERVER(n)->served == ++served[n];
}

static void checked(const char *text)
{
	same(SERVER(0)->errors | SERVER(1)->errors, 0, text);
}

static void one(void)
{
	uint32_t i, loads, switches;
	bool good = true;

	served[0] = SERVER(0)->served;
	served[1] = SERVER(1)->served;
	ok(ask(0, SERVE_CHECK), "the first serves");
	loads = SERVER(0)->loads;
	switches = counter(DUET_COUNTER_SWITCHES);
	for (i = 0; i < 50; i++)
		good &= ask(0, SERVE_CHECK);
	ok(good, "... 50 times");
	checked("... all of it is its own");
	same(SERVER(0)->loads, loads, "... without loading tables");
	same(SERVER(0)->flushes, loads, "... or a flush");
	ok(counter(DUET_COUNTER_SWITCHES) - switches >= 50,
	   "... and with two switches each time");
	ok(SERVER(0)->events >= 50, "... its user was interrupted");
}

static void both(void)
{
	uint32_t i, loads = SERVER(0)->loads;
	bool good = true;

	SERVER(0)->restless = 1;
	SERVER(1)->restless = 1;
	for (i = 0; i < 200; i++)
		good &= ask((i * 7 ^ i >> 2) & 1, SERVE_CHECK);
	ok(good, "both serve by turns");
	checked("... each has its own memory, registers, TLS word");
	ok(SERVER(0)->loads > loads, "... and loads its tables");
}

/* This VM's own memory and foreign memory, while their tables are loaded */
static void mine(void)
{
	uint32_t i;
	bool good = true;

	for (i = 0; i < 40; i++) {
		good &= regs_torture(i, 20000);
		good &= ask(i & 1, SERVE_CHECK);
	}
	ok(good, "and I have my own registers");
	ok(unreachable(0xc0000000), "their memory is out of my reach");
	ok(unreachable(0xef000000), "... and their shared page");
	ok(unreachable(0x00010000), "... and their user's");
	same(iret_raw(0, 0xc0008000), DUET_EPERM, "iret with a frame there");
	same(duet_console(0xc0008000, 4), DUET_EFAULT, "console, too");
}

static void ends(uint32_t n, uint32_t command, const char *text)
{
	uint32_t lives = SERVER(n)->lives;

	SERVER(n)->command = command;
	same(duet_doorbell(n), 0, text);
	same(SERVER(n)->lives, lives + 1, "... and lives again");
	ok(ask(0, SERVE_CHECK) && ask(1, SERVE_CHECK) &&
	   ask(0, SERVE_CHECK), "... both serve");
}

static void beats(void)
{
	ok(BEAT->count > 20, "the beat went on");
	same(BEAT->early + BEAT->spurious, 0, "... never early");
	ok(BEAT->worst < TICKS_US(30), "... never late");
	print("# %u beats, worst %u ticks\n", BEAT->count, BEAT->worst);
}

int main(void)
{
	kern_upcalls();
	same(SERVER(0)->lives + SERVER(1)->lives, 2, "both are up");
	one();
	both();
	mine();
	ends(0, SERVE_CRASH, "the first crashes");
	ends(1, SERVE_CRASH, "the second crashes");
	ends(1, SERVE_RESTART, "the second restarts");
	ends(0, SERVE_RESTART, "the first restarts");
	both();
	checked("... as before");
	beats();
	plan();
	return 0;
}
