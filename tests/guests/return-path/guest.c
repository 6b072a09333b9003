// SPDX-License-Identifier: GPL-2.0-only
/*
 * The return from an interrupt recommended by docs/abi/upcalls.md and used in
 * examples/window: a burst of events, already pending or at any instruction of
 * the return path, must not make frames pile up on the stack, and the
 * interrupted code must find all its registers unchanged.
 */
#include "test.h"

#define SOFTWARE	(1u << 31)	/* no device or channel has it */
#define ROW		30
#define FRAME		72
/* A little more than the instructions in two steps of the board's timer */
#define SWEEP		2400

extern const char entry_irq[], way_back[], way_back_end[];

static volatile uint32_t left, delay, handled, cut, pend_again;
static uint32_t lowest;

/* Makes an event pending; the hypervisor may post others meanwhile. */
static void post(uint32_t event)
{
	uint32_t posted, all = event;

	do {
		posted = all;
		all |= swap(&shared->pend, posted);
	} while (all != posted);
}

static void spin(uint32_t count)
{
	while (count--)
		__asm__ __volatile__("");
}

static void handle(void)
{
	uint32_t sp = (uint32_t)__builtin_frame_address(0);

	if (sp < lowest)
		lowest = sp;
	handled++;
	if (!left)
		return;
	left--;
	if (pend_again)
		post(SOFTWARE);
	else
		duet_timer(now(), 1);
	spin(delay);
}

void handle_events(void)
{
	uint32_t pc = shared->kern.pc;

	if (pc >= (uint32_t)way_back && pc < (uint32_t)way_back_end)
		cut++;
	take();
	handle();
}

static void hook(uint32_t events)
{
	(void)events;
	handle();
}

/* Bytes of stack used by a burst of interrupts */
static uint32_t depth_of(uint32_t row)
{
	lowest = 0xffffffff;
	left = row;
	handled = 0;
	mask();
	post(SOFTWARE);
	unmask();
	while (left)
		spin_some();
	wait_ticks(TICKS_US(5));
	mask();
	take();
	return (uint32_t)__builtin_frame_address(0) - lowest;
}

static uint32_t deepest_of_sweep(void)
{
	uint32_t depth, deepest = 0;

	for (delay = 0; delay < SWEEP / 3; delay++) {
		depth = depth_of(20);
		if (depth > deepest)
			deepest = depth;
	}
	delay = 0;
	return deepest;
}

static void rows(uint32_t one)
{
	pend_again = 1;
	same(depth_of(ROW), one, "pending again on each way out: one frame");
	same(handled, ROW + 1, "... and each is handled");
	pend_again = 0;
	same(deepest_of_sweep(), one,
	     "due at each instruction of the way out: one frame");
	ok(cut > 20, "... with the way out cut often enough to say so");
}

/* All registers known, with interrupts at all phases */
static void registers(void)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < 300 && good; i++) {
		delay = i;
		left = 20;
		duet_timer(now(), 1);
		unmask();
		good = regs_torture(i, 2000);
		mask();
		take();
	}
	ok(good, "the interrupted code finds its registers and flags");
}

int main(void)
{
	uint32_t one, deep;

	kern_upcalls();
	irq_hook = hook;
	pend_again = 1;
	deep = depth_of(ROW);
	print("# a way back that makes the deliver call: %u bytes\n", deep);
	ok(deep > ROW * FRAME, "the measurement sees frames that pile up");
	duet_upcall(DUET_UPCALL_IRQ_KERN, (uint32_t)entry_irq);
	one = depth_of(0);
	print("# one frame and its handler: %u bytes\n", one);
	rows(one);
	registers();
	plan();
	return 0;
}
