// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timers on one one-shot timer: never early, never forgotten. The clock is fake
 * and advances a little at each read, as the real one does.
 */
#include "hyp_test.h"

#include "event.h"
#include "plat.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

#define NR		9
#define LATE_MAX	600u	/* ticks; each read of the clock costs some */

static uint32_t clock, cost;
static bool hw_on;
static uint32_t hw_at;

uint32_t host_dacr, host_drains;
struct sched sched;
struct vm vms[SYS_VM_MAX];

static struct slot {
	struct timer *timer;	/* of a VM, except for the last */
	bool armed;
	uint32_t due;		/* the deadline that was meant */
	uint32_t fired;
} slot[NR];

static struct timer turn;

uint32_t plat_clock(void)
{
	clock += cost;
	return clock;
}

void plat_timer_arm(uint32_t ticks)
{
	assert_true(ticks <= 0x7fffffff);
	hw_on = true;
	hw_at = clock + ticks;
}

void plat_timer_stop(void)
{
	hw_on = false;
}

/* Other interrupts cut in: the remaining timers are due in the next one. */
bool plat_irq_waiting(void)
{
	return !rnd_below(4);
}

uint32_t clock_quarters;

void plat_timer_ack(void)
{
	hw_on = false;
}

/* Ticks from then to now, negative if then is ahead */
static int32_t since(uint32_t then)
{
	return (int32_t)(clock - then);
}

static void fire(struct slot *s)
{
	assert_true(s->armed);
	assert_false(s->timer->armed);
	if (since(s->due) < 0)
		fail_msg("early by %d", -since(s->due));
	if (since(s->due) > (int32_t)LATE_MAX)
		fail_msg("late by %d", since(s->due));
	s->armed = false;
	s->fired++;
}

static void fire_turn(struct timer *timer)
{
	assert_ptr_equal(timer, &turn);
	fire(&slot[NR - 1]);
}

void event_post(struct vm *vm, uint32_t events)
{
	assert_in_range(vm - vms, 0, NR - 2);
	assert_int_equal(events, 1 << (vm - vms));
	fire(&slot[vm - vms]);
}

/* ticks ahead of now, or past: then it is due at once */
static void arm(uint32_t i, int32_t ticks)
{
	slot[i].armed = true;
	slot[i].due = ticks > 0 ? clock + ticks : clock;
	timer_arm(slot[i].timer, clock + ticks);
}

static void cancel(uint32_t i)
{
	slot[i].armed = false;
	timer_cancel(slot[i].timer);
}

/* The hardware is on for the earliest of them, or off. */
static void check_hw(void)
{
	int32_t first = INT32_MAX;
	bool any = false;
	uint32_t i;

	for (i = 0; i < NR; i++) {
		assert_int_equal(!!slot[i].timer->armed, slot[i].armed);
		if (!slot[i].armed)
			continue;
		any = true;
		if ((int32_t)(slot[i].due - clock) < first)
			first = slot[i].due - clock;
	}
	assert_int_equal(hw_on, any);
	if (any && (int32_t)(hw_at - clock) - 100 > (first > 0 ? first : 0))
		fail_msg("on in %d, the first is due in %d",
			 (int32_t)(hw_at - clock), first);
	if (any && first > 0 && (int32_t)(hw_at - clock) < first - 100)
		fail_msg("on in %d, but the first is due in %d",
			 (int32_t)(hw_at - clock), first);
}

/* Lets time pass: the interrupt comes a bit after the hardware is due. */
static void pass(uint32_t ticks)
{
	uint32_t end = clock + ticks;

	while (hw_on && (int32_t)(hw_at - end) <= 0) {
		if ((int32_t)(hw_at - clock) > 0)
			clock = hw_at;
		clock += rnd_below(48);
		timer_interrupt();
		check_hw();
	}
	if (since(end) < 0)
		clock = end;
}

static int setup(void **state)
{
	uint32_t i;

	memset(slot, 0, sizeof(slot));
	memset(vms, 0, sizeof(vms));
	memset(&turn, 0, sizeof(turn));
	timer_head = NULL;
	hw_on = false;
	for (i = 0; i < NR - 1; i++) {
		slot[i].timer = &vms[i].timer;
		vms[i].timer.kern = ctx_base(&vms[i].kern);
		vms[i].timer.events = 1u << i;
	}
	slot[NR - 1].timer = &turn;
	turn.fire = fire_turn;
	clock = 0xfffff000;
	cost = 3;
	rnd_state = 1;
	return 0;
}

static int32_t some_ticks(void)
{
	switch (rnd_below(8)) {
	case 0:
		return -(int32_t)rnd_below(0x7fffff00);
	case 1:
		return 0x7fffff00 - rnd_below(0x1000);
	case 2:
		return rnd_below(0x7fffff00);
	case 3:
		return 0;
	default:
		return rnd_below(5000);
	}
}

static void random_timers(void **state)
{
	uint32_t i, n, fired = 0;

	for (i = 0; i < 200000; i++) {
		n = rnd_below(NR);
		switch (rnd_below(4)) {
		case 0:
			cancel(n);
			break;
		case 1:
			pass(rnd_below(rnd_below(64) ? 2000 : 0x7fffff00));
			break;
		default:
			/* a due timer that waits for its interrupt is late */
			if (slot[n].armed && since(slot[n].due) >= 0)
				break;
			arm(n, some_ticks());
		}
		check_hw();
	}
	for (n = 0; n < NR; n++)
		fired += slot[n].fired;
	assert_true(fired > 10000);
}

/* A due timer that waits is not delayed by another's far deadline. */
static void far_behind_due(void **state)
{
	arm(0, 100);
	clock += 101;
	arm(1, 0x7fffffff);
	check_hw();
	arm(2, -0x7fffff00);
	check_hw();
	clock += 10;
	timer_cancel(slot[2].timer);
	slot[2].armed = false;
	check_hw();
	pass(100);
	assert_int_equal(slot[0].fired, 1);
	assert_int_equal(slot[1].fired, 0);
}

/* A deadline almost 2^31 ticks past, while the interrupt is delayed */
static void long_past(void **state)
{
	arm(0, 2000);
	arm(2, -0x7fffff00);
	clock += 0x200;
	timer_interrupt();
	check_hw();
	assert_int_equal(slot[2].fired, 1);
	pass(2000);
	assert_int_equal(slot[0].fired, 1);
}

/* A timer that is due all the time: the others still fire. */
static void storm(void **state)
{
	uint32_t i;

	arm(0, 5000);
	arm(1, 5100);
	for (i = 0; i < 1000; i++) {
		arm(2, -(int32_t)rnd_below(0x7fffff00));
		check_hw();
		pass(30);
	}
	assert_int_equal(slot[0].fired, 1);
	assert_int_equal(slot[1].fired, 1);
	assert_true(slot[2].fired > 300);
}

static void replaced(void **state)
{
	arm(0, 1000);
	arm(0, 3000);
	pass(2500);
	assert_int_equal(slot[0].fired, 0);
	pass(1000);
	assert_int_equal(slot[0].fired, 1);
	arm(0, 3000);
	arm(0, 1000);
	pass(1500);
	assert_int_equal(slot[0].fired, 2);
	pass(5000);
	assert_int_equal(slot[0].fired, 2);
	cancel(0);
	assert_false(hw_on);
}

static void together(void **state)
{
	uint32_t i;

	for (i = 0; i < NR; i++)
		arm(i, 1000 - 4 * i);
	check_hw();
	pass(1100);
	for (i = 0; i < NR; i++)
		assert_int_equal(slot[i].fired, 1);
	assert_false(hw_on);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(random_timers, setup),
		cmocka_unit_test_setup(far_behind_due, setup),
		cmocka_unit_test_setup(long_past, setup),
		cmocka_unit_test_setup(storm, setup),
		cmocka_unit_test_setup(replaced, setup),
		cmocka_unit_test_setup(together, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
