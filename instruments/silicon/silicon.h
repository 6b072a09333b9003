/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of the parts of an ARM926EJ-S that an emulator leaves out: caches,
 * TLB, write buffer. It follows a running QEMU as a TCG plugin, and reports
 * where real silicon would have read a different value than QEMU did.
 *
 * The idea: each word of RAM has a version, which changes with each store.
 * newest[] holds the versions that the program wrote last, and so those that
 * QEMU has; in_memory[] those that the RAM chips would hold; cache lines and
 * write buffer entries carry the versions of their words. Silicon goes wrong
 * wherever it would use a word whose version isn't the newest.
 *
 * Addresses: va is the program's, mva after FCSE, pa physical; "word" is an
 * index of a word of RAM, counted from ram_base.
 */
#ifndef SILICON_H
#define SILICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t u32;
typedef uint64_t u64;
typedef uint16_t u16;
typedef uint8_t u8;

#define LINE 32u			/* bytes of a cache line */
#define LINE_WORDS 8u
#define WAYS 4u

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* ---- options ----------------------------------------------------------- */
struct config {
	const char *ram_path;		/* the file that is QEMU's RAM */
	bool ram_unlink;		/* remove it once it is mapped */
	u32 ram_base, ram_size;		/* bytes */
	u32 icache, dcache;		/* bytes, 4 KB to 128 KB */
	u32 tlb;			/* entries of the set-associative part */
	bool tlb_eager;			/* walk invalidated ones again */
	u32 wbuf_words, wbuf_runs;	/* write buffer: data, addresses */
	bool check_qemu;		/* compare each address with QEMU's */
	u32 mark;			/* va of the guest's word for marks */
	const char *mark_symbol;
	const char *out, *json, *suppress;
	u32 seed;			/* of random replacement */
	/* timing, CPU cycles; see price.c */
	u32 bus_ratio, mem_first, mem_next, mem_write, device;
};
extern struct config config;
const char *config_parse(int argc, char **argv);	/* NULL or the error */

/* ---- the running code --------------------------------------------------- */
#define MAX_VMS 16

/* Cycles are booked to a function of a VM */
struct profile {
	u64 cycles, insns, imiss, dmiss, writeback, walks;
	const char *name;
	u8 vm;
};

/* An instruction that was translated; writers are known by its index */
struct insn {
	u32 pc, word;
	u32 flags;
	u32 hash_next;
};
#define INSN_USER	1u		/* runs in USR mode */
#define INSN_THUMB	2u
#define INSN_SWAP	4u
#define INSN_DOUBLE	8u		/* ldrd, strd */
#define INSN_VM_SHIFT	8
#define INSN_FORM_SHIFT	16		/* an enum form, 0: correct */

struct insn *insn_at(u32 index);
u32 insn_intern(u32 pc, u32 word, u32 flags);

/* Consecutive instructions in one cache line, executed together */
struct seg {
	u32 pc, end;			/* first byte, first byte after */
	u32 insn;			/* index of the first */
	u16 cycles, count;
	bool tb_start, user, span;
	u8 vector;			/* offset of the exception vector or 0 */
	struct profile *profile;
	struct seg *hash_next;
};

/* The CPU as the model follows it */
struct cpu {
	u32 sctlr, ttbr, dacr, fcse, tlb_lock, context;
	u32 insn;			/* index of the running one */
	u32 pc;				/* its real pc */
	bool user;
	struct profile *profile;
	u64 cycles, stall;		/* stall: waiting for memory */
	u64 insns, loads, stores;
};
extern struct cpu cpu;
#define SCTLR_M	(1u << 0)
#define SCTLR_A	(1u << 1)
#define SCTLR_C	(1u << 2)
#define SCTLR_S	(1u << 8)
#define SCTLR_R	(1u << 9)
#define SCTLR_I	(1u << 12)
#define SCTLR_V	(1u << 13)
#define SCTLR_RR (1u << 14)

static inline u32 fcse(u32 va)
{
	return va < 0x02000000u ? va | cpu.fcse : va;
}

/* ---- physical memory --------------------------------------------------- */
extern u32 *newest, *in_memory, *writer;
extern u8 *is_table;		/* per line of RAM: read by a walk */
extern u32 next_version;
const char *mem_init(void);
u32 mem_read(u32 word);		/* the newest value */

static inline bool is_ram(u32 pa)
{
	return pa - config.ram_base < config.ram_size;
}

static inline u32 word_of(u32 pa)
{
	return (pa - config.ram_base) >> 2;
}

static inline u32 pa_of(u32 word)
{
	return config.ram_base + (word << 2);
}

static inline bool older(u32 a, u32 b)
{
	return (int32_t)(a - b) < 0;
}

/* ---- write buffer ------------------------------------------------------ */
void wbuf_push(u32 word, u32 version);
void wbuf_line(u32 word, const u32 *versions, u32 n);
void wbuf_read(u32 word, u32 n);
void wbuf_drain(void);
bool wbuf_has(u32 word);

/* ---- caches ------------------------------------------------------------ */
#define TAG_VALID 1u
#define DIRTY_LOW 1u
#define DIRTY_HIGH 2u

struct line {
	u32 tag;		/* mva of the line, TAG_VALID */
	u32 pa;
	u32 ghost;		/* tag that a flush of all evicted here */
	u32 dirty;
	u32 filled_by;		/* insn */
	u32 version[LINE_WORDS];
};

struct cache {
	struct line *lines;	/* set * WAYS + way */
	u32 sets, set_mask, lock, random;
	u8 *victims;		/* per set, for round robin */
	u64 hits, misses, writebacks, halves;	/* write-backs in half lines */
	u64 filled, replaced;
	/*
	 * of flushes of all: how many; lines that were present; of these, lines
	 * written back, and lines filled again before the next flush
	 */
	u64 flushes, lost, flushed, again;
};
extern struct cache icache, dcache;

void cache_init(struct cache *c, u32 bytes);
struct line *cache_fill(struct cache *c, u32 mva, u32 pa);
void cache_invalidate(struct cache *c, struct line *l);
void cache_clean(struct line *l);
struct line *cache_by_set_way(struct cache *c, u32 arg);
void dcache_clean_all(bool invalidate);
void dcache_invalidate_all(void);
void icache_invalidate_all(void);

static inline struct line *cache_find(struct cache *c, u32 mva)
{
	struct line *l = c->lines + ((mva / LINE) & c->set_mask) * WAYS;
	u32 tag = (mva & ~(LINE - 1)) | TAG_VALID;

	for (u32 way = 0; way < WAYS; way++, l++)
		if (l->tag == tag)
			return l;
	return NULL;
}

static inline u32 *line_words(u32 *of, u32 pa)
{
	return of + (word_of(pa) & ~(LINE_WORDS - 1));
}

/* ---- TLB and walks ----------------------------------------------------- */
struct tlb_entry {
	u32 mva, mask;		/* mask: bits inside the page */
	u32 pa;
	u32 l1_word, l2_word;	/* of the descriptors; l2 or NO_WORD */
	u32 l1, l2;		/* the descriptors themselves */
	u8 valid, cached, buffered, suspect;
	u8 domain, locked;
	u8 sr;			/* S and R of c1 at that time */
	u8 ap[4];		/* of the quarters */
	u32 filled_by, suspect_by;
};
#define NO_WORD 0xffffffffu

enum access { ACCESS_READ, ACCESS_WRITE, ACCESS_FETCH };

extern u64 tlb_misses;
void tlb_init(void);
struct tlb_entry *tlb_slow(u32 mva);	/* NULL: fault */
void tlb_use_suspect(struct tlb_entry **e, u32 va, u32 mva, enum access a);
bool tlb_walk_quiet(u32 mva, struct tlb_entry *e);
bool tlb_allows(const struct tlb_entry *e, u32 mva, enum access a, bool user);
void tlb_invalidate_all(void);
void tlb_invalidate_mva(u32 mva);
void tlb_table_written(u32 word);
void tlb_suspect_all(void);
void tlb_aborted(u32 far, u32 fsr, bool fetch, bool user);
#define TLB_QUICK 1024u
extern struct tlb_entry *tlb_quick[TLB_QUICK];

static inline struct tlb_entry *tlb_find(u32 mva)
{
	struct tlb_entry *e = tlb_quick[(mva >> 12) % TLB_QUICK];

	if (likely(e->valid && !((mva ^ e->mva) & ~e->mask)))
		return e;
	return tlb_slow(mva);
}

/* ---- accesses ---------------------------------------------------------- */
void access_load(u32 va, u32 bytes, u64 qemu_pa);
void access_store(u32 va, u32 bytes, u64 qemu_pa);
void access_fetch(u32 pc, u32 end);
#define NO_PA (~0ull)

/* ---- CP15 and instructions --------------------------------------------- */
enum form {
	FORM_GOOD, FORM_LDM_BASE, FORM_EMPTY_LIST, FORM_BASE_IS_DATA,
	FORM_MUL, FORM_PC, FORM_SWAP, FORM_DOUBLE, FORM_USER_LDM,
	FORM_BANKED, FORM_SPSR, FORM_CP15, FORM_STM_BASE, FORM_LOW,
	FORM_BITS, FORMS
};
extern const char *const form_text[FORMS];
enum form decode_form(u32 word, u32 before, bool user);
enum form decode_thumb(u32 word);
bool decode_is_cp15(u32 word);
u32 decode_flags(u32 word, bool thumb);
void cp15_access(u32 word, u32 rd);	/* mcr and mrc, before they run */
bool cp15_condition(u32 word, u32 cpsr);
/* Seeds: mistakes that the model adds to a program */
const char *seed_add(const char *text);
bool seed_drops(u32 pc, u32 word, u32 rd);	/* at a cp15 instruction */
bool seed_here(u32 pc);				/* moved to pc */
void seed_run(u32 pc);
const char *seed_map_add(const char *text);
extern u32 seed_maps;				/* number of remap= options */
bool seed_map(u32 va, u32 *cb, u32 *mva);	/* false: no match */

/* ---- cycles ------------------------------------------------------------ */
struct pipe {			/* the last decoded one, for interlocks */
	u32 load, late;		/* registers usable one, two cycles later */
};
u32 price_insn(u32 word, bool thumb, struct pipe *pipe);
void price_fill(struct cache *c);
void price_read(void);
void price_write(u32 words, bool buffered);
void price_drain(void);
void price_device(void);
void price_stall(u32 cycles);
void price_walk(u32 reads);
void price_json(const char *path);
struct profile *profile_of(u32 pc, bool user, u32 *vm);
const char *vm_add(const char *text);
const char *vm_name(u32 vm);
void price_mark(u32 id);
const char *span_add(const char *text);
bool span_here(u32 pc);
void span_at(u32 pc);
extern bool span_to_user;	/* one that ends in user mode is open */
void span_user(void);
#define SECTION_BEGIN 0xe1a09009u	/* mov r9, r9 */
#define SECTION_END 0xe1a0a00au		/* mov r10, r10 */
void section_mark(bool end);
void price_taken(void);

/* ---- symbols, reports -------------------------------------------------- */
const char *symbols_add(const char *text);
const char *symbol_name(u32 pc, u32 *offset);	/* NULL: none */
void symbol_text(u32 pc, bool user, char *to, size_t size);
const char *symbol_file(u32 *pc);
bool symbol_find(const char *name, u32 *pc);
bool symbol_address(const char *text, u32 *pc);

enum report {
	REPORT_STALE_READ, REPORT_STALE_FETCH, REPORT_STALE_WALK,
	REPORT_OVERWRITE, REPORT_DROP, REPORT_TLB, REPORT_ALIAS,
	REPORT_FRAME, REPORT_UNALIGNED, REPORT_FORM, REPORT_SEQUENCE,
	REPORT_DEVICE, REPORT_MISMATCH, REPORTS
};
/* word: the word of RAM concerned, or NO_WORD. text: details. */
void report(enum report kind, u32 va, u32 pa, u32 word, const char *text);
const char *report_suppressions(const char *path);
void report_write(const char *path);
u32 report_count(void);
const char *report_kind(u32 index);	/* NULL: no such report */
u32 cpu_lr(void);		/* reads registers, so it is slow */
u32 cpu_register(u32 n);
u32 cpu_cpsr(void);

#endif
