// SPDX-License-Identifier: GPL-2.0-only
/*
 * The auditor's walk of the tables. It checks the descriptors by their meaning
 * to the MMU (ARM ARM DDI 0100, B4.7), not by the way in which they are made,
 * because it tests pt.c and the host tool. Sums have 64 bits and can't wrap.
 */
#include "assert.h"
#include "audit.h"
#include "cpu.h"
#include "pt.h"
#include "sched.h"
#include "vm.h"

#define ZONE_KB_MAX	(ZONE_ROOTS - ZONE_TYPES)
#define WINDOW_SLOT	(DUET_WINDOW >> 20)
#define SHARED_SLOT	(DUET_SHARED_VA >> 20)
#define AP_PRIV		1u
#define AP_READ		2u

extern uint32_t hyp_root_pa;
extern const uint32_t *hyp_window;

static uint8_t links[ZONE_KB_MAX];

static bool is_inside(uint32_t pa, uint32_t size, uint32_t from,
		      uint32_t length)
{
	return pa >= from && (uint64_t)pa + size <= (uint64_t)from + length;
}

static bool is_apart(uint32_t a, uint32_t a_size, uint32_t b, uint32_t b_size)
{
	return (uint64_t)a + a_size <= b || (uint64_t)b + b_size <= a;
}

static const volatile uint32_t *zone_at(const struct vm *vm, uint32_t offset)
{
	return (const volatile uint32_t *)(uintptr_t)
		(vm->sys->zone_va + offset);
}

/* Most are empty or equal: eight at a time, as the walk is slow otherwise */
static bool all_empty(const volatile uint32_t *p)
{
	return !(p[0] | p[1] | p[2] | p[3] | p[4] | p[5] | p[6] | p[7]);
}

static bool all_equal(const volatile uint32_t *p, const volatile uint32_t *q)
{
	return !((p[0] ^ q[0]) | (p[1] ^ q[1]) | (p[2] ^ q[2]) |
		 (p[3] ^ q[3]) | (p[4] ^ q[4]) | (p[5] ^ q[5]) |
		 (p[6] ^ q[6]) | (p[7] ^ q[7]));
}

/* ---- the memory that a VM may access ------------------------------------ */

static bool in_channel(const struct sys_vm *s, uint32_t pa, uint32_t size,
		       uint32_t cb)
{
	uint32_t i;

	for (i = 0; i < s->nr_channels; i++)
		if (is_inside(pa, size, s->channel[i].pa, s->channel[i].size))
			return !(cb & MMU_C) ||
				!(s->channel[i].flags & DUET_CHAN_UNCACHED);
	return false;
}

static bool in_range(const struct sys_vm *s, uint32_t pa, uint32_t size)
{
	const struct sys_range *r = &sys->range[s->first_range];
	uint32_t i;

	for (i = 0; i < s->nr_ranges; i++, r++)
		if (is_inside(pa, size, r->pa, r->size))
			return true;
	return false;
}

/* Its image in the store, where each begins a MB of its own */
static bool in_image(const struct sys_vm *s, uint32_t pa, uint32_t size)
{
	return is_inside(pa, size, s->image_pa,
			 (s->image_size + 0xfffff) & 0xfff00000);
}

/* In the tables of a paged VM: its RAM, or its devices, never cached */
static bool paged_may_map(const struct sys_vm *s, uint32_t pa, uint32_t size,
			  uint32_t ap, uint32_t cb)
{
	if (is_inside(pa, size, s->ram_pa, s->ram_size))
		return true;
	if (in_image(s, pa, size))
		return ap == AP_READ;
	return in_range(s, pa, size) && !(cb & MMU_C);
}

/* In the window: a VM that has a domain open must own all memory in it. */
static bool window_may_map(const struct sys_vm *s, uint32_t va, uint32_t pa,
			   uint32_t size, uint32_t ap, uint32_t cb)
{
	if (in_channel(s, pa, size, cb))
		return true;
	if (s->flags & SYS_VM_PAGED)
		return false;
	if (is_inside(pa, size, s->ram_pa, s->ram_size))
		return va - s->ram_va == pa - s->ram_pa;
	if (in_image(s, pa, size))
		return ap == AP_READ;
	return s->device_va && va >> 20 == s->device_va >> 20 &&
		!(cb & MMU_C) && is_apart(pa, size, sys->ram_pa, sys->ram_size);
}

/* ---- the hypervisor's own tables: the window ------------------------------ */

/* All may read the clock, and the last KB of the page of the vectors. */
static void audit_public(uint32_t va, uint32_t pa, uint32_t size, uint32_t ap)
{
	ASSERT(ap == AP_READ);
	ASSERT((va >= DUET_KUSER_VA &&
		va - DUET_KUSER_VA + size <= 0x400) ||
	       (is_inside(va, size, HYP_CLOCK_VA, 0x1000) &&
		is_apart(pa, size, sys->ram_pa, sys->ram_size)));
}

static void audit_window_map(uint32_t va, uint32_t pa, uint32_t size,
			     uint32_t domain, uint32_t ap, uint32_t cb)
{
	uint32_t i;

	if (ap == AP_PRIV) {
		ASSERT(domain <= DOMAIN_PUBLIC);
		return;
	}
	if (domain == DOMAIN_PUBLIC) {
		audit_public(va, pa, size, ap);
		return;
	}
	ASSERT(domain >= DOMAIN_FIRST_WINDOW);
	for (i = 0; i < sys->nr_vms; i++) {
		if (!(sys->vm[i].dacr_kern & 3u << 2 * domain))
			continue;
		ASSERT(window_may_map(&sys->vm[i], va, pa, size, ap, cb));
	}
}

/* Four subpages with rights of their own; a large page is 16 entries. */
static void audit_window_page(uint32_t va, uint32_t w, uint32_t domain)
{
	uint32_t pa = w & 0xfffff000, i;

	if (!w)
		return;
	if ((w & 3) == 1)
		pa = (w & 0xffff0000) | (va & 0xf000);
	else
		ASSERT((w & 3) == L2_SMALL);
	for (i = 0; i < 4; i++)
		audit_window_map(va + i * 0x400, pa + i * 0x400, 0x400, domain,
				 w >> (4 + 2 * i) & 3, w & MMU_WB);
}

static void audit_window_slot(uint32_t slot)
{
	uint32_t w = hyp_window[slot - WINDOW_SLOT], domain = w >> 5 & 15, i;
	const uint32_t *l2;

	if ((w & L1_TYPE) == L1_SECTION) {
		audit_window_map(slot << 20, w & 0xfff00000, 0x100000, domain,
				 w >> 10 & 3, w & MMU_WB);
		return;
	}
	if ((w & L1_TYPE) != L1_COARSE) {
		ASSERT(!w);
		return;
	}
	/* it lies in the store, as these entries do */
	l2 = hyp_window + ((w & 0xffc00) -
			   ((uint32_t)(uintptr_t)hyp_window & 0xfffff)) / 4;
	for (i = 0; i < 256; i++)
		audit_window_page(slot << 20 | i << 12, l2[i], domain);
}

static void audit_window(void)
{
	uint32_t slot;

	for (slot = WINDOW_SLOT; slot < 4096; slot++)
		audit_window_slot(slot);
}

/* ---- the tables of a paged VM --------------------------------------------- */

static void audit_page(const struct vm *vm, uint32_t w)
{
	uint32_t ap = w >> 4 & 3;

	if (!w)
		return;
	ASSERT((w & 3) == L2_SMALL && (w & 0xff0) == ap * 0x550);
	ASSERT(ap > AP_PRIV);
	ASSERT(paged_may_map(vm->sys, w & 0xfffff000, 0x1000, ap, w & MMU_WB));
}

static void audit_section(const struct vm *vm, uint32_t w)
{
	uint32_t ap = w >> 10 & 3;

	ASSERT(!(w & 0xff200) && ap > AP_PRIV);
	ASSERT(paged_may_map(vm->sys, w & 0xfff00000, 0x100000, ap,
			     w & MMU_WB));
}

/* Also counts the links to each second-level table. */
static void audit_slot(const struct vm *vm, uint32_t slot, uint32_t w)
{
	uint32_t offset = (w & ~0x3ffu) - vm->sys->zone_pa;

	if (!w)
		return;
	ASSERT((w >> 5 & 15) == (slot < vm->sys->kernel_base >> 20 ?
				 DOMAIN_USER : DOMAIN_KERN));
	ASSERT(w & L1_SBO);
	if ((w & L1_TYPE) == L1_SECTION) {
		audit_section(vm, w);
		return;
	}
	ASSERT((w & L1_TYPE) == L1_COARSE && !(w & 0x20c));
	ASSERT(offset >= DUET_ZONE_FIRST && offset < vm->sys->zone_size);
	ASSERT(vm->zone.types[offset >> 10] & ZONE_L2);
	links[offset >> 10]++;
}

/* The hypervisor's own entries of a first-level table below the window */
static void audit_kept(const struct vm *vm, uint32_t slot, uint32_t w)
{
	if (slot == SHARED_SLOT)
		ASSERT(w == ((vm->sys->zone_pa + ZONE_SHARED_L2) |
			     DOMAIN_KERN << 5 | L1_SBO | L1_COARSE));
	else
		ASSERT(!w);
}

/* Checks the slots up to end. Returns the number of those not empty. */
static uint32_t audit_slots(const struct vm *vm, const volatile uint32_t *root,
			    uint32_t slot, uint32_t end)
{
	uint32_t users = 0, w;

	while (slot < end) {
		if (slot + 8 <= end && all_empty(root + slot)) {
			slot += 8;
			continue;
		}
		w = root[slot];
		audit_slot(vm, slot++, w);
		users += !!w;
	}
	return users;
}

/* An entry of the first root, or one that is being broadcast */
static bool is_like_first(const struct vm *vm, uint32_t index, uint32_t slot,
			  uint32_t w)
{
	const struct zone *z = &vm->zone;

	if (z->broadcast_left && index >= z->broadcast_left &&
	    slot * 4 == z->broadcast_slot)
		return w == z->broadcast_desc;
	return w == *zone_at(vm, ZONE_ROOT + slot * 4);
}

/* The first root's kernel half stands for that of all, which are equal. */
static void audit_root(const struct vm *vm, uint32_t index)
{
	uint32_t offset = vm->zone.roots[index] * DUET_ROOT_SIZE;
	uint32_t base = vm->sys->kernel_base >> 20, top = DUET_GUEST_TOP >> 20;
	const volatile uint32_t *root = zone_at(vm, offset);
	const volatile uint32_t *first = zone_at(vm, ZONE_ROOT);
	const struct zone_root *info;
	uint32_t slot, users = audit_slots(vm, root, 0, base);

	if (offset == ZONE_ROOT) {
		/* it can't be destroyed: its count is not used */
		audit_slots(vm, root, base, top);
		for (slot = top; slot < WINDOW_SLOT; slot++)
			audit_kept(vm, slot, root[slot]);
		for (; slot < 4096; slot += 8)
			ASSERT(all_equal(root + slot,
					 hyp_window + slot - WINDOW_SLOT));
		return;
	}
	info = &vm->zone.info[vm->zone.roots[index]];
	ASSERT(users == info->users && index == info->place);
	for (slot = base; slot < 4096; slot++) {
		if (!(slot & 7) && all_equal(root + slot, first + slot))
			slot += 7;
		else
			ASSERT(is_like_first(vm, index, slot, root[slot]));
	}
}

/* A root that is being made: not used yet; its finished part is right. */
static void audit_building(const struct vm *vm)
{
	const struct zone *z = &vm->zone;
	uint32_t base = vm->sys->kernel_base >> 18, i;

	if (!z->building)
		return;
	ASSERT(!(z->building & (DUET_ROOT_SIZE - 1)));
	for (i = 0; i < 16; i++)
		ASSERT(z->types[(z->building >> 10) + i] == ZONE_T_KEPT);
	for (i = 0; i < z->built; i += 4)
		ASSERT(*zone_at(vm, z->building + i) ==
		       (i < base ? 0 : *zone_at(vm, ZONE_ROOT + i)));
}

static void audit_l2(const struct vm *vm, const volatile uint32_t *l2)
{
	uint32_t i, j;

	for (i = 0; i < 256; i += 8) {
		if (all_empty(l2 + i))
			continue;
		for (j = i; j < i + 8; j++)
			audit_page(vm, l2[j]);
	}
}

/* Each KB has one use, and its type the right number of links. */
static void audit_types(const struct vm *vm)
{
	const struct zone *z = &vm->zone;
	uint32_t n = vm->sys->zone_size >> 10, kb, type;
	uint32_t roots = 0, kept = 0;

	for (kb = 0; kb < n; kb++) {
		type = z->types[kb];
		roots += type == ZONE_T_ROOT;
		kept += type == ZONE_T_KEPT;
		ASSERT(type <= ZONE_T_KEPT || type & ZONE_L2);
		if (!(type & ZONE_L2))
			continue;
		ASSERT(type != ZONE_L2 && type - ZONE_L2 == links[kb]);
		audit_l2(vm, zone_at(vm, kb * 1024));
	}
	ASSERT(roots == 16 * z->nr_roots);
	ASSERT(kept == (DUET_ZONE_FIRST >> 10) - 16 + (z->building ? 16 : 0));
}

static void audit_roots(const struct vm *vm)
{
	const struct zone *z = &vm->zone;
	uint32_t i, j, at;
	bool in = false;

	ASSERT(z->nr_roots && z->nr_roots <= DUET_MAX_ROOTS);
	ASSERT(z->roots[0] == ZONE_ROOT / DUET_ROOT_SIZE);
	for (i = 0; i < z->nr_roots; i++) {
		at = z->roots[i] * DUET_ROOT_SIZE;
		ASSERT(at >= ZONE_ROOT &&
		       at + DUET_ROOT_SIZE <= vm->sys->zone_size);
		for (j = 0; j < 16; j++)
			ASSERT(z->types[(at >> 10) + j] == ZONE_T_ROOT);
		for (j = 0; j < i; j++)
			ASSERT(z->roots[i] != z->roots[j]);
		in |= at == z->root;
		audit_root(vm, i);
	}
	ASSERT(in);
}

/* The shared page is the only page of a zone that the guest can access. */
static void audit_shared(const struct vm *vm)
{
	const volatile uint32_t *l2 = zone_at(vm, ZONE_SHARED_L2);
	uint32_t i;

	ASSERT(l2[0] == ((vm->sys->zone_pa + ZONE_SHARED) | L2_AP_ALL |
			 MMU_WB | L2_SMALL));
	for (i = 1; i < 256; i++)
		ASSERT(!l2[i]);
}

void audit_zone(const struct vm *vm)
{
	const struct sys_vm *s = vm->sys;
	const struct zone *z = &vm->zone;
	const struct fast_consts *q = &vm->kern.fast;
	uint32_t i;

	ASSERT(z->size == s->zone_size && z->size >> 10 <= ZONE_KB_MAX);
	ASSERT(z->va == s->zone_va);
	ASSERT(q->mask_va == s->shared_va + offsetof(struct duet_shared, mask));
	ASSERT(q->frame_top < DUET_GUEST_TOP >> 28);
	ASSERT(q->zone == s->zone_va && q->words == s->zone_size / 4);
	ASSERT(q->ram_pa == s->ram_pa && q->ram_size == s->ram_size);
	ASSERT(!q->queue_max || q->queue_max == DUET_QUEUE_MAX);
	ASSERT(!q->queue_max || !vm->queue_done);
	for (i = 0; i < z->size >> 10; i++)
		links[i] = 0;
	/* a link counts from before it is in the first root */
	if (z->broadcast_left)
		audit_slot(vm, z->broadcast_slot / 4, z->broadcast_desc);
	audit_roots(vm);
	audit_types(vm);
	audit_building(vm);
	audit_shared(vm);
}

/* ---- all ------------------------------------------------------------------ */

/* No domain is without checks, and users have none but their own. */
static void audit_domains(const struct sys_vm *s)
{
	uint32_t own = DOMAIN_CLIENT(DOMAIN_USER) | DOMAIN_CLIENT(DOMAIN_KERN);

	ASSERT(!((s->dacr_kern | s->dacr_user) & 0xaaaaaaaa));
	if (s->flags & SYS_VM_PAGED) {
		ASSERT((s->dacr_kern & own) == own);
		ASSERT(s->dacr_user ==
		       (DACR_HYP | DOMAIN_CLIENT(DOMAIN_USER)));
	} else {
		ASSERT(!(s->dacr_kern & own));
		ASSERT(s->dacr_user == DACR_HYP);
	}
}

/* RAM and zones have one owner, and none of them is the hypervisor's. */
static void audit_owners(const struct sys_vm *s)
{
	uint32_t store = hyp_window[(HYP_VA - DUET_WINDOW) >> 20], i;

	store &= 0xfff00000;

	ASSERT(is_apart(s->ram_pa, s->ram_size, store, 0x100000));
	for (i = 0; i < sys->nr_vms; i++) {
		const struct sys_vm *o = &sys->vm[i];

		ASSERT(is_apart(s->ram_pa, s->ram_size,
				o->zone_pa, o->zone_size));
		ASSERT(is_apart(s->ram_pa, s->ram_size,
				o->image_pa, o->image_size));
		if (o == s)
			continue;
		ASSERT(is_apart(s->ram_pa, s->ram_size,
				o->ram_pa, o->ram_size));
		ASSERT(is_apart(s->zone_pa, s->zone_size,
				o->zone_pa, o->zone_size));
	}
}

/* The MMU walks a table that was just audited, and the right one. */
void audit_mmu(void)
{
	uint32_t pa = cpu_read_root(), i, in = 0;

	ASSERT(cpu_read_dacr() == DACR_HYP);
	for (i = 0; i < sys->nr_vms; i++) {
		const struct vm *vm = &vms[i];
		uint32_t offset = pa - vm->sys->zone_pa;
		bool its = sched.loaded == vm &&
			(vm->state == VM_LIVE ? offset == vm->zone.root :
			 offset < vm->sys->zone_size);

		in += its;
		if (vm_is_paged(vm) && vm->state == VM_LIVE && vm->resident_bit)
			ASSERT(its);
		if (vm_is_paged(vm) && vm->state == VM_LIVE && vm == current)
			ASSERT(its);
	}
	ASSERT(in == !!sched.loaded && (in || pa == hyp_root_pa));
	ASSERT(cpu_read_pid() == (in ? sched.loaded->zone.pid : 0));
}

void audit_arch(void)
{
	uint32_t i;

	audit_window();
	for (i = 0; i < sys->nr_vms; i++) {
		audit_domains(vms[i].sys);
		audit_owners(vms[i].sys);
		if (vm_is_paged(&vms[i]) && vms[i].state == VM_LIVE)
			audit_zone(&vms[i]);
	}
	audit_mmu();
}
