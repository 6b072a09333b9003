// SPDX-License-Identifier: GPL-2.0-only
/*
 * A system call of guest user, in C: the specification of swi_user. It is built
 * only with FAST=0.
 */
#include "arch.h"
#include "psr.h"
#include "sched.h"
#include "vm.h"

void trap_system_call(void);

/* r0 stays the user's, and events are not masked: see docs/abi/upcalls.md */
void trap_system_call(void)
{
	struct vm *vm = current;
	struct ctx *u = &vm->user, *k = &vm->kern;
	volatile struct duet_shared *sh = shared_open(vm);
	uint32_t i;

	sh->user.pc = u->pc;
	sh->user.psr = (u->psr & PSR_FLAGS_T) | DUET_PSR_USER;
	sh->usp = u->r[13];
	for (i = 0; i < 15; i++)
		k->r[i] = u->r[i];
	k->r[13] = sh->ksp;
	shared_close();
	k->pc = vm->entry[DUET_UPCALL_SWI_USER];
	k->psr = PSR_USR;
	vm->base = ctx_base(k);
}
