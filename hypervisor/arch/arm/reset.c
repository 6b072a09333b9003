// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VM's first state and page tables.
 *
 * While a VM is in reset, its RAM and the zone of a paged VM are not in use:
 * its tables are not loaded. They are rebuilt step by step.
 */
#include "arch.h"
#include "assert.h"
#include "cpu.h"
#include "hypercalls.h"
#include "pt.h"
#include "sched.h"
#include "space.h"
#include "vm.h"

/* Work of one step with interrupts off: bytes cleared, slots of 1 MB filled */
#define STEP	0x100
#define SLOTS	4
_Static_assert(DUET_ZONE_FIRST % STEP == 0 && DUET_SIZEOF_SHARED % STEP == 0 &&
	       ZONE_ROOT % STEP == 0 && DUET_ROOT_SIZE % (4 * SLOTS) == 0,
	       "steps end where the area does, and none is half in the root");
_Static_assert(!(PAGED_LINEAR_VA & 0x0fffffff) &&
	       PAGED_LINEAR_VA + 0x10000000u + 4 * IRET_WORDS <= PAGED_IMAGE_VA,
	       "iret reads frames by plain loads up to the end of these 256 MB");

extern char guest_reset[], guest_loader[];
extern char swi_reset[], swi_call[], swi_user[];
extern char dabt_slow[], pabt_slow[], und_slow[];
extern char dabt_user[], pabt_user[], und_user[];
extern char guest_no_entry[];
extern char pt_pages[];
extern const uint32_t *hyp_window;

/* A mode has the same handlers of faults in all lives, and during a reset. */
static void init_faults(struct vm *vm)
{
	vm->kern.dabt = (uint32_t)dabt_slow;
	vm->kern.pabt = (uint32_t)pabt_slow;
	vm->kern.und = (uint32_t)und_slow;
	vm->user.dabt = (uint32_t)dabt_user;
	vm->user.pabt = (uint32_t)pabt_user;
	vm->user.und = (uint32_t)und_user;
}

void arch_vm_init(struct vm *vm)
{
	char *zone = (char *)vm->sys->zone_va;

	ASSERT(vm->budget.fire);
	init_faults(vm);
	vm->kern.kern = ctx_base(&vm->kern);
	vm->user.kern = ctx_base(&vm->kern);
	if (!vm_is_paged(vm) && !vm->limit)
		vm->resident_bit = vm_fixed_rank(vm);
	vm->shared = (struct duet_shared *)vm->sys->shared_va;
	vm->kern.fast.mask_va = (uint32_t)&vm->shared->mask;
	vm->kern.fast.frame_top = ~0u;
	if (!vm_is_paged(vm))
		return;
	vm->kern.fast.frame_top = PAGED_LINEAR_VA >> 28;
	vm->kern.fast.zone = vm->sys->zone_va;
	vm->kern.fast.words = vm->sys->zone_size / 4;
	vm->kern.fast.ram_pa = vm->sys->ram_pa;
	vm->kern.fast.ram_size = vm->sys->ram_size;
	vm->kern.fast.pages = (uint32_t)pt_pages;
	vm->zone.types = (uint8_t *)(zone + ZONE_TYPES);
	vm->zone.pids = vm->sys->kernel_base / DUET_PID_SIZE;
	if (!vm->zone.pids)
		vm->zone.pids = 1;
	vm->zone.va = vm->sys->zone_va;
	vm->zone.size = vm->sys->zone_size;
	vm->zone.roots = (uint16_t *)(zone + ZONE_ROOTS);
	vm->zone.info = (struct zone_root *)(zone + ZONE_INFO);
}

static void init_context(struct ctx *ctx, const char *swi, uint32_t dacr,
			 uint32_t other)
{
	uint32_t i;

	for (i = 0; i < 15; i++)
		ctx->r[i] = 0;
	ctx->swi = (uint32_t)swi;
	ctx->dacr = dacr;
	ctx->dacr_other = other;
	ctx->psr = DUET_PSR_USER;
}

/*
 * The VM's next instruction is the stub's, whose swi calls vm_reset_step. The
 * registers are those of its last life, which the stub does not use.
 */
void arch_reset_begin(struct vm *vm)
{
	vm->step = 0;
	vm->kern.swi = (uint32_t)swi_reset;
	vm->kern.dacr = DACR_HYP;
	vm->kern.pc = (uint32_t)guest_reset;
	vm->kern.psr = DUET_PSR_USER;
}

/* The first state but for the kernel's context, which the stub still needs */
static void begin_vm_state(struct vm *vm)
{
	const struct sys_vm *s = vm->sys;
	uint32_t i;

	for (i = 0; i < DUET_NR_UPCALL; i++)
		vm->entry[i] = (uint32_t)guest_no_entry;
	if (vm_is_paged(vm))
		pt_set_done(vm, 0);
	vm->queue_refused = 0;
	vm->tls = 0;
	vm->steal = 0;
	vm->zone.nr_roots = 1;
	vm->zone.root = ZONE_ROOT;
	vm->zone.pid = 0;
	vm->zone.building = 0;
	vm->zone.broadcast_left = 0;
	init_context(&vm->user, swi_user, s->dacr_user, s->dacr_kern);
}

static volatile uint32_t *zone_word(const struct vm *vm, uint32_t offset)
{
	return (volatile uint32_t *)(vm->sys->zone_va + offset);
}

/*
 * The shared page, before the VM runs. That of a paged VM is at its address in
 * the zone, write-through, and is used at another address later: the cache is
 * flushed in between, when the tables are loaded.
 */
static volatile void *open_early_shared(const struct vm *vm)
{
	if (vm_is_paged(vm))
		return zone_word(vm, ZONE_SHARED);
	cpu_set_dacr(vm->sys->dacr_kern);
	return vm->shared;
}

/* A piece of the hypervisor's part of the zone, or of the shared page */
static void clear_memory(const struct vm *vm, uint32_t offset)
{
	volatile uint32_t *w = vm_is_paged(vm) ? zone_word(vm, 0) :
		open_early_shared(vm);
	uint32_t i;

	/* the MMU may walk the first root, which is filled later on */
	if (vm_is_paged(vm) && offset - ZONE_ROOT < DUET_ROOT_SIZE)
		return;
	for (i = 0; i < STEP / 4; i++)
		w[offset / 4 + i] = 0;
	shared_close();
}

/* RAM and the image, for the loader and for the start of the VM */
static uint32_t make_first_entry(const struct vm *vm, uint32_t va)
{
	const struct sys_vm *s = vm->sys;

	if (va - s->ram_va < s->ram_size)
		return pt_make_section(s->ram_pa + (va - s->ram_va),
				       DOMAIN_KERN, true, MMU_WB);
	if (va - PAGED_IMAGE_VA < s->image_size)
		return pt_make_section(s->image_pa + (va - PAGED_IMAGE_VA),
				       DOMAIN_KERN, false, MMU_WB);
	if (va == DUET_SHARED_VA)
		return (s->zone_pa + ZONE_SHARED_L2) |
			L1_DOMAIN(DOMAIN_KERN) | L1_SBO | L1_COARSE;
	if (va >= DUET_WINDOW)
		return hyp_window[(va - DUET_WINDOW) >> 20];
	return 0;
}

static void fill_root(const struct vm *vm, uint32_t slot)
{
	uint32_t end = slot + SLOTS;

	ASSERT(end <= DUET_ROOT_SIZE / 4);
	for (; slot < end; slot++)
		*zone_word(vm, ZONE_ROOT + slot * 4) =
			make_first_entry(vm, slot << 20);
}

static void fill_zone(const struct vm *vm)
{
	uint32_t i;

	for (i = 0; i < DUET_ZONE_FIRST >> 10; i++)
		vm->zone.types[i] = ZONE_T_KEPT;
	for (i = ZONE_ROOT >> 10; i < ZONE_SHARED >> 10; i++)
		vm->zone.types[i] = ZONE_T_ROOT;
	vm->zone.roots[0] = ZONE_ROOT / DUET_ROOT_SIZE;
	*zone_word(vm, ZONE_SHARED_L2) = (vm->sys->zone_pa + ZONE_SHARED) |
		L2_AP_ALL | MMU_WB | L2_SMALL;
}

static void fill_channels(struct vm *vm, volatile struct duet_shared *sh)
{
	const struct sys_vm *s = vm->sys;
	uint32_t i;

	for (i = 0; i < s->nr_channels; i++) {
		sh->channel[i].va = s->channel[i].va;
		sh->channel[i].size = s->channel[i].size;
		sh->channel[i].pa = s->channel[i].pa;
		sh->channel[i].flags = s->channel[i].flags;
		sh->channel[i].event = s->channel[i].event;
		sh->channel[i].peer = s->channel[i].peer;
		sh->peer_life[i] = vm_peer_life(&vms[s->channel[i].peer]);
	}
	sh->nr_channels = s->nr_channels;
}

static void fill_names(struct vm *vm, volatile struct duet_shared *sh)
{
	volatile uint32_t *to = (volatile uint32_t *)sh->channel_name;
	const uint32_t *name;
	uint32_t i;

	for (i = 0; i < vm->sys->nr_channels; i++, to += 4) {
		name = vm->sys->channel[i].name;
		to[0] = name[0];
		to[1] = name[1];
		to[2] = name[2];
		to[3] = name[3];
	}
}

static void fill_memory(struct vm *vm, volatile struct duet_shared *sh)
{
	const struct sys_vm *s = vm->sys;

	sh->ram_pa = s->ram_pa;
	sh->ram_va = s->ram_va;
	sh->ram_size = s->ram_size;
	sh->zone_size = s->zone_size;
	sh->root = s->zone_size ? ZONE_ROOT : 0;
	sh->kernel_base = s->kernel_base;
	sh->device_events = s->device_events;
	sh->device_va = s->device_va;
	sh->watchdog_ticks = s->watchdog;
	sh->budget_ticks = s->budget;
	sh->period_ticks = s->period;
}

static void fill_vm_info(struct vm *vm, volatile struct duet_shared *sh)
{
	uint32_t i;

	sh->mask = DUET_PSR_I;
	sh->magic = DUET_INFO_MAGIC;
	sh->abi_version = DUET_ABI_VERSION;
	sh->features = vm_features(vm);
	sh->vm_id = vm->id;
	sh->clock_va = sys->clock_va;
	sh->clock_hz = sys->clock_hz;
	sh->midr = cpu_read_midr();
	sh->ctr = cpu_read_ctr();
	sh->lives = vm->lives + 1;	/* with the one that begins */
	sh->last_end = vm->last_end;
	for (i = 0; i < SYS_NAME_MAX; i++)
		sh->name[i] = vm->sys->name[i];
}

/* The page's constants, in pieces */
static void fill_shared(struct vm *vm, uint32_t piece)
{
	volatile struct duet_shared *sh = open_early_shared(vm);

	if (piece == 0)
		fill_vm_info(vm, sh);
	else if (piece == 1)
		fill_memory(vm, sh);
	else if (piece == 2)
		fill_channels(vm, sh);
	else
		fill_names(vm, sh);
	shared_close();
}

/*
 * One step. Returns true when it was the last. They clear the hypervisor's part
 * of the zone, or else the shared page; fill the first root; fill the page.
 */
bool arch_reset_step(struct vm *vm)
{
	uint32_t clears = (vm_is_paged(vm) ? DUET_ZONE_FIRST : 4096) / STEP;
	uint32_t roots = vm_is_paged(vm) ? 4096 / SLOTS : 0;
	uint32_t step = vm->step;

	if (!space_unload(vm))
		return false;
	vm->step++;
	if (step < clears) {
		clear_memory(vm, step * STEP);
		return false;
	}
	step -= clears;
	if (step < roots) {
		fill_root(vm, step * SLOTS);
		return false;
	}
	step -= roots;
	if (step < 4)
		fill_shared(vm, step);
	else if (step == 4)
		begin_vm_state(vm);
	else if (step == 5 && vm_is_paged(vm))
		fill_zone(vm);
	else
		return !vm_is_paged(vm) || arch_flush_all();
	return false;
}

/* The tables are ready: the VM lives, although it is still in the stub. */
void arch_reset_done(struct vm *vm)
{
	ASSERT(vm == current && vm->state == VM_LIVE);
	vm->kern.dacr = vm->sys->dacr_kern;
	vm->kern.dacr_other = vm->sys->dacr_user;
	if (!vm_in_space(vm))
		arch_vm_load(vm);
}

/* On to the loader, as a guest */
void arch_enter_loader(struct vm *vm)
{
	const struct sys_vm *s = vm->sys;

	ASSERT(vm == current && vm_ctx(vm) == &vm->kern);
	init_context(&vm->kern, swi_call, s->dacr_kern, s->dacr_user);
	vm->kern.pc = (uint32_t)guest_loader;
	vm->kern.r[10] = vm_is_paged(vm) ? PAGED_IMAGE_VA : s->image_va;
	vm->kern.r[11] = s->shared_va;
}
