/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Assertions about the kernel's own state, in builds with RTOS_DEBUG only: a
 * failure is a fault of the kernel, of its port, or of code that calls them in
 * a context where it must not. Without RTOS_DEBUG the condition is compiled
 * but never evaluated, so it must not have side effects.
 */
#ifndef RTOS_K_ASSERT_H
#define RTOS_K_ASSERT_H

#include <duet_rtos.h>

#ifdef RTOS_DEBUG
#define K_ASSERT(condition) \
	((condition) ? (void)0 : duet_panic("assertion failed:", #condition))
#else
#define K_ASSERT(condition)	((void)sizeof(!(condition)))
#endif

#endif
