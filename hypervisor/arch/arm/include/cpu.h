/* SPDX-License-Identifier: GPL-2.0-only */
/* The CPU's caches, TLB and MMU; one implementation for each CPU type. */
#ifndef HYP_CPU_H
#define HYP_CPU_H

#include <stdbool.h>
#include <stdint.h>

#define CACHE_LINE	32

/*
 * Most files are either ARM or Thumb code, which is a third smaller (Kbuild).
 * HOT_FN and COLD_FN mark functions that should be the other one. Thumb code
 * can't access CP15: it calls the functions that ARM code has inline.
 */
#define ARM_CODE	__attribute__((target("arm"), noinline))
#ifdef __thumb__
#define CPU_FN		__attribute__((target("arm"), noinline, unused))
#define HOT_FN		ARM_CODE
#define COLD_FN
#else
#define CPU_FN		inline
#define HOT_FN
#define COLD_FN		__attribute__((target("thumb"), noinline))
#endif

static CPU_FN void cpu_set_dacr(uint32_t dacr)
{
	asm volatile("mcr p15, 0, %0, c3, c0, 0" : : "r" (dacr) : "memory");
}

static CPU_FN uint32_t cpu_read_midr(void)
{
	uint32_t v;

	asm("mrc p15, 0, %0, c0, c0, 0" : "=r" (v));
	return v;
}

static CPU_FN uint32_t cpu_read_ctr(void)
{
	uint32_t v;

	asm("mrc p15, 0, %0, c0, c0, 1" : "=r" (v));
	return v;
}

/* The MMU's state: the table that it walks, and the open domains */
static CPU_FN uint32_t cpu_read_root(void)
{
	uint32_t v;

	asm volatile("mrc p15, 0, %0, c2, c0, 0" : "=r" (v));
	return v & 0xffffc000;
}

/* The process identifier (FCSE), in the upper 7 bits */
static CPU_FN uint32_t cpu_read_pid(void)
{
	uint32_t v;

	asm volatile("mrc p15, 0, %0, c13, c0, 0" : "=r" (v));
	return v;
}

static CPU_FN uint32_t cpu_read_dacr(void)
{
	uint32_t v;

	asm volatile("mrc p15, 0, %0, c3, c0, 0" : "=r" (v));
	return v;
}

static CPU_FN void cpu_drain_writes(void)
{
	asm volatile("mcr p15, 0, %0, c7, c10, 4" : : "r" (0) : "memory");
}

/* Waits for an interrupt, masked ones included. */
static CPU_FN void arch_wait_irq(void)
{
	asm volatile("mcr p15, 0, %0, c7, c10, 4\n\t"
		     "mcr p15, 0, %0, c7, c0, 4" : : "r" (0) : "memory");
}

/*
 * DUET_CACHE_CLEAN to _COHERENT, by modified virtual address, on all lines with
 * a byte from start up to end. start must be below end. Stops if an interrupt
 * waits, but not before 64 lines. Returns the address that it has reached.
 */
uint32_t cpu_cache_lines(uint32_t op, uint32_t start, uint32_t end);
void cpu_icache_all(void);

/* Flushes at most 8 dirty lines. Returns true when the cache is empty. */
bool cpu_dcache_flush_some(void);

/* Cleans at most 8 lines. Returns true when no line is dirty. */
bool cpu_dcache_clean_some(void);

void cpu_tlb_all(void);

/*
 * All TLB entries of n pages, by their addresses before and after they are
 * modified by the process identifier: QEMU knows the entries by the former, the
 * CPU by the latter. n must not be 0.
 */
void cpu_tlb_pages(uint32_t va, uint32_t n);

/*
 * Loads a first-level table and a process identifier, as cpu_read_pid() has it,
 * and flushes the TLB. The caller must have cleaned and invalidated the caches.
 */
void cpu_load_root(uint32_t pa, uint32_t pid);

#endif
