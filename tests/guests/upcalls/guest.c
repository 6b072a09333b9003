// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of a kernel in the window: the state at entry, and the absence of
 * privileges.
 */
#include "test.h"

#define DABT	DUET_UPCALL_DABT_KERN
#define PABT	DUET_UPCALL_PABT_KERN
#define UND	DUET_UPCALL_UND_KERN

/* Runs a snippet that faults, and checks the record and the registers */
static bool faults(const char *snippet, uint32_t kind, uint32_t pc,
		   struct regs *want, uint32_t seed)
{
	uint32_t before = upcalls[kind], i;
	bool thumb = (uintptr_t)snippet & 1, good = true;
	struct regs regs = *want;

	fixup = (uintptr_t)regs_back;
	regs_run(&regs, (uintptr_t)snippet);
	if (upcalls[kind] != before + 1 || last.kind != kind)
		return false;
	for (i = 0; i < 13; i++)
		good &= last.frame.r[i] == want->r[i] &&
			regs.r[i] == want->r[i];
	good &= last.frame.r[14] == want->r[14] && regs.r[14] == want->r[14];
	good &= last.frame.r[13] == regs.sp_before;
	good &= regs.r[13] == regs.sp_before;
	good &= last.frame.psr == (want->cpsr | DUET_PSR_KERN |
				   (thumb ? PSR_T : 0) |
				   (seed & 1 ? DUET_PSR_I : 0));
	good &= (regs.cpsr & FLAGS) == want->cpsr;
	good &= last.mask == DUET_PSR_I && last.frame.busy == 1;
	good &= last.frame.pc == pc;
	if (!good)
		print("# pc %x psr %x\n", last.frame.pc, last.frame.psr);
	return good;
}

static void state(const char *text, const char *snippet, uint32_t kind,
		  int32_t offset, uint32_t r6)
{
	uint32_t pc = ((uintptr_t)snippet & ~1u) + offset, seed;
	bool good = true;
	struct regs regs;

	for (seed = 0; seed < 32; seed++) {
		shared->mask = seed & 1 ? MASKED : 0;
		regs_fill(&regs, seed);
		regs.r[6] = r6;
		good &= faults(snippet, kind, pc, &regs, seed);
		good &= shared->mask == (seed & 1 ? MASKED : 0);
	}
	ok(good, text);
}

static void states(void)
{
	state("undefined, ARM", snip_und, UND, 4, 0);
	state("undefined, Thumb", snip_und_thumb + 1, UND, 2, 0);
	state("load, ARM", snip_ldr, DABT, 0, 0x00001000);
	same(last.frame.far, 0x00001008, "... its address");
	same(last.frame.fsr & 0xf, 5, "... its status: no section");
	state("load, Thumb", snip_ldr_thumb + 1, DABT, 0, 0x00001000);
	same(last.frame.far, 0x00001008, "... its address");
	state("store", snip_str, DABT, 0, 0x00002000);
	same(last.frame.far, 0x00002008, "... its address");
	state("misaligned load", snip_ldr, DABT, 0, shared->ram_va + 1);
	same(last.frame.fsr & 0xd, 1, "... its status: alignment");
	same(last.frame.far, shared->ram_va + 9, "... its address");
	state("breakpoint", snip_bkpt, PABT, 0, 0);
}

static void jump(const char *text, uint32_t to)
{
	struct regs regs;

	regs_fill(&regs, 6);
	regs.r[6] = to;
	shared->mask = 0;
	ok(faults(snip_jump, PABT, to, &regs, 6), text);
}

static void jumps(void)
{
	jump("a jump to 0", 0);
	jump("a jump to the vectors", 0xffff0008);
	jump("a jump into the hypervisor", HYPERVISOR + 0x1000);
	jump("a jump into a hole of the window", 0xf7000000);
}

static void undefined(const char *text, const char *snippet)
{
	struct regs regs;

	regs_fill(&regs, 3);
	regs.r[5] = 0;
	shared->mask = MASKED;
	ok(faults(snippet, UND, (uintptr_t)snippet + 4, &regs, 3), text);
}

static void ignored(const char *text, const char *snippet, uint32_t r5)
{
	uint32_t before = upcalls[UND];
	struct regs regs;

	regs_fill(&regs, 0);
	regs.r[5] = r5;
	regs_run(&regs, (uintptr_t)snippet);
	ok(upcalls[UND] == before && (regs.cpsr & 0xff) == 0x10, text);
}

static void privileged(void)
{
	undefined("main ID register", snip_read_id);
	undefined("control register, read", snip_read_cr);
	undefined("control register, write", snip_write_cr);
	undefined("translation table base", snip_write_root);
	undefined("domains, write", snip_write_dacr);
	undefined("domains, read", snip_read_dacr);
	undefined("TLB flush", snip_tlb_flush);
	undefined("data cache invalidation", snip_dcache_inv);
	undefined("cache lockdown", snip_lockdown);
	undefined("process identifier", snip_fcse);
	undefined("Jazelle", snip_cp14);
	ignored("msr cpsr_c: to SVC mode", snip_msr_c, 0x13);
	ignored("msr cpsr_c: interrupts off", snip_msr_c, 0xd0);
	ignored("msr of all bits: to SYS mode", snip_msr_all, 0x1f);
}

/* The hypervisor's memory cannot be accessed from the window. */
static void memory(void)
{
	uint32_t word = 0, slot;
	bool good = true;

	ok(unreachable(0xf0000000), "the hypervisor");
	ok(unreachable(0xf0100000), "its devices: 1");
	ok(unreachable(0xf0200000), "its devices: 2");
	ok(unreachable(0xf1000000), "the zones");
	ok(unreachable(0xffff0000), "the vectors");
	for (slot = 0; slot < 0xf00; slot++)
		good &= unreachable(slot << 20);
	ok(good, "all below the window");
	for (slot = 0xf02; slot < 0xf40; slot++)
		good &= unreachable(slot << 20);
	ok(good, "all between the hypervisor and the images");
	ok(probe_str(0xf4000000, &word), "its own image can't be written");
	ok(!probe_ldr(0xfffe005c, &word), "the clock can be read");
	ok(probe_str(0xfffe005c, &word), "... and not written");
	ok(unreachable(0xfffe1000), "... nor memory beyond it");
	ok(!probe_ldr(0xffff0ff0, &word), "the TLS word can be read");
	ok(probe_str(0xffff0ff0, &word), "... and not written");
	ok(probe_strb(0xffff0fc0, &word), "the helpers can't be written");
	ok(probe_swp(0xffff0fc0, &word), "... by swp either");
	ok(unreachable(0xf8200000), "beyond its RAM");
	ok(unreachable(0xfd001000), "beyond its device page");
	ok(unreachable(0xfe000000), "a channel's slot");
	ok(!probe_swp((uintptr_t)&at_start.r0, &word), "swp in its RAM");
}

int main(void)
{
	kern_upcalls();
	states();
	jumps();
	privileged();
	memory();
	plan();
	return 0;
}
