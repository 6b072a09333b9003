/* SPDX-License-Identifier: GPL-2.0-only */
/* Assertions, and panic() for a hypervisor that fails one. */
#ifndef HYP_ASSERT_H
#define HYP_ASSERT_H

#include <stdbool.h>

/*
 * Prints the reason, waits until the console is empty, and ends the system.
 * Works in any context in which the console does.
 */
void panic(const char *why) __attribute__((noreturn));

/*
 * For conditions that no guest can bring about: the contracts of functions and
 * the invariants of structures. A failure that a guest can cause must be an
 * error code or a stopped VM, never an assertion. Assertions are checked in
 * debug builds and in tests on the host; elsewhere they only have to compile.
 */
#if defined(DEBUG) || defined(ASSERTIONS)
#define ASSERT(x)	do { if (!(x)) panic("assert: " #x); } while (0)

/* True if a panic has begun: the console may fail an assertion, too. */
static inline bool assert_nested(void)
{
	static bool begun;
	bool nested = begun;

	begun = true;
	return nested;
}
#else
#define ASSERT(x)	((void)sizeof(!(x)))

static inline bool assert_nested(void)
{
	return false;
}
#endif

#endif
