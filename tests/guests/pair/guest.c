// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two VMs in the window: doorbells, preemption, isolation, and the effects of
 * one's end on the other.
 */
#include "pair.h"

#define CACHED_EV	2u
#define UNCACHED_EV	4u

static volatile uint32_t beats, worst, early, seen;
static uint32_t deadline;

static void hook(uint32_t events)
{
	uint32_t late = now() - deadline;

	seen |= events;
	if (!(events & 1u << DUET_EVENT_TIMER))
		return;
	if ((int32_t)late < 0)
		early++;
	else if (late > worst)
		worst = late;
	beats++;
	deadline += TICKS_US(1000);
	duet_timer(deadline, 1);
}

/* Rings after writing a command; the result is available at once. */
static uint32_t tell(uint32_t command, uint32_t argument)
{
	uint32_t done = PAIR->done;

	PAIR->argument = argument;
	PAIR->result = 0xbad;
	PAIR->command = command;
	if (duet_doorbell(0))
		bail("the other can't be reached");
	return PAIR->done == done + 1 ? PAIR->result : 0xbad;
}

static void doorbells(void)
{
	uint32_t rung = counter(DUET_COUNTER_DOORBELLS), done;

	same(PAIR->lives, 1, "the other has started: it goes first");
	PAIR->events = 0;
	done = PAIR->done;
	tell(CMD_COUNT, 0);
	same(PAIR->done, done + 1,
	     "a doorbell to higher priority is handled before it returns");
	same(PAIR->events, 4, "... as the cached channel's event");
	PAIR->events = 0;
	same(duet_doorbell(1), 0, "the other channel's doorbell");
	same(PAIR->events, 8, "... is its event");
	same(counter(DUET_COUNTER_DOORBELLS), rung + 2, "they are counted");
	same(duet_doorbell(2), DUET_EINVAL, "there is no third");
	take();
	same(tell(CMD_RING_0, 0), 0, "the other rings");
	same(take(), CACHED_EV, "... which is pending here");
	same(tell(CMD_RING_1, 0), 0, "the other rings on the second");
	same(take(), UNCACHED_EV, "... which is pending here");
	seen = 0;
	shared->mask = 0;
	tell(CMD_RING_0, 0);
	same(seen, CACHED_EV, "unmasked: the upcall comes");
	mask();
}

/* Any number is either in the table, or an error. */
static void doorbell_numbers(void)
{
	bool good = true;
	uint32_t i;

	for (i = 2; i < 3000; i++)
		good &= duet_doorbell(i) == DUET_EINVAL;
	for (i = 3; i < 32; i++)
		good &= duet_doorbell(1u << i) == DUET_EINVAL &&
			duet_doorbell(0u - (1u << i)) == DUET_EINVAL;
	ok(good, "no other number is a channel");
}

static void memory(void)
{
	volatile uint32_t *a = (volatile uint32_t *)0xfe000800;
	volatile uint32_t *b = (volatile uint32_t *)0xfe100800;

	same(shared->channel[0].va, 0xfe000000, "cached channel's address");
	same(shared->channel[1].va, 0xfe100000, "uncached channel's address");
	*a = 1;
	*b = 2;
	same(*a + *b, 3, "both can be written");
	ok(unreachable(0xf8200000), "the other's shared page");
	ok(unreachable(0xf8201000), "its code");
	ok(unreachable(0xf82ffffc), "its last word");
	ok(unreachable(0xfd000000), "its UART");
	ok(unreachable(0xfe010000), "beyond the channel");
	ok(unreachable(0xfe200000), "a channel that is not there");
	ok(probe_exec(0xf8201000), "its code can't be run");
	same(duet_console(0xf8201000, 4), DUET_EFAULT, "or printed");
	same(duet_cache(DUET_CACHE_INVALIDATE, 0xf8200000, 0xf8200020),
	     DUET_EINVAL, "or lost from the cache");
	same(tell(CMD_PROBE, 0xf8000000), 1, "the other: my shared page");
	same(tell(CMD_PROBE, 0xf8001000), 1, "the other: my code");
	same(tell(CMD_PROBE, 0xf81ffffc), 1, "the other: my last word");
	same(tell(CMD_PROBE, 0xf0000000), 1, "the other: the hypervisor");
	same(tell(CMD_PROBE, 0xf8200000), 0, "the other: its own");
}

/* It blocks all the time except for its 1 ms beat; this VM never yields. */
static void preemption(void)
{
	uint32_t switches = counter(DUET_COUNTER_SWITCHES), i;

	tell(CMD_BEAT, 0);
	for (i = 0; i < 100; i++)
		wait_ticks(TICKS_US(1000));
	ok(PAIR->beats >= 99 && PAIR->beats <= 102, "100 ms: 100 beats");
	same(PAIR->early, 0, "... none early");
	ok(PAIR->worst < TICKS_US(100), "... all in time");
	print("# worst %u ticks\n", PAIR->worst);
	ok(counter(DUET_COUNTER_SWITCHES) - switches >= 99, "... switches");
	same(counter(DUET_COUNTER_ROOT_LOADS) +
	     counter(DUET_COUNTER_CACHE_FLUSHES) +
	     counter(DUET_COUNTER_TLB_FLUSHES), 0, "... without a flush");
}

/* Preempted at any instruction: no register changes, asleep or not. */
static void torture(void)
{
	uint32_t i, before = PAIR->beats, mine = beats;
	bool good = true;

	for (i = 0; i < 64; i++)
		good &= regs_torture(i, 100000);
	ok(good, "preempted 100 times: all registers are right");
	ok(PAIR->beats - before > 20, "... it was preempted");
	deadline = now() + TICKS_US(300);
	duet_timer(deadline, 1);
	unmask();
	good = true;
	for (i = 0; i < 64; i++)
		good &= regs_torture(i, 100000);
	mask();
	duet_timer(0, 0);
	take();
	ok(good, "with interrupts of my own, too");
	ok(beats - mine > 20, "... and they came");
	good = true;
	for (i = 0; i < 64; i++) {
		struct regs regs, want;
		uint32_t r;

		regs_fill(&regs, i);
		want = regs;
		regs.r[0] = i & 1;
		regs.r[12] = DUET_CALL_DOORBELL;
		PAIR->command = CMD_COUNT;
		regs_run(&regs, (uintptr_t)(i & 2 ? snip_swi :
					    snip_swi_thumb + 1));
		good &= !regs.r[0] && regs.r[13] == regs.sp_before;
		good &= (regs.cpsr & FLAGS) == want.cpsr;
		for (r = 4; r < 12; r++)
			good &= regs.r[r] == want.r[r];
		good &= regs.r[14] == want.r[14];
	}
	ok(good, "a doorbell keeps them, whichever VM it wakes");
}

/* An event while the other runs: the upcall is made when that one blocks. */
static void while_preempted(void)
{
	bool delivered = true, left = false;
	uint32_t i, before;

	tell(CMD_BEAT_END, 0);
	for (i = 0; i < 8; i++) {
		before = beats;
		deadline = now() + TICKS_US(200);
		duet_timer(deadline, 1);
		shared->mask = 0;
		tell(CMD_BUSY, 0);
		delivered &= beats == before + 1;
		left |= shared->pend;
		mask();
		duet_timer(0, 0);
		take();
	}
	ok(delivered, "an event while I am preempted: the upcall is first");
	ok(!left, "... and nothing is left");
}

/* Deadlines of both in the same microsecond: one interrupt for two timers */
static void together(void)
{
	uint32_t i, before = beats, theirs, next;
	bool good = true;

	tell(CMD_BEAT, 0);
	wait_ticks(TICKS_US(2500));
	worst = 0;
	shared->mask = 0;
	for (i = 0; i < 40; i++) {
		next = PAIR->next;
		theirs = PAIR->beats;
		deadline = next + i - 20;
		duet_timer(deadline, 1);
		while (now() - next > 0x80000000)
			;
		wait_ticks(TICKS_US(300));
		good &= beats == before + i + 1 && PAIR->beats == theirs + 1;
		duet_timer(0, 0);
	}
	mask();
	ok(good, "two deadlines within a microsecond: both fire");
	ok(worst < TICKS_US(100) && !early, "... in time");
	tell(CMD_BEAT_END, 0);
}

/* The most distant deadlines, and calls of all kinds, for a second */
static void hostile(void)
{
	uint32_t start, word = 0;

	tell(CMD_BEAT, 0);
	start = now();
	while (now() - start < TICKS_US(200000)) {
		duet_timer(now() + 0x7fffffff, 1);
		duet_timer(now() + 0x7fffffff - 200, 1);
		duet_timer(now() - 0x7fffffff, 1);
		duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
		duet_cache(DUET_CACHE_FLUSH, 0xf8000000, 0xf8200000);
		duet_tlb(DUET_TLB_RANGE, 0, 0x10000);
		duet_doorbell(1);
		probe_ldr(0x1000, &word);
	}
	duet_timer(0, 0);
	take();
	ok(PAIR->beats >= 195 && PAIR->beats <= 205,
	   "a busy neighbour: no beat is lost");
	same(PAIR->early, 0, "... none early");
	ok(PAIR->worst < TICKS_US(300), "... all in time");
	print("# beats %u, worst %u ticks\n", PAIR->beats, PAIR->worst);
	tell(CMD_BEAT_END, 0);
}

/* The other ends and restarts, while this VM's beat continues. */
static void life(const char *text, uint32_t command)
{
	uint32_t lives = PAIR->lives, before;

	PAIR->done = 0;
	PAIR->command = command;
	before = now();
	same(duet_doorbell(0), 0, text);
	ok(now() - before > TICKS_US(1), "... takes its time");
	same(PAIR->lives, lives + 1, "... it is up again");
	same(PAIR->done, 0, "... without having gone on");
	tell(CMD_COUNT, 0);
	same(PAIR->done, 1, "... and works");
}

static void lives(void)
{
	seen = 0;
	deadline = now() + TICKS_US(1000);
	duet_timer(deadline, 1);
	unmask();
	life("the other crashes", CMD_CRASH);
	life("the other faults twice", CMD_DOUBLE_FAULT);
	life("the other restarts itself", CMD_RESTART);
	wait_ticks(TICKS_US(10000));
	mask();
	duet_timer(0, 0);
	same(early, 0, "my deadlines: none early");
	ok(beats >= 10 && worst < TICKS_US(2000), "... all kept");
	print("# %u beats, worst %u ticks\n", beats, worst);
	same(shared->lives, 1, "my life is the first");
}

static void off(void)
{
	same(PAIR->errors, 0, "no event was left pending while open");
	PAIR->command = CMD_OFF;
	same(duet_doorbell(0), 0, "the other is asked to stop");
	same(duet_doorbell(0), DUET_EAGAIN, "its doorbell: EAGAIN");
	same(duet_doorbell(1), DUET_EAGAIN, "... on both channels");
	wait_ticks(TICKS_US(3000));
	same(duet_doorbell(0), DUET_EAGAIN, "... for good");
}

int main(void)
{
	kern_upcalls();
	irq_hook = hook;
	doorbells();
	doorbell_numbers();
	memory();
	preemption();
	torture();
	while_preempted();
	together();
	hostile();
	lives();
	off();
	plan();
	return 0;
}
