// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random actions of the VMs, the devices and the clock: the input is a list of
 * such events. The current VM makes calls, queues updates, writes its shared
 * page, faults; after each event the tables are audited.
 */
#include "host.h"

#include <stdlib.h>

#include "arch.h"
#include "audit.h"
#include "event.h"
#include "exit.h"
#include "hypercalls.h"
#include "life.h"
#include "plat.h"
#include "sched.h"
#include "upcall.h"
#include "vm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DO_0(call, r)	call()
#define DO_1(call, r)	call((r)[0])
#define DO_2(call, r)	call((r)[0], (r)[1])
#define DO_3(call, r)	call((r)[0], (r)[1], (r)[2])

/* As call_done and call_leaf in vectors.S: the result goes into r0. */
static void do_call(uint32_t nr, uint32_t *r)
{
	struct ctx *k = &current->kern;

	switch (nr) {
#define CALL_CASE(number, name, args, results) \
	case number: \
		k->r[0] = DO_##args(call_##name, r); \
		break;
	HYPERCALLS(CALL_CASE)
	}
}

/* The offset of a root in the zone: 0x8000 is not a root */
static uint32_t some_root(uint8_t n)
{
	return 0x4000 + n % (ZONE_BYTES / 0x4000) * 0x4000;
}

/* Arguments, most of them valid, or nearly */
static void good_arguments(uint32_t nr, uint32_t *r)
{
	uint8_t n = input_byte();

	switch (nr) {
	case DUET_CALL_TIMER:
		r[0] = plat_clock() + n * 256;
		r[1] = 1;
		break;
	case DUET_CALL_PT_ROOT:
		r[0] = n >> 4 & 1;
		r[1] = some_root(n);
		break;
	case DUET_CALL_MM_SWITCH:
		r[0] = some_root(n) | n >> 4;
		break;
	case DUET_CALL_CACHE:
	case DUET_CALL_TLB:
		r[0] = n & 7;
		r[1] = current->sys->ram_va + (n >> 3) * 16;
		r[2] = r[1] + input_byte() * 16;
		break;
	case DUET_CALL_UPCALL:
		r[0] = n & 15;
		r[1] = 0x8000 + (n >> 6);
		break;
	default:
		r[0] = n & 3;
		r[1] = n >> 2;
	}
}

static void any_call(void)
{
	struct ctx *k = &current->kern;
	uint8_t op = input_byte();
	uint32_t nr = (op & 0x7f) % DUET_NR_CALLS, i;

	if (op & 0x80)
		good_arguments(nr, k->r);
	else
		for (i = 0; i < 3; i++)
			k->r[i] = input_value();
	k->pc = 0x1004;
	current->counter[DUET_COUNTER_HYPERCALLS]++;
	do_call(nr, k->r);
}

/* A page of its RAM, or near a device or channel that it may map */
static uint32_t some_page(uint8_t n)
{
	const struct sys_vm *s = current->sys;

	if (n < 224)
		return s->ram_pa + (n << 12);
	return sys->range[s->first_range + (n & 1)].pa + ((n >> 1 & 3) << 12);
}

/* Mostly updates that have an effect */
static void any_update(volatile struct duet_pt_entry *e)
{
	uint8_t kind = input_byte(), where = input_byte();
	uint32_t slot = kind & 8 ? 0xbee + (where & 7) : where & 7;
	uint32_t root = some_root(kind >> 4);

	switch (kind & 7) {
	case 0:
	case 1:
		e->target = 0xa000 + (where & 15) * 0x400 + (where >> 4) * 4;
		e->value = some_page(input_byte()) + (kind >> 4);
		break;
	case 2:
	case 3:
		e->target = root + slot * 4 + DUET_PT_LINK;
		e->value = 0xa000 + (where >> 4) * 0x400 + (kind & 1);
		break;
	case 4:
		e->target = root + slot * 4 + DUET_PT_SECTION;
		e->value = current->sys->ram_pa +
			(input_byte() % 5 << 20) + (where >> 4);
		break;
	case 5:
		e->target = root + slot * 4 + (where >> 6);
		e->value = input_value();
		break;
	default:
		e->target = input_value();
		e->value = input_value();
	}
}

static void any_queue(void)
{
	volatile struct duet_shared *sh = current->shared;
	uint32_t n = input_byte() % 24, i;

	for (i = 0; i < n; i++)
		any_update(&sh->queue[i]);
	sh->qlen = n;
}

/* Words that a guest may write in its page; a paged VM's lies in the zone */
static void any_word(void)
{
	volatile struct duet_shared *sh = current->shared;

	switch (input_byte() % 8) {
	case 0:
		sh->mask = input_byte() & 1 ? DUET_PSR_I : 0;
		break;
	case 1:
		sh->pend = input_word();
		break;
	case 2:
		sh->qlen = input_value();
		break;
	case 3:
		sh->ack = input_word();
		break;
	case 4:
		sh->busy = 0;
		break;
	case 5:
		sh->ksp = input_value();
		break;
	default:
		((volatile uint32_t *)sh)[input_byte() * 4] = input_word();
	}
}

/* As in switch_fast.S when there is no work for C */
static void short_block(void)
{
	volatile struct duet_shared *sh = current->shared;

	if (vm_in_user(current) || sh->pend || sh->ack ||
	    !current->resident_bit)
		return;
	current->wake_bit = current->rank_bit;
	current->blocked = 1;
	sched.run_map &= ~current->rank_bit;
}

/* As many as fit, or nearly */
static void all_roots(void)
{
	uint32_t n = input_byte() % 12, i;

	for (i = 1; i < n; i++) {
		current->kern.r[0] = DUET_ROOT_CREATE;
		current->kern.r[1] = some_root(i);
		do_call(DUET_CALL_PT_ROOT, current->kern.r);
	}
}

static void from_kernel(uint8_t op)
{
	switch (op % 16) {
	case 8:
		all_roots();
		break;
	case 0:
		any_queue();
		break;
	case 1:
		any_word();
		break;
	case 2:
		short_block();
		break;
	case 3:
		any_queue();
		do_call(DUET_CALL_PT_UPDATE, current->kern.r);
		break;
	default:
		any_call();
	}
}

/* As in vectors.S */
static void fault(uint8_t op)
{
	uint32_t fsr = input_byte();

	if (!upcall_fault(current, DUET_UPCALL_UND_KERN + op % 3, fsr,
			  input_value()))
		vm_crash(current, "double fault");
}

/* The line of a VM, or any line */
static uint32_t some_line(uint8_t n)
{
	return n < 192 ? 20 + n % NR_VMS : n & 31;
}

/* A doorbell, as handled by switch_fast.S */
static void ring(uint8_t n)
{
	const struct bell *bell = &current->bell[n % DUET_CHANNEL_MAX];

	if (bell->kern)
		event_post_kern(bell->kern, bell->events);
}

static void from_outside(uint8_t op)
{
	switch (op % 6) {
	case 5:
		ring(input_byte());
		break;
	case 4:
		host_raised &= input_word() | 1u << plat_timer_line;
		break;
	case 0:
		host_raise(some_line(input_byte()));
		break;
	case 1:
		host_advance(input_byte() * 64);
		break;
	case 2:
		host_cut_in = 1 + input_byte() % 32;
		return;
	default:
		host_advance(input_word() >> 1);
	}
	/* all raised lines, until the guest would resume */
	while (plat_irq_next() != PLAT_NO_IRQ) {
		sched.entered = plat_clock() | 1;	/* as switch_fast.S does */
		irq_serve_next();
	}
}

/* A part of the reset: a whole one takes 300 swi */
static void reset(void)
{
	struct vm *vm = current;
	uint32_t n = input_byte();

	do
		vm->kern.r[0] = vm_reset_step();
	while (n-- && vm->state == VM_RESET);
}

static void one_step(void)
{
	uint8_t op = input_byte();

	if (current->state == VM_RESET && op & 3)
		reset();
	else if (current->state == VM_RESET)
		from_outside(op >> 2);
	else if (op >= 0xc0)
		from_outside(op);
	else if (op >= 0xb0)
		fault(op);
	else if (vm_in_user(current))
		upcall(current, DUET_UPCALL_UND_KERN);
	else
		from_kernel(op);
}

/* The VMs that sleep at the start: by default all but the first */
static void begin(void)
{
	uint32_t map = input_byte() ^ 0xe, i;

	for (i = 0; i < NR_VMS; i++) {
		vms[i].blocked = map >> i & 1;
		if (vms[i].blocked)
			sched_clear_ready(&vms[i]);
		else
			sched_set_ready(&vms[i]);
	}
	sched_exit();
}

/* The tables of the VM that acted, after each step */
static void audited_step(void)
{
	const struct vm *vm = current;

	one_step();
	audit_core();
	if (vm_is_paged(vm) && vm->state == VM_LIVE)
		audit_zone(vm);
	host_check();
	sched_exit();
	host_check();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool booted;

	if (!booted)
		host_boot();
	booted = true;
	host_restore();
	input_set(data, size);
	if (setjmp(host_off))
		return 0;
	begin();
	while (input_left())
		audited_step();
	audit_arch();
	return 0;
}
