// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of paged VMs: the requests that a guest may make, and the
 * descriptors that are built from them (ARM ARM DDI 0100, B4.7). A guest never
 * supplies a descriptor: it names a frame, an access and a cacheability.
 *
 * Only the hypervisor can access the zone, which is mapped write-through at one
 * address. An update is a store. The caller must drain the write buffer before
 * the guest runs, because the table walker reads neither it nor the cache. Each
 * KB of a zone has a type: free, part of a first-level table (root), a
 * second-level table (L2) with its number of links, or kept by the hypervisor.
 *
 * After an update the guest must invalidate its stale TLB entries. They do not
 * endanger other VMs: frames never change their owner, an ARM926 caches no
 * table pointers, and dirty lines are written back by their physical tag.
 */
#include "arch.h"
#include "assert.h"
#include "cpu.h"
#include "hypercalls.h"
#include "plat.h"
#include "pt.h"
#include "sched.h"
#include "vm.h"

#define SLOT(offset)	(((offset) & (DUET_ROOT_SIZE - 1)) >> 2)
#define FIRST_KEPT	(DUET_GUEST_TOP >> 20)

/* Work between two polls: bytes of a new root; roots of a broadcast */
#define PIECE		0x80
#define SPREAD		4
_Static_assert(PIECE % 32 == 0 && DUET_L2_SIZE % 32 == 0,
	       "pt_clear() and pt_copy() move 32 bytes at a time");
_Static_assert(DUET_ROOT_SIZE % PIECE == 0, "the last piece ends with the root");
_Static_assert(DUET_PT_B == MMU_B && DUET_PT_C == MMU_C,
	       "both bits of a value are copied to the descriptor");

static volatile uint32_t *zone_word(const struct vm *vm, uint32_t offset)
{
	ASSERT(offset < vm->zone.size && !(offset & 3));
	return (volatile uint32_t *)(uintptr_t)(vm->zone.va + offset);
}

static uint8_t get_kb_type(const struct vm *vm, uint32_t offset)
{
	ASSERT(offset < vm->zone.size);
	return vm->zone.types[offset >> 10];
}

static void set_kb_type(struct vm *vm, uint32_t offset, uint8_t type)
{
	vm->zone.types[offset >> 10] = type;
}

bool pt_is_root(const struct vm *vm, uint32_t offset)
{
	return !(offset & (DUET_ROOT_SIZE - 1)) &&
		offset < vm->zone.size &&
		get_kb_type(vm, offset) == ZONE_T_ROOT;
}

static bool is_l2_type(uint8_t type)
{
	return type & ZONE_L2;
}

static bool is_own_ram(const struct vm *vm, uint32_t frame, uint32_t size)
{
	uint32_t offset = frame - vm->sys->ram_pa;

	return offset < vm->sys->ram_size &&
		vm->sys->ram_size - offset >= size;
}

/* A page of one of the VM's devices, or of a channel that users may map */
static bool is_range_page(const struct vm *vm, uint32_t frame)
{
	const struct sys_range *r = &sys->range[vm->sys->first_range];
	uint32_t i;

	for (i = 0; i < vm->sys->nr_ranges; i++, r++)
		if (frame - r->pa < r->size)
			return true;
	return false;
}

uint32_t pt_make_section(uint32_t frame, uint32_t domain, bool write,
			 uint32_t cb)
{
	return (frame & 0xfff00000) | (write ? L1_AP_ALL : L1_AP_READ) |
		L1_DOMAIN(domain) | L1_SBO | cb | L1_SECTION;
}

/* All four subpages alike */
static int32_t build_page(const struct vm *vm, uint32_t value, uint32_t *desc)
{
	uint32_t frame = value & 0xfffff000;
	uint32_t cb = value & (DUET_PT_B | DUET_PT_C);

	*desc = 0;
	if (!(value & DUET_PT_VALID))
		return 0;
	if (!is_own_ram(vm, frame, 0x1000)) {
		if (!is_range_page(vm, frame))
			return DUET_EPERM;
		cb &= ~DUET_PT_C;
	}
	*desc = frame | (value & DUET_PT_WRITE ? L2_AP_ALL : L2_AP_READ) |
		cb | L2_SMALL;
	return 0;
}

static uint32_t slot_domain(const struct vm *vm, uint32_t slot)
{
	return slot < vm->sys->kernel_base >> 20 ? DOMAIN_USER : DOMAIN_KERN;
}

static int32_t build_section(const struct vm *vm, uint32_t slot,
			     uint32_t value, uint32_t *desc)
{
	*desc = 0;
	if (!(value & DUET_PT_VALID))
		return 0;
	if (value & 0xfff00 || !is_own_ram(vm, value & 0xfff00000, 0x100000))
		return DUET_EPERM;
	*desc = pt_make_section(value, slot_domain(vm, slot),
				value & DUET_PT_WRITE,
				value & (DUET_PT_B | DUET_PT_C));
	return 0;
}

static int32_t build_link(struct vm *vm, uint32_t slot, uint32_t value,
			  uint32_t *desc)
{
	uint32_t offset = value & ~(DUET_L2_SIZE - 1);
	uint8_t type;

	*desc = 0;
	if (!(value & DUET_PT_VALID))
		return 0;
	if (offset < DUET_ZONE_FIRST || offset >= vm->zone.size)
		return DUET_EINVAL;
	type = get_kb_type(vm, offset);
	if (type == ZONE_FREE) {
		/* its old contents do not matter */
		pt_clear(zone_word(vm, offset), DUET_L2_SIZE);
		type = ZONE_L2;
	}
	if (!is_l2_type(type) || type == (ZONE_L2 | ZONE_LINKS_MAX))
		return DUET_EBUSY;
	set_kb_type(vm, offset, type + 1);
	*desc = (vm->sys->zone_pa + offset) |
		L1_DOMAIN(slot_domain(vm, slot)) | L1_SBO | L1_COARSE;
	return 0;
}

/* An L2 table that some descriptor points to */
static bool is_linked(uint8_t type)
{
	return is_l2_type(type) && type != ZONE_L2;
}

/* Uncounts the link of a descriptor, if it is one; the last frees its L2. */
static void drop_link(struct vm *vm, uint32_t desc)
{
	uint32_t offset = (desc & ~(DUET_L2_SIZE - 1)) - vm->sys->zone_pa;
	uint8_t type;

	if ((desc & L1_TYPE) != L1_COARSE)
		return;
	type = get_kb_type(vm, offset);
	/* a wrong count would free a table in use: checked in all builds */
	if (!is_linked(type))
		panic("assert: is_linked(type)");
	set_kb_type(vm, offset, type == ZONE_L2 + 1 ? ZONE_FREE : type - 1);
}

static struct zone_root *get_root_info(const struct vm *vm, uint32_t offset)
{
	return &vm->zone.info[offset / DUET_ROOT_SIZE];
}

/*
 * Kernel half: one link counts for all roots, which must be equal there. They
 * get the entry a few at a time, the first root last. Until that has the new
 * entry, the old entry's link counts as well, so that no root can point to a
 * free L2 table, whatever the guest does meanwhile. The new entry is kept in
 * the VM, as the guest may change its queue before the broadcast continues.
 */
static void store_kernel_entry(struct vm *vm, uint32_t slot, uint32_t desc)
{
	vm->zone.broadcast_slot = slot * 4;
	vm->zone.broadcast_desc = desc;
	vm->zone.broadcast_left = vm->zone.nr_roots;
}

static void broadcast_last(struct vm *vm, uint32_t slot, uint32_t desc)
{
	drop_link(vm, *zone_word(vm, ZONE_ROOT + slot));
	*zone_word(vm, ZONE_ROOT + slot) = desc;
	/* a root that is being made may have this part already */
	if (vm->zone.building)
		*zone_word(vm, vm->zone.building + slot) = desc;
}

bool pt_broadcast_rest(struct vm *vm)
{
	struct zone *z = &vm->zone;
	uint32_t slot = z->broadcast_slot, desc = z->broadcast_desc, i;
	volatile char *at = (char *)zone_word(vm, slot);

	ASSERT(z->broadcast_left && z->broadcast_left <= z->nr_roots);
	do {
		i = --z->broadcast_left;
		if (i)
			*(volatile uint32_t *)
				(at + z->roots[i] * DUET_ROOT_SIZE) = desc;
		else
			broadcast_last(vm, slot, desc);
		if (i % SPREAD == 0 && plat_irq_waiting())
			return false;
	} while (i);
	return true;
}

static void store_user_entry(struct vm *vm, uint32_t offset, uint32_t desc)
{
	uint32_t old = *zone_word(vm, offset);

	drop_link(vm, old);
	ASSERT(!old || get_root_info(vm, offset)->users || offset < DUET_ZONE_FIRST);
	get_root_info(vm, offset)->users += (desc != 0) - (old != 0);
	*zone_word(vm, offset) = desc;
}

static int32_t apply_root_entry(struct vm *vm, uint32_t offset, bool link,
				uint32_t value)
{
	uint32_t slot = SLOT(offset), desc;
	int32_t err;

	if (get_kb_type(vm, offset) != ZONE_T_ROOT)
		return DUET_EINVAL;
	if (slot >= FIRST_KEPT)
		return DUET_EPERM;
	err = link ? build_link(vm, slot, value, &desc) :
		build_section(vm, slot, value, &desc);
	if (err)
		return err;
	if (slot >= vm->sys->kernel_base >> 20)
		store_kernel_entry(vm, slot, desc);
	else
		store_user_entry(vm, offset, desc);
	return 0;
}

int32_t pt_apply_update(struct vm *vm, uint32_t target, uint32_t value)
{
	uint32_t offset = target & ~3u, kind = target & 3, desc;
	int32_t err;

	ASSERT(!vm->zone.broadcast_left);
	if (offset >= vm->zone.size)
		return DUET_EINVAL;
	if (kind == DUET_PT_SECTION || kind == DUET_PT_LINK)
		return apply_root_entry(vm, offset, kind == DUET_PT_LINK,
					value);
	if (kind != DUET_PT_L2 || !is_l2_type(get_kb_type(vm, offset)))
		return DUET_EINVAL;
	err = build_page(vm, value, &desc);
	if (!err)
		*zone_word(vm, offset) = desc;
	return err;
}

static void set_root_types(struct vm *vm, uint32_t offset, uint8_t type)
{
	uint8_t *types = vm->zone.types + (offset >> 10);
	uint32_t i = DUET_ROOT_SIZE >> 10;

	while (i--)
		types[i] = type;
}

static int32_t begin_root(struct vm *vm, uint32_t offset)
{
	struct zone *z = &vm->zone;
	uint32_t i = DUET_ROOT_SIZE;

	if (offset & (DUET_ROOT_SIZE - 1) || offset < DUET_ZONE_FIRST ||
	    offset >= vm->zone.size)
		return DUET_EINVAL;
	if (z->nr_roots >= DUET_MAX_ROOTS)
		return DUET_ENOSPC;
	while (i) {
		i -= 0x400;
		if (get_kb_type(vm, offset + i) != ZONE_FREE)
			return DUET_EBUSY;
	}
	set_root_types(vm, offset, ZONE_T_KEPT);
	z->building = offset;
	z->built = 0;
	return 0;
}

/* The user half is empty, the rest a copy; one piece may have both. */
static void build_root_piece(struct vm *vm)
{
	uint32_t offset = vm->zone.built, end = offset + PIECE;
	uint32_t kernel = vm->sys->kernel_base >> 18;
	volatile uint32_t *to = zone_word(vm, vm->zone.building + offset);
	volatile uint32_t *from = zone_word(vm, ZONE_ROOT + offset);

	ASSERT(end <= DUET_ROOT_SIZE);
	vm->zone.built = end;
	if (offset >= kernel) {
		pt_copy(to, from, PIECE);
		return;
	}
	pt_clear(to, PIECE);
	to += PIECE / 4;
	from += PIECE / 4;
	for (; end > kernel; end -= 4)
		*--to = *--from;
}

/*
 * The progress is kept in the VM, not in the guest's registers: a guest must
 * not be able to claim that a part is done. If it begins another root, a root
 * that is half made is given up.
 */
static enum call_outcome create_root(struct vm *vm, uint32_t offset)
{
	struct zone *z = &vm->zone;
	enum call_outcome err;

	if (!pt_broadcast(vm))
		return CALL_PREEMPTED;
	if (z->building && z->building != offset) {
		set_root_types(vm, z->building, ZONE_FREE);
		z->building = 0;
	}
	if (!z->building) {
		err = begin_root(vm, offset);
		if (err)
			return err;
		if (plat_irq_waiting())
			return CALL_PREEMPTED;
	}
	while (z->built < DUET_ROOT_SIZE) {
		build_root_piece(vm);
		if (plat_irq_waiting())
			return CALL_PREEMPTED;
	}
	set_root_types(vm, offset, ZONE_T_ROOT);
	get_root_info(vm, offset)->users = 0;
	get_root_info(vm, offset)->place = z->nr_roots;
	z->roots[z->nr_roots++] = offset / DUET_ROOT_SIZE;
	z->building = 0;
	return CALL_DONE;
}

static enum call_outcome destroy_root(struct vm *vm, uint32_t offset)
{
	struct zone *z = &vm->zone;
	uint32_t place, last;

	if (!pt_broadcast(vm))
		return CALL_PREEMPTED;
	if (!pt_is_root(vm, offset))
		return DUET_EINVAL;
	if (offset == ZONE_ROOT || offset == z->root ||
	    get_root_info(vm, offset)->users)
		return DUET_EBUSY;
	/* the last root of the list takes its place */
	place = get_root_info(vm, offset)->place;
	ASSERT(z->roots[place] == offset / DUET_ROOT_SIZE);
	last = z->roots[--z->nr_roots];
	z->roots[place] = last;
	z->info[last].place = place;
	set_root_types(vm, offset, ZONE_FREE);
	return CALL_DONE;
}

uint32_t call_pt_root(uint32_t op, uint32_t offset)
{
	enum call_outcome outcome;

	if (!vm_is_paged(current))
		return DUET_EPERM;
	if (op >= DUET_NR_ROOT)
		return DUET_EINVAL;
	outcome = op == DUET_ROOT_CREATE ? create_root(current, offset) :
		destroy_root(current, offset);
	cpu_drain_writes();
	return outcome == CALL_PREEMPTED ? call_restart() : (uint32_t)outcome;
}
