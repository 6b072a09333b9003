// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table updates: the effect of each kind, and all that must be refused. A
 * load through the descriptor shows that a refused update has left it
 * unchanged.
 */
#include "paged.h"

#define VA	0x00050000u	/* a page in L2(0) */
#define SEC	0x00300000u	/* a section */
#define FRAME_A	(FREE_PA + 0x10000)
#define FRAME_B	(FREE_PA + 0x11000)
#define SLOT(va) (ROOT + ((va) >> 20) * 4)
#define PAGE(va) (L2(0) + ((va) >> 12 & 0xff) * 4)

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

static void pages(void)
{
	*frame_at(FRAME_A) = 0xa;
	*frame_at(FRAME_B) = 0xb;
	same(set_page(L2(0), VA, FRAME_A | RO), DUET_EINVAL,
	     "a page in an L2 that is not linked");
	same(set_link(ROOT, VA, L2(0)), 0, "link an L2");
	same(load(VA), 0xdead, "... which is empty");
	same(set_page(L2(0), VA, FRAME_A | RW), 0, "a page");
	same(load(VA), 0xa, "... is there");
	ok(stores(VA), "... writable");
	same(set_page(L2(0), VA, FRAME_A | RO), 0, "the page read-only");
	same(load(VA), 0xa, "... is there");
	ok(!stores(VA), "... and not writable");
	same(last.frame.fsr, 0x3f, "... a permission fault in user's domain");
	same(set_page(L2(0), VA, FRAME_B | RW | CACHED), 0, "another frame");
	same(load(VA), 0xb, "... is there");
	same(set_page(L2(0), VA, 0), 0, "no page");
	same(load(VA), 0xdead, "... is not there");
	same(last.frame.fsr & 0xf, 7, "... a translation fault");
	same(set_page(L2(0), VA, FRAME_B | RW), 0, "and a page again");
}

static void refuse(const char *text, uint32_t target, uint32_t value,
		   int32_t err)
{
	uint32_t refused = counter(DUET_COUNTER_REFUSED);
	int32_t got = update(target, value);

	same(got, err, text);
	if (counter(DUET_COUNTER_REFUSED) != refused + 1 || shared->qlen)
		ok(false, "... counted as refused, and qlen is 0");
	if (load(VA) != 0xb || load(SEC) != 0xb)
		bail("a refused update changed something");
}

static void frames(void)
{
	static const struct {
		const char *what;
		uint32_t pa;
	} bad[] = {
		{ "page: the first frame of the zone", ZONE_PA },
		{ "page: a root in the zone", ZONE_PA + 0x4000 },
		{ "page: the last frame of the zone", ZONE_PA + 0xff000 },
		{ "page: the victim's shared page", VICTIM_PA },
		{ "page: the victim's last frame", VICTIM_PA + 0xff000 },
		{ "page: the hypervisor", STORE_PA },
		{ "page: the images", STORE_PA + 0x100000 },
		{ "page: the last of the board's RAM", 0x07fff000 },
		{ "page: the interrupt controller", VIC_PA },
		{ "page: the hypervisor's timer", 0x101e2000 },
		{ "page: the system registers", 0x10000000 },
		{ "page: a UART that is not its own", UART1_PA },
		{ "page: the hypervisor's UART", 0x101f3000 },
		{ "page: beyond its UART", UART0_PA - 0x1000 },
		{ "page: a channel that is cached", CACHED_PA },
		{ "page: beyond the uncached channel",
		  UNCACHED_PA + 0x10000 },
		{ "page: beyond its RAM", RAM_SIZE },
		{ "page: the top of memory", 0xfffff000 },
		{ "page: half of the address space", 0x80000000 },
	};
	uint32_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refuse(bad[i].what, PAGE(VA) | DUET_PT_L2, bad[i].pa | RW,
		       DUET_EPERM);
}

static void sections(void)
{
	static const struct {
		const char *what;
		uint32_t value;
	} bad[] = {
		{ "section: the zone", ZONE_PA },
		{ "section: the victim", VICTIM_PA },
		{ "section: the hypervisor", STORE_PA },
		{ "section: beyond its RAM", RAM_SIZE },
		{ "section: devices", 0x10100000 },
		{ "section: the uncached channel", 0x06700000 },
		{ "section: the last", 0xfff00000 },
		{ "section: misaligned by a page", FREE_PA + 0x1000 },
		{ "section: domain and access bits", FREE_PA + 0xc00 },
	};
	uint32_t i;

	*frame_at(FREE_PA) = 0xb;
	same(set_section(ROOT, SEC, FREE_PA | RW), 0, "a section");
	same(load(SEC), 0xb, "... is there");
	ok(stores(SEC + 0xffffc), "... writable, to its end");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refuse(bad[i].what, SLOT(SEC) | DUET_PT_SECTION,
		       bad[i].value | RW, DUET_EPERM);
	same(set_section(ROOT, SEC, FREE_PA | RO), 0, "read-only");
	*frame_at(FREE_PA) = 0xb;
	ok(!stores(SEC), "... is not writable");
	same(last.frame.fsr, 0x3d, "... a permission fault");
}

static void kept(const char *text, uint32_t slot)
{
	uint32_t target = ROOT + slot * 4;

	refuse(text, target | DUET_PT_SECTION, FREE_PA | RW, DUET_EPERM);
	refuse(text, target | DUET_PT_SECTION, 0, DUET_EPERM);
	refuse(text, target | DUET_PT_LINK, L2(1) | RO, DUET_EPERM);
	refuse(text, target | DUET_PT_LINK, 0, DUET_EPERM);
}

static void slots(void)
{
	kept("slot: the first that is kept", 0xee0);
	kept("slot: the shared page", 0xef0);
	kept("slot: the hypervisor", 0xf00);
	kept("slot: the zone", 0xf10);
	kept("slot: the victim", 0xf80);
	kept("slot: a channel", 0xfe0);
	kept("slot: the vectors", 0xfff);
	same(update((ROOT + 0xedf * 4) | DUET_PT_SECTION, FREE_PA | RW), 0,
	     "slot: the last of its own");
	same(load(0xedf00000), 0xb, "... is there");
	same(update((ROOT + 0xedf * 4) | DUET_PT_SECTION, 0), 0,
	     "... and can be emptied");
}

/* Targets that are not descriptors of this kind */
static void targets(void)
{
	static const struct {
		const char *what;
		uint32_t target;
	} bad[] = {
		{ "target: types, as an L2", 0 },
		{ "target: list of roots, as an L2", 0x2000 },
		{ "target: a root, as an L2", ROOT + 0x10 },
		{ "target: the shared page, as an L2", 0x8000 },
		{ "target: the shared page's L2", 0x9000 },
		{ "target: a free KB, as an L2", L2(5) },
		{ "target: beyond the zone, as an L2", 0x100000 },
		{ "target: far beyond the zone", 0xfffffffc },
		{ "target: types, as a root", 0 | DUET_PT_SECTION },
		{ "target: types, as a root's link", 4 | DUET_PT_LINK },
		{ "target: the shared page, as a root",
		  0x8000 | DUET_PT_SECTION },
		{ "target: an L2, as a root", L2(0) | DUET_PT_SECTION },
		{ "target: an L2, as a root's link", L2(0) | DUET_PT_LINK },
		{ "target: free, as a root",
		  NEW_ROOT(0) | DUET_PT_SECTION },
		{ "target: beyond the zone, as a root",
		  0x100000 | DUET_PT_SECTION },
		{ "target: the hypervisor's address, as a root",
		  0xf1004000 | DUET_PT_LINK },
		{ "target: kind 3, in an L2", PAGE(VA) | 3 },
		{ "target: kind 3, in a root", SLOT(SEC) | 3 },
	};
	uint32_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refuse(bad[i].what, bad[i].target, FRAME_A | RW, DUET_EINVAL);
}

static void link_bad(const char *text, uint32_t offset, int32_t err)
{
	refuse(text, SLOT(SEC) | DUET_PT_LINK, offset | DUET_PT_VALID, err);
	refuse(text, SLOT(0x400000) | DUET_PT_LINK, offset | DUET_PT_VALID,
	       err);
}

static void links(void)
{
	uint32_t i;
	bool good = true;

	link_bad("link: types", 0, DUET_EINVAL);
	link_bad("link: the first root", ROOT, DUET_EINVAL);
	link_bad("link: the shared page", 0x8000, DUET_EINVAL);
	link_bad("link: the shared page's L2", 0x9000, DUET_EINVAL);
	link_bad("link: the last KB that is kept", 0x9c00, DUET_EINVAL);
	link_bad("link: beyond the zone", 0x100000, DUET_EINVAL);
	link_bad("link: the end of memory", 0xfffffc00, DUET_EINVAL);
	/* one L2 in many slots, up to the maximum of its count */
	for (i = 0; i < 126; i++)
		good &= !set_link(ROOT, 0x10000000 + (i << 20), L2(0));
	ok(good, "an L2 linked 127 times");
	same(load(0x10000000 + VA), 0xb, "... is seen in the second slot");
	same(load(0x17d00000 + VA), 0xb, "... and in the last");
	refuse("... and not once more", SLOT(0x20000000) | DUET_PT_LINK,
	       L2(0) | RO, DUET_EBUSY);
	good = true;
	for (i = 0; i < 126; i++)
		good &= !clear_slot(ROOT, 0x10000000 + (i << 20));
	ok(good, "unlinked 126 times");
	same(load(VA), 0xb, "... it is still there in the first slot");
	same(load(0x10000000 + VA), 0xdead, "... and in no other");
}

/* Without its last link, the KB is free; linked again, it is empty. */
static void freed(void)
{
	same(set_link(ROOT, 0x500000, L2(1)), 0, "link another L2");
	same(set_page(L2(1), 0x500000 + VA, FRAME_A | RW), 0, "... a page");
	same(set_link(ROOT, 0x500000, L2(1)), 0, "the same link once more");
	same(load(0x500000 + VA), 0xa, "... keeps the page");
	same(clear_slot(ROOT, 0x500000), 0, "unlink it");
	same(set_page(L2(1), VA, FRAME_A | RW), DUET_EINVAL,
	     "it takes no page any more");
	same(set_link(ROOT, 0x500000, L2(1)), 0, "link it again");
	same(load(0x500000 + VA), 0xdead, "... it is empty");
	same(set_section(ROOT, 0x500000, FREE_PA | RW), 0,
	     "a section in place of the link");
	same(load(0x500000), 0xb, "... is there");
	same(set_page(L2(1), VA, FRAME_A | RW), DUET_EINVAL,
	     "... and the L2 is free");
	same(set_link(ROOT, 0x500000, L2(1)), 0,
	     "a link in place of the section");
	same(load(0x500000), 0xdead, "... is empty");
	clear_slot(ROOT, 0x500000);
}

static void devices(void)
{
	uint32_t word;

	*frame_at(FRAME_A) = 0xa;
	same(set_page(L2(0), 0x60000, UART0_PA | RW | CACHED), 0,
	     "a page of its UART, cached: taken, uncached");
	flush_tlb();
	ok(!probe_ldr(0x60fe0, &word) && (word & 0xff) == 0x11,
	   "... its identification can be read");
	same(set_page(L2(0), 0x61000, UNCACHED_PA | RW), 0,
	     "a page of the uncached channel");
	*(volatile uint32_t *)0xfe100000 = 0x1234;
	same(load(0x61000), 0x1234, "... is the one in the window");
	same(set_page(L2(0), 0x61000, UNCACHED_PA + 0xf000), 0, "its last");
	same(set_page(L2(0), 0x60000, 0), 0, "no page any more");
}

static void batches(void)
{
	uint32_t i, updates = counter(DUET_COUNTER_UPDATES);
	bool good = true;

	for (i = 0; i < DUET_QUEUE_MAX; i++)
		queue((L2(0) + (i & 0xff) * 4) | DUET_PT_L2,
		      i % 3 == 2 ? (STORE_PA | RW) : (FRAME_B | RW));
	same(duet_pt_update(), 128, "384 updates, each third refused");
	same(shared->qlen, 0, "... qlen is 0");
	for (i = 0; i < DUET_QUEUE_MAX; i++)
		good &= shared->queue[i].value ==
			(i % 3 == 2 ? (uint32_t)DUET_EPERM : FRAME_B | RW);
	ok(good, "... the refused ones have their error, others their value");
	same(counter(DUET_COUNTER_UPDATES), updates + 384, "... are counted");
	same(duet_pt_update(), 0, "an empty queue");
	shared->qlen = DUET_QUEUE_MAX + 1;
	same(duet_pt_update(), DUET_EINVAL, "qlen 385");
	same(shared->qlen, DUET_QUEUE_MAX + 1, "... stays");
	shared->qlen = ~0u;
	same(duet_pt_update(), DUET_EINVAL, "qlen -1");
	shared->qlen = 0;
	queue(PAGE(VA) | DUET_PT_L2, FRAME_B | RW);
	queue(PAGE(VA) | DUET_PT_L2, ZONE_PA | RW);
	same(duet_tlb(DUET_TLB_ALL, 0, 0), 1, "tlb carries the queue out");
	same(shared->queue[1].value, DUET_EPERM, "... with its errors");
	same(shared->qlen, 0, "... and empties it");
	queue(PAGE(VA) | DUET_PT_L2, ZONE_PA | RW);
	same(duet_mm_switch(ROOT, 0), 1, "mm_switch carries the queue out");
	same(shared->qlen, 0, "... and empties it");
	queue(PAGE(VA) | DUET_PT_L2, FRAME_B | RW);
	same(duet_tlb(2, 0, 0), DUET_EINVAL, "a tlb call that fails");
	same(shared->qlen, 1, "... leaves the queue");
	same(duet_mm_switch(1, 0), DUET_EINVAL, "mm_switch that fails");
	same(shared->qlen, 1, "... leaves the queue");
	shared->qlen = 0;
}

/* Interrupts preempt a batch at many points, without any loss. */
static void cut(void)
{
	uint32_t round, i, before = upcalls[DUET_UPCALL_IRQ_KERN];
	bool good = true;

	shared->mask = 0;
	for (round = 0; round < 100; round++) {
		for (i = 0; i < DUET_QUEUE_MAX; i++)
			queue((L2(0) + (i & 0xff) * 4) | DUET_PT_L2,
			      i % 3 == 2 ? (STORE_PA | RW) : (FRAME_B | RW));
		duet_timer(now() + 24 + round * 7, 1);
		good &= duet_pt_update() == 128 && !shared->qlen;
		for (i = 2; i < DUET_QUEUE_MAX; i += 3)
			good &= shared->queue[i].value ==
				(uint32_t)DUET_EPERM;
	}
	wait_ticks(TICKS_US(1000));
	mask();
	ok(good, "batches that an interrupt may cut: none differs");
	ok(upcalls[DUET_UPCALL_IRQ_KERN] >= before + 90,
	   "... and the interrupts came");
}

int main(void)
{
	kern_upcalls();
	pages();
	sections();
	frames();
	slots();
	targets();
	links();
	freed();
	devices();
	batches();
	cut();
	plan();
	return 0;
}
