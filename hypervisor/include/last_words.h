/* SPDX-License-Identifier: GPL-2.0-only */
/* The report of a VM's end, which is printed while the VM starts again. */
#ifndef HYP_LAST_WORDS_H
#define HYP_LAST_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#define NR_WORD_VALUES	17

/* What is printed of a life that ended, while the next goes on */
struct last_words {
	uint32_t value[NR_WORD_VALUES];	/* pc, psr, r0-r14 */
	const char *why;	/* it was stopped */
	bool user;		/* where it was stopped */
	bool again;		/* it was restarted */
	uint8_t left;		/* pieces to print yet */
};

#define WORDS_MAX	4	/* ends that are not told of yet; power of two */

struct vm;

/* Keeps a report of this end; why: NULL unless it crashed. */
void last_words_keep(struct vm *vm, const char *why, bool again);

/* Prints a piece of a report. There must be one. */
void last_words_speak(void);

#endif
