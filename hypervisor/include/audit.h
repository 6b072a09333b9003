/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The auditor: walks all tables that the MMU could reach and all that the
 * hypervisor keeps, and panics where something is not as it must be whenever
 * a guest runs. It is in a debug build and in tests on the host, nowhere else.
 */
#ifndef HYP_AUDIT_H
#define HYP_AUDIT_H

#ifdef DEBUG
struct vm;

/*
 * After a call: the structures of core/, and the tables of the VM that made
 * it; those of all now and then.
 */
void audit_call(void);

/* C is left for a guest: what must be so then */
void audit_exit(void);

/* All structures of core/ */
void audit_core(void);

/* The descriptors of the interrupt lines */
void audit_lines(void);

/* The hypervisor's own tables, and those of each paged VM; the MMU alone */
void audit_arch(void);
void audit_mmu(void);

/* Tables, types and counts of one paged VM that is live */
void audit_zone(const struct vm *vm);
#else
static inline void audit_exit(void) { }
#endif

#endif
