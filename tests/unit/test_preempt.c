// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that an interrupt may cut, on a CPU whose cache is a list of dirty
 * lines (QEMU has none): cache ranges, the whole cache, queues, mm_switch.
 */
#include "hyp_test.h"

#include "arch.h"
#include "cpu.h"
#include "event.h"
#include "hypercalls.h"
#include "life.h"
#include "plat.h"
#include "pt.h"
#include "sched.h"
#include "space.h"
#include "vm.h"

#define RAM_VA	0xf8000000u
#define RAM_SIZE 0x100000u
#define LINE	32u
#define LINES	4096u		/* of the model, from RAM_VA or 0 on */

uint32_t host_dacr, host_drains;
uint32_t tls_word, loaded_kern, loaded_user, hyp_root_pa;
const struct sys_table *sys;
struct sched sched;
struct vm vms[SYS_VM_MAX];

static struct vm *vm = &vms[0];
static struct sys_vm desc;
static struct duet_shared *page;
static uint32_t cut_in;		/* polls until there is an interrupt */
static uint32_t cuts;		/* restarts invisible to the guest */
static uint32_t base;		/* of the modelled lines */
static uint8_t cleaned[LINES], invalid[LINES], lost[LINES], icache[LINES];
static uint32_t dirty;		/* dirty lines in the whole cache */
static uint32_t whole_cleans, whole_flushes;
static uint32_t whole_icache, roots, root_pa, root_pid, flushed_tlb;
static bool keep;		/* mm_switch must not flush the caches */
static uint32_t pages[64], nr_pages;
static uint32_t applied;
static const char *crashed;

bool plat_irq_waiting(void)
{
	return cut_in && !--cut_in;
}

static void lines(uint8_t *what, uint32_t start, uint32_t end)
{
	assert_true(start < end);
	assert_int_equal(start % LINE, 0);
	for (; start < end; start += LINE) {
		assert_in_range((start - base) / LINE, 0, LINES - 1);
		what[(start - base) / LINE]++;
	}
}

/* The extent of an operation that polls for an interrupt now and then */
static uint32_t reach(uint32_t start, uint32_t end)
{
	do {
		start += 16 * LINE;
		if (start >= end)
			return (end + LINE - 1) & ~(LINE - 1);
	} while (!plat_irq_waiting());
	return start;
}

/* Dirty data that is invalidated without being cleaned is lost. */
uint32_t cpu_cache_lines(uint32_t op, uint32_t start, uint32_t end)
{
	uint32_t i;

	assert_true(start < end);
	start &= ~(LINE - 1);
	end = reach(start, end);
	if (op != DUET_CACHE_INVALIDATE)
		lines(cleaned, start, end);
	if (op == DUET_CACHE_COHERENT)
		lines(icache, start, end);
	if (op == DUET_CACHE_FLUSH || op == DUET_CACHE_INVALIDATE)
		lines(invalid, start, end);
	for (i = start; i < end && op == DUET_CACHE_INVALIDATE; i += LINE)
		if (!cleaned[(i - base) / LINE])
			lost[(i - base) / LINE]++;
	return end;
}

void cpu_icache_all(void)
{
	whole_icache++;
}

/* Valid lines are those that are dirty, and others. */
static bool clean_some(void)
{
	dirty = dirty > 8 ? dirty - 8 : 0;
	return !dirty;
}

bool cpu_dcache_clean_some(void)
{
	whole_cleans++;
	return clean_some();
}

bool cpu_dcache_flush_some(void)
{
	whole_flushes++;
	return clean_some();
}

void cpu_tlb_all(void)
{
	flushed_tlb++;
}

void cpu_tlb_pages(uint32_t va, uint32_t n)
{
	assert_int_not_equal(n, 0);
	for (; n; n--, va += 0x1000) {
		assert_in_range(nr_pages, 0, 63);
		pages[nr_pages++] = va;
	}
}

void cpu_load_root(uint32_t pa, uint32_t pid)
{
	if (!keep) {
		assert_int_equal(dirty, 0);
		assert_true(whole_icache);
	}
	roots++;
	root_pa = pa;
	root_pid = pid;
}

/* Odd targets are refused. Some of the others leave an entry to broadcast. */
int32_t pt_apply_update(struct vm *v, uint32_t target, uint32_t value)
{
	assert_ptr_equal(v, vm);
	assert_int_equal(v->zone.broadcast_left, 0);
	assert_int_equal(host_dacr, DACR_HYP);
	assert_int_equal(target, applied * 2 + (value & 1));
	applied++;
	if (applied % 5 == 0)
		v->zone.broadcast_left = 3;
	return value & 1 ? DUET_EPERM : 0;
}

bool pt_broadcast_rest(struct vm *v)
{
	assert_true(v->zone.broadcast_left);
	while (--v->zone.broadcast_left)
		if (plat_irq_waiting())
			return false;
	return true;
}

bool pt_is_root(const struct vm *v, uint32_t offset)
{
	return offset == 0x4000 || offset == 0xc000;
}

void event_unmask_acked(struct vm *v)
{
	page->ack = 0;
}

static uint32_t frame[17];

int32_t copy_from_guest(void *to, uint32_t from, uint32_t length,
			uint32_t dacr)
{
	assert_int_equal(dacr, desc.dacr_kern);
	assert_int_equal(length, sizeof(frame));
	if (from != 0x1000)
		return DUET_EFAULT;
	memcpy(to, frame, length);
	return 0;
}

void vm_crash(struct vm *v, const char *why)
{
	crashed = why;
}

/*
 * The guest's view: its swi is repeated until the call is done. Each begins
 * with the fast paths, which check the queue's length: if it is 0, they report
 * no refused entries.
 */
static uint32_t run(uint32_t (*call)(uint32_t, uint32_t, uint32_t),
		    uint32_t a, uint32_t b, uint32_t c)
{
	uint32_t *r = vm->kern.r;

	r[0] = a;
	r[1] = b;
	r[2] = c;
	do {
		vm->kern.pc = 0x1004;
		r[0] = call(r[0], r[1], r[2]);
		cuts += vm->kern.pc != 0x1004;
		assert_true(page->qlen || !vm->queue_refused);
	} while (vm->kern.pc != 0x1004);
	assert_int_equal(host_dacr, DACR_HYP);
	return r[0];
}

static uint32_t do_cache(uint32_t a, uint32_t b, uint32_t c)
{
	return call_cache(a, b, c);
}

static uint32_t do_tlb(uint32_t a, uint32_t b, uint32_t c)
{
	return call_tlb(a, b, c);
}

static uint32_t do_switch(uint32_t a, uint32_t b, uint32_t c)
{
	return call_mm_switch(a, b);
}

static uint32_t do_update(uint32_t a, uint32_t b, uint32_t c)
{
	return call_pt_update();
}

static uint32_t do_iret(uint32_t a, uint32_t b, uint32_t c)
{
	return call_iret(a, b);
}

static int setup(void **state)
{
	if (!page)
		page = low_memory(sizeof(*page));
	memset(page, 0, sizeof(*page));
	memset(vm, 0, sizeof(*vm));
	memset(&desc, 0, sizeof(desc));
	memset(cleaned, 0, sizeof(cleaned));
	memset(invalid, 0, sizeof(invalid));
	memset(lost, 0, sizeof(lost));
	memset(icache, 0, sizeof(icache));
	desc.ram_va = RAM_VA;
	desc.ram_size = RAM_SIZE;
	desc.flags = SYS_VM_PAGED;
	desc.zone_pa = 0x06000000;
	desc.dacr_kern = 0x15;
	vm->zone.pids = 95;
	vm->sys = &desc;
	vm->shared = page;
	vm->base = ctx_base(&vm->kern);
	vm->kern.dacr = desc.dacr_kern;
	vm->kern.psr = 0x10;
	sched.vm = vm;
	sched.loaded = NULL;
	host_dacr = DACR_HYP;
	base = 0;
	cut_in = cuts = dirty = whole_icache = roots = 0;
	root_pid = ~0u;
	keep = false;
	whole_cleans = whole_flushes = 0;
	flushed_tlb = nr_pages = applied = 0;
	crashed = NULL;
	rnd_state = 1;
	return 0;
}

/* ---- cache ---------------------------------------------------------------- */

static void check_range(uint32_t op, uint32_t start, uint32_t end)
{
	uint32_t i;

	for (i = 0; i < LINES; i++) {
		uint32_t va = base + i * LINE;
		bool in = va < end && va + LINE > start && start < end;
		bool part = in && (va < start || va + LINE > end);

		if (in && op != DUET_CACHE_INVALIDATE)
			assert_true(cleaned[i]);
		if (in && (op == DUET_CACHE_INVALIDATE ||
			   op == DUET_CACHE_FLUSH))
			assert_true(invalid[i]);
		if (in && op == DUET_CACHE_COHERENT)
			assert_true(icache[i]);
		if (part)
			assert_false(lost[i]);
		if (!in)
			assert_false(lost[i]);
	}
}

static void cache_ranges(void **state)
{
	uint32_t i, op, start, end;

	for (i = 0; i < 4000; i++) {
		setup(NULL);
		rnd_state = i + 1;
		if (rnd() & 1) {
			base = RAM_VA;
			desc.flags = 0;
		}
		op = rnd_below(4);
		start = base + rnd_below(LINES * LINE / 2);
		end = start + rnd_below(rnd_below(8) ? 4000 : 40);
		cut_in = rnd_below(12);
		assert_int_equal(run(do_cache, op, start, end), 0);
		check_range(op, start, end);
	}
}

/* The maximum number of cuts */
static void cache_cut_often(void **state)
{
	uint32_t tries = 0;

	do {
		cut_in = 1;
		vm->kern.pc = 0x1004;
		if (!tries++) {
			vm->kern.r[0] = DUET_CACHE_FLUSH;
			vm->kern.r[1] = 0x105;
			vm->kern.r[2] = 0x8105;
		}
		vm->kern.r[0] = call_cache(vm->kern.r[0], vm->kern.r[1],
					   vm->kern.r[2]);
	} while (vm->kern.pc != 0x1004);
	assert_true(tries > 30);
	check_range(DUET_CACHE_FLUSH, 0x105, 0x8105);
}

static void cache_refused(void **state)
{
	static const struct {
		uint32_t flags, op, start, end;
	} bad[] = {
		{ SYS_VM_PAGED, 7, 0, 32 },
		{ SYS_VM_PAGED, ~0u, 0, 32 },
		{ SYS_VM_PAGED, 1, 32, 31 },
		{ SYS_VM_PAGED, 1, 0, DUET_GUEST_TOP + 1 },
		{ SYS_VM_PAGED, 1, DUET_SHARED_VA, DUET_SHARED_VA + 32 },
		{ SYS_VM_PAGED, 1, 0xf0000000, 0xf0000020 },
		{ SYS_VM_PAGED, 1, 0xfffffff0, 0 },
		{ 0, 1, RAM_VA - 1, RAM_VA + 32 },
		{ 0, 1, RAM_VA, RAM_VA + RAM_SIZE + 1 },
		{ 0, 1, 0, 32 },
		{ 0, 1, RAM_VA + 64, RAM_VA },
	};
	uint32_t i;

	for (i = 0; i < ELEMENTS(bad); i++) {
		desc.flags = bad[i].flags;
		assert_int_equal((int32_t)run(do_cache, bad[i].op,
					       bad[i].start, bad[i].end),
				 DUET_EINVAL);
	}
}

/* It ends after some cuts, though lines get dirty again at each. */
static void cut_whole(uint32_t op)
{
	uint32_t tries = 0;

	dirty = 512;
	do {
		cut_in = 10;
		vm->kern.pc = 0x1004;
		vm->kern.r[0] = op;
		vm->kern.r[0] = call_cache(vm->kern.r[0], ~0u, 0);
		assert_int_equal(vm->kern.r[0], vm->kern.pc == 0x1004 ? 0 : op);
		if (vm->kern.pc != 0x1004)
			dirty += 40;
	} while (vm->kern.pc != 0x1004 && ++tries < 1000);
	assert_in_range(tries, 10, 13);
	assert_int_equal(dirty, 0);
	assert_int_equal(vm->counter[DUET_COUNTER_MM_CACHE_FLUSHES], 1);
}

static void whole_cache(void **state)
{
	cut_whole(DUET_CACHE_FLUSH_ALL);
	assert_int_equal(whole_icache, 1);
	assert_int_equal(whole_cleans, 0);
}

/* No line is invalidated, in neither cache. */
static void whole_clean(void **state)
{
	cut_whole(DUET_CACHE_CLEAN_ALL);
	assert_int_equal(whole_icache, 0);
	assert_int_equal(whole_flushes, 0);
}

static void whole_icache_only(void **state)
{
	assert_int_equal(run(do_cache, DUET_CACHE_ICACHE_ALL, ~0u, 0), 0);
	assert_int_equal(whole_icache, 1);
	assert_int_equal(whole_cleans + whole_flushes, 0);
	assert_int_equal(vm->counter[DUET_COUNTER_MM_CACHE_FLUSHES], 0);
}

/* ---- TLB ------------------------------------------------------------------ */

static void tlb_ranges(void **state)
{
	uint32_t i, j, start, end, want;

	for (i = 0; i < 4000; i++) {
		setup(NULL);
		rnd_state = i + 1;
		start = rnd_below(4) ? rnd() : 0u - rnd_below(0x30000);
		end = start + rnd_below(0x24000);
		if (end < start)
			end = 0xffffffff;
		assert_int_equal(run(do_tlb, DUET_TLB_RANGE, start, end), 0);
		if (flushed_tlb)
			continue;
		want = start == end ? (start & 0xfff) != 0 :
			((end - 1) >> 12) - (start >> 12) + 1;
		assert_int_equal(nr_pages, want);
		for (j = 0; j < want; j++)
			assert_int_equal(pages[j],
					 (start & ~0xfffu) + j * 0x1000);
	}
	setup(NULL);
	run(do_tlb, DUET_TLB_RANGE, 0x1000, 0x1000 + 33 * 0x1000);
	assert_int_equal(flushed_tlb, 1);
	run(do_tlb, DUET_TLB_ALL, 5, 3);
	assert_int_equal(flushed_tlb, 2);
	assert_int_equal((int32_t)run(do_tlb, DUET_TLB_RANGE, 1, 0),
			 DUET_EINVAL);
	assert_int_equal((int32_t)run(do_tlb, 2, 0, 0), DUET_EINVAL);
}

/* ---- queues --------------------------------------------------------------- */

/* n entries; each with an odd value is refused */
static uint32_t fill(uint32_t n)
{
	uint32_t i, bad = 0;

	for (i = 0; i < n; i++) {
		bool odd = rnd() & 1;

		page->queue[i].value = (rnd() & ~1u) | odd;
		page->queue[i].target = i * 2 + odd;
		bad += odd;
	}
	page->qlen = n;
	applied = 0;
	return bad;
}

static void check_queue(uint32_t n)
{
	uint32_t i;

	assert_int_equal(page->qlen, 0);
	assert_int_equal(applied, n);
	assert_int_equal(vm->queue_done, 0);
	for (i = 0; i < n; i++)
		if (page->queue[i].target & 1)
			assert_int_equal((int32_t)page->queue[i].value,
					 DUET_EPERM);
}

static void queue_by(uint32_t (*call)(uint32_t, uint32_t, uint32_t),
		     uint32_t a, uint32_t b)
{
	uint32_t i, n, bad;

	for (i = 0; i < 300; i++) {
		n = rnd_below(DUET_QUEUE_MAX + 1);
		bad = fill(n);
		dirty = keep ? 300 : rnd_below(300);
		cut_in = rnd_below(30);
		assert_int_equal(run(call, a, b, 0), bad);
		check_queue(n);
	}
	assert_true(cuts > 50);
	assert_int_equal(vm->counter[DUET_COUNTER_REFUSED] > 10000, 1);
}

static void queues(void **state)
{
	queue_by(do_update, 0, 0);
	queue_by(do_tlb, DUET_TLB_ALL, 0);
	queue_by(do_tlb, DUET_TLB_RANGE, 0);
}

/* Wherever it is cut, no refusal is lost. */
static void queue_and_flush(void **state)
{
	queue_by(do_switch, 0xc000, 0);
	assert_int_equal(root_pa, 0x0600c000);
	assert_int_equal(vm->zone.root, 0xc000);
	assert_int_equal(roots, 300);
}

/* The lines of both caches stay, and no flush is counted. */
static void keeping_switch(void **state)
{
	keep = true;
	queue_by(do_switch, 0xc000 | DUET_MM_KEEP | 94 << DUET_MM_PID_SHIFT, 0);
	assert_int_equal(dirty, 300);
	assert_int_equal(whole_icache, 0);
	assert_int_equal(root_pa, 0x0600c000);
	assert_int_equal(root_pid, 94u << 25);
	assert_int_equal(vm->zone.root, 0xc000);
	assert_int_equal(vm->zone.pid, 94u << 25);
	assert_int_equal(vm->counter[DUET_COUNTER_MM_SWITCHES], 300);
	assert_int_equal(vm->counter[DUET_COUNTER_MM_TLB_FLUSHES], 300);
	assert_int_equal(vm->counter[DUET_COUNTER_MM_CACHE_FLUSHES], 0);
}

/* All that may be below the offset; a call that fails changes nothing */
static void process_ids(void **state)
{
	uint32_t low, pid;

	for (low = 0; low < DUET_ROOT_SIZE; low++) {
		pid = low >> DUET_MM_PID_SHIFT;
		keep = low & DUET_MM_KEEP;
		roots = whole_icache = 0;
		if (pid < 95) {
			assert_int_equal(run(do_switch, 0x4000 + low, low, 0), 0);
			assert_int_equal(root_pid, pid << 25);
			assert_int_equal(vm->zone.pid, pid << 25);
			assert_int_equal(tls_word, low);
			assert_int_equal(whole_icache, !keep);
		} else {
			assert_int_equal((int32_t)run(do_switch, 0x4000 + low,
						      0, 0), DUET_EINVAL);
			assert_int_equal(roots, 0);
			assert_int_equal(vm->zone.pid, 94u << 25);
			assert_int_not_equal(tls_word, 0);
		}
	}
	assert_int_equal((int32_t)run(do_switch, 0x8000 | DUET_MM_KEEP, 0, 0),
			 DUET_EINVAL);
	desc.flags = 0;
	assert_int_equal((int32_t)run(do_switch, 0x4000 | DUET_MM_KEEP, 0, 0),
			 DUET_EPERM);
}

/* The tables of a VM in reset stay loaded until the flush is complete. */
static void unload(void **state)
{
	vm->state = VM_RESET;
	sched.loaded = vm;
	vm->zone.pid = 5u << 25;
	vm->resident_bit = 4;
	dirty = 100;
	cut_in = 1;
	assert_false(space_unload(vm));
	assert_ptr_equal(sched.loaded, vm);
	assert_int_equal(roots, 0);
	assert_int_equal(vm->resident_bit, 4);
	assert_true(space_unload(vm));
	assert_null(sched.loaded);
	assert_int_equal(roots, 1);
	assert_int_equal(root_pid, 0);
	assert_int_equal(vm->resident_bit, 0);
}

/* Each VM gets its own process identifier back. */
static void load(void **state)
{
	vm->state = VM_LIVE;
	vm->zone.root = 0xc000;
	vm->zone.pid = 5u << 25;
	arch_vm_load(vm);
	assert_int_equal(root_pa, 0x0600c000);
	assert_int_equal(root_pid, 5u << 25);
	assert_int_equal(whole_icache, 1);
}

static void queue_errors(void **state)
{
	page->qlen = DUET_QUEUE_MAX + 1;
	assert_int_equal((int32_t)run(do_update, 0, 0, 0), DUET_EINVAL);
	assert_int_equal(page->qlen, DUET_QUEUE_MAX + 1);
	assert_int_equal(applied, 0);
	fill(7);
	assert_int_equal((int32_t)run(do_switch, 0x8000, 1, 0), DUET_EINVAL);
	assert_int_equal(page->qlen, 7);
	desc.flags = 0;
	assert_int_equal((int32_t)run(do_update, 0, 0, 0), DUET_EPERM);
	assert_int_equal((int32_t)run(do_switch, 0x4000, 1, 0), DUET_EPERM);
	assert_int_equal(applied, 0);
	assert_int_equal(tls_word, 0);
}

/* A length beyond the shared page: only the entries in the page are read */
static void queue_too_long(void **state)
{
	uint32_t bad = fill(DUET_QUEUE_MAX);

	page->qlen = ~0u;
	assert_int_equal(run(do_tlb, DUET_TLB_ALL, 0, 0), bad);
	check_queue(DUET_QUEUE_MAX);
	bad = fill(DUET_QUEUE_MAX);
	page->qlen = DUET_QUEUE_MAX + 1;
	assert_int_equal(run(do_iret, 0, 0x1000, 0), bad);
	check_queue(DUET_QUEUE_MAX);
}

/* A guest that shortens a queue in the middle does not harm the next queue. */
static void queue_shortened(void **state)
{
	uint32_t n = 300, bad;

	fill(n);
	cut_in = 1;
	vm->kern.pc = 0x1004;
	call_pt_update();
	assert_int_not_equal(vm->kern.pc, 0x1004);
	page->qlen = 0;
	run(do_update, 0, 0, 0);
	bad = fill(n);
	assert_int_equal(run(do_update, 0, 0, 0), bad);
	check_queue(n);
}

/* ---- iret ----------------------------------------------------------------- */

static void iret(void **state)
{
	uint32_t i;

	for (i = 0; i < 17; i++)
		frame[i] = 0x1000 + i;
	frame[15] = 0x2003;
	frame[16] = 0xffffffff & ~0x20u;
	page->mask = DUET_PSR_I;
	page->pend = 6;
	fill(3);
	page->queue[0].value = page->queue[0].target = 0;
	page->queue[1].value = 0;
	page->queue[1].target = 2;
	page->queue[2].value = 0;
	page->queue[2].target = 4;
	run(do_iret, 99, 0x1000, 0);
	assert_ptr_equal(vm_ctx(vm), &vm->user);
	assert_int_equal(vm->user.r[0], 99);
	for (i = 1; i < 15; i++)
		assert_int_equal(vm->user.r[i], 0x1000 + i);
	assert_int_equal(vm->user.pc, 0x2000);
	assert_int_equal(vm->user.psr, 0xf8000010);
	assert_int_equal(page->mask, 0);
	assert_int_equal(vm->new_events, 6);
	assert_int_equal(page->qlen, 0);
}

static void iret_fails(void **state)
{
	uint32_t bad;

	page->mask = DUET_PSR_I;
	bad = fill(50);
	cut_in = 2;
	assert_int_equal(run(do_iret, 1, 0x1000, 0), bad);
	assert_ptr_equal(vm_ctx(vm), &vm->kern);
	assert_int_equal(page->mask, DUET_PSR_I);
	assert_int_equal((int32_t)run(do_iret, 1, DUET_GUEST_TOP, 0),
			 DUET_EINVAL);
	assert_null(crashed);
	run(do_iret, 1, 0x2000, 0);
	assert_non_null(crashed);
	assert_ptr_equal(vm_ctx(vm), &vm->kern);
	desc.flags = 0;
	assert_int_equal((int32_t)run(do_iret, 1, 0x1000, 0), DUET_EPERM);
}

/* An interrupt at any poll must not hide the refused updates. */
static void iret_preempted(void **state)
{
	uint32_t bad, cut;

	for (cut = 1; cut < 80; cut++) {
		setup(state);
		page->mask = DUET_PSR_I;
		bad = fill(20);
		cut_in = cut;
		assert_int_equal(run(do_iret, 1, 0x1000, 0), bad);
		check_queue(20);
		assert_int_equal(cuts, !cut_in);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(cache_ranges, setup),
		cmocka_unit_test_setup(cache_cut_often, setup),
		cmocka_unit_test_setup(cache_refused, setup),
		cmocka_unit_test_setup(whole_cache, setup),
		cmocka_unit_test_setup(whole_clean, setup),
		cmocka_unit_test_setup(whole_icache_only, setup),
		cmocka_unit_test_setup(tlb_ranges, setup),
		cmocka_unit_test_setup(queues, setup),
		cmocka_unit_test_setup(queue_and_flush, setup),
		cmocka_unit_test_setup(keeping_switch, setup),
		cmocka_unit_test_setup(process_ids, setup),
		cmocka_unit_test_setup(unload, setup),
		cmocka_unit_test_setup(load, setup),
		cmocka_unit_test_setup(queue_errors, setup),
		cmocka_unit_test_setup(queue_too_long, setup),
		cmocka_unit_test_setup(queue_shortened, setup),
		cmocka_unit_test_setup(iret, setup),
		cmocka_unit_test_setup(iret_fails, setup),
		cmocka_unit_test_setup(iret_preempted, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
