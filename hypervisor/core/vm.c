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

/* From here on it runs the stub whose swi is vm_reset_step. */
static void vm_begin(struct vm *vm)
{
	vm->state = VM_RESET;
	vm->step = 0;
	vm->ctx = &vm->kern;
	arch_reset_step(vm);
	sched_ready(vm);
}

void vm_start(struct vm *vm)
{
	vm->lives++;
	vm_begin(vm);
}

static void count_restart(struct vm *vm)
{
	print("%s: restarts\n", vm->sys->name);
	vm_count(vm, DUET_COUNTER_RESTARTS);
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
		count_restart(vm);
		vm_start(vm);
		return;
	}
	print("%s: is off\n", vm->sys->name);
	vm_gone(vm);
}

#define DUMP_LINES	4

/* A line of the registers that vm_crash has kept; the first is pc and psr. */
static void dump_line(const struct vm *vm)
{
	uint32_t i = (DUMP_LINES - 1 - vm->dump) * 5, end = i + 5;

	if (vm->dump == DUMP_LINES) {
		print(" pc  %x psr %x\n", vm->user.pc, vm->user.psr);
		return;
	}
	for (; i < end; i++)
		print(" r%u %x", i, vm->user.r[i]);
	print("\n");
}

/*
 * Stops a VM that can't go on, and says why; restarts it if it is to be. Its
 * registers are printed by its own reset, a line at a time: all at once they
 * would hold off interrupts for longer than anything else. They are kept in
 * its user's context, which has no use until it lives again.
 */
void vm_crash(struct vm *vm, const char *why)
{
	uint32_t i;

	print("%s: stopped: %s, in its %s\n", vm->sys->name, why,
	      vm_in_user(vm) ? "user" : "kernel");
	for (i = 0; i < 15; i++)
		vm->user.r[i] = vm->ctx->r[i];
	vm->user.pc = vm->ctx->pc;
	vm->user.psr = vm->ctx->psr;
	vm_halt(vm);
	vm->dump = DUMP_LINES;
	vm_begin(vm);
}

/* The dump is done: a new life, or the end */
static void vm_crashed(struct vm *vm)
{
	if (vm->sys->flags & SYS_VM_CRASH_RESTART) {
		count_restart(vm);
		vm->lives++;
		return;
	}
	vm->state = VM_STOPPED;
	sched_unready(vm);
	vm_gone(vm);
}

/* What a swi does while the VM is in reset */
uint32_t vm_reset_step(void)
{
	if (current->dump) {
		dump_line(current);
		if (!--current->dump)
			vm_crashed(current);
	} else if (arch_reset_step(current)) {
		current->state = VM_LIVE;
		arch_enter_loader(current);
	}
	return current->ctx->r[0];
}
