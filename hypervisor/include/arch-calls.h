/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypercalls' C side: declarations made from the ABI's list. */
#ifndef HYP_ARCH_CALLS_H
#define HYP_ARCH_CALLS_H

#include <stdint.h>

#include "calls.h"

#define CALL_ARGS_0	void
#define CALL_ARGS_1	uint32_t
#define CALL_ARGS_2	uint32_t, uint32_t
#define CALL_ARGS_3	uint32_t, uint32_t, uint32_t
/* A second result is the upper half. */
#define CALL_RESULT_1	uint32_t
#define CALL_RESULT_2	uint64_t
#define CALL_DECLARE(number, name, args, results) \
	CALL_RESULT_##results call_##name(CALL_ARGS_##args);

HYPERCALLS(CALL_DECLARE)

#endif
