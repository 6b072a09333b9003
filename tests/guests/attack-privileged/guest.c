// SPDX-License-Identifier: GPL-2.0-only
/*
 * Executes privileged instructions, form by form, as the kernel and as its
 * user: each is undefined, or has no harmful effect, and afterwards the CPU is
 * in USR mode with its interrupts open.
 */
#include "attack.h"
#include "paged.h"

#define CODE	(FREE_PA + 0x20000)	/* a page for the tried instructions */
#define DATA	(FREE_PA + 0x21800)	/* registers point here */
#define STUB	3			/* words: with a jump back */
#define ROOM	340			/* instructions per page */

#define AL	0xe0000000u
#define FLAG_S	(1u << 20)

static uint32_t insns[ROOM], used;
static bool good;
static uint32_t ran;

static uint32_t stub(uint32_t i)
{
	return RAM_VA + CODE + i * STUB * 4;
}

/* Runs it with all registers but sp pointing at data of its own */
static int32_t run_one(uint32_t i, uint32_t lr)
{
	uint32_t before[3], k;
	struct regs regs;

	for (k = 0; k < 15; k++)
		regs.r[k] = RAM_VA + DATA;
	regs.r[14] = lr;
	regs.cpsr = 0;
	for (k = 0; k < 3; k++)
		before[k] = upcalls[DUET_UPCALL_UND_KERN + k];
	fixup = (uintptr_t)regs_back;
	regs_run(&regs, stub(i));
	fixup = 0;
	if ((regs.cpsr & 0xff) != 0x10)
		return -2;
	for (k = 0; k < 3; k++)
		if (upcalls[DUET_UPCALL_UND_KERN + k] != before[k])
			return DUET_UPCALL_UND_KERN + k;
	return -1;
}

/* As guest user: the kind of upcall, or -1 if its swi was reached */
static int32_t run_user(uint32_t i)
{
	static struct frame frame;
	int32_t kind;
	uint32_t k;

	user_frame_init(&frame, u_swi, 0);
	for (k = 0; k < 15; k++)
		frame.r[k] = USER_DATA;
	frame.pc = USER_CODE + i * STUB * 4;
	kind = user_run(&frame);
	if ((entry_cpsr & 0x1f) != 0x10)
		return -2;
	return kind == DUET_UPCALL_SWI_USER ? -1 : kind;
}

static void put_stub(uint32_t pa, uint32_t i, uint32_t insn, bool user)
{
	volatile uint32_t *p = frame_at(pa + i * STUB * 4);

	p[0] = insn;
	p[1] = user ? 0xef000001 : 0xe51ff004;	/* ldr pc, [pc, #-4] */
	p[2] = (uintptr_t)regs_back;
}

static void complain(uint32_t insn, int32_t got)
{
	if (good)
		print("# instruction %x: kind %x\n", insn, got);
	good = false;
}

/*
 * Reads that QEMU's CPU allows in any mode, and silicon does not: "is a line
 * dirty", which QEMU answers with no, and the ID of its debug unit.
 */
static bool harmless(uint32_t insn)
{
	return insn == 0xee175f7a || insn == 0xee175f7e || insn == 0xee105e10;
}

/* Runs all gathered ones. want: the kind, or -1 if it may also do nothing */
static void run_all(bool user, int32_t want)
{
	int32_t und = user ? DUET_UPCALL_UND_USER : DUET_UPCALL_UND_KERN;
	uint32_t i;
	int32_t got;

	for (i = 0; i < used; i++)
		put_stub(user ? CODE_PA : CODE, i, insns[i], user);
	flush_tlb();
	for (i = 0; i < used; i++) {
		got = user ? run_user(i) : run_one(i, stub(i) + 4);
		if (got != und && (got == -2 ||
				   (want != -1 && !harmless(insns[i]))))
			complain(insns[i], got);
	}
	ran += used;
	used = 0;
}

static void try(uint32_t insn, bool user, int32_t want)
{
	insns[used++] = insn;
	if (used == ROOM)
		run_all(user, want);
}

static void tried(const char *text, bool user, int32_t want)
{
	run_all(user, want);
	report->own[0]++;
	ok(good && ran, text);
	good = true;
	ran = 0;
}

/* mcr, mrc of r5 */
static uint32_t cp_move(uint32_t cp, uint32_t n, bool load)
{
	return AL | 0x0e005010 | cp << 8 | (n & 7) << 5 | (n >> 3 & 15) |
		(n >> 7 & 15) << 16 | (n >> 11 & 7) << 21 | load << 20;
}

static void control(void)
{
	uint32_t n;

	for (n = 0; n < 1 << 14; n++) {
		try(cp_move(15, n, true), false, 0);
		try(cp_move(15, n, false), false, 0);
	}
	tried("CP15: each form of mcr and mrc is undefined", false, 0);
	for (n = 0; n < 1 << 11; n++) {
		try(cp_move(15, n, true), true, 0);
		try(cp_move(15, n, false), true, 0);
	}
	tried("... for user, too", true, 0);
}

/* 14 is Jazelle's and debug's; VFP (10, 11) is off and stays so. */
static void coprocessors(bool user, const char *text)
{
	uint32_t cp, n;

	for (cp = 0; cp < 16; cp++) {
		for (n = 0; n < 1 << 14; n += cp == 14 ? 3 : 251) {
			try(cp_move(cp, n, true), user, 0);
			try(cp_move(cp, n, false), user, 0);
			try((cp_move(cp, n, false) & ~0x10u), user, 0);
		}
		for (n = 0; n < 32; n++) {
			/* ldc, stc with all addresses; mcrr, mrrc */
			try(AL | 0x0c065000 | n << 20 | cp << 8, user, 0);
			try(AL | 0x0c065010 | n << 20 | cp << 8, user, 0);
		}
	}
	tried(text, user, 0);
}

/* r5 holds an address: its bits set modes, I, F and T in turn */
static void status(bool user, const char *text)
{
	uint32_t m, value;

	for (m = 0; m < 16; m++) {
		try(AL | 0x0129f005 | m << 16, user, -1);
		try(AL | 0x0169f005 | m << 16, user, -1);
		for (value = 0; value < 256; value++) {
			if ((m & 1) && (value & 0x20))
				continue;
			try(AL | 0x0320f000 | m << 16 | value, user, -1);
			try(AL | 0x0360f000 | m << 16 | value, user, -1);
		}
	}
	try(AL | 0x014f5000, user, -1);		/* mrs r5, spsr */
	tried(text, user, -1);
}

/* Lists with user's registers, and with pc: returns from exceptions */
static void multiples(bool user, const char *text)
{
	static const uint32_t lists[] = {
		0x0001, 0x00f0, 0x6000, 0x1fff, 0x2000, 0x4000, 0x0060,
	};
	uint32_t i, mode;

	for (i = 0; i < sizeof(lists) / 4; i++)
		for (mode = 0; mode < 16; mode++)
			try(AL | 0x08400000 | (mode & 1) << 20 |
			    (mode >> 1 & 1) << 21 | (mode >> 2) << 23 |
			    5 << 16 | lists[i], user, -1);
	tried(text, user, -1);
}

/* movs pc, lr and similar, and ldm with pc and ^: lr is the return address */
static void returns(void)
{
	static const uint32_t forms[] = {
		0xe1b0f00e,		/* movs pc, lr */
		0xe25ef000,		/* subs pc, lr, #0 */
		0xe29ef000,		/* adds */
		0xe39ef000,		/* orrs */
		0xe3def000,		/* bics */
		0xe31ef000, 0xe33ef000,	/* tst, teq: 26-bit forms */
		0xe35ef000, 0xe37ef000,	/* cmp, cmn */
		0xe8d58000, 0xe8d580ff,	/* ldmia r5, {.. pc}^ */
		0xe9d58000, 0xe9558000, 0xe8f58000,
	};
	uint32_t i;

	for (i = 0; i < 64; i++)
		*frame_at(DATA - 128 + i * 4) = RAM_VA + CODE + 4;
	for (i = 0; i < sizeof(forms) / 4; i++)
		try(forms[i], false, -1);
	tried("returns from exceptions that there were not", false, -1);
}

/* Breakpoints, bxj, instructions of later CPUs; branches are left out. */
static void others(void)
{
	uint32_t i;

	for (i = 0; i < 256; i++) {
		if ((i & 0xf0) != 0xa0 && (i & 0xf0) != 0xb0)
			try(0xf0055000 | i << 20, false, -1);
		try(AL | 0x01200070 | i << 8 | (i & 15), false, -1);
		try(AL | 0x07f000f0 | i << 8, false, -1);
	}
	try(0xe12fff2e, false, -1);		/* bxj lr */
	try(0xe320f003, false, -1);		/* wfi of later CPUs */
	try(0xe320f000, false, -1);
	try(0xf57ff01f, false, -1);		/* clrex */
	try(0xe1955f9f, false, -1);		/* ldrex */
	try(0xe1855f96, false, -1);		/* strex */
	try(0xf10c01c0, false, -1);		/* cpsid aif */
	try(0xf1010200, false, -1);		/* setend be */
	tried("pitfall A3: bxj, breakpoints, instructions of other CPUs", false,
	      -1);
}

/* With user's rights, or as two accesses in one: no access to the hypervisor */
static void memory(void)
{
	static const uint32_t at[] = {
		HYPERVISOR, 0xf0000ffc, 0xf0100000, 0xf1004000, 0xf1008000,
		0xf8000000, 0xf8001000, 0xfe200000, 0xffff0000, 0xffff0bfc,
	};
	uint32_t i, word = 0;
	bool out = true;

	for (i = 0; i < sizeof(at) / 4; i++)
		out &= probe_ldrt(at[i], &word) && probe_swp(at[i], &word) &&
			probe_ldrb(at[i], &word) && probe_strb(at[i], &word) &&
			unreachable(at[i]) && probe_exec(at[i]);
	out &= probe_swp(0xffff0ff0, &word) && probe_strb(0xffff0fff, &word);
	ok(out, "swp, ldrt, bytes: nothing that is not its own");
}

int main(void)
{
	attack_begin();
	user_upcalls();
	user_space();
	good = true;
	control();
	coprocessors(false, "all other coprocessors: undefined");
	coprocessors(true, "... for user, too");
	status(false, "msr of each field, mrs of spsr: still USR, unmasked");
	status(true, "... for user, too");
	multiples(false, "ldm and stm of user's registers");
	multiples(true, "... for user, too");
	returns();
	others();
	memory();
	verdict(20);
	plan();
	return 0;
}
