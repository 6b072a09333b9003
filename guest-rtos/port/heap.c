// SPDX-License-Identifier: BSD-3-Clause
/*
 * newlib's heap: the RAM after the image. newlib is built for a single thread,
 * so calls are bracketed by the scheduler lock. That does not keep interrupt
 * handlers out, so they are refused.
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
 * newlib's functions for streams and for the end of a thread refer to the heap
 * and would link it into every program. They call it through these pointers
 * instead, which _sbrk() sets, as all of malloc() and nothing else goes through
 * it: before the first allocation there is nothing to free, and no stream but
 * the three.
 */
static struct {
	void (*free)(struct _reent *r, void *memory);
	void (*make_buffer)(struct _reent *r, FILE *f);
} heap;

/* Used by malloc() etc. Does not set errno, which belongs to some thread. */
void *__wrap__malloc_r(struct _reent *r, size_t size)
{
	if (k_in_isr())
		return NULL;
	return __real__malloc_r(r, size);
}

/* There is no result to report the error; the free list may be inconsistent. */
void __wrap__free_r(struct _reent *r, void *memory)
{
	if (!memory || !heap.free)
		return;
	if (k_in_isr())
		duet_panic("free() with interrupts masked, in thread",
			   k_name_text(kernel.cur));
	heap.free(r, memory);
}

/* Allocates the buffer of a stream that is used for the first time. */
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

/* Called by malloc() with the scheduler locked. */
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
