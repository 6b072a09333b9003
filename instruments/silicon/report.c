// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reports: each distinct one once, with a count. Two are the same if kind, text
 * and both instructions, the failing one and the last writer, are equal.
 */
#include "silicon.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[REPORTS] = {
	[REPORT_STALE_READ] = "stale-read",
	[REPORT_STALE_FETCH] = "stale-fetch",
	[REPORT_STALE_WALK] = "stale-walk",
	[REPORT_OVERWRITE] = "overwrite",
	[REPORT_DROP] = "dropped",
	[REPORT_TLB] = "stale-tlb",
	[REPORT_ALIAS] = "alias",
	[REPORT_FRAME] = "wrong-frame",
	[REPORT_UNALIGNED] = "unaligned",
	[REPORT_FORM] = "form",
	[REPORT_SEQUENCE] = "sequence",
	[REPORT_DEVICE] = "device",
	[REPORT_MISMATCH] = "mismatch",
};

#define MOST 8192u
#define CALLERS 6u

static struct entry {
	enum report kind;
	const char *text;
	u32 pc, writer, writer_real, word;
	bool user, user_code, has_writer;
	u32 va, pa, lr, cpsr, ttbr;
	u32 callers[CALLERS];	/* return addresses; 0: no more */
	u64 count, at_cycle;
	const char *reason;	/* of the suppression, or NULL */
} entries[MOST];
static u32 used, dropped;

/* User programs move in memory: one report for each kind of mistake */
static struct entry *lookup(enum report kind, const char *text, u32 pc,
			    bool user_code, u32 writer_pc)
{
	for (u32 i = 0; i < used; i++) {
		struct entry *e = entries + i;

		if (e->kind != kind || e->text != text ||
		    e->writer != writer_pc)
			continue;
		if (e->pc == pc || (user_code && e->user_code))
			return e;
	}
	return NULL;
}

static bool peek(u32 va, u32 *word)
{
	struct tlb_entry t = { 0 };
	u32 mva = fcse(va), pa = va;

	if (cpu.sctlr & SCTLR_M) {
		if (!tlb_walk_quiet(mva, &t))
			return false;
		pa = t.pa | (mva & t.mask);
	}
	if (!is_ram(pa))
		return false;
	*word = mem_read(word_of(pa));
	return true;
}

static bool is_return(u32 address)
{
	u32 call;

	if (address & 3 || !symbol_name(address, NULL) ||
	    !peek(address - 4, &call))
		return false;
	return (call & 0x0f000000) == 0x0b000000 ||
		(call & 0x0ffffff0) == 0x012fff30;
}

/*
 * The callers: addresses on the stack that follow a bl. Some may be left from
 * calls that have returned; programs without symbols have none.
 */
static void find_callers(struct entry *e)
{
	u32 sp = cpu_register(13) & ~3u, n = 0, word;

	if (e->user_code)
		return;
	for (u32 i = 0; i < 96 && n < CALLERS; i++)
		if (peek(sp + i * 4, &word) && word != e->lr && is_return(word))
			e->callers[n++] = word;
}

static void fill(struct entry *e, u32 va, u32 pa)
{
	e->va = va;
	e->pa = pa;
	e->user = cpu.user;
	e->word = insn_at(cpu.insn)->word;
	e->lr = cpu_lr();
	e->cpsr = cpu_cpsr();
	e->ttbr = cpu.ttbr;
	e->at_cycle = cpu.cycles;
	find_callers(e);
}

/*
 * Written at once as well, without counts, since a killed QEMU never gets to
 * its end. At the end the file is written again from scratch.
 */
static void write_entry(FILE *f, struct entry *e);

static void write_live(struct entry *e)
{
	static FILE *live;

	if (!config.out || config.mark)
		return;
	if (!live)
		live = fopen(config.out, "w");
	if (!live)
		return;
	write_entry(live, e);
	fflush(live);
}

void report(enum report kind, u32 va, u32 pa, u32 word, const char *text)
{
	u32 w = word == NO_WORD ? 0 : writer[word];
	u32 pc = kind == REPORT_STALE_FETCH ? va : cpu.pc;
	bool user_code = cpu.user && !symbol_name(pc, NULL);
	u32 writer_pc = w ? insn_at(w)->pc : 0;
	bool writer_user = w && !symbol_name(writer_pc, NULL);
	struct entry *e;

	if (writer_user)
		writer_pc = 1;		/* some user program */
	e = lookup(kind, text, pc, user_code, writer_pc);
	if (e) {
		e->count++;
		return;
	}
	if (used == MOST) {
		dropped++;
		return;
	}
	e = entries + used++;
	e->kind = kind;
	e->text = text;
	e->pc = pc;
	e->user_code = user_code;
	e->writer = writer_pc;
	e->has_writer = w;
	e->writer_real = w ? insn_at(w)->pc : 0;
	e->count = 1;
	fill(e, va, pa);
	write_live(e);
}

/* ---- suppressions ------------------------------------------------------ */
/* Lines of: KIND WHERE WRITER reason in words; * and ? in WHERE and WRITER */
static struct rule {
	char kind[16], where[80], by[80], reason[200];
	u64 count;
} rules[128];
static u32 rule_count;

static bool parse_rule(const char *line, struct rule *r)
{
	return sscanf(line, " %15s %79s %79s %199[^\n]", r->kind, r->where,
		      r->by, r->reason) == 4 && strlen(r->reason) > 10;
}

const char *report_suppressions(const char *path)
{
	FILE *f = fopen(path, "r");
	char line[512];
	const char *wrong = NULL;

	if (!f)
		return "can't open the file of suppress=";
	while (!wrong && fgets(line, sizeof(line), f)) {
		if (line[0] == '#' || line[strspn(line, " \t\n")] == 0)
			continue;
		if (rule_count == 128)
			wrong = "too many suppressions";
		else if (parse_rule(line, rules + rule_count))
			rule_count++;
		else
			wrong = "a suppression is KIND WHERE WRITER and a reason";
	}
	fclose(f);
	return wrong;
}

static const char *suppressed(struct entry *e, const char *where,
			      const char *by)
{
	for (u32 i = 0; i < rule_count; i++) {
		struct rule *r = rules + i;

		if (fnmatch(r->kind, names[e->kind], 0) ||
		    fnmatch(r->where, where, 0) || fnmatch(r->by, by, 0))
			continue;
		r->count += e->count;
		return r->reason;
	}
	return NULL;
}

/* ---- output ------------------------------------------------------------ */
static void writer_text(const struct entry *e, char *to, size_t size)
{
	if (!e->has_writer)
		snprintf(to, size, "-");
	else if (e->writer == 1)
		snprintf(to, size, "%08x", e->writer_real);
	else
		symbol_text(e->writer, false, to, size);
}

static void resolve(struct entry *e)
{
	char where[120], by[120];

	symbol_text(e->pc, e->user, where, sizeof(where));
	writer_text(e, by, sizeof(by));
	e->reason = suppressed(e, where, by);
}

/* FILE:LINE of an address, if its ELF file has such information */
static bool source_line(u32 pc, char *to, size_t size)
{
	const char *file = symbol_file(&pc);
	char command[512];
	bool good;
	FILE *p;

	if (!file)
		return false;
	snprintf(command, sizeof(command),
		 "arm-none-eabi-addr2line -s -e '%s' 0x%x 2>/dev/null", file,
		 pc);
	p = popen(command, "r");
	if (!p)
		return false;
	good = fgets(to, size, p) && to[0] != '?' && !strstr(to, ":?");
	pclose(p);
	to[strcspn(to, "\n")] = 0;
	return good;
}

static void source_lines(FILE *f, const struct entry *e)
{
	char line[256];

	if (source_line(e->pc, line, sizeof(line)))
		fprintf(f, "    at       %s\n", line);
	if (source_line(e->lr, line, sizeof(line)))
		fprintf(f, "    from     %s\n", line);
	if (e->has_writer && e->writer != 1 &&
	    source_line(e->writer, line, sizeof(line)))
		fprintf(f, "    wrote at %s\n", line);
}

static void callers(FILE *f, const struct entry *e)
{
	char text[120];

	for (u32 i = 0; i < CALLERS && e->callers[i]; i++) {
		symbol_text(e->callers[i], e->user, text, sizeof(text));
		fprintf(f, "%s%s", i ? " < " : "    stack    ", text);
	}
	if (e->callers[0])
		fprintf(f, "\n");
}

static void write_entry(FILE *f, struct entry *e)
{
	char where[120], by[120], from[120];
	u32 vm;

	symbol_text(e->pc, e->user, where, sizeof(where));
	symbol_text(e->lr, e->user, from, sizeof(from));
	writer_text(e, by, sizeof(by));
	profile_of(e->pc, e->user, &vm);
	fprintf(f, "%s: %s (%llu times)\n", names[e->kind], e->text,
		(unsigned long long)e->count);
	fprintf(f, "    in       %s, called from %s; %s, mode %02x, ttb %08x\n",
		where, from, vm_name(vm), e->cpsr & 0x1f, e->ttbr);
	source_lines(f, e);
	callers(f, e);
	fprintf(f, "    address  va %08x pa %08x, instruction %08x\n", e->va,
		e->pa, e->word);
	fprintf(f, "    written  %s\n", by);
	if (e->reason)
		fprintf(f, "    expected %s\n", e->reason);
}

u32 report_count(void)
{
	u32 n = 0;

	for (u32 i = 0; i < used; i++)
		n += !entries[i].reason;
	return n;
}

const char *report_kind(u32 index)
{
	return index < used ? names[entries[index].kind] : NULL;
}

static void write_all(FILE *f, bool expected)
{
	for (u32 i = 0; i < used; i++)
		if (!!entries[i].reason == expected)
			write_entry(f, entries + i);
}

void report_write(const char *path)
{
	FILE *f = path ? fopen(path, config.mark ? "a" : "w") : stderr;

	if (!f) {
		perror(path);
		return;
	}
	for (u32 i = 0; i < used; i++)
		resolve(entries + i);
	write_all(f, false);
	write_all(f, true);
	fprintf(f, "silicon: %u reports, %u more that are expected%s\n",
		report_count(), used - report_count(),
		dropped ? " (and others: the table is full)" : "");
	if (path)
		fclose(f);
}
