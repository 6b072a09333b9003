// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events and upcalls: the words written into the shared page, when the guest
 * kernel is entered, and with which registers. The domains of a guest must not
 * be open for anything else.
 */
#include "hyp_test.h"

#include "arch.h"
#include "budget.h"
#include "cpu.h"
#include "event.h"
#include "exit.h"
#include "hypercalls.h"
#include "irq_desc.h"
#include "life.h"
#include "plat.h"
#include "sched.h"
#include "slice.h"
#include "timer.h"
#include "upcall.h"
#include "vm.h"

#define DACR_GUEST	0x115

uint32_t host_dacr, host_drains;
const struct sys_table *sys;
struct sched sched;
struct vm vms[SYS_VM_MAX];
char irq_device[1], irq_timer[1], irq_in_c[1];
const uint32_t plat_timer_line = 4;

static struct sys_table *table;
static struct duet_shared *page[2];
static uint32_t enabled;	/* lines */
static uint32_t raised;
static uint32_t woken[2], timers;

bool plat_irq_valid(uint32_t line)
{
	return line < 32 && line != plat_timer_line && line != 14;
}

uint32_t plat_irq_next(void)
{
	uint32_t lines = raised & enabled;

	return lines ? 31u - __builtin_clz(lines) : PLAT_NO_IRQ;
}

void plat_irq_mask(uint32_t line)
{
	enabled &= ~(1u << line);
}

void plat_irq_unmask(uint32_t line)
{
	enabled |= 1u << line;
}

void sched_set_ready(struct vm *vm)
{
	woken[vm - vms]++;
	sched.run_map |= vm->rank_bit;
}

void timer_interrupt(void)
{
	timers++;
	raised &= ~(1u << plat_timer_line);
}

/* exit.c is here for its interrupts only */
bool plat_irq_waiting(void)
{
	return false;
}

uint32_t plat_clock(void)
{
	fail();
	abort();
}

bool arch_flush_all(void)
{
	fail();
	abort();
}

void arch_vm_load(struct vm *vm)
{
	fail();
	abort();
}

void budget_watch(struct vm *vm)
{
	fail();
	abort();
}

void slice_leave(void)
{
}

void slice_arm(void)
{
	fail();
	abort();
}

void slice_serve_due(void)
{
	fail();
	abort();
}

void host_wait(void)
{
	fail();
	abort();
}

uint32_t sched_charge(void)
{
	fail();
	abort();
}

void sched_clear_ready(struct vm *vm)
{
	fail();
	abort();
}

uint32_t call_restart(void)
{
	fail();
	abort();
}

static int setup(void **state)
{
	uint32_t i;

	memset(vms, 0, sizeof(vms));
	free(table);
	table = calloc(1, sizeof(*table) + 2 * sizeof(struct sys_vm));
	sys = table;
	table->nr_vms = 2;
	memset(table->irq, SYS_NO_VM, sizeof(table->irq));
	table->irq[12] = (struct sys_irq){ 0, 3 };
	table->irq[25] = (struct sys_irq){ 0, 31 };
	table->irq[13] = (struct sys_irq){ 1, 1 };
	/* lines that no VM can have, whatever the table says */
	table->irq[4] = (struct sys_irq){ 1, 5 };
	table->irq[14] = (struct sys_irq){ 1, 6 };
	table->vm[0].device_events = 1u << 3 | 1u << 31;
	table->vm[1].device_events = 1u << 1 | 1u << 5 | 1u << 6 | 1u << 7;
	table->vm[0].nr_channels = 1;
	table->vm[0].channel[0].peer = 1;
	table->vm[0].channel[0].peer_event = 9;
	enabled = 1u << plat_timer_line;
	raised = timers = 0;
	host_dacr = DACR_HYP;
	arch_irq_init();
	for (i = 0; i < 2; i++) {
		if (!page[i])
			page[i] = low_memory(sizeof(*page[i]));
		memset(page[i], 0, sizeof(*page[i]));
		woken[i] = 0;
		vms[i].sys = &table->vm[i];
		vms[i].id = i;
		vms[i].rank_bit = 0x80000000u >> i;
		sched.run_map |= vms[i].rank_bit;
		vms[i].state = VM_LIVE;
		vms[i].shared = page[i];
		vms[i].base = ctx_base(&vms[i].kern);
		vms[i].kern.dacr = DACR_GUEST;
		table->vm[i].shared_va = 0xef000000 - i * 0x1000;
		arch_irq_init_vm(&vms[i]);
		event_init_vm(&vms[i]);
	}
	sched.vm = &vms[0];
	rnd_state = 1;
	return 0;
}

static int teardown(void **state)
{
	free(table);
	table = NULL;
	return 0;
}

static void posting(void **state)
{
	event_post(&vms[0], 1);
	event_post(&vms[0], 6);
	assert_int_equal(vms[0].new_events, 7);
	assert_int_equal(woken[0], 0);
	assert_int_equal(page[0]->pend, 0);
	/* the first event that it lacks while blocked wakes it */
	vms[0].blocked = 1;
	vms[0].new_events = 0;
	sched.run_map &= ~vms[0].rank_bit;
	event_post(&vms[0], 7);
	event_post(&vms[0], 8);
	assert_int_equal(woken[0], 1);
	vms[1].state = VM_STOPPED;
	vms[1].blocked = 1;
	event_post(&vms[1], 1);
	vms[1].state = VM_RESET;
	event_post(&vms[1], 1);
	assert_int_equal(vms[1].new_events, 0);
	assert_int_equal(woken[1], 0);
}

/* Each line: its VM, its event, masked until it is acknowledged */
static void lines(void **state)
{
	static const struct {
		uint32_t line, vm, event;
	} owned[] = { { 12, 0, 3 }, { 25, 0, 31 }, { 13, 1, 1 } };
	uint32_t i;

	for (i = 0; i < ELEMENTS(owned); i++) {
		struct vm *vm = &vms[owned[i].vm];
		uint32_t bit = 1u << owned[i].line;

		sched.vm = vm;
		assert_false(enabled & bit);
		raised = bit;
		irq_serve_next();
		assert_int_equal(vm->new_events, 0);
		event_unmask_devices(vm, 1u << owned[i].event);
		assert_true(enabled & bit);
		irq_serve_next();
		assert_int_equal(vm->new_events, 1u << owned[i].event);
		assert_false(enabled & bit);
		assert_int_equal(vm->counter[DUET_COUNTER_IRQS], 1);
		vm->new_events = 0;
		irq_serve_next();
		assert_int_equal(vm->new_events, 0);
		vm->counter[DUET_COUNTER_IRQS] = 0;
	}
	/* a line without an owner is masked for good */
	enabled |= 1u << 20;
	raised = 1u << 20;
	irq_serve_next();
	assert_false(enabled & 1u << 20);
	assert_int_equal(vms[0].new_events | vms[1].new_events, 0);
}

/* A VM's view of its peers is written when it runs next. */
static void peers(void **state)
{
	vms[1].lives = 4;
	event_update_peers(&vms[0]);
	assert_int_equal(page[0]->peer_life[0], 7);
	vms[1].state = VM_RESET;
	vms[0].peers_changed = true;
	assert_int_equal(page[0]->peer_life[0], 7);
	page[0]->mask = DUET_PSR_I;
	event_deliver(&vms[0]);
	assert_int_equal(page[0]->peer_life[0], 8);
	assert_false(vms[0].peers_changed);
	assert_int_equal(host_dacr, DACR_HYP);
	vms[1].state = VM_STOPPED;
	vms[0].peers_changed = true;
	event_deliver(&vms[0]);
	assert_int_equal(page[0]->peer_life[0], 8);
	/* there is no second channel */
	assert_int_equal(page[0]->peer_life[1], 0);
}

/* A VM can't open a line of another VM, or of the hypervisor. */
static void foreign_lines(void **state)
{
	uint32_t before = enabled;

	event_unmask_devices(&vms[0], ~(1u << 3 | 1u << 31));
	assert_int_equal(enabled, before);
	sched.vm = &vms[1];
	event_unmask_devices(&vms[1], ~0u);
	assert_int_equal(enabled, before | 1u << 13);
	enabled = 0;
	event_mask_devices(&vms[1]);
	event_unmask_devices(&vms[1], 1u << 5 | 1u << 6 | 1u << 7);
	assert_int_equal(enabled, 0);
	page[0]->ack = ~0u;
	sched.vm = &vms[0];
	event_unmask_devices(&vms[0], 0);
	assert_int_equal(enabled, 0);
	assert_int_equal(page[0]->ack, ~0u);
	event_unmask_acked(&vms[0]);
	assert_int_equal(enabled, 1u << 12 | 1u << 25);
	assert_int_equal(page[0]->ack, 0);
	assert_int_equal(host_dacr, DACR_HYP);
	event_mask_devices(&vms[0]);
	assert_int_equal(enabled, 0);
}

static void own_lines(void **state)
{
	raised = 1u << plat_timer_line | 1u << 12;
	event_unmask_devices(&vms[0], 1u << 3);
	while (plat_irq_next() != PLAT_NO_IRQ)
		irq_serve_next();
	irq_serve_next();
	assert_int_equal(timers, 1);
	assert_int_equal(vms[0].new_events, 8);
	assert_true(enabled & 1u << plat_timer_line);
}

/* The entries that switch_fast.S finds for each line */
static void descriptors(void **state)
{
	uint32_t i;

	for (i = 0; i <= IRQ_LINES; i++) {
		const struct irq_desc *d = &irq_desc[i];
		uint32_t line = 31 - i;

		if (i < IRQ_LINES)
			assert_int_equal(d->bit, 1u << line);
		if (line == 12 || line == 25 || line == 13) {
			assert_int_equal(d->handler, (uintptr_t)irq_device);
			assert_ptr_equal(vm_of(d->kern),
					 &vms[table->irq[line].vm]);
			assert_int_equal(d->events,
					 1u << table->irq[line].event);
		} else if (line == plat_timer_line) {
			assert_int_equal(d->handler, (uintptr_t)irq_timer);
		} else {
			assert_int_equal(d->handler, (uintptr_t)irq_in_c);
		}
	}
	assert_ptr_equal(vm_of(vms[0].bell[0].kern), &vms[1]);
	assert_int_equal(vms[0].bell[0].events, 1 << 9);
	assert_int_equal(vms[0].nr_bells, 1);
	assert_int_equal(vms[1].nr_bells, 0);
}

static void fill_ctx(struct ctx *ctx, uint32_t seed)
{
	uint32_t i;

	for (i = 0; i < 15; i++)
		ctx->r[i] = seed + i;
	ctx->pc = seed + 15;
	ctx->psr = (seed & 1 ? 0xffffffff : 0x08000010);
}

/* Masked: only into the shared page. Open: into the kernel */
static void deliver(void **state)
{
	struct vm *vm = &vms[0];

	fill_ctx(&vm->kern, 0x100);
	vm->entry[DUET_UPCALL_IRQ_KERN] = 0x5000;
	page[0]->mask = DUET_PSR_I;
	page[0]->pend = 2;
	vm->new_events = 5;
	event_deliver(vm);
	assert_int_equal(page[0]->pend, 7);
	assert_int_equal(vm->new_events, 0);
	assert_int_equal(vm->kern.pc, 0x10f);
	page[0]->mask = 0;
	vm->new_events = 8;
	vm->steal = 1234;
	event_deliver(vm);
	assert_int_equal(page[0]->pend, 15);
	assert_int_equal(page[0]->steal, 1234);
	assert_int_equal(page[0]->mask, DUET_PSR_I);
	assert_int_equal(vm->kern.pc, 0x5000);
	assert_int_equal(vm->kern.psr, 0x10);
	assert_int_equal(vm->kern.r[0], 0xef000024);
	assert_int_equal(page[0]->kern.r0, 0x100);
	assert_int_equal(page[0]->kern.pc, 0x10f);
	assert_int_equal(page[0]->kern.psr, 0x08000013);
	assert_int_equal(vm->kern.r[13], 0x10d);
	assert_int_equal(host_dacr, DACR_HYP);
	assert_int_equal(event_pending(vm), 15);
	vm->new_events = 16;
	assert_int_equal(event_pending(vm), 31);
	assert_int_equal(page[1]->pend, 0);
}

static void check_user_upcall(struct vm *vm, uint32_t seed)
{
	uint32_t i;

	assert_ptr_equal(vm_ctx(vm), &vm->kern);
	assert_int_equal(page[0]->user.r0, seed);
	assert_int_equal(page[0]->user.pc, seed + 15);
	assert_int_equal(page[0]->user.psr, seed & 1 ? 0xf8000030 : 0x08000010);
	assert_int_equal(page[0]->usp, seed + 13);
	assert_int_equal(vm->kern.r[0], 0xef000008);
	for (i = 1; i < 15; i++)
		assert_int_equal(vm->kern.r[i], i == 13 ? 0x7000 : seed + i);
	assert_int_equal(page[0]->mask, DUET_PSR_I);
	assert_int_equal(vm->kern.psr, 0x10);
}

/* From user: each kind to its own entry, all registers */
static void from_user(void **state)
{
	struct vm *vm = &vms[0];
	uint32_t kind, i;

	for (i = 0; i < DUET_NR_UPCALL; i++)
		vm->entry[i] = 0x1000 + i * 0x100;
	for (kind = DUET_UPCALL_UND_KERN; kind <= DUET_UPCALL_IRQ_KERN; kind++) {
		fill_ctx(&vm->user, 0x200 + kind);
		fill_ctx(&vm->kern, 0x900);
		vm->base = ctx_base(&vm->user);
		page[0]->ksp = 0x7000;
		page[0]->mask = 0;
		/* busy concerns the kernel: user faults all the same */
		page[0]->busy = kind & 1;
		if (kind == DUET_UPCALL_IRQ_KERN) {
			vm->new_events = 1;
			event_deliver(vm);
		} else {
			upcall_fault(vm, kind, 0x3f, 0x1234);
			assert_int_equal(page[0]->fsr, 0x3f);
			assert_int_equal(page[0]->far, 0x1234);
			assert_int_equal(page[0]->busy, kind & 1);
		}
		check_user_upcall(vm, 0x200 + kind);
		assert_int_equal(vm->kern.pc, 0x1000 + (kind - 4) * 0x100);
	}
	assert_int_equal(page[0]->kern.pc, 0);
}

/* From the kernel: busy, and the double fault */
static void from_kernel(void **state)
{
	struct vm *vm = &vms[0];
	uint32_t i;

	for (i = 0; i < DUET_NR_UPCALL; i++)
		vm->entry[i] = 0x1000 + i * 0x100;
	fill_ctx(&vm->kern, 0x301);
	page[0]->mask = DUET_PSR_I;
	assert_true(upcall_fault(vm, DUET_UPCALL_DABT_KERN, 7, 0x5678));
	assert_int_equal(page[0]->busy, 1);
	assert_int_equal(page[0]->kern.r0, 0x301);
	assert_int_equal(page[0]->kern.pc, 0x310);
	assert_int_equal(page[0]->kern.psr, 0xf80000b3);
	assert_int_equal(page[0]->far, 0x5678);
	assert_int_equal(vm->kern.pc, 0x1700);
	assert_int_equal(vm->kern.r[0], 0xef000024);
	for (i = 1; i < 15; i++)
		assert_int_equal(vm->kern.r[i], 0x301 + i);
	assert_false(upcall_fault(vm, DUET_UPCALL_UND_KERN, 0, 0));
	assert_int_equal(page[0]->kern.pc, 0x310);
	assert_int_equal(host_dacr, DACR_HYP);
	/* an interrupt neither checks nor changes busy */
	page[0]->mask = 0;
	vm->new_events = 1;
	event_deliver(vm);
	assert_int_equal(page[0]->busy, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(posting, setup, teardown),
		cmocka_unit_test_setup_teardown(lines, setup, teardown),
		cmocka_unit_test_setup_teardown(peers, setup, teardown),
		cmocka_unit_test_setup_teardown(foreign_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(own_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(descriptors, setup, teardown),
		cmocka_unit_test_setup_teardown(deliver, setup, teardown),
		cmocka_unit_test_setup_teardown(from_user, setup, teardown),
		cmocka_unit_test_setup_teardown(from_kernel, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
