// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables: random updates against a model without descriptors, types or
 * counts; the tables are compared with the model, and audited.
 */
#include "hyp_test.h"

#include "arch.h"
#include "assert.h"
#include "audit.h"
#include "hypercalls.h"
#include "plat.h"
#include "pt.h"
#include "sched.h"
#include "vm.h"

#define ZONE_PA		0x06000000u
#define ZONE_MAX	0x00400000u
#define RAM_PA		0x01000000u
#define RAM_SIZE	0x00300000u
#define KERNEL_SLOT	0xbf0u
#define KEPT_SLOT	0xee0u
#define KB_MAX		(ZONE_MAX >> 10)

const struct sys_table *sys;
struct vm vms[SYS_VM_MAX];
struct sched sched;
uint32_t host_dacr, host_drains, host_root, host_pid;
uint32_t hyp_root_pa;
const uint32_t *hyp_window;

static uint32_t window[4096];	/* the hypervisor's own table */
static struct sys_table *table;
static struct vm *vm = &vms[0];
static uint8_t *zone;
static uint32_t zone_size;
static uint32_t ram_size;
static uint32_t cut;		/* one poll in so many finds an interrupt */

void panic(const char *why)
{
	fail_msg("panic: %s", why);
	abort();
}

bool plat_irq_waiting(void)
{
	return cut && !rnd_below(cut);
}

static bool restarted;

uint32_t call_restart(void)
{
	restarted = true;
	return 0;
}

/* 1: it was preempted */
static int32_t root_call(uint32_t op, uint32_t offset)
{
	int32_t err;

	restarted = false;
	err = call_pt_root(op, offset);
	return restarted ? 1 : err;
}

static int32_t root_create(uint32_t offset)
{
	return root_call(DUET_ROOT_CREATE, offset);
}

static int32_t root_destroy(uint32_t offset)
{
	return root_call(DUET_ROOT_DESTROY, offset);
}

/* ---- the model ------------------------------------------------------------ */

enum use { FREE, KEPT, ROOT, TABLE };

struct entry {
	enum { NONE, PAGE, SECTION, LINK } kind;
	uint32_t value;		/* as the guest gave it, or the L2's offset */
};

static struct model {
	enum use use[KB_MAX];
	uint32_t links[KB_MAX];
	struct entry page[KB_MAX][256];
	struct entry user[KB_MAX / 16][KERNEL_SLOT];
	struct entry kernel[KEPT_SLOT];
	uint32_t roots;
	uint32_t in;		/* the loaded root */
} m;

static bool is_ram(uint32_t frame, uint32_t size)
{
	return frame >= RAM_PA && (uint64_t)frame + size <=
		(uint64_t)RAM_PA + ram_size;
}

static bool is_device(uint32_t frame)
{
	return frame == 0x101f1000 || (frame >= 0x10010000 &&
				       frame < 0x10020000);
}

static void unlink_entry(struct entry *e)
{
	if (e->kind != LINK)
		return;
	if (!--m.links[e->value >> 10])
		m.use[e->value >> 10] = FREE;
}

static int32_t model_link(struct entry *e, uint32_t value)
{
	uint32_t offset = value & ~0x3ffu, kb = offset >> 10;

	if (offset < DUET_ZONE_FIRST || offset >= zone_size)
		return DUET_EINVAL;
	if (m.use[kb] == ROOT || m.use[kb] == KEPT || m.links[kb] == 127)
		return DUET_EBUSY;
	if (m.use[kb] == FREE)
		memset(m.page[kb], 0, sizeof(m.page[kb]));
	m.use[kb] = TABLE;
	m.links[kb]++;
	unlink_entry(e);
	e->kind = LINK;
	e->value = offset;
	return 0;
}

static int32_t model_slot(struct entry *e, bool link, uint32_t value)
{
	if (!(value & DUET_PT_VALID)) {
		unlink_entry(e);
		e->kind = NONE;
		return 0;
	}
	if (link)
		return model_link(e, value);
	if (value & 0xfff00 || !is_ram(value & 0xfff00000, 0x100000))
		return DUET_EPERM;
	unlink_entry(e);
	e->kind = SECTION;
	e->value = value;
	return 0;
}

static int32_t model_page(struct entry *e, uint32_t value)
{
	uint32_t frame = value & 0xfffff000;

	if (value & DUET_PT_VALID && !is_ram(frame, 0x1000) &&
	    !is_device(frame))
		return DUET_EPERM;
	e->kind = value & DUET_PT_VALID ? PAGE : NONE;
	e->value = value;
	return 0;
}

static int32_t model_apply(uint32_t target, uint32_t value)
{
	uint32_t offset = target & ~3u, kb = offset >> 10, kind = target & 3;
	uint32_t slot = (offset & 0x3fff) >> 2;

	if (offset >= zone_size || kind == 3)
		return DUET_EINVAL;
	if (kind == DUET_PT_L2) {
		if (m.use[kb] != TABLE)
			return DUET_EINVAL;
		return model_page(&m.page[kb][(offset & 0x3ff) >> 2], value);
	}
	if (m.use[kb] != ROOT)
		return DUET_EINVAL;
	if (slot >= KEPT_SLOT)
		return DUET_EPERM;
	return model_slot(slot >= KERNEL_SLOT ? &m.kernel[slot] :
			  &m.user[kb / 16][slot], kind == DUET_PT_LINK, value);
}

static int32_t model_create(uint32_t offset)
{
	uint32_t i;

	if (offset & 0x3fff || offset < DUET_ZONE_FIRST || offset >= zone_size)
		return DUET_EINVAL;
	if (m.roots == DUET_MAX_ROOTS)
		return DUET_ENOSPC;
	for (i = 0; i < 16; i++)
		if (m.use[(offset >> 10) + i] != FREE)
			return DUET_EBUSY;
	for (i = 0; i < 16; i++)
		m.use[(offset >> 10) + i] = ROOT;
	memset(m.user[offset >> 14], 0, sizeof(m.user[0]));
	m.roots++;
	return 0;
}

static int32_t model_destroy(uint32_t offset)
{
	uint32_t i;

	if (offset & 0x3fff || offset >= zone_size ||
	    m.use[offset >> 10] != ROOT)
		return DUET_EINVAL;
	if (offset == ZONE_ROOT || offset == m.in)
		return DUET_EBUSY;
	for (i = 0; i < KERNEL_SLOT; i++)
		if (m.user[offset >> 14][i].kind != NONE)
			return DUET_EBUSY;
	for (i = 0; i < 16; i++)
		m.use[(offset >> 10) + i] = FREE;
	m.roots--;
	return 0;
}

/* ---- the comparison -------------------------------------------------------- */

static uint32_t word_at(uint32_t offset)
{
	uint32_t w;

	memcpy(&w, zone + offset, 4);
	return w;
}

/* The value of a slot that the hypervisor keeps */
static uint32_t kept_word(uint32_t slot)
{
	if (slot == DUET_SHARED_VA >> 20)
		return ZONE_PA | ZONE_SHARED_L2 | 0x51;
	return slot < DUET_WINDOW >> 20 ? 0 : slot << 20 | 0x41e;
}

/* A small page: four equal rights, frame and cacheability as allowed */
static void audit_page(uint32_t w, const struct entry *e)
{
	uint32_t frame = w & 0xfffff000, ap = w >> 4 & 3;

	if (e->kind == NONE) {
		assert_int_equal(w, 0);
		return;
	}
	assert_int_equal(w & 3, 2);
	assert_int_equal(w >> 4 & 0xff, ap * 0x55);
	assert_int_equal(ap, e->value & DUET_PT_WRITE ? 3 : 2);
	assert_int_equal(frame, e->value & 0xfffff000);
	assert_true(is_ram(frame, 0x1000) || is_device(frame));
	assert_int_equal(!!(w & 4), !!(e->value & DUET_PT_B));
	assert_int_equal(!!(w & 8), is_ram(frame, 0x1000) &&
			 e->value & DUET_PT_C);
}

static void audit_slot(uint32_t w, uint32_t slot, const struct entry *e)
{
	uint32_t domain = slot < KERNEL_SLOT ? DOMAIN_USER : DOMAIN_KERN;

	if (e->kind == NONE) {
		assert_int_equal(w, 0);
		return;
	}
	assert_int_equal(w >> 5 & 15, domain);
	assert_int_equal(w & 0x10, 0x10);
	if (e->kind == LINK) {
		assert_int_equal(w & 3, 1);
		assert_int_equal(w & 0x20c, (domain & 16) << 5);
		assert_int_equal(w & 0xfffffc00, ZONE_PA + e->value);
		return;
	}
	assert_int_equal(w & 3, 2);
	assert_int_equal(w & 0xff200, (domain & 16) << 5);
	assert_int_equal(w & 0xfff00000, e->value & 0xfff00000);
	assert_true(is_ram(w & 0xfff00000, 0x100000));
	assert_int_equal(w >> 10 & 3, e->value & DUET_PT_WRITE ? 3 : 2);
	assert_int_equal(w >> 2 & 3, e->value >> 2 & 3);
}

static void audit_root(uint32_t offset)
{
	uint32_t slot;

	for (slot = 0; slot < 4096; slot++) {
		uint32_t w = word_at(offset + slot * 4);

		if (slot >= KEPT_SLOT)
			assert_int_equal(w, kept_word(slot));
		else if (slot >= KERNEL_SLOT)
			audit_slot(w, slot, &m.kernel[slot]);
		else
			audit_slot(w, slot, &m.user[offset >> 14][slot]);
	}
}

static void audit(void)
{
	uint32_t kb, i, roots = 0;

	audit_zone(vm);
	for (kb = 0; kb < zone_size >> 10; kb++) {
		if (m.use[kb] == TABLE)
			for (i = 0; i < 256; i++)
				audit_page(word_at(kb * 1024 + i * 4),
					   &m.page[kb][i]);
		if (m.use[kb] == ROOT && kb % 16 == 0) {
			audit_root(kb << 10);
			roots++;
			assert_true(pt_is_root(vm, kb << 10));
		}
	}
	assert_int_equal(roots, m.roots);
	assert_int_equal(vm->zone.nr_roots, m.roots);
}

/* Memory in the zone outside of tables is never written. */
static uint32_t kept_sum(void)
{
	uint32_t sum = 0, i;

	for (i = 0x8000; i < 0xa000; i += 4)
		sum = sum * 31 + word_at(i);
	return sum;
}

/* ---- tests ---------------------------------------------------------------- */

static void new_vm(uint32_t size)
{
	static const struct sys_range ranges[] = {
		{ 0x101f1000, 0x1000 }, { 0x10010000, 0x10000 },
	};
	struct sys_vm *s;
	uint32_t i;

	zone_size = size;
	memset(zone, 0, ZONE_MAX);
	memset(&m, 0, sizeof(m));
	memset(vm, 0, sizeof(*vm));
	/* not the first range, so that first_range matters */
	memcpy(&table->range[3], ranges, sizeof(ranges));
	table->range[2] = (struct sys_range){ 0, 0xffffffff };
	table->range[5] = (struct sys_range){ 0, 0xffffffff };
	s = &table->vm[0];
	*s = (struct sys_vm){
		.flags = SYS_VM_PAGED,
		.ram_pa = RAM_PA, .ram_size = ram_size,
		.zone_pa = ZONE_PA, .zone_va = (uintptr_t)zone,
		.zone_size = size, .kernel_base = KERNEL_SLOT << 20,
		.first_range = 3, .nr_ranges = 2,
	};
	vm->sys = s;
	vm->zone.va = s->zone_va;
	vm->zone.size = size;
	vm->kern.fast = (struct fast_consts) {
		.mask_va = s->shared_va + offsetof(struct duet_shared, mask),
		.frame_top = 0xc, .zone = s->zone_va, .words = size / 4,
		.ram_pa = RAM_PA, .ram_size = ram_size,
		.queue_max = DUET_QUEUE_MAX,
	};
	vm->zone.types = zone + ZONE_TYPES;
	vm->zone.roots = (uint16_t *)(zone + ZONE_ROOTS);
	vm->zone.info = (struct zone_root *)(zone + ZONE_INFO);
	vm->zone.nr_roots = 1;
	vm->zone.root = ZONE_ROOT;
	vm->zone.roots[0] = ZONE_ROOT / DUET_ROOT_SIZE;
	for (i = 0; i < DUET_ZONE_FIRST >> 10; i++) {
		bool root = i >= 16 && i < 32;

		vm->zone.types[i] = root ? ZONE_T_ROOT : ZONE_T_KEPT;
		m.use[i] = root ? ROOT : KEPT;
	}
	for (i = KEPT_SLOT; i < 4096; i++)
		((uint32_t *)(zone + ZONE_ROOT))[i] = kept_word(i);
	for (i = DUET_WINDOW >> 20; i < 4096; i++)
		window[i] = kept_word(i);
	for (i = ZONE_SHARED; i < ZONE_SHARED_L2; i++)
		zone[i] = i * 7;
	*(uint32_t *)(zone + ZONE_SHARED_L2) =
		ZONE_PA | ZONE_SHARED | 0xffe;
	m.roots = 1;
	m.in = ZONE_ROOT;
}

static int setup(void **state)
{
	zone = low_memory(ZONE_MAX);
	table = calloc(1, sizeof(*table) + sizeof(struct sys_vm));
	sys = table;
	hyp_window = window + (DUET_WINDOW >> 20);
	current = vm;
	rnd_state = 1;
	cut = 0;
	ram_size = RAM_SIZE;
	new_vm(0x100000);
	return 0;
}

static int teardown(void **state)
{
	munmap(zone, ZONE_MAX);
	free(table);
	return 0;
}

/* An update with its spreading, however often it is cut */
static int32_t apply(uint32_t target, uint32_t value)
{
	int32_t err = pt_apply_update(vm, target, value);

	while (!pt_broadcast(vm))
		;
	return err;
}

static int32_t destroy(uint32_t offset)
{
	int32_t err;

	do
		err = root_destroy(offset);
	while (err > 0);
	return err;
}

static int32_t create(uint32_t offset)
{
	int32_t err;

	do
		err = root_create(offset);
	while (err > 0);
	return err;
}

/* Offsets of tables, or of possible tables */
static uint32_t some_root(void)
{
	switch (rnd_below(8)) {
	case 0:
		return rnd() & ~3u;
	case 1:
		return rnd_below(zone_size) & ~3u;
	case 2:
		return ZONE_ROOT;
	default:
		return (1 + rnd_below(8)) * DUET_ROOT_SIZE;
	}
}

static uint32_t some_l2(void)
{
	if (!rnd_below(16))
		return rnd() & ~0x3ffu;
	if (!rnd_below(16))
		return rnd_below(zone_size) & ~0x3ffu;
	return 0xa000 + rnd_below(128) * 0x400;
}

static uint32_t some_frame(uint32_t grain)
{
	switch (rnd_below(8)) {
	case 0:
		return rnd() & ~(grain - 1);
	case 1:
		return (ZONE_PA + rnd_below(zone_size)) & ~(grain - 1);
	case 2:
		return 0x10010000 - 0x1000 + rnd_below(18) * 0x1000;
	case 3:
		return RAM_PA + RAM_SIZE - rnd_below(2) * grain;
	default:
		return (RAM_PA + rnd_below(RAM_SIZE)) & ~(grain - 1);
	}
}

static uint32_t some_slot(void)
{
	static const uint32_t edge[] = {
		0, 1, KERNEL_SLOT - 1, KERNEL_SLOT, KERNEL_SLOT + 1,
		KEPT_SLOT - 1, KEPT_SLOT, 0xef0, 0xf00, 0xfff,
	};

	return rnd_below(3) ? rnd_below(16) : edge[rnd_below(ELEMENTS(edge))];
}

static void random_update(void)
{
	uint32_t target, value = rnd() & 15, kind = rnd_below(8);
	int32_t want;

	if (kind < 3) {
		target = some_l2() + rnd_below(256) * 4;
		value |= some_frame(0x1000);
		value |= rnd_below(32) ? 0 : rnd() & 0xff0;
	} else if (kind < 5) {
		target = (some_root() + some_slot() * 4) | DUET_PT_SECTION;
		value |= some_frame(0x100000);
		value |= rnd_below(32) ? 0 : rnd() & 0xffff0;
	} else if (kind < 7) {
		target = (some_root() + some_slot() * 4) | DUET_PT_LINK;
		value |= some_l2();
	} else {
		target = rnd();
		value = rnd();
	}
	want = model_apply(target, value);
	assert_int_equal(apply(target, value), want);
}

static void random_step(void)
{
	uint32_t offset;

	switch (rnd_below(64)) {
	case 0:
		offset = some_root();
		assert_int_equal(create(offset), model_create(offset));
		break;
	case 1:
		offset = some_root();
		assert_int_equal(destroy(offset), model_destroy(offset));
		break;
	case 2:
		offset = some_root();
		if (pt_is_root(vm, offset))
			vm->zone.root = m.in = offset;
		break;
	default:
		random_update();
	}
}

static void random_updates(void **state)
{
	uint32_t seed, i, sum;

	for (seed = 1; seed <= 6; seed++) {
		rnd_state = seed * 7919;
		cut = seed & 1 ? 4 : 0;
		ram_size = seed == 3 ? RAM_SIZE - 0x1000 : RAM_SIZE;
		new_vm(seed & 2 ? 0x100000 : 0x200000);
		sum = kept_sum();
		for (i = 0; i < 40000; i++) {
			random_step();
			if (i % 1000 == 0)
				audit();
		}
		audit();
		assert_int_equal(kept_sum(), sum);
	}
}

/* An empty guest can give all its memory back. */
static void all_given_back(void **state)
{
	uint32_t i, kb, slot;

	rnd_state = 4711;
	for (i = 0; i < 30000; i++)
		random_step();
	vm->zone.root = m.in = ZONE_ROOT;
	for (kb = 16; kb < zone_size >> 10; kb += 16) {
		if (m.use[kb] != ROOT)
			continue;
		for (slot = 0; slot < KEPT_SLOT; slot++) {
			uint32_t target = (kb * 1024 + slot * 4) | DUET_PT_LINK;

			assert_int_equal(apply(target, 0), 0);
			assert_int_equal(model_apply(target, 0), 0);
		}
		assert_int_equal(destroy(kb * 1024), model_destroy(kb * 1024));
	}
	for (kb = 0; kb < zone_size >> 10; kb++) {
		assert_int_not_equal(m.use[kb], TABLE);
		assert_int_equal(vm->zone.types[kb] == ZONE_FREE,
				 m.use[kb] == FREE);
	}
	assert_int_equal(vm->zone.nr_roots, 1);
	audit();
}

static void roots_limit(void **state)
{
	uint32_t offset, n = 1;

	new_vm(ZONE_MAX);
	for (offset = 0xc000; n < DUET_MAX_ROOTS; offset += 0x4000, n++) {
		assert_int_equal(create(offset), 0);
		assert_int_equal(model_create(offset), 0);
	}
	assert_int_equal(create(offset), DUET_ENOSPC);
	assert_int_equal(root_destroy(0x10000), 0);
	assert_int_equal(model_destroy(0x10000), 0);
	assert_int_equal(create(offset), 0);
	assert_int_equal(model_create(offset), 0);
	audit();
}

/* A cut creation: neither a root nor free, until it completes or is given up */
static void half_made(void **state)
{
	uint32_t a = 0x10000, b = 0x14000, pieces = 0;
	int32_t err = 1;

	cut = 4;
	while (err > 0 && !vm->zone.building)
		err = root_create(a);
	if (err > 0) {
		assert_false(pt_is_root(vm, a));
		assert_int_equal(pt_apply_update(vm, a | DUET_PT_SECTION,
						 RAM_PA | DUET_PT_VALID),
				 DUET_EINVAL);
		assert_int_equal(pt_apply_update(vm, ZONE_ROOT | DUET_PT_LINK,
						 a | DUET_PT_VALID), DUET_EBUSY);
		assert_int_equal(pt_apply_update(vm, ZONE_ROOT | DUET_PT_LINK,
						 (a + 0x3c00) | DUET_PT_VALID),
				 DUET_EBUSY);
		assert_int_equal(root_destroy(a), DUET_EINVAL);
	} else {
		fail_msg("it was never cut");
	}
	cut = 0;
	assert_int_equal(create(b), 0);
	model_create(b);
	assert_int_equal(vm->zone.types[a >> 10], ZONE_FREE);
	audit();
	/* a kernel entry between the pieces reaches all of them */
	cut = 4;
	do {
		uint32_t slot = KERNEL_SLOT + pieces % 8;
		uint32_t target = (ZONE_ROOT + slot * 4) | DUET_PT_SECTION;
		uint32_t value = RAM_PA | rnd_below(16);

		err = root_create(a);
		if (err > 0) {
			assert_int_equal(apply(target, value), 0);
			assert_int_equal(model_apply(target, value), 0);
		}
		pieces++;
	} while (err > 0);
	assert_int_equal(err, 0);
	assert_true(pieces > 3);
	model_create(a);
	audit();
}

static int32_t both(uint32_t target, uint32_t value)
{
	int32_t err = apply(target, value);

	assert_int_equal(err, model_apply(target, value));
	return err;
}

/* An L2 counts its links, and refuses more than it can count. */
static void links_limit(void **state)
{
	uint32_t slot, last = ZONE_ROOT + 127 * 4;

	for (slot = 0; slot < 127; slot++)
		assert_int_equal(both((ZONE_ROOT + slot * 4) | DUET_PT_LINK,
				      0xa000 | 1), 0);
	assert_int_equal(both(last | DUET_PT_LINK, 0xa000 | 1), DUET_EBUSY);
	assert_int_equal(both(0xa000, RAM_PA | 3), 0);
	for (slot = 0; slot < 126; slot++)
		assert_int_equal(both((ZONE_ROOT + slot * 4) | DUET_PT_SECTION,
				      0), 0);
	assert_int_equal(both(0xa004, RAM_PA | 3), 0);
	assert_int_equal(both((ZONE_ROOT + 126 * 4) | DUET_PT_LINK, 0), 0);
	assert_int_equal(both(0xa004, RAM_PA | 3), DUET_EINVAL);
	audit();
}

/* The number of roots with the new entry: the first root gets it last */
static uint32_t have(uint32_t slot, uint32_t want)
{
	uint32_t i, n = 0;

	for (i = 0; i < vm->zone.nr_roots; i++)
		n += word_at(vm->zone.roots[i] * DUET_ROOT_SIZE + slot * 4) ==
			want;
	return n;
}

/*
 * An entry of the kernel's half, with interrupts between any two of its steps.
 * While a root has the old link, the table is not free.
 */
static void half_spread(void **state)
{
	uint32_t i, slot = KERNEL_SLOT + 3, n = 0, kb = 0xa000 >> 10;
	uint32_t target = ZONE_ROOT + slot * 4;

	for (i = 0; i < 40; i++) {
		assert_int_equal(create(0x10000 + i * DUET_ROOT_SIZE), 0);
		model_create(0x10000 + i * DUET_ROOT_SIZE);
	}
	assert_int_equal(both(target | DUET_PT_LINK, 0xa000 | 1), 0);
	cut = 1;
	assert_int_equal(pt_apply_update(vm, target | DUET_PT_SECTION, RAM_PA | 1), 0);
	while (pt_broadcast(vm), vm->zone.broadcast_left) {
		assert_int_equal(vm->zone.types[kb], ZONE_L2 + 1);
		assert_true(have(slot, 0) == 0 && have(slot, word_at(target)));
		/* all other operations wait for it */
		n += root_destroy(0x8000) > 0;
		audit_zone(vm);
	}
	assert_true(n > 2);
	assert_int_equal(vm->zone.types[kb], ZONE_FREE);
	assert_int_equal(have(slot, word_at(target)), vm->zone.nr_roots);
	cut = 0;
	model_apply(target | DUET_PT_SECTION, RAM_PA | 1);
	audit();
	/* a half-made root gets it as well */
	cut = 4;
	while (!vm->zone.building || vm->zone.built < KERNEL_SLOT * 4 + 64)
		assert_int_equal(root_create(0xc000), 1);
	cut = 1;
	assert_int_equal(pt_apply_update(vm, target | DUET_PT_LINK, 0xa000 | 1), 0);
	while (root_create(0xc000) > 0)
		audit_zone(vm);
	model_create(0xc000);
	model_apply(target | DUET_PT_LINK, 0xa000 | 1);
	assert_int_equal(have(slot, word_at(target)), vm->zone.nr_roots);
	audit();
}

static void destroy_loaded(void **state)
{
	assert_int_equal(create(0x10000), 0);
	model_create(0x10000);
	vm->zone.root = m.in = 0x10000;
	assert_int_equal(root_destroy(0x10000), DUET_EBUSY);
	assert_int_equal(root_destroy(ZONE_ROOT), DUET_EBUSY);
	audit();
	vm->zone.root = m.in = ZONE_ROOT;
	assert_int_equal(root_destroy(0x10000), 0);
	model_destroy(0x10000);
	audit();
}

/* Wrap-around: frames and offsets near 2^32 */
static void wrap_around(void **state)
{
	uint32_t l2 = 0xa000;
	static const uint32_t frames[] = {
		0xfffff000, 0, RAM_PA - 0x1000, RAM_PA + RAM_SIZE,
		RAM_PA + 0x80000000, ZONE_PA, ZONE_PA + 0xff000,
	};
	uint32_t i;

	assert_int_equal(pt_apply_update(vm, ZONE_ROOT | DUET_PT_LINK, l2 | 1), 0);
	model_apply(ZONE_ROOT | DUET_PT_LINK, l2 | 1);
	for (i = 0; i < ELEMENTS(frames); i++)
		assert_int_equal(pt_apply_update(vm, l2, frames[i] | 3), DUET_EPERM);
	for (i = 0xfffffc00; i; i += 4)
		assert_int_equal(pt_apply_update(vm, i, RAM_PA | 3), DUET_EINVAL);
	assert_int_equal(pt_apply_update(vm, 0x80000000 | l2, RAM_PA | 3),
			 DUET_EINVAL);
	assert_int_equal(root_create(0xffffc000), DUET_EINVAL);
	assert_false(pt_is_root(vm, 0xffffc000));
	assert_false(pt_is_root(vm, zone_size));
	assert_int_equal(pt_apply_update(vm, ZONE_ROOT | DUET_PT_LINK, zone_size | 1),
			 DUET_EINVAL);
	assert_int_equal(pt_apply_update(vm, zone_size | DUET_PT_SECTION, RAM_PA | 1),
			 DUET_EINVAL);
	assert_int_equal(root_create(zone_size), DUET_EINVAL);
	audit();
}

static void refused_calls(void **state)
{
	assert_int_equal(root_call(2, 0xc000), DUET_EINVAL);
	assert_int_equal(root_call(~0u, 0xc000), DUET_EINVAL);
	table->vm[0].flags &= ~SYS_VM_PAGED;
	assert_int_equal(root_create(0xc000), DUET_EPERM);
	assert_int_equal(root_destroy(0xc000), DUET_EPERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(random_updates, setup, teardown),
		cmocka_unit_test_setup_teardown(all_given_back, setup, teardown),
		cmocka_unit_test_setup_teardown(roots_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(half_made, setup, teardown),
		cmocka_unit_test_setup_teardown(links_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(half_spread, setup, teardown),
		cmocka_unit_test_setup_teardown(destroy_loaded, setup, teardown),
		cmocka_unit_test_setup_teardown(wrap_around, setup, teardown),
		cmocka_unit_test_setup_teardown(refused_calls, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
