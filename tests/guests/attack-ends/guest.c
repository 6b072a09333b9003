// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stops, starts and restarts another VM at any time, including during its
 * reset; now and then it waits until the other's watchdog does so. The other VM
 * also has a budget, and is throttled when it has used it up.
 */
#include "attack.h"
#include "fuzz.h"

#define CHAOS	1u
#define HANGS	10u		/* each tenth life waits for its watchdog */
#define ENDS	250

static uint32_t info(uint32_t index)
{
	uint32_t word = 0;

	if (duet_vm_info(CHAOS, index, &word))
		bail("it can't be looked at");
	return word;
}

static uint32_t counted(uint32_t counter)
{
	return info(DUET_INFO_COUNTER + counter);
}

/* A start or an end of the VM is an event, which ends a sleep. */
static void rest(uint32_t us)
{
	uint32_t start = now();

	while (now() - start < TICKS_US(us))
		attack_rest(us);
}

/* Its state, and the operations' expected results */
static bool end(uint32_t *ends)
{
	uint32_t up = info(DUET_INFO_STATE);
	int32_t err;

	if (up == DUET_STATE_OFF)
		return !duet_vm_control(CHAOS, DUET_CONTROL_START);
	if (duet_vm_control(CHAOS, DUET_CONTROL_START) != DUET_EBUSY)
		return false;
	err = duet_vm_control(CHAOS, rnd(2) ? DUET_CONTROL_STOP :
			      DUET_CONTROL_RESTART);
	*ends += !err;
	return !err || err == DUET_EBUSY;
}

int main(void)
{
	uint32_t ends = 0, lives;
	bool good = true;

	attack_begin();
	state = 1;
	while (ends < ENDS && good) {
		report->own[0] = ends;
		good &= end(&ends);
		/* the requested life is the next one */
		if (info(DUET_INFO_LIVES) % HANGS == HANGS - 2)
			rest(30000);
		rest(rnd(4) ? rnd(1500) : rnd(5000));
	}
	ok(good, "another is stopped, started, restarted at any time");
	lives = info(DUET_INFO_LIVES);
	print("# %u ends, %u lives, %u by the watchdog, throttled %u times\n",
	      ends, lives, counted(DUET_COUNTER_WATCHDOGS),
	      counted(DUET_COUNTER_THROTTLES));
	ok(lives > ENDS / 2, "... lives again");
	ok(counted(DUET_COUNTER_WATCHDOGS) > 0, "... was ended by its watchdog");
	ok(counted(DUET_COUNTER_THROTTLES) > 10, "... and was throttled");
	while (info(DUET_INFO_STATE) != DUET_STATE_OFF) {
		duet_vm_control(CHAOS, DUET_CONTROL_STOP);
		rest(1000);
	}
	ok(duet_doorbell(2) == DUET_EAGAIN, "... until it is off");
	verdict(1000);
	plan();
	return 0;
}
