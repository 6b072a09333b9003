// SPDX-License-Identifier: GPL-2.0-only
/*
 * Table walks and the TLB: a set-associative part of two ways and eight
 * lockdown entries (TRM 3.7). Walks read memory, not the data cache. The
 * indexing of sets is not documented; here all bits of the page number count,
 * so that no layout of addresses has an advantage.
 *
 * A store to a descriptor that an entry came from makes that entry suspect.
 * When a suspect entry is used, the tables are walked again, and it is reported
 * if the result of the access would differ.
 */
#include "silicon.h"

#include <stdlib.h>
#include <string.h>

#define LOCKDOWN 8u

static struct tlb_entry *entries, locked[LOCKDOWN], nothing;
static u32 sets;
static u8 *victims;
struct tlb_entry *tlb_quick[TLB_QUICK];
u64 tlb_misses;
static const u32 shifts[] = { 12, 20, 16, 10, 14 };
#define SHIFTS (sizeof(shifts) / sizeof(shifts[0]))

void tlb_init(void)
{
	sets = config.tlb / 2;
	entries = calloc(config.tlb, sizeof(*entries));
	victims = calloc(sets, 1);
	for (u32 i = 0; i < TLB_QUICK; i++)
		tlb_quick[i] = &nothing;
}

/* ---- walks ------------------------------------------------------------- */
static u32 read_descriptor(u32 word, u32 mva, bool check)
{
	if (!check)
		return mem_read(word);
	if (unlikely(in_memory[word] != newest[word])) {
		report(REPORT_STALE_WALK, mva, pa_of(word), word,
		       wbuf_has(word) ?
		       "the walk misses a descriptor in the write buffer" :
		       "the walk misses a descriptor in the data cache");
		in_memory[word] = newest[word];	/* reported once */
	}
	is_table[word / LINE_WORDS] = 1;
	return mem_read(word);
}

static void set_rights(struct tlb_entry *e, u32 d, u32 shift, u32 step)
{
	for (u32 i = 0; i < 4; i++)
		e->ap[i] = d >> (shift + i * step) & 3;
}

static bool walk_section(u32 mva, struct tlb_entry *e)
{
	e->mask = 0xfffff;
	e->pa = e->l1 & ~e->mask;
	e->l2_word = NO_WORD;
	set_rights(e, e->l1, 10, 0);
	e->cached = e->l1 >> 3 & 1;
	e->buffered = e->l1 >> 2 & 1;
	e->mva = mva & ~e->mask;
	return true;
}

/*
 * Quarters of a page whose rights differ have an entry each, so it takes four
 * invalidations by address to remove the page (TRM 3.7).
 */
static void split(u32 mva, struct tlb_entry *e)
{
	u32 part = e->mask >> 2, ap = e->ap[(mva & e->mask) / (part + 1)];

	if (e->ap[0] == e->ap[1] && e->ap[0] == e->ap[2] &&
	    e->ap[0] == e->ap[3])
		return;
	e->pa |= mva & e->mask & ~part;
	e->mask = part;
	memset(e->ap, ap, sizeof(e->ap));
}

static bool walk_page(u32 mva, struct tlb_entry *e, bool check)
{
	bool fine = (e->l1 & 3) == 3;
	u32 pa = fine ? (e->l1 & ~0xfffu) | (mva >> 8 & 0xffc) :
		(e->l1 & ~0x3ffu) | (mva >> 10 & 0x3fc);

	if (!is_ram(pa))
		return false;
	e->l2_word = word_of(pa);
	e->l2 = read_descriptor(e->l2_word, mva, check);
	if (!(e->l2 & 3))
		return false;
	e->mask = (e->l2 & 3) == 1 ? 0xffff : (e->l2 & 3) == 2 ? 0xfff : 0x3ff;
	e->pa = e->l2 & ~e->mask;
	set_rights(e, e->l2, 4, (e->l2 & 3) == 3 ? 0 : 2);
	e->cached = e->l2 >> 3 & 1;
	e->buffered = e->l2 >> 2 & 1;
	split(mva, e);
	e->mva = mva & ~e->mask;
	return true;
}

static bool walk(u32 mva, struct tlb_entry *e, bool check)
{
	u32 pa = (cpu.ttbr & ~0x3fffu) | (mva >> 18 & 0x3ffc);

	if (!is_ram(pa))
		return false;
	e->l1_word = word_of(pa);
	e->l2_word = NO_WORD;
	e->l1 = read_descriptor(e->l1_word, mva, check);
	e->l2 = 0;
	e->domain = e->l1 >> 5 & 0xf;
	e->sr = (cpu.sctlr & (SCTLR_S | SCTLR_R)) >> 8;
	e->suspect = 0;
	e->locked = 0;
	switch (e->l1 & 3) {
	case 0:
		return false;
	case 2:
		return walk_section(mva, e);
	default:
		return walk_page(mva, e, check);
	}
}

/* Without checks and without leaving a trace */
bool tlb_walk_quiet(u32 mva, struct tlb_entry *e)
{
	return walk(mva, e, false);
}

/* ---- rights ------------------------------------------------------------ */
/* Entries in the TLB are not documented to follow a change of S and R */
static bool rights_allow(u32 ap, u32 sr, enum access a, bool user)
{
	bool s = sr & 1, r = sr & 2;

	if (ap == 0)
		return a != ACCESS_WRITE && (r || (s && !user));
	if (ap == 1)
		return !user;
	return ap == 3 || !user || a != ACCESS_WRITE;
}

bool tlb_allows(const struct tlb_entry *e, u32 mva, enum access a, bool user)
{
	u32 domain = cpu.dacr >> e->domain * 2 & 3;
	u32 quarter = e->mask == 0xffff ? mva >> 14 & 3 : mva >> 10 & 3;

	if (domain == 3)
		return true;
	return domain == 1 && rights_allow(e->ap[quarter], e->sr, a,
					    user);
}

/* ---- the entries ------------------------------------------------------- */
static u32 set_of(u32 mva, u32 shift)
{
	u32 n = mva >> shift;

	return (n ^ n >> 5 ^ n >> 10 ^ n >> 15) % sets;
}

static bool matches(const struct tlb_entry *e, u32 mva)
{
	return e->valid && !((mva ^ e->mva) & ~e->mask);
}

static struct tlb_entry *lookup(u32 mva)
{
	for (u32 s = 0; s < SHIFTS; s++) {
		struct tlb_entry *e = entries + set_of(mva, shifts[s]) * 2;

		if (matches(e, mva))
			return e;
		if (matches(e + 1, mva))
			return e + 1;
	}
	for (u32 i = 0; i < LOCKDOWN; i++)
		if (matches(locked + i, mva))
			return locked + i;
	return NULL;
}

static struct tlb_entry *place(const struct tlb_entry *new)
{
	u32 set = set_of(new->mva, __builtin_ctz(~new->mask));
	struct tlb_entry *e = entries + set * 2;

	if (cpu.tlb_lock & 1) {		/* P: use the lockdown part */
		u32 victim = cpu.tlb_lock >> 26 & 7;

		cpu.tlb_lock = (cpu.tlb_lock & ~(7u << 26)) |
			((victim + 1) & 7) << 26;
		return locked + victim;
	}
	if (!e->valid || !e[1].valid)
		return e->valid ? e + 1 : e;
	return e + (victims[set]++ & 1);
}

struct tlb_entry *tlb_slow(u32 mva)
{
	struct tlb_entry *e = lookup(mva), new = { 0 };

	if (!e) {
		bool found = walk(mva, &new, true);

		tlb_misses++;
		price_walk(new.l2_word == NO_WORD ? 1 : 2);
		if (!found)
			return NULL;
		new.valid = 1;
		new.filled_by = cpu.insn;
		e = place(&new);
		*e = new;
	}
	tlb_quick[(mva >> 12) % TLB_QUICK] = e;
	return e;
}

/* ---- suspects ---------------------------------------------------------- */
static const char *difference(const struct tlb_entry *e,
			      const struct tlb_entry *now, bool found,
			      u32 mva, enum access a)
{
	u32 inside = e->mask < now->mask ? e->mask : now->mask;
	bool before, after;

	if (!found)
		return "a TLB entry is used whose descriptor is gone";
	if ((e->pa | (mva & e->mask & ~inside)) !=
	    (now->pa | (mva & now->mask & ~inside)))
		return "a TLB entry is used that leads to the former frame";
	if (e->cached != now->cached || e->buffered != now->buffered)
		return "a TLB entry is used with the former C and B bits";
	before = tlb_allows(e, mva, a, cpu.user);
	after = tlb_allows(now, mva, a, cpu.user);
	if (before && !after)
		return "a TLB entry is used that allows more than its descriptor";
	if (!before && after)
		return "silicon would fault: the TLB has the former rights";
	return NULL;
}

void tlb_use_suspect(struct tlb_entry **at, u32 va, u32 mva, enum access a)
{
	struct tlb_entry *e = *at, now = { 0 };
	bool found = tlb_walk_quiet(mva, &now);
	const char *text = difference(e, &now, found, mva, a);
	u32 by = e->filled_by;

	if (text)
		report(REPORT_TLB, va, e->pa | (mva & e->mask),
		       e->l2_word == NO_WORD ? e->l1_word : e->l2_word, text);
	if (!found) {
		e->suspect = 0;		/* reported once */
		return;
	}
	if (text || (now.l1 == e->l1 && now.l2 == e->l2 &&
		     now.mask == e->mask && now.sr == e->sr)) {
		now.valid = 1;
		now.filled_by = by;
		now.locked = e->locked;
		*e = now;
	}
}

static bool came_from(const struct tlb_entry *e, u32 word)
{
	return e->valid && (e->l1_word == word || e->l2_word == word);
}

static bool in_line(const struct tlb_entry *e, u32 line)
{
	return e->valid && (e->l1_word / LINE_WORDS == line ||
			    e->l2_word / LINE_WORDS == line);
}

/* A store to a line that a walk has read: suspect the entries from it */
void tlb_table_written(u32 word)
{
	bool any = false;

	for (u32 i = 0; i < config.tlb + LOCKDOWN; i++) {
		struct tlb_entry *e = i < config.tlb ? entries + i :
			locked + i - config.tlb;

		any |= in_line(e, word / LINE_WORDS);
		if (came_from(e, word)) {
			e->suspect = 1;
			e->suspect_by = cpu.insn;
		}
	}
	is_table[word / LINE_WORDS] = any;
}

/* Another table base: all entries from the former one must be checked */
void tlb_suspect_all(void)
{
	for (u32 i = 0; i < config.tlb; i++)
		entries[i].suspect = 1;
	for (u32 i = 0; i < LOCKDOWN; i++)
		locked[i].suspect = 1;
}

/* ---- invalidation ------------------------------------------------------ */
/*
 * The TLB may hold entries that were never accessed (TRM 3.7). With
 * tlb-eager=on an invalidated entry is back at once, from the tables as they
 * are then, so that an invalidation before the change of a descriptor shows.
 */
static void again(u32 mva)
{
	struct tlb_entry now = { 0 };

	if (cpu.tlb_lock & 1 || !tlb_walk_quiet(mva, &now))
		return;
	now.valid = 1;
	now.filled_by = cpu.insn;
	is_table[now.l1_word / LINE_WORDS] = 1;
	if (now.l2_word != NO_WORD)
		is_table[now.l2_word / LINE_WORDS] = 1;
	*place(&now) = now;
}

void tlb_invalidate_all(void)
{
	for (u32 i = 0; i < config.tlb; i++) {
		struct tlb_entry *e = entries + i;
		bool was = e->valid;

		e->valid = 0;
		if (unlikely(config.tlb_eager) && was)
			again(e->mva);
	}
}

void tlb_invalidate_mva(u32 mva)
{
	struct tlb_entry *e;
	bool was = false;

	while ((e = lookup(mva))) {
		e->valid = 0;
		was = true;
	}
	if (unlikely(config.tlb_eager) && was)
		again(mva);
}

/* ---- faults ------------------------------------------------------------ */
static void said(struct tlb_entry *e, u32 far, u32 mva, enum report kind,
		 const char *text)
{
	report(kind, far, e->pa | (mva & e->mask),
	       e->l2_word == NO_WORD ? e->l1_word : e->l2_word, text);
	e->valid = 0;
}

/* It may be a load or a store; an entry that allows stores allows both */
static bool would_not_fault(const struct tlb_entry *e, u32 mva, u32 status,
			    bool user)
{
	bool translation = status == 5 || status == 7;
	bool permission = status == 13 || status == 15;

	return translation ||
		(permission && tlb_allows(e, mva, ACCESS_WRITE, user));
}

/*
 * QEMU took a fault at far. Would silicon? Not if an entry still in its TLB
 * allows the access; and a walk reads memory.
 */
void tlb_aborted(u32 far, u32 fsr, bool fetch, bool user)
{
	u32 mva = fcse(far), status = fsr & 0xf;
	struct tlb_entry *e, now = { 0 };

	if (!(cpu.sctlr & SCTLR_M) || !(status & 4))
		return;
	e = lookup(mva);
	if (!e) {
		walk(mva, &now, true);
		tlb_misses++;
		price_walk(now.l2_word == NO_WORD ? 1 : 2);
		return;
	}
	if (!would_not_fault(e, mva, status, user))
		return;
	if (e->suspect)
		said(e, far, mva, REPORT_TLB,
		     "silicon would not fault: the TLB has the former descriptor");
	else if (status < 8)
		said(e, far, mva, REPORT_MISMATCH, fetch ?
		     "QEMU faults on a fetch, the model does not" :
		     "QEMU faults, the model does not");
}
