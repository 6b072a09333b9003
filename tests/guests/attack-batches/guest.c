// SPDX-License-Identifier: GPL-2.0-only
/*
 * Update batches that contradict themselves, and that change while they are
 * applied: an interrupt cuts one, and its handler overwrites the queue, its
 * length, or makes other calls with it. Refused updates stay refused.
 */
#include "attack.h"
#include "paged.h"

#define VA	0x00050000u
#define A	0x00500000u		/* slots of 1 MB */
#define B	0x00600000u
#define KA	0xd0500000u		/* in the kernel's half */
#define FRAME	(FREE_PA + 0x40000)
#define SLOT(va) (ROOT + ((va) >> 20) * 4)
#define LINK(va) (SLOT(va) | DUET_PT_LINK)
#define SECT(va) (SLOT(va) | DUET_PT_SECTION)
#define PAGE(n)	(L2(n) + (VA >> 12 & 0xff) * 4)

static uint32_t expected[DUET_QUEUE_MAX];

/* Queues an update, with the expected value word after the call */
static void step(uint32_t target, uint32_t value, int32_t err)
{
	expected[shared->qlen] = err ? (uint32_t)err : value;
	queue(target, value);
}

static bool carried_out(void)
{
	uint32_t n = shared->qlen, i;
	bool good = true;

	duet_pt_update();
	for (i = 0; i < n; i++)
		if (shared->queue[i].value != expected[i]) {
			print("# entry %u: %x\n", i, shared->queue[i].value);
			good = false;
		}
	return good && !shared->qlen;
}

static bool there(uint32_t va)
{
	uint32_t word;

	duet_tlb(DUET_TLB_ALL, 0, 0);
	return !probe_ldr(va, &word);
}

/* Linked, filled, unlinked, filled, linked elsewhere, in one batch */
static void contradictions(uint32_t first, const char *text)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < 8; i++) {
		step(LINK(first), L2(1) | RO, 0);
		step(PAGE(1), FRAME | RW, 0);
		step(SECT(first), 0, 0);
		step(PAGE(1), FRAME | RW, DUET_EINVAL);
		step(LINK(first), L2(1) | RO, 0);
		step(LINK(B), L2(1) | RO, 0);
		step(LINK(first), L2(1) | RO, 0);
		step(SECT(first), FREE_PA | RW, 0);
		step(PAGE(1), FRAME | RW, 0);
		step(SECT(B), FREE_PA | RW, 0);
		step(PAGE(1), FRAME | RW, DUET_EINVAL);
		step(SECT(first), ZONE_PA | RW, DUET_EPERM);
		step(LINK(first), ROOT | RO, DUET_EINVAL);
		step(SECT(B), 0, 0);
		step(LINK(first), 0, 0);
		step(PAGE(1), 0, DUET_EINVAL);
	}
	good &= carried_out();
	ok(good && !there(first + VA) && !there(B + VA), text);
}

/* Each L2 of a batch replaces the one before, in user's and kernel's half */
static void chains(void)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < DUET_QUEUE_MAX - 4; i += 4) {
		step(LINK(A), L2(i % 8) | RO, 0);
		step(PAGE(i % 8), FRAME | RW, 0);
		step(LINK(KA), L2(i % 8) | RO, 0);
		step(PAGE((i + 1) % 8), FRAME | RW, DUET_EINVAL);
	}
	step(SECT(A), 0, 0);
	good &= carried_out();
	good &= there(KA + VA) && !there(A + VA);
	clear_slot(ROOT, KA);
	ok(good && !there(KA + VA), "L2s that take each other's place");
	for (i = 0; i < 8; i++)
		good &= set_page(L2(i), VA, FRAME | RO) == DUET_EINVAL;
	ok(good, "... are all free beyond it");
}

/* Mappings in use, of its code and of the queue: kept, or its own again */
static void own_ground(void)
{
	bool good;
	uint32_t i;

	/* few: a cut by an interrupt in between would end the VM */
	for (i = 0; i < 4; i++) {
		step((ROOT + 0xef0 * 4) | DUET_PT_SECTION, 0, DUET_EPERM);
		step(0x9000, 0, DUET_EINVAL);
		step(0x9000, FRAME | RW, DUET_EINVAL);
		step((ROOT + 0xfff * 4) | DUET_PT_LINK, L2(0) | RO, DUET_EPERM);
		/* the code and the stack in use, unmapped and mapped again */
		step(SECT(RAM_VA), 0, 0);
		step(SECT(RAM_VA), shared->ram_pa | RW | CACHED, 0);
	}
	good = carried_out();
	ok(good && there(RAM_VA) && there(DUET_SHARED_VA),
	   "pitfall A7: the shared page stays, its own code comes back");
}

/*
 * After the first entries the interrupt's handler rewrites all entries, to
 * updates that must be refused as before.
 */
static volatile uint32_t cuts, way;

static void rewrite(uint32_t events)
{
	uint32_t i;

	cuts++;
	for (i = 0; i < DUET_QUEUE_MAX; i++) {
		shared->queue[i].target = i & 1 ? PAGE(0) : SECT(A);
		shared->queue[i].value = (i & 2 ? ZONE_PA : VICTIM_PA) | RW;
	}
	switch (way) {
	case 0:
		break;
	case 1:
		shared->qlen = 1;
		break;
	case 2:
		shared->qlen = ~0u;
		break;
	case 3:
		shared->qlen = 0;
		break;
	case 4:
		shared->qlen = DUET_QUEUE_MAX;
		duet_pt_update();
		break;
	case 5:
		shared->steal = ~0u;
		duet_tlb(DUET_TLB_ALL, 0, 0);
		break;
	case 6:
		shared->qlen = 5;
		duet_mm_switch(ROOT, 0);
		shared->qlen = DUET_QUEUE_MAX;
		break;
	}
}

static void changed(void)
{
	uint32_t round, i;
	bool good = true;

	set_link(ROOT, 0, L2(0));
	irq_hook = rewrite;
	for (round = 0; round < 210; round++) {
		way = round % 7;
		for (i = 0; i < DUET_QUEUE_MAX; i++)
			queue((L2(0) + (i & 0x7f) * 4) | DUET_PT_L2,
			      FRAME | RO);
		shared->mask = 0;
		duet_timer(now() + 10 + round % 30 * 7, 1);
		duet_pt_update();
		mask();
		duet_timer(0, 0);
		take();
		shared->qlen = 0;
		duet_pt_update();
		good &= !there(A);
	}
	irq_hook = 0;
	print("# %u cuts\n", cuts);
	ok(cuts > 100, "batches that change while they are carried out");
	for (i = 0; i < 256; i++)
		update(L2(0) + i * 4, 0);
	ok(good && !there(VA), "... let nothing through");
}

/*
 * The kernel's half of many roots: an entry goes into one after the other, and
 * an interrupt in between tries to use a root, or a table, that has half of it.
 */
#define ROOTS	40

static void between(uint32_t events)
{
	uint32_t spare = NEW_ROOT(ROOTS + 1), word = 0, i = cuts++ % ROOTS;

	/* alternating: after the queued updates, or instead of them */
	if (cuts & 8)
		shared->qlen = 0;
	switch (way) {
	case 0:
		set_page(L2(1), VA, FRAME | RW);
		set_section(ROOT, KA, FREE_PA | RW);
		break;
	case 1:
		duet_pt_root(DUET_ROOT_CREATE, spare);
		duet_mm_switch(spare, 0);
		break;
	case 2:
		duet_pt_root(DUET_ROOT_DESTROY, NEW_ROOT(i));
		duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(i));
		break;
	case 3:
		/* frees the table, links it in another place */
		clear_slot(ROOT, KA);
		set_link(ROOT, A, L2(1));
		clear_slot(ROOT, A);
		break;
	case 4:
		duet_mm_switch(NEW_ROOT(i), 0);
		probe_str(KA + VA, &word);
		break;
	case 5:
		set_link(ROOT, KA, L2(2));
		clear_slot(NEW_ROOT(i), KA);
		break;
	}
}

/* Afterwards all roots have the same entry there */
static bool equal(void)
{
	uint32_t word, i, n = 0;

	for (i = 0; i < ROOTS; i++) {
		if (duet_mm_switch(NEW_ROOT(i), 0))
			return false;
		n += !probe_ldr(KA, &word);
	}
	duet_mm_switch(ROOT, 0);
	return n == 0 || n == ROOTS;
}

static void spread(void)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < ROOTS; i++)
		good &= !duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(i));
	irq_hook = between;
	cuts = 0;
	for (i = 0; i < 180; i++) {
		way = i % 6;
		queue(LINK(KA), L2(1) | RO);
		queue(SECT(KA), (FREE_PA + (i & 1) * 0x100000) | RO);
		queue(LINK(KA), L2(1) | RO);
		queue(SECT(KA), i & 8 ? 0 : FREE_PA | RO);
		shared->mask = 0;
		duet_timer(now() + 5 + i % 30, 1);
		duet_pt_update();
		mask();
		duet_timer(0, 0);
		take();
		shared->qlen = 0;
		duet_pt_update();
		good &= equal();
	}
	irq_hook = 0;
	clear_slot(ROOT, KA);
	print("# %u cuts\n", cuts);
	ok(good && cuts > 100,
	   "an entry of 41 roots that is cut: the same in all of them");
	good = set_page(L2(1), VA, FRAME | RO) == DUET_EINVAL &&
		set_page(L2(2), VA, FRAME | RO) == DUET_EINVAL;
	ok(good && !there(KA) && !there(KA + VA), "... its tables are free");
}

/* The queue applied by iret, tlb and mm_switch, with entries that fail */
static void other_ways(void)
{
	static struct frame frame;
	bool good = true;
	uint32_t i, k;

	for (i = 1; i < DUET_QUEUE_MAX; i += 13) {
		for (k = 0; k < i; k++)
			queue(PAGE(0), (k & 1 ? STORE_PA : UART1_PA) | RW);
		user_frame_init(&frame, u_swi, i);
		if (i % 3 == 0)
			good &= user_run(&frame) == -1 && iret_result == i;
		else if (i % 3 == 1)
			good &= duet_tlb(DUET_TLB_RANGE, 0, 0x1000) == (int)i;
		else
			good &= duet_mm_switch(ROOT, i) == (int)i;
		good &= !shared->qlen && !there(VA);
	}
	ok(good, "refused by each call that carries a queue out");
}

int main(void)
{
	attack_begin();
	user_upcalls();
	report->own[0] = 1;
	contradictions(A, "a batch that links, fills, frees in turn");
	contradictions(KA, "... in the kernel's half");
	report->own[0] = 2;
	chains();
	own_ground();
	report->own[0] = 3;
	changed();
	report->own[0] = 4;
	spread();
	report->own[0] = 5;
	other_ways();
	verdict(10);
	plan();
	return 0;
}
