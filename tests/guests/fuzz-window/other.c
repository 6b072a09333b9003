// SPDX-License-Identifier: GPL-2.0-only
/*
 * A window VM of higher priority: does random things at each doorbell. It may
 * end itself, and is restarted.
 */
#include "fuzz.h"

#define DONE	(*(volatile uint32_t *)0xfe000000)

/* See fuzz-code; steps per doorbell */
static volatile uint32_t knobs[4] = { 0x5eed0b17, 0x71b05eed, 1, 40 };
#define SEED	knobs[2]
#define STEPS	knobs[3]

static void crash_now(void)
{
	duet_exit(DUET_EXIT_CRASH);
}

static void any_call(void)
{
	uint32_t nr = rnd(20), a = edge(), b = edge(), c = edge();

	/* ends for good only if asked to, or the test could not continue */
	if (nr == DUET_CALL_EXIT && (!a || rnd(8)))
		return;
	/* printed text must not look like a test's */
	if (nr == DUET_CALL_CONSOLE && a >= 0xf4000000)
		return;
	if (nr == DUET_CALL_IRET) {
		iret_raw(a, b);
		return;
	}
	if (nr == DUET_CALL_CACHE || nr == DUET_CALL_TLB)
		a = rnd(7);
	if (nr == DUET_CALL_UPCALL)
		a = rnd(12) + 9;
	if (nr == DUET_CALL_DOORBELL && rnd(2))
		a = rnd(3);
	duet_timer(now() + rnd(500), 1);
	call_raw(nr, a, b, c);
}

static void any_word(void)
{
	switch (rnd(6)) {
	case 0:
		shared->ack = rnd(0);
		break;
	case 1:
		shared->qlen = edge();
		break;
	case 2:
		shared->busy = !rnd(20);
		break;
	case 3:
		shared->pend = rnd(0);
		break;
	case 4:
		shared->mask = rnd(3) ? rnd(0) : 0;
		break;
	case 5:
		unmask();
		break;
	}
}

static void any_probe(void)
{
	uint32_t va = edge(), word = 0;

	if (va - 0xf8200000 < 0x100000 || va - 0xfe000000 < 0x1000000)
		return;
	if (rnd(2))
		probe_ldr(va, &word);
	else
		probe_str(va, &word);
}

static void nonsense(void)
{
	uint32_t i;

	for (i = 0; i < STEPS; i++) {
		fixup = (uintptr_t)crash_now;
		switch (rnd(6)) {
		case 0:
			any_word();
			break;
		case 1:
			any_probe();
			break;
		default:
			any_call();
		}
	}
}

int main(void)
{
	state = (shared->lives * 2654435761u + DONE + SEED * 65537) | 1;
	kern_upcalls();
	for (;;) {
		mask();
		duet_timer(0, 0);
		take();
		duet_block();
		shared->busy = 0;
		nonsense();
		DONE++;
	}
}
