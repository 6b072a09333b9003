// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TCG plugin of QEMU that measures the instructions from the one at which an
 * interrupt's line rises up to the first instruction of the guest that the
 * interrupt is for; whatever runs meanwhile is counted.
 *
 *	-plugin rise.so,spec=FILE,ram=FILE,out=FILE
 *
 * ram is the board's memory, a file that QEMU shares (memory-backend-file).
 * While a guest runs the CPU takes interrupts at once: there the line is up
 * when the vector's first instruction is executed. In the hypervisor, which
 * masks them, the interrupt controller's status is read before each
 * instruction.
 *
 * Lines of the spec; numbers are hexadecimal:
 *	raised ADDRESS			virtual, of the controller's status
 *	hypervisor LOW HIGH		addresses of the hypervisor but for the
 *					vectors
 *	guest LOW HIGH PEND NAME	addresses of its code; physical address of
 *					its pending word
 *	place LOW HIGH NAME		where an interrupt may come: others are
 *					called "elsewhere"
 *	entry ADDRESS NAME		where a guest gets interrupts
 *	line BIT EVENT NAME		of the guest in the last line "guest"
 *
 * Lines of the output:
 *	rise LINE;FROM;TO AT COUNT LEAST MEDIAN MOST
 * AT: the instruction before which the line of the worst case was up.
 * FROM: a place, or "the hypervisor", or "idle" where it waited for an
 * interrupt. TO: an entry, or "GUEST, masked" where the owner resumed with
 * interrupts masked by itself; then once more "GUEST, when it looked", from
 * the line to the block of code after the one that took the interrupt.
 */
#include <fcntl.h>
#include <glib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <qemu-plugin.h>

#include "spec.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

#define RAM_SIZE	(128u << 20)
#define VECTORS		0xffff0000u
#define HELPERS		0xffff0f60u	/* as in layout.lds */
#define SOME		16u
#define WAYS_MAX	256u
#define LONGEST		65536u
#define NAME_SIZE	48

static struct guest {
	char name[NAME_SIZE];
	uint32_t low, high, pend;
} guest[SOME];
static size_t guests;

static struct place {
	char name[NAME_SIZE];
	uint32_t low, high;
} place[SOME], entry[SOME];
static size_t places, entries;

static struct line {
	char name[NAME_SIZE];
	uint32_t bit, event;
	const struct guest *owner;
	bool up;		/* on its way to its owner */
	bool kept;		/* masked, and the owner has not taken it */
	uint64_t start;		/* count when it came up */
	uint32_t at;		/* the next instruction at that time */
	const char *from;
} line[SOME];
static size_t lines;

static uint32_t raised_at, hyp_low, hyp_high;
static const uint8_t *ram;
static FILE *out;

/* All words that translated code itself writes */
struct cpu {
	uint64_t insns;		/* the hypervisor's, and guests' by blocks */
	uint64_t last;		/* block of a guest that was executed last */
	uint64_t inside;	/* in the hypervisor */
	uint64_t kept;		/* lines that owners have not taken yet */
};

static struct qemu_plugin_scoreboard *board;
static struct cpu *cpu;
static uint32_t status;		/* the lines that were up */
static bool entered, waited;

/* ---- result ------------------------------------------------------------- */

static struct way {
	char name[4 * NAME_SIZE];
	uint64_t n;
	uint32_t *times;	/* how often each length */
	uint64_t worst;
	uint32_t at;		/* start of the longest one */
} way[WAYS_MAX];
static size_t ways;

static struct way *find_way(const char *name)
{
	size_t i;

	for (i = 0; i < ways; i++)
		if (!strcmp(way[i].name, name))
			return way + i;
	if (ways == WAYS_MAX) {
		fputs("rise: too many different ways\n", stderr);
		exit(1);
	}
	g_strlcpy(way[ways].name, name, sizeof(way[ways].name));
	way[ways].times = g_new0(uint32_t, LONGEST);
	return way + ways++;
}

/* The line may rise again before its owner takes it: the first time counts */
static void record(const struct line *l, const char *to, const char *how)
{
	uint64_t length = cpu->insns - l->start;
	char name[4 * NAME_SIZE];
	struct way *w;

	snprintf(name, sizeof(name), "%s;%s;%s%s", l->name, l->from, to, how);
	w = find_way(name);
	w->n++;
	w->times[MIN(length, LONGEST - 1)]++;
	if (length < w->worst)
		return;
	w->worst = length;
	w->at = l->at;
}

/* The length that this part of the times doesn't exceed */
static uint32_t at_most(const struct way *w, uint64_t times)
{
	uint64_t seen = 0;
	uint32_t i;

	for (i = 0; i < LONGEST; i++) {
		seen += w->times[i];
		if (seen >= times)
			break;
	}
	return i;
}

static void finish(qemu_plugin_id_t id, void *data)
{
	const struct way *w;

	for (w = way; w < way + ways; w++)
		fprintf(out, "rise %s %x %" PRIu64 " %u %u %" PRIu64 "\n",
			w->name, w->at, w->n, at_most(w, 1),
			at_most(w, w->n / 2 + 1), w->worst);
	fclose(out);
}

/* ---- interrupts --------------------------------------------------------- */

static const char *where(uint32_t va)
{
	size_t i;

	for (i = 0; i < places; i++)
		if (va >= place[i].low && va <= place[i].high)
			return place[i].name;
	return "elsewhere";
}

static const char *came_from(void)
{
	if (waited)
		return "idle";
	return entered ? where(cpu->last) : "the hypervisor";
}

static void look(GByteArray *word, uint32_t va)
{
	uint32_t now = 0, new;
	size_t i;

	g_byte_array_set_size(word, 4);
	if (qemu_plugin_read_memory_vaddr(raised_at, word, 4))
		memcpy(&now, word->data, 4);
	new = now & ~status;
	status = now;
	if (!new)
		return;
	for (i = 0; i < lines; i++) {
		struct line *l = line + i;

		if (l->up || l->kept || !(new & 1u << l->bit))
			continue;
		l->up = true;
		l->start = cpu->insns;
		l->at = va;
		l->from = came_from();
	}
}

static void at_insn(unsigned int index, void *data)
{
	static GByteArray *word;
	uint32_t va = (uintptr_t)data;	/* bit 0: waits for an interrupt */

	if (!word)
		word = g_byte_array_new();
	if (!cpu->inside) {
		cpu->inside = 1;
		entered = true;
	}
	look(word, va & ~1u);
	entered = false;
	waited = va & 1;
	cpu->insns++;
}

static bool pending(const struct line *l)
{
	uint32_t word;

	memcpy(&word, ram + l->owner->pend, 4);
	return word & 1u << l->event;
}

static const char *entry_at(uint32_t va)
{
	size_t i;

	for (i = 0; i < entries; i++)
		if (va >= entry[i].low && va <= entry[i].high)
			return entry[i].name;
	return NULL;
}

static void arrive(struct line *l, const char *to)
{
	if (to)
		record(l, to, "");
	else
		record(l, l->owner->name, ", masked");
	l->up = false;
	l->kept = !to;
	cpu->kept += !to;
}

/* The first instruction of a guest: does it get an interrupt? */
static void at_guest(unsigned int index, void *data)
{
	uint32_t va = (uintptr_t)data;
	const char *to = entry_at(va);
	size_t i;

	cpu->inside = 0;
	for (i = 0; i < lines; i++) {
		struct line *l = line + i;

		if (!l->up)
			continue;
		if (!pending(l))	/* a timer's, for another VM */
			l->up = status & 1u << l->bit;
		else if (va < l->owner->low || va > l->owner->high)
			continue;	/* a more important guest runs */
		else
			arrive(l, to);
	}
}

/* A guest resumes: has it taken the interrupts kept for it? */
static void at_kept(unsigned int index, void *data)
{
	struct line *l;

	for (l = line; l < line + lines; l++)
		if (l->kept && !pending(l)) {
			record(l, l->owner->name, ", when it looked");
			l->kept = false;
			cpu->kept--;
		}
}

/* ---- translation -------------------------------------------------------- */

static qemu_plugin_u64 word(size_t offset)
{
	return (qemu_plugin_u64){ board, offset };
}

static bool is_hypervisor(uint32_t va)
{
	return (va >= hyp_low && va <= hyp_high) ||
		(va >= VECTORS && va < HELPERS);
}

static bool is_wait(struct qemu_plugin_insn *insn)
{
	uint32_t op = 0;

	if (qemu_plugin_insn_size(insn) == 4)
		qemu_plugin_insn_data(insn, &op, 4);
	return (op & 0x0fff0fff) == 0x0e070f90;
}

static void watch_guest(struct qemu_plugin_tb *tb, size_t n, uint32_t va)
{
	struct qemu_plugin_insn *first = qemu_plugin_tb_get_insn(tb, 0);

	qemu_plugin_register_vcpu_insn_exec_cond_cb(first, at_guest,
		QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_COND_NE,
		word(offsetof(struct cpu, inside)), 0, (void *)(uintptr_t)va);
	qemu_plugin_register_vcpu_insn_exec_cond_cb(first, at_kept,
		QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_COND_NE,
		word(offsetof(struct cpu, kept)), 0, NULL);
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(first,
		QEMU_PLUGIN_INLINE_STORE_U64, word(offsetof(struct cpu, last)),
		va);
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(first,
		QEMU_PLUGIN_INLINE_ADD_U64, word(offsetof(struct cpu, insns)),
		n);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb), i;
	uint32_t va = qemu_plugin_tb_vaddr(tb);

	if (!is_hypervisor(va)) {
		watch_guest(tb, n, va);
		return;
	}
	for (i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_insn,
			QEMU_PLUGIN_CB_NO_REGS,
			(void *)(uintptr_t)(qemu_plugin_insn_vaddr(insn) |
					    is_wait(insn)));
	}
}

static void cpu_there(qemu_plugin_id_t id, unsigned int index)
{
	cpu = qemu_plugin_scoreboard_find(board, index);
}

/* ---- options ------------------------------------------------------------ */

static bool spec_line(const char *text)
{
	struct guest *g = guest + guests;
	struct place *p = place + places, *e = entry + entries;
	struct line *l = line + lines;

	if (MAX(MAX(guests, places), MAX(entries, lines)) == SOME)
		return false;
	if (sscanf(text, "guest %x %x %x %47[^\n]", &g->low, &g->high,
		   &g->pend, g->name) == 4)
		guests++;
	else if (sscanf(text, "place %x %x %47[^\n]", &p->low, &p->high,
			p->name) == 3)
		places++;
	else if (sscanf(text, "entry %x %47[^\n]", &e->low, e->name) == 2)
		e->high = e->low, entries++;
	else if (guests && sscanf(text, "line %x %x %47[^\n]", &l->bit,
				  &l->event, l->name) == 3)
		l->owner = guest + guests - 1, lines++;
	else
		return sscanf(text, "raised %x", &raised_at) == 1 ||
			sscanf(text, "hypervisor %x %x", &hyp_low,
			       &hyp_high) == 2;
	return true;
}

static bool read_spec(const char *name)
{
	return read_lines(name, spec_line) &&
		raised_at && hyp_high && lines;
}

static bool map_ram(const char *name)
{
	int fd = open(name, O_RDONLY);

	if (fd < 0) {
		perror(name);
		return false;
	}
	ram = mmap(NULL, RAM_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	return ram != MAP_FAILED;
}

static bool option(const char *text)
{
	if (!strncmp(text, "spec=", 5))
		return read_spec(text + 5);
	if (!strncmp(text, "ram=", 4))
		return map_ram(text + 4);
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
			fprintf(stderr, "rise: wrong: %s\n", argv[i]);
			return -1;
		}
	if (!lines || !ram || !out) {
		fputs("rise: spec=, ram= and out= are needed\n", stderr);
		return -1;
	}
	board = qemu_plugin_scoreboard_new(sizeof(struct cpu));
	qemu_plugin_register_vcpu_init_cb(id, cpu_there);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, finish, NULL);
	return 0;
}
