/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The auditor: walks all tables that the MMU can reach and all structures of
 * the hypervisor, and panics if one of them violates an invariant that must
 * hold whenever a guest runs. It is part of debug builds and of tests on the
 * host only.
 */
#ifndef HYP_AUDIT_H
#define HYP_AUDIT_H

#ifdef DEBUG
struct vm;

/*
 * Called after each hypercall: checks the structures of core/ and the caller's
 * tables, and those of all VMs after every 64th.
 */
void audit_call(void);

/* Checks the invariants of the exit, when C returns to a guest. */
void audit_exit(void);

/* All structures of core/ */
void audit_core(void);

/* The descriptors of the interrupt lines */
void audit_lines(void);

/*
 * audit_arch(): the hypervisor's own tables and those of each paged VM;
 * audit_mmu(): only the registers of the MMU.
 */
void audit_arch(void);
void audit_mmu(void);

/* Tables, types and counts of one paged VM, which must be live */
void audit_zone(const struct vm *vm);
#else
static inline void audit_exit(void) { }
#endif

#endif
