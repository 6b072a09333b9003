// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded mistakes, to see that they are found: a CP15 operation of the program
 * is left out ("nop"), or done at another instruction instead ("move"). QEMU
 * gives cache operations no effect, so that hiding one from the model is the
 * same as taking it out of the program.
 */
#include "silicon.h"

#include <stdio.h>
#include <string.h>

#define SEEDS 16

static struct {
	u32 from, to;		/* to: 0 for nop */
	u32 word, rd;
	bool waiting;
} seeds[SEEDS];
static u32 count;

/* FROM or FROM>TO */
const char *seed_add(const char *text)
{
	char from[160];
	const char *arrow = strchr(text, '>');
	size_t n = arrow ? (size_t)(arrow - text) : strlen(text);

	if (count == SEEDS || n >= sizeof(from))
		return "too many or too long seeds";
	memcpy(from, text, n);
	from[n] = 0;
	if (!symbol_address(from, &seeds[count].from) ||
	    (arrow && !symbol_address(arrow + 1, &seeds[count].to)))
		return "a seed names no known symbol; elf= must come before it";
	count++;
	return NULL;
}

bool seed_drops(u32 pc, u32 word, u32 rd)
{
	for (u32 i = 0; i < count; i++) {
		if (seeds[i].from != pc)
			continue;
		seeds[i].word = word;
		seeds[i].rd = rd;
		seeds[i].waiting = true;
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

void seed_run(u32 pc)
{
	for (u32 i = 0; i < count; i++)
		if (seeds[i].to == pc && seeds[i].waiting) {
			seeds[i].waiting = false;
			cp15_access(seeds[i].word, seeds[i].rd);
		}
}
