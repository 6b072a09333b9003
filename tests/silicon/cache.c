// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two caches: virtually indexed and tagged, four ways, lines of 32 bytes,
 * allocated by reads only; the data cache has two dirty bits a line and the
 * physical address for writing back (TRM chapter 4).
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
 * The TRM says round robin or pseudo-random, not how. Here each set has a
 * counter of its own, and ways that are invalid are filled first.
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

/* NULL: all ways are locked, the line isn't kept */
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
static void write_half(struct line *l, u32 half)
{
	u32 word = word_of(l->pa) + half * 4;

	for (u32 i = half * 4; i < half * 4 + 4; i++, word++) {
		if (unlikely(older(l->version[i], in_memory[word])))
			report(REPORT_OVERWRITE, l->tag & ~TAG_VALID,
			       pa_of(word), word,
			       "a line that is written back overwrites newer data");
		wbuf_push(word, l->version[i]);
	}
}

/* The halves that are dirty go into the write buffer */
void cache_clean(struct line *l)
{
	u32 halves = (l->dirty & 1) + (l->dirty >> 1);

	if (!l->dirty)
		return;
	if (l->dirty & DIRTY_LOW)
		write_half(l, 0);
	if (l->dirty & DIRTY_HIGH)
		write_half(l, 1);
	dcache.writebacks++;
	dcache.halves += halves;
	if (cpu.profile)
		cpu.profile->writeback++;
	price_write(halves * 4, true);
	l->dirty = 0;
}

/* ---- filling ----------------------------------------------------------- */
/*
 * Another line of the data cache that holds the same memory: aliases have the
 * same offset in a page, so there are few sets to look at.
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

/* mva and pa of any byte of the line; NULL: it wasn't kept */
struct line *cache_fill(struct cache *c, u32 mva, u32 pa)
{
	struct line *l = choose(c, mva);
	u32 *from;

	pa &= ~(LINE - 1);
	c->misses++;
	if (c == &dcache)
		wbuf_drain();	/* a read on the data side comes after it */
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
	for (u32 i = 0; i < dcache.sets * WAYS; i++) {
		struct line *l = dcache.lines + i;

		if (l->dirty)
			cache_clean(l);
		if (invalidate)
			l->tag = 0;
	}
}

void dcache_invalidate_all(void)
{
	for (u32 i = 0; i < dcache.sets * WAYS; i++)
		cache_invalidate(&dcache, dcache.lines + i);
}

void icache_invalidate_all(void)
{
	for (u32 i = 0; i < icache.sets * WAYS; i++)
		icache.lines[i].tag = 0;
}
