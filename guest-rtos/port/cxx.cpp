// SPDX-License-Identifier: BSD-3-Clause
/*
 * The C++ runtime for systems without exceptions: memory, local statics whose
 * first use may be in several threads at once, and termination. It includes no
 * header of the C++ library, so that none is needed to build it.
 */
#include <malloc.h>
#include <stdlib.h>

#include <duet_rtos.h>

extern "C" {
#include "lock.h"
}

namespace std {
struct nothrow_t {
	explicit nothrow_t() = default;
};
extern const nothrow_t nothrow;
const nothrow_t nothrow{};
enum class align_val_t : size_t {};
}

/* ---- memory ---------------------------------------------------------------*/

/* There are no exceptions, so operator new cannot report a failure. */
static void *not_null(void *memory)
{
	if (!memory)
		duet_panic("out of memory for", "operator new");
	return memory;
}

/* Distinct objects must have distinct addresses, even empty ones. */
static void *allocate(size_t size)
{
	return malloc(size ? size : 1);
}

static void *allocate(size_t size, std::align_val_t align)
{
	return memalign(static_cast<size_t>(align), size ? size : 1);
}

void *operator new(size_t size)
{
	return not_null(allocate(size));
}

void *operator new[](size_t size)
{
	return not_null(allocate(size));
}

void *operator new(size_t size, const std::nothrow_t &) noexcept
{
	return allocate(size);
}

void *operator new[](size_t size, const std::nothrow_t &) noexcept
{
	return allocate(size);
}

void *operator new(size_t size, std::align_val_t align)
{
	return not_null(allocate(size, align));
}

void *operator new[](size_t size, std::align_val_t align)
{
	return not_null(allocate(size, align));
}

void *operator new(size_t size, std::align_val_t align,
		   const std::nothrow_t &) noexcept
{
	return allocate(size, align);
}

void *operator new[](size_t size, std::align_val_t align,
		     const std::nothrow_t &) noexcept
{
	return allocate(size, align);
}

void operator delete(void *p) noexcept
{
	free(p);
}

void operator delete[](void *p) noexcept
{
	free(p);
}

void operator delete(void *p, size_t) noexcept
{
	free(p);
}

void operator delete[](void *p, size_t) noexcept
{
	free(p);
}

void operator delete(void *p, const std::nothrow_t &) noexcept
{
	free(p);
}

void operator delete[](void *p, const std::nothrow_t &) noexcept
{
	free(p);
}

void operator delete(void *p, std::align_val_t) noexcept
{
	free(p);
}

void operator delete[](void *p, std::align_val_t) noexcept
{
	free(p);
}

void operator delete(void *p, size_t, std::align_val_t) noexcept
{
	free(p);
}

void operator delete[](void *p, size_t, std::align_val_t) noexcept
{
	free(p);
}

void operator delete(void *p, std::align_val_t,
		     const std::nothrow_t &) noexcept
{
	free(p);
}

void operator delete[](void *p, std::align_val_t,
		       const std::nothrow_t &) noexcept
{
	free(p);
}

/* ---- local statics (Arm IHI 0041, 3.2.3) --------------------------------- */

/*
 * The first byte of a guard is 1 once the object is initialised; compiled code
 * checks it before calling this. The second is 1 during initialisation. There
 * is one mutex for all guards, since constructors may use each other's statics.
 */
struct guard {
	uint8_t done, busy;
};

static struct port_mutex statics = { "statics", nullptr, {} };

extern "C" {

int __cxa_guard_acquire(struct guard *g)
{
	if (port_lock(&statics) == PORT_REFUSED)
		duet_panic("first use of a static object", "must not wait");
	if (g->busy)
		duet_panic("static object used", "by its own constructor");
	if (!g->done) {
		g->busy = 1;
		return 1;	/* keep the mutex */
	}
	port_unlock(&statics);
	return 0;
}

static void guard_end(struct guard *g, bool done)
{
	port_barrier();
	g->busy = 0;
	g->done = done;
	port_unlock(&statics);
}

void __cxa_guard_release(struct guard *g)
{
	guard_end(g, true);
}

void __cxa_guard_abort(struct guard *g)
{
	guard_end(g, false);
}

/* There is one CPU, so a compiler barrier is sufficient. */
void __sync_synchronize(void)
{
	port_barrier();
}

/* ---- termination ----------------------------------------------------------*/

/* Identifies the program when destructors are registered: there is only one. */
void *__dso_handle;

void __cxa_pure_virtual(void)
{
	duet_panic("pure virtual function called", nullptr);
}

void __cxa_deleted_virtual(void)
{
	duet_panic("deleted virtual function called", nullptr);
}

}
