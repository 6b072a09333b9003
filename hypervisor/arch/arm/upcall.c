// SPDX-License-Identifier: GPL-2.0-only
/*
 * Upcalls: the guest kernel is entered in the state that Linux's vector stubs
 * leave: r0 points to a record of r0, pc and psr in the shared page, sp to the
 * kernel's stack, and all other registers are unchanged. docs/abi/upcalls.md
 * documents them.
 */
#include "arch.h"
#include "assert.h"
#include "hypercalls.h"
#include "psr.h"
#include "sched.h"
#include "upcall.h"
#include "vm.h"

/* Kinds from user mode come four before those from the kernel. */
#define FROM_USER	(DUET_UPCALL_IRQ_KERN - DUET_UPCALL_IRQ_USER)
_Static_assert(DUET_UPCALL_UND_KERN - DUET_UPCALL_UND_USER == FROM_USER &&
	       DUET_UPCALL_PABT_KERN - DUET_UPCALL_PABT_USER == FROM_USER &&
	       DUET_UPCALL_DABT_KERN - DUET_UPCALL_DABT_USER == FROM_USER,
	       "one distance for all kinds");
_Static_assert(DUET_PSR_USER == PSR_USR,
	       "the psr of a record from user mode is that of the CPU");

static void save_user_record(struct vm *vm, volatile struct duet_shared *sh)
{
	struct ctx *u = &vm->user, *k = &vm->kern;
	uint32_t i;

	sh->user.r0 = u->r[0];
	sh->user.pc = u->pc;
	sh->user.psr = (u->psr & PSR_FLAGS_T) | DUET_PSR_USER;
	sh->usp = u->r[13];
	for (i = 1; i < 15; i++)
		k->r[i] = u->r[i];
	k->r[13] = sh->ksp;
	k->r[0] = vm->sys->shared_va + offsetof(struct duet_shared, user);
}

static void save_kern_record(struct vm *vm, volatile struct duet_shared *sh)
{
	struct ctx *k = &vm->kern;

	sh->kern.r0 = k->r[0];
	sh->kern.pc = k->pc;
	sh->kern.psr = (k->psr & PSR_FLAGS_T) | DUET_PSR_KERN |
		(sh->mask ? DUET_PSR_I : 0);
	k->r[0] = vm->sys->shared_va + offsetof(struct duet_shared, kern);
}

bool upcall(struct vm *vm, uint32_t kind)
{
	volatile struct duet_shared *sh;
	bool user = vm_in_user(vm);

	ASSERT(kind - DUET_UPCALL_UND_KERN < FROM_USER);
	sh = shared_open(vm);
	if (user)
		save_user_record(vm, sh);
	else
		save_kern_record(vm, sh);
	sh->mask = DUET_PSR_I;
	shared_close();
	vm->kern.pc = vm->entry[user ? kind - FROM_USER : kind];
	vm->kern.psr = PSR_USR;
	vm->base = ctx_base(&vm->kern);
	return true;
}

/*
 * A second fault in the kernel, before it has saved the record of the first,
 * would overwrite that record, so such a kernel can't take another fault.
 */
bool upcall_fault(struct vm *vm, uint32_t kind, uint32_t fsr, uint32_t far)
{
	volatile struct duet_shared *sh = shared_open(vm);
	bool user = vm_in_user(vm), busy = sh->busy;

	sh->fsr = fsr;
	sh->far = far;
	if (!user)
		sh->busy = 1;
	shared_close();
	if (!user && busy)
		return false;
	return upcall(vm, kind);
}

COLD_FN uint32_t call_upcall(uint32_t kind, uint32_t entry)
{
	if (kind >= DUET_NR_UPCALL || !entry || entry & 3)
		return DUET_EINVAL;
	current->entry[kind] = entry;
	return 0;
}
