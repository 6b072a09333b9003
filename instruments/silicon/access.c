// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads, stores and fetches: whether they meet cache, write buffer or memory
 * (TRM tables 4-1 to 4-4), and whether the value they get is the newest.
 */
#include "silicon.h"

struct where {
	u32 mva, pa;
	bool cached, buffered, known;
};

static void compare(u32 va, const struct where *at, u64 qemu_pa)
{
	if (qemu_pa != NO_PA && (u32)qemu_pa != at->pa)
		report(REPORT_MISMATCH, va, at->pa, NO_WORD,
		       "QEMU accesses another physical address");
}

static void translate_flat(u32 va, enum access a, struct where *at)
{
	at->mva = at->pa = va;
	at->cached = a == ACCESS_FETCH;
	at->buffered = false;
	at->known = true;
}

static void remap(u32 va, struct where *at)
{
	u32 cb;

	if (!seed_map(va, &cb, &at->mva))
		return;
	at->cached = cb >> 1;
	at->buffered = cb & 1;
}

static inline void translate(u32 va, enum access a, u64 qemu_pa,
			     struct where *at)
{
	struct tlb_entry *e;

	if (unlikely(!(cpu.sctlr & SCTLR_M))) {
		translate_flat(va, a, at);
		return;
	}
	at->mva = fcse(va);
	e = tlb_find(at->mva);
	if (unlikely(e && e->suspect))
		tlb_use_suspect(&e, va, at->mva, a);
	at->known = e;
	if (unlikely(!e)) {
		report(REPORT_TLB, va, 0, NO_WORD,
		       "accessed after its descriptor was removed: silicon would fault");
		return;
	}
	at->pa = e->pa | (at->mva & e->mask);
	at->cached = e->cached;
	at->buffered = e->buffered;
	if (unlikely(seed_maps) && a != ACCESS_FETCH)
		remap(va, at);
	if (unlikely(qemu_pa != NO_PA))
		compare(va, at, qemu_pa);
}

/* ---- stale values, in words -------------------------------------------- */
static const char *stale_text(u32 word)
{
	if (wbuf_has(word))
		return "the newest data is still in the write buffer";
	if (in_memory[word] == newest[word])
		return "memory is newer than the line in the cache";
	return "the newest data is in the data cache at another address, or lost";
}

static void stale(enum report kind, u32 va, u32 word)
{
	report(kind, va, pa_of(word), word, stale_text(word));
	in_memory[word] = newest[word];	/* once: then continue as QEMU does */
}

/* ---- loads ------------------------------------------------------------- */
static void load_uncached(u32 va, u32 pa)
{
	u32 word = word_of(pa);

	wbuf_read(word, 1);
	price_read();
	if (unlikely(in_memory[word] != newest[word]))
		stale(REPORT_STALE_READ, va, word);
}

static void load_missed(u32 va, const struct where *at)
{
	u32 word = word_of(at->pa);

	cache_fill(&dcache, at->mva, at->pa);
	if (cpu.profile)
		cpu.profile->dmiss++;
	if (unlikely(in_memory[word] != newest[word]))
		stale(REPORT_STALE_READ, va, word);
}

static bool wrong_frame(u32 va, const struct line *l, u32 pa)
{
	if (likely(l->pa == (pa & ~(LINE - 1))))
		return false;
	report(REPORT_FRAME, va, l->pa, word_of(pa),
	       "the data cache has a line of the frame that was mapped before");
	return true;
}

static void device(u32 va, const struct where *at)
{
	price_device();
	if (unlikely(at->cached))
		report(REPORT_DEVICE, va, at->pa, NO_WORD,
		       "a device is accessed through the cache");
}

static void load_word(u32 va, const struct where *at)
{
	struct line *l;
	u32 word;

	if (!is_ram(at->pa)) {
		device(va, at);
		return;
	}
	if (!at->cached || !(cpu.sctlr & SCTLR_C)) {
		load_uncached(va, at->pa);
		return;
	}
	l = cache_find(&dcache, at->mva);
	if (!l) {
		load_missed(va, at);
		return;
	}
	dcache.hits++;
	word = word_of(at->pa);
	if (likely(l->version[word % LINE_WORDS] == newest[word] &&
		   l->pa == (at->pa & ~(LINE - 1))))
		return;
	if (wrong_frame(va, l, at->pa)) {
		cache_clean(l);
		l->tag = 0;
		return;
	}
	stale(REPORT_STALE_READ, va, word);
	l->version[word % LINE_WORDS] = newest[word];
}

static void check_aligned(u32 va, u32 bytes)
{
	if (unlikely(va & (bytes - 1)))
		report(REPORT_UNALIGNED, va, 0, NO_WORD,
		       "unaligned: silicon rotates or ignores the low bits");
}

void access_load(u32 va, u32 bytes, u64 qemu_pa)
{
	struct where at;

	cpu.loads++;
	check_aligned(va, bytes);
	translate(va, ACCESS_READ, qemu_pa, &at);
	if (unlikely(!at.known))
		return;
	load_word(va, &at);
	if (unlikely(bytes == 8)) {
		at.mva += 4;
		at.pa += 4;
		load_word(va + 4, &at);
	}
}

/* ---- stores ------------------------------------------------------------ */
static void store_hit(u32 va, struct line *l, const struct where *at,
		      u32 word, u32 version)
{
	dcache.hits++;
	if (unlikely(wrong_frame(va, l, at->pa))) {
		cache_clean(l);
		l->tag = 0;
		wbuf_push(word, version);
		return;
	}
	l->version[word % LINE_WORDS] = version;
	if (at->buffered) {
		l->dirty |= word & 4 ? DIRTY_HIGH : DIRTY_LOW;
		return;
	}
	wbuf_push(word, version);
	price_write(1, true);
}

static void store_to_memory(const struct where *at, u32 word, u32 version)
{
	bool buffered = at->buffered || at->cached;

	if (!buffered)
		wbuf_drain();
	price_write(1, buffered);
	if (buffered)
		wbuf_push(word, version);
	else
		in_memory[word] = version;
}

static void store_word(u32 va, const struct where *at)
{
	struct line *l = NULL;
	u32 word, version;

	if (!is_ram(at->pa)) {
		if (!at->buffered)
			wbuf_drain();
		device(va, at);
		return;
	}
	word = word_of(at->pa);
	if (unlikely(is_table[word / LINE_WORDS]))
		tlb_table_written(word);
	version = ++next_version;
	newest[word] = version;
	writer[word] = cpu.insn;
	if (at->cached && cpu.sctlr & SCTLR_C)
		l = cache_find(&dcache, at->mva);
	if (l)
		store_hit(va, l, at, word, version);
	else
		store_to_memory(at, word, version);
}

void access_store(u32 va, u32 bytes, u64 qemu_pa)
{
	struct where at;

	cpu.stores++;
	check_aligned(va, bytes);
	translate(va, ACCESS_WRITE, qemu_pa, &at);
	if (unlikely(!at.known))
		return;
	store_word(va, &at);
	if (unlikely(bytes == 8)) {
		at.mva += 4;
		at.pa += 4;
		store_word(va + 4, &at);
	}
}

/* ---- fetches ----------------------------------------------------------- */
static void fetch_from_memory(u32 pc, u32 word, u32 end)
{
	price_read();
	for (; word < end; word++, pc += 4)
		if (unlikely(in_memory[word] != newest[word]))
			stale(REPORT_STALE_FETCH, pc & ~3u, word);
}

static void check_fetched(u32 pc, struct line *l, u32 word, u32 end)
{
	for (; word < end; word++, pc += 4) {
		if (likely(l->version[word % LINE_WORDS] == newest[word]))
			continue;
		stale(REPORT_STALE_FETCH, pc & ~3u, word);
		l->tag = 0;
		return;
	}
}

/* Instructions from pc up to end, in one line */
void access_fetch(u32 pc, u32 end)
{
	struct where at;
	struct line *l;
	u32 first, last;

	translate(pc, ACCESS_FETCH, NO_PA, &at);
	if (unlikely(!at.known) || unlikely(!is_ram(at.pa)))
		return;
	first = word_of(at.pa);
	last = first + ((end - 1) / 4 - pc / 4) + 1;
	if (unlikely(!at.cached || !(cpu.sctlr & SCTLR_I))) {
		fetch_from_memory(pc, first, last);
		return;
	}
	l = cache_find(&icache, at.mva);
	if (likely(l)) {
		icache.hits++;
	} else {
		l = cache_fill(&icache, at.mva, at.pa);
		if (cpu.profile)
			cpu.profile->imiss++;
		if (!l) {
			fetch_from_memory(pc, first, last);
			return;
		}
	}
	if (unlikely(l->pa != (at.pa & ~(LINE - 1)))) {
		report(REPORT_FRAME, pc, l->pa, first,
		       "the instruction cache has a line of the frame that was mapped before");
		l->tag = 0;
		return;
	}
	check_fetched(pc, l, first, last);
}
