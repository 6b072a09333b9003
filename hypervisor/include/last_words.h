/* SPDX-License-Identifier: GPL-2.0-only */
/* The report of a VM's end, which is printed while the VM starts again. */
#ifndef HYP_LAST_WORDS_H
#define HYP_LAST_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#define NR_WORD_VALUES	17

/* The report of a life that ended, printed while the next life may run */
struct last_words {
	const char *why;	/* reason of the crash */
	bool user;		/* it crashed in user mode */
	bool restart;		/* the VM was restarted */
	uint8_t left;		/* pieces still to be printed */
	uint32_t value[NR_WORD_VALUES];	/* pc, psr, r0-r14 */
};

#define WORDS_MAX	4	/* reports kept for each VM */
_Static_assert(!(WORDS_MAX & (WORDS_MAX - 1)),
	       "the counters of reports wrap: their remainders must not jump");

struct vm;

/*
 * Keeps a report of the end of a VM's life, with its registers. Must be called
 * before its context changes. why must be NULL unless the VM crashed, and must
 * stay valid.
 */
void last_words_keep(struct vm *vm, const char *why, bool restart);

/* Prints a piece of a report. At least one report must wait. */
void last_words_print(void);

#endif
