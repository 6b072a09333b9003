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
static void tell(const struct vm *vm, uint32_t channel)
{
	const struct sys_channel *ch = &vm->sys->channel[channel];

	vms[ch->peer].peers_changed = true;
	event_post(&vms[ch->peer], 1u << ch->peer_event);
}

/* For a timer of a VM that has ended, until its reset has cancelled it. */
static void ignore(struct timer *timer)
{
	(void)timer;
}

/*
 * Ends the VM's life: nothing can wake its guest any more. The remaining work
 * for this end, and perhaps for its next life, is done by the VM itself in its
 * reset.
 */
static void vm_end(struct vm *vm, enum vm_next again)
{
	vm->to_tell = vm->state == VM_LIVE ? vm->sys->nr_channels : 0;
	vm->state = VM_RESET;
	vm->asleep = 0;
	vm->quick_bit = 0;
	event_mask_devices(vm);
	vm->timer.kern = 0;
	vm->timer.fire = ignore;
	vm->watchdog.fire = ignore;
	vm->new_events = 0;
	vm->again = again;
	vm->ctx = &vm->kern;
	arch_reset_begin(vm);
	sched_ready(vm);
}

void vm_start(struct vm *vm)
{
	vm_end(vm, NEXT_NOW);
}

_Static_assert(DUET_END_POWEROFF + 1 == DUET_END_RESTART &&
	       DUET_END_STOPPED + 1 == DUET_END_RESTARTED,
	       "`again` is added to the end without a restart");
_Static_assert(NEXT_NONE == false && NEXT_NOW == true,
	       "`again` is also what follows this life");

/* An end that the VM itself or another one has asked for. */
void vm_exit(struct vm *vm, bool again)
{
	vm->last_end = again +
		(vm == current ? DUET_END_POWEROFF : DUET_END_STOPPED);
	last_words_keep(vm, NULL, again);
	vm_end(vm, again);
}

static void crash(struct vm *vm, const char *why, bool again)
{
	last_words_keep(vm, why, again);
	vm->last_end = DUET_END_CRASH;
	vm_end(vm, again ? NEXT_LATER : NEXT_NONE);
}

/* The description decides if the VM restarts. */
void vm_crash(struct vm *vm, const char *why)
{
	crash(vm, why, vm->sys->flags & SYS_VM_CRASH_RESTART);
}

static void watchdog_bark(struct timer *timer)
{
	struct vm *vm = vm_of_field(timer, watchdog);

	vm_count(vm, DUET_COUNTER_WATCHDOGS);
	crash(vm, "watchdog expired", true);
	vm->last_end = DUET_END_WATCHDOG;
}

void vm_kick(struct vm *vm)
{
	if (!(vm->sys->flags & SYS_VM_WATCHDOG))
		return;
	vm->watchdog.fire = watchdog_bark;
	timer_arm(&vm->watchdog, plat_clock() + vm->sys->watchdog);
}

static __attribute__((noreturn)) void life_end_all(void)
{
	console_drain();
	plat_off();
}

/* If the board serves one VM above all, the end of that one ends everything. */
static void vm_off(struct vm *vm)
{
	uint32_t i;

	vm->state = VM_STOPPED;
	sched_unready(vm);
	if (vm->sys->flags & SYS_VM_CONSOLE)
		life_end_all();
	for (i = 0; i < sys->nr_vms; i++)
		if (vms[i].state != VM_STOPPED)
			return;
	life_end_all();
}

static void awake(struct timer *timer)
{
	struct vm *vm = vm_of_field(timer, timer);

	vm->asleep = 0;
	sched_ready(vm);
}

/*
 * After a crash: if the life was shorter than the longest delay, the next one
 * must wait for 1/1024 of that delay. If it is short again, the delay doubles,
 * up to the longest. So a crash loop leaves half of the CPU to VMs of lower
 * rank. A life that is longer than the clock's range may be taken for a short
 * one.
 */
static void back_off(struct vm *vm)
{
	uint32_t longest = vm->sys->restart_delay, now = plat_clock();
	uint32_t delay = 2 * vm->delay + (longest >> 10);

	if (delay > longest)
		delay = longest;
	if (now - vm->born >= longest)
		delay = 0;
	vm->again = NEXT_NOW;
	vm->delay = delay;
	vm->born = now + delay;
	if (!delay)
		return;
	vm->timer.fire = awake;
	timer_arm(&vm->timer, vm->born);
}

/* A step of its own: with the timer and the switch it would take too long. */
static void sleep(struct vm *vm)
{
	vm->asleep = 1;
	sched_unready(vm);
}

/*
 * From here on the VM gets events. Its reset continues until its peers are
 * notified.
 */
static void vm_live(struct vm *vm)
{
	if (vm->lives++)
		vm_count(vm, DUET_COUNTER_RESTARTS);
	vm->state = VM_LIVE;
	vm->timer.kern = ctx_base(&vm->kern);
	vm->timer.fire = NULL;
	vm->to_tell = vm->sys->nr_channels;
	arch_reset_done(vm);
	if (vm->peers_changed)
		event_peers(vm);
}

static void vm_enter(struct vm *vm)
{
	arch_enter_loader(vm);
	vm_kick(vm);
}

/* Called for each swi of the stub in the vectors page, until vm_enter(). */
uint32_t vm_reset_step(void)
{
	struct vm *vm = current;

	/* one timer per step: the list may be long */
	if (vm->timer.armed && vm->timer.fire == awake)
		sleep(vm);
	else if (vm->timer.armed)
		timer_cancel(&vm->timer);
	else if (vm->watchdog.armed)
		timer_cancel(&vm->watchdog);
	else if (vm->to_tell)
		tell(vm, --vm->to_tell);
	else if (vm->ended != vm->told && console_free())
		last_words_speak();
	else if (vm->state == VM_LIVE)
		vm_enter(vm);
	else if (!vm->again)
		vm_off(vm);
	else if (vm->again == NEXT_LATER)
		back_off(vm);
	else if (arch_reset_step(vm))
		vm_live(vm);
	return vm->ctx->r[0];
}
