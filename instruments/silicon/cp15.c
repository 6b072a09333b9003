// SPDX-License-Identifier: GPL-2.0-only
/*
 * CP15, the system control coprocessor (TRM chapter 2): the effects of its
 * operations on the caches, the TLB and the write buffer.
 */
#include "silicon.h"

/* An operation as one number: CRm and opcode_2 of a CRn */
#define OP(crm, op2) ((crm) << 4 | (op2))

bool cp15_condition(u32 word, u32 cpsr)
{
	bool n = cpsr >> 31, z = cpsr >> 30 & 1, c = cpsr >> 29 & 1;
	bool v = cpsr >> 28 & 1, yes;

	switch (word >> 29) {
	case 0:
		yes = z;
		break;
	case 1:
		yes = c;
		break;
	case 2:
		yes = n;
		break;
	case 3:
		yes = v;
		break;
	case 4:
		yes = c && !z;
		break;
	case 5:
		yes = n == v;
		break;
	case 6:
		yes = n == v && !z;
		break;
	default:
		return word >> 28 == 0xe;
	}
	return yes != (word >> 28 & 1);
}

static void bad(const char *text)
{
	report(REPORT_FORM, cpu.pc, 0, NO_WORD, text);
}

static void sequence(const char *text)
{
	report(REPORT_SEQUENCE, cpu.pc, 0, NO_WORD, text);
}

/* Address from which the next instruction is fetched; false: none */
static bool next_at(u32 *pa)
{
	struct tlb_entry e = { 0 };
	u32 mva = fcse(cpu.pc + 4);

	if (!tlb_walk_quiet(mva, &e))
		return false;
	*pa = e.pa | (mva & e.mask);
	return true;
}

/* ---- c1: control ------------------------------------------------------- */
/* The next instructions are already fetched, by the old translation */
static void check_flat(void)
{
	u32 pa;

	if (!next_at(&pa) || pa != fcse(cpu.pc + 4))
		sequence("the MMU is switched where va and pa differ");
}

/* S and R apply to entries made from now on */
static void write_control(u32 value)
{
	u32 changed = value ^ cpu.sctlr;

	if (changed & SCTLR_M)
		check_flat();
	if (changed & ~value & SCTLR_M && value & SCTLR_C)
		sequence("the MMU is switched off while the data cache is on");
	cpu.sctlr = value;
	if (changed & (SCTLR_S | SCTLR_R))
		tlb_suspect_all();
}

/* ---- c2: table base ---------------------------------------------------- */
static void write_table_base(u32 value)
{
	if (value & 0x3fff)
		bad("the low bits of the table base should be zero");
	if ((value ^ cpu.ttbr) & ~0x3fffu)
		tlb_suspect_all();
	cpu.ttbr = value;
}

/* ---- c3: domains ------------------------------------------------------- */
/*
 * Each access checks the register with the domain in its TLB entry, so the
 * loads and stores that follow need nothing more. But instructions that are
 * already fetched run even if their domain is closed now; in QEMU they don't.
 */
static void write_domains(u32 value)
{
	u32 mva = fcse(cpu.pc + 4);
	struct tlb_entry e = { 0 };
	bool was;

	if (!(cpu.sctlr & SCTLR_M) || !tlb_walk_quiet(mva, &e)) {
		cpu.dacr = value;
		return;
	}
	was = tlb_allows(&e, mva, ACCESS_FETCH, false);
	cpu.dacr = value;
	if (was && !tlb_allows(&e, mva, ACCESS_FETCH, false))
		sequence("the domain of the code that does it is closed");
}

/* ---- c7: caches -------------------------------------------------------- */
static void d_by_mva(u32 mva, bool clean, bool invalidate)
{
	struct line *l = cache_find(&dcache, mva);

	if (!l)
		return;
	if (clean)
		cache_clean(l);
	if (invalidate)
		cache_invalidate(&dcache, l);
}

static void d_by_way(u32 arg, bool clean, bool invalidate)
{
	struct line *l = cache_by_set_way(&dcache, arg);

	if (!(l->tag & TAG_VALID))
		return;
	if (clean)
		cache_clean(l);
	if (invalidate)
		cache_invalidate(&dcache, l);
}

static void i_invalidate(struct line *l)
{
	if (l)
		l->tag = 0;
}

/* Loads a line into the instruction cache (MVA, so no FCSE) */
static void i_prefetch(u32 mva)
{
	struct tlb_entry *e;

	if (cache_find(&icache, mva) || !(cpu.sctlr & SCTLR_I))
		return;
	e = cpu.sctlr & SCTLR_M ? tlb_find(mva) : NULL;
	if (e && e->cached && is_ram(e->pa | (mva & e->mask)))
		cache_fill(&icache, mva, e->pa | (mva & e->mask));
	else if (!(cpu.sctlr & SCTLR_M) && is_ram(mva))
		cache_fill(&icache, mva, mva);
}

/*
 * Silicon writes back one line and reports in Z whether others are dirty, so
 * programs do it in a loop; QEMU reports at once that none is. The loop is done
 * here.
 */
static void test_and_clean(bool invalidate)
{
	u64 before = dcache.writebacks;

	dcache_clean_all(invalidate);
	price_stall((u32)(dcache.writebacks - before) * 5);
}

/* Their register should be zero; known silicon ignores it */
static void caches_whole(u32 op)
{
	if (op != OP(6, 0))
		icache_invalidate_all();
	if (op != OP(5, 0))
		dcache_invalidate_all();
}

static void cache_write(u32 op, u32 rd)
{
	switch (op) {
	case OP(0, 4):			/* wait for interrupt, also drains */
		wbuf_drain();
		break;
	case OP(5, 0):
	case OP(6, 0):
	case OP(7, 0):
		caches_whole(op);
		break;
	case OP(5, 1):
		i_invalidate(cache_find(&icache, rd));
		break;
	case OP(5, 2):
		i_invalidate(cache_by_set_way(&icache, rd));
		break;
	case OP(6, 1):
		d_by_mva(rd, false, true);
		break;
	case OP(6, 2):
		d_by_way(rd, false, true);
		break;
	case OP(10, 1):
		d_by_mva(rd, true, false);
		break;
	case OP(10, 2):
		d_by_way(rd, true, false);
		break;
	case OP(10, 4):
		wbuf_drain();
		price_drain();
		break;
	case OP(13, 1):
		i_prefetch(rd);
		break;
	case OP(14, 1):
		d_by_mva(rd, true, true);
		break;
	case OP(14, 2):
		d_by_way(rd, true, true);
		break;
	default:
		bad("no such cache operation");
	}
}

static void cache_read(u32 op)
{
	if (op == OP(10, 3) || op == OP(14, 3))
		test_and_clean(op == OP(14, 3));
	else
		bad("no such cache operation");
}

/* ---- c8: TLB ----------------------------------------------------------- */
static void tlb_write(u32 op, u32 rd)
{
	switch (op) {
	case OP(5, 0):
	case OP(6, 0):
	case OP(7, 0):
		tlb_invalidate_all();
		break;
	case OP(5, 1):
	case OP(6, 1):
	case OP(7, 1):
		tlb_invalidate_mva(rd);
		break;
	default:
		bad("no such TLB operation");
	}
}

/* ---- all --------------------------------------------------------------- */
static void lockdown_write(u32 op, u32 rd)
{
	if (op == OP(0, 0))
		dcache.lock = rd;
	else if (op == OP(0, 1))
		icache.lock = rd;
}

static void pid_write(u32 op, u32 rd)
{
	u32 before = 0, after = 0;
	bool checked = op == OP(0, 0) && cpu.sctlr & SCTLR_M;

	if (checked)
		checked = next_at(&before);
	if (op == OP(0, 0))
		cpu.fcse = rd & 0xfe000000u;
	else
		cpu.context = rd;
	if (checked && (!next_at(&after) || before != after))
		sequence("the process id changes the meaning of the code after it");
}

static void cp15_write(u32 crn, u32 op, u32 rd)
{
	switch (crn) {
	case 1:
		write_control(rd);
		break;
	case 2:
		write_table_base(rd);
		break;
	case 3:
		write_domains(rd);
		break;
	case 7:
		cache_write(op, rd);
		break;
	case 8:
		tlb_write(op, rd);
		break;
	case 9:
		lockdown_write(op, rd);
		break;
	case 10:
		cpu.tlb_lock = rd & (1 | 7u << 26);
		break;
	case 13:
		pid_write(op, rd);
		break;
	}
}

/* word: an mcr or mrc of coprocessor 15 that is about to run, privileged */
void cp15_access(u32 word, u32 rd)
{
	u32 crn = word >> 16 & 0xf, op = OP(word & 0xf, word >> 5 & 7);

	if (word >> 21 & 7)
		bad("opcode_1 of a CP15 operation should be zero");
	if (!(word >> 20 & 1))
		cp15_write(crn, op, rd);
	else if (crn == 7)
		cache_read(op);
}
