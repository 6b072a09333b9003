// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs below a window VM that does random things: all memory of this VM must
 * stay unchanged, and it must get the CPU back each time.
 */
#include "test.h"

#define DONE	(*(volatile uint32_t *)0xfe000000)
#define BURSTS	400
#define WORDS	4096

static uint32_t mine[WORDS];
static volatile uint32_t beats, early;
static uint32_t deadline;

static void hook(uint32_t events)
{
	if (!(events & 1u << DUET_EVENT_TIMER))
		return;
	early += (int32_t)(now() - deadline) < 0;
	beats++;
}

static bool intact(void)
{
	uint32_t i;

	for (i = 0; i < WORDS; i++)
		if (mine[i] != i * 0x9e3779b9)
			return false;
	return shared->vm_id == 0 && shared->magic == DUET_INFO_MAGIC;
}

int main(void)
{
	bool memory = true, registers = true, rung = true;
	uint32_t i;

	kern_upcalls();
	irq_hook = hook;
	for (i = 0; i < WORDS; i++)
		mine[i] = i * 0x9e3779b9;
	for (i = 0; i < BURSTS; i++) {
		rung &= !duet_doorbell(0);
		registers &= regs_torture(i, 500);
		deadline = now() + 24 * (i % 50);
		duet_timer(deadline, 1);
		unmask();
		wait_ticks(24 * 60);
		mask();
		take();
		if (i % 10 == 0)
			memory &= intact();
	}
	ok(rung, "it can be rung each time");
	ok(registers, "my registers are mine");
	ok(memory && intact(), "my memory is mine");
	same(beats, BURSTS, "my timer fires each time");
	same(early, 0, "... never early");
	same(shared->lives, 1, "my life is the first");
	ok(DONE > 200, "it did its nonsense");
	print("# %u bursts\n", DONE);
	plan();
	return 0;
}
