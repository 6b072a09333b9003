// SPDX-License-Identifier: GPL-2.0-only
/* Faults of the kernel: the state of each register and word at the entry. */
#include "suite.h"

#define NOWHERE	0x00001000u

struct fault {
	const char *snippet, *kind_name, *text;
	uint32_t kind, r6, far;
	int32_t offset;		/* pc's from the snippet; -1: r6 */
};

/* Runs the snippet, which faults, and checks the upcall and the registers. */
static bool faults(const struct fault *f, uint32_t seed)
{
	uint32_t code = (uintptr_t)f->snippet, i, psr;
	uint32_t pc = f->offset < 0 ? f->r6 : (code & ~1u) + f->offset;
	uint32_t before = upcalls[f->kind];
	struct regs regs, want;
	bool good = true;

	regs_fill(&regs, seed);
	regs.r[6] = f->r6;
	want = regs;
	shared->mask = seed & 1 ? MASKED : 0;
	fixup = (uintptr_t)regs_back;
	regs_run(&regs, code);
	for (i = 0; i < 15; i++)
		good &= i == 13 || (last.frame.r[i] == want.r[i] &&
				    regs.r[i] == want.r[i]);
	good &= last.frame.r[13] == regs.sp_before;
	psr = want.cpsr | DUET_PSR_KERN | (code & 1 ? PSR_T : 0);
	good &= last.frame.psr == (psr | (seed & 1 ? DUET_PSR_I : 0));
	good &= last.frame.pc == pc && last.kind == f->kind;
	good &= upcalls[f->kind] == before + 1;
	good &= last.mask == DUET_PSR_I && last.frame.busy == 1;
	good &= shared->mask == (seed & 1 ? MASKED : 0);
	if (f->kind != DUET_UPCALL_UND_KERN)
		good &= last.frame.far == f->far && last.frame.fsr;
	else
		good &= !last.frame.far && !last.frame.fsr;
	return good;
}

static void entry(const struct fault *f)
{
	bool good = true;
	uint32_t seed;

	for (seed = 0; seed < 32; seed++)
		good &= faults(f, seed);
	mask();
	if (!good)
		print("# pc %x psr %x fsr %x far %x\n", last.frame.pc,
		      last.frame.psr, last.frame.fsr, last.frame.far);
	point(good, "entry", f->kind_name, f->text);
}

static void others(void)
{
	uint32_t odd = (uintptr_t)stack_top + 1;

	entry(&(struct fault){ snip_ldr, "DABT_KERN", "a misaligned load",
			       DUET_UPCALL_DABT_KERN, odd - 8, odd, 0 });
	FIELD((shared->fsr & 0xd) == 1, shared.fsr, "alignment");
	entry(&(struct fault){ snip_bkpt, "PABT_KERN", "a breakpoint",
			       DUET_UPCALL_PABT_KERN, 0,
			       (uintptr_t)snip_bkpt, 0 });
}

void kernel_entries(void)
{
	static const struct fault list[] = {
		{ snip_und, "UND_KERN", "ARM", DUET_UPCALL_UND_KERN, 0, 0, 4 },
		{ snip_und_thumb + 1, "UND_KERN", "Thumb",
		  DUET_UPCALL_UND_KERN, 0, 0, 2 },
		{ snip_read_id, "UND_KERN", "CP15", DUET_UPCALL_UND_KERN, 0, 0,
		  4 },
		{ snip_ldr, "DABT_KERN", "load, ARM", DUET_UPCALL_DABT_KERN,
		  NOWHERE, NOWHERE + 8, 0 },
		{ snip_ldr_thumb + 1, "DABT_KERN", "load, Thumb",
		  DUET_UPCALL_DABT_KERN, NOWHERE, NOWHERE + 8, 0 },
		{ snip_str, "DABT_KERN", "store", DUET_UPCALL_DABT_KERN,
		  0xdffff000, 0xdffff008, 0 },
		{ snip_ldr, "DABT_KERN", "the hypervisor",
		  DUET_UPCALL_DABT_KERN, HYPERVISOR, HYPERVISOR + 8, 0 },
		{ snip_jump, "PABT_KERN", "a jump to nothing",
		  DUET_UPCALL_PABT_KERN, NOWHERE, NOWHERE, -1 },
		{ snip_jump, "PABT_KERN", "a jump to the vectors",
		  DUET_UPCALL_PABT_KERN, 0xffff0008, 0xffff0008, -1 },
	};
	uint32_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		entry(&list[i]);
	FIELD(shared->far == 0xffff0008, shared.far, "a jump's address");
	FIELD(shared->kern.pc == 0xffff0008, shared.kern, "its record");
	FIELD(shared->kern.pc == 0xffff0008, record.pc, "its record");
	FIELD((shared->kern.psr & 0x1f) == DUET_PSR_KERN, record.psr, "mode");
	FIELD(shared->kern.r0 == last.frame.r[0], record.r0, "r0");
	others();
}
