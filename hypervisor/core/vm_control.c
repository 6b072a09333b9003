// SPDX-License-Identifier: GPL-2.0-only
/* Hypercalls about the life of VMs: the caller's own, or another's. */
#include "arch.h"
#include "assert.h"
#include "hypercalls.h"
#include "life.h"
#include "plat.h"
#include "sched.h"
#include "text.h"
#include "vm.h"

extern char guest_no_entry_end[];

/*
 * The second result is in the upper half.
 * twin: entry_version in vm_control_fast.S
 */
uint64_t call_version(void)
{
	return (uint64_t)vm_features(current) << 32 | DUET_ABI_VERSION;
}

uint32_t call_exit(uint32_t how)
{
	if (how >= DUET_NR_EXIT)
		return DUET_EINVAL;
	if (how == DUET_EXIT_RESTART &&
	    !(current->sys->flags & SYS_VM_MAY_RESTART))
		return DUET_EPERM;
	if (how == DUET_EXIT_CRASH)
		vm_crash(current, current->kern.pc == (uint32_t)guest_no_entry_end ?
			 PUBLIC_TEXT("no upcall handler") :
			 PUBLIC_TEXT("guest panic"));
	else
		vm_exit(current, how == DUET_EXIT_RESTART);
	/* the result must not change r0, which the reset has set */
	return current->kern.r[0];
}

uint32_t call_kick(void)
{
	if (!(current->sys->flags & SYS_VM_WATCHDOG))
		return DUET_EPERM;
	vm_kick_watchdog(current);
	return 0;
}

static uint32_t read_abi_state(const struct vm *vm)
{
	if (vm->state != VM_LIVE)
		return vm->state == VM_RESET ? DUET_STATE_RESET :
			DUET_STATE_OFF;
	if (vm->limit == LIMIT_USED)
		return DUET_STATE_THROTTLED;
	return vm->blocked ? DUET_STATE_BLOCKED : DUET_STATE_READY;
}

static uint32_t read_name_word(const struct vm *vm, uint32_t index)
{
	const char *name = &vm->sys->name[4 * index];

	return name[0] | name[1] << 8 | name[2] << 16 | (uint32_t)name[3] << 24;
}

/* Returns 0 or an error: without SYS_VM_CONTROL, a VM may name itself only. */
static uint32_t check_vm_access(uint32_t vm)
{
	if (vm == current->id)
		return 0;
	if (!(current->sys->flags & SYS_VM_CONTROL))
		return DUET_EPERM;
	return vm < sys->nr_vms ? 0 : DUET_EINVAL;
}

static uint32_t read_counter(const struct vm *vm, uint32_t index)
{
	ASSERT(index < DUET_NR_COUNTER);
	if (index == DUET_COUNTER_RUN_TICKS)
		sched_charge();
	return vm->counter[index];
}

_Static_assert(DUET_INFO_NAME == 0 && 4 * DUET_INFO_STATE == SYS_NAME_MAX,
	       "the name comes first, as words");
_Static_assert(DUET_INFO_FEATURES + 1 <= DUET_INFO_COUNTER,
	       "words that are not defined lie before the counters only");

static uint32_t read_info_word(const struct vm *vm, uint32_t index)
{
	if (index < DUET_INFO_STATE)
		return read_name_word(vm, index);
	if (index >= DUET_INFO_COUNTER)
		return read_counter(vm, index - DUET_INFO_COUNTER);
	if (index == DUET_INFO_STATE)
		return read_abi_state(vm);
	if (index == DUET_INFO_LIVES)
		return vm->lives;
	if (index == DUET_INFO_PRIO)
		return vm->sys->prio;
	if (index == DUET_INFO_RAM)
		return vm->sys->ram_size;
	return vm_features(vm);
}

/* The second result is in the upper half. */
uint64_t call_vm_info(uint32_t number, uint32_t index)
{
	uint32_t err = check_vm_access(number);

	if (!err && (index >= DUET_INFO_COUNTER + DUET_NR_COUNTER ||
		     (index > DUET_INFO_FEATURES && index < DUET_INFO_COUNTER)))
		err = DUET_EINVAL;
	if (err)
		return err;
	return (uint64_t)read_info_word(&vms[number], index) << 32;
}

/* A VM whose restart is delayed may be stopped, or restarted at once. */
static bool can_be_ended(const struct vm *vm)
{
	return vm->state == VM_LIVE || vm->blocked;
}

uint32_t call_vm_control(uint32_t number, uint32_t op)
{
	struct vm *vm = &vms[number];
	uint32_t err = check_vm_access(number);

	if (err)
		return err;
	if (vm == current)
		return current->sys->flags & SYS_VM_CONTROL ? DUET_EINVAL : DUET_EPERM;
	if (op >= DUET_NR_CONTROL)
		return DUET_EINVAL;
	if (op == DUET_CONTROL_START ? vm->state != VM_STOPPED :
				       !can_be_ended(vm))
		return DUET_EBUSY;
	/* the rest takes long, and can't be preempted */
	if (plat_irq_waiting())
		return call_restart();
	if (op == DUET_CONTROL_START)
		vm_start(vm);
	else
		vm_exit(vm, op == DUET_CONTROL_RESTART);
	return 0;
}
