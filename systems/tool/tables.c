// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of the global window: its 1 KB of first-level entries, which the
 * hypervisor copies into every first-level table, and the second-level tables.
 * The hypervisor starts with the first table of the first paged VM, in that
 * VM's zone, and also uses it while no paged VM is loaded; only a system
 * without paged VMs has 16 KB for a separate one.
 *
 * Each frame has a single virtual address here (except for the vectors page,
 * see below), so there are no aliases in the virtually tagged caches.
 */
#include <string.h>

#include "tool.h"

#define L1_SIZE		0x4000u
#define WINDOW_SIZE	0x400u		/* the last entries */
#define L2_SIZE		0x400u

/* The space after the hypervisor, before and after a first-level table */
struct space {
	uint32_t gap, gap_end, end;
};

static const struct vm *find_first_paged(const struct system *sys)
{
	for (int i = 0; i < sys->nr_vms; i++)
		if (sys->vm[i].paged)
			return &sys->vm[i];
	return NULL;
}

static uint32_t align_up(uint32_t n, uint32_t to)
{
	return (n + to - 1) & ~(to - 1);
}

static uint32_t place_table(struct space *s, uint32_t size, uint32_t to)
{
	uint32_t at = align_up(s->gap, to);

	if (at + size <= s->gap_end) {
		s->gap = at + size;
		return at;
	}
	at = align_up(s->end, to);
	s->end = at + size;
	return at;
}

/* A whole MB is mapped by a section, which needs no table and one TLB entry. */
static bool is_section(const struct channel *ch)
{
	return !(ch->mem.pa % MB) && ch->mem.size == MB;
}

static struct space place_root_table(struct system *sys)
{
	const struct vm *vm = find_first_paged(sys);
	uint32_t at = align_up(sys->hyp_end, L1_SIZE);

	if (vm) {
		sys->root_pa = vm->zone.pa + ZONE_ROOT;
		sys->root_va = vm->zone_va + ZONE_ROOT;
		sys->window = align_up(sys->hyp_end, 32);
		at = sys->window + WINDOW_SIZE;
		return (struct space){ at, at, at };
	}
	sys->root_pa = sys->store.pa + at;
	sys->root_va = HYP_VA + at;
	sys->window = at + L1_SIZE - WINDOW_SIZE;
	return (struct space){ sys->hyp_end, at, at + L1_SIZE };
}

void place_tables(struct system *sys)
{
	struct space s = place_root_table(sys);

	sys->public_l2 = place_table(&s, L2_SIZE, L2_SIZE);
	for (int i = 0; i < sys->nr_vms; i++)
		if (sys->vm[i].device_va)
			sys->vm[i].device_l2 = place_table(&s, L2_SIZE,
							   L2_SIZE);
	for (int i = 0; i < sys->nr_channels; i++)
		if (!is_section(&sys->channel[i]))
			sys->channel[i].l2 = place_table(&s, L2_SIZE, L2_SIZE);
	sys->table_size = system_table_size(sys);
	sys->table = place_table(&s, sys->table_size, 32);
	sys->head_end = s.end;
	if (sys->head_end > MB)
		report(sys, -1, "hypervisor and tables take 0x%x bytes; the maximum is 1 MB",
		       sys->head_end);
}

uint32_t tables_size(const struct system *sys)
{
	uint32_t nr_l2 = 1;

	for (int i = 0; i < sys->nr_vms; i++)
		nr_l2 += !!sys->vm[i].device_va;
	for (int i = 0; i < sys->nr_channels; i++)
		nr_l2 += !is_section(&sys->channel[i]);
	return (find_first_paged(sys) ? WINDOW_SIZE : L1_SIZE) +
		nr_l2 * L2_SIZE + system_table_size(sys);
}

static void set_entry(uint8_t *table, uint32_t index, uint32_t desc)
{
	memcpy(table + 4 * index, &desc, 4);
}

/* Sets the first-level entry of an address in the window. */
static void set_window_entry(uint8_t *window, uint32_t va, uint32_t desc)
{
	set_entry(window, (va - HYP_VA) / MB, desc);
}

static void map_sections(uint8_t *window, uint32_t va, struct region r,
			 enum perm perm, enum mem mem, int domain)
{
	for (uint32_t off = 0; off < r.size; off += MB)
		set_window_entry(window, va + off,
				 describe_section(r.pa + off, perm, mem,
					    domain));
}

/* Fills a second-level table, with large pages where they fit. */
static void map_pages(uint8_t *l2, uint32_t first, struct region r,
		      enum perm perm, enum mem mem)
{
	uint32_t n = r.size / PAGE;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t pa = r.pa + i * PAGE;
		uint32_t start = i & ~15u;	/* start of these 64 KB */
		bool large = !(r.pa % (64 * KB)) && !(first % 16) &&
			     start + 16 <= n;

		set_entry(l2, first + i, large ? describe_large(pa, perm, mem) :
					   describe_page(pa, perm, mem));
	}
}

static void map_hypervisor(const struct system *sys, uint8_t *window)
{
	const struct board *b = &sys->board;

	map_sections(window, HYP_VA, (struct region){ sys->store.pa, MB },
		     PERM_PRIV, MEM_BACK, DOMAIN_HYP);
	for (int i = 0; i < b->nr_sections; i++)
		map_sections(window, HYP_DEVICE_VA + i * MB,
			     (struct region){ b->section[i], MB },
			     PERM_PRIV, MEM_DEVICE, DOMAIN_HYP);
}

/*
 * The vectors page is also part of the hypervisor's section. Its code is
 * written before the caches are enabled; its one variable, the TLS word, is
 * accessed through the vectors' address only.
 */
static void map_public_pages(const struct system *sys, uint8_t *head)
{
	uint8_t *l2 = head + sys->public_l2;
	uint32_t vectors;

	memcpy(&vectors, head + IMAGE_VECTORS_OFF, 4);
	set_window_entry(head + sys->window, HYP_PUBLIC_VA,
	    describe_link(sys->store.pa + sys->public_l2, DOMAIN_PUBLIC));
	set_entry(l2, (HYP_CLOCK_VA - HYP_PUBLIC_VA) / PAGE,
		  describe_page(sys->board.clock_page, PERM_READ, MEM_DEVICE));
	set_entry(l2, (HYP_VECTORS_VA - HYP_PUBLIC_VA) / PAGE,
		  describe_vectors(sys->store.pa + vectors));
}

static void map_devices(const struct system *sys, const struct vm *vm,
			uint8_t *head)
{
	uint32_t at = 0;

	set_window_entry(head + sys->window, vm->device_va,
	    describe_link(sys->store.pa + vm->device_l2, vm->domain));
	for (int i = 0; i < vm->nr_devices; i++) {
		const struct device *dev = vm->device[i].device;

		for (int j = 0; j < dev->nr_pages; j++) {
			map_pages(head + vm->device_l2, at, dev->pages[j],
				  PERM_WRITE, MEM_DEVICE);
			at += dev->pages[j].size / PAGE;
		}
	}
}

/*
 * A window VM: its RAM, its image (for the loader, which runs as the VM), and
 * its devices. The image in the store is never written after the start.
 */
static void map_window_vm(const struct system *sys, const struct vm *vm,
			  uint8_t *head)
{
	uint8_t *window = head + sys->window;

	map_sections(window, vm->ram_va, vm->ram, PERM_WRITE, MEM_BACK,
		     vm->domain);
	map_sections(window, vm->image_va,
		     (struct region){ sys->store.pa + vm->image_offset,
				      vm->blob.size },
		     PERM_READ, MEM_BACK, vm->domain);
	if (vm->device_l2)
		map_devices(sys, vm, head);
}

static void map_channel(const struct system *sys, const struct channel *ch,
			uint8_t *head)
{
	enum mem mem = ch->uncached ? MEM_BUFFERED : MEM_BACK;
	uint8_t *window = head + sys->window;

	if (!ch->l2) {
		map_sections(window, ch->va, ch->mem, PERM_WRITE, mem, ch->domain);
		return;
	}
	set_window_entry(window, ch->va,
			 describe_link(sys->store.pa + ch->l2, ch->domain));
	map_pages(head + ch->l2, 0, ch->mem, PERM_WRITE, mem);
}

/* head: the first MB of the file, which contains the hypervisor */
void fill_tables(const struct system *sys, uint8_t *head)
{
	map_hypervisor(sys, head + sys->window);
	map_public_pages(sys, head);
	for (int i = 0; i < sys->nr_vms; i++) {
		const struct vm *vm = &sys->vm[i];

		if (vm->paged)
			map_sections(head + sys->window, vm->zone_va, vm->zone,
				     PERM_PRIV, MEM_THROUGH, DOMAIN_HYP);
		else
			map_window_vm(sys, vm, head);
	}
	for (int i = 0; i < sys->nr_channels; i++)
		map_channel(sys, &sys->channel[i], head);
}
