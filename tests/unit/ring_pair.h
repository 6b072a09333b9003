/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Both ends of a channel in one process. The memory has the exact size, so the
 * address sanitizer detects each access outside it.
 *
 * Every access to a shared word goes through hook_load() and hook_store(): a
 * test may change the memory there, as a hostile peer would, or run the peer.
 */
#ifndef RING_PAIR_H
#define RING_PAIR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Called before each access to a shared word; may be NULL. */
static void (*before_access)(const uint32_t *word);

static inline uint32_t hook_load(const uint32_t *word)
{
	if (before_access)
		before_access(word);
	return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static inline void hook_store(uint32_t *word, uint32_t value)
{
	if (before_access)
		before_access(word);
	__atomic_store_n(word, value, __ATOMIC_RELAXED);
}

#define DUET_RING_LOAD(p)	hook_load(p)
#define DUET_RING_STORE(p, v)	hook_store((p), (v))
#include <duet/chan.h>

struct pair {
	struct duet_chan_memory *memory;
	uint32_t size;
	struct duet_chan end[2];
};

static inline void pair_new(struct pair *p, uint32_t size)
{
	memset(p, 0, sizeof(*p));
	p->size = size;
	p->memory = aligned_alloc(32, size);
	assert_non_null(p->memory);
	memset(p->memory, 0, size);
}

static inline void pair_free(struct pair *p)
{
	before_access = NULL;
	free(p->memory);
}

static inline void pair_open(struct pair *p, int end, uint32_t mode)
{
	assert_int_equal(duet_chan_open(&p->end[end], p->memory, p->size,
					end == 0, mode), 0);
}

/* Polls the ends in turn until neither rings any more, as events would. */
static inline void pair_settle(struct pair *p)
{
	int rounds;
	int flags;

	for (rounds = 0; rounds < 8; rounds++) {
		flags = duet_chan_poll(&p->end[0]);
		flags |= duet_chan_poll(&p->end[1]);
		if (!(flags & (DUET_CHAN_POLL_RING | DUET_CHAN_POLL_CHANGED)))
			return;
	}
	fail_msg("the ends never stop ringing each other");
}

/* Two connected ends, with rings of data_size bytes. */
static inline void pair_connect(struct pair *p, uint32_t data_size,
				uint32_t mode)
{
	pair_new(p, DUET_CHAN_DATA + 2 * data_size);
	pair_open(p, 0, mode);
	pair_open(p, 1, mode);
	pair_settle(p);
	assert_true(duet_chan_up(&p->end[0]));
	assert_true(duet_chan_up(&p->end[1]));
	assert_int_equal(p->end[0].tx.size, data_size);
}

/* A generator with the same sequence everywhere. */
static inline uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

#endif
