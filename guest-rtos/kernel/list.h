/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Circular doubly linked lists. The head is an entry itself; an entry that is
 * in no list points to itself.
 */
#ifndef RTOS_LIST_H
#define RTOS_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "k_assert.h"

struct list {
	struct list *next, *prev;
};

#define list_entry(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

static inline void list_init(struct list *l)
{
	l->next = l;
	l->prev = l;
}

static inline bool list_empty(const struct list *l)
{
	return l->next == l;
}

/* Returns whether the entry's neighbours point back to it. */
static inline bool list_linked(const struct list *l)
{
	return l->next->prev == l && l->prev->next == l;
}

static inline void list_insert_before(struct list *at, struct list *l)
{
	K_ASSERT(list_linked(at));
	l->next = at;
	l->prev = at->prev;
	at->prev->next = l;
	at->prev = l;
}

/* Leaves the entry's own links dangling: the caller must insert it again. */
static inline void list_unlink(struct list *l)
{
	K_ASSERT(list_linked(l));
	l->next->prev = l->prev;
	l->prev->next = l->next;
}

/* Has no effect on an entry that is in no list. */
static inline void list_remove(struct list *l)
{
	list_unlink(l);
	list_init(l);
}

#endif
