/* SPDX-License-Identifier: GPL-2.0-only */
/* Random values for random guests. Included once in a program. */
#ifndef FUZZ_H
#define FUZZ_H

#include "test.h"

static uint32_t state;		/* the seed, not 0 */

static uint32_t rnd(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return n ? (state >> 2) % n : state;
}

/* A value near which behaviour may change */
static inline uint32_t edge(void)
{
	static const uint32_t at[] = {
		0, 1, 2, 16, 17, 32, 64, 384, 0x1000, 0x4000, 0x8000, 0x9000,
		0xa000, 0xc000, 0x10000, 0x14000, 0x20000, 0x100000, 0x200000,
		0x400000, 0x01000000, 0x06000000, 0x06100000, 0x06600000,
		0x06800000, 0x08000000, 0x10100000, 0x101f1000, 0x7fffffff,
		0x80000000, 0xbf000000, 0xc0000000, 0xc0008000, 0xc0200000,
		0xc0400000, 0xd8000000, 0xedf00000, 0xee000000, 0xef000000,
		0xef001000, 0xf0000000, 0xf1000000, 0xf8000000, 0xfe000000,
		0xffff0000, 0xffff0c00, 0xffff1000, 0xffffffff,
	};
	uint32_t value = at[rnd(sizeof(at) / 4)];

	switch (rnd(8)) {
	case 0:
		return value - 1 - rnd(64);
	case 1:
		return value + rnd(64);
	case 2:
		return value + rnd(256) * 0x400;
	case 3:
		return rnd(0);
	case 4:
		return now() + rnd(0x1000);
	default:
		return value;
	}
}

#endif
