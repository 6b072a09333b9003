// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls about page tables, caches, the TLB, and the long way of iret:
 * what the short ways of ptqueue_fast.S, space_fast.S and user_fast.S leave.
 */
#include "arch.h"
#include "cpu.h"
#include "event.h"
#include "hypercalls.h"
#include "life.h"
#include "plat.h"
#include "pt.h"
#include "sched.h"
#include "vm.h"

#define FRAME_WORDS	17

extern uint32_t tls_word;

uint32_t call_pt_update(void)
{
	volatile struct duet_shared *sh;
	uint32_t length;

	if (!vm_paged(current))
		return DUET_EPERM;
	sh = shared_open(current);
	length = sh->qlen;
	shared_close();
	if (length > DUET_QUEUE_MAX)
		return DUET_EINVAL;
	return pt_drain(current) ? pt_refused(current) : call_restart();
}

uint32_t call_pt_root(uint32_t op, uint32_t offset)
{
	int32_t err;

	if (!vm_paged(current))
		return DUET_EPERM;
	if (op >= DUET_NR_ROOT)
		return DUET_EINVAL;
	err = op == DUET_ROOT_CREATE ? pt_root_create(current, offset) :
		pt_root_destroy(current, offset);
	cpu_drain();
	return err > 0 ? call_restart() : (uint32_t)err;
}

/*
 * The whole data cache, 8 lines at a time. An interrupt cuts it. Who runs then
 * may dirty lines again; only who does so at each few instructions, and leaves
 * no time for anything else, can keep it from its end.
 */
bool arch_flush_all(void)
{
#ifdef DEBUG
	/* each second one is cut: QEMU has no dirty lines that take time */
	static bool cut;

	cut = !cut;
	if (cut)
		return false;
#endif
	while (!cpu_dcache_flush_some())
		if (plat_irq_waiting())
			return false;
	return true;
}

/*
 * VIVT: lines of the old space would hit in the new one, so they go first.
 * Lines of the window have one address everywhere: it is harmless that an
 * interrupt's handler brings some back in the middle. So has the shared page,
 * which the queue is in. The queue comes last of what may be cut: when the
 * call begins again without one, the short way takes it, and tells of none
 * that was refused.
 */
uint32_t call_mm_switch(uint32_t root, uint32_t tls)
{
	struct vm *vm = current;

	if (!vm_paged(vm))
		return DUET_EPERM;
	if (!pt_is_root(vm, root))
		return DUET_EINVAL;
	if (!arch_flush_all() || !pt_drain(vm))
		return call_restart();
	cpu_icache_all();
	cpu_load_root(vm->sys->zone_pa + root);
	vm->zone.root = root;
	call_tls(tls);
	vm_count(vm, DUET_COUNTER_MM_SWITCHES);
	vm_count(vm, DUET_COUNTER_MM_CACHE_FLUSHES);
	vm_count(vm, DUET_COUNTER_MM_TLB_FLUSHES);
	return pt_refused(vm);
}

/* Written and read at this one address, so it is coherent. */
uint32_t call_tls(uint32_t value)
{
	current->tls = value;
	if (vm_paged(current))
		tls_word = value;
	return 0;
}

/* Below the hypervisor's slots, or in the VM's own RAM in the window */
static bool range_ok(const struct vm *vm, uint32_t start, uint32_t end)
{
	uint32_t first = 0, last = DUET_GUEST_TOP;

	if (!vm_paged(vm)) {
		first = vm->sys->ram_va;
		last = first + vm->sys->ram_size;
	}
	return start >= first && end >= start && end <= last;
}

/*
 * Partial lines at the ends of an invalidation also hold somebody's live
 * data: they are cleaned as well.
 */
static void flush_ends(uint32_t start, uint32_t end)
{
	if (start & (CACHE_LINE - 1))
		cpu_cache_lines(DUET_CACHE_FLUSH, start, start + 1);
	if (end & (CACHE_LINE - 1))
		cpu_cache_lines(DUET_CACHE_FLUSH, end - 1, end);
}

static uint32_t cache_range(uint32_t op, uint32_t start, uint32_t end)
{
	uint32_t reached;

	if (start == end)
		return 0;
	if (op == DUET_CACHE_INVALIDATE)
		flush_ends(start, end);
	reached = cpu_cache_lines(op, start, end);
	if (reached >= end)
		return 0;
	current->ctx->r[1] = reached;
	return call_restart();
}

uint32_t call_cache(uint32_t op, uint32_t start, uint32_t end)
{
	if (op >= DUET_NR_CACHE)
		return DUET_EINVAL;
	if (op == DUET_CACHE_FLUSH_ALL && !arch_flush_all())
		return call_restart();
	if (op == DUET_CACHE_FLUSH_ALL || op == DUET_CACHE_ICACHE_ALL) {
		if (op == DUET_CACHE_FLUSH_ALL)
			vm_count(current, DUET_COUNTER_MM_CACHE_FLUSHES);
		cpu_icache_all();
		return 0;
	}
	if (!range_ok(current, start, end))
		return DUET_EINVAL;
	return cache_range(op, start, end);
}

static void tlb_range(uint32_t start, uint32_t end)
{
	uint32_t page = start & ~0xfffu, n;

	if (end - start > TLB_PAGES_MAX * 0x1000) {
		vm_count(current, DUET_COUNTER_MM_TLB_FLUSHES);
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
	if (vm_paged(current) && !pt_drain(current))
		return call_restart();
	if (op == DUET_TLB_ALL)
		start = 0, end = ~0u;
	tlb_range(start, end);
	return pt_refused(current);
}

static void enter_user(struct vm *vm, uint32_t r0, const uint32_t *frame)
{
	volatile struct duet_shared *sh;
	struct ctx *u = &vm->user;
	uint32_t i;

	u->r[0] = r0;
	for (i = 1; i < 15; i++)
		u->r[i] = frame[i];
	u->psr = (frame[16] & 0xf8000020) | DUET_PSR_USER;
	u->pc = frame[15] & (u->psr & 0x20 ? ~1u : ~3u);
	vm->ctx = u;
	sh = shared_open(vm);
	sh->mask = 0;
	vm->new_events |= sh->pend;
	shared_close();
}

/* iret when there is something to do first; see entry_iret for the short way */
uint32_t call_iret(uint32_t r0, uint32_t frame)
{
	uint32_t words[FRAME_WORDS], refused;
	struct vm *vm = current;

	if (!vm_paged(vm))
		return DUET_EPERM;
	if (frame >= DUET_GUEST_TOP)
		return DUET_EINVAL;
	if (!pt_drain(vm))
		return call_restart();
	refused = pt_refused(vm);
	if (refused)
		return refused;
	event_ack(vm, 0);
	/* what is done has left nothing to do for the next time */
	if (plat_irq_waiting())
		return call_restart();
	if (copy_from_guest(words, frame, sizeof(words), vm->kern.dacr))
		vm_crash(vm, "no iret frame");
	else
		enter_user(vm, r0, words);
	return vm->kern.r[0];
}
