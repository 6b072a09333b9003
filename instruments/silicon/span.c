// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two ways to measure a stretch of a program: marks, which the program stores
 * into a word of its own (mark=SYMBOL), for tests that compare counts exactly;
 * and spans from one function to another (span=NAME:FROM:TO), for unmodified
 * programs. Sections are stretches that a program in user mode marks with two
 * instructions that no compiler emits: those of instruments/bench/lm.
 */
#include "silicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct counts {
	u64 cycles, insns, imiss, dhits, dmiss, writebacks, halves, walks;
};

static struct counts now(void)
{
	return (struct counts){
		cpu.cycles, cpu.insns, icache.misses, dcache.hits,
		dcache.misses, dcache.writebacks, dcache.halves, tlb_misses,
	};
}

/* ---- marks ------------------------------------------------------------- */
static FILE *marks;
static struct counts at_mark;
static u32 reports_at_mark;

/* The program stored id: the counts since the mark before */
void price_mark(u32 id)
{
	struct counts n = now(), *b = &at_mark;

	if (!marks)
		marks = fopen(config.out ? config.out : "/dev/stderr", "w");
	if (!marks)
		return;
	fprintf(marks, "mark %u dhit %llu dmiss %llu wb %llu half %llu "
		"imiss %llu tlb %llu cycles %llu", id,
		(unsigned long long)(n.dhits - b->dhits),
		(unsigned long long)(n.dmiss - b->dmiss),
		(unsigned long long)(n.writebacks - b->writebacks),
		(unsigned long long)(n.halves - b->halves),
		(unsigned long long)(n.imiss - b->imiss),
		(unsigned long long)(n.walks - b->walks),
		(unsigned long long)(n.cycles - b->cycles));
	for (const char *k; (k = report_kind(reports_at_mark));
	     reports_at_mark++)
		fprintf(marks, " %s", k);
	fprintf(marks, "\n");
	fflush(marks);
	at_mark = now();
}

/* ---- spans ------------------------------------------------------------- */
#define SPANS 16

static struct span {
	char name[48];
	u32 from, to;
	bool open, user;
	struct counts begin, sum;
	u64 count, least, most;
} spans[SPANS];
static u32 span_count;
bool span_to_user;

/*
 * NAME:FROM:TO, symbols, +offset; it ends at TO or, with "user", in user mode
 */
const char *span_add(const char *text)
{
	struct span *s = spans + span_count;
	char from[80], to[80];

	if (span_count == SPANS)
		return "too many span=";
	if (sscanf(text, "%47[^:]:%79[^:]:%79s", s->name, from, to) != 3)
		return "span= is NAME:FROM:TO";
	s->user = !strcmp(to, "user");
	if (!symbol_address(from, &s->from) ||
	    (!s->user && !symbol_address(to, &s->to)))
		return "span= names no known symbol; elf= must come before it";
	span_count++;
	return NULL;
}

bool span_here(u32 pc)
{
	for (u32 i = 0; i < span_count; i++)
		if (spans[i].from == pc || (!spans[i].user && spans[i].to == pc))
			return true;
	return false;
}

static void span_end(struct span *s)
{
	struct counts n = now(), *b = &s->begin;
	u64 cycles = n.cycles - b->cycles;

	s->sum.cycles += cycles;
	s->sum.insns += n.insns - b->insns;
	s->sum.imiss += n.imiss - b->imiss;
	s->sum.dmiss += n.dmiss - b->dmiss;
	s->sum.writebacks += n.writebacks - b->writebacks;
	s->sum.walks += n.walks - b->walks;
	if (!s->count || cycles < s->least)
		s->least = cycles;
	if (cycles > s->most)
		s->most = cycles;
	s->count++;
	s->open = false;
}

void span_user(void)
{
	span_to_user = false;
	for (u32 i = 0; i < span_count; i++)
		if (spans[i].open && spans[i].user)
			span_end(spans + i);
}

void span_at(u32 pc)
{
	for (u32 i = 0; i < span_count; i++) {
		struct span *s = spans + i;

		if (s->to == pc && s->open)
			span_end(s);
		if (s->from == pc && !s->open) {
			s->begin = now();
			s->open = true;
			span_to_user |= s->user;
		}
	}
}

/* ---- sections ---------------------------------------------------------- */
#define SECTIONS 4096

static struct counts sections[SECTIONS], section_begin;
static u32 section_count;

void section_mark(bool end)
{
	struct counts n = now(), *b = &section_begin;

	if (end && section_count < SECTIONS)
		sections[section_count++] = (struct counts){
			n.cycles - b->cycles, n.insns - b->insns,
			n.imiss - b->imiss, n.dhits - b->dhits,
			n.dmiss - b->dmiss, n.writebacks - b->writebacks,
			n.halves - b->halves, n.walks - b->walks,
		};
	section_begin = n;
}

static void section_json(FILE *f)
{
	fprintf(f, "  \"sections\": [\n");
	for (u32 i = 0; i < section_count; i++) {
		struct counts *s = sections + i;

		fprintf(f, "    {\"cycles\": %llu, \"instructions\": %llu, "
			"\"imiss\": %llu, \"dmiss\": %llu, "
			"\"writebacks\": %llu, \"walks\": %llu}%s\n",
			(unsigned long long)s->cycles,
			(unsigned long long)s->insns,
			(unsigned long long)s->imiss,
			(unsigned long long)s->dmiss,
			(unsigned long long)s->writebacks,
			(unsigned long long)s->walks,
			i + 1 < section_count ? "," : "");
	}
	fprintf(f, "  ],\n");
}

void span_json(FILE *f)
{
	section_json(f);
	fprintf(f, "  \"spans\": [\n");
	for (u32 i = 0; i < span_count; i++) {
		struct span *s = spans + i;
		double n = s->count ? (double)s->count : 1;

		fprintf(f, "    {\"name\": \"%s\", \"count\": %llu, "
			"\"cycles\": %.1f, \"least\": %llu, \"most\": %llu, "
			"\"instructions\": %.1f, \"imiss\": %.2f, "
			"\"dmiss\": %.2f, \"writebacks\": %.2f, "
			"\"walks\": %.2f}%s\n", s->name,
			(unsigned long long)s->count, s->sum.cycles / n,
			(unsigned long long)s->least,
			(unsigned long long)s->most, s->sum.insns / n,
			s->sum.imiss / n, s->sum.dmiss / n,
			s->sum.writebacks / n, s->sum.walks / n,
			i + 1 < span_count ? "," : "");
	}
	fprintf(f, "  ],\n");
}
