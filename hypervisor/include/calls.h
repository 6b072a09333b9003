/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Made from abi/duet.toml by abi/generate.py: do not edit.
 *
 * The hypercalls, for the hypervisor's dispatch table.
 */
#ifndef HYP_CALLS_H
#define HYP_CALLS_H

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
#define DUET_NR_CACHE			6
#define DUET_NR_TLB			2
#define DUET_NR_COUNTER			17
#define DUET_NR_STATE			5
#define DUET_NR_CONTROL			3

#endif /* HYP_CALLS_H */
