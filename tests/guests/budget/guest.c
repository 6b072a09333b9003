// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VM of higher priority has half of the CPU, 5 ms of each 10, as its budget:
 * whatever it does beyond that must leave this VM its half, within 2%. A budget
 * that is not used up must have no effect.
 */
#include "../../rtos/budget/work.h"
#include "stolen.h"
#include "test.h"

enum { MAD, PLAIN };		/* channels */

#define PERIOD		TICKS_US(10000)
#define BUDGET		TICKS_US(5000)
#define WATCHDOG	TICKS_US(50000)
#define GAP		TICKS_US(20)	/* another VM had the CPU */

static uint32_t gaps, longest, longest_own;

static volatile struct work *work_of(uint32_t channel)
{
	return (volatile struct work *)(uintptr_t)shared->channel[channel].va;
}

static uint32_t vm_word(uint32_t channel, uint32_t index)
{
	uint32_t word = 0;

	if (duet_vm_info(shared->channel[channel].peer, index, &word))
		bail("vm_info refused");
	return word;
}

static uint32_t count_of(uint32_t channel, uint32_t counter)
{
	return vm_word(channel, DUET_INFO_COUNTER + counter);
}

/* Spins, and adds up the times in which it did not run */
static void spin(uint32_t ticks)
{
	uint32_t start = now(), last = start, own = start, t;

	gaps = 0;
	longest = 0;
	longest_own = 0;
	while ((t = now()) - start < ticks) {
		if (t - last > GAP) {
			gaps += t - last;
			own = t;
		}
		if (t - last > longest)
			longest = t - last;
		if (t - own > longest_own)
			longest_own = t - own;
		last = t;
		spin_some();
	}
}

static void tell_within(uint32_t channel, uint32_t command, uint32_t ticks)
{
	uint32_t start = now();

	work_of(channel)->command = command;
	while (work_of(channel)->doing != command)
		if (now() - start > ticks)
			bail("it does not execute its command");
		else
			spin_some();
}

static void tell(uint32_t channel, uint32_t command)
{
	tell_within(channel, command, TICKS_US(100000));
}

static uint32_t permille(uint32_t part, uint32_t of)
{
	return part / (of / 1000);
}

static bool is_half(uint32_t part, uint32_t of)
{
	uint32_t share = permille(part, of);

	return share >= 490 && share <= 510;
}

static void rests(void)
{
	uint32_t run, t = 5 * PERIOD;

	tell(MAD, WORK_REST);
	run = counter(DUET_COUNTER_RUN_TICKS);
	spin(t);
	run = counter(DUET_COUNTER_RUN_TICKS) - run;
	ok(permille(run, t) > 990, "it rests: the CPU is mine");
	same(count_of(MAD, DUET_COUNTER_THROTTLES), 0, "... and it not held");
	print("# mine %u permille\n", permille(run, t));
}

/* Returns just after it was throttled: half a period is left. */
static void begin_of_half(void)
{
	uint32_t last = now(), t;

	while ((t = now()) - last < BUDGET / 2) {
		last = t;
		spin_some();
	}
}

/*
 * Waits for the middle of this VM's half: from here, whole periods begin and
 * end while it runs.
 */
static void middle_of_half(void)
{
	begin_of_half();
	wait_ticks(BUDGET / 2);
}

static void spins(void)
{
	uint32_t run, theirs, steal, throttles, t = 20 * PERIOD;

	tell(MAD, WORK_SPIN);
	middle_of_half();
	steal = stolen();
	throttles = count_of(MAD, DUET_COUNTER_THROTTLES);
	theirs = count_of(MAD, DUET_COUNTER_RUN_TICKS);
	run = counter(DUET_COUNTER_RUN_TICKS);
	spin(t);
	run = counter(DUET_COUNTER_RUN_TICKS) - run;
	theirs = count_of(MAD, DUET_COUNTER_RUN_TICKS) - theirs;
	throttles = count_of(MAD, DUET_COUNTER_THROTTLES) - throttles;
	steal = stolen() - steal;
	ok(is_half(t - gaps, t), "it spins: I have half of the time by the clock");
	ok(is_half(run, t), "... by my charged time");
	ok(is_half(steal, t), "... and half of it is stolen from me");
	ok(is_half(theirs, t), "... and equals its charged time");
	ok(throttles >= 19 && throttles <= 21, "... once in each period");
	ok(longest < BUDGET + BUDGET / 50, "... for not more than its budget");
	ok(longest_own > BUDGET - BUDGET / 50 &&
	   longest_own < BUDGET + BUDGET / 50, "... the rest in one piece");
	print("# clock %u, charged %u, stolen %u, its %u permille\n",
	      permille(t - gaps, t), permille(run, t), permille(steal, t),
	      permille(theirs, t));
	print("# longest %u us, mine %u us, %u times held\n", longest / 24,
	      longest_own / 24, throttles);
}

static void events_wait(void)
{
	volatile struct work *work = work_of(MAD);
	uint32_t heard = work->heard, last, t;

	begin_of_half();
	same(vm_word(MAD, DUET_INFO_STATE), DUET_STATE_THROTTLED,
	     "held: its state says so");
	same(duet_doorbell(MAD), 0, "... it can be rung");
	same(duet_doorbell(MAD), 0, "... twice");
	same(work->heard, heard, "... it hears nothing yet");
	last = now();
	while ((t = now()) - last < BUDGET / 2) {
		last = t;
		spin_some();
	}
	same(work->heard, heard + 1, "... but when its period comes");
	ok(work->heard_at - last < TICKS_US(20), "... at once");
	print("# %u ticks after I last ran\n", work->heard_at - last);
}

/* However it ends, the time for that must be its own, not this VM's. */
static void ends(void)
{
	uint32_t vm = shared->channel[MAD].peer;
	uint32_t life = shared->peer_life[MAD];

	begin_of_half();
	same(duet_vm_control(vm, DUET_CONTROL_STOP), 0, "held: stopped");
	same(vm_word(MAD, DUET_INFO_STATE), DUET_STATE_RESET,
	     "... which it does in its own time");
	spin(PERIOD);
	take();
	same(vm_word(MAD, DUET_INFO_STATE), DUET_STATE_OFF, "... then it is off");
	same(shared->peer_life[MAD], life + 1, "... and away");
	same(duet_doorbell(MAD), DUET_EAGAIN, "... not to be rung");
	spin(5 * PERIOD);
	same(vm_word(MAD, DUET_INFO_STATE), DUET_STATE_OFF,
	     "... for good: neither period nor watchdog wakes it");
	same(duet_vm_control(vm, DUET_CONTROL_START), 0, "... started");
	spin(2 * PERIOD);
	take();
	same(shared->peer_life[MAD], life + 2, "... and back");
	same(work_of(MAD)->lives, 2, "... in its second life");
}

/* Told to while its restart is delayed, it does so at once. */
static void delay_cut(void)
{
	uint32_t vm = shared->channel[MAD].peer, start = now();

	while (now() - start < 2 * PERIOD)
		if (vm_word(MAD, DUET_INFO_STATE) != DUET_STATE_RESET)
			start = now();
	same(duet_vm_control(vm, DUET_CONTROL_START), DUET_EBUSY,
	     "delayed it is not off");
	same(duet_vm_control(vm, DUET_CONTROL_RESTART), 0, "... is restarted");
	tell_within(MAD, WORK_REST, 2 * PERIOD);
	ok(true, "... at once");
	spin(15 * PERIOD);
}

/*
 * Each life waits twice as long as the last, up to 128 ms. One that is longer
 * than that ends the row.
 */
static void crashes(void)
{
	uint32_t run, theirs, lives, t = 10 * PERIOD;

	tell(MAD, WORK_CRASH);
	lives = vm_word(MAD, DUET_INFO_LIVES);
	run = counter(DUET_COUNTER_RUN_TICKS);
	theirs = count_of(MAD, DUET_COUNTER_RUN_TICKS);
	spin(t);
	run = counter(DUET_COUNTER_RUN_TICKS) - run;
	theirs = count_of(MAD, DUET_COUNTER_RUN_TICKS) - theirs;
	lives = vm_word(MAD, DUET_INFO_LIVES) - lives;
	ok(permille(run, t) >= 490, "it crashes again and again: half is mine");
	ok(permille(theirs, t) <= 510, "... the other pays for its restarts");
	ok(lives > 4 && lives < 12, "... and there are some, ever fewer");
	print("# mine %u, its %u permille, %u lives\n", permille(run, t),
	      permille(theirs, t), lives);
	delay_cut();
}

static void hangs(void)
{
	uint32_t run, life, dogs, t;

	same(count_of(MAD, DUET_COUNTER_WATCHDOGS), 0,
	     "its watchdog was kicked, held or not");
	take();
	life = shared->peer_life[MAD];
	tell(MAD, WORK_HANG);
	run = counter(DUET_COUNTER_RUN_TICKS);
	t = now();
	while (!(dogs = count_of(MAD, DUET_COUNTER_WATCHDOGS)) &&
	       now() - t < 2 * WATCHDOG)
		spin_some();
	t = now() - t;
	run = counter(DUET_COUNTER_RUN_TICKS) - run;
	same(dogs, 1, "it hangs: its watchdog restarts it");
	ok(t > WATCHDOG - 2 * PERIOD && t < WATCHDOG + PERIOD, "... in time");
	/* 45 ms from the start of a period contain five of its 5 ms */
	ok(permille(run, t) >= 440, "... while I ran");
	tell(MAD, WORK_REST);
	spin(10 * PERIOD);
	take();
	ok(shared->peer_life[MAD] >= life + 2 && shared->peer_life[MAD] & 1,
	   "... and it is back");
	ok(count_of(MAD, DUET_COUNTER_WATCHDOGS) <= 2, "... to stay");
	print("# %u us, mine %u permille\n", t / 24, permille(run, t));
}

static void beat_of(uint32_t channel)
{
	volatile struct work *work = work_of(channel);

	tell(channel, WORK_BEAT);
	spin(10 * PERIOD);
	work->command = WORK_REST;
	print("# %u beats, worst %u, mean %u ticks\n", work->beats,
	      work->worst, work->sum / (work->beats + !work->beats));
}

/*
 * The board's timer counts microseconds, so two series of beats may differ by
 * one; and the end of a period may be due just before a beat.
 */
static void beats(void)
{
	volatile struct work *mad = work_of(MAD), *plain = work_of(PLAIN);
	uint32_t throttles = count_of(MAD, DUET_COUNTER_THROTTLES);

	beat_of(PLAIN);
	beat_of(MAD);
	ok(mad->beats >= 99 && mad->beats <= 101, "a beat each ms with a budget");
	ok(mad->sum <= plain->sum + mad->beats * TICKS_US(1),
	   "... no later than without one");
	ok(mad->worst <= plain->worst + TICKS_US(2),
	   "... nor at worst by more than one timer's work");
	same(count_of(MAD, DUET_COUNTER_THROTTLES), throttles, "... never held");
}

int main(void)
{
	mask();
	same(shared->budget_ticks, 0, "I have no budget");
	same(shared->watchdog_ticks, 0, "... nor a watchdog");
	same(duet_kick(), DUET_EPERM, "... to kick");
	rests();
	beats();
	spins();
	events_wait();
	ends();
	crashes();
	hangs();
	plan();
	return 0;
}
