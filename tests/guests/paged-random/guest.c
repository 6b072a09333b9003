// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random batches of updates, executed by each of the calls that do so, against
 * a model; then every page of two tables is checked.
 */
#include "paged.h"

#define PAGES	64u		/* frames to map, each with its id */
#define POOL	(FREE_PA + 0x40000)
#define TABLES	2u		/* L2(0) at 0, L2(1) at 1 MB; L2(2) is free */
#define ENTRIES	256u

static struct frame frame;
static uint32_t state = 12345;

static struct page {
	bool valid, write;
	uint32_t id;
} page[TABLES][ENTRIES];

static struct duet_pt_entry asked[DUET_QUEUE_MAX];
static int32_t want[DUET_QUEUE_MAX];

static uint32_t rnd(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (state >> 3) % n;
}

/* A value, and its expected result: an error, or 0 and the page */
static int32_t some_value(uint32_t *value, struct page *p)
{
	static const uint32_t bad[] = {
		ZONE_PA, ZONE_PA + 0x9000, VICTIM_PA, STORE_PA, VIC_PA,
		UART1_PA, CACHED_PA, RAM_SIZE, 0xfffff000, 0x80000000,
		0u - 0x1000, UNCACHED_PA + 0x10000,
	};
	uint32_t bits = rnd(16), i = rnd(PAGES);

	p->valid = bits & DUET_PT_VALID;
	p->write = bits & DUET_PT_WRITE;
	p->id = i;
	*value = (POOL + i * 0x1000) | bits;
	/* bits without a meaning */
	if (!rnd(16))
		*value |= rnd(256) << 4;
	if (rnd(8))
		return 0;
	*value = bad[rnd(sizeof(bad) / 4)] | bits | (rnd(4) ? 0 : rnd(256) << 4);
	return p->valid ? DUET_EPERM : 0;
}

/* A target that is not an entry of a table */
static uint32_t bad_target(void)
{
	switch (rnd(8)) {
	case 0:
		return rnd(0x2800) * 4;
	case 1:
		return L2(2) + rnd(ENTRIES) * 4;
	case 2:
		return 0x100000 + rnd(0x1000) * 4;
	case 3:
		return (L2(0) + rnd(ENTRIES) * 4) | 3;
	case 4:
		return (L2(0) + rnd(ENTRIES) * 4) | DUET_PT_SECTION;
	case 5:
		return (L2(1) + rnd(ENTRIES) * 4) | DUET_PT_LINK;
	case 6:
		return 0x80000000 | L2(0);
	default:
		return 0xfffffffc - rnd(64) * 4;
	}
}

static void some_entry(uint32_t i)
{
	uint32_t t = rnd(TABLES), e = rnd(ENTRIES);
	struct page p;
	int32_t err = some_value(&asked[i].value, &p);

	asked[i].target = L2(t) + e * 4;
	if (!rnd(10)) {
		asked[i].target = bad_target();
		err = DUET_EINVAL;
	}
	want[i] = err;
	if (!err)
		page[t][e] = p;
	queue(asked[i].target, asked[i].value);
}

/* By any kind of call: returns the number of refused updates */
static int32_t carry_out(void)
{
	switch (rnd(4)) {
	case 0:
		return duet_tlb(DUET_TLB_ALL, 0, 0);
	case 1:
		return duet_mm_switch(ROOT, 0);
	case 2:
		/* user's code is not mapped: it returns at once */
		user_frame_init(&frame, u_swi, 0);
		frame.pc = 0x30000000;
		return user_run(&frame) == -1 ? (int32_t)iret_result : 0;
	default:
		return duet_pt_update();
	}
}

static bool batch(uint32_t n)
{
	uint32_t i, refused = 0, updates = counter(DUET_COUNTER_UPDATES);
	uint32_t before = counter(DUET_COUNTER_REFUSED);
	bool good = true;

	for (i = 0; i < n; i++) {
		some_entry(i);
		refused += !!want[i];
	}
	good &= carry_out() == (int32_t)refused && !shared->qlen;
	for (i = 0; i < n; i++) {
		good &= shared->queue[i].target == asked[i].target;
		good &= shared->queue[i].value ==
			(want[i] ? (uint32_t)want[i] : asked[i].value);
	}
	good &= counter(DUET_COUNTER_UPDATES) == updates + n;
	return good && counter(DUET_COUNTER_REFUSED) == before + refused;
}

/*
 * Checks each page: its contents, and whether it is writable. Other pages may
 * have the same frame with other cache bits: no data of it may remain in the
 * cache.
 */
static bool all_pages(void)
{
	uint32_t t, e, sub, word;
	bool good = true;

	flush_tlb();
	for (t = 0; t < TABLES; t++)
		for (e = 0; e < ENTRIES; e++) {
			uint32_t va = t << 20 | e << 12;
			const struct page *p = &page[t][e];
			bool faults = probe_ldr(va, &word);

			good &= faults == !p->valid;
			if (!faults)
				good &= word == p->id;
			word = p->id;
			/* each of the four subpages has its own rights */
			for (sub = 0; sub < 0x1000; sub += 0x400)
				good &= probe_str(va + sub, &word) ==
					!(p->valid && p->write);
			if (!faults)
				duet_cache(DUET_CACHE_FLUSH, va, va + 0x1000);
		}
	return good;
}

int main(void)
{
	bool results = true, mapped = true;
	uint32_t i;

	kern_upcalls();
	user_upcalls();
	for (i = 0; i < PAGES; i++)
		*frame_at(POOL + i * 0x1000) = i;
	duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
	if (set_link(ROOT, 0, L2(0)) || set_link(ROOT, 0x100000, L2(1)))
		bail("no tables");
	for (i = 0; i < 600; i++) {
		/* mostly short ones, and lengths around multiples of 16 */
		results &= batch(rnd(8) ? 1 + rnd(20) : 1 + rnd(384));
		if (i % 60 == 59)
			mapped &= all_pages();
	}
	ok(results, "600 random batches: results, errors, counters");
	ok(mapped, "... and each page is as it should be");
	/* the same while interrupts preempt them */
	shared->mask = 0;
	results = mapped = true;
	for (i = 0; i < 300; i++) {
		duet_timer(now() + 24 + rnd(400), 1);
		results &= batch(1 + rnd(384));
		mask();
		take();
		shared->mask = 0;
	}
	mask();
	mapped &= all_pages();
	ok(results, "300 batches that an interrupt may cut");
	ok(mapped, "... and each page is as it should be");
	plan();
	return 0;
}
