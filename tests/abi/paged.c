// SPDX-License-Identifier: GPL-2.0-only
/* The subject with page tables and a user mode; it may control no VM. */
#include "paged.h"
#include "suite.h"

#define CH_FIRST	1
#define UART_VA		0xd0000000u
#define VA		0x00050000u
#define SEC		0x00300000u
#define FRAME_A		(FREE_PA + 0x10000)
#define PAGE(va)	((L2(0) + ((va) >> 12 & 0xff) * 4) | DUET_PT_L2)
#define A		NEW_ROOT(0)
#define TOP		0x300000u	/* of the zone */

static struct frame frame;

static uint32_t load(uint32_t va)
{
	uint32_t word = 0;

	flush_tlb();
	return probe_ldr(va, &word) ? 0xdead : word;
}

static bool stores(uint32_t va)
{
	uint32_t word = 0xa;

	flush_tlb();
	return !probe_str(va, &word);
}

static void fields(void)
{
	FIELD(shared->zone_size == TOP, shared.zone_size, "as described");
	FIELD(shared->root == ROOT, shared.root, "below the zone's free part");
	FIELD(shared->kernel_base == 0xbf000000, shared.kernel_base,
	      "as described");
	FIELD(!shared->device_va, shared.device_va, "0: has page tables");
	FIELD(shared->features & DUET_FEATURE_PAGED, shared.features,
	      "page tables");
	FIELD(shared->features & DUET_FEATURE_FCSE, shared.features,
	      "process identifiers");
}

/* ---- updates ---- */

static void pages(void)
{
	*frame_at(FRAME_A) = 0xa;
	*frame_at(FREE_PA + 0x40000) = 0xb;
	OK_IF(!update(PAGE(VA), FRAME_A | RW) && load(VA) == 0xa &&
	      stores(VA), PT_UPDATE, "a page");
	OK_IF(!update(PAGE(VA), FRAME_A | RO) && load(VA) == 0xa &&
	      !stores(VA), PT_UPDATE, "a page that is read-only");
	OK_IF(!update(PAGE(VA), 0) && load(VA) == 0xdead, PT_UPDATE,
	      "no page");
	OK_IF(!set_section(ROOT, SEC, FREE_PA | RW) &&
	      load(SEC + 0x40000) == 0xb && stores(SEC + 0xffffc), PT_UPDATE,
	      "a section");
	OK_IF(!set_section(ROOT, SEC, FREE_PA | RO) && !stores(SEC),
	      PT_UPDATE, "a section that is read-only");
	OK_IF(!set_section(ROOT, SEC, 0) && load(SEC) == 0xdead, PT_UPDATE,
	      "no section");
	OK_IF(!set_link(ROOT, SEC, L2(0)) &&
	      !update(PAGE(VA), FRAME_A | RW | CACHED) &&
	      load(SEC + VA) == 0xa && load(VA) == 0xa, PT_UPDATE,
	      "a second link to a table");
	OK_IF(!clear_slot(ROOT, SEC) && load(SEC + VA) == 0xdead &&
	      load(VA) == 0xa, PT_UPDATE, "... taken away");
}

static void refuse(const char *text, uint32_t target, uint32_t value,
		   int32_t err)
{
	OK_IF(update(target, value) == err && load(VA) == 0xa, PT_UPDATE,
	      text);
}

static void refusals(void)
{
	uint32_t slot = ROOT + (SEC >> 20) * 4;

	refuse("refused: the zone", PAGE(VA), ZONE_PA | RW, DUET_EPERM);
	refuse("refused: another's RAM", PAGE(VA), 0x06400000 | RW,
	       DUET_EPERM);
	refuse("refused: the hypervisor", PAGE(VA), STORE_PA | RW,
	       DUET_EPERM);
	refuse("refused: beyond its RAM", PAGE(VA), RAM_SIZE | RW,
	       DUET_EPERM);
	refuse("refused: a section of another's", slot | DUET_PT_SECTION,
	       0x06400000 | RW, DUET_EPERM);
	refuse("refused: the first slot that is kept",
	       (ROOT + 0xee0 * 4) | DUET_PT_SECTION, FREE_PA | RW,
	       DUET_EPERM);
	refuse("refused: the window",
	       (ROOT + 0xf00 * 4) | DUET_PT_LINK, L2(1) | RO, DUET_EPERM);
	refuse("refused: kind 3", PAGE(VA) | 3, FRAME_A | RW, DUET_EINVAL);
	refuse("refused: no table there", L2(5) | DUET_PT_L2, FRAME_A | RW,
	       DUET_EINVAL);
	refuse("refused: beyond the zone", TOP | DUET_PT_SECTION,
	       FREE_PA | RW, DUET_EINVAL);
	refuse("refused: link to a root", slot | DUET_PT_LINK, ROOT | RO,
	       DUET_EINVAL);
	refuse("refused: link below the free part", slot | DUET_PT_LINK,
	       (DUET_ZONE_FIRST - 0x400) | RO, DUET_EINVAL);
	refuse("refused: link beyond the zone", slot | DUET_PT_LINK, TOP | RO,
	       DUET_EINVAL);
}

static void fill_queue(void)
{
	uint32_t i;

	for (i = 0; i < DUET_QUEUE_MAX; i++)
		queue((L2(0) + (i & 0xf) * 4) | DUET_PT_L2,
		      i % 3 == 2 ? (STORE_PA | RW) : (FRAME_A | RW));
}

static bool queue_done(void)
{
	bool good = !shared->qlen;
	uint32_t i;

	for (i = 0; i < DUET_QUEUE_MAX; i++)
		good &= shared->queue[i].value ==
			(i % 3 == 2 ? (uint32_t)DUET_EPERM : FRAME_A | RW);
	return good;
}

static void batches(void)
{
	uint32_t i, before;
	struct regs regs;
	bool good = true;

	WORKS(PT_UPDATE, "an empty queue", 1, 2, 3);
	fill_queue();
	OK_IF(duet_pt_update() == 128 && queue_done(), PT_UPDATE,
	      "384 updates: the errors of 128");
	FIELD(queue_done(), pt_entry.value, "the error, once refused");
	FIELD(shared->queue[5].target == ((L2(0) + 20) | DUET_PT_L2),
	      pt_entry.target, "as it was");
	FIELD(&shared->queue[0].target == &((volatile uint32_t *)shared)[256],
	      shared.queue, "at 0x400");
	FIELD(!shared->qlen, shared.qlen, "0 when done");
	shared->qlen = DUET_QUEUE_MAX + 1;
	FAILS(PT_UPDATE, EINVAL, "qlen 385", 0, 0, 0);
	shared->qlen = ~0u;
	FAILS(PT_UPDATE, EINVAL, "qlen -1", 0, 0, 0);
	shared->qlen = 0;
	queue(PAGE(VA), FRAME_A | RW);
	FAILS(TLB, EINVAL, "with a queue, which stays", 2, 0, 0);
	FAILS(MM_SWITCH, EINVAL, "with a queue, which stays", 1, 0, 0);
	queue(PAGE(VA), ZONE_PA | RW);
	OK_IF(duet_tlb(DUET_TLB_ALL, 0, 0) == 1 && !shared->qlen, TLB,
	      "carries the queue out");
	queue(PAGE(VA), ZONE_PA | RW);
	OK_IF(duet_mm_switch(ROOT, 0) == 1 && !shared->qlen, MM_SWITCH,
	      "carries the queue out");
	before = irqs;
	for (i = 0; i < 60; i++) {
		fill_queue();
		shared->mask = i & 2 ? MASKED : 0;
		duet_timer(now() + 24 + i * 9, 1);
		raw(&regs, DUET_CALL_PT_UPDATE, 0, 0, 0, i);
		good &= regs.r[0] == 128 && kept(&regs, i, 4) && queue_done();
		wait_ticks(TICKS_US(100));
		good &= i & 2 ? take() == 1 : !shared->pend;
	}
	mask();
	OK_IF(good && irqs == before + 30, PT_UPDATE,
	      "cut by an interrupt, masked and open");
}

/* Values of the page-table enumeration, and the counters */
static void values(void)
{
	uint32_t updates = counter(DUET_COUNTER_UPDATES);
	uint32_t refused = counter(DUET_COUNTER_REFUSED);
	uint32_t target = PAGE(VA);

	VALUE(!update(target, FRAME_A | RW) && load(VA) == 0xa, PT.L2,
	      "a page");
	VALUE(!update(target, FRAME_A | RW) && stores(VA), PT.WRITE,
	      "can be written");
	VALUE(!update(target, FRAME_A | RO) && !stores(VA), PT.VALID,
	      "can be read");
	VALUE(!update(target, FRAME_A | RW | DUET_PT_B) && load(VA) == 0xa,
	      PT.B, "is taken");
	VALUE(!update(target, FRAME_A | RW | DUET_PT_C) && load(VA) == 0xa,
	      PT.C, "is taken");
	VALUE(!set_section(ROOT, SEC, FREE_PA | RW) && !clear_slot(ROOT, SEC),
	      PT.SECTION, "a section, and nothing");
	VALUE(!set_link(ROOT, SEC, L2(0)) && load(SEC + VA) == 0xa &&
	      !clear_slot(ROOT, SEC), PT.LINK, "a link, and nothing");
	VALUE(counter(DUET_COUNTER_UPDATES) == updates + 9, COUNTER.UPDATES,
	      "each");
	VALUE(counter(DUET_COUNTER_REFUSED) == refused, COUNTER.REFUSED,
	      "none");
	update(target, ZONE_PA | RW);
	VALUE(counter(DUET_COUNTER_REFUSED) == refused + 1, COUNTER.REFUSED,
	      "one");
	VALUE(!duet_pt_root(DUET_ROOT_CREATE, A), ROOT.CREATE, "a root");
	VALUE(!duet_pt_root(DUET_ROOT_DESTROY, A), ROOT.DESTROY, "is gone");
}

static void switches(void)
{
	uint32_t mm = counter(DUET_COUNTER_MM_SWITCHES);
	uint32_t cache = counter(DUET_COUNTER_MM_CACHE_FLUSHES);
	uint32_t tlb = counter(DUET_COUNTER_MM_TLB_FLUSHES);

	duet_mm_switch(ROOT, 0);
	VALUE(counter(DUET_COUNTER_MM_SWITCHES) == mm + 1,
	      COUNTER.MM_SWITCHES, "one");
	VALUE(counter(DUET_COUNTER_MM_CACHE_FLUSHES) == cache + 1,
	      COUNTER.MM_CACHE_FLUSHES, "one");
	duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
	VALUE(counter(DUET_COUNTER_MM_CACHE_FLUSHES) == cache + 2,
	      COUNTER.MM_CACHE_FLUSHES, "of its own accord");
	duet_cache(DUET_CACHE_ICACHE_ALL, 0, 0);
	VALUE(counter(DUET_COUNTER_MM_CACHE_FLUSHES) == cache + 2,
	      COUNTER.MM_CACHE_FLUSHES, "not of the instruction cache");
	duet_cache(DUET_CACHE_CLEAN_ALL, 0, 0);
	VALUE(counter(DUET_COUNTER_MM_CACHE_FLUSHES) == cache + 3,
	      COUNTER.MM_CACHE_FLUSHES, "a clean");
	VALUE(counter(DUET_COUNTER_MM_TLB_FLUSHES) == tlb + 1,
	      COUNTER.MM_TLB_FLUSHES, "one");
}

/* The page at VA is that of the root's slot for VA + pid * DUET_PID_SIZE. */
static void pids(void)
{
	uint32_t last = shared->kernel_base / DUET_PID_SIZE - 1;
	uint32_t cache = counter(DUET_COUNTER_MM_CACHE_FLUSHES);
	uint32_t keep = ROOT | DUET_MM_KEEP, pid1 = 1 << DUET_MM_PID_SHIFT;

	set_link(ROOT, DUET_PID_SIZE, L2(0));
	WORKS(MM_SWITCH, "keeps the caches", keep, 1, 0);
	WORKS(MM_SWITCH, "a pid", keep | pid1, 1, 0);
	VALUE(counter(DUET_COUNTER_MM_CACHE_FLUSHES) == cache,
	      COUNTER.MM_CACHE_FLUSHES, "none that was not asked for");
	OK_IF(load(VA) == 0xa && load(DUET_PID_SIZE + VA) == 0xa, MM_SWITCH,
	      "... its page");
	clear_slot(ROOT, 0);
	OK_IF(load(VA) == 0xa, MM_SWITCH, "... not that without a pid");
	WORKS(MM_SWITCH, "the last pid, with a flush",
	      ROOT | last << DUET_MM_PID_SHIFT, 1, 0);
	OK_IF(load(VA) == 0xdead && load(DUET_PID_SIZE + VA) == 0xa,
	      MM_SWITCH, "... nothing is there, and higher addresses stay");
	FAILS(MM_SWITCH, EINVAL, "a pid of the kernel half",
	      keep | (last + 1) << DUET_MM_PID_SHIFT, 1, 0);
	FAILS(MM_SWITCH, EINVAL, "the CPU's last pid",
	      keep | DUET_MM_PID_MAX << DUET_MM_PID_SHIFT, 1, 0);
	FAILS(MM_SWITCH, EINVAL, "a pid that the CPU has not",
	      keep | (DUET_MM_PID_MAX + 1) << DUET_MM_PID_SHIFT, 1, 0);
	OK_IF(load(VA) == 0xdead, MM_SWITCH, "... the pid stays");
	set_link(ROOT, 0, L2(0));
	clear_slot(ROOT, DUET_PID_SIZE);
	WORKS(MM_SWITCH, "without a pid", keep, 0, 0);
	OK_IF(load(VA) == 0xa, MM_SWITCH, "... its page");
}

/* ---- roots ---- */

static void roots(void)
{
	FAILS(PT_ROOT, EINVAL, "operation 2", 2, A, 0);
	FAILS(PT_ROOT, EINVAL, "operation -1", ~0u, A, 0);
	FAILS(PT_ROOT, EINVAL, "misaligned by 1", DUET_ROOT_CREATE, A + 1, 0);
	FAILS(PT_ROOT, EINVAL, "misaligned by 8 KB", DUET_ROOT_CREATE,
	      A + 0x2000, 0);
	FAILS(PT_ROOT, EINVAL, "beyond the zone", DUET_ROOT_CREATE, TOP, 0);
	FAILS(PT_ROOT, EINVAL, "the end of memory", DUET_ROOT_CREATE,
	      0xffffc000, 0);
	FAILS(PT_ROOT, EINVAL, "below the free part", DUET_ROOT_CREATE, 0x8000,
	      0);
	FAILS(PT_ROOT, EINVAL, "destroy: no root", DUET_ROOT_DESTROY, A, 0);
	FAILS(PT_ROOT, EBUSY, "destroy: the first", DUET_ROOT_DESTROY, ROOT,
	      0);
	OK_IF(!duet_pt_root(DUET_ROOT_CREATE, A), PT_ROOT, "create");
	FAILS(PT_ROOT, EBUSY, "create: a root is there", DUET_ROOT_CREATE, A,
	      0);
	OK_IF(!set_link(A, 0, L2(0)), PT_UPDATE, "a link in a new root");
	FAILS(PT_ROOT, EBUSY, "destroy: user entries", DUET_ROOT_DESTROY, A,
	      0);
	WORKS(MM_SWITCH, "to a new root", A, 0x7e57, 0);
	OK_IF(load(VA) == 0xa, MM_SWITCH, "... its page");
	OK_IF(*(volatile uint32_t *)0xffff0ff0 == 0x7e57, MM_SWITCH,
	      "... its TLS word");
	clear_slot(A, 0);
	FAILS(PT_ROOT, EBUSY, "destroy: is loaded", DUET_ROOT_DESTROY, A, 0);
	OK_IF(load(VA) == 0xdead, MM_SWITCH, "... its user half is empty");
	FAILS(MM_SWITCH, EINVAL, "misaligned", ROOT + 0x100, 1, 0);
	FAILS(MM_SWITCH, EINVAL, "misaligned by 8 KB", ROOT + 0x2000, 1, 0);
	FAILS(MM_SWITCH, EINVAL, "no root", NEW_ROOT(1), 1, 0);
	FAILS(MM_SWITCH, EINVAL, "beyond the zone", TOP, 1, 0);
	FAILS(MM_SWITCH, EINVAL, "root -1", ~0u, 1, 0);
	point(*(volatile uint32_t *)0xffff0ff0 == 0x7e57, "mm_switch",
	      "EINVAL", "... the TLS word stays");
	WORKS(MM_SWITCH, "back", ROOT, 0, 0);
	OK_IF(load(VA) == 0xa, MM_SWITCH, "... its page");
	OK_IF(!duet_pt_root(DUET_ROOT_DESTROY, A), PT_ROOT, "destroy");
	FAILS(PT_ROOT, EINVAL, "destroy: again", DUET_ROOT_DESTROY, A, 0);
	OK_IF(!set_link(ROOT, SEC, A + 0x400), PT_UPDATE,
	      "a table where a root was");
	FAILS(PT_ROOT, EBUSY, "create: a table is there", DUET_ROOT_CREATE, A,
	      0);
	clear_slot(ROOT, SEC);
}

static void many_roots(void)
{
	uint32_t n = 1, i;
	int32_t err = 0;
	bool good = true;

	for (i = 0; !err && i < 200; i++) {
		err = duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(i));
		n += !err;
	}
	OK_IF(n == DUET_MAX_ROOTS, PT_ROOT, "128 with the first");
	FAILS(PT_ROOT, ENOSPC, "one more", DUET_ROOT_CREATE, NEW_ROOT(n - 1),
	      0);
	for (i = 0; i < n - 1; i++)
		good &= !duet_pt_root(DUET_ROOT_DESTROY, NEW_ROOT(i));
	OK_IF(good, PT_ROOT, "all destroyed");
}

/* Cut by interrupts anywhere, they restart by themselves. */
static void cut_roots(void)
{
	uint32_t i, before = irqs, masked = 0;
	struct regs regs;
	bool good = true;

	for (i = 0; i < 64; i++) {
		shared->mask = i & 2 ? MASKED : 0;
		duet_timer(now() + 24 + i * 5, 1);
		raw(&regs, DUET_CALL_PT_ROOT, DUET_ROOT_CREATE, A, 0, i);
		good &= !regs.r[0] && kept(&regs, i, 4);
		raw(&regs, DUET_CALL_MM_SWITCH, A, i, 0, i);
		good &= !regs.r[0] && kept(&regs, i, 4) &&
			load(VA) == 0xdead;
		raw(&regs, DUET_CALL_MM_SWITCH, ROOT, i, 0, i);
		good &= !regs.r[0] && kept(&regs, i, 4) && load(VA) == 0xa;
		good &= !duet_pt_root(DUET_ROOT_DESTROY, A);
		wait_ticks(TICKS_US(100));
		masked += take() == 1;
	}
	mask();
	good &= irqs == before + 32 && masked == 32;
	OK_IF(good, PT_ROOT, "cut by an interrupt, masked and open");
	OK_IF(good, MM_SWITCH, "cut by an interrupt, masked and open");
}

/* ---- user ---- */

struct from_user {
	const char *kind_name, *text, *snippet;
	int32_t kind;
	uint32_t r6, fsr;
	int32_t offset;		/* of the record's pc; -1: r6 */
};

static bool frame_is(const struct frame *want)
{
	uint32_t i;

	for (i = 0; i < 15; i++)
		if (frame.r[i] != want->r[i])
			return false;
	return frame.psr == want->psr;
}

static bool user_once(const struct from_user *u, uint32_t seed)
{
	uint32_t pc = u->offset < 0 ? u->r6 :
		(user_at(u->snippet) & ~1u) + u->offset;
	bool swi = u->kind == DUET_UPCALL_SWI_USER, good = true;
	struct frame want;

	user_frame_init(&frame, u->snippet, seed);
	if (u->r6)
		frame.r[6] = u->r6;
	want = frame;
	if (seed & 1)	/* gives iret an entry to apply */
		queue(L2(0) | DUET_PT_L2, 0);
	shared->user.r0 = 0xabcd;
	if (u->kind == DUET_UPCALL_IRQ_USER)
		duet_timer(now() + TICKS_US(20), 1);
	good &= user_run(&frame) == u->kind && frame_is(&want);
	good &= u->kind == DUET_UPCALL_IRQ_USER ? take() == 1 : !shared->pend;
	good &= frame.pc == pc && frame.mask == (swi ? 0 : MASKED);
	good &= (entry_cpsr & 0x3f) == 0x10 && !shared->busy;
	good &= shared->usp == want.r[13] && shared->user.pc == pc;
	good &= shared->user.psr == want.psr && !shared->qlen;
	good &= shared->user.r0 == (swi ? 0xabcd : want.r[0]);
	if (u->kind == DUET_UPCALL_DABT_USER)
		good &= frame.far == u->r6 && frame.fsr == u->fsr;
	if (u->kind == DUET_UPCALL_PABT_USER)
		good &= frame.far == pc;
	if (u->kind == DUET_UPCALL_UND_USER)
		good &= !frame.far && !frame.fsr;
	return good;
}

static void user_entries(void)
{
	static const struct from_user list[] = {
		{ "SWI_USER", "ARM", u_swi, DUET_UPCALL_SWI_USER, 0, 0, 4 },
		{ "SWI_USER", "Thumb", u_swi_thumb, DUET_UPCALL_SWI_USER, 0, 0,
		  2 },
		{ "UND_USER", "ARM", u_und, DUET_UPCALL_UND_USER, 0, 0, 4 },
		{ "UND_USER", "Thumb", u_und_thumb, DUET_UPCALL_UND_USER, 0, 0,
		  2 },
		{ "UND_USER", "CP15", u_read_id, DUET_UPCALL_UND_USER, 0, 0,
		  4 },
		{ "PABT_USER", "a jump to nothing", u_jump,
		  DUET_UPCALL_PABT_USER, 0x40000000, 0, -1 },
		{ "PABT_USER", "a jump into the kernel", u_jump,
		  DUET_UPCALL_PABT_USER, RAM_VA + 0x8000, 0, -1 },
		{ "PABT_USER", "a breakpoint", u_bkpt, DUET_UPCALL_PABT_USER,
		  0, 0, 0 },
		{ "DABT_USER", "no section", u_load, DUET_UPCALL_DABT_USER,
		  0x40000000, 0x05, 0 },
		{ "DABT_USER", "no page, Thumb", u_load_thumb,
		  DUET_UPCALL_DABT_USER, 0x00040000, 0x37, 0 },
		{ "DABT_USER", "a store, read-only", u_store,
		  DUET_UPCALL_DABT_USER, USER_RO, 0x3f, 0 },
		{ "DABT_USER", "the kernel", u_load, DUET_UPCALL_DABT_USER,
		  RAM_VA, 0x29, 0 },
		{ "DABT_USER", "misaligned", u_load, DUET_UPCALL_DABT_USER,
		  USER_DATA + 1, 0x01, 0 },
		{ "IRQ_USER", "in a loop", u_loop, DUET_UPCALL_IRQ_USER, 0, 0,
		  0 },
	};
	uint32_t i, seed;
	bool good;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		for (good = true, seed = 0; seed < 16; seed++)
			good &= user_once(&list[i], seed);
		point(good, "entry", list[i].kind_name, list[i].text);
		if (!good)
			print("# pc %x psr %x fsr %x far %x mask %x\n",
			      frame.pc, frame.psr, frame.fsr, frame.far,
			      frame.mask);
	}
	for (good = true, i = 0; i <= DUET_CALL_LOG; i++) {
		user_frame_init(&frame, u_swi, 0);
		frame.r[0] = DUET_EXIT_POWEROFF;
		frame.r[12] = i;
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER &&
			frame.r[12] == i && !frame.r[0];
	}
	point(good, "entry", "SWI_USER", "with a call's number: not a call");
	FIELD(shared->usp == frame.r[13], shared.usp, "user's sp");
	FIELD(shared->user.pc == frame.pc, shared.user, "its record");
	FIELD(!(shared->ksp & 3), shared.ksp, "the stack of the entry");
}

/* ---- iret ---- */

static bool psr_taken(uint32_t psr, uint32_t n)
{
	user_frame_init(&frame, psr & PSR_T ? u_swi_thumb : u_swi, 0);
	frame.psr = psr;
	if (n & 1)
		queue(L2(0) | DUET_PT_L2, 0);
	return user_run(&frame) == DUET_UPCALL_SWI_USER && !frame.mask &&
		frame.psr == ((psr & (FLAGS | PSR_T)) | DUET_PSR_USER) &&
		(entry_cpsr & 0x1f) == 0x10;
}

static void irets(void)
{
	struct frame want;
	bool good = true;
	uint32_t i;

	for (i = 0; i < 64; i++)
		good &= psr_taken(i & 31, i / 32) &&
			psr_taken(0x600000c0 | (i & 31), i / 32) &&
			psr_taken(0x90000010 | 1u << (i & 31), i / 32);
	OK_IF(good && psr_taken(~0u, 0) && psr_taken(~PSR_T, 1), IRET,
	      "only N Z C V Q T of the psr are taken");
	for (good = true, i = 0; i < 32; i++) {
		mask();
		duet_timer(now(), 1);
		wait_ticks(TICKS_US(50));
		user_frame_init(&frame, i & 1 ? u_swi_thumb : u_swi, i);
		want = frame;
		good &= user_run(&frame) == DUET_UPCALL_IRQ_USER;
		good &= frame_is(&want) && frame.pc == want.pc &&
			frame.mask == MASKED && take() == 1;
	}
	OK_IF(good, IRET, "an event is pending: the upcall, as if from user");
	shared->ack = 1u << 31;
	OK_IF(psr_taken(0x10, 0) && !shared->ack, IRET, "takes the ack word");
	queue(PAGE(0x71000), STORE_PA | RW);
	queue(PAGE(0x72000), FRAME_A | RO);
	queue(PAGE(0x73000), ZONE_PA | RW);
	mask();
	user_frame_init(&frame, u_swi, 0);
	OK_IF(user_run(&frame) == -1 && iret_result == 2 &&
	      shared->mask == MASKED && !shared->qlen &&
	      shared->queue[0].value == (uint32_t)DUET_EPERM &&
	      shared->queue[1].value == (FRAME_A | RO) &&
	      shared->queue[2].value == (uint32_t)DUET_EPERM, IRET,
	      "refused updates: comes back, with their number");
	OK_IF(user_run(&frame) == DUET_UPCALL_SWI_USER, IRET,
	      "... and continues");
}

static void iret_errors(void)
{
	static const uint32_t high[] = {
		DUET_GUEST_TOP, DUET_SHARED_VA + 0x400, DUET_WINDOW,
		0xfffffffc,
	};
	struct regs regs;
	bool good = true;
	uint32_t i, n;

	for (i = 0; i < 4; i++)
		for (n = 0; n < 4; n++) {
			shared->mask = n & 2 ? MASKED : 0;
			raw(&regs, DUET_CALL_IRET, 0, high[i], 0, n);
			good &= regs.r[0] == (uint32_t)DUET_EINVAL &&
				kept(&regs, n, 6) &&
				shared->mask == (n & 2 ? MASKED : 0);
		}
	mask();
	point(good, "iret", "EINVAL", "the frame is too high");
}

/* ---- channels ---- */

static void bells(void)
{
	uint32_t event = 1u << shared->channel[0].event;
	bool good = true;
	uint32_t i;

	WORKS(DOORBELL, "from one with page tables", CH_PEER, 0, 0);
	for (i = 0; i < 50; i++) {
		shared->mask = i & 1 ? MASKED : 0;
		seen = 0;
		good &= !peer_call(DUET_CALL_DOORBELL, 2, 0, 0);
		good &= (i & 1 ? take() : seen) == event;
		mask();
	}
	OK_IF(good, DOORBELL, "to one with page tables, none lost");
	user_frame_init(&frame, u_swi, 0);
	peer_call(DUET_CALL_DOORBELL, 2, 0, 0);
	OK_IF(user_run(&frame) == DUET_UPCALL_IRQ_USER && take() == event,
	      DOORBELL, "... and to its user");
}

/* ---- later lives: stopped and started at any time ---- */

/* True when all results are as they should be */
static bool do_something(void)
{
	uint32_t root = NEW_ROOT(rnd(8)), events = 0;

	switch (rnd(4)) {
	case 0:
		fill_queue();
		return duet_pt_update() == 128 && queue_done();
	case 1:
		if (duet_pt_root(DUET_ROOT_CREATE, root) ||
		    set_link(root, 0, L2(0)) || duet_mm_switch(root, root) ||
		    !user_torture(root, 100, USER_RO, 0x5a5a, false, &events))
			return false;
		return !clear_slot(root, 0) && !duet_mm_switch(ROOT, 1) &&
			!duet_pt_root(DUET_ROOT_DESTROY, root);
	case 2:
		flush_tlb();
		return user_torture(root, 200, USER_RO, 0x5a5a, false,
				    &events);
	default:
		duet_timer(now() + rnd(500), 1);
		duet_block();
		return take() & 1;
	}
}

/* Events that end a VM */
static void die(uint32_t command)
{
	uint32_t word = 0;

	if (command == CMD_NO_ENTRY)
		probe_ldr(0x1000, &word);
	suite_init();
	if (command == CMD_NO_FRAME)
		iret_raw(0, 0x40000000);
	if (command == CMD_DOUBLE_FAULT)
		double_fault();
}

static void later_life(volatile struct link *first)
{
	if (shared->pend)	/* left from an earlier life */
		first->errors++;
	if (first->command)
		die(first->command);
	suite_init();
	user_upcalls();
	user_space();
	*frame_at(RO_PA) = 0x5a5a;
	flush_tlb();
	mask();
	if (shared->lives != first->points)
		first->errors++;
	for (;;) {
		first->errors += !do_something();
		first->progress++;
	}
}

int main(void)
{
	volatile struct link *first = link_at(CH_FIRST);

	while (!first->go) {
		duet_block();
		take();
	}
	if (shared->lives > 1)
		later_life(first);
	suite_points = first->points;
	at_the_start();
	suite_init();
	user_upcalls();
	user_space();
	if (set_link(ROOT, UART_VA, L2(2)) ||
	    set_page(L2(2), UART_VA, UART0_PA | RW))
		bail("the UART can't be mapped");
	flush_tlb();
	common((volatile uint32_t *)UART_VA);
	kernel_entries();
	fields();
	pages();
	refusals();
	batches();
	values();
	switches();
	pids();
	roots();
	many_roots();
	cut_roots();
	user_entries();
	irets();
	iret_errors();
	bells();
	first->points = suite_points;
	first->finished = 1;
	duet_doorbell(CH_FIRST);
	return 0;
}
