/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables of paged VMs; see arch/arm/pt.c. */
#ifndef HYP_PT_H
#define HYP_PT_H

/* Zone offsets of what the hypervisor keeps in a zone */
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

/* More of a range, and the whole TLB is flushed */
#define TLB_PAGES_MAX	32

#ifndef __ASSEMBLER__
#include "vm.h"

/*
 * Carries out one update; 0 or a negative error. Changes nothing then. One of
 * the kernel half is not done before pt_spread says so.
 */
int32_t pt_apply(struct vm *vm, uint32_t target, uint32_t value);

/*
 * Goes on with such a one, which comes before all else in a zone. False: an
 * interrupt waits, call again, even if it was done.
 */
bool pt_spread_on(struct vm *vm);

static inline bool pt_spread(struct vm *vm)
{
	return !vm->zone.spread || pt_spread_on(vm);
}

bool pt_is_root(const struct vm *vm, uint32_t offset);

uint32_t pt_section(uint32_t frame, uint32_t domain, bool write, uint32_t cb);

/* Bytes, a multiple of 32, not 0 (ptqueue_fast.S) */
void pt_clear(volatile uint32_t *to, uint32_t size);
void pt_copy(volatile uint32_t *to, const volatile uint32_t *from,
	     uint32_t size);

/* Drains the queue of the VM that is in: true when all of it is done. */
bool pt_drain(struct vm *vm);

/* From ptqueue_fast.S: the next entry, which is there; false: an interrupt waits */
bool pt_step(void);

/* How many of the queue are done: 0 when none is being worked at */
static inline void pt_set_done(struct vm *vm, uint32_t done)
{
	vm->queue_done = done;
	vm->kern.quick.queue_max = done ? 0 : DUET_QUEUE_MAX;
}

/* Updates refused since the guest was told last, however often it was cut */
uint32_t pt_refused(struct vm *vm);

#endif /* !__ASSEMBLER__ */
#endif
