// SPDX-License-Identifier: GPL-2.0-only
/*
 * Life cycle of the VMs: reset, live, stopped.
 *
 * A VM is brought up from its pristine image by code that runs as the VM
 * itself, deprivileged: first a loop of `swi`, each of which makes a bounded
 * piece of its state (vm_reset_step), then a loader that copies the image.
 * So a restart takes CPU time from nobody of higher priority.
 */
#include "console.h"
#include "plat.h"
#include "vm.h"

/* Pieces of what is printed at a VM's end: see say() */
#define REGISTERS	12	/* multiple of 4 */
#define LAST_WORDS	(REGISTERS + 4 * 15)
#define NO_WORDS	(LAST_WORDS + 2)

const struct sys_table *sys;

void vm_init_all(void)
{
	uint32_t i;

	route_init();
	for (i = 0; i < sys->nr_vms; i++) {
		struct vm *vm = &vms[i];

		vm->sys = &sys->vm[i];
		vm->id = i;
		vm->timer.events = 1u << DUET_EVENT_TIMER;
		route_init_vm(vm);
		if (vm->sys->flags & SYS_VM_DMA)
			print("%s: has a DMA master: nobody's memory is safe "
			      "from it\n", vm->sys->name);
	}
	sched_init();
	for (i = 0; i < sys->nr_vms; i++) {
		budget_init(&vms[i]);
		arch_vm_init(&vms[i]);
	}
	for (i = 0; i < sys->nr_vms; i++)
		vm_start(&vms[i]);
}

/* One of those at the other ends of its channels learns that it came or went. */
static void tell(const struct vm *vm, uint32_t channel)
{
	const struct sys_channel *ch = &vm->sys->channel[channel];

	vms[ch->peer].peers_changed = true;
	event_post(&vms[ch->peer], 1u << ch->peer_event);
}

/* A timer of a VM that has ended, until its reset has taken it off the list */
static void ignore(struct timer *timer)
{
	(void)timer;
}

/*
 * The VM does not run any more and nothing will wake it. What is left to do
 * for its end, and perhaps its next life, it does itself, in its reset.
 */
static void vm_end(struct vm *vm, const char *why, bool again)
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
	vm->why = why;
	vm->again = again;
	vm->last_words = why ? 0 : LAST_WORDS;
	vm->ctx = &vm->kern;
	arch_reset_begin(vm);
	sched_ready(vm);
}

void vm_start(struct vm *vm)
{
	vm_end(vm, NULL, true);
	vm->last_words = NO_WORDS;
}

/* By itself, or because another VM said so */
void vm_exit(struct vm *vm, bool again)
{
	vm->last_end = again +
		(vm == current ? DUET_END_POWEROFF : DUET_END_STOPPED);
	vm_end(vm, NULL, again);
}

/*
 * Stops a VM that can't go on, and says why; restarts it if it is to be. Its
 * registers are kept in its user's context, which has no use until it lives
 * again, and printed by its reset.
 */
void vm_crash(struct vm *vm, const char *why)
{
	uint32_t i;

	vm->died_in_user = vm_in_user(vm);
	for (i = 0; i < 15; i++)
		vm->user.r[i] = vm->ctx->r[i];
	vm->user.pc = vm->ctx->pc;
	vm->user.psr = vm->ctx->psr;
	vm->last_end = DUET_END_CRASH;
	vm_end(vm, why, vm->sys->flags & SYS_VM_CRASH_RESTART);
}

static void watchdog_bark(struct timer *timer)
{
	struct vm *vm = vm_of_field(timer, watchdog);

	vm_count(vm, DUET_COUNTER_WATCHDOGS);
	vm_crash(vm, "no kick in time");
	vm->last_end = DUET_END_WATCHDOG;
	vm->again = true;
}

void vm_kick(struct vm *vm)
{
	if (!(vm->sys->flags & SYS_VM_WATCHDOG))
		return;
	vm->watchdog.fire = watchdog_bark;
	timer_arm(&vm->watchdog, plat_clock() + vm->sys->watchdog);
}

/* The end of a VM that the board exists for is the end of everything. */
static void vm_off(struct vm *vm)
{
	uint32_t i;

	vm->state = VM_STOPPED;
	sched_unready(vm);
	if (vm->sys->flags & SYS_VM_CONSOLE)
		plat_off();
	for (i = 0; i < sys->nr_vms; i++)
		if (vms[i].state != VM_STOPPED)
			return;
	plat_off();
}

/*
 * What is printed at the end of a life, in pieces: all at once would hold off
 * interrupts for longer than anything else.
 */
static void say_register(const struct vm *vm, uint32_t reg, uint32_t part)
{
	if (part == 0)
		print(" r%u", reg);
	else if (part == 1)
		print(" ");
	else if (part == 2)
		print("%x", vm->user.r[reg]);
	else if (reg == 4 || reg == 9 || reg == 14)
		print("\n");
}

static void say(const struct vm *vm, uint32_t piece)
{
	if (piece == 0 || piece == LAST_WORDS)
		print_string(vm->sys->name);
	else if (piece == 1)
		print_string(": stopped: ");
	else if (piece == 2)
		print_string(vm->why);
	else if (piece == 3)
		print_string(", in its ");
	else if (piece == 4)
		print_string(vm->died_in_user ? "user\n" : "kernel\n");
	else if (piece == 5)
		print_string(" pc  ");
	else if (piece == 6)
		print("%x", vm->user.pc);
	else if (piece == 7)
		print_string(" psr ");
	else if (piece == 8)
		print("%x", vm->user.psr);
	else if (piece < REGISTERS)
		print_string(piece == 9 ? "\n" : "");
	else if (piece > LAST_WORDS)
		print_string(vm->again ? ": restarts\n" : ": is off\n");
	else
		say_register(vm, (piece - REGISTERS) / 4, piece % 4);
}

static void speak(struct vm *vm)
{
	if (!console_ready())
		return;
	say(vm, vm->last_words++);
}

/* From here on it gets events; the stub goes on until its peers know. */
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

/* What a swi does in the stub of the vectors page, until it is left */
uint32_t vm_reset_step(void)
{
	struct vm *vm = current;

	/* one at a time: the list may be long */
	if (vm->timer.armed)
		timer_cancel(&vm->timer);
	else if (vm->watchdog.armed)
		timer_cancel(&vm->watchdog);
	else if (vm->to_tell)
		tell(vm, --vm->to_tell);
	else if (vm->last_words != NO_WORDS)
		speak(vm);
	else if (vm->state == VM_LIVE)
		vm_enter(vm);
	else if (!vm->again)
		vm_off(vm);
	else if (arch_reset_step(vm))
		vm_live(vm);
	return vm->ctx->r[0];
}
