// SPDX-License-Identifier: GPL-2.0-only
/* The return of a preempted hypercall: to its swi. */
#include "arch.h"
#include "assert.h"
#include "psr.h"
#include "sched.h"

/* A swi has two bytes in Thumb state. */
uint32_t call_restart(void)
{
	struct ctx *ctx = vm_ctx(current);

	ASSERT(ctx == &current->kern);
	ctx->pc -= ctx->psr & PSR_T ? 2 : 4;
	return ctx->r[0];
}
