// SPDX-License-Identifier: BSD-3-Clause
/*
 * Functions registered for exit(). newlib-nano's version has room for 32 only,
 * and silently drops the destructors of further C++ objects.
 */
#include <stdlib.h>

#include <duet_rtos.h>

enum { AT_EXIT, ON_EXIT, CXA_AT_EXIT };	/* newlib's values */

struct end {
	struct end *next;
	int kind;
	union {
		void (*plain)(void);
		void (*with_status)(int status, void *arg);
		void (*object)(void *object);
	} fn;
	void *arg;
};

static struct end *ends;		/* most recently registered first */

/* Called by atexit(), on_exit(), __cxa_atexit(). */
int __register_exitproc(int kind, void (*fn)(void), void *arg, void *dso)
{
	struct end *e = malloc(sizeof(*e));
	uint32_t masked;

	if (!e && kind == CXA_AT_EXIT)
		duet_panic("out of memory for", "a destructor");
	if (!e)
		return -1;
	e->kind = kind;
	e->fn.plain = fn;
	e->arg = arg;
	masked = duet_irq_save();
	e->next = ends;
	ends = e;
	duet_irq_restore(masked);
	return 0;
}

static struct end *take_end(void)
{
	uint32_t masked = duet_irq_save();
	struct end *e = ends;

	if (e)
		ends = e->next;
	duet_irq_restore(masked);
	return e;
}

extern void (*__fini_array_start[])(void), (*__fini_array_end[])(void);

/* In reverse order of construction. */
static void run_destructors(void)
{
	void (**end)(void) = __fini_array_end;

	while (end > __fini_array_start)
		(*--end)();
}

static void call_registered(int status)
{
	struct end *e;

	while ((e = take_end())) {
		if (e->kind == AT_EXIT)
			e->fn.plain();
		else if (e->kind == ON_EXIT)
			e->fn.with_status(status, e->arg);
		else
			e->fn.object(e->arg);
	}
}

/* Called by exit(). The functions may register more. No memory is freed. */
void __call_exitprocs(int status, void *dso)
{
	call_registered(status);
	run_destructors();
	call_registered(status);
}
