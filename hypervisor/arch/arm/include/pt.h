/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables of paged VMs; see arch/arm/pt.c. */
#ifndef HYP_PT_H
#define HYP_PT_H

/* Zone offsets of the hypervisor's own data in a zone */
#define ZONE_TYPES	0x0000
#define ZONE_ROOTS	0x2000
#define ZONE_INFO	0x2200
/* and at ZONE_ROOT (image.h) the first first-level table */
#define ZONE_SHARED	0x8000
#define ZONE_SHARED_L2	0x9000

/* Types of a KB; ZONE_L2 + n: an L2 with n links (ptqueue_fast.S tests the bit) */
#define ZONE_FREE	0
#define ZONE_T_ROOT	1
#define ZONE_T_KEPT	2
#define ZONE_L2		0x80
#define ZONE_LINKS_MAX	0x7f

/* A range of more pages flushes the whole TLB */
#define TLB_PAGES_MAX	16

#ifndef __ASSEMBLER__
#include "vm.h"

_Static_assert(ZONE_ROOTS + 2 * DUET_MAX_ROOTS <= ZONE_INFO &&
	       ZONE_INFO + (ZONE_ROOTS << 10) / DUET_ROOT_SIZE *
	       sizeof(struct zone_root) <= ZONE_ROOT &&
	       ZONE_ROOT + DUET_ROOT_SIZE <= ZONE_SHARED &&
	       ZONE_SHARED + DUET_SIZEOF_SHARED <= ZONE_SHARED_L2 &&
	       ZONE_SHARED_L2 + DUET_L2_SIZE <= DUET_ZONE_FIRST,
	       "the parts of the hypervisor's own must not overlap");
_Static_assert(ZONE_FREE < ZONE_L2 && ZONE_T_ROOT < ZONE_L2 &&
	       ZONE_T_KEPT < ZONE_L2, "the bit ZONE_L2 alone marks an L2");
_Static_assert((ZONE_L2 | ZONE_LINKS_MAX) <= UINT8_MAX, "a type is a byte");

/*
 * Carries out one update. Returns 0, or a negative error and changes nothing.
 * A kernel-half update is complete only once pt_broadcast() returns true.
 */
int32_t pt_apply_update(struct vm *vm, uint32_t target, uint32_t value);

/*
 * Continues the broadcast of a kernel-half update, which must be complete
 * before anything else changes the zone. Returns false if an interrupt waits:
 * the caller must call again later, even if the broadcast is complete.
 */
bool pt_broadcast_rest(struct vm *vm);

static inline bool pt_broadcast(struct vm *vm)
{
	return !vm->zone.broadcast_left || pt_broadcast_rest(vm);
}

bool pt_is_root(const struct vm *vm, uint32_t offset);

uint32_t pt_make_section(uint32_t frame, uint32_t domain, bool write,
			 uint32_t cb);

/* In memops.S. The size in bytes must be a multiple of 32 and not 0. */
void pt_clear(volatile uint32_t *to, uint32_t size);
void pt_copy(volatile uint32_t *to, const volatile uint32_t *from,
	     uint32_t size);

/* Drains the queue of the current VM. Returns true when all of it is done. */
bool pt_drain_queue(struct vm *vm);

/*
 * Carries out the next entry, which must exist, for ptqueue_fast.S. Returns
 * false if an interrupt waits.
 */
bool pt_step_queue(void);

/* Sets the number of queue entries done; 0 between two batches. */
static inline void pt_set_done(struct vm *vm, uint32_t done)
{
	vm->queue_done = done;
	vm->kern.fast.queue_max = done ? 0 : DUET_QUEUE_MAX;
}

/* Returns and clears the number of refused updates, over all preemptions. */
uint32_t pt_take_refused(struct vm *vm);

#endif /* !__ASSEMBLER__ */
#endif
