/* SPDX-License-Identifier: GPL-2.0-only */
/* Part of struct vm: registers, page tables, constants of the fast paths. */
#ifndef HYP_CTX_H
#define HYP_CTX_H

/* Words of the frame of an iret: the second to the 15th are r1 to r14. */
#define IRET_PC		15
#define IRET_PSR	16
#define IRET_WORDS	17

#ifndef __ASSEMBLER__
#include <stdint.h>

/*
 * Constants that the hypercall fast paths need; the order is that of one ldm in
 * ptqueue_fast.S.
 */
struct fast_consts {
	uint32_t mask_va;	/* of `mask` in its shared page */
	uint32_t frame_top;	/* top nibble of iret frames; ~0: slow path */
	uint32_t zone, words;	/* its zone: address, size / 4; 0: none */
	uint32_t ram_pa, ram_size;
	uint32_t queue_max;	/* 0 while a batch is preempted (ptqueue.c) */
	uint32_t pages;		/* address of pt_pages */
};

/*
 * State of a vCPU in one of its modes. While a mode runs, sp_svc points to
 * &ctx->swi, its base: the registers are saved below it, and the vectors
 * find their handlers at it, so telling user and kernel apart costs nothing.
 */
struct ctx {
	uint32_t pad;
	uint32_t r[15];		/* r0-r12, sp, lr */
	uint32_t swi;		/* handler of a swi in this mode */
	uint32_t dacr;		/* domains open in this mode */
	uint32_t psr, pc;	/* loaded with dacr by one ldm, see resume */
	struct fast_consts fast; /* only in the kernel's context */
	uint32_t dacr_other;	/* domains of the VM's other mode */
	uint32_t kern;		/* base of the VM's kernel context */
	uint32_t dabt, pabt;	/* handlers of faults in this mode */
	uint32_t und;
} __attribute__((aligned(8)));

/* A root, by its number in the zone; kept by pt.c */
struct zone_root {
	uint16_t users;		/* entries in its user half */
	uint16_t place;		/* in the list of roots */
};

/* The zone of a paged VM; kept by pt.c */
struct zone {
	uint8_t *types;		/* one for each KB, see pt.c; NULL: no zone */
	uint32_t va, size;
	uint16_t *roots;	/* offsets / DUET_ROOT_SIZE */
	struct zone_root *info;	/* by number, roots or not */
	uint32_t nr_roots;
	uint32_t root;		/* offset of the one in use */
	uint32_t pid;		/* ... its process identifier, as in CP15 c13 */
	uint32_t pids;		/* identifiers that the VM may use, from 0 on */
	uint32_t building;	/* offset of the one being made, or 0 */
	uint32_t built;		/* bytes of it that are complete */
	uint32_t broadcast_left; /* roots still without the broadcast entry: */
	uint32_t broadcast_slot;	/* its offset in each */
	uint32_t broadcast_desc;
};

#endif /* !__ASSEMBLER__ */
#endif
