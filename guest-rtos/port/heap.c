// SPDX-License-Identifier: BSD-3-Clause
/*
 * newlib's heap: the RAM behind the image. It is made for one thread, so it is
 * bracketed by the scheduler's lock, which doesn't keep an interrupt handler
 * out: that one is refused.
 */
#include <errno.h>
#include <reent.h>
#include <stdlib.h>

#include "kernel.h"

extern char __heap_start[];

void *__real__malloc_r(struct _reent *r, size_t size);
void __real__free_r(struct _reent *r, void *memory);

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
	if (!memory)
		return;
	if (k_in_isr())
		duet_panic("free() with interrupts masked, in thread",
			   k_name_text(kernel.cur));
	__real__free_r(r, memory);
}

void __malloc_lock(struct _reent *r)
{
	uint32_t masked = k_enter();

	kernel.held++;
	k_leave(masked);
}

void __malloc_unlock(struct _reent *r)
{
	uint32_t masked = k_enter();

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

	if (increment > top - end || increment < __heap_start - end) {
		errno = ENOMEM;
		return (void *)-1;
	}
	end += increment;
	return was;
}
