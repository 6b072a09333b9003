/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A life behind whose image all is marked, and the next, which finds out what
 * was written there. Once in a program, with TAIL: how many bytes its image has
 * beyond a multiple of 16; ZEROES: its zero-size.
 */
#include "test.h"

#define MARK	0x5a5a5a5au
#define MARKED	256		/* bytes behind the image */

/* The image's last words: zero in it, marked by the first life */
static char tail[TAIL]
	__attribute__((section(".sbss.tail"), aligned(4), used));

/* Behind the image; the compiler need not know */
static volatile uint32_t *behind(int32_t bytes)
{
	return (volatile uint32_t *)((uintptr_t)guest_end + bytes);
}

static void mark(void)
{
	volatile uint32_t *word;

	for (word = behind(-TAIL); word != behind(MARKED); word++)
		*word = MARK;
}

static bool all(int32_t from, int32_t end, uint32_t value)
{
	volatile uint32_t *word;

	for (word = behind(from); word != behind(end); word++)
		if (*word != value)
			return false;
	return true;
}

int main(void)
{
	if (shared->lives == 1) {
		mark();
		duet_exit(DUET_EXIT_RESTART);
	}
	same((uintptr_t)guest_end & 15, TAIL, "the image is as long as wanted");
	ok(all(-TAIL, 0, 0), "... it is loaded to its end");
	ok(all(0, ZEROES, 0), "... zeroes are behind it");
	ok(all(ZEROES, MARKED, MARK), "... and no more is written");
	plan();
	return 0;
}
