// SPDX-License-Identifier: GPL-2.0-only
/*
 * Life cycle of the VMs: reset, live, stopped.
 *
 * A VM is brought up from its pristine image by code that runs as the VM
 * itself, deprivileged: first a loop of `swi`, each of which makes a bounded
 * piece of its tables (vm_reset_step), then a loader that copies the image.
 * So a restart takes CPU time from nobody of higher priority.
 */
#include "console.h"
#include "plat.h"
#include "vm.h"

const struct sys_table *sys;

void vm_init_all(void)
{
	uint32_t i;

	irq_init();
	for (i = 0; i < sys->nr_vms; i++) {
		struct vm *vm = &vms[i];

		vm->sys = &sys->vm[i];
		vm->id = i;
		vm->timer.kern = ctx_base(&vm->kern);
		vm->timer.events = 1u << DUET_EVENT_TIMER;
		event_init(vm);
		if (vm->sys->flags & SYS_VM_DMA)
			print("%s: has a DMA master: nobody's memory is safe "
			      "from it\n", vm->sys->name);
	}
	sched_init();
	for (i = 0; i < sys->nr_vms; i++)
		arch_vm_init(&vms[i]);
	for (i = 0; i < sys->nr_vms; i++)
		vm_start(&vms[i]);
}

/* The VM is not running any more; nothing of it is loaded or will wake. */
static void vm_halt(struct vm *vm)
{
	vm->state = VM_STOPPED;
	vm->asleep = 0;
	vm->quick_bit = 0;
	event_mask_devices(vm);
	timer_cancel(&vm->timer);
	sched_unready(vm);
	vm->new_events = 0;
	arch_vm_unload(vm);
}

void vm_start(struct vm *vm)
{
	vm->state = VM_RESET;
	vm->step = 0;
	vm->ctx = &vm->kern;
	vm->lives++;
	arch_reset_step(vm);
	sched_ready(vm);
}

static void vm_restart(struct vm *vm)
{
	vm_count(vm, DUET_COUNTER_RESTARTS);
	vm_start(vm);
}

/* The end of a VM that the board exists for is the end of everything. */
static void vm_gone(struct vm *vm)
{
	uint32_t i;

	if (vm->sys->flags & SYS_VM_CONSOLE)
		plat_off();
	for (i = 0; i < sys->nr_vms; i++)
		if (vms[i].state != VM_STOPPED)
			return;
	plat_off();
}

void vm_exit(struct vm *vm, uint32_t how)
{
	vm_halt(vm);
	if (how == DUET_EXIT_RESTART) {
		print("%s: restarts\n", vm->sys->name);
		vm_restart(vm);
		return;
	}
	print("%s: is off\n", vm->sys->name);
	vm_gone(vm);
}

static void dump(const struct ctx *ctx)
{
	uint32_t i;

	print(" pc  %x psr %x\n", ctx->pc, ctx->psr);
	for (i = 0; i < 15; i++)
		print(" r%u %x%s", i, ctx->r[i], i % 5 == 4 ? "\n" : "");
}

/* Stops a VM that can't go on, and says why; restarts it if it is to be. */
void vm_crash(struct vm *vm, const char *why)
{
	print("%s: stopped: %s, in its %s\n", vm->sys->name, why,
	      vm_in_user(vm) ? "user" : "kernel");
	dump(vm->ctx);
	vm_halt(vm);
	if (vm->sys->flags & SYS_VM_CRASH_RESTART) {
		print("%s: restarts\n", vm->sys->name);
		vm_restart(vm);
		return;
	}
	vm_gone(vm);
}

/* What a swi does while the VM is in reset */
uint32_t vm_reset_step(void)
{
	if (arch_reset_step(current)) {
		current->state = VM_LIVE;
		arch_enter_loader(current);
	}
	return current->ctx->r[0];
}
