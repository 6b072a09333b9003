// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report of a VM's end. It is kept, and printed as fast as the console can
 * take it, so no VM waits for it.
 */
#include "assert.h"
#include "console.h"
#include "last_words.h"
#include "print.h"
#include "sched.h"
#include "vm.h"

/* Number of pieces in a report: see print_piece() */
#define EXIT_WORDS	2
#define VALUE_WORDS	(EXIT_WORDS + 4 * NR_WORD_VALUES)
#define CRASH_WORDS	(VALUE_WORDS + 4)
_Static_assert(CRASH_WORDS <= UINT8_MAX, "`left` is a byte");

/* Not inlined, as the fields of VM and report are then in reach of a short load. */
static __attribute__((noinline)) void save_registers(struct last_words *words,
						     const char *why,
						     const struct ctx *ctx)
{
	uint32_t i;

	words->left = EXIT_WORDS;
	if (!why)
		return;
	words->left = CRASH_WORDS;
	words->why = why;
	words->value[0] = ctx->pc;
	words->value[1] = ctx->psr;
	for (i = 0; i < 15; i++)
		words->value[i + 2] = ctx->r[i];
}

/* The report is dropped if WORDS_MAX others are still to be printed. */
void last_words_keep(struct vm *vm, const char *why, bool restart)
{
	struct last_words *words = &vm->words[vm->reports_kept % WORDS_MAX];

	ASSERT(vm->reports_kept - vm->reports_printed <= WORDS_MAX);
	if (vm->reports_kept - vm->reports_printed == WORDS_MAX)
		return;
	vm->reports_kept++;
	console_reports.waiting++;
	console_reports.speak = last_words_print;
	words->restart = restart;
	words->user = vm_in_user(vm);
	save_registers(words, why, vm_ctx(vm));
}

/* psr, r4, r9 and r14 end a line. */
#define ENDS_LINE(n)	(0x10842 >> (n) & 1)
_Static_assert(ENDS_LINE(NR_WORD_VALUES - 1), "a report ends with its line");

static void print_value(uint32_t value, uint32_t n, uint32_t part)
{
	if (part == 0)
		print_string(n == 0 ? " pc  " : n == 1 ? " psr " : " r");
	else if (part == 1 && n > 1)
		print("%u ", n - 2);
	else if (part == 2)
		print("%x", value);
	else if (part == 3 && ENDS_LINE(n))
		print_string("\n");
}

/* The pieces before and after the values; `left` does not count the values. */
static const char *text_of_piece(const char *name,
				 const struct last_words *words, uint32_t left)
{
	switch (left) {
	case 1:
		return words->restart ? ": restarts\n" : ": stopped\n";
	case 3:
		return words->user ? ", in user mode\n" : ", in kernel mode\n";
	case 4:
		return words->why;
	case 5:
		return ": crashed: ";
	default:
		return name;
	}
}

/*
 * Prints one piece: a whole report would hold off interrupts for longer than
 * anything else. Not inlined, which is smaller.
 */
static __attribute__((noinline))
void print_piece(const char *name, const struct last_words *words)
{
	uint32_t left = words->left, n = VALUE_WORDS - left;

	if (left <= EXIT_WORDS)
		print_string(text_of_piece(name, words, left));
	else if (left > VALUE_WORDS)
		print_string(text_of_piece(name, words,
					   left - 4 * NR_WORD_VALUES));
	else
		print_value(words->value[n / 4], n / 4, n % 4);
}

/*
 * Prints one report after another; that of the VM with the highest rank comes
 * first.
 */
void last_words_print(void)
{
	static struct vm *vm;
	struct last_words *words;
	struct vm **next = sched.by_rank;

	ASSERT(console_reports.waiting);
	for (; !vm; next++)
		if ((*next)->reports_printed != (*next)->reports_kept)
			vm = *next;
	words = &vm->words[vm->reports_printed % WORDS_MAX];
	ASSERT(words->left && words->left <= CRASH_WORDS);
	if (!console_prepare())
		return;
	print_piece(vm->sys->name, words);
	if (--words->left)
		return;
	vm->reports_printed++;
	console_reports.waiting--;
	vm = NULL;
}
