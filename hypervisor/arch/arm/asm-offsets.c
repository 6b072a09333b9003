// SPDX-License-Identifier: GPL-2.0-only
/* Offsets for assembly: compiled to text, never linked. */
#include "vm.h"

#define DEFINE(name, value) \
	asm volatile("\n.ascii \"->" #name " %0\"" : : "i" (value))

#define BASE	offsetof(struct ctx, swi)
#define CTX(name, field) DEFINE(name, (int)(offsetof(struct ctx, field) - BASE))

void offsets(void);
void offsets(void)
{
	DEFINE(CTX_BASE, BASE);
	CTX(CTX_PC, pc);
	CTX(CTX_PSR, psr);
	CTX(CTX_R0, r[0]);
	CTX(CTX_SWI, swi);
	CTX(CTX_DACR, dacr);
	CTX(CTX_DACR_OTHER, dacr_other);
	CTX(CTX_VM, vm);
	DEFINE(VM_MODE, offsetof(struct vm, ctx));
	/* from the base of a VM's kernel context */
	DEFINE(KERN_ENTRY_SWI, offsetof(struct vm, entry[0]) -
	       offsetof(struct vm, kern) - BASE);
	DEFINE(KERN_MODE, offsetof(struct vm, ctx) -
	       offsetof(struct vm, kern) - BASE);
	DEFINE(KERN_HYPERCALLS,
	       offsetof(struct vm, counter[DUET_COUNTER_HYPERCALLS]) -
	       offsetof(struct vm, kern) - BASE);
}
