// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address spaces, caches and the TLB: a VM's way in and out of the MMU, and the
 * hypercalls whose fast paths are in space_fast.S.
 */
#include "arch.h"
#include "assert.h"
#include "cpu.h"
#include "hypercalls.h"
#include "plat.h"
#include "pt.h"
#include "sched.h"
#include "space.h"
#include "vm.h"

extern uint32_t loaded_kern, loaded_user, tls_word;
extern uint32_t hyp_root_pa;

/* Preempts every second flush: in QEMU dirty lines take no time. */
static inline bool is_cut(void)
{
#ifdef DEBUG
	static bool cut;

	cut = !cut;
	return cut;
#else
	return false;
#endif
}

/*
 * Flushes the whole data cache, 8 lines at a time. Returns false if an
 * interrupt preempted it. Code that runs meanwhile may dirty lines again, but
 * only a VM that does so every few instructions could delay completion.
 */
bool arch_flush_all(void)
{
	if (is_cut())
		return false;
	while (!cpu_dcache_flush_some())
		if (plat_irq_waiting())
			return false;
	return true;
}

/* As arch_flush_all(), but the lines stay: memory has all that was written. */
static bool clean_all(void)
{
	if (is_cut())
		return false;
	while (!cpu_dcache_clean_some())
		if (plat_irq_waiting())
			return false;
	return true;
}

/* The data cache must be empty; the TLB and I hold entries of the old space. */
static void replace_root(uint32_t pa, uint32_t pid)
{
	ASSERT(!(pa & (DUET_ROOT_SIZE - 1)));
	cpu_icache_all();
	cpu_load_root(pa, pid);
}

/* Switches to the tables of a VM. The data cache must be empty. */
void arch_vm_load(struct vm *vm)
{
	ASSERT(vm_is_paged(vm) && vm->state == VM_LIVE);
	replace_root(vm->sys->zone_pa + vm->zone.root, vm->zone.pid);
	if (sched.loaded) {
		sched.loaded->resident_bit = 0;
		sched.loaded->wake_bit = 0;
	}
	sched.loaded = vm;
	vm->resident_bit = vm_fixed_rank(vm);
	loaded_kern = (uint32_t)&vm->kern.swi;
	loaded_user = (uint32_t)&vm->user.swi;
	tls_word = vm->tls;
	vm_inc_counter(vm, DUET_COUNTER_ROOT_LOADS);
	vm_inc_counter(vm, DUET_COUNTER_CACHE_FLUSHES);
	vm_inc_counter(vm, DUET_COUNTER_TLB_FLUSHES);
}

/*
 * Unloads the tables that the VM in reset is about to rebuild. Returns true
 * when done. If the system has a paged VM, the hypervisor's own root is the
 * first root of the first such VM. While that VM is in reset, only the window
 * of this root is used, whose entries stay the same: the rest is in domains
 * that are closed to all VMs, and arch_vm_load() flushes the TLB.
 */
bool space_unload(struct vm *vm)
{
	ASSERT(vm->state == VM_RESET);
	if (sched.loaded != vm)
		return true;
	if (!arch_flush_all())
		return false;
	replace_root(hyp_root_pa, 0);
	tls_word = 0;
	vm->resident_bit = 0;
	sched.loaded = NULL;
	return true;
}

static void replace_space(struct vm *vm, uint32_t root, uint32_t pid, bool keep)
{
	if (!keep) {
		cpu_icache_all();
		vm_inc_counter(vm, DUET_COUNTER_MM_CACHE_FLUSHES);
	}
	vm->zone.root = root;
	vm->zone.pid = pid * DUET_PID_SIZE;
	cpu_load_root(vm->sys->zone_pa + root, vm->zone.pid);
	vm_inc_counter(vm, DUET_COUNTER_MM_SWITCHES);
	vm_inc_counter(vm, DUET_COUNTER_MM_TLB_FLUSHES);
}

_Static_assert(DUET_MM_KEEP < 1 << DUET_MM_PID_SHIFT &&
	       (DUET_MM_PID_MAX + 1) << DUET_MM_PID_SHIFT <= DUET_ROOT_SIZE,
	       "both fit below an offset");
_Static_assert((DUET_MM_PID_MAX + 1) * (uint64_t)DUET_PID_SIZE == 1ull << 32,
	       "all bits of c13, and no others");

/*
 * The caches are VIVT: lines of the old space would hit in the new one, so they
 * are flushed first. Lines of the window have one address in all spaces, so an
 * interrupt handler may bring some back meanwhile. The same is true of the
 * shared page, which holds the queue. The queue must be the last step that may
 * be preempted: if the call were restarted with an empty queue, the fast path
 * would take it and report no refused updates.
 *
 * A guest that keeps the lines must know that none of them is wrong in the new
 * space. If it is mistaken, it finds a line of another of its own spaces, and
 * only where the TLB allows it the access; dirty lines are written back by
 * their physical tag, to its own memory. arch_vm_load() never keeps any.
 */
uint32_t call_mm_switch(uint32_t root, uint32_t tls)
{
	uint32_t low = root & (DUET_ROOT_SIZE - 1);
	uint32_t pid = low >> DUET_MM_PID_SHIFT;
	bool keep = low & DUET_MM_KEEP;
	struct vm *vm = current;

	root -= low;
	if (!vm_is_paged(vm))
		return DUET_EPERM;
	if (pid >= vm->zone.pids || !pt_is_root(vm, root))
		return DUET_EINVAL;
	if ((!keep && !arch_flush_all()) || !pt_drain_queue(vm))
		return call_restart();
	replace_space(vm, root, pid, keep);
	call_tls(tls);
	return pt_take_refused(vm);
}

/* The word is written and read at this one address, so it is coherent. */
uint32_t call_tls(uint32_t value)
{
	current->tls = value;
	if (vm_is_paged(current))
		tls_word = value;
	return 0;
}

/* Below the hypervisor's slots, or in the VM's own RAM in the window */
static bool is_range_valid(const struct vm *vm, uint32_t start, uint32_t end)
{
	uint32_t first = 0, last = DUET_GUEST_TOP;

	if (!vm_is_paged(vm)) {
		first = vm->sys->ram_va;
		last = first + vm->sys->ram_size;
	}
	return start >= first && end >= start && end <= last;
}

/*
 * Partial lines at the ends of an invalidation also hold live data of others,
 * so they must be cleaned as well.
 */
static void flush_end_lines(uint32_t start, uint32_t end)
{
	if (start & (CACHE_LINE - 1))
		cpu_cache_lines(DUET_CACHE_FLUSH, start, start + 1);
	if (end & (CACHE_LINE - 1))
		cpu_cache_lines(DUET_CACHE_FLUSH, end - 1, end);
}

static uint32_t apply_cache_op(uint32_t op, uint32_t start, uint32_t end)
{
	uint32_t reached;

	if (start == end)
		return 0;
	if (op == DUET_CACHE_INVALIDATE)
		flush_end_lines(start, end);
	ASSERT(start < end);
	reached = cpu_cache_lines(op, start, end);
	if (reached >= end)
		return 0;
	vm_ctx(current)->r[1] = reached;
	return call_restart();
}

static uint32_t apply_whole_op(uint32_t op)
{
	if (op == DUET_CACHE_FLUSH_ALL && !arch_flush_all())
		return call_restart();
	if (op == DUET_CACHE_CLEAN_ALL && !clean_all())
		return call_restart();
	if (op != DUET_CACHE_ICACHE_ALL)
		vm_inc_counter(current, DUET_COUNTER_MM_CACHE_FLUSHES);
	if (op != DUET_CACHE_CLEAN_ALL)
		cpu_icache_all();
	return 0;
}

uint32_t call_cache(uint32_t op, uint32_t start, uint32_t end)
{
	if (op >= DUET_NR_CACHE)
		return DUET_EINVAL;
	if (op >= DUET_CACHE_FLUSH_ALL)
		return apply_whole_op(op);
	if (!is_range_valid(current, start, end))
		return DUET_EINVAL;
	return apply_cache_op(op, start, end);
}

static void flush_tlb_range(uint32_t start, uint32_t end)
{
	uint32_t page = start & ~0xfffu, n;

	if (end - start > TLB_PAGES_MAX * 0x1000) {
		vm_inc_counter(current, DUET_COUNTER_MM_TLB_FLUSHES);
		cpu_tlb_all();
		return;
	}
	/* by count: the last page's end is 0 */
	n = (end - page + 0xfff) >> 12;
	if (n)
		cpu_tlb_pages(page, n);
}

uint32_t call_tlb(uint32_t op, uint32_t start, uint32_t end)
{
	if (op >= DUET_NR_TLB || (op == DUET_TLB_RANGE && end < start))
		return DUET_EINVAL;
	if (vm_is_paged(current) && !pt_drain_queue(current))
		return call_restart();
	if (op == DUET_TLB_ALL)
		start = 0, end = ~0u;
	flush_tlb_range(start, end);
	return pt_take_refused(current);
}
