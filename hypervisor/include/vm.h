/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM: its vCPU, events, timer and page tables. All of it is the
 * hypervisor's memory, seen at one address, whichever tables are loaded.
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
	VM_LIVE,		/* runs, is ready or blocked */
};

enum vm_next {			/* a life, unless it is */
	NEXT_NONE,
	NEXT_NOW,
	NEXT_LATER,		/* perhaps delayed */
};

enum vm_limit {
	LIMIT_NONE,		/* no budget, or it is watched */
	LIMIT_REST,		/* not watched: it does not run before it is */
	LIMIT_USED,		/* throttled */
};

/* Where a channel's doorbell goes to */
struct bell {
	uint32_t kern;		/* base of the peer's kernel context, 0: none */
	uint32_t events;
};

struct vm {
	struct ctx kern;	/* first: vectors.S reaches the rest from it */
	/* two pairs, each loaded at once by switch_fast.S; of a switch to it: */
	uint32_t new_events;	/* posted, not yet in the shared page */
	uint32_t in_place;	/* rank_bit if registers and DACR do, else 0 */
	uint32_t ready_since;	/* clock, when it last lost the CPU */
	uint32_t steal;		/* ticks it waited while others ran */
	struct bell bell[DUET_CHANNEL_MAX];
	uint32_t entry[DUET_NR_UPCALL];
	struct ctx user;	/* paged VMs only */
	struct ctx *ctx;	/* the mode it is in */
	struct duet_shared *shared;	/* only while its tables are loaded */
	const struct sys_vm *sys;
	enum vm_state state;
	uint32_t step;		/* of the reset */
	uint32_t to_tell;	/* channels whose peers don't know yet */
	struct last_words words[WORDS_MAX];
	uint32_t ended, told;	/* in there, free running */
	uint32_t born;		/* after the last crash */
	uint32_t delay;		/* for which that life had to wait */
	enum vm_next again;	/* what the reset leads to */
	uint8_t limit;		/* of its CPU budget, if it is to be looked at */
	bool peers_changed;	/* peer_life[] is not in the shared page yet */
	uint32_t id;
	uint32_t rank_bit;	/* in the run map: higher runs first */
	uint32_t quick_bit;	/* the same while it may be woken in switch_fast.S */
	uint32_t asleep;	/* in the block call: not 0 */
	struct timer timer;
	struct timer watchdog;
	struct timer budget;	/* when to look at it next */
	uint32_t period_end;
	uint32_t run_limit;	/* of what it is charged, in this period */
	uint32_t held_since;	/* throttled */
	uint32_t tls;
	uint32_t queue_done;	/* updates carried out of a cut batch */
	uint32_t queue_refused;
	uint32_t slice_base;	/* its run time when its slice began */
	uint32_t lives;
	uint32_t last_end;	/* DUET_END_*, of the life before */
	struct zone zone;
	uint32_t counter[DUET_NR_COUNTER];
	uint8_t line[DUET_EVENT_MAX];	/* of a device event, or NO_LINE */
};

extern const struct sys_table *sys;
extern struct vm vms[];		/* after everything else; the host tool leaves room */

_Static_assert(SYS_VM_PAGED == DUET_FEATURE_PAGED &&
	       SYS_VM_MAY_RESTART == DUET_FEATURE_RESTART &&
	       SYS_VM_CONTROL == DUET_FEATURE_CONTROL &&
	       SYS_VM_WATCHDOG == DUET_FEATURE_WATCHDOG, "one numbering");

static inline bool vm_paged(const struct vm *vm)
{
	return vm->sys->flags & SYS_VM_PAGED;
}

/* Its rank, which stays, or 0 if it has equals */
static inline uint32_t vm_alone(const struct vm *vm)
{
	return vm->sys->flags & SYS_VM_ALONE ? vm->rank_bit : 0;
}

/* DUET_FEATURE_*, as the version call and the shared page tell them */
static inline uint32_t vm_features(const struct vm *vm)
{
	return vm->sys->flags & SYS_VM_FEATURES;
}

static inline bool vm_in_user(const struct vm *vm)
{
	return vm->ctx == &vm->user;
}

static inline struct vm *vm_of(uint32_t kern)
{
	return (struct vm *)(uintptr_t)(kern - offsetof(struct ctx, swi));
}

#define vm_of_field(pointer, field) \
	((struct vm *)(uintptr_t)((char *)(pointer) - offsetof(struct vm, field)))

static inline uint32_t ctx_base(struct ctx *ctx)
{
	return (uint32_t)(uintptr_t)&ctx->swi;
}

/* What its peers see: odd while it is up */
static inline uint32_t vm_life(const struct vm *vm)
{
	return 2 * vm->lives - (vm->state == VM_LIVE);
}

static inline void vm_count(struct vm *vm, uint32_t counter)
{
	vm->counter[counter]++;
}

#endif
