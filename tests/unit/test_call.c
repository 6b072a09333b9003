// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls about events and time: the C versions of the fast paths in vectors.S
 * and switch_fast.S. Events and timers have tests of their own.
 */
#include "hyp_test.h"

#include "arch.h"
#include "event.h"
#include "hypercalls.h"
#include "plat.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

#define PC	0xc0001000u

uint32_t host_dacr, host_drains;
const struct sys_table *sys;
struct sched sched;
struct vm vms[SYS_VM_MAX];

static struct sys_table *table;
static struct vm *vm;
static uint32_t acked, acks, pending, posted[3], deadline, armed, cancelled;
static bool waiting;

void event_ack(struct vm *which, uint32_t events)
{
	assert_ptr_equal(which, vm);
	acked = events;
	acks++;
}

uint32_t event_pending(struct vm *which)
{
	assert_ptr_equal(which, vm);
	return pending | which->new_events;
}

void event_post(struct vm *which, uint32_t events)
{
	posted[which - vms] |= events;
}

bool plat_irq_waiting(void)
{
	return waiting;
}

void sched_unready(struct vm *which)
{
	sched.run_map &= ~which->rank_bit;
}

void timer_arm(struct timer *timer, uint32_t when)
{
	assert_ptr_equal(timer, &vm->timer);
	deadline = when;
	armed++;
}

void timer_cancel(struct timer *timer)
{
	assert_ptr_equal(timer, &vm->timer);
	cancelled++;
}

uint32_t arch_trap_size(const struct ctx *ctx)
{
	return ctx->psr & 0x20 ? 2 : 4;
}

static int setup(void **state)
{
	uint32_t i;

	memset(vms, 0, sizeof(vms));
	memset(posted, 0, sizeof(posted));
	free(table);
	table = calloc(1, sizeof(*table) + 3 * sizeof(struct sys_vm));
	table->nr_vms = 3;
	sys = table;
	for (i = 0; i < 3; i++) {
		vms[i].sys = &table->vm[i];
		vms[i].state = VM_LIVE;
		vms[i].rank_bit = 0x80000000u >> i;
		vms[i].in_place = vms[i].rank_bit;
		vms[i].ctx = &vms[i].kern;
	}
	table->vm[1].nr_channels = 2;
	table->vm[1].channel[0].peer = 2;
	table->vm[1].channel[0].peer_event = 5;
	table->vm[1].channel[1].peer = 0;
	table->vm[1].channel[1].peer_event = 31;
	vm = &vms[1];
	vm->kern.pc = PC;
	vm->kern.r[0] = 0x1234;
	current = vm;
	sched.run_map = 0xe0000000;
	acked = acks = pending = armed = cancelled = 0;
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
	assert_int_equal(vm->asleep, 0);
	assert_int_equal(vm->quick_bit, 0);
	assert_int_equal(vm->new_events, events);
	assert_int_equal(sched.run_map, 0xe0000000);
}

static void block(void **state)
{
	waiting = true;
	pending = 4;
	assert_int_equal(call_block(), 0x1234);
	assert_int_equal(vm->kern.pc, PC - 4);
	assert_int_equal(acks, 1);
	awake(0);
	waiting = false;
	vm->new_events = 8;
	assert_int_equal(call_block(), 0);
	assert_int_equal(acks, 2);
	assert_int_equal(acked, 0);
	awake(12);
	vm->new_events = 0;
	pending = 0;
	assert_int_equal(call_block(), 0);
	assert_int_equal(vm->asleep, vm->rank_bit);
	assert_int_equal(vm->quick_bit, vm->rank_bit);
	assert_int_equal(sched.run_map, 0xa0000000);
	/* must not be woken by the fast path */
	setup(NULL);
	vm->in_place = 0;
	call_block();
	assert_int_equal(vm->asleep, vm->rank_bit);
	assert_int_equal(vm->quick_bit, 0);
}

static void deliver(void **state)
{
	vm->new_events = 1;
	pending = 6;
	assert_int_equal(call_deliver(), 0);
	assert_int_equal(acks, 1);
	assert_int_equal(acked, 0);
	awake(7);
	assert_int_equal(call_ack(0x50), 0);
	assert_int_equal(acks, 2);
	assert_int_equal(acked, 0x50);
}

static void timer(void **state)
{
	assert_int_equal(call_timer(77, 2), (uint32_t)DUET_EINVAL);
	assert_int_equal(call_timer(77, ~0u), (uint32_t)DUET_EINVAL);
	assert_int_equal(armed + cancelled, 0);
	assert_int_equal(call_timer(77, 1), 0);
	assert_int_equal(deadline, 77);
	assert_int_equal(armed, 1);
	assert_int_equal(call_timer(77, 0), 0);
	assert_int_equal(armed, 1);
	assert_int_equal(cancelled, 1);
}

static void doorbell(void **state)
{
	uint32_t *rung = &vm->counter[DUET_COUNTER_DOORBELLS];

	assert_int_equal(call_doorbell(2), (uint32_t)DUET_EINVAL);
	assert_int_equal(call_doorbell(~0u), (uint32_t)DUET_EINVAL);
	assert_int_equal(call_doorbell(0), 0);
	assert_int_equal(posted[2], 1u << 5);
	assert_int_equal(posted[0], 0);
	assert_int_equal(*rung, 1);
	assert_int_equal(call_doorbell(1), 0);
	assert_int_equal(posted[0], 1u << 31);
	assert_int_equal(*rung, 2);
	posted[0] = 0;
	vms[0].state = VM_RESET;
	assert_int_equal(call_doorbell(1), (uint32_t)DUET_EAGAIN);
	vms[0].state = VM_STOPPED;
	assert_int_equal(call_doorbell(1), (uint32_t)DUET_EAGAIN);
	assert_int_equal(posted[0], 0);
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
