// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control calls of a VM that may control no VM, and has no watchdog: each is
 * refused, whatever VM, operation, word and position it names; no VM is
 * stopped, started or inspected.
 */
#include "attack.h"

static const uint32_t numbers[] = {
	0, 1, 2, 3, 7, 8, 31, 32, 255, 0x7fffffff, 0x80000000, 0x00ffffff,
	0x03ffffff, 0xfffffff8, 0xfffffffe, ~0u,
};

#define NUMBERS	(sizeof(numbers) / 4)

static void info(void)
{
	uint32_t i, k, own = shared->vm_id, word = 0;
	bool good = true;

	for (i = 0; i < NUMBERS; i++)
		for (k = 0; k < NUMBERS; k++) {
			int32_t err = duet_vm_info(numbers[i], numbers[k],
						   &word);

			if (numbers[i] != own)
				good &= err == DUET_EPERM;
			else if (numbers[k] > 0x8000)
				good &= err == DUET_EINVAL;
		}
	ok(good, "nothing about others, and about itself valid words only");
}

static void control(void)
{
	uint32_t i, k;
	bool good = true;

	for (i = 0; i < NUMBERS; i++)
		for (k = 0; k < NUMBERS; k++)
			good &= duet_vm_control(numbers[i], numbers[k]) ==
				DUET_EPERM;
	ok(good, "no VM is stopped, started or restarted, not even itself");
}

static void others(void)
{
	uint32_t i, text = 0;
	bool good = true;

	for (i = 0; i < NUMBERS; i++)
		good &= duet_log(numbers[i], &text) == DUET_EPERM;
	ok(good, "the console's log isn't read");
	for (i = 0; i < 100; i++)
		good &= duet_kick() == DUET_EPERM;
	ok(good, "no watchdog is kicked where there is none");
	ok(shared->peer_life[CH_REPORT] == 1,
	   "the victim's life, as its peers see it, is the first");
}

int main(void)
{
	uint32_t beats, i;

	attack_begin();
	beats = report->beats;
	info();
	control();
	others();
	for (i = 0; report->beats - beats < 20; i++) {
		duet_vm_control(i & 3, DUET_CONTROL_STOP);
		duet_vm_control(i & 3, DUET_CONTROL_RESTART);
	}
	verdict(20);
	plan();
	return 0;
}
