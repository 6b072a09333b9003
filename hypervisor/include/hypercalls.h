/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Made from abi/duet.toml by abi/generate.py: do not edit.
 *
 * The hypercalls: for the hypervisor's dispatch table, and their slow paths
 * in C.
 */
#ifndef HYP_HYPERCALLS_H
#define HYP_HYPERCALLS_H

/*
 * HYPERCALLS(X) gives X(number, name, arguments, results) for each, in order;
 * for C and assembly
 */
#define HYPERCALLS(X) \
	X(0, version, 0, 2) \
	X(1, iret, 2, 1) \
	X(2, block, 0, 1) \
	X(3, deliver, 0, 1) \
	X(4, ack, 1, 1) \
	X(5, timer, 2, 1) \
	X(6, doorbell, 1, 1) \
	X(7, pt_update, 0, 1) \
	X(8, pt_root, 2, 1) \
	X(9, mm_switch, 2, 1) \
	X(10, tls, 1, 1) \
	X(11, cache, 3, 1) \
	X(12, tlb, 3, 1) \
	X(13, console, 2, 1) \
	X(14, exit, 1, 1) \
	X(15, vm_info, 2, 2) \
	X(16, upcall, 2, 1) \
	X(17, kick, 0, 1) \
	X(18, vm_control, 2, 1) \
	X(19, log, 1, 2)

#define DUET_NR_CALLS			20

/* Numbers of values of the ABI's enumerations, which begin at 0 */
#define DUET_NR_UPCALL			9
#define DUET_NR_EXIT			3
#define DUET_NR_END			7
#define DUET_NR_ROOT			2
#define DUET_NR_CACHE			7
#define DUET_NR_TLB			2
#define DUET_NR_COUNTER			17
#define DUET_NR_STATE			5
#define DUET_NR_CONTROL			3

#ifndef __ASSEMBLER__
#include <stdint.h>

/*
 * Each gets the guest's arguments and returns the new r0; a second result,
 * r1, is the upper half.
 */
uint64_t call_version(void);
uint32_t call_iret(uint32_t user_r0, uint32_t frame);
uint32_t call_block(void);
uint32_t call_deliver(void);
uint32_t call_ack(uint32_t events);
uint32_t call_timer(uint32_t deadline, uint32_t arm);
uint32_t call_doorbell(uint32_t channel);
uint32_t call_pt_update(void);
uint32_t call_pt_root(uint32_t op, uint32_t offset);
uint32_t call_mm_switch(uint32_t root, uint32_t tls);
uint32_t call_tls(uint32_t value);
uint32_t call_cache(uint32_t op, uint32_t start, uint32_t end);
uint32_t call_tlb(uint32_t op, uint32_t start, uint32_t end);
uint32_t call_console(uint32_t buffer, uint32_t length);
uint32_t call_exit(uint32_t how);
uint64_t call_vm_info(uint32_t vm, uint32_t index);
uint32_t call_upcall(uint32_t kind, uint32_t entry);
uint32_t call_kick(void);
uint32_t call_vm_control(uint32_t vm, uint32_t op);
uint64_t call_log(uint32_t position);
#endif

#endif /* HYP_HYPERCALLS_H */
