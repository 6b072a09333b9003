// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls about events and time: the slow paths of switch_fast.S. Events and
 * timers have tests of their own.
 */
#include "hyp_test.h"

#include "arch.h"
#include "hypercalls.h"
#include "life.h"
#include "plat.h"
#include "sched.h"
#include "vm.h"

#define PC	0xc0001000u

uint32_t host_dacr, host_drains;
const struct sys_table *sys;
struct sched sched;
struct vm vms[SYS_VM_MAX];

static struct sys_table *table;
static struct duet_shared *page;
static struct vm *vm;
static uint32_t unmasked, now;
static bool waiting;
char guest_no_entry_end[1];

bool plat_irq_waiting(void)
{
	return waiting;
}

void plat_irq_mask(uint32_t line)
{
	fail();
}

void plat_irq_unmask(uint32_t line)
{
	unmasked |= 1u << line;
}

uint32_t plat_clock(void)
{
	return now;
}

void plat_timer_arm(uint32_t ticks)
{
}

void plat_timer_stop(void)
{
}

void plat_timer_ack(void)
{
	fail();
}

uint32_t clock_quarters;

bool upcall(struct vm *which, uint32_t kind)
{
	fail();
	return true;
}

void sched_set_ready(struct vm *which)
{
	fail();
}

void sched_clear_ready(struct vm *which)
{
	sched.run_map &= ~which->rank_bit;
}

uint32_t sched_charge(void)
{
	return now;
}

void vm_start(struct vm *which)
{
	fail();
}

void vm_exit(struct vm *which, bool again)
{
	fail();
}

void vm_crash(struct vm *which, const char *why)
{
	fail();
}

void vm_kick_watchdog(struct vm *which)
{
	fail();
}

static int setup(void **state)
{
	uint32_t i;

	memset(vms, 0, sizeof(vms));
	free(table);
	table = calloc(1, sizeof(*table) + 3 * sizeof(struct sys_vm));
	table->nr_vms = 3;
	sys = table;
	for (i = 0; i < 3; i++) {
		vms[i].sys = &table->vm[i];
		vms[i].state = VM_LIVE;
		vms[i].rank_bit = 0x80000000u >> i;
		vms[i].resident_bit = vms[i].rank_bit;
		vms[i].base = ctx_base(&vms[i].kern);
		vms[i].timer.kern = ctx_base(&vms[i].kern);
	}
	table->vm[1].nr_channels = 2;
	table->vm[1].channel[0].peer = 2;
	table->vm[1].channel[0].peer_event = 5;
	table->vm[1].channel[1].peer = 0;
	table->vm[1].channel[1].peer_event = 31;
	vm = &vms[1];
	if (!page)
		page = low_memory(sizeof(*page));
	memset(page, 0, sizeof(*page));
	vm->shared = page;
	table->vm[1].device_events = 0xf0;
	for (i = 0; i < DUET_EVENT_MAX; i++)
		vm->line[i] = i;
	vm->kern.pc = PC;
	vm->kern.r[0] = 0x1234;
	current = vm;
	sched.run_map = 0xe0000000;
	unmasked = 0;
	waiting = false;
	return 0;
}

static void version(void **state)
{
	/* bits from 16 on are the hypervisor's own */
	table->vm[1].flags = ~0u;
	assert_true(call_version() ==
		    ((uint64_t)0xffff << 32 | DUET_ABI_VERSION));
	table->vm[1].flags = 0;
	assert_true(call_version() == DUET_ABI_VERSION);
}

static void restart(void **state)
{
	assert_int_equal(call_restart(), 0x1234);
	assert_int_equal(vm->kern.pc, PC - 4);
	vm->kern.psr = 0x20;
	call_restart();
	assert_int_equal(vm->kern.pc, PC - 6);
}

static void awake(uint32_t events)
{
	assert_int_equal(vm->blocked, 0);
	assert_int_equal(vm->wake_bit, 0);
	assert_int_equal(vm->new_events, events);
	assert_int_equal(sched.run_map, 0xe0000000);
}

static void block(void **state)
{
	waiting = true;
	page->pend = 4;
	page->ack = 0x10;
	assert_int_equal(call_block(), 0x1234);
	assert_int_equal(vm->kern.pc, PC - 4);
	assert_int_equal(unmasked, 0x10);
	assert_int_equal(page->ack, 0);
	awake(0);
	waiting = false;
	page->ack = 0x20;
	vm->new_events = 8;
	assert_int_equal(call_block(), 0);
	assert_int_equal(unmasked, 0x30);
	awake(12);
	vm->new_events = 0;
	page->pend = 0;
	assert_int_equal(call_block(), 0);
	assert_int_equal(vm->blocked, vm->rank_bit);
	assert_int_equal(vm->wake_bit, vm->rank_bit);
	assert_int_equal(sched.run_map, 0xa0000000);
	/* must not be woken by the fast path */
	setup(NULL);
	vm->resident_bit = 0;
	call_block();
	assert_int_equal(vm->blocked, vm->rank_bit);
	assert_int_equal(vm->wake_bit, 0);
}

static void deliver(void **state)
{
	vm->new_events = 1;
	page->pend = 6;
	page->ack = 0x80;
	assert_int_equal(call_deliver(), 0);
	assert_int_equal(unmasked, 0x80);
	awake(7);
	page->ack = 0x20;
	assert_int_equal(call_ack(0x50), 0);
	assert_int_equal(unmasked, 0xd0);
	assert_int_equal(page->ack, 0x20);
}

static void timer(void **state)
{
	assert_int_equal(call_timer(77, 2), (uint32_t)DUET_EINVAL);
	assert_int_equal(call_timer(77, ~0u), (uint32_t)DUET_EINVAL);
	assert_false(vm->timer.armed);
	assert_int_equal(call_timer(77, 1), 0);
	assert_int_equal(vm->timer.deadline, 77);
	assert_true(vm->timer.armed);
	assert_int_equal(call_timer(77, 0), 0);
	assert_false(vm->timer.armed);
}

static void doorbell(void **state)
{
	uint32_t *rung = &vm->counter[DUET_COUNTER_DOORBELLS];

	assert_int_equal(call_doorbell(2), (uint32_t)DUET_EINVAL);
	assert_int_equal(call_doorbell(~0u), (uint32_t)DUET_EINVAL);
	assert_int_equal(call_doorbell(0), 0);
	assert_int_equal(vms[2].new_events, 1u << 5);
	assert_int_equal(vms[0].new_events, 0);
	assert_int_equal(*rung, 1);
	assert_int_equal(call_doorbell(1), 0);
	assert_int_equal(vms[0].new_events, 1u << 31);
	assert_int_equal(*rung, 2);
	vms[0].new_events = 0;
	vms[0].state = VM_RESET;
	assert_int_equal(call_doorbell(1), (uint32_t)DUET_EAGAIN);
	vms[0].state = VM_STOPPED;
	assert_int_equal(call_doorbell(1), (uint32_t)DUET_EAGAIN);
	assert_int_equal(vms[0].new_events, 0);
	assert_int_equal(*rung, 2);
}

static int teardown(void **state)
{
	free(table);
	table = NULL;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(version, setup),
		cmocka_unit_test_setup(restart, setup),
		cmocka_unit_test_setup(block, setup),
		cmocka_unit_test_setup(deliver, setup),
		cmocka_unit_test_setup(timer, setup),
		cmocka_unit_test_setup_teardown(doorbell, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
