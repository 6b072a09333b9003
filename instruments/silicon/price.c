// SPDX-License-Identifier: GPL-2.0-only
/*
 * Estimated cycles: those of the ARM9EJ-S pipeline by instruction (its TRM, DDI
 * 0222, chapter 8: cycle counts and interlocks), plus those of the memory.
 *
 * Memory timing is in cycles of the bus, which runs at 1/bus_ratio of the CPU:
 * mem_first until the first word of a read arrives, mem_next for each word that
 * follows in a burst, mem_write for the first word of a write. The defaults are
 * a 200 MHz CPU on 32 bits of 100 MHz SDRAM with no row open: activate 2, read
 * latency 2 (PC100, CL2), arbitration and controller 3.
 *
 * A data line fill returns the requested word first, and the CPU continues
 * while the others arrive. A store completes at once while the write buffer has
 * room.
 */
#include "silicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static u64 bus_free;		/* the cycle from which the bus is idle */
static u64 fills, buffered_stall, drains;
static u32 last_writer;
static u64 last_stores;

/* ---- instructions ------------------------------------------------------ */
#define BIT(w, n) ((w) >> (n) & 1)
#define REG(w, n) (1u << ((w) >> (n) & 0xf))

static u32 block_cycles(u32 w, struct pipe *pipe)
{
	u32 n = __builtin_popcount(w & 0xffff), last;

	if (BIT(w, 20) && w & 0xffff) {
		last = 31 - __builtin_clz(w & 0xffff);
		pipe->load = 1u << last;
	}
	if (BIT(w, 20) && BIT(w, 15))
		return n + 2;		/* plus 2 for the branch */
	return n < 2 ? 2 : n;
}

static u32 multiply_cycles(u32 w)
{
	bool wide = BIT(w, 23), flags = BIT(w, 20);

	return (wide ? 3 : 2) + (flags ? 2 : 0);
}

static u32 extra_cycles(u32 w, struct pipe *pipe)
{
	if ((w & 0x0f0000f0) == 0x00000090)
		return multiply_cycles(w);
	if ((w & 0x0fb00ff0) == 0x01000090) {
		pipe->load = REG(w, 12);
		return 2;
	}
	if (!BIT(w, 20) && BIT(w, 6))
		return 2;			/* ldrd, strd */
	if (BIT(w, 20))
		pipe->late = REG(w, 12);
	return 1;
}

static u32 single_cycles(u32 w, struct pipe *pipe)
{
	bool scaled = BIT(w, 25) && w & 0xff0;
	u32 cycles = 1 + scaled;

	if (!BIT(w, 20))
		return cycles;
	if ((w >> 12 & 0xf) == 15)
		return cycles + 2;	/* plus 2 for the branch */
	if (BIT(w, 22))
		pipe->late = REG(w, 12);
	else
		pipe->load = REG(w, 12);
	return cycles;
}

static u32 data_cycles(u32 w)
{
	if ((w & 0x0fb00000) == 0x03200000 || (w & 0x0fb000f0) == 0x01200000)
		return w & 0x00070000 ? 3 : 1;		/* msr */
	if ((w & 0x0fbf0fff) == 0x010f0000)
		return 2;				/* mrs */
	return !BIT(w, 25) && BIT(w, 4) ? 2 : 1;	/* shift by register */
}

static u32 sources(u32 w)
{
	u32 regs = 0;

	switch (w >> 25 & 7) {
	case 0:
		regs = REG(w, 0) | REG(w, 16) | (BIT(w, 4) ? REG(w, 8) : 0);
		break;
	case 1:
	case 2:
		regs = REG(w, 16);
		break;
	case 3:
		regs = REG(w, 16) | REG(w, 0);
		break;
	case 4:
		regs = REG(w, 16);
		break;
	case 7:
		regs = REG(w, 12);
		break;
	}
	if ((w >> 26 & 3) == 1 && !BIT(w, 20))
		regs |= REG(w, 12);
	return regs;
}

static u32 cycles_of(u32 w, struct pipe *pipe)
{
	switch (w >> 25 & 7) {
	case 0:
		if ((w & 0x90) == 0x90)
			return extra_cycles(w, pipe);
		return data_cycles(w);
	case 1:
		return data_cycles(w);
	case 2:
	case 3:
		return single_cycles(w, pipe);
	case 4:
		return block_cycles(w, pipe);
	case 7:
		return BIT(w, 24) ? 1 : 2;
	default:
		return 1;
	}
}

/* Thumb: enough for kernels that have hardly any Thumb code */
static u32 thumb_cycles(u32 w)
{
	if ((w & 0xf600) == 0xb400 || (w & 0xf000) == 0xc000) {
		u32 n = __builtin_popcount(w & 0x1ff);

		return n < 2 ? 2 : n;
	}
	if ((w & 0xffc0) == 0x4340)
		return 4;				/* mul */
	return 1;
}

/* Without the cycles of the memory and the 2 of a branch taken */
u32 price_insn(u32 w, bool thumb, struct pipe *pipe)
{
	struct pipe before = *pipe;
	u32 wait = 0;

	pipe->load = before.late;
	pipe->late = 0;
	if (thumb)
		return thumb_cycles(w);
	if (sources(w) & before.late)
		wait = 2;
	else if (sources(w) & before.load)
		wait = 1;
	if (wait)
		pipe->load = 0;
	return wait + cycles_of(w, pipe);
}

/* ---- memory ------------------------------------------------------------ */
void price_stall(u32 cycles)
{
	cpu.cycles += cycles;
	cpu.stall += cycles;
	if (cpu.profile)
		cpu.profile->cycles += cycles;
}

void price_taken(void)
{
	cpu.cycles += 2;
	cpu.profile->cycles += 2;
}

static void wait_until(u64 when)
{
	if (when > cpu.cycles)
		price_stall((u32)(when - cpu.cycles));
}

static u64 bus_start(void)
{
	return bus_free > cpu.cycles ? bus_free : cpu.cycles;
}

void price_fill(struct cache *c)
{
	u64 first = bus_start() + config.bus_ratio * config.mem_first + 1;

	bus_free = first + config.bus_ratio * 7 * config.mem_next;
	wait_until(c == &dcache ? first : bus_free);
	fills++;
}

void price_read(void)
{
	bus_free = bus_start() + config.bus_ratio * config.mem_first + 1;
	wait_until(bus_free);
}

void price_walk(u32 reads)
{
	if (cpu.profile)
		cpu.profile->walks++;
	while (reads--)
		price_read();
}

/* Stores of one stm follow each other in a burst */
static u32 write_cycles(u32 words)
{
	bool burst = cpu.insn == last_writer && cpu.stores == last_stores + 1;

	last_writer = cpu.insn;
	last_stores = cpu.stores;
	return config.bus_ratio * (burst ? config.mem_next :
				   config.mem_write + words - 1);
}

void price_write(u32 words, bool buffered)
{
	u64 room = (u64)config.wbuf_runs * config.bus_ratio * config.mem_write;

	bus_free = bus_start() + write_cycles(words);
	if (!buffered) {
		wait_until(bus_free);
	} else if (bus_free > cpu.cycles + room) {
		buffered_stall += bus_free - cpu.cycles - room;
		wait_until(bus_free - room);
	}
}

void price_drain(void)
{
	drains++;
	wait_until(bus_free);
}

void price_device(void)
{
	bus_free = bus_start() + config.device;
	wait_until(bus_free);
}

/* ---- VMs and functions ------------------------------------------------- */
static struct {
	char name[24];
	u32 from, to;
	int user;		/* -1: either */
} vms[MAX_VMS];
static u32 vm_count;

/* NAME:FROM:TO:MODE, MODE u, p or a; the first match counts */
const char *vm_add(const char *text)
{
	char mode;

	if (vm_count == MAX_VMS - 1)
		return "too many vm=";
	if (sscanf(text, "%23[^:]:%x:%x:%c", vms[vm_count].name,
		   &vms[vm_count].from, &vms[vm_count].to, &mode) != 4)
		return "vm= is NAME:FROM:TO:MODE, MODE u, p or a";
	vms[vm_count++].user = mode == 'u' ? 1 : mode == 'p' ? 0 : -1;
	return NULL;
}

const char *vm_name(u32 vm)
{
	return vm < vm_count ? vms[vm].name : "other";
}

static u32 vm_of(u32 pc, bool user)
{
	u32 i;

	for (i = 0; i < vm_count; i++)
		if (pc >= vms[i].from && pc <= vms[i].to &&
		    (vms[i].user < 0 || vms[i].user == user))
			break;
	return i;
}

#define BUCKETS 16384u
static struct profile *profiles[BUCKETS];

static u32 bucket(const char *name, u32 vm)
{
	return (u32)(((uintptr_t)name >> 3) * 2654435761u + vm) % BUCKETS;
}

struct profile *profile_of(u32 pc, bool user, u32 *vm)
{
	const char *name = symbol_name(pc, NULL);
	u32 at;

	*vm = vm_of(pc, user);
	for (at = bucket(name, *vm); profiles[at]; at = (at + 1) % BUCKETS)
		if (profiles[at]->name == name && profiles[at]->vm == *vm)
			return profiles[at];
	profiles[at] = calloc(1, sizeof(**profiles));
	profiles[at]->name = name;
	profiles[at]->vm = *vm;
	return profiles[at];
}

/* ---- output ------------------------------------------------------------ */
static int by_cycles(const void *a, const void *b)
{
	const struct profile *x = *(struct profile *const *)a;
	const struct profile *y = *(struct profile *const *)b;

	return x->cycles < y->cycles ? 1 : x->cycles > y->cycles ? -1 : 0;
}

static void json_counts(FILE *f, const struct profile *p)
{
	fprintf(f, "\"cycles\": %llu, \"instructions\": %llu, \"imiss\": %llu, "
		"\"dmiss\": %llu, \"writebacks\": %llu, \"walks\": %llu}",
		(unsigned long long)p->cycles, (unsigned long long)p->insns,
		(unsigned long long)p->imiss, (unsigned long long)p->dmiss,
		(unsigned long long)p->writeback,
		(unsigned long long)p->walks);
}

static void json_vms(FILE *f)
{
	struct profile sum[MAX_VMS] = { 0 };

	for (u32 i = 0; i < BUCKETS; i++) {
		struct profile *p = profiles[i], *s;

		if (!p)
			continue;
		s = sum + p->vm;
		s->cycles += p->cycles;
		s->insns += p->insns;
		s->imiss += p->imiss;
		s->dmiss += p->dmiss;
		s->writeback += p->writeback;
		s->walks += p->walks;
	}
	fprintf(f, "  \"vms\": [\n");
	for (u32 i = 0; i <= vm_count; i++) {
		fprintf(f, "    {\"vm\": \"%s\", ", vm_name(i));
		json_counts(f, sum + i);
		fprintf(f, "%s\n", i < vm_count ? "," : "");
	}
	fprintf(f, "  ],\n");
}

static void json_functions(FILE *f)
{
	struct profile *list[BUCKETS];
	u32 n = 0;

	for (u32 i = 0; i < BUCKETS; i++)
		if (profiles[i] && profiles[i]->cycles)
			list[n++] = profiles[i];
	qsort(list, n, sizeof(*list), by_cycles);
	fprintf(f, "  \"functions\": [\n");
	for (u32 i = 0; i < n; i++) {
		fprintf(f, "    {\"vm\": \"%s\", \"name\": \"%s\", ",
			vm_name(list[i]->vm),
			list[i]->name ? list[i]->name : "?");
		json_counts(f, list[i]);
		fprintf(f, "%s\n", i + 1 < n ? "," : "");
	}
	fprintf(f, "  ]\n}\n");
}

static void json_cache(FILE *f, const char *name, const struct cache *c)
{
	fprintf(f, "  \"%s\": {\"hits\": %llu, \"misses\": %llu, "
		"\"writebacks\": %llu, \"half_lines\": %llu,\n    "
		"\"flushes\": %llu, \"lines_flushed\": %llu, "
		"\"written_back\": %llu, \"filled_again\": %llu},\n", name,
		(unsigned long long)c->hits, (unsigned long long)c->misses,
		(unsigned long long)c->writebacks,
		(unsigned long long)c->halves,
		(unsigned long long)c->flushes, (unsigned long long)c->lost,
		(unsigned long long)c->flushed, (unsigned long long)c->again);
}

static void json_timing(FILE *f)
{
	fprintf(f, "  \"timing\": {\"bus_ratio\": %u, \"mem_first\": %u, "
		"\"mem_next\": %u, \"mem_write\": %u, \"device\": %u},\n",
		config.bus_ratio, config.mem_first, config.mem_next,
		config.mem_write, config.device);
}

void span_json(FILE *f);

void price_json(const char *path)
{
	FILE *f = fopen(path, "w");

	if (!f) {
		perror(path);
		return;
	}
	fprintf(f, "{\n  \"cycles\": %llu, \"stalled\": %llu, "
		"\"instructions\": %llu,\n  \"loads\": %llu, "
		"\"stores\": %llu, \"reports\": %u,\n",
		(unsigned long long)cpu.cycles, (unsigned long long)cpu.stall,
		(unsigned long long)cpu.insns, (unsigned long long)cpu.loads,
		(unsigned long long)cpu.stores, report_count());
	json_timing(f);
	json_cache(f, "icache", &icache);
	json_cache(f, "dcache", &dcache);
	fprintf(f, "  \"tlb\": {\"misses\": %llu},\n"
		"  \"write_buffer\": {\"stalled\": %llu, \"drains\": %llu},\n",
		(unsigned long long)tlb_misses,
		(unsigned long long)buffered_stall,
		(unsigned long long)drains);
	span_json(f);
	json_vms(f);
	json_functions(f);
	fclose(f);
}
