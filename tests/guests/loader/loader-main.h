/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first life marks the end of its image and the bytes after it; the second
 * checks them after the loader has run again. Included once in a program, with
 * TAIL: the length of the image modulo 16; ZEROES: its zero-size.
 */
#include "test.h"

#define MARK	0x5a5a5a5au
#define MARKED	256		/* bytes after the image */

/* The image's last words: each its own address, marked by the first life */
#define TEXT(number)	#number
#define WORDS(bytes)	".rept " TEXT(bytes) " / 4\n\t.word .\n\t.endr\n"
__asm__(".pushsection .tail, \"aw\"\n\t" WORDS(TAIL) ".popsection");

/* A number, so that the compiler knows no bounds */
static volatile uint32_t *after_image(int32_t bytes)
{
	return (volatile uint32_t *)((uintptr_t)guest_end + bytes);
}

static void mark(void)
{
	volatile uint32_t *word;

	for (word = after_image(-TAIL); word != after_image(MARKED); word++)
		*word = MARK;
}

static bool all(int32_t from, int32_t end, uint32_t value)
{
	volatile uint32_t *word;

	for (word = after_image(from); word != after_image(end); word++)
		if (*word != value)
			return false;
	return true;
}

static bool tail_loaded(void)
{
	volatile uint32_t *word;

	for (word = after_image(-TAIL); word != after_image(0); word++)
		if (*word != (uintptr_t)word)
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
	ok(tail_loaded(), "... it is loaded to its end");
	ok(all(0, ZEROES, 0), "... zeroes follow it");
	ok(all(ZEROES, MARKED, MARK), "... nothing after that is written");
	plan();
	return 0;
}
