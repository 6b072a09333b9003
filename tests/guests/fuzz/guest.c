// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random calls, updates, frames and shared words, mostly with values near which
 * behaviour changes. It may end itself in any way, and is restarted with the
 * next seed; the hypervisor and the other VMs must not be affected.
 */
#include "beat.h"
#include "fuzz-paged.h"
#include "server.h"

#define LIVES	30
#define STEPS	300

#define OTHER	((volatile struct server *)0xfe000000)
#define BEAT	((volatile struct beat *)(uintptr_t)shared->channel[1].va)

static void life(void)
{
	uint32_t i;

	state = shared->lives * 2654435761u + 1;
	kern_upcalls();
	user_upcalls();
	user_space();
	duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(0));
	for (i = 0; i < STEPS; i++) {
		fixup = (uintptr_t)crash_now;
		switch (rnd(8)) {
		case 0:
			any_updates();
			break;
		case 1:
		case 2:
			any_user();
			break;
		case 3:
			any_word();
			break;
		case 4:
			any_probe();
			break;
		default:
			any_call();
		}
	}
	duet_exit(DUET_EXIT_RESTART);
}

/*
 * The other's crashes fill the console, and its reports may cut a line that has
 * waited for room for 4 ms. So each point begins after a rest, in which the
 * console has caught up.
 */
static void judge(bool good, const char *text)
{
	duet_timer(now() + TICKS_US(5000), 1);
	mask();
	duet_block();
	take();
	ok(good, text);
}

int main(void)
{
	if (shared->lives <= LIVES)
		life();
	kern_upcalls();
	judge(counter(DUET_COUNTER_RESTARTS) == LIVES, "30 lives of nonsense");
	judge(counter(DUET_COUNTER_HYPERCALLS) > 2000, "... many calls");
	judge(counter(DUET_COUNTER_REFUSED) > 3000, "... many bad updates");
	judge(OTHER->served > 20, "the other had its turns");
	judge(!OTHER->errors, "... and all was its own");
	judge(BEAT->lives == 1, "the beat is in its first life");
	judge(BEAT->count > 20, "... and continues");
	judge(!(BEAT->early + BEAT->spurious), "... never early");
	judge(BEAT->worst < TICKS_US(30), "... never late");
	print("# %u calls, %u updates, %u refused, beat: %u, worst %u\n",
	      counter(DUET_COUNTER_HYPERCALLS), counter(DUET_COUNTER_UPDATES),
	      counter(DUET_COUNTER_REFUSED), BEAT->count, BEAT->worst);
	plan();
	return 0;
}
