/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the hypervisor's unit tests. Included once in each program. */
#ifndef HYP_TEST_H
#define HYP_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#define ELEMENTS(a)	(sizeof(a) / sizeof((a)[0]))

/* A generator of its own, so that a failure can be reproduced. */
static uint32_t rnd_state = 1;

static inline uint32_t rnd(void)
{
	rnd_state ^= rnd_state << 13;
	rnd_state ^= rnd_state >> 17;
	rnd_state ^= rnd_state << 5;
	return rnd_state;
}

static inline uint32_t rnd_below(uint32_t n)
{
	return rnd() % n;
}

/* Memory whose address fits the hypervisor's 32 bits, all zero */
static inline void *low_memory(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return p;
}

#endif
