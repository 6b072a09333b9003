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

#include "calls.h"
#include "timer.h"

#define NR_UPCALLS	9
#define NR_COUNTERS	17
#define NO_LINE		0xff

struct vm;

/* What the short ways of the kernel's calls need of its VM, for one load */
struct quick {
	uint32_t mask;		/* address of `mask` in its shared page */
	uint32_t frames;	/* bits 31:28 of where those of iret are; or ~0 */
	uint32_t zone, words;	/* its zone: address, size / 4; or 0: none */
	uint32_t ram_pa, ram_size;
	uint32_t queue_max;	/* 0 while a batch is cut (ptqueue.c) */
	uint32_t pages;		/* address of pt_pages */
};

/*
 * State of a vCPU in one of its modes. While a mode runs, sp_svc points to
 * &ctx->swi (CTX_BASE): the registers are saved below it, and the vectors
 * find their handlers at it, so that user and kernel are told apart for free.
 */
struct ctx {
	uint32_t pad;
	uint32_t r[15];		/* r0-r12, sp, lr */
	uint32_t swi;		/* handler of a swi in this mode */
	uint32_t dacr;		/* domains open in this mode */
	uint32_t psr, pc;	/* these three in one load, see resume */
	struct quick quick;	/* the kernel's only */
	uint32_t dacr_other;	/* domains of the VM's other mode */
	uint32_t kern;		/* base of the VM's kernel context */
	uint32_t dabt, pabt;	/* handlers of faults in this mode */
	uint32_t und;
} __attribute__((aligned(8)));

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

/* What pt.c knows about a root, by its number in the zone */
struct zone_root {
	uint16_t users;		/* entries in its user half */
	uint16_t place;		/* in the list of roots */
};

/* What pt.c knows about a paged VM's zone */
struct zone {
	uint8_t *types;		/* one for each KB, see pt.c; NULL: no zone */
	uint32_t va, size;
	uint16_t *roots;	/* offsets / DUET_ROOT_SIZE */
	struct zone_root *info;	/* by number, roots or not */
	uint32_t nr_roots;
	uint32_t root;		/* offset of the one in use */
	uint32_t building;	/* offset of the one being made, or 0 */
	uint32_t built;		/* bytes of it that are done */
	uint32_t spread;	/* roots that don't have this entry yet: */
	uint32_t spread_slot;	/* its offset in each */
	uint32_t spread_desc;
};

/* Where a channel's doorbell goes to */
struct bell {
	uint32_t kern;		/* base of the peer's kernel context, 0: none */
	uint32_t events;
};

#define NR_WORD_VALUES	17

/* What is printed of a life that ended, while the next goes on */
struct last_words {
	uint32_t value[NR_WORD_VALUES];	/* pc, psr, r0-r14 */
	const char *why;	/* it was stopped */
	bool user;		/* where it was stopped */
	bool again;		/* it was restarted */
	uint8_t left;		/* pieces to print yet */
};

#define WORDS_MAX	4	/* ends that are not told of yet; power of two */

struct vm {
	struct ctx kern;	/* first: vectors.S reaches the rest from it */
	/* two pairs, each loaded at once by switch_fast.S; of a switch to it: */
	uint32_t new_events;	/* posted, not yet in the shared page */
	uint32_t in_place;	/* rank_bit if registers and DACR do, else 0 */
	uint32_t ready_since;	/* clock, when it last lost the CPU */
	uint32_t steal;		/* ticks it waited while others ran */
	struct bell bell[DUET_CHANNEL_MAX];
	uint32_t entry[NR_UPCALLS];
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
	uint32_t counter[NR_COUNTERS];
	uint8_t line[DUET_EVENT_MAX];	/* of a device event, or NO_LINE */
};

extern const struct sys_table *sys;
extern struct vm vms[];		/* behind all else; the host tool made room */
/* What C and switch_fast.S both keep */
struct sched {
	struct vm *vm;		/* the one that runs, or did last */
	uint32_t run_map;	/* ranks of the VMs that can run */
	uint32_t switched_at;	/* clock at the last switch */
	uint32_t clock;		/* where the clock is */
	struct vm *by_rank[SYS_VM_MAX + 1];	/* NULL behind the last */
	struct vm *loaded;	/* whose root the MMU walks; NULL: its own */
	uint32_t entered;	/* clock at the interrupt that C is in, or 0 */
	bool idle;		/* nobody could run before it */
};

extern struct sched sched;
#define current	(sched.vm)

_Static_assert(SYS_VM_PAGED == DUET_FEATURE_PAGED &&
	       SYS_VM_MAY_RESTART == DUET_FEATURE_RESTART &&
	       SYS_VM_CONTROL == DUET_FEATURE_CONTROL &&
	       SYS_VM_WATCHDOG == DUET_FEATURE_WATCHDOG, "one numbering");

static inline bool vm_paged(const struct vm *vm)
{
	return vm->sys->flags & SYS_VM_PAGED;
}

/*
 * Nothing has to be loaded for the VM. One in the window is in every address
 * space, and so is one in reset, which runs the stub in the vectors page with
 * all of its domains closed. Only a paged VM that finds another's tables, or
 * none, pays.
 */
static inline bool vm_in_space(const struct vm *vm)
{
	return !vm_paged(vm) || vm->state != VM_LIVE || sched.loaded == vm;
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

/* life.c: life cycle */
void vm_init_all(void);
void vm_start(struct vm *vm);
void vm_exit(struct vm *vm, bool again);
void vm_crash(struct vm *vm, const char *why);
void vm_kick(struct vm *vm);
uint32_t vm_reset_step(void);
extern uint32_t vm_untold;	/* ends that are not told of yet */
void vm_speak(void);		/* a piece of that, which there is */

/* reset.c: makes a VM's first state, a bounded piece at each step */
void arch_reset_begin(struct vm *vm);
bool arch_reset_step(struct vm *vm);
void arch_reset_done(struct vm *vm);
void arch_enter_loader(struct vm *vm);
void arch_vm_init(struct vm *vm);

/* Only with an empty data cache: see arch_flush_all */
void arch_vm_load(struct vm *vm);

/* Empties the data cache; true when done, else an interrupt waits. */
bool arch_flush_all(void);
uint32_t arch_trap_size(const struct ctx *ctx);

/* sched.c */
void sched_init(void);
uint32_t sched_charge(void);	/* run time up to now; returns the clock */
void sched_ready(struct vm *vm);
void sched_unready(struct vm *vm);
struct ctx *sched_exit(void);

/* budget.c */
void budget_init(struct vm *vm);
void budget_watch(struct vm *vm);	/* it can run again */

/* slice.c */
struct vm *slice_init(void);
void slice_arm(void);
void slice_ready(void);

/* event.c */
void event_post(struct vm *vm, uint32_t events);
void event_deliver(struct vm *vm);
void event_peers(struct vm *vm);	/* peer_life[] of the VM that is in */
void event_ack(struct vm *vm, uint32_t events);
void event_post_kern(uint32_t kern, uint32_t events);
void event_mask_devices(struct vm *vm);
uint32_t event_pending(struct vm *vm);
void irq_interrupt(void);

/* irq.c */
void route_init(void);
void route_init_vm(struct vm *vm);

/* upcall.c: enters the guest kernel. kind: the _KERN one; works for both */
void upcall(struct vm *vm, uint32_t kind_kern);
void upcall_fault(struct vm *vm, uint32_t kind_kern, uint32_t fsr,
		  uint32_t far);

/*
 * A call that is cut by an interrupt goes back to its swi. Returns what the
 * caller has to return so that r0 is as it was.
 */
uint32_t call_restart(void);

#endif
