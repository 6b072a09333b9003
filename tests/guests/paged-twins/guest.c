// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fast paths of space_fast.S and ptqueue_fast.S behave like their twins in C: the
 * counters of each call, the pages removed from the TLB, and batches of each
 * length with a refused entry at each position, whatever call executes them.
 */
#include "paged.h"

#define FRAME_A		(FREE_PA + 0x10000)
#define FRAME_B		(FREE_PA + 0x11000)
#define BASE		0x00100000u		/* the pages of L2(1) */
#define PAGE(n)		((L2(1) + (n) * 4) | DUET_PT_L2)
#define TLS_WORD	(*(volatile uint32_t *)0xffff0ff0)
#define BAD		(STORE_PA | RW)
#define PID(n)		((n) << DUET_MM_PID_SHIFT)
#define PIDS		95u	/* below the kernel half */
#define KEEP		DUET_MM_KEEP

struct counts {
	uint32_t calls, switches, cache, tlb, updates, refused;
};

static struct counts counts(void)
{
	struct counts c = {
		counter(DUET_COUNTER_HYPERCALLS),
		counter(DUET_COUNTER_MM_SWITCHES),
		counter(DUET_COUNTER_MM_CACHE_FLUSHES),
		counter(DUET_COUNTER_MM_TLB_FLUSHES),
		counter(DUET_COUNTER_UPDATES),
		counter(DUET_COUNTER_REFUSED),
	};

	return c;
}

static bool counted(const struct counts *then, uint32_t switches,
		    uint32_t cache, uint32_t tlb, uint32_t updates,
		    uint32_t refused)
{
	struct counts c = counts();

	if (c.switches - then->switches == switches &&
	    c.cache - then->cache == cache && c.tlb - then->tlb == tlb &&
	    c.updates - then->updates == updates &&
	    c.refused - then->refused == refused)
		return true;
	print("# counted %u switches, %u cache, %u tlb, %u updates, %u refused\n",
	      c.switches - then->switches, c.cache - then->cache,
	      c.tlb - then->tlb, c.updates - then->updates,
	      c.refused - then->refused);
	return false;
}

/* All registers are known: only r0 may differ, and r1 to r3 and r12 be 0. */
static int32_t call(uint32_t nr, uint32_t r0, uint32_t r1, uint32_t r2)
{
	struct regs regs, want;
	static uint32_t seed;
	uint32_t i;

	regs_fill(&regs, ++seed);
	regs.r[0] = r0;
	regs.r[1] = r1;
	regs.r[2] = r2;
	regs.r[12] = nr;
	want = regs;
	regs_run(&regs, (uintptr_t)(seed & 1 ? snip_swi : snip_swi_thumb + 1));
	/* r1 of cache: the position that it has reached */
	for (i = nr == DUET_CALL_CACHE ? 2 : 1; i < 13; i++)
		if (regs.r[i] != want.r[i] && (regs.r[i] || (i > 3 && i < 12))) {
			print("# r%u %x by call %u\n", i, regs.r[i], nr);
			bail("a call changed a register");
		}
	if (regs.r[13] != regs.sp_before || regs.r[14] != want.r[14] ||
	    (regs.cpsr & FLAGS) != want.cpsr)
		bail("a call changed a register");
	return regs.r[0];
}

/* The result and the counters of a call, with and without a queued update */
static void one(const char *text, uint32_t nr, uint32_t r0, uint32_t r1,
		uint32_t r2, int32_t result, uint32_t switches, uint32_t cache,
		uint32_t tlb, bool drains)
{
	struct counts then = counts();
	bool good;

	good = call(nr, r0, r1, r2) == result;
	ok(good && counted(&then, switches, cache, tlb, 0, 0), text);
	then = counts();
	queue(PAGE(0), (FRAME_A + RW) | CACHED);
	good = call(nr, r0, r1, r2) == result && shared->qlen == !drains;
	ok(good && counted(&then, switches, cache, tlb, drains, 0),
	   drains ? "... an update is carried out" : "... or is left");
	shared->qlen = 0;
}

static void memory(void)
{
	uint32_t ram = RAM_VA + FRAME_A, top = DUET_GUEST_TOP;

	one("mm_switch", DUET_CALL_MM_SWITCH, ROOT, 7, 0, 0, 1, 1, 1, true);
	one("... to none", DUET_CALL_MM_SWITCH, ROOT + 0x4000, 7, 0,
	    DUET_EINVAL, 0, 0, 0, false);
	one("... to its second KB", DUET_CALL_MM_SWITCH, ROOT + 0x400, 7, 0,
	    DUET_EINVAL, 0, 0, 0, false);
	one("... to far away", DUET_CALL_MM_SWITCH, 0x100000, 7, 0,
	    DUET_EINVAL, 0, 0, 0, false);
	one("mm_switch that keeps the caches", DUET_CALL_MM_SWITCH,
	    ROOT | KEEP, 7, 0, 0, 1, 0, 1, true);
	one("... with a pid", DUET_CALL_MM_SWITCH, ROOT | PID(1) | KEEP, 7, 0,
	    0, 1, 0, 1, true);
	one("... the last, with a flush", DUET_CALL_MM_SWITCH,
	    ROOT | PID(PIDS - 1), 7, 0, 0, 1, 1, 1, true);
	one("... one more", DUET_CALL_MM_SWITCH, ROOT | PID(PIDS), 7, 0,
	    DUET_EINVAL, 0, 0, 0, false);
	one("... the CPU's last", DUET_CALL_MM_SWITCH,
	    ROOT | PID(DUET_MM_PID_MAX) | KEEP, 7, 0, DUET_EINVAL, 0, 0, 0,
	    false);
	one("... the next bit", DUET_CALL_MM_SWITCH, ROOT | 0x100 | KEEP, 7, 0,
	    DUET_EINVAL, 0, 0, 0, false);
	one("... no root", DUET_CALL_MM_SWITCH, KEEP, 7, 0, DUET_EINVAL,
	    0, 0, 0, false);
	duet_mm_switch(ROOT, 7);
	one("deliver", DUET_CALL_DELIVER, 0, 0, 0, 0, 0, 0, 0, false);
	one("tls", DUET_CALL_TLS, 9, 0, 0, 0, 0, 0, 0, false);
	one("tlb: all", DUET_CALL_TLB, DUET_TLB_ALL, 0, 0, 0, 0, 0, 1, true);
	one("tlb: nothing", DUET_CALL_TLB, DUET_TLB_RANGE, BASE, BASE, 0,
	    0, 0, 0, true);
	one("tlb: a page", DUET_CALL_TLB, DUET_TLB_RANGE, BASE, BASE + 0x1000,
	    0, 0, 0, 0, true);
	one("tlb: 16 pages", DUET_CALL_TLB, DUET_TLB_RANGE, BASE,
	    BASE + 0x10000, 0, 0, 0, 0, true);
	one("tlb: a word more is all", DUET_CALL_TLB, DUET_TLB_RANGE, BASE,
	    BASE + 0x10004, 0, 0, 0, 1, true);
	one("tlb: backwards", DUET_CALL_TLB, DUET_TLB_RANGE, BASE, BASE - 1,
	    DUET_EINVAL, 0, 0, 0, false);
	one("tlb: no operation", DUET_CALL_TLB, 2, BASE, BASE, DUET_EINVAL,
	    0, 0, 0, false);
	one("cache: clean", DUET_CALL_CACHE, DUET_CACHE_CLEAN, ram, ram + 64,
	    0, 0, 0, 0, false);
	one("cache: coherent", DUET_CALL_CACHE, DUET_CACHE_COHERENT, ram,
	    ram + 1, 0, 0, 0, 0, false);
	one("cache: to the top", DUET_CALL_CACHE, DUET_CACHE_FLUSH, top - 32,
	    top, 0, 0, 0, 0, false);
	one("cache: beyond", DUET_CALL_CACHE, DUET_CACHE_FLUSH, top - 32,
	    top + 1, DUET_EINVAL, 0, 0, 0, false);
	one("cache: backwards", DUET_CALL_CACHE, DUET_CACHE_CLEAN, ram,
	    ram - 1, DUET_EINVAL, 0, 0, 0, false);
	one("cache: nothing", DUET_CALL_CACHE, DUET_CACHE_CLEAN, ram, ram, 0,
	    0, 0, 0, false);
	one("cache: all", DUET_CALL_CACHE, DUET_CACHE_FLUSH_ALL, 0, 0, 0,
	    0, 1, 0, false);
	one("cache: all of I", DUET_CALL_CACHE, DUET_CACHE_ICACHE_ALL, 0, 0,
	    0, 0, 0, 0, false);
	one("cache: clean all", DUET_CALL_CACHE, DUET_CACHE_CLEAN_ALL, ~0u, 0,
	    0, 0, 1, 0, false);
	one("cache: no operation", DUET_CALL_CACHE, 7, ram, ram + 64,
	    DUET_EINVAL, 0, 0, 0, false);
}

static void tls(void)
{
	call(DUET_CALL_TLS, 0x11111111, 0, 0);
	same(TLS_WORD, 0x11111111, "tls writes the word");
	call(DUET_CALL_MM_SWITCH, ROOT, 0x22222222, 0);
	same(TLS_WORD, 0x22222222, "... and so does mm_switch");
	call(DUET_CALL_MM_SWITCH, ROOT + 0x400, 0x33333333, 0);
	same(TLS_WORD, 0x22222222, "... not one that fails");
}

static uint32_t word_at(uint32_t page)
{
	return *(volatile uint32_t *)(BASE + page * 0x1000);
}

static void map(uint32_t n, uint32_t frame)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		queue(PAGE(i), frame | RW | CACHED);
	if (duet_pt_update())
		bail("the pages can't be mapped");
}

/* The TLB has n + 2 pages; all but the first and last are flushed. */
static bool range(uint32_t n, uint32_t from, uint32_t to)
{
	bool good = true;
	uint32_t i;

	map(n + 2, FRAME_A);
	flush_tlb();
	for (i = 0; i < n + 2; i++)
		good &= word_at(i) == 0xa;
	map(n + 2, FRAME_B);
	duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
	good &= !call(DUET_CALL_TLB, DUET_TLB_RANGE, BASE + 0x1000 + from,
		      BASE + (n + 1) * 0x1000 - to);
	for (i = 1; i < n + 1; i++)
		good &= word_at(i) == 0xb;
	return good;
}

static void ranges(void)
{
	bool good = true;
	uint32_t n;

	for (n = 1; n < 36; n++) {
		good &= range(n, 0, 0);
		good &= range(n, 0xffc, 0);
		good &= range(n, 0, 0xffc);
		if (n > 1)
			good &= range(n, 0xffc, 0xffc);
	}
	ok(good, "a range of pages leaves the TLB, to its last byte");
}

/*
 * n updates, of which one or none is refused. Up to 256, each is of a different
 * page; executed by a call that returns the number of refused ones.
 */
static bool batch(uint32_t nr, uint32_t r0, uint32_t n, uint32_t bad)
{
	struct counts then = counts();
	bool good = true;
	uint32_t i, frame;

	for (i = 0; i < n; i++)
		queue(PAGE(i & 0xff), i == bad ? BAD : (i & 1 ? FRAME_A :
		      FRAME_B) | RW | CACHED);
	good &= call(nr, r0, 0, 0) == (bad < n);
	good &= !shared->qlen;
	good &= counted(&then, nr == DUET_CALL_MM_SWITCH,
			nr == DUET_CALL_MM_SWITCH && !(r0 & KEEP),
			nr != DUET_CALL_PT_UPDATE, n, bad < n);
	if (bad < n)
		good &= shared->queue[bad].value == (uint32_t)DUET_EPERM;
	flush_tlb();
	for (i = 0; i < n && i < 256; i++) {
		frame = i & 1 ? 0xa : 0xb;
		if (i != bad)
			good &= word_at(i) == frame;
	}
	map(n < 256 ? n : 256, FREE_PA);
	flush_tlb();
	return good;
}

static void batches(const char *text, uint32_t nr, uint32_t r0)
{
	static const uint32_t lengths[] = { 64, 65, 255, 256 };
	bool good = true;
	uint32_t n, i;

	for (n = 1; n < 36; n++)
		good &= batch(nr, r0, n, ~0u);
	ok(good, text);
	good = true;
	for (i = 0; i < 18; i++)
		good &= batch(nr, r0, 18, i);
	for (i = 30; i < 33; i++)
		good &= batch(nr, r0, 33, i);
	ok(good, "... with a refused one at each place");
	good = true;
	for (i = 0; i < 4; i++)
		good &= batch(nr, r0, lengths[i], lengths[i] - 1);
	ok(good, "... and long ones, of which the last is refused");
}

static void do_tls(void)
{
	duet_tls(1);
}

static void do_tlb(void)
{
	duet_tlb(DUET_TLB_RANGE, BASE, BASE + 0x1000);
}

static void do_tlb_all(void)
{
	duet_tlb(DUET_TLB_ALL, 0, 0);
}

static void do_cache(void)
{
	duet_cache(DUET_CACHE_COHERENT, RAM_VA, RAM_VA + 32);
}

static void do_flush(void)
{
	duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
}

static void do_mm_switch(void)
{
	duet_mm_switch(ROOT, 1);
}

static void do_mm_switch_kept(void)
{
	duet_mm_switch(ROOT | PID(PIDS - 1) | KEEP, 1);
}

static void do_update(void)
{
	shared->queue[0].target = PAGE(0);
	shared->queue[0].value = FRAME_A | RW | CACHED;
	shared->qlen = 1;
	duet_pt_update();
}

static void do_updates(void)
{
	uint32_t i;

	for (i = 0; i < 32; i++) {
		shared->queue[i].target = PAGE(i);
		shared->queue[i].value = i & 1 ? 0 : FRAME_A | RW | CACHED;
	}
	shared->qlen = 32;
	duet_pt_update();
}

static void do_syscall(void)
{
	static struct frame frame;

	user_frame_init(&frame, u_swi, 0);
	user_run(&frame);
}

static void do_fault(void)
{
	static struct frame frame;

	user_frame_init(&frame, u_load, 0);
	frame.r[6] = 0x40000000;
	user_run(&frame);
}

static void prices(void)
{
	cheap(do_tls, 22, "tls goes the short way");
	cheap(do_tlb, 46, "tlb: a page, too");
	cheap(do_tlb_all, 30, "tlb: all");
	cheap(do_cache, 60, "cache: a line");
	cheap(do_flush, 40, "cache: all");
	cheap(do_mm_switch, 70, "mm_switch");
	cheap(do_mm_switch_kept, 60, "... that keeps the caches");
	duet_mm_switch(ROOT, 1);
	cheap(do_update, 62, "an update");
	cheap(do_updates, 1000, "many");
	cheap(do_syscall, 190, "iret and a system call");
	cheap(do_fault, 215, "iret and a fault");
}

int main(void)
{
	kern_upcalls();
	user_upcalls();
	user_space();
	*frame_at(FRAME_A) = 0xa;
	*frame_at(FRAME_B) = 0xb;
	if (set_link(ROOT, BASE, L2(1)))
		bail("no table");
	memory();
	tls();
	ranges();
	batches("batches of each length by pt_update", DUET_CALL_PT_UPDATE, 0);
	batches("... by tlb", DUET_CALL_TLB, DUET_TLB_ALL);
	batches("... by mm_switch", DUET_CALL_MM_SWITCH, ROOT);
	batches("... that keeps the caches", DUET_CALL_MM_SWITCH, ROOT | KEEP);
	prices();
	plan();
	return 0;
}
