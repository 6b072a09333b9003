/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random actions of a guest with page tables, mostly with values near which
 * behaviour changes. Included once in a program.
 */
#ifndef FUZZ_PAGED_H
#define FUZZ_PAGED_H

#include "fuzz.h"
#include "paged.h"

static struct frame frame;

/* The result of a kernel fault: the end of this life */
static void crash_now(void)
{
	duet_exit(DUET_EXIT_CRASH);
}

static void any_call(void)
{
	uint32_t nr = rnd(20), a = edge(), b = edge(), c = edge();

	if (nr == DUET_CALL_EXIT && (!a || rnd(16)))
		return;
	/* printed text must not look like a test's */
	if (nr == DUET_CALL_IRET ||
	    (nr == DUET_CALL_CONSOLE && !(a & 0x10000000)))
		return;
	if (nr == DUET_CALL_PT_ROOT || nr == DUET_CALL_CACHE ||
	    nr == DUET_CALL_TLB || nr == DUET_CALL_UPCALL)
		a = rnd(9);
	if (nr == DUET_CALL_UPCALL)
		b = (uintptr_t)entry_irq_kern + (rnd(4) ? 0 : 2);
	if (nr == DUET_CALL_UPCALL && a != DUET_UPCALL_IRQ_KERN)
		return;
	duet_timer(now() + rnd(3000), 1);
	call_raw(nr, a, b, c);
}

/* No frame in use by the kernel: it would only harm itself, and hang */
static uint32_t some_value(uint32_t kind)
{
	uint32_t value = edge();

	if (kind == DUET_PT_LINK && rnd(2))
		return (0xa000 + rnd(8) * 0x400) | rnd(2);
	if (rnd(2))
		value = FREE_PA + rnd(0x200000);
	if (kind != DUET_PT_LINK && value < FREE_PA)
		value += FREE_PA;
	return value;
}

/* Half of them where they can't harm the kernel itself */
static void any_updates(void)
{
	uint32_t n = rnd(4) ? rnd(20) : rnd(385), i;

	shared->qlen = 0;
	for (i = 0; i < n; i++) {
		uint32_t target = edge();

		if (rnd(8))
			target = (rnd(2) ? ROOT : NEW_ROOT(0)) +
				rnd(0xbf0) * 4 + rnd(4);
		else if (rnd(8))
			target = L2(rnd(8)) + rnd(256) * 4;
		queue(target, some_value(target & 3));
	}
	if (!rnd(4))
		shared->qlen = edge();
	if (rnd(2))
		duet_pt_update();
	else
		duet_tlb(rnd(2), edge(), edge());
}

static void any_user(void)
{
	static const char *const code[] = {
		u_swi, u_load, u_store, u_jump, u_und, u_loop, u_kuser,
		u_swi_thumb, u_load_thumb, u_mode, u_bkpt, u_shift,
	};
	uint32_t i;

	user_frame_init(&frame, code[rnd(12)], rnd(32));
	frame.r[6] = edge();
	frame.r[13] = edge();
	if (!rnd(3))
		frame.pc = edge();
	if (!rnd(3))
		frame.psr = rnd(0);
	for (i = 0; i < 3; i++)
		frame.r[rnd(15)] = edge();
	shared->mask = MASKED;
	duet_timer(now() + rnd(3000), 1);
	if (!rnd(8))
		shared->ack = rnd(0);
	user_run(&frame);
	take();
}

static void any_word(void)
{
	switch (rnd(8)) {
	case 0:
		shared->pend = rnd(0);
		break;
	case 1:
		shared->ack = rnd(0);
		break;
	case 2:
		shared->busy = rnd(40) == 0;
		break;
	case 3:
		shared->qlen = edge();
		break;
	case 4:
		unmask();
		break;
	case 5:
		shared->mask = rnd(2) ? rnd(0) : MASKED;
		break;
	case 6:
		shared->kern.psr = rnd(0);
		break;
	case 7:
		shared->root = edge();
		break;
	}
}

static void any_probe(void)
{
	uint32_t va = edge(), word = 0;

	/* not the channels, where the others write their findings */
	if (va - 0xfe000000 < 0x01000000 || va - RAM_VA < RAM_SIZE ||
	    va - DUET_SHARED_VA < 0x1000)
		return;
	if (rnd(2))
		probe_ldr(va, &word);
	else
		probe_str(va, &word);
}

#endif
