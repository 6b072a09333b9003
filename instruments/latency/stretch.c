// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TCG plugin of QEMU that finds the longest stretches of the hypervisor
 * without a chance for an interrupt, in instructions.
 *
 *	-plugin stretch.so,elf=FILE,poll=ADDRESS,out=FILE
 *
 * A stretch begins with an exception, and ends with the instruction before the
 * guest resumes or, if an interrupt is pending, before its vector. In between
 * it is cut where the hypervisor would have noticed an interrupt: where it
 * loads 0, nothing raised, from the interrupt controller's status at the address
 * `poll`, where it serves a raised interrupt, and where it waits for one. A
 * load that finds a raised interrupt and does not serve it cuts nothing, since
 * the following code still delays it; nor does the load for the interrupt that
 * began the stretch.
 *
 * Boot is left out, since it has no exception.
 *
 * Lines of the output, longest first; equal paths are counted as one:
 *	stretch LENGTH TIMES VECTOR CALL FROM TO	CALL: r12 of a guest
 *			kernel's swi, else -. FROM, TO: the functions that
 *			polled for interrupts at its ends, or guest
 *	in FUNCTION INSTRUCTIONS			of the longest of them
 */
#include <elf.h>
#include <glib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qemu-plugin.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

#define HYP_LOW		0xf0000000u
#define HYP_HIGH	0xf00fffffu
#define VECTORS		0xffff0000u
#define HELPERS		0xffff0f60u	/* as in layout.lds */
#define VEC_SWI		2
#define VEC_PABT	3
#define VEC_DABT	4
#define VEC_IRQ		6
#define NO_CALL		0xffffffffu

/* ---- functions ---------------------------------------------------------- */

#define SYMBOLS_MAX	4096

static struct symbol {
	uint32_t at;
	const char *name;
	uint32_t insns;		/* scratch: in the stretch being written */
} symbol[SYMBOLS_MAX];
static size_t symbols;
static uint32_t stub_low, stub_high;	/* guest code in the vectors' page */

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static void add_symbol(const Elf32_Sym *s, const char *name)
{
	if (!strcmp(name, "guest_reset"))
		stub_low = s->st_value;
	if (!strcmp(name, "guest_no_entry_end"))
		stub_high = s->st_value;
	if (!name[0] || name[0] == '$' || g_str_has_suffix(name, "_end") ||
	    s->st_shndx == SHN_UNDEF || s->st_shndx >= SHN_LORESERVE ||
	    ELF32_ST_TYPE(s->st_info) == STT_OBJECT ||
	    ELF32_ST_TYPE(s->st_info) > STT_FUNC || symbols == SYMBOLS_MAX)
		return;
	symbol[symbols++] = (struct symbol){ .at = s->st_value & ~1u,
					     .name = name };
}

static bool read_symbols(const char *file)
{
	const Elf32_Ehdr *e;
	const Elf32_Shdr *s;
	char *data;
	size_t i, n;

	if (!g_file_get_contents(file, &data, NULL, NULL))
		return false;
	e = (const void *)data;
	if (memcmp(e->e_ident, ELFMAG, SELFMAG))
		return false;
	s = (const void *)(data + e->e_shoff);
	for (i = 0; i < e->e_shnum; i++) {
		const Elf32_Sym *sym = (const void *)(data + s[i].sh_offset);

		if (s[i].sh_type != SHT_SYMTAB)
			continue;
		for (n = 0; n < s[i].sh_size / sizeof(*sym); n++)
			add_symbol(sym + n, data + s[s[i].sh_link].sh_offset +
				   sym[n].st_name);
	}
	qsort(symbol, symbols, sizeof(symbol[0]), by_address);
	return symbols > 0;
}

static struct symbol *symbol_at(uint32_t pc)
{
	size_t low = 0, high = symbols;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (symbol[middle].at <= pc)
			low = middle;
		else
			high = middle;
	}
	return symbol + low;
}

/* Reads which interrupt is raised, to serve it (vec_irq: see watch) */
static bool serves(const struct symbol *s)
{
	return !strcmp(s->name, "plat_irq_next");
}

/* ---- stretches ---------------------------------------------------------- */

#define LOG_MAX		65536u
#define WAYS_MAX	1024u

static const char *const vector_name[] = {
	"reset", "undefined", "swi", "prefetch-abort", "data-abort", "-",
	"interrupt", "fiq", "wait"
};
#define WAIT		8

static struct now {
	uint32_t vector, call, from;	/* from: address, or 0: the guest */
	bool served;			/* the interrupt that began it */
	uint32_t length;
	uint32_t log[LOG_MAX];		/* addresses of instructions */
} now;

static struct way {
	uint32_t vector, call, length;
	const struct symbol *from, *to;
	uint64_t times;
	uint32_t *log;
} way[WAYS_MAX];
static size_t ways;

/* 1 while in the hypervisor, after an exception */
static struct qemu_plugin_scoreboard *board;
static uint64_t *inside;

static struct way *find_way(const struct symbol *from, const struct symbol *to)
{
	struct way *w;

	for (w = way; w < way + ways; w++)
		if (w->vector == now.vector && w->call == now.call &&
		    w->from == from && w->to == to)
			return w;
	if (ways == WAYS_MAX) {
		fputs("stretch: too many different ways\n", stderr);
		exit(1);
	}
	*w = (struct way){ .vector = now.vector, .call = now.call,
			   .from = from, .to = to };
	ways++;
	return w;
}

/* Reports the caller of the polling function, not plat_irq_waiting itself */
static uint32_t place(void)
{
	uint32_t i = now.length < LOG_MAX ? now.length : LOG_MAX;
	const struct symbol *last;

	if (!i)
		return 0;
	last = symbol_at(now.log[--i]);
	if (strncmp(last->name, "plat_", 5))
		return now.log[i];
	while (i && symbol_at(now.log[i]) == last)
		i--;
	return now.log[i];
}

static void end(uint32_t at)
{
	struct way *w = find_way(now.from ? symbol_at(now.from) : NULL,
				 at ? symbol_at(at) : NULL);
	uint32_t n = now.length < LOG_MAX ? now.length : LOG_MAX;

	w->times++;
	if (now.length <= w->length)
		return;
	w->length = now.length;
	w->log = g_renew(uint32_t, w->log, n);
	memcpy(w->log, now.log, n * sizeof(now.log[0]));
}

static void begin(uint32_t vector, uint32_t call, uint32_t from)
{
	now.vector = vector;
	now.call = call;
	now.from = from;
	now.served = vector != VEC_IRQ && vector != WAIT;
	now.length = 0;
	*inside = 1;
}

/* ---- execution ---------------------------------------------------------- */

static uint32_t poll_at;
static struct qemu_plugin_register *r12;

static uint32_t read_r12(void)
{
	GByteArray *bytes = g_byte_array_new();
	uint32_t value = 0;

	if (qemu_plugin_read_register(r12, bytes) == 4)
		memcpy(&value, bytes->data, 4);
	g_byte_array_free(bytes, TRUE);
	return value;
}

/*
 * A data abort of the hypervisor itself, where it reads guest memory, is part
 * of the stretch; any other exception starts a new one.
 */
static void at_vector(unsigned int index, void *data)
{
	uint32_t vector = (uint32_t)(uintptr_t)data / 4 % 8;

	if (*inside && vector == VEC_DABT)
		return;
	if (*inside)
		end(0);
	begin(vector, vector == VEC_SWI ? read_r12() : NO_CALL, 0);
}

static void at_insn(unsigned int index, void *data)
{
	if (!*inside)
		return;
	if (now.length < LOG_MAX)
		now.log[now.length] = (uintptr_t)data;
	now.length++;
}

static void at_guest(unsigned int index, void *data)
{
	end(0);
	*inside = 0;
}

/* r12 has no meaning in a swi of user, or of the stub of a reset */
static void at_no_call(unsigned int index, void *data)
{
	now.call = NO_CALL;
}

static void at_wait(unsigned int index, void *data)
{
	if (!*inside)
		return;
	end((uintptr_t)data);
	begin(WAIT, NO_CALL, 0);
}

static void at_load(unsigned int index, qemu_plugin_meminfo_t info,
		    uint64_t va, void *data)
{
	bool serving = serves(data), served = now.served;
	uint32_t at;

	if (va != poll_at || !*inside)
		return;
	now.served = true;
	if (serving ? !served : qemu_plugin_mem_get_value(info).data.u32)
		return;
	at = place();
	end(at);
	begin(now.vector, now.call, at);
	now.served = true;
}

/* ---- translation -------------------------------------------------------- */

static bool is_hypervisor(uint32_t va)
{
	if (va >= HYP_LOW && va <= HYP_HIGH)
		return true;
	return va >= VECTORS && va < HELPERS &&
		(va < stub_low || va >= stub_high);
}

static bool is_wait(uint32_t op)
{
	return (op & 0x0fff0fff) == 0x0e070f90;
}

static void watch_guest(struct qemu_plugin_insn *insn, void *va)
{
	qemu_plugin_u64 word = { board, 0 };

	qemu_plugin_register_vcpu_insn_exec_cond_cb(insn, at_guest,
		QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_COND_NE, word, 0, va);
}

/*
 * Callbacks run in the order of registration; loads are reported after the
 * instruction. The load of vec_irq is for an interrupt raised long before.
 */
static void watch(struct qemu_plugin_insn *insn)
{
	uint32_t va = qemu_plugin_insn_vaddr(insn), op = 0;
	void *data = (void *)(uintptr_t)va;
	const struct symbol *s = symbol_at(va);

	qemu_plugin_insn_data(insn, &op, sizeof(op));
	if (va >= VECTORS && va < VECTORS + 0x20)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_vector,
			QEMU_PLUGIN_CB_R_REGS, data);
	qemu_plugin_register_vcpu_insn_exec_cb(insn, at_insn,
		QEMU_PLUGIN_CB_NO_REGS, data);
	if (!strcmp(s->name, "swi_user") || !strcmp(s->name, "swi_reset"))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_no_call,
			QEMU_PLUGIN_CB_NO_REGS, data);
	if (qemu_plugin_insn_size(insn) == 4 && is_wait(op))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_wait,
			QEMU_PLUGIN_CB_NO_REGS, data);
	if (strcmp(s->name, "vec_irq"))
		qemu_plugin_register_vcpu_mem_cb(insn, at_load,
			QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_R, (void *)s);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i;

	for (i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint32_t va = qemu_plugin_insn_vaddr(insn);

		if (is_hypervisor(va))
			watch(insn);
		else if (!i || va >= VECTORS)
			watch_guest(insn, (void *)(uintptr_t)va);
	}
}

static void cpu_there(qemu_plugin_id_t id, unsigned int index)
{
	GArray *list = qemu_plugin_get_registers();
	guint i;

	for (i = 0; i < list->len; i++) {
		qemu_plugin_reg_descriptor *d =
			&g_array_index(list, qemu_plugin_reg_descriptor, i);

		if (!strcmp(d->name, "r12"))
			r12 = d->handle;
	}
	g_array_free(list, TRUE);
	inside = qemu_plugin_scoreboard_find(board, index);
}

/* ---- options and result ------------------------------------------------- */

static FILE *out;

static int by_length(const void *a, const void *b)
{
	const struct way *x = a, *y = b;

	return (y->length > x->length) - (y->length < x->length);
}

static int by_insns(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (y->insns > x->insns) - (y->insns < x->insns);
}

static void profile(const struct way *w)
{
	uint32_t n = w->length < LOG_MAX ? w->length : LOG_MAX, i;
	static struct symbol found[SYMBOLS_MAX];

	for (i = 0; i < symbols; i++)
		symbol[i].insns = 0;
	for (i = 0; i < n; i++)
		symbol_at(w->log[i])->insns++;
	memcpy(found, symbol, symbols * sizeof(symbol[0]));
	qsort(found, symbols, sizeof(found[0]), by_insns);
	for (i = 0; i < symbols && found[i].insns; i++)
		fprintf(out, "in %s %u\n", found[i].name, found[i].insns);
}

static void finish(qemu_plugin_id_t id, void *data)
{
	const struct way *w;

	qsort(way, ways, sizeof(way[0]), by_length);
	for (w = way; w < way + ways; w++) {
		fprintf(out, "stretch %u %" PRIu64 " %s ", w->length, w->times,
			vector_name[w->vector]);
		if (w->call == NO_CALL)
			fputc('-', out);
		else
			fprintf(out, "%u", w->call);
		fprintf(out, " %s %s\n", w->from ? w->from->name : "guest",
			w->to ? w->to->name : "guest");
		profile(w);
	}
	fclose(out);
}

static bool option(const char *text)
{
	if (!strncmp(text, "elf=", 4))
		return read_symbols(text + 4);
	if (!strncmp(text, "poll=", 5))
		return (poll_at = strtoul(text + 5, NULL, 16));
	if (!strncmp(text, "out=", 4))
		return (out = fopen(text + 4, "w"));
	return false;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const qemu_info_t *info, int argc,
					   char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (!option(argv[i])) {
			fprintf(stderr, "stretch: wrong: %s\n", argv[i]);
			return -1;
		}
	if (!out || !poll_at || !stub_low || !stub_high) {
		fputs("stretch: elf= of the hypervisor, poll= and out= are "
		      "needed\n", stderr);
		return -1;
	}
	board = qemu_plugin_scoreboard_new(sizeof(uint64_t));
	qemu_plugin_register_vcpu_init_cb(id, cpu_there);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, finish, NULL);
	return 0;
}
