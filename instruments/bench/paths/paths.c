// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TCG plugin of QEMU that counts instructions between two places of the
 * running code, and operations that cost more than an instruction does.
 *
 *	-plugin paths.so,spec=FILE,out=FILE[,trace=NAME][,symbols=FILE]
 *
 * Lines of the spec; addresses are virtual, in hexadecimal:
 *	path FROM TO LOW HIGH LIMIT NAME	instructions from FROM (with it) to
 *					TO (without), if the one before FROM
 *					was in LOW..HIGH; a run longer than
 *					LIMIT (decimal) took another path;
 *					TO 0: where a program marks a beginning
 *	count ADDRESS NAME		how often ADDRESS was executed
 *	hypervisor LOW HIGH		addresses of the hypervisor but for the
 *					vectors: counted as an event as well
 *	mask ADDRESS			physical, of a guest's word that masks
 *					its interrupts while it isn't 0
 *
 * The running program may mark sections to be measured: `mov r9, r9` begins and
 * `mov r10, r10` ends a section. Compilers emit neither.
 *
 * Lines of the output:
 *	path NAME COUNT LEAST MEDIAN MOST
 *	count NAME COUNT
 *	section NUMBER INSTRUCTIONS EVENT=COUNT ... [masked=LONGEST]
 *	function NUMBER NAME INSTRUCTIONS	of that section, by the symbols
 *					file: "ADDRESS NAME" in rising order
 *	trace ADDRESS			of the longest run of the path NAME
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qemu-plugin.h>

#include "spec.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

#define PATHS_MAX	128
#define EVENTS_MAX	160
#define VECTORS		0xffff0000u
#define MARK_BEGIN	0xe1a09009u
#define MARK_END	0xe1a0a00au
#define NAME_MAX_	64

/* One CPU: its words are the whole scoreboard */
struct cpu {
	uint64_t insns;		/* executed, without the current one */
	uint64_t before;	/* address of the last one executed */
	uint64_t event[EVENTS_MAX];
};

static struct qemu_plugin_scoreboard *board;
static struct cpu *cpu;

static struct path {
	char name[NAME_MAX_];
	uint32_t from, to, low, high, limit;
	bool runs;
	uint64_t start;
	uint32_t *length;
	size_t n, room;
} path[PATHS_MAX];
static size_t paths;

static struct counted {
	char name[NAME_MAX_];
	uint32_t at;
} counted[PATHS_MAX];
static size_t counteds;

static uint32_t hyp_low, hyp_high;

#define TRACE_MAX	100000u
static struct path *traced;
static const char *trace_name;
static uint32_t trace[TRACE_MAX], longest[TRACE_MAX];
static size_t trace_n, longest_n;
static FILE *out;

/* ---- paths -------------------------------------------------------------- */

static void at_traced(unsigned int index, void *data)
{
	if (traced->runs && trace_n < TRACE_MAX)
		trace[trace_n++] = (uintptr_t)data;
}

static void trace_end(void)
{
	if (trace_n <= longest_n)
		return;
	memcpy(longest, trace, trace_n * sizeof(trace[0]));
	longest_n = trace_n;
}

static void path_end(struct path *p)
{
	uint64_t length = cpu->insns - p->start;

	p->runs = false;
	if (length > p->limit)
		return;
	if (p->n == p->room) {
		p->room = p->room ? 2 * p->room : 64;
		p->length = realloc(p->length, p->room * sizeof(uint32_t));
	}
	p->length[p->n++] = length;
	if (p == traced)
		trace_end();
}

static void path_begin(struct path *p)
{
	if (cpu->before < p->low || cpu->before > p->high)
		return;
	p->runs = true;
	p->start = cpu->insns;
	if (p == traced)
		trace_n = 0;
}

static void at_place(unsigned int index, void *data)
{
	uint32_t va = (uintptr_t)data;
	size_t i;

	for (i = 0; i < paths; i++)
		if (path[i].to == va && path[i].runs)
			path_end(path + i);
	for (i = 0; i < paths; i++)
		if (path[i].from == va)
			path_begin(path + i);
}

static bool is_place(uint32_t va)
{
	size_t i;

	for (i = 0; i < paths; i++)
		if (path[i].from == va || path[i].to == va)
			return true;
	return false;
}

/* ---- operations --------------------------------------------------------- */

static bool is_hypervisor(uint32_t va)
{
	return (va >= hyp_low && va <= hyp_high) || va >= VECTORS;
}

enum event {
	TRAP_UND, TRAP_SWI, TRAP_PABT, TRAP_DABT, TRAP_IRQ, DOMAINS, ROOT,
	DCACHE_ALL, ICACHE_ALL, DLINE, ILINE, DRAIN, TLB_ALL, TLB_PAGE, WAIT,
	INSIDE, EVENTS
};

static const char *const event_name[EVENTS] = {
	"und", "swi", "pabt", "dabt", "irq", "domains", "root", "dcache-all",
	"icache-all", "dlines", "ilines", "drains", "tlb-all", "tlb-pages",
	"waits", "hypervisor",
};

static int cache_event(unsigned int crm, unsigned int op2)
{
	if (crm == 0 && op2 == 4)
		return WAIT;
	if (crm == 5)
		return op2 == 1 ? ILINE : ICACHE_ALL;
	if (crm == 7)
		return ICACHE_ALL;
	if (crm != 6 && crm != 10 && crm != 14)
		return -1;
	if (op2 == 4)
		return DRAIN;
	return op2 == 1 || op2 == 2 ? DLINE : DCACHE_ALL;
}

/* The event of a coprocessor instruction of CP15, or -1 */
static int cp15_event(uint32_t op)
{
	unsigned int crn = op >> 16 & 15, crm = op & 15, op2 = op >> 5 & 7;
	bool read = op & 1u << 20;

	if ((op & 0x0f000f10) != 0x0e000f10)
		return -1;
	if (crn == 7)	/* test and clean is a read into pc */
		return read && (op >> 12 & 15) != 15 ? -1 :
			cache_event(crm, op2);
	if (read)
		return -1;
	if (crn == 8)
		return op2 == 1 ? TLB_PAGE : TLB_ALL;
	return crn == 2 ? ROOT : crn == 3 ? DOMAINS : -1;
}

static int vector_event(uint32_t va)
{
	switch (va - VECTORS) {
	case 4: return TRAP_UND;
	case 8: return TRAP_SWI;
	case 12: return TRAP_PABT;
	case 16: return TRAP_DABT;
	case 24: return TRAP_IRQ;
	}
	return -1;
}

/* ---- functions ---------------------------------------------------------- */

struct function {
	char name[NAME_MAX_];
	uint32_t at;
	uint64_t insns;
};
static struct function *function;
static size_t functions;

static bool read_symbols(const char *name)
{
	FILE *file = fopen(name, "r");
	struct function f = { .insns = 0 };

	if (!file) {
		perror(name);
		return false;
	}
	while (fscanf(file, "%x %63s", &f.at, f.name) == 2) {
		if (functions % 1024 == 0)
			function = realloc(function, (functions + 1024) *
					   sizeof(*function));
		function[functions++] = f;
	}
	fclose(file);
	return functions > 0;
}

/* The last that begins at or before va, or the first */
static struct function *function_at(uint32_t va)
{
	size_t low = 0, high = functions;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (function[middle].at <= va)
			low = middle;
		else
			high = middle;
	}
	return function + low;
}

static void at_instruction(unsigned int index, void *data)
{
	uint64_t *insns = data;

	*insns += 1;
}

/*
 * One callback per block would also count instructions that an abort cuts off
 */
static void count_function(struct qemu_plugin_insn *insn, uint32_t va)
{
	qemu_plugin_register_vcpu_insn_exec_cb(insn, at_instruction,
		QEMU_PLUGIN_CB_NO_REGS, &function_at(va)->insns);
}

static void functions_begin(void)
{
	size_t i;

	for (i = 0; i < functions; i++)
		function[i].insns = 0;
}

static void functions_end(unsigned int number)
{
	size_t i;

	for (i = 0; i < functions; i++)
		if (function[i].insns)
			fprintf(out, "function %u %s %" PRIu64 "\n", number,
				function[i].name, function[i].insns);
}

/* ---- stretches with a guest's interrupts masked -------------------------- */

static uint32_t mask_word;
static uint64_t masked_since, masked_longest;
static bool masked;

static void at_store(unsigned int index, qemu_plugin_meminfo_t info,
		     uint64_t va, void *data)
{
	struct qemu_plugin_hwaddr *at;
	uint64_t length = cpu->insns - masked_since;
	bool was = masked;

	if (((va ^ mask_word) & 0xfff) != 0)
		return;
	at = qemu_plugin_get_hwaddr(info, va);
	if (!at || qemu_plugin_hwaddr_phys_addr(at) != mask_word)
		return;
	masked = qemu_plugin_mem_get_value(info).data.u32 != 0;
	if (masked && !was)
		masked_since = cpu->insns;
	if (was && !masked && length > masked_longest)
		masked_longest = length;
}

static void watch_mask(struct qemu_plugin_insn *insn)
{
	if (mask_word)
		qemu_plugin_register_vcpu_mem_cb(insn, at_store,
						 QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_W, NULL);
}

/* ---- sections ----------------------------------------------------------- */

static struct cpu section;
static unsigned int section_number;

static void at_begin(unsigned int index, void *data)
{
	at_place(index, NULL);
	section = *cpu;
	masked_longest = 0;
	functions_begin();
}

static uint64_t in_section(size_t event)
{
	return cpu->event[event] - section.event[event];
}

static void at_end(unsigned int index, void *data)
{
	size_t i;

	fprintf(out, "section %u %" PRIu64, section_number++,
		cpu->insns - section.insns);
	for (i = 0; i < EVENTS; i++)
		fprintf(out, " %s=%" PRIu64, event_name[i], in_section(i));
	for (i = 0; i < counteds; i++)
		fprintf(out, " %s=%" PRIu64, counted[i].name,
			in_section(EVENTS + i));
	if (mask_word)
		fprintf(out, " masked=%" PRIu64, masked_longest);
	fputc('\n', out);
	functions_end(section_number - 1);
	fflush(out);
}

/* ---- translation -------------------------------------------------------- */

static qemu_plugin_u64 word(size_t offset)
{
	return (qemu_plugin_u64){ board, offset };
}

static void call(struct qemu_plugin_insn *insn,
		 qemu_plugin_vcpu_udata_cb_t function, uint32_t value)
{
	qemu_plugin_register_vcpu_insn_exec_cb(insn, function,
					       QEMU_PLUGIN_CB_NO_REGS,
					       (void *)(uintptr_t)value);
}

static void add(struct qemu_plugin_insn *insn, size_t offset, uint64_t n)
{
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
		QEMU_PLUGIN_INLINE_ADD_U64, word(offset), n);
}

static void set(struct qemu_plugin_insn *insn, size_t offset, uint64_t n)
{
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
		QEMU_PLUGIN_INLINE_STORE_U64, word(offset), n);
}

static void count_event(struct qemu_plugin_insn *insn, int event)
{
	if (event >= 0)
		add(insn, offsetof(struct cpu, event[event]), 1);
}

static void count_places(struct qemu_plugin_insn *insn, uint32_t va)
{
	size_t i;

	for (i = 0; i < counteds; i++)
		if (counted[i].at == va)
			count_event(insn, EVENTS + i);
	if (hyp_high && is_hypervisor(va))
		count_event(insn, INSIDE);
}

/* Callbacks run in the order of registration, before the instruction */
static void watch(struct qemu_plugin_insn *insn)
{
	uint32_t va = qemu_plugin_insn_vaddr(insn), op = 0;

	if (qemu_plugin_insn_size(insn) == 4)
		qemu_plugin_insn_data(insn, &op, 4);
	if (op == MARK_BEGIN)
		call(insn, at_begin, 0);
	if (op == MARK_END)
		call(insn, at_end, 0);
	if (is_place(va))
		call(insn, at_place, va);
	if (traced)
		call(insn, at_traced, va);
	if (functions)
		count_function(insn, va);
	watch_mask(insn);
	count_event(insn, cp15_event(op));
	count_event(insn, vector_event(va));
	count_places(insn, va);
	set(insn, offsetof(struct cpu, before), va);
	add(insn, offsetof(struct cpu, insns), 1);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i;

	for (i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		watch(qemu_plugin_tb_get_insn(tb, i));
}

static void cpu_there(qemu_plugin_id_t id, unsigned int index)
{
	cpu = qemu_plugin_scoreboard_find(board, 0);
}

/* ---- specification and result ------------------------------------------- */

static bool spec_line(const char *line)
{
	struct path *p = path + paths;
	struct counted *c = counted + counteds;

	if (paths == PATHS_MAX || EVENTS + counteds == EVENTS_MAX)
		return false;
	if (sscanf(line, "path %x %x %x %x %u %63[^\n]", &p->from, &p->to,
		   &p->low, &p->high, &p->limit, p->name) == 6)
		paths++;
	else if (sscanf(line, "count %x %63s", &c->at, c->name) == 2)
		counteds++;
	else if (sscanf(line, "hypervisor %x %x", &hyp_low, &hyp_high) != 2 &&
		 sscanf(line, "mask %x", &mask_word) != 1)
		return false;
	return true;
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void finish(qemu_plugin_id_t id, void *data)
{
	size_t i;

	for (i = 0; i < paths; i++) {
		struct path *p = path + i;

		if (!p->n)
			continue;
		qsort(p->length, p->n, sizeof(uint32_t), compare);
		fprintf(out, "path %s %zu %u %u %u\n", p->name, p->n,
			p->length[0], p->length[p->n / 2],
			p->length[p->n - 1]);
	}
	for (i = 0; i < counteds; i++)
		fprintf(out, "count %s %" PRIu64 "\n", counted[i].name,
			cpu->event[EVENTS + i]);
	for (i = 0; i < longest_n; i++)
		fprintf(out, "trace %08x\n", longest[i]);
	fclose(out);
}

static bool find_traced(void)
{
	size_t i;

	for (i = 0; i < paths; i++)
		if (trace_name && !strcmp(path[i].name, trace_name))
			traced = path + i;
	return !trace_name == !traced;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const qemu_info_t *info, int argc,
					   char **argv)
{
	int i;

	for (i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "spec=", 5)) {
			if (!read_lines(argv[i] + 5, spec_line))
				return -1;
		} else if (!strncmp(argv[i], "out=", 4)) {
			out = fopen(argv[i] + 4, "w");
		} else if (!strncmp(argv[i], "symbols=", 8)) {
			if (!read_symbols(argv[i] + 8))
				return -1;
		} else if (!strncmp(argv[i], "trace=", 6)) {
			trace_name = strdup(argv[i] + 6);
		} else {
			fprintf(stderr, "paths: unknown option %s\n", argv[i]);
			return -1;
		}
	}
	if (!out || !find_traced()) {
		fputs("paths: out= can't be written or no path for trace=\n",
		      stderr);
		return -1;
	}
	board = qemu_plugin_scoreboard_new(sizeof(struct cpu));
	qemu_plugin_register_vcpu_init_cb(id, cpu_there);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, finish, NULL);
	return 0;
}
