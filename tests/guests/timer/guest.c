// SPDX-License-Identifier: GPL-2.0-only
/* The timer: never early, fires at once when late, replaced, cancelled. */
#include "test.h"

#define LATE_MAX	TICKS_US(100)

static volatile uint32_t fired_at, fired;

static void hook(uint32_t events)
{
	if (events & 1u << DUET_EVENT_TIMER) {
		fired_at = now();
		fired++;
	}
}

/* Ticks after the deadline at which it fired, or -1: early or not at all */
static int32_t late(uint32_t deadline, uint32_t limit)
{
	uint32_t start = now(), before = fired;

	while (fired == before && now() - start < limit)
		spin_some();
	if (fired != before + 1 || (int32_t)(fired_at - deadline) < 0)
		return -1;
	return fired_at - deadline;
}

static void ahead(void)
{
	static const uint32_t ticks[] = {
		1, 2, 23, 24, 25, 47, 48, 49, 100, 1000, 2399, 2400, 24000,
		24001, 240000, 1200001,
	};
	bool good = true;
	int32_t worst = 0, l;
	uint32_t i, deadline;

	for (i = 0; i < sizeof(ticks) / sizeof(ticks[0]); i++) {
		deadline = now() + ticks[i];
		duet_timer(deadline, 1);
		l = late(deadline, ticks[i] + TICKS_US(1000));
		if (l < 0 || l > LATE_MAX)
			print("# %u ticks ahead: late by %x\n", ticks[i], l);
		good &= l >= 0 && l <= LATE_MAX;
		worst = l > worst ? l : worst;
	}
	ok(good, "never early, and little late, at 1 to 1200001 ticks");
	print("# at most %u ticks late\n", worst);
}

/* Many deadlines, at all phases of the timer's microsecond */
static void phases(void)
{
	bool good = true;
	uint32_t i, deadline;

	for (i = 0; i < 300; i++) {
		deadline = now() + 200 + i;
		duet_timer(deadline, 1);
		good &= late(deadline, TICKS_US(1000)) >= 0;
	}
	ok(good, "300 times in different phases");
}

static void past(void)
{
	uint32_t t = now();

	duet_timer(t, 1);
	ok(late(t, TICKS_US(1000)) >= 0, "a deadline that is now");
	t = now() - 1;
	duet_timer(t, 1);
	ok(late(t, TICKS_US(1000)) >= 0, "one tick past");
	t = now() - 0x7ffff000;
	duet_timer(t, 1);
	late(t, TICKS_US(1000));
	ok(now() - fired_at < TICKS_US(1000), "almost 2^31 ticks past");
}

static void no_fire(const char *text)
{
	uint32_t before = fired;

	wait_ticks(TICKS_US(3000));
	same(fired, before, text);
}

static void cancelled(void)
{
	uint32_t t = now() + TICKS_US(1000);

	duet_timer(t, 1);
	same(duet_timer(0, 0), 0, "cancel");
	no_fire("cancelled: does not fire");
	same(duet_timer(0, 0), 0, "cancel when not armed");
	duet_timer(now() + 0x7fffffff, 1);
	no_fire("2^31 - 1 ticks ahead: does not fire");
	duet_timer(now() + TICKS_US(1000), 1);
	t = now() + TICKS_US(2000);
	duet_timer(t, 1);
	ok(late(t, TICKS_US(9000)) >= 0, "replaced by a later one");
	no_fire("... fires once");
	duet_timer(now() + TICKS_US(2000), 1);
	t = now() + TICKS_US(1000);
	duet_timer(t, 1);
	ok(late(t, TICKS_US(9000)) >= 0, "replaced by an earlier one");
	no_fire("... fires once");
}

/* While masked it becomes pending; unmasking delivers it. */
static void masked(void)
{
	uint32_t before = fired;

	mask();
	duet_timer(now() + TICKS_US(100), 1);
	wait_ticks(TICKS_US(500));
	same(shared->pend, 1u << DUET_EVENT_TIMER, "masked: pending");
	same(fired, before, "... not delivered");
	unmask();
	same(fired, before + 1, "unmasked: delivered at once");
	same(shared->pend, 0, "... and taken");
}

/* A period of 1 ms with absolute deadlines keeps its phase. */
static void periodic(void)
{
	uint32_t first = now() + TICKS_US(1000), i;
	bool good = true;
	int32_t l;

	for (i = 0; i < 100; i++) {
		duet_timer(first + i * TICKS_US(1000), 1);
		l = late(first + i * TICKS_US(1000), TICKS_US(3000));
		good &= l >= 0 && l <= LATE_MAX;
	}
	ok(good, "100 periods of 1 ms");
}

/* In block, without spinning */
static void blocked(void)
{
	uint32_t run = counter(DUET_COUNTER_RUN_TICKS), t;

	t = now() + TICKS_US(50000);
	mask();
	duet_timer(t, 1);
	duet_block();
	ok((int32_t)(now() - t) >= 0, "block ends at the deadline");
	same(take(), 1u << DUET_EVENT_TIMER, "... with the event");
	ok(counter(DUET_COUNTER_RUN_TICKS) - run < TICKS_US(25000),
	   "... and took no CPU time");
	unmask();
}

/* Around a value of the clock: its sign changes at 2^31, it wraps at 2^32. */
static void around(uint32_t value, const char *text)
{
	uint32_t i, deadline;
	bool good = true;
	int32_t l;

	mask();
	while ((int32_t)(value - TICKS_US(1000) - now()) > 0) {
		duet_timer(value - TICKS_US(1000), 1);
		duet_block();
		take();
	}
	unmask();
	good &= value - now() < TICKS_US(1500);
	for (i = 0; i < 80; i++) {
		deadline = now() + TICKS_US(25);
		duet_timer(deadline, 1);
		l = late(deadline, TICKS_US(1000));
		good &= l >= 0 && l <= LATE_MAX;
		duet_timer(now() + 0x7ffffff0, 1);
	}
	good &= now() - value < TICKS_US(5000);
	duet_timer(0, 0);
	ok(good, text);
}

int main(void)
{
	kern_upcalls();
	irq_hook = hook;
	unmask();
	ahead();
	phases();
	past();
	cancelled();
	masked();
	periodic();
	blocked();
	around(0x80000000, "around 2^31 ticks");
	around(0, "around 2^32 ticks");
	around(0x80000000, "around 2^31 ticks again");
	plan();
	return 0;
}
