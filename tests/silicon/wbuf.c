// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write buffer: 16 words with 4 addresses, drained in order. Nobody can say
 * when the bus has time for it, so the model keeps stores back for as long as
 * silicon may: until it is full, something makes it drain, or it is told to.
 */
#include "silicon.h"

#define MOST 64u

static struct {
	u32 word, version;
	bool first;		/* of a run of consecutive words */
} entries[MOST];
static u32 head, used, runs;

static void drain_word(void)
{
	u32 word = entries[head].word, version = entries[head].version;

	in_memory[word] = version;
	runs -= entries[head].first;
	head = (head + 1) % MOST;
	used--;
}

static void drain_run(void)
{
	do
		drain_word();
	while (used && !entries[head].first);
}

void wbuf_push(u32 word, u32 version)
{
	u32 last = (head + used + MOST - 1) % MOST, at;
	bool first = !used || entries[last].word + 1 != word;

	while (used && (used == config.wbuf_words ||
			(first && runs == config.wbuf_runs)))
		drain_run();
	at = (head + used) % MOST;
	entries[at].word = word;
	entries[at].version = version;
	entries[at].first = first || !used;
	runs += entries[at].first;
	used++;
}

void wbuf_drain(void)
{
	while (used)
		drain_word();
}

bool wbuf_has(u32 word)
{
	for (u32 i = 0; i < used; i++)
		if (entries[(head + i) % MOST].word == word)
			return true;
	return false;
}
