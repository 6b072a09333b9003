/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM: its vCPU, events, timer and page tables. All of it is the hypervisor's
 * memory, at the same address in all address spaces.
 *
 * The hypervisor runs with interrupts off on one core: no field needs a lock.
 */
#ifndef HYP_VM_H
#define HYP_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <duet/abi.h>
#include <image/image.h>

#include "ctx.h"		/* the architecture's part of it */
#include "hypercalls.h"
#include "last_words.h"
#include "timer.h"

#define NO_LINE		0xff

enum vm_state {
	VM_STOPPED,		/* ended for good */
	VM_RESET,		/* a new life is being prepared */
	VM_LIVE,		/* running, runnable, blocked or throttled */
};

enum vm_next {			/* after the end of a life */
	NEXT_NONE,		/* the VM stops */
	NEXT_NOW,		/* a new life */
	NEXT_LATER,		/* a new life, perhaps delayed */
};

enum vm_limit {
	LIMIT_NONE,		/* no budget, or one that is watched */
	LIMIT_REST,		/* not watched: call budget_watch() to run it */
	LIMIT_USED,		/* throttled */
};

/* The target of a channel's doorbell */
struct bell {
	uint32_t kern;		/* base of the peer's kernel context */
	uint32_t events;
};

/*
 * Thumb code reaches the first 128 bytes by one instruction: what C uses most
 * comes first, and arrays come last.
 */
struct vm {
	/*
	 * Two doubleword pairs (ldrd in switch_fast.S), used when switching to
	 * this VM. resident_bit: rank_bit if a switch needs only registers and
	 * DACR; 0 if page tables must be loaded.
	 */
	uint32_t new_events;	/* posted, not yet in the shared page */
	uint32_t resident_bit;
	uint32_t ready_since;	/* clock when it became ready or lost the CPU */
	uint32_t steal;		/* ticks for which it waited while others ran */
	uint32_t base;		/* ctx_base() of the mode that it is in */
	struct duet_shared *shared;	/* mapped while its tables are loaded */
	const struct sys_vm *sys;
	uint32_t id;
	uint32_t rank_bit;	/* in the run map: the highest bit runs first */
	uint32_t wake_bit;	/* rank_bit while switch_fast.S may wake it */
	uint32_t blocked;	/* not 0: blocked, or its restart is delayed */
	enum vm_state state;
	uint32_t step;		/* next step of arch_reset_step() */
	uint32_t peers_left;	/* channels whose peers are to be notified */
	enum vm_next next_life;	/* outcome of the reset */
	uint8_t limit;		/* enum vm_limit */
	bool peers_changed;	/* peer_life[] in the shared page is stale */
	uint32_t reports_kept, reports_printed;	/* both free running */
	uint32_t life_start;	/* clock, start of the life after a crash */
	uint32_t delay;		/* ticks that this life had to wait */
	uint32_t period_end;	/* clock */
	uint32_t run_limit;	/* its charge at which this budget is used up */
	uint32_t throttled_since;	/* clock when it was throttled */
	uint32_t tls;
	uint32_t queue_done;	/* updates done of a preempted batch */
	uint32_t queue_refused;
	uint32_t slice_base;	/* its run time when its slice began */
	uint32_t lives;		/* that have begun */
	uint32_t last_end;	/* DUET_END_* of the life before */
	struct zone zone;
	uint32_t counter[DUET_NR_COUNTER];
	struct timer timer;
	struct timer watchdog;
	struct timer budget;	/* the next check of its CPU budget */
	struct ctx kern;	/* vectors.S reaches the rest from it */
	struct bell bell[DUET_CHANNEL_MAX];
	uint32_t entry[DUET_NR_UPCALL];
	uint32_t nr_bells;	/* its channels */
	struct ctx user;	/* paged VMs only */
	struct last_words words[WORDS_MAX];
	uint8_t line[DUET_EVENT_MAX];	/* of a device event, or NO_LINE */
};

extern const struct sys_table *sys;
extern struct vm vms[];		/* at the end: the host tool leaves room */

_Static_assert(SYS_VM_PAGED == DUET_FEATURE_PAGED &&
	       SYS_VM_MAY_RESTART == DUET_FEATURE_RESTART &&
	       SYS_VM_CONTROL == DUET_FEATURE_CONTROL &&
	       SYS_VM_WATCHDOG == DUET_FEATURE_WATCHDOG &&
	       SYS_VM_FCSE == DUET_FEATURE_FCSE, "one numbering");
_Static_assert(SYS_CHANNEL_MAX == DUET_CHANNEL_MAX, "one limit, two names");
_Static_assert(DUET_EVENT_MAX == 32, "the events are the bits of a word");
_Static_assert(SYS_IRQ_MAX <= NO_LINE, "line[] has bytes");

static inline bool vm_is_paged(const struct vm *vm)
{
	return vm->sys->flags & SYS_VM_PAGED;
}

/* Returns the VM's rank_bit if it never changes, or 0 if it has equals. */
static inline uint32_t vm_fixed_rank(const struct vm *vm)
{
	return vm->sys->flags & SYS_VM_ALONE ? vm->rank_bit : 0;
}

/* Returns DUET_FEATURE_*, for the version call and the shared page. */
static inline uint32_t vm_features(const struct vm *vm)
{
	return vm->sys->flags & SYS_VM_FEATURES;
}

static inline uint32_t ctx_base(const struct ctx *ctx)
{
	return (uint32_t)(uintptr_t)&ctx->swi;
}

/* The context of the mode that the VM is in */
static inline struct ctx *vm_ctx(const struct vm *vm)
{
	return (struct ctx *)(uintptr_t)(vm->base - offsetof(struct ctx, swi));
}

static inline bool vm_in_user(const struct vm *vm)
{
	return vm->base == ctx_base(&vm->user);
}

/* kern must be a ctx_base() of a VM's kernel context. */
static inline struct vm *vm_of(uint32_t kern)
{
	return (struct vm *)(uintptr_t)(kern - offsetof(struct vm, kern.swi));
}

#define vm_of_field(pointer, field) \
	((struct vm *)(uintptr_t)((char *)(pointer) - offsetof(struct vm, field)))

/* The VM's peer_life[], as its peers see it: odd while it is up */
static inline uint32_t vm_peer_life(const struct vm *vm)
{
	return 2 * vm->lives - (vm->state == VM_LIVE);
}

static inline void vm_inc_counter(struct vm *vm, uint32_t counter)
{
	vm->counter[counter]++;
}

#endif
