/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two processes that take turns: do they see each other's writes, and only those
 * that they should? On a virtually tagged cache nothing but the kernel sees to
 * that.
 */
#ifndef TURNS_H
#define TURNS_H

#include <sys/types.h>

#define PAGE	4096
#define WORDS	(PAGE / sizeof(int))
#define SHARED	8	/* pages that a test uses */
#define RW	(PROT_READ | PROT_WRITE)
#define ROUNDS	100

struct turns {
	int mine[2], its[2];
	pid_t child;
};

void give_turn(int fd);
void wait_turn(int fd);
/* Forks a child that ends with its parent, even if that fails. */
pid_t start_child(void);
/*
 * Forks a child that runs f(argument, round) at each of its ROUNDS turns; f
 * must return 0 if all was right. Returns 0, or -1 if there is no child.
 */
int start_turns(struct turns *t, int (*f)(void *, int), void *argument);
/* Gives the turn to the child and waits until it is given back. */
void let_child(struct turns *t);
/* Lets the child end. Returns true if f returned 0 at each turn. */
int end_turns(struct turns *t);

/* Pages at `at`, or anywhere; of a file, or anonymous ones if fd is -1 */
int *map_pages(void *at, size_t pages, int flags, int fd);
/* A file without a name */
int make_file(size_t pages);

/* Fills SHARED pages, and compares them. */
void fill_pages(volatile int *p, int base);
int pages_hold(volatile int *p, int base);
/* For start_turns(): expects `round` in the pages, and fills in ~round. */
int answer_turn(void *pages, int round);

#endif
