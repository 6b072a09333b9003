/* SPDX-License-Identifier: GPL-2.0-only */
/* Assertions, and panic() for a hypervisor that fails one. */
#ifndef HYP_ASSERT_H
#define HYP_ASSERT_H

/*
 * Prints the reason, waits until the console is empty, and ends the system.
 * Works in any context in which the console does.
 */
void panic(const char *why) __attribute__((noreturn));

/*
 * For conditions that no guest can bring about. A failure that a guest can
 * cause must be an error code or a stopped VM, never an assertion.
 */
#define ASSERT(x)	do { if (!(x)) panic("assert: " #x); } while (0)

#endif
