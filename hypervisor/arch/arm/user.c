// SPDX-License-Identifier: GPL-2.0-only
/* Return to user mode: the slow path of iret. The fast one: user_fast.S. */
#include "arch.h"
#include "assert.h"
#include "event.h"
#include "hypercalls.h"
#include "life.h"
#include "plat.h"
#include "psr.h"
#include "pt.h"
#include "sched.h"
#include "text.h"
#include "vm.h"

void trap_bad_iret(void);

/* Neither this file nor the fast path can read the frame. */
void trap_bad_iret(void)
{
	vm_crash(current, PUBLIC_TEXT("no iret frame"));
}

static void enter_user_mode(struct vm *vm, uint32_t r0, const uint32_t *frame)
{
	volatile struct duet_shared *sh;
	struct ctx *u = &vm->user;
	uint32_t i;

	ASSERT(vm_is_paged(vm) && !vm_in_user(vm));
	u->r[0] = r0;
	for (i = 1; i < 15; i++)
		u->r[i] = frame[i];
	u->psr = (frame[IRET_PSR] & PSR_FLAGS_T) | DUET_PSR_USER;
	u->pc = frame[IRET_PC] & (u->psr & PSR_T ? ~1u : ~3u);
	vm->base = ctx_base(u);
	sh = shared_open(vm);
	sh->mask = 0;
	vm->new_events |= sh->pend;
	shared_close();
}

/* iret with work to do first. Twin: entry_iret. */
uint32_t call_iret(uint32_t r0, uint32_t frame)
{
	uint32_t words[IRET_WORDS], refused;
	struct vm *vm = current;

	if (!vm_is_paged(vm))
		return DUET_EPERM;
	if (frame >= DUET_GUEST_TOP)
		return DUET_EINVAL;
	/*
	 * The fast path may have carried out 16 updates since its last poll.
	 * The queue must be drained last: see call_mm_switch().
	 */
	if (plat_irq_waiting() || !pt_drain_queue(vm))
		return call_restart();
	refused = pt_take_refused(vm);
	if (refused)
		return refused;
	event_unmask_acked(vm);
	/* nothing of this work is left for the restarted call */
	if (plat_irq_waiting())
		return call_restart();
	if (copy_from_guest(words, frame, sizeof(words), vm->kern.dacr))
		trap_bad_iret();
	else
		enter_user_mode(vm, r0, words);
	return vm->kern.r[0];
}
