// SPDX-License-Identifier: GPL-2.0-only
/* Offsets for assembly: compiled to text, never linked. */
#include "cpu.h"
#include "irq_desc.h"
#include "plat.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

#define DEFINE(name, value) \
	asm volatile("\n.ascii \"->" #name " %0\"" : : "i" (value))

/* Offsets from the base of a context, and from that of a kernel's context */
#define BASE	offsetof(struct ctx, swi)
#define CTX(name, field) DEFINE(name, (int)(offsetof(struct ctx, field) - BASE))
#define KERN(name, field) \
	DEFINE(name, (int)(offsetof(struct vm, field) - \
			   offsetof(struct vm, kern) - BASE))

/* Assembly loads or stores several fields at once: they must stay adjacent. */
#define NEXT(type, a, b) \
	_Static_assert(offsetof(type, b) == offsetof(type, a) + 4, \
		       #type ": " #a " must be right before " #b)
/* ... and, if loaded as a doubleword, aligned */
#define PAIR(type, a, b) \
	NEXT(type, a, b); \
	_Static_assert(offsetof(type, a) % 8 == 0, #type ": " #a " must be aligned")

NEXT(struct ctx, r[14], swi);
NEXT(struct ctx, swi, dacr);
NEXT(struct ctx, dacr, psr);
PAIR(struct ctx, psr, pc);
NEXT(struct ctx, pc, fast.mask_va);
PAIR(struct ctx, fast.mask_va, fast.frame_top);
NEXT(struct ctx, fast.frame_top, fast.zone);
NEXT(struct ctx, fast.zone, fast.words);
NEXT(struct ctx, fast.words, fast.ram_pa);
NEXT(struct ctx, fast.ram_pa, fast.ram_size);
NEXT(struct ctx, fast.ram_size, fast.queue_max);
NEXT(struct ctx, fast.queue_max, fast.pages);
_Static_assert(sizeof(struct ctx) % 8 == 0 &&
	       offsetof(struct vm, kern) % 8 == 0, "contexts must be aligned");

PAIR(struct vm, new_events, resident_bit);
PAIR(struct vm, ready_since, steal);
/* the enumeration is a byte: the rest of the word is padding, and 0 */
NEXT(struct vm, state, step);
_Static_assert(sizeof(((struct vm *)0)->line[0]) == 1,
	       "event_fast.S loads a byte");
_Static_assert(sizeof(((struct vm *)0)->peers_changed) == 1,
	       "switch_fast.S loads a byte");
PAIR(struct vm, bell[0].kern, bell[0].events);
_Static_assert(sizeof(struct bell) == 8 && sizeof(struct irq_desc) == 16,
	       "assembly finds an entry by a shift");
_Static_assert(sizeof(struct vm) % 8 == 0, "VMs must be aligned");
NEXT(struct vm, counter[DUET_COUNTER_MM_SWITCHES],
     counter[DUET_COUNTER_MM_CACHE_FLUSHES]);
NEXT(struct vm, counter[DUET_COUNTER_MM_CACHE_FLUSHES],
     counter[DUET_COUNTER_MM_TLB_FLUSHES]);

NEXT(struct sched, vm, run_map);
NEXT(struct sched, run_map, switched_at);
NEXT(struct sched, switched_at, clock);
NEXT(struct sched, clock, by_rank);

NEXT(struct timer, next, deadline);
NEXT(struct timer, deadline, kern);
NEXT(struct timer, kern, events);

NEXT(struct irq_desc, bit, kern);
NEXT(struct irq_desc, kern, events);
NEXT(struct irq_desc, events, handler);

/* The loader of kuser.S loads a segment by one ldm. */
NEXT(struct img_segment, offset, va);
NEXT(struct img_segment, va, size);
NEXT(struct img_segment, size, zero);
_Static_assert(sizeof(struct img_segment) == 16, "four words");

NEXT(struct duet_shared, ksp, usp);
NEXT(struct duet_shared, usp, user.r0);
NEXT(struct duet_shared, user.psr, mask);
NEXT(struct duet_shared, mask, pend);
NEXT(struct duet_shared, pend, qlen);
NEXT(struct duet_shared, qlen, ack);

void define_offsets(void);
void define_offsets(void)
{
	DEFINE(PLAT_NO_IRQ, PLAT_NO_IRQ);
	DEFINE(CACHE_LINE, CACHE_LINE);
	DEFINE(SYS_VM_FEATURES_MASK, SYS_VM_FEATURES);
	DEFINE(IMG_ENTRY, offsetof(struct img_header, entry));
	DEFINE(IMG_ARG, offsetof(struct img_header, arg));
	DEFINE(IMG_NR_SEGMENTS, offsetof(struct img_header, nr_segments));
	DEFINE(IMG_SEGMENTS, offsetof(struct img_header, segment));
	DEFINE(VM_SIZE, sizeof(struct vm));
	CTX(CTX_R0, r[0]);
	CTX(CTX_R12, r[12]);
	CTX(CTX_SP, r[13]);
	CTX(CTX_SWI, swi);
	CTX(CTX_MASK_VA, fast.mask_va);
	CTX(CTX_ZONE, fast.zone);
	CTX(CTX_WORDS, fast.words);
	CTX(CTX_QUEUE_MAX, fast.queue_max);
	CTX(CTX_DACR, dacr);
	CTX(CTX_PC, pc);
	CTX(CTX_PSR, psr);
	CTX(CTX_DACR_OTHER, dacr_other);
	CTX(CTX_KERN, kern);
	CTX(CTX_DABT, dabt);
	CTX(CTX_PABT, pabt);
	CTX(CTX_UND, und);
	KERN(KERN_ENTRY, entry[0]);
	KERN(KERN_BASE, base);
	KERN(KERN_SHARED, shared);
	KERN(KERN_RANK_BIT, rank_bit);
	KERN(KERN_WAKE_BIT, wake_bit);
	KERN(KERN_RESIDENT_BIT, resident_bit);
	KERN(KERN_BLOCKED, blocked);
	KERN(KERN_NEW_EVENTS, new_events);
	KERN(KERN_BELL, bell[0]);
	KERN(KERN_NR_BELLS, nr_bells);
	KERN(KERN_SYS, sys);
	KERN(KERN_LINE, line[0]);
	DEFINE(NO_LINE, NO_LINE);
	KERN(KERN_STATE, state);
	DEFINE(STATE_LIVE, VM_LIVE);
	KERN(KERN_TLS, tls);
	KERN(KERN_ROOT, zone.root);
	KERN(KERN_PID, zone.pid);
	KERN(KERN_PIDS, zone.pids);
	KERN(KERN_BROADCAST_LEFT, zone.broadcast_left);
	KERN(KERN_QUEUE_DONE, queue_done);
	KERN(KERN_QUEUE_REFUSED, queue_refused);
	KERN(KERN_MM_SWITCHES, counter[DUET_COUNTER_MM_SWITCHES]);
	KERN(KERN_MM_CACHE_FLUSHES, counter[DUET_COUNTER_MM_CACHE_FLUSHES]);
	KERN(KERN_MM_TLB_FLUSHES, counter[DUET_COUNTER_MM_TLB_FLUSHES]);
	KERN(KERN_UPDATES, counter[DUET_COUNTER_UPDATES]);
	KERN(KERN_READY_SINCE, ready_since);
	KERN(KERN_STEAL, steal);
	KERN(KERN_SWITCHES, counter[DUET_COUNTER_SWITCHES]);
	KERN(KERN_RUN_TICKS, counter[DUET_COUNTER_RUN_TICKS]);
	KERN(KERN_HYPERCALLS, counter[DUET_COUNTER_HYPERCALLS]);
	KERN(KERN_DOORBELLS, counter[DUET_COUNTER_DOORBELLS]);
	KERN(KERN_IRQS, counter[DUET_COUNTER_IRQS]);
	/* from a struct vm */
	DEFINE(VM_BASE, offsetof(struct vm, base));
	DEFINE(VM_KERN, offsetof(struct vm, kern.swi));
	DEFINE(VM_NEW_EVENTS, offsetof(struct vm, new_events));
	DEFINE(VM_PEERS_CHANGED, offsetof(struct vm, peers_changed));
	DEFINE(VM_READY_SINCE, offsetof(struct vm, ready_since));
	DEFINE(VM_STEAL, offsetof(struct vm, steal));
	DEFINE(VM_SWITCHES, offsetof(struct vm,
				     counter[DUET_COUNTER_SWITCHES]));
	DEFINE(SYS_FLAGS, offsetof(struct sys_vm, flags));
	DEFINE(SYS_DEVICE_EVENTS, offsetof(struct sys_vm, device_events));
	DEFINE(SCHED_CURRENT, offsetof(struct sched, vm));
	DEFINE(SCHED_RUN_MAP, offsetof(struct sched, run_map));
	DEFINE(SCHED_SLICE_DUE, offsetof(struct sched, slice_due));
	DEFINE(SCHED_ENTERED, offsetof(struct sched, entered));
	DEFINE(SCHED_CLOCK, offsetof(struct sched, clock));
	DEFINE(SCHED_BY_RANK, offsetof(struct sched, by_rank));
	DEFINE(SYS_ZONE_PA, offsetof(struct sys_vm, zone_pa));
	DEFINE(TIMER_DEADLINE, offsetof(struct timer, deadline));
	DEFINE(TIMER_ARMED, offsetof(struct timer, armed));
}
