// SPDX-License-Identifier: BSD-3-Clause
/*
 * newlib's heap: the RAM behind the image. It is made for one thread, so it is
 * bracketed by the scheduler's lock, which doesn't keep an interrupt handler
 * out: that one is refused.
 */
#include <errno.h>
#include <reent.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel.h"

extern char __heap_start[];

void *__real__malloc_r(struct _reent *r, size_t size);
void __real__free_r(struct _reent *r, void *memory);
void __real___smakebuf_r(struct _reent *r, FILE *f);

/*
 * The library's functions for streams and for a thread's end would link the
 * heap into any program. What they need of it is known here from _sbrk() on,
 * which all of malloc() goes through and nothing else: as long as nothing was
 * allocated, there is nothing to free, and no stream but the three.
 */
static struct {
	void (*free)(struct _reent *r, void *memory);
	void (*make_buffer)(struct _reent *r, FILE *f);
} heap;

/* What malloc() and its like call. errno in a handler is some thread's own. */
void *__wrap__malloc_r(struct _reent *r, size_t size)
{
	if (k_in_isr())
		return NULL;
	return __real__malloc_r(r, size);
}

/* There is no result that could tell of it, and the list may be in pieces. */
void __wrap__free_r(struct _reent *r, void *memory)
{
	if (!memory || !heap.free)
		return;
	if (k_in_isr())
		duet_panic("free() with interrupts masked, in thread",
			   k_name_text(kernel.cur));
	heap.free(r, memory);
}

/* Gives a stream its buffer when it is first used. */
void __wrap___smakebuf_r(struct _reent *r, FILE *f)
{
	heap.make_buffer(r, f);
}

void __malloc_lock(struct _reent *r)
{
	uint32_t masked = k_enter();

	K_ASSERT(!kernel.isr && kernel.held < UINT16_MAX);
	kernel.held++;
	k_leave(masked);
}

void __malloc_unlock(struct _reent *r)
{
	uint32_t masked = k_enter();

	K_ASSERT(!kernel.isr && kernel.held);
	kernel.held--;
	k_leave(masked);
}

/* Called with the scheduler held, by malloc(). */
void *_sbrk(ptrdiff_t increment)
{
	static char *end = __heap_start;
	char *top = (char *)(duet_shared_page.ram_va +
			     duet_shared_page.ram_size);
	char *was = end;

	heap.free = __real__free_r;
	heap.make_buffer = __real___smakebuf_r;
	if (increment > top - end || increment < __heap_start - end) {
		errno = ENOMEM;
		return (void *)-1;
	}
	end += increment;
	return was;
}
