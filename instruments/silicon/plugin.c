// SPDX-License-Identifier: GPL-2.0-only
/*
 * The QEMU side: cuts translated code into segments of one cache line, and
 * passes on each instruction, load, store and CP15 operation.
 */
#include "silicon.h"

#include <glib.h>
#include <qemu-plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

struct cpu cpu;
static struct qemu_plugin_register *regs[16], *reg_cpsr, *reg_far, *reg_fsr;
static struct qemu_plugin_register *reg_ifsr;
static GByteArray *buffer;
static u32 delta;		/* real pc minus the one at translation */
static u32 expected;		/* next pc without a branch */

/* ---- registers --------------------------------------------------------- */
static u32 read_register(struct qemu_plugin_register *r)
{
	u32 value;

	g_byte_array_set_size(buffer, 0);
	if (!r || qemu_plugin_read_register(r, buffer) < 4)
		return 0;
	memcpy(&value, buffer->data, 4);
	return value;
}

u32 cpu_register(u32 n)
{
	return read_register(regs[n]);
}

u32 cpu_lr(void)
{
	return read_register(regs[14]);
}

u32 cpu_cpsr(void)
{
	return read_register(reg_cpsr);
}

static const char *const core[16] = {
	"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10",
	"r11", "r12", "sp", "lr", "pc"
};

static void find_register(const qemu_plugin_reg_descriptor *d)
{
	for (u32 i = 0; i < 16; i++)
		if (!strcmp(d->name, core[i]))
			regs[i] = d->handle;
	if (!strcmp(d->name, "cpsr"))
		reg_cpsr = d->handle;
	if (!strcmp(d->name, "DFAR") || !strcmp(d->name, "FAR"))
		reg_far = d->handle;
	if (!strcmp(d->name, "DFSR"))
		reg_fsr = d->handle;
	if (!strcmp(d->name, "IFSR"))
		reg_ifsr = d->handle;
	if (getenv("SILICON_REGISTERS"))
		fprintf(stderr, "%s\n", d->name);
}

static void die(const char *text)
{
	fprintf(stderr, "silicon: %s\n", text);
	exit(1);
}

static void vcpu_init(qemu_plugin_id_t id, unsigned int vcpu)
{
	GArray *list = qemu_plugin_get_registers();
	const char *wrong;

	buffer = g_byte_array_new();
	for (guint i = 0; i < list->len; i++)
		find_register(&g_array_index(list, qemu_plugin_reg_descriptor,
					     i));
	g_array_free(list, TRUE);
	if (!regs[15] || !reg_cpsr)
		die("this QEMU gives no registers");
	wrong = mem_init();
	if (wrong)
		die(wrong);
}

/* ---- tables of translated code ----------------------------------------- */
#define INSNS (64u << 20)
#define HASH (1u << 20)
static struct insn *insns;
static u32 insn_count = 1, insn_hash[HASH];
static struct seg *seg_hash[HASH];

struct insn *insn_at(u32 index)
{
	return insns + index;
}

u32 insn_intern(u32 pc, u32 word, u32 flags)
{
	u32 *bucket = insn_hash + (pc * 2654435761u ^ word * 40503u) % HASH;
	u32 i;

	for (i = *bucket; i; i = insns[i].hash_next)
		if (insns[i].pc == pc && insns[i].word == word &&
		    insns[i].flags == flags)
			return i;
	if (insn_count == INSNS)
		die("too many different instructions");
	i = insn_count++;
	insns[i] = (struct insn){ pc, word, flags, *bucket };
	*bucket = i;
	return i;
}

static bool same(const struct seg *a, const struct seg *b)
{
	return a->pc == b->pc && a->end == b->end && a->insn == b->insn &&
		a->cycles == b->cycles && a->count == b->count &&
		a->tb_start == b->tb_start && a->user == b->user &&
		a->span == b->span;
}

static struct seg *seg_intern(const struct seg *new)
{
	struct seg **bucket = seg_hash + (new->pc * 2654435761u ^
					  new->end ^ new->insn) % HASH;
	struct seg *s;
	u32 vm;

	for (s = *bucket; s; s = s->hash_next)
		if (same(s, new))
			return s;
	s = malloc(sizeof(*s));
	*s = *new;
	s->profile = profile_of(s->pc, s->user, &vm);
	s->hash_next = *bucket;
	*bucket = s;
	return s;
}

/* ---- execution --------------------------------------------------------- */
/* An abort: silicon walks the tables of an access that QEMU doesn't show */
static void at_vector(const struct seg *s, bool user)
{
	if (s->vector == 0x10)
		tlb_aborted(read_register(reg_far), read_register(reg_fsr),
			    false, user);
	else if (s->vector == 0x0c)
		tlb_aborted(cpu_lr() - 4, read_register(reg_ifsr), true, user);
}

/* One translation serves all places where its page is mapped */
static void find_delta(const struct seg *s)
{
	delta = (read_register(regs[15]) - s->pc) & ~0x3ffu;
}

/* The last Thumb instruction of a segment may reach into the next line */
static void fetch(u32 pc, u32 end)
{
	u32 border = (pc & ~(LINE - 1)) + LINE;

	if (likely(end - pc <= border - pc)) {
		access_fetch(pc, end);
		return;
	}
	access_fetch(pc, border);
	access_fetch(border, end);
}

static void execute(unsigned int vcpu, void *data)
{
	struct seg *s = data;
	bool user = cpu.user;

	if (s->tb_start)
		find_delta(s);
	cpu.insn = s->insn;
	cpu.pc = s->pc + delta;
	cpu.user = s->user;
	cpu.profile = s->profile;
	if (unlikely(s->span))
		span_at(cpu.pc);
	if (unlikely(span_to_user) && s->user)
		span_user();
	cpu.insns += s->count;
	s->profile->insns += s->count;
	if (cpu.pc != expected)
		price_taken();
	expected = s->end + delta;
	cpu.cycles += s->cycles;
	s->profile->cycles += s->cycles;
	if (unlikely(s->vector))
		at_vector(s, user);
	fetch(cpu.pc, expected);
}

static void at_insn(u32 index)
{
	cpu.insn = index;
	cpu.pc = insns[index].pc + delta;
}

static void coprocessor(unsigned int vcpu, void *data)
{
	u32 index = (uintptr_t)data, word = insns[index].word, rd;

	at_insn(index);
	if (!cp15_condition(word, cpu_cpsr()))
		return;
	rd = word >> 12 & 0xf;
	rd = rd == 15 ? 0 : read_register(regs[rd]);
	if (!seed_drops(cpu.pc, word, rd))
		cp15_access(word, rd);
}

static void moved_here(unsigned int vcpu, void *data)
{
	at_insn((uintptr_t)data);
	seed_run(cpu.pc);
}

static void marked(unsigned int vcpu, void *data)
{
	section_mark(data);
}

static void bad_form(unsigned int vcpu, void *data)
{
	u32 index = (uintptr_t)data;

	at_insn(index);
	report(REPORT_FORM, cpu.pc, 0, NO_WORD,
	       form_text[insns[index].flags >> INSN_FORM_SHIFT]);
}

static u64 qemu_address(qemu_plugin_meminfo_t info, u64 va)
{
	struct qemu_plugin_hwaddr *at = qemu_plugin_get_hwaddr(info, va);

	return at && !qemu_plugin_hwaddr_is_io(at) ?
		qemu_plugin_hwaddr_phys_addr(at) : NO_PA;
}

static void memory(unsigned int vcpu, qemu_plugin_meminfo_t info, u64 va,
		   void *data)
{
	u32 bytes = 1u << qemu_plugin_mem_size_shift(info);
	u64 pa = NO_PA;

	at_insn((uintptr_t)data);
	if (unlikely(config.check_qemu))
		pa = qemu_address(info, va);
	if (!qemu_plugin_mem_is_store(info))
		access_load(va, bytes, pa);
	else if (unlikely(config.mark) && va == config.mark)
		price_mark(qemu_plugin_mem_get_value(info).data.u32);
	else
		access_store(va, bytes, pa);
}

/* ---- translation ------------------------------------------------------- */
#define TB_MOST 512

struct translation {
	struct seg seg;
	struct qemu_plugin_insn *first;
	struct pipe pipe;
	u32 before;		/* the preceding instruction */
	bool user, thumb;
	u32 index[TB_MOST];
};

static void seg_end(struct translation *t)
{
	if (!t->first)
		return;
	qemu_plugin_register_vcpu_insn_exec_cb(t->first, execute,
		QEMU_PLUGIN_CB_R_REGS, seg_intern(&t->seg));
	t->first = NULL;
}

static u8 vector_of(u32 pc, bool user)
{
	u32 offset = pc & 0x1f, base = pc & ~0x1fu;

	return !user && (base == 0xffff0000u || base == 0) &&
		(offset == 0x10 || offset == 0x0c) ? offset : 0;
}

static void seg_begin(struct translation *t, struct qemu_plugin_insn *insn,
		      u32 pc, u32 index, bool tb_start)
{
	t->first = insn;
	t->seg = (struct seg){
		.pc = pc, .insn = index, .tb_start = tb_start,
		.user = t->user, .vector = vector_of(pc, t->user),
		.span = span_here(pc),
	};
}

/* Those whose callbacks come after that of their segment */
static void watch(struct translation *t, struct qemu_plugin_insn *insn,
		  u32 index)
{
	struct insn *i = insns + index;
	void *data = (void *)(uintptr_t)index;

	qemu_plugin_register_vcpu_mem_cb(insn, memory, QEMU_PLUGIN_CB_R_REGS,
					 QEMU_PLUGIN_MEM_RW, data);
	if (i->flags >> INSN_FORM_SHIFT)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, bad_form,
			QEMU_PLUGIN_CB_R_REGS, data);
	if (seed_here(i->pc))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, moved_here,
			QEMU_PLUGIN_CB_R_REGS, data);
	if (t->user && !t->thumb &&
	    (i->word == SECTION_BEGIN || i->word == SECTION_END))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, marked,
			QEMU_PLUGIN_CB_R_REGS,
			(void *)(uintptr_t)(i->word == SECTION_END));
	if (!t->thumb && !t->user && decode_is_cp15(i->word))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, coprocessor,
			QEMU_PLUGIN_CB_R_REGS, data);
}

static u32 intern(struct translation *t, u32 pc, u32 word)
{
	u32 flags = decode_flags(word, t->thumb) | (t->user ? INSN_USER : 0);

	flags |= (t->thumb ? decode_thumb(word) :
		  decode_form(word, t->before, t->user)) << INSN_FORM_SHIFT;
	return insn_intern(pc, word, flags);
}

static u32 translate_insn(struct translation *t,
			  struct qemu_plugin_insn *insn, bool tb_start)
{
	u32 pc = qemu_plugin_insn_vaddr(insn), word = 0, index;
	u32 size = qemu_plugin_insn_size(insn);

	qemu_plugin_insn_data(insn, &word, sizeof(word));
	index = intern(t, pc, word);
	if (t->first && ((pc ^ t->seg.pc) & ~(LINE - 1) || span_here(pc)))
		seg_end(t);
	if (!t->first)
		seg_begin(t, insn, pc, index, tb_start);
	t->seg.end = pc + size;
	t->seg.count++;
	t->seg.cycles += price_insn(word, t->thumb, &t->pipe);
	t->before = word;
	return index;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	u32 cpsr = cpu_cpsr();
	struct translation t = {
		.user = (cpsr & 0x1f) == 0x10, .thumb = cpsr >> 5 & 1,
	};
	size_t n = qemu_plugin_tb_n_insns(tb);

	if (n > TB_MOST)
		die("QEMU translates more at a time than this is made for");
	for (size_t i = 0; i < n; i++)
		t.index[i] = translate_insn(&t, qemu_plugin_tb_get_insn(tb, i),
					    !i);
	seg_end(&t);
	for (size_t i = 0; i < n; i++)
		watch(&t, qemu_plugin_tb_get_insn(tb, i), t.index[i]);
}

/* ---- begin and end ----------------------------------------------------- */
static void at_exit(qemu_plugin_id_t id, void *data)
{
	report_write(config.out);
	if (config.json)
		price_json(config.json);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const qemu_info_t *info,
					   int argc, char **argv)
{
	const char *wrong = config_parse(argc, argv);

	if (wrong) {
		fprintf(stderr, "silicon: %s\n", wrong);
		return -1;
	}
	insns = mmap(NULL, INSNS * sizeof(*insns), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	cache_init(&icache, config.icache);
	cache_init(&dcache, config.dcache);
	tlb_init();
	cpu.sctlr = 0x00050078;
	qemu_plugin_register_vcpu_init_cb(id, vcpu_init);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, at_exit, NULL);
	return 0;
}
