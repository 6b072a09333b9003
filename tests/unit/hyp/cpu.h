/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CPU for tests on the host, in place of hypervisor/arch/arm/include/cpu.h: -include
 * makes it the first header of each file. It remembers which domains are open,
 * so that a test can check that they are closed again.
 */
#ifndef HYP_CPU_H
#define HYP_CPU_H

#include <stdbool.h>
#include <stdint.h>

#define CACHE_LINE	32

#define CPU_FN		inline
#define HOT_FN
#define COLD_FN

extern uint32_t host_dacr;
extern uint32_t host_drains;
extern uint32_t host_root, host_pid;	/* the last of cpu_load_root */

void host_wait(void);	/* of the test: events while no VM runs */

static inline void cpu_set_dacr(uint32_t dacr)
{
	host_dacr = dacr;
}

static inline uint32_t cpu_read_dacr(void)
{
	return host_dacr;
}

static inline uint32_t cpu_read_root(void)
{
	return host_root;
}

static inline uint32_t cpu_read_pid(void)
{
	return host_pid;
}

static inline uint32_t cpu_read_midr(void)
{
	return 0x41069265;
}

static inline uint32_t cpu_read_ctr(void)
{
	return 0x1dd20d2;
}

static inline void cpu_drain_writes(void)
{
	host_drains++;
}

static inline void arch_wait_irq(void)
{
	host_wait();
}

uint32_t cpu_cache_lines(uint32_t op, uint32_t start, uint32_t end);
void cpu_icache_all(void);
bool cpu_dcache_flush_some(void);
bool cpu_dcache_clean_some(void);
void cpu_tlb_all(void);
void cpu_tlb_pages(uint32_t va, uint32_t n);
void cpu_load_root(uint32_t pa, uint32_t pid);

#endif
