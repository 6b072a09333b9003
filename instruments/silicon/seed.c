// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded mistakes, to check that the model finds them. A CP15 operation of the
 * program is left out or done elsewhere (break=), or memory has attributes or
 * an address that differ from the tables (remap=). QEMU gives cache operations
 * no effect, so hiding one from the model is the same as removing it from the
 * program.
 */
#include "silicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEDS 16
#define LATER 512u		/* delayed operations */

static struct {
	u32 from, to;		/* to: 0 when it is left out */
	int reg;		/* operand there, or -1: the original one */
	u32 word, waiting, rd[LATER];
} seeds[SEEDS];
static u32 count;

/* FROM, FROM>TO, or FROM>TO:REGISTER */
const char *seed_add(const char *text)
{
	char *from = strdup(text), *to = strchr(from, '>');
	char *reg = to ? strchr(to, ':') : NULL;

	if (count == SEEDS)
		return "too many seeds";
	if (to)
		*to++ = 0;
	if (reg)
		*reg++ = 0;
	seeds[count].reg = reg ? atoi(reg) : -1;
	if (!symbol_address(from, &seeds[count].from) ||
	    (to && !symbol_address(to, &seeds[count].to)))
		return "a seed names no known symbol; elf= must come before it";
	if (seeds[count].reg > 14)
		return "a seed's register is from 0 to 14";
	count++;
	return NULL;
}

bool seed_drops(u32 pc, u32 word, u32 rd)
{
	for (u32 i = 0; i < count; i++) {
		if (seeds[i].from != pc)
			continue;
		seeds[i].word = word;
		if (seeds[i].waiting < LATER)
			seeds[i].rd[seeds[i].waiting++] = rd;
		return true;
	}
	return false;
}

bool seed_here(u32 pc)
{
	for (u32 i = 0; i < count; i++)
		if (seeds[i].to == pc && pc)
			return true;
	return false;
}

/* With a register: done each time, once the operation has been seen */
static void run(u32 i)
{
	if (seeds[i].word && seeds[i].reg >= 0)
		cp15_access(seeds[i].word, cpu_register(seeds[i].reg));
	else
		for (u32 n = 0; n < seeds[i].waiting; n++)
			cp15_access(seeds[i].word, seeds[i].rd[n]);
	seeds[i].waiting = 0;
}

void seed_run(u32 pc)
{
	for (u32 i = 0; i < count; i++)
		if (seeds[i].to == pc)
			run(i);
}

/* ---- mappings ---------------------------------------------------------- */
static struct {
	u32 from, to, pc_from, pc_to, cb, move;
} maps[SEEDS];
u32 seed_maps;

/* FROM:TO:CODE_FROM:CODE_TO:CB:MOVE, the last byte in TO; hex but for CB */
const char *seed_map_add(const char *text)
{
	u32 i = seed_maps;

	if (i == SEEDS)
		return "too many remap=";
	if (sscanf(text, "%x:%x:%x:%x:%u:%x", &maps[i].from, &maps[i].to,
		   &maps[i].pc_from, &maps[i].pc_to, &maps[i].cb,
		   &maps[i].move) != 6 || maps[i].cb > 3)
		return "remap= is FROM:TO:CODE_FROM:CODE_TO:CB:MOVE";
	seed_maps++;
	return NULL;
}

/* An access to va by the running code: C and B times 2 and 1, and the mva */
bool seed_map(u32 va, u32 *cb, u32 *mva)
{
	for (u32 i = 0; i < seed_maps; i++) {
		if (va < maps[i].from || va > maps[i].to ||
		    cpu.pc < maps[i].pc_from || cpu.pc > maps[i].pc_to)
			continue;
		*cb = maps[i].cb;
		*mva += maps[i].move;
		return true;
	}
	return false;
}
