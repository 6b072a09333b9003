// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two caches: virtually indexed and tagged, four ways, lines of 32 bytes,
 * allocated by reads only; the data cache has two dirty bits per line and keeps
 * the physical address for write-backs (TRM chapter 4).
 */
#include "silicon.h"

#include <stdlib.h>

struct cache icache, dcache;

void cache_init(struct cache *c, u32 bytes)
{
	c->sets = bytes / LINE / WAYS;
	c->set_mask = c->sets - 1;
	c->lines = calloc(c->sets * WAYS, sizeof(*c->lines));
	c->victims = calloc(c->sets, 1);
	c->random = config.seed * 2654435761u | 1;
}

/* ---- replacement ------------------------------------------------------- */
/*
 * The TRM says round robin or pseudo-random, but not how. Here each set has a
 * counter of its own, and invalid ways are filled first.
 */
static u32 next_victim(struct cache *c, u32 set)
{
	if (cpu.sctlr & SCTLR_RR)
		return c->victims[set]++ % WAYS;
	c->random ^= c->random << 13;
	c->random ^= c->random >> 17;
	c->random ^= c->random << 5;
	return c->random % WAYS;
}

/* NULL: all ways are locked, the line isn't cached */
static struct line *choose(struct cache *c, u32 mva)
{
	u32 index = (mva / LINE) & c->set_mask, way;
	struct line *set = c->lines + index * WAYS;

	if ((c->lock & 0xf) == 0xf)
		return NULL;
	for (way = 0; way < WAYS; way++)
		if (!(c->lock >> way & 1) && !(set[way].tag & TAG_VALID)) {
			c->victims[index] = way + 1;
			return set + way;
		}
	do
		way = next_victim(c, index);
	while (c->lock >> way & 1);
	return set + way;
}

/* ---- writing back ------------------------------------------------------ */
static void check_newer(const struct line *l, u32 i)
{
	u32 word = word_of(l->pa) + i;

	if (unlikely(older(l->version[i], in_memory[word])))
		report(REPORT_OVERWRITE, l->tag & ~TAG_VALID, pa_of(word), word,
		       "a line that is written back overwrites newer data");
}

/* The dirty halves go into the buffer for lines */
void cache_clean(struct line *l)
{
	u32 from = l->dirty & DIRTY_LOW ? 0 : 4;
	u32 to = l->dirty & DIRTY_HIGH ? 8 : 4;

	if (!l->dirty)
		return;
	for (u32 i = from; i < to; i++)
		check_newer(l, i);
	wbuf_line(word_of(l->pa) + from, l->version + from, to - from);
	dcache.writebacks++;
	dcache.halves += (to - from) / 4;
	if (cpu.profile)
		cpu.profile->writeback++;
	price_write(to - from, true);
	l->dirty = 0;
}

/* ---- filling ----------------------------------------------------------- */
/*
 * Another line of the data cache that holds the same memory: aliases have the
 * same offset in a page, so there are few sets to search.
 */
static void check_alias(const struct line *filled)
{
	u32 per_page = 4096 / LINE;
	u32 set = (filled->tag / LINE) & dcache.set_mask & (per_page - 1);

	for (; set < dcache.sets; set += per_page)
		for (u32 way = 0; way < WAYS; way++) {
			struct line *l = dcache.lines + set * WAYS + way;

			if (l->tag & TAG_VALID && l != filled && l->dirty &&
			    l->pa == filled->pa)
				report(REPORT_ALIAS, filled->tag & ~TAG_VALID,
				       l->pa, word_of(l->pa),
				       "read into the cache while dirty in it at another address");
		}
}

/* Was the line cached before the last flush of all? Then it costs this fill. */
static void count_again(struct cache *c, const struct line *filled)
{
	u32 index = (filled->tag / LINE) & c->set_mask;
	struct line *l = c->lines + index * WAYS;

	for (u32 way = 0; way < WAYS; way++, l++)
		if (l->ghost == filled->tag) {
			c->again++;
			l->ghost = 0;
		}
}

static void take(struct cache *c, struct line *l)
{
	l->ghost = l->tag;
	c->lost += l->tag & TAG_VALID;
	l->tag = 0;
	l->dirty = 0;
}

/* mva and pa of any byte of the line; NULL: it wasn't cached */
struct line *cache_fill(struct cache *c, u32 mva, u32 pa)
{
	struct line *l = choose(c, mva);
	u32 *from;

	pa &= ~(LINE - 1);
	c->misses++;
	if (c == &dcache)
		wbuf_read(word_of(pa), LINE_WORDS);
	price_fill(c);
	if (!l)
		return NULL;
	if (l->tag & TAG_VALID) {
		c->replaced++;
		cache_clean(l);
	}
	c->filled++;
	l->tag = (mva & ~(LINE - 1)) | TAG_VALID;
	l->pa = pa;
	l->dirty = 0;
	l->filled_by = cpu.insn;
	from = line_words(in_memory, pa);
	for (u32 i = 0; i < LINE_WORDS; i++)
		l->version[i] = from[i];
	count_again(c, l);
	if (c == &dcache)
		check_alias(l);
	return l;
}

/* ---- maintenance ------------------------------------------------------- */
static void check_drop(struct line *l)
{
	u32 word = word_of(l->pa);

	for (u32 i = 0; i < LINE_WORDS; i++)
		if (l->dirty >> (i / 4) & 1 &&
		    l->version[i] == newest[word + i] &&
		    l->version[i] != in_memory[word + i]) {
			report(REPORT_DROP, l->tag & ~TAG_VALID,
			       pa_of(word + i), word + i,
			       "invalidated while dirty: the data is lost");
			return;
		}
}

void cache_invalidate(struct cache *c, struct line *l)
{
	if (c == &dcache && l->dirty)
		check_drop(l);
	l->tag = 0;
	l->dirty = 0;
}

/* The format of operations by set and way: the way is in the top bits */
struct line *cache_by_set_way(struct cache *c, u32 arg)
{
	u32 set = (arg / LINE) & c->set_mask;

	return c->lines + set * WAYS + (arg >> 30);
}

void dcache_clean_all(bool invalidate)
{
	u64 before = dcache.writebacks;

	for (u32 i = 0; i < dcache.sets * WAYS; i++) {
		struct line *l = dcache.lines + i;

		if (l->dirty)
			cache_clean(l);
		if (invalidate)
			take(&dcache, l);
	}
	dcache.flushes += invalidate;
	if (invalidate)
		dcache.flushed += dcache.writebacks - before;
}

void dcache_invalidate_all(void)
{
	for (u32 i = 0; i < dcache.sets * WAYS; i++) {
		struct line *l = dcache.lines + i;

		if (l->dirty)
			check_drop(l);
		take(&dcache, l);
	}
	dcache.flushes++;
}

void icache_invalidate_all(void)
{
	for (u32 i = 0; i < icache.sets * WAYS; i++)
		take(&icache, icache.lines + i);
	icache.flushes++;
}
