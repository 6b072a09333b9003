// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ack call opens the lines of the events that it names and no others,
 * however many they are. The two UARTs have levels that stay raised.
 */
#include "test.h"

#define CONTROL		(0x30 / 4)	/* PL011, DDI 0183 */
#define MASK_SET	(0x38 / 4)
#define TX		0x20

enum { FIRST = 1 << 1, SECOND = 1 << 2, CLOCK = 1 << 3 };
#define BOTH		(FIRST | SECOND)

static volatile uint32_t *uart(uint32_t n)
{
	return (volatile uint32_t *)(uintptr_t)(shared->device_va + n * 0x1000);
}

static void raise(void)
{
	uint32_t i;

	for (i = 0; i < 2; i++) {
		uart(i)[CONTROL] = 0x301;
		uart(i)[0] = '.';
		uart(i)[MASK_SET] = TX;
	}
	wait_ticks(TICKS_US(300));
}

static void hush(void)
{
	uart(0)[MASK_SET] = 0;
	uart(1)[MASK_SET] = 0;
}

/* Only r0 changes, which is 0; r1 to r3 and r12 may be 0 as well. */
static bool silent(uint32_t events, bool thumb)
{
	struct regs regs, want;
	uint32_t i;
	bool good;

	regs_fill(&regs, events);
	regs.r[0] = events;
	regs.r[12] = DUET_CALL_ACK;
	want = regs;
	regs_run(&regs, (uintptr_t)(thumb ? snip_swi_thumb + 1 : snip_swi));
	good = !regs.r[0] && regs.r[13] == regs.sp_before;
	good &= (regs.cpsr & FLAGS) == (want.cpsr & FLAGS);
	for (i = 1; i < 15; i++)
		good &= regs.r[i] == want.r[i] || i == 13 ||
			((i < 4 || i == 12) && !regs.r[i]);
	return good;
}

/* These events, and no others, come of this call. */
static void opens(uint32_t events, uint32_t want, const char *text)
{
	uint32_t irqs = counter(DUET_COUNTER_IRQS), n = 0, i;
	bool good = true;

	for (i = 0; i < 2; i++) {
		good &= silent(events, i);
		wait_ticks(TICKS_US(20));
		good &= take() == want;
	}
	for (i = want; i; i &= i - 1)
		n += 2;
	ok(good && counter(DUET_COUNTER_IRQS) - irqs == n, text);
}

static void lines(void)
{
	uint32_t i;
	bool good = true;

	same(shared->device_events, BOTH | CLOCK, "my devices");
	raise();
	same(take(), 0, "all lines are shut at first");
	opens(0, 0, "no event opens none");
	opens(~(uint32_t)BOTH, 0, "nor do all others");
	opens(FIRST, FIRST, "the first");
	opens(SECOND, SECOND, "the second");
	opens(BOTH, BOTH, "both");
	opens(BOTH | CLOCK, BOTH, "both, and one that is silent");
	opens(~0u, BOTH, "all events are both");
	for (i = 0; i < 32; i++) {
		duet_ack(1u << i);
		wait_ticks(TICKS_US(20));
		good &= take() == (1u << i & BOTH);
	}
	ok(good, "each event by itself");
}

/* ... but leaves the word for another call */
static void word(void)
{
	shared->ack = FIRST;
	opens(SECOND, SECOND, "the second, not the first in the ack word");
	same(shared->ack, FIRST, "... which stays there");
	duet_deliver();
	wait_ticks(TICKS_US(20));
	same(take(), FIRST, "... until another call");
	same(shared->ack, 0, "... which takes it");
}

static volatile uint32_t handled;

static void hook(uint32_t events)
{
	handled |= events;
	hush();
}

/* A deliver call with work to do first makes the upcall after that. */
static void both_words(void)
{
	irq_hook = hook;
	handled = 0;
	shared->ack = FIRST;
	shared->pend = CLOCK;
	shared->mask = 0;
	same(duet_deliver(), 0, "deliver, with a line to open");
	wait_ticks(TICKS_US(20));
	mask();
	irq_hook = NULL;
	same(handled, FIRST | CLOCK, "... makes the upcall");
	same(shared->ack, 0, "... and opens the line");
	raise();
}

static void upcall(void)
{
	handled = 0;
	irq_hook = hook;
	shared->mask = 0;
	same(duet_ack(BOTH), 0, "with events open");
	wait_ticks(TICKS_US(20));
	mask();
	irq_hook = NULL;
	ok(handled && !(handled & ~(uint32_t)BOTH), "... the upcall is made");
	raise();
}

static void one(void)
{
	duet_ack(CLOCK);
}

static void three(void)
{
	duet_ack(BOTH | CLOCK);
}

static void all(void)
{
	duet_ack(~0u);
}

static void none(void)
{
	duet_ack(0);
}

static void prices(void)
{
	hush();
	cheap(none, 25, "ack of none goes the short way");
	cheap(one, 35, "... of one");
	cheap(three, 55, "... of three");
	cheap(all, 55, "... of all, as most are no device's");
}

int main(void)
{
	mask();
	kern_upcalls();
	lines();
	word();
	both_words();
	upcall();
	prices();
	plan();
	return 0;
}
