// SPDX-License-Identifier: GPL-2.0-only
/* Page tables and user mode of tiny guests. */
#include "paged.h"

void queue(uint32_t target, uint32_t value)
{
	uint32_t i = shared->qlen;

	shared->queue[i].target = target;
	shared->queue[i].value = value;
	shared->qlen = i + 1;
}

int32_t update(uint32_t target, uint32_t value)
{
	int32_t refused;

	queue(target, value);
	refused = duet_pt_update();
	if (!refused)
		return 0;
	return refused == 1 ? (int32_t)shared->queue[0].value : refused;
}

static uint32_t slot(uint32_t root, uint32_t va)
{
	return root + (va >> 20) * 4;
}

int32_t set_link(uint32_t root, uint32_t va, uint32_t l2)
{
	return update(slot(root, va) | DUET_PT_LINK, l2 | DUET_PT_VALID);
}

int32_t clear_slot(uint32_t root, uint32_t va)
{
	return update(slot(root, va) | DUET_PT_SECTION, 0);
}

int32_t set_section(uint32_t root, uint32_t va, uint32_t value)
{
	return update(slot(root, va) | DUET_PT_SECTION, value);
}

int32_t set_page(uint32_t l2, uint32_t va, uint32_t value)
{
	return update((l2 + (va >> 12 & 0xff) * 4) | DUET_PT_L2, value);
}

void flush_tlb(void)
{
	duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
	duet_tlb(DUET_TLB_ALL, 0, 0);
}

void user_space(void)
{
	volatile uint32_t *to = frame_at(CODE_PA);
	const uint32_t *from = (const uint32_t *)user_start;
	uint32_t ram = shared->ram_pa;

	while (from < (const uint32_t *)user_end)
		*to++ = *from++;
	if (set_link(ROOT, 0, L2(0)) ||
	    set_page(L2(0), USER_CODE, ram + CODE_PA + (RO | CACHED)) ||
	    set_page(L2(0), USER_DATA, ram + DATA_PA + (RW | CACHED)) ||
	    set_page(L2(0), USER_RO, ram + RO_PA + (RO | CACHED)))
		bail("user's pages can't be mapped");
	flush_tlb();
}

uint32_t user_at(const char *snippet)
{
	return USER_CODE + (snippet - user_start);
}

void user_frame_init(struct frame *frame, const char *snippet, uint32_t seed)
{
	uint32_t i;

	for (i = 0; i < 15; i++)
		frame->r[i] = 0x01010101 * (i + 16) + (seed << 16);
	frame->pc = user_at(snippet) & ~1u;
	frame->psr = ((seed * 0x98000000) & FLAGS) | 0x10 |
		(user_at(snippet) & 1 ? PSR_T : 0);
	frame->fsr = 0xbad;
	frame->far = 0xbad;
	frame->mask = 0xbad;
}

bool user_torture(uint32_t seed, uint32_t steps, uint32_t r6, uint32_t word,
		  bool fault, uint32_t *events)
{
	struct frame frame, want;
	bool good = true;
	int32_t kind;
	uint32_t i;

	user_frame_init(&frame, u_shift, seed);
	frame.r[6] = r6;
	frame.r[12] = steps;
	want = frame;
	while ((kind = user_run(&frame)) == DUET_UPCALL_IRQ_USER) {
		take();
		++*events;
	}
	good &= kind == (fault ? DUET_UPCALL_DABT_USER : DUET_UPCALL_SWI_USER);
	for (i = 0; i < 15; i++)
		if (i != 4 && i != 7 && i != 12)
			good &= frame.r[i] == want.r[i];
	if (fault)
		good &= frame.far == r6;
	else
		good &= frame.r[7] == word;
	return good && frame.r[12] == 0 &&
		frame.r[4] == shift(want.r[4], want.r[5], steps);
}
