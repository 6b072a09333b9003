/* SPDX-License-Identifier: GPL-2.0-only */
/* The beat's own side: its first channel leads to the judge. */
#include "beat.h"

static volatile struct beat *beat;
static uint32_t deadline;

static void hook(uint32_t events)
{
	uint32_t late = now() - deadline;

	/* any VM at the other end may ring doorbells */
	if (events & ~(1u << DUET_EVENT_TIMER | 1u << shared->channel[0].event))
		beat->spurious++;
	if (!(events & 1u << DUET_EVENT_TIMER))
		return;
	if ((int32_t)late < 0)
		beat->early++;
	else if (late > beat->worst)
		beat->worst = late;
	beat->count++;
	deadline += BEAT_PERIOD * (1 + beat->pause);
	beat->pause = 0;
	duet_timer(deadline, 1);
}

int main(void)
{
	beat = (volatile struct beat *)(uintptr_t)shared->channel[0].va;
	beat->count = 0;
	beat->worst = 0;
	beat->early = 0;
	beat->spurious = 0;
	beat->pause = 0;
	beat->lives = shared->lives;
	kern_upcalls();
	irq_hook = hook;
	deadline = now() + BEAT_PERIOD;
	duet_timer(deadline, 1);
	/* asleep with its events masked and open, alternating */
	for (;;) {
		unmask();
		duet_block();
		/* pending events have been delivered */
		if (shared->pend)
			beat->spurious++;
		mask();
		duet_block();
		hook(take());
	}
}
