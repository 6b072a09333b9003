// SPDX-License-Identifier: GPL-2.0-only
/* Results and errors of a window VM's calls, and their effect on registers. */
#include "test.h"

/* Registers that a call neither returns nor clobbers must be preserved. */
static void call_with(struct regs *regs, uint32_t nr, const char *snippet,
		      uint32_t seed)
{
	regs_fill(regs, seed);
	regs->r[12] = nr;
	regs_run(regs, (uintptr_t)snippet);
}

static bool preserved(const struct regs *regs, uint32_t seed)
{
	struct regs want;
	uint32_t i;

	regs_fill(&want, seed);
	for (i = 4; i < 12; i++)
		if (regs->r[i] != want.r[i])
			return false;
	return regs->r[14] == want.r[14] && regs->r[13] == regs->sp_before &&
		(regs->cpsr & FLAGS) == want.cpsr &&
		(regs->cpsr & 0x1f) == 0x10;
}

static void registers(void)
{
	static const uint32_t quick[] = {
		DUET_CALL_VERSION, DUET_CALL_DELIVER, DUET_CALL_ACK,
		DUET_CALL_TIMER, DUET_CALL_DOORBELL, DUET_CALL_PT_UPDATE,
		DUET_CALL_PT_ROOT, DUET_CALL_MM_SWITCH, DUET_CALL_TLS,
		DUET_CALL_CACHE, DUET_CALL_TLB, DUET_CALL_CONSOLE,
		DUET_CALL_EXIT, DUET_CALL_VM_INFO, DUET_CALL_UPCALL, 20,
	};
	bool arm = true, thumb = true;
	struct regs regs;
	uint32_t i;

	for (i = 0; i < 32; i++) {
		uint32_t nr = quick[i % 16];

		call_with(&regs, nr, snip_swi, i);
		arm &= preserved(&regs, i);
		call_with(&regs, nr, snip_swi_thumb + 1, i);
		thumb &= preserved(&regs, i);
	}
	ok(arm, "r4-r11, sp, lr, flags survive each call");
	ok(thumb, "... in Thumb state, too");
}

static void unknown(void)
{
	static const uint32_t none[] = { 20, 21, 255, 0x80000000, ~0u };
	struct regs regs;
	bool same_regs = true;
	uint32_t i, r;

	for (i = 0; i < 5; i++) {
		call_with(&regs, none[i], snip_swi, i);
		same_regs &= regs.r[0] == (uint32_t)DUET_ENOSYS &&
			preserved(&regs, i);
		for (r = 1; r < 4; r++)
			same_regs &= regs.r[r] ==
				0x01010101 * r + (i << 16) + 0xa5;
		same_regs &= regs.r[12] == none[i];
	}
	ok(same_regs, "an unknown call is ENOSYS and changes nothing");
}

static void version(void)
{
	uint32_t features = 0xbad;

	same(duet_version(&features), DUET_ABI_VERSION, "version");
	same(features, DUET_FEATURE_RESTART, "features: may restart");
	same(shared->abi_version, DUET_ABI_VERSION, "version, shared page");
	same(shared->features, features, "features, shared page");
}

static void start(void)
{
	same(at_start.r0, 0xf8000000, "start: r0 is the shared page");
	same(at_start.r2, 0, "start: r2 is 0 without a device tree");
	same(at_start.sp, 0, "start: sp is 0");
	same(at_start.cpsr & 0x3f, 0x10, "start: ARM state in USR mode");
	same(shared->magic, DUET_INFO_MAGIC, "shared page: magic");
	same(shared->mask, DUET_PSR_I, "shared page: masked");
	same(shared->pend | shared->ack | shared->qlen | shared->busy, 0,
	     "shared page: pend, ack, qlen, busy are 0");
	same(shared->vm_id, 0, "shared page: number");
	same(shared->clock_hz, 24000000, "shared page: clock");
	same(shared->midr & 0xff0ffff0, 0x41069260, "shared page: ARM926");
	same(shared->ram_pa, 0x06400000, "shared page: RAM's frame");
	same(shared->ram_va, 0xf8000000, "shared page: RAM's address");
	same(shared->ram_size, 0x200000, "shared page: RAM's size");
	same(shared->zone_size | shared->root | shared->kernel_base, 0,
	     "shared page: no zone");
	same(shared->lives, 1, "shared page: first life");
	same(shared->nr_channels, 0, "shared page: no channel");
	same(shared->device_events, 2, "shared page: event of the UART");
	same(shared->device_va, 0xfd000000, "shared page: device pages");
	ok(shared->name[0] == 'g' && shared->name[4] == 't' &&
	   !shared->name[5], "shared page: name");
}

static void upcall_errors(void)
{
	uint32_t good = (uintptr_t)entry_irq_kern;

	same(duet_upcall(9, good), DUET_EINVAL, "upcall: unknown kind");
	same(duet_upcall(~0u, good), DUET_EINVAL, "upcall: kind -1");
	same(duet_upcall(8, 0), DUET_EINVAL, "upcall: entry 0");
	same(duet_upcall(8, good + 2), DUET_EINVAL, "upcall: entry + 2");
	same(duet_upcall(8, good + 1), DUET_EINVAL, "upcall: entry + 1");
	same(duet_upcall(8, good), 0, "upcall: good");
}

static void counters(void)
{
	uint32_t before = counter(DUET_COUNTER_HYPERCALLS), value = 0x1234;

	duet_exit(3);		/* refused */
	same(counter(DUET_COUNTER_HYPERCALLS), before + 1,
	     "counter: calls are counted but for the quick ones");
	same(duet_vm_info(shared->vm_id, DUET_INFO_COUNTER + 17, &value),
	     DUET_EINVAL, "vm_info: counter 17");
	same(duet_vm_info(shared->vm_id, ~0u, &value), DUET_EINVAL,
	     "vm_info: -1");
	same(counter(DUET_COUNTER_RESTARTS), 0, "counter: no restarts");
	same(counter(DUET_COUNTER_ROOT_LOADS), 0, "counter: no root loads");
}

static void tables(void)
{
	shared->qlen = 1;
	same(duet_pt_update(), DUET_EPERM, "pt_update without a zone");
	same(shared->qlen, 1, "... leaves qlen");
	shared->qlen = 0;
	same(duet_pt_root(DUET_ROOT_CREATE, 0xc000), DUET_EPERM,
	     "pt_root without a zone");
	same(duet_mm_switch(0x4000, 0), DUET_EPERM, "mm_switch without a zone");
	same(duet_tls(0x1234), 0, "tls");
	same(iret_raw(0, shared->ram_va), DUET_EPERM,
	     "iret without user mode");
	same(iret_raw(0, 0x1000), DUET_EPERM, "... whatever the frame");
	same(iret_raw(0, 0xc0008000), DUET_EPERM, "... and wherever");
}

static void cache(void)
{
	uint32_t ram = shared->ram_va, top = ram + shared->ram_size, op;
	bool good = true;

	for (op = 0; op < 6; op++)
		good &= !duet_cache(op, ram + 0x100003, ram + 0x100f01);
	ok(good, "cache: each operation on its RAM");
	good = true;
	for (op = 0; op < 4; op++)
		good &= !duet_cache(op, ram + 0x100000, ram + 0x100000);
	ok(good, "cache: an empty range");
	same(duet_cache(DUET_CACHE_CLEAN, ram, top), 0, "cache: all of it");
	same(duet_cache(DUET_CACHE_CLEAN_ALL + 1, ram, top), DUET_EINVAL,
	     "cache: unknown");
	same(duet_cache(~0u, ram, top), DUET_EINVAL, "cache: -1");
	same(duet_cache(0, ram + 32, ram), DUET_EINVAL, "cache: backwards");
	same(duet_cache(1, ram, top + 1), DUET_EINVAL, "cache: beyond");
	same(duet_cache(1, ram - 1, top), DUET_EINVAL, "cache: before");
	same(duet_cache(1, HYPERVISOR, HYPERVISOR + 32), DUET_EINVAL,
	     "cache: the hypervisor's");
	same(duet_cache(1, 0, ~0u), DUET_EINVAL, "cache: everything");
	same(duet_cache(1, 0xfe000000, 0xfe000020), DUET_EINVAL,
	     "cache: a channel's slot");
}

static void tlb(void)
{
	same(duet_tlb(DUET_TLB_ALL, 0, 0), 0, "tlb: all");
	same(duet_tlb(DUET_TLB_RANGE, 0x1000, 0x3000), 0, "tlb: range");
	same(duet_tlb(DUET_TLB_RANGE, 0, ~0u), 0, "tlb: everything by range");
	same(duet_tlb(DUET_TLB_RANGE, 0xfffff000, ~0u), 0,
	     "tlb: the last page");
	same(duet_tlb(2, 0, 0), DUET_EINVAL, "tlb: unknown");
	same(duet_tlb(DUET_TLB_RANGE, 1, 0), DUET_EINVAL, "tlb: backwards");
}

static void others(void)
{
	uint32_t taken_before = taken;

	same(duet_doorbell(0), DUET_EINVAL, "doorbell: no channel");
	same(duet_doorbell(~0u), DUET_EINVAL, "doorbell: channel -1");
	same(duet_exit(3), DUET_EINVAL, "exit: unknown");
	same(duet_exit(~0u), DUET_EINVAL, "exit: -1");
	same(duet_ack(~2u), 0, "ack: events that are no devices");
	same(duet_timer(now(), 2), DUET_EINVAL, "timer: arm is 2");
	same(duet_timer(now(), ~0u), DUET_EINVAL, "timer: arm is -1");
	wait_ticks(TICKS_US(20));
	same(shared->pend, 0, "... and none of it fired");
	same(taken, taken_before, "... or was delivered");
}

int main(void)
{
	start();
	version();
	kern_upcalls();
	registers();
	duet_timer(0, 0);
	take();
	unknown();
	upcall_errors();
	counters();
	tables();
	cache();
	tlb();
	others();
	plan();
	return 0;
}
