// SPDX-License-Identifier: GPL-2.0-only
/*
 * Life cycle of the VMs: reset, live, stopped.
 *
 * A VM is brought up from its pristine image by code that runs as the VM
 * itself, deprivileged: first a loop of `swi`, each of which makes a bounded
 * piece of its state (vm_reset_step), then a loader that copies the image.
 * So a restart takes no CPU time from VMs of higher priority.
 */
#include "arch.h"
#include "assert.h"
#include "budget.h"
#include "console.h"
#include "event.h"
#include "last_words.h"
#include "life.h"
#include "plat.h"
#include "print.h"
#include "sched.h"
#include "slice.h"
#include "timer.h"
#include "vm.h"

const struct sys_table *sys;

void vm_init_all(void)
{
	uint32_t i;

	arch_irq_init();
	for (i = 0; i < sys->nr_vms; i++) {
		struct vm *vm = &vms[i];

		vm->sys = &sys->vm[i];
		vm->id = i;
		vm->timer.events = 1u << DUET_EVENT_TIMER;
		arch_irq_init_vm(vm);
		event_init_vm(vm);
		if (vm->sys->flags & SYS_VM_DMA)
			print("%s: DMA master, reaches all memory\n",
			      vm->sys->name);
	}
	slice_init();
	sched_init();
	for (i = 0; i < sys->nr_vms; i++) {
		budget_init(&vms[i]);
		arch_vm_init(&vms[i]);
	}
	for (i = 0; i < sys->nr_vms; i++)
		vm_start(&vms[i]);
}

/* Notifies the peer of one channel that the VM has started or ended. */
static void notify_peer(const struct vm *vm, uint32_t channel)
{
	const struct sys_channel *ch = &vm->sys->channel[channel];

	ASSERT(channel < vm->sys->nr_channels);
	vms[ch->peer].peers_changed = true;
	event_post(&vms[ch->peer], 1u << ch->peer_event);
}

/* For a timer of a VM that has ended, until its reset has cancelled it. */
static void ignore_timer(struct timer *timer)
{
	(void)timer;
}

/*
 * Ends the VM's life: nothing can wake its guest any more. The remaining work
 * for this end, and perhaps for its next life, is done by the VM itself in its
 * reset.
 */
static void vm_end_life(struct vm *vm, enum vm_next next_life)
{
	vm->peers_left = vm->state == VM_LIVE ? vm->sys->nr_channels : 0;
	vm->state = VM_RESET;
	vm->blocked = 0;
	vm->wake_bit = 0;
	event_mask_devices(vm);
	vm->timer.kern = 0;
	vm->timer.fire = ignore_timer;
	vm->watchdog.fire = ignore_timer;
	vm->new_events = 0;
	vm->next_life = next_life;
	vm->base = ctx_base(&vm->kern);
	arch_reset_begin(vm);
	sched_set_ready(vm);
}

void vm_start(struct vm *vm)
{
	ASSERT(vm->state == VM_STOPPED);
	vm_end_life(vm, NEXT_NOW);
}

_Static_assert(DUET_END_POWEROFF + 1 == DUET_END_RESTART &&
	       DUET_END_STOPPED + 1 == DUET_END_RESTARTED,
	       "`restart` is added to the end without a restart");
_Static_assert(NEXT_NONE == false && NEXT_NOW == true,
	       "`restart` is also what follows this life");

/* An end that the VM itself or another one has asked for. */
void vm_exit(struct vm *vm, bool restart)
{
	ASSERT(vm->state != VM_STOPPED);
	vm->last_end = restart +
		(vm == current ? DUET_END_POWEROFF : DUET_END_STOPPED);
	last_words_keep(vm, NULL, restart);
	vm_end_life(vm, restart);
}

static void end_by_crash(struct vm *vm, const char *why, bool restart)
{
	ASSERT(vm->state != VM_STOPPED && why);
	last_words_keep(vm, why, restart);
	vm->last_end = DUET_END_CRASH;
	vm_end_life(vm, restart ? NEXT_LATER : NEXT_NONE);
}

/* The description decides if the VM restarts. */
void vm_crash(struct vm *vm, const char *why)
{
	end_by_crash(vm, why, vm->sys->flags & SYS_VM_CRASH_RESTART);
}

static void watchdog_expire(struct timer *timer)
{
	struct vm *vm = vm_of_field(timer, watchdog);

	ASSERT(vm->state == VM_LIVE);
	vm_inc_counter(vm, DUET_COUNTER_WATCHDOGS);
	end_by_crash(vm, "watchdog expired", true);
	vm->last_end = DUET_END_WATCHDOG;
}

void vm_kick_watchdog(struct vm *vm)
{
	if (!(vm->sys->flags & SYS_VM_WATCHDOG))
		return;
	vm->watchdog.fire = watchdog_expire;
	timer_arm(&vm->watchdog, plat_clock() + vm->sys->watchdog);
}

static __attribute__((noreturn)) void end_system(void)
{
	console_drain();
	plat_power_off();
}

/* If the board serves one VM above all, the end of that one ends everything. */
static void vm_stop(struct vm *vm)
{
	uint32_t i;

	ASSERT(vm->state == VM_RESET && !vm->next_life);
	ASSERT(!vm->timer.armed && !vm->watchdog.armed);
	vm->state = VM_STOPPED;
	sched_clear_ready(vm);
	if (vm->sys->flags & SYS_VM_CONSOLE)
		end_system();
	for (i = 0; i < sys->nr_vms; i++)
		if (vms[i].state != VM_STOPPED)
			return;
	end_system();
}

static void end_delay(struct timer *timer)
{
	struct vm *vm = vm_of_field(timer, timer);

	ASSERT(vm->state == VM_RESET && vm->next_life == NEXT_NOW);
	vm->blocked = 0;
	sched_set_ready(vm);
}

/*
 * After a crash: if the life was shorter than the longest delay, the next one
 * must wait for 1/1024 of that delay. If it is short again, the delay doubles,
 * up to the longest. So a crash loop leaves half of the CPU to VMs of lower
 * rank. A life that is longer than the clock's range may be taken for a short
 * one.
 */
static void delay_restart(struct vm *vm)
{
	uint32_t longest = vm->sys->restart_delay, now = plat_clock();
	uint32_t delay = 2 * vm->delay + (longest >> 10);

	if (delay > longest)
		delay = longest;
	if (now - vm->life_start >= longest)
		delay = 0;
	vm->next_life = NEXT_NOW;
	vm->delay = delay;
	vm->life_start = now + delay;
	if (!delay)
		return;
	vm->timer.fire = end_delay;
	timer_arm(&vm->timer, vm->life_start);
}

/* A step of its own: with the timer and the switch it would take too long. */
static void begin_delay(struct vm *vm)
{
	vm->blocked = 1;
	sched_clear_ready(vm);
}

/*
 * From here on the VM gets events. Its reset continues until its peers are
 * notified.
 */
static void vm_begin_life(struct vm *vm)
{
	ASSERT(vm->state == VM_RESET && vm->next_life == NEXT_NOW);
	ASSERT(!vm->blocked && !vm->new_events && !vm->peers_left);
	if (vm->lives++)
		vm_inc_counter(vm, DUET_COUNTER_RESTARTS);
	vm->state = VM_LIVE;
	vm->timer.kern = ctx_base(&vm->kern);
	vm->timer.fire = NULL;
	vm->peers_left = vm->sys->nr_channels;
	arch_reset_done(vm);
	if (vm->peers_changed)
		event_update_peers(vm);
}

static void vm_enter_loader(struct vm *vm)
{
	arch_enter_loader(vm);
	vm_kick_watchdog(vm);
}

/* A piece takes long: if an interrupt waits, the step is repeated after it. */
static void speak_in_reset(void)
{
	if (!plat_irq_waiting())
		last_words_print();
}

/* Called for each swi of the stub in the vectors page, before the loader. */
uint32_t vm_reset_step(void)
{
	struct vm *vm = current;

	ASSERT(vm->state != VM_STOPPED && !vm_in_user(vm));
	/* one timer per step: the list may be long */
	if (vm->timer.armed && vm->timer.fire == end_delay)
		begin_delay(vm);
	else if (vm->timer.armed)
		timer_cancel(&vm->timer);
	else if (vm->watchdog.armed)
		timer_cancel(&vm->watchdog);
	else if (vm->peers_left)
		notify_peer(vm, --vm->peers_left);
	else if (vm->reports_kept != vm->reports_printed && console_has_room())
		speak_in_reset();
	else if (vm->state == VM_LIVE)
		vm_enter_loader(vm);
	else if (!vm->next_life)
		vm_stop(vm);
	else if (vm->next_life == NEXT_LATER)
		delay_restart(vm);
	else if (arch_reset_step(vm))
		vm_begin_life(vm);
	return vm_ctx(vm)->r[0];
}
