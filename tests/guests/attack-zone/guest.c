// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses up all resources: the zone, first-level tables, links, the queue, the
 * timer, events, the console. Each shortage is an error of its own, and no
 * other VM has less.
 */
#include "attack.h"
#include "paged.h"

#define ZONE_SIZE	0x100000u
#define FIRST_ROOT	0xc000u
#define LINKS		127

/* L2s in every KB; then there is no room for a root */
static void tables(void)
{
	uint32_t at, slot = 0;
	bool good = true;

	for (at = DUET_ZONE_FIRST; at < ZONE_SIZE; at += 0x400)
		good &= !set_link(ROOT, slot++ << 20, at);
	ok(good, "an L2 in each KB of the zone");
	for (at = 0; at < ZONE_SIZE; at += 0x4000)
		good &= duet_pt_root(DUET_ROOT_CREATE, at) ==
			(at < DUET_ZONE_FIRST ? DUET_EINVAL : DUET_EBUSY);
	good &= set_link(ROOT, slot << 20, ZONE_SIZE) == DUET_EINVAL;
	good &= set_link(ROOT, slot << 20, 0x06100000 - ZONE_PA) ==
		DUET_EINVAL;
	ok(good, "... no root then, and nothing of the peer's zone");
	while (slot--)
		good &= !clear_slot(ROOT, slot << 20);
	ok(good, "... and all is given back");
}

static void roots(void)
{
	uint32_t at, n = 0;
	bool good = true;

	for (at = FIRST_ROOT; at < ZONE_SIZE; at += 0x4000)
		n += !duet_pt_root(DUET_ROOT_CREATE, at);
	same(n, (ZONE_SIZE - FIRST_ROOT) / 0x4000, "as many roots as fit");
	good &= duet_pt_root(DUET_ROOT_CREATE, ZONE_SIZE) == DUET_EINVAL;
	good &= set_link(ROOT, 0, 0xb800) == 0 && !clear_slot(ROOT, 0);
	good &= set_link(ROOT, 0, FIRST_ROOT) == DUET_EBUSY;
	for (at = FIRST_ROOT; at < ZONE_SIZE; at += 0x4000)
		good &= !duet_mm_switch(at, at);
	duet_mm_switch(ROOT, 0);
	for (at = FIRST_ROOT; at < ZONE_SIZE; at += 0x4000)
		good &= !duet_pt_root(DUET_ROOT_DESTROY, at);
	ok(good, "... each is one, and given back");
}

static void links(void)
{
	uint32_t i;
	bool good = true;

	for (i = 0; i < LINKS; i++)
		good &= !set_link(ROOT, i << 20, L2(0));
	for (i = LINKS; i < 600; i++)
		good &= set_link(ROOT, i << 20, L2(0)) == DUET_EBUSY;
	good &= set_link(ROOT, 0, L2(0)) == DUET_EBUSY;
	good &= !clear_slot(ROOT, 0) && !set_link(ROOT, 599u << 20, L2(0));
	clear_slot(ROOT, 599u << 20);
	for (i = 1; i < LINKS; i++)
		good &= !clear_slot(ROOT, i << 20);
	good &= set_page(L2(0), 0, FREE_PA | RW) == DUET_EINVAL;
	ok(good, "links to one table: a limit, and then it is free");
}

/* A single timer, however often it is armed; one bit per event */
static void timers(void)
{
	uint32_t i, before = upcalls[DUET_UPCALL_IRQ_KERN], beats;

	for (i = 0; i < 5000; i++)
		duet_timer(now() + TICKS_US(1000) + i, 1);
	unmask();
	wait_ticks(TICKS_US(10000));
	mask();
	same(upcalls[DUET_UPCALL_IRQ_KERN], before + 1,
	     "a timer armed 5,000 times fires once");
	for (i = 0; i < 32; i++)
		shared->pend |= 1u << i;
	for (i = 0; i < 100; i++)
		duet_ack(~0u);
	duet_timer(now(), 1);
	wait_ticks(TICKS_US(10));
	same(take(), ~0u, "all events pending, made up by itself");
	same(take(), 0, "... and none beyond them");
	duet_timer(now() + TICKS_US(2000), 1);
	beats = report->beats;
	duet_block();
	ok(take() == 1 && report->beats > beats, "... and it sleeps as before");
}

/* The console's ring is shared; text without room is refused. */
static void console(void)
{
	static const char text[] = "# so much of it that it has no room left\n";
	uint32_t beats = report->beats, i, all = 0;
	int32_t n;

	while (report->beats - beats < 20)
		for (i = 0; i < 8; i++) {
			n = duet_console((uintptr_t)text, sizeof(text) - 1);
			all += n > 0 ? n : 0;
		}
	print("\n");
	ok(all > 1000, "the console, as much as it takes");
}

int main(void)
{
	attack_begin();
	tables();
	roots();
	links();
	report->own[0] = 1;
	timers();
	report->own[0] = 2;
	console();
	verdict(30);
	plan();
	return 0;
}
