// SPDX-License-Identifier: GPL-2.0-only
/*
 * The write buffers (TRM 4.2): the main one, 16 words with 4 addresses, for
 * stores; and one for lines that are written back, 8 words with 1 address. A
 * read of a pending word makes them drain, a read of any other word does not.
 *
 * It is not known when the bus has time for them, so the model keeps data back
 * for as long as silicon may: until the buffer is full, the data are needed, an
 * unbuffered store comes, or a drain is ordered.
 */
#include "silicon.h"

#define MOST 64u

struct entry {
	u32 word, version;
	bool first;		/* of a run of consecutive words */
};

struct buffer {
	struct entry entries[MOST];
	u32 head, used, runs;
};

static struct buffer stores, lines;

static void drain_word(struct buffer *b)
{
	struct entry *e = b->entries + b->head;

	in_memory[e->word] = e->version;
	b->runs -= e->first;
	b->head = (b->head + 1) % MOST;
	b->used--;
}

static void drain_run(struct buffer *b)
{
	do
		drain_word(b);
	while (b->used && !b->entries[b->head].first);
}

static void drain(struct buffer *b)
{
	while (b->used)
		drain_word(b);
}

static void push(struct buffer *b, u32 word, u32 version, bool first)
{
	struct entry *e = b->entries + (b->head + b->used) % MOST;

	*e = (struct entry){ word, version, first };
	b->runs += first;
	b->used++;
}

/* Is a word in [word, word + n) pending? */
static bool pending(const struct buffer *b, u32 word, u32 n)
{
	for (u32 i = 0; i < b->used; i++)
		if (b->entries[(b->head + i) % MOST].word - word < n)
			return true;
	return false;
}

/* A store. It must not overtake a line with the same word. */
void wbuf_push(u32 word, u32 version)
{
	struct buffer *b = &stores;
	u32 last = (b->head + b->used + MOST - 1) % MOST;
	bool first = !b->used || b->entries[last].word + 1 != word;

	if (unlikely(lines.used) && pending(&lines, word, 1))
		drain(&lines);
	while (b->used && (b->used == config.wbuf_words ||
			   (first && b->runs == config.wbuf_runs)))
		drain_run(b);
	push(b, word, version, first || !b->used);
}

/* Starts the write-back of a line or half of it: n words from word on */
void wbuf_line(u32 word, const u32 *versions, u32 n)
{
	if (pending(&stores, word, n))
		drain(&stores);
	drain(&lines);
	for (u32 i = 0; i < n; i++)
		push(&lines, word + i, versions[i], !i);
}

/* Reads n words from word on */
void wbuf_read(u32 word, u32 n)
{
	if ((stores.used && pending(&stores, word, n)) ||
	    (lines.used && pending(&lines, word, n)))
		wbuf_drain();
}

void wbuf_drain(void)
{
	drain(&stores);
	drain(&lines);
}

bool wbuf_has(u32 word)
{
	return pending(&stores, word, 1) || pending(&lines, word, 1);
}
