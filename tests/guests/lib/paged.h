/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by guests with page tables: see tests/guests/systems/guest-paged.dts. */
#ifndef PAGED_H
#define PAGED_H

#include "test.h"

/*
 * RAM, linear at RAM_VA; frames from FREE_PA on are not in use by the image.
 * RAM_PA is that of the first VM; those of others are at shared->ram_pa.
 */
#define RAM_PA		0x00000000u
#define RAM_SIZE	0x00400000u
#define RAM_VA		0xc0000000u
#define FREE_PA		0x00200000u

/* Frames of other owners */
#define ZONE_PA		0x06000000u
#define VICTIM_PA	0x06600000u
#define STORE_PA	0x06800000u
#define VIC_PA		0x10140000u
#define UART1_PA	0x101f2000u
#define CACHED_PA	0x06700000u

/* Frames that it may map uncached */
#define UART0_PA	0x101f1000u
#define UNCACHED_PA	0x06710000u

/* Offsets in the zone */
#define ROOT		0x4000u
#define L2(n)		(0xa000u + (n) * 0x400u)	/* n: 0 to 7 */
#define NEW_ROOT(n)	(0x10000u + (n) * 0x4000u)
#define L2_HIGH(n)	(0x80000u + (n) * 0x400u)	/* for many */

#define RO		DUET_PT_VALID
#define RW		(DUET_PT_VALID | DUET_PT_WRITE)
#define CACHED		(DUET_PT_B | DUET_PT_C)

/* User's address space in most tests: 1 MB at 0 with L2(0) */
#define USER_CODE	0x00010000u
#define USER_DATA	0x00020000u
#define USER_RO		0x00030000u
#define CODE_PA		FREE_PA
#define DATA_PA		(FREE_PA + 0x1000)
#define RO_PA		(FREE_PA + 0x2000)

/* The kernel's view of a frame, counted from RAM_PA for each VM */
static inline volatile uint32_t *frame_at(uint32_t pa)
{
	return (volatile uint32_t *)(uintptr_t)(pa - RAM_PA + RAM_VA);
}

void queue(uint32_t target, uint32_t value);
/* One update by pt_update: returns 0, or the error for its entry */
int32_t update(uint32_t target, uint32_t value);
int32_t set_link(uint32_t root, uint32_t va, uint32_t l2);
int32_t clear_slot(uint32_t root, uint32_t va);
int32_t set_section(uint32_t root, uint32_t va, uint32_t value);
int32_t set_page(uint32_t l2, uint32_t va, uint32_t value);
void flush_tlb(void);

/* Maps code, data and a read-only page; bails on failure. */
void user_space(void);
/* The address of a snippet of user.S in user_space */
uint32_t user_at(const char *snippet);
/* A frame with known registers that enters the snippet */
void user_frame_init(struct frame *frame, const char *snippet, uint32_t seed);

/*
 * Runs user code with all registers known for some steps; the code ends with a
 * load from r6. Events are counted in *events and taken. Returns true if every
 * register is right and the load returned `word` (or faulted, if fault).
 */
bool user_torture(uint32_t seed, uint32_t steps, uint32_t r6, uint32_t word,
		  bool fault, uint32_t *events);

extern const char user_start[], user_end[];
extern const char u_swi[], u_swi_thumb[], u_load[], u_store[], u_jump[];
extern const char u_und[], u_und_thumb[], u_loop[], u_read_id[], u_mode[];
extern const char u_load_thumb[], u_kuser[], u_cmpxchg[], u_cmpxchg64[];
extern const char u_shift[], u_swi_after[], u_swi_thumb_after[], u_count[], u_bkpt[];

#endif
