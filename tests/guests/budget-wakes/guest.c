// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VM below two VMs with a budget of half of the CPU each: whatever one of
 * them does, even if it wakes and sleeps as often as possible, must leave this
 * one the other half. Each must be charged with the time that it used.
 */
#include "paged.h"
#include "modes.h"

enum { MADP, MADW };		/* channels */

#define PERIOD	TICKS_US(10000)
#define TIME	(8 * PERIOD)

static uint32_t base;		/* work done when alone */

static uint32_t count_of(uint32_t channel, uint32_t counter)
{
	uint32_t word = 0;

	if (duet_vm_info(shared->channel[channel].peer,
			 DUET_INFO_COUNTER + counter, &word))
		bail("vm_info refused");
	return word;
}

static uint32_t work(uint32_t ticks)
{
	uint32_t start = now(), n = 0, i;

	while (now() - start < ticks) {
		for (i = 0; i < 1000; i++)
			__asm__ volatile("" : : : "memory");
		n++;
	}
	return n;
}

static void tell(uint32_t channel, uint32_t mode)
{
	CMD(channel)->mode = mode;
	duet_doorbell(channel);
	while (CMD(channel)->doing != mode)
		;
	work(2 * PERIOD);
}

struct counts {
	uint32_t mine, its, wakes, throttles, held;
};

static void count(uint32_t channel, struct counts *counts)
{
	counts->mine = counter(DUET_COUNTER_RUN_TICKS);
	counts->its = count_of(channel, DUET_COUNTER_RUN_TICKS);
	counts->throttles = count_of(channel, DUET_COUNTER_THROTTLES);
	counts->held = count_of(channel, DUET_COUNTER_HELD_TICKS);
	counts->wakes = CMD(channel)->wakes;
}

static void measure(uint32_t channel, uint32_t mode, const char *text)
{
	struct counts from, to;
	uint32_t done, mine, its, held;

	tell(channel, mode);
	count(channel, &from);
	done = work(TIME);
	count(channel, &to);
	if (!base)
		base = done;
	done = done * 1000 / base;
	mine = (to.mine - from.mine) / (TIME / 1000);
	its = (to.its - from.its) / (TIME / 1000);
	held = (to.held - from.held) / (TIME / 1000);
	print("# %u done, charged %u and %u, %u wakes, %u times held for %u\n",
	      done, mine, its, to.wakes - from.wakes,
	      to.throttles - from.throttles, held);
	print("# ");
	print(text);
	print("\n");
	ok(done >= 490, "half of the work is done, at least");
	ok(mine + 30 > done && mine < done + 30, "... for the time that I am charged");
	ok(mine + its >= 990 && mine + its <= 1005, "... the rest is its");
	ok(mode == REST ? to.throttles == from.throttles :
	   to.throttles - from.throttles >= 4, "... which is held, or rests");
	ok(mode == REST ? !held : held >= 490 && held <= 1010 - its,
	   "... for at least half of the time");
	tell(channel, REST);
}

int main(void)
{
	kern_upcalls();
	mask();
	measure(MADP, REST, "both rest");
	measure(MADP, SPIN, "one with page tables spins");
	measure(MADP, NAP, "... wakes and sleeps");
	measure(MADP, NAP_AND_SPIN, "... does both");
	measure(MADW, SPIN, "one in the window spins");
	measure(MADW, NAP, "... wakes and sleeps");
	measure(MADW, NAP_AND_SPIN, "... does both");
	plan();
	return 0;
}
