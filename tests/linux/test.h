/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the test programs of the Linux guest. A test is a function that
 * returns PASS, FAIL or SKIP; it runs in a process of its own, so it may crash,
 * hang (for TIMEOUT seconds) or leave its state changed.
 */
#ifndef TEST_H
#define TEST_H

#include <stdio.h>

#define PASS	0
#define FAIL	1
#define SKIP	2
#define TIMEOUT	120	/* seconds */

struct test {
	const char *group, *name;
	int (*run)(void);
};

/* Defines a test; the linker collects them in one array. */
#define TEST(group_, name_)						\
	static int group_##_##name_(void);				\
	static const struct test entry_##group_##_##name_		\
	__attribute__((used, no_reorder, section("tests"), aligned(4))) = {		\
		#group_, #name_, group_##_##name_			\
	};								\
	static int group_##_##name_(void)

/* Ends the test as failed, and prints the line. */
#define CHECK(condition) do {						\
	if (!(condition)) {						\
		printf("# %s:%d: %s\n", __FILE__, __LINE__,		\
		       #condition);					\
		return FAIL;						\
	}								\
} while (0)

/* Ends the test as not applicable here. */
#define SKIP_UNLESS(condition) do {					\
	if (!(condition)) {						\
		printf("# needs: %s\n", #condition);			\
		return SKIP;						\
	}								\
} while (0)

/* The fault of a function that was called by probe(). */
struct fault {
	int signal;		/* 0: it returned */
	int code;		/* si_code */
	unsigned long address;	/* si_addr */
};

/* Calls f(argument) and catches the first fatal signal. */
struct fault probe(void (*f)(unsigned long), unsigned long argument);
void load_byte(unsigned long address);
void store_byte(unsigned long address);
/* Runs f in a child; returns its exit status, or 128 + its fatal signal. */
int in_child(int (*f)(void));

#endif
