// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address spaces that must not share the caches, and are switched with KEEP all
 * the same: one modified address with different frames in several roots, and
 * frames at many addresses, all dirty; remapped, destroyed, and left behind at
 * the end of a life. The attacker may lose its own data, but nothing else.
 */
#include "attack.h"
#include "paged.h"

#define LIVES	4
#define TURNS	1500
#define PAGES	32
#define VA	0x00400000u
#define FRAME(n) (FREE_PA + 0x40000 + (n) * 0x1000)
#define PID(n)	((n) << DUET_MM_PID_SHIFT)
#define KEEP	DUET_MM_KEEP
#define TABLES	4

static const uint32_t roots[] = { ROOT, NEW_ROOT(0), NEW_ROOT(1) };
static const uint32_t pids[] = { 0, 1, 2, 47, 93, 94 };

#define NR_ROOTS	(sizeof(roots) / 4)
#define NR_PIDS		(sizeof(pids) / 4)

static uint32_t seed;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* Tables of the same frames in other orders, one of them uncached */
static void make_tables(void)
{
	uint32_t t, i, value;

	for (t = 0; t < TABLES; t++)
		for (i = 0; i < PAGES; i++) {
			value = shared->ram_pa + FRAME((i * 5 + t * 7) % PAGES);
			value |= t == TABLES - 1 ? RW : RW | CACHED;
			queue((L2(1 + t) + i * 4) | DUET_PT_L2, value);
		}
}

static uint32_t slot(uint32_t pid)
{
	return (pid * DUET_PID_SIZE + VA) >> 18;
}

static void link(uint32_t root, uint32_t pid, uint32_t table)
{
	queue((root + slot(pid)) | DUET_PT_LINK, L2(1 + table) | DUET_PT_VALID);
}

static void make_space(void)
{
	uint32_t r, p;

	for (r = 0; r < NR_ROOTS; r++) {
		if (r && duet_pt_root(DUET_ROOT_CREATE, roots[r]))
			bail("no root");
		for (p = 0; p < NR_PIDS; p++)
			link(roots[r], pids[p], (r + p) % TABLES);
	}
	make_tables();
	if (duet_pt_update())
		bail("no tables");
}

/* Dirty lines, and others, at the addresses of the space that is loaded */
static void touch(void)
{
	volatile uint32_t *p;
	uint32_t i;

	for (i = 0; i < 24; i++) {
		p = (volatile uint32_t *)(uintptr_t)
			(VA + rnd(PAGES) * 0x1000 + rnd(1024) * 4);
		if (rnd(3))
			*p = 0xbad00000 + i;
		else
			(void)*p;
	}
}

/* Maintenance at an address where another space may have the line */
static void maintain(void)
{
	uint32_t start = VA + pids[rnd(NR_PIDS)] * DUET_PID_SIZE +
		rnd(PAGES) * 0x1000 + rnd(0xf00);

	duet_cache(rnd(4), start, start + rnd(0x200));
}

/* The pages change under their lines. */
static void remap(void)
{
	uint32_t root = roots[rnd(NR_ROOTS)], pid = pids[rnd(NR_PIDS)];

	queue((root + slot(pid)) | DUET_PT_SECTION, 0);
	link(root, pid, rnd(TABLES));
	if (rnd(2))
		duet_tlb(DUET_TLB_ALL, 0, 0);
}

static bool turn(void)
{
	uint32_t root = roots[rnd(NR_ROOTS)], pid = pids[rnd(NR_PIDS)];

	if (duet_mm_switch(root | PID(pid) | (rnd(8) ? KEEP : 0), rnd(~0u)))
		return false;
	touch();
	if (!rnd(4))
		maintain();
	if (!rnd(8))
		remap();
	return !duet_pt_update();
}

static void turns(void)
{
	uint32_t i;
	bool good = true;

	for (i = 0; i < TURNS; i++)
		good &= turn();
	ok(good, "switches that keep lines of other frames");
}

/* Dirty lines of a root that is no more; another one, or tables, in its place */
static void destroy(void)
{
	uint32_t i, p;
	bool good = true;

	for (i = 0; i < 40; i++) {
		good &= !duet_mm_switch(roots[1] | PID(pids[i % NR_PIDS]) |
					KEEP, 0);
		touch();
		good &= !duet_mm_switch(ROOT | PID(1) | KEEP, 0);
		for (p = 0; p < NR_PIDS; p++)
			queue((roots[1] + slot(pids[p])) | DUET_PT_SECTION, 0);
		good &= !duet_pt_update();
		good &= !duet_pt_root(DUET_ROOT_DESTROY, roots[1]);
		touch();
		good &= !duet_pt_root(DUET_ROOT_CREATE, roots[1]);
		for (p = 0; p < NR_PIDS; p++)
			link(roots[1], pids[p], p % TABLES);
		good &= !duet_pt_update();
	}
	ok(good, "... and roots that are destroyed under their lines");
}

/* Nothing that a pid moves can leave the user half. */
static void beyond(void)
{
	uint32_t low, word;
	bool good = true;

	for (low = PID(95); low < DUET_ROOT_SIZE; low++)
		good &= duet_mm_switch(ROOT | low, 0) == DUET_EINVAL;
	ok(good, "no pid beyond the user half");
	duet_mm_switch(ROOT | PID(94) | KEEP, 0);
	good = probe_str(0x01ffffe0, &word) && probe_ldr(0x02000000, &word);
	ok(good, "... nothing at the end of the last one");
}

/* Code of two spaces at one address: either is the attacker's own. */
static void code(void)
{
	static struct frame frame;
	uint32_t i;
	int32_t kind;
	bool good = true;

	user_space();
	for (i = 0; i < 200; i++) {
		duet_mm_switch(ROOT | KEEP, 0);
		*(frame_at(CODE_PA) + i % 8) = i & 1 ? 0xef000001 : 0xe7f000f0;
		user_frame_init(&frame, user_start, i);
		kind = user_run(&frame);
		good &= kind == DUET_UPCALL_SWI_USER ||
			kind == DUET_UPCALL_UND_USER ||
			kind == DUET_UPCALL_IRQ_USER;
		take();
	}
	ok(good, "code that is changed without a flush");
}

int main(void)
{
	attack_begin();
	user_upcalls();
	seed = shared->lives;
	report->own[0] = shared->lives;
	if (shared->lives == 1)
		report->own[1] = report->beats;
	make_space();
	if (shared->lives < LIVES) {
		while (report->beats - report->own[1] < 60 * shared->lives)
			if (!turn())
				bail("a switch failed");
		duet_exit(shared->lives & 1 ? DUET_EXIT_RESTART :
			  DUET_EXIT_CRASH);
	}
	turns();
	destroy();
	beyond();
	code();
	same(shared->lives, LIVES, "each life began well");
	verdict(180);
	plan();
	return 0;
}
