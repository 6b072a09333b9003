// SPDX-License-Identifier: GPL-2.0-only
/* Faults of guests, and of the hypervisor itself. */
#include "arch.h"
#include "assert.h"
#include "life.h"
#include "print.h"
#include "sched.h"
#include "text.h"
#include "upcall.h"
#include "vm.h"

/* Fault status [TRM table 3-9]: alignment and debug are below, odd above */
#define FSR_MMU		4
#define FSR_SECTION	0x05

/* Return false if the guest can't take the fault. */
bool trap_data_abort(uint32_t fsr, uint32_t far);
bool trap_prefetch(uint32_t fsr, uint32_t far, uint32_t pc);
bool trap_undefined(void);
void trap_double_fault(void);
void trap_hypervisor(uint32_t pc, uint32_t psr, uint32_t fsr, uint32_t far)
	__attribute__((noreturn));

/*
 * A VM in the window runs on another VM's tables. It can access only its own
 * memory, but the status of a fault would disclose the mappings of the other.
 */
static inline __attribute__((always_inline))
uint32_t filter_status(uint32_t fsr)
{
	if (vm_is_paged(current))
		return fsr & 0xff;
	fsr &= 0xf;
	return fsr & 1 && fsr > FSR_MMU ? FSR_SECTION : fsr;
}

/*
 * The CPU gives the modified address (TRM 2.3.7), with the process identifier
 * of the loaded VM, of which a VM in the window must not learn. A kernel half
 * begins at PAGED_LINEAR_VA at the latest, so higher addresses have none.
 */
static inline __attribute__((always_inline))
uint32_t filter_address(uint32_t far)
{
	if (vm_is_paged(current) || far >= PAGED_LINEAR_VA)
		return far;
	return far & (DUET_PID_SIZE - 1);
}

bool trap_data_abort(uint32_t fsr, uint32_t far)
{
	return upcall_fault(current, DUET_UPCALL_DABT_KERN, filter_status(fsr),
			    filter_address(far));
}

/* c5, c0, 1 of the ARM926 has the cause; the address is the pc (TRM 2.3.5). */
bool trap_prefetch(uint32_t fsr, uint32_t far, uint32_t pc)
{
	uint32_t ifsr;

	asm volatile("mrc p15, 0, %0, c5, c0, 1" : "=r" (ifsr));
	return upcall_fault(current, DUET_UPCALL_PABT_KERN, filter_status(ifsr),
			    pc);
}

bool trap_undefined(void)
{
	return upcall_fault(current, DUET_UPCALL_UND_KERN, 0, 0);
}

/* None of the above can be delivered. */
COLD_FN void trap_double_fault(void)
{
	vm_crash(current, "double fault");
}

COLD_FN void trap_hypervisor(uint32_t pc, uint32_t psr, uint32_t fsr,
			      uint32_t far)
{
	print(PUBLIC_TEXT("fault in the hypervisor: "
			  "lr %x psr %x fsr %x far %x\n"),
	      pc, psr, fsr, far);
	panic(PUBLIC_TEXT("please report this"));
}
