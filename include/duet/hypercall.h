/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Made from abi/duet.toml by abi/generate.py: do not edit.
 *
 * A function for each hypercall, for GNU C in ARM and Thumb state. Only the
 * guest kernel may call them. Addresses are virtual addresses of the caller.
 * iret has no function: it belongs in the guest's assembly.
 */
#ifndef DUET_HYPERCALL_H
#define DUET_HYPERCALL_H

#ifndef __arm__
#error "<duet/hypercall.h>: hypercalls exist on ARM only"
#endif

#include <duet/abi.h>

/* Thumb-1 loads r12 from a low register only, ARM from the constant itself. */
#ifdef __thumb__
#define DUET_CALL_NR		"l"
#else
#define DUET_CALL_NR		"I"
#endif

/*
 * version: Returns the version of the ABI and the features of this VM.
 * Returns DUET_ABI_VERSION: major << 16 | minor. *result1: bitmap of
 * DUET_FEATURE_*, undefined after a failure.
 */
static inline int32_t duet_version(uint32_t *result1)
{
	register uint32_t r0 __asm__("r0");
	register uint32_t r1 __asm__("r1");

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "=r" (r0), "=r" (r1)
		: [nr] DUET_CALL_NR(DUET_CALL_VERSION)
		: "r2", "r3", "r12", "memory");
	*result1 = r1;
	return (int32_t)r0;
}

/*
 * block: Gives the CPU to other VMs until an event of this VM is pending,
 * whether or not the interrupt mask is set; returns at once if one is pending
 * already. Acknowledges the events in `ack` first. If the mask is 0, the irq
 * upcall is made before the call returns. Returns 0.
 */
static inline int32_t duet_block(void)
{
	register uint32_t r0 __asm__("r0");

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "=r" (r0)
		: [nr] DUET_CALL_NR(DUET_CALL_BLOCK)
		: "r1", "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * deliver: The second half of unmasking: a guest stores 0 in `mask`, then
 * checks `pend`, and must make this call if it is not 0. If events are still
 * pending and the mask is 0, the irq upcall is made and returns to the
 * instruction after this call. Acknowledges the events in `ack` first.
 * Returns 0.
 */
static inline int32_t duet_deliver(void)
{
	register uint32_t r0 __asm__("r0");

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "=r" (r0)
		: [nr] DUET_CALL_NR(DUET_CALL_DELIVER)
		: "r1", "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * ack: Acknowledges device events: unmasks their hardware interrupt lines,
 * which have been masked since they were raised. Also unmasks them for the
 * first time. Bits that are not device events of this VM are ignored. events:
 * bitmap of events. Returns 0.
 */
static inline int32_t duet_ack(uint32_t events)
{
	register uint32_t r0 __asm__("r0") = events;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0)
		: [nr] DUET_CALL_NR(DUET_CALL_ACK)
		: "r1", "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * timer: Arms the VM's one-shot timer: event DUET_EVENT_TIMER becomes pending
 * when the clock (the word at `clock_va`, counting up at `clock_hz`) reaches
 * the deadline, never before. The deadline is modulo 2^32 and at most 2^31 -
 * 1 ticks ahead; a deadline that has passed fires at once. Replaces an armed
 * deadline. A deadline that passed more than 2^31 ticks ago seems to be
 * ahead: a guest that may have been held off for so long should compare it
 * with the 64-bit clock first. deadline: clock ticks, absolute. arm: 1: arm,
 * 0: cancel (the deadline is ignored). Returns 0; DUET_EINVAL: arm is neither
 * 0 nor 1.
 */
static inline int32_t duet_timer(uint32_t deadline, uint32_t arm)
{
	register uint32_t r0 __asm__("r0") = deadline;
	register uint32_t r1 __asm__("r1") = arm;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "+r" (r1)
		: [nr] DUET_CALL_NR(DUET_CALL_TIMER)
		: "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * doorbell: Makes the channel's event pending in the VM at its other end.
 * channel: index in the VM's own channel table. Returns 0; DUET_EINVAL: the
 * VM has no such channel; DUET_EAGAIN: the peer is not up.
 */
static inline int32_t duet_doorbell(uint32_t channel)
{
	register uint32_t r0 __asm__("r0") = channel;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0)
		: [nr] DUET_CALL_NR(DUET_CALL_DOORBELL)
		: "r1", "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * pt_update: Carries out the page-table updates queued in `queue` (qlen
 * entries) in order and sets qlen to 0. A refused entry leaves its descriptor
 * as it was, its value word becomes the error, and the other entries are
 * carried out. Entries: see struct duet_pt_entry. Updates that remove rights
 * are complete only after the TLB call that follows them. Returns number of
 * refused entries; DUET_EPERM: the VM has no page tables; DUET_EINVAL: qlen
 * is above DUET_QUEUE_MAX.
 */
static inline int32_t duet_pt_update(void)
{
	register uint32_t r0 __asm__("r0");

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "=r" (r0)
		: [nr] DUET_CALL_NR(DUET_CALL_PT_UPDATE)
		: "r1", "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * pt_root: Creates or destroys a first-level table (16 KB) in the zone. A new
 * table has an empty user half and the VM's kernel half, which the hypervisor
 * keeps equal in all first-level tables of the VM. op: DUET_ROOT_CREATE or
 * DUET_ROOT_DESTROY. offset: its offset in the zone, 16 KB aligned. Returns
 * 0; DUET_EINVAL: op is unknown, offset is misaligned or outside the zone, or
 * is not a root (destroy); DUET_EBUSY: part of the range is in use (create);
 * the table is loaded or has user entries or is the VM's first (destroy);
 * DUET_EPERM: the VM has no page tables; DUET_ENOSPC: the VM has its
 * DUET_MAX_ROOTS tables already.
 */
static inline int32_t duet_pt_root(uint32_t op, uint32_t offset)
{
	register uint32_t r0 __asm__("r0") = op;
	register uint32_t r1 __asm__("r1") = offset;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "+r" (r1)
		: [nr] DUET_CALL_NR(DUET_CALL_PT_ROOT)
		: "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * mm_switch: Switches to another address space: carries out the queued
 * updates, cleans and invalidates the caches, loads the first-level table,
 * flushes the TLB, and sets the word that user space reads as its TLS. With
 * DUET_FEATURE_FCSE, the low bits of `root` hold a process identifier (pid)
 * and DUET_MM_KEEP. A pid other than 0 moves the lowest DUET_PID_SIZE bytes
 * of the address space: each address below DUET_PID_SIZE, in user and kernel
 * alike, stands for its modified address, which is pid * DUET_PID_SIZE
 * higher. The caches and the first-level table know the modified address
 * only, so the guest must use it for entries of that table and for the ranges
 * of `cache`. The ranges of `tlb`, addresses at which the hypervisor reads
 * the guest's memory, and pcs are never modified ones. The pid's
 * DUET_PID_SIZE bytes must end at or below kernel_base. A VM keeps its pid
 * until its next mm_switch; a life begins with 0. DUET_MM_KEEP leaves all
 * lines in the caches, and does not drain the write buffer. The guest must
 * then ensure that no line of another address space is wrong in the new one:
 * a modified address that is cached must have the same frame in both, and a
 * frame that is written must not be cached at two modified addresses. A guest
 * that fails to do so damages its own data, but no other VM's. root: zone
 * offset of a first-level table, and pid << DUET_MM_PID_SHIFT and
 * DUET_MM_KEEP. tls: value of the TLS word. Returns number of refused
 * updates; DUET_EINVAL: root is not a first-level table of the zone, or pid
 * is too large for kernel_base; DUET_EPERM: the VM has no page tables.
 */
static inline int32_t duet_mm_switch(uint32_t root, uint32_t tls)
{
	register uint32_t r0 __asm__("r0") = root;
	register uint32_t r1 __asm__("r1") = tls;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "+r" (r1)
		: [nr] DUET_CALL_NR(DUET_CALL_MM_SWITCH)
		: "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * tls: Sets the word that user space reads as its TLS (at 0xffff0ff0, in the
 * kuser helpers page). value: any. Returns 0.
 */
static inline int32_t duet_tls(uint32_t value)
{
	register uint32_t r0 __asm__("r0") = value;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0)
		: [nr] DUET_CALL_NR(DUET_CALL_TLS)
		: "r1", "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * cache: Cache maintenance by virtual address range or whole. The range is
 * widened to lines of 32 bytes; invalidation cleans the partial lines at its
 * ends instead. Its addresses are modified ones (see mm_switch). It must lie
 * below DUET_GUEST_TOP or in the VM's own memory in the window. The write
 * buffer is drained at the end. op: DUET_CACHE_*. start: first byte. end:
 * address after the last byte. Returns 0; DUET_EINVAL: op is unknown, end is
 * before start, or the range is outside.
 */
static inline int32_t duet_cache(uint32_t op, uint32_t start, uint32_t end)
{
	register uint32_t r0 __asm__("r0") = op;
	register uint32_t r1 __asm__("r1") = start;
	register uint32_t r2 __asm__("r2") = end;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "+r" (r1), "+r" (r2)
		: [nr] DUET_CALL_NR(DUET_CALL_CACHE)
		: "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * tlb: Carries out the queued updates, then flushes the TLB: all of it, or
 * the pages of a range. Addresses below DUET_PID_SIZE are those before the
 * pid of the last mm_switch modifies them. For a range of more than 16 pages
 * all of it is flushed. op: DUET_TLB_ALL or DUET_TLB_RANGE. start: first
 * byte. end: address after the last byte. Returns number of refused updates;
 * DUET_EINVAL: op is unknown, or end is before start.
 */
static inline int32_t duet_tlb(uint32_t op, uint32_t start, uint32_t end)
{
	register uint32_t r0 __asm__("r0") = op;
	register uint32_t r1 __asm__("r1") = start;
	register uint32_t r2 __asm__("r2") = end;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "+r" (r1), "+r" (r2)
		: [nr] DUET_CALL_NR(DUET_CALL_TLB)
		: "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * console: Writes to the hypervisor's console, where each line carries the
 * VM's name. Takes as many bytes as there is room for, but at most up to the
 * end of a line, and never waits. Carriage returns are dropped; all other
 * characters except printable ASCII, tab and the end of a line are replaced
 * by `?`. buffer: address. length: bytes; 16 at most are taken by one call.
 * Returns number of bytes taken, perhaps 0; DUET_EFAULT: the buffer can't be
 * read.
 */
static inline int32_t duet_console(uint32_t buffer, uint32_t length)
{
	register uint32_t r0 __asm__("r0") = buffer;
	register uint32_t r1 __asm__("r1") = length;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "+r" (r1)
		: [nr] DUET_CALL_NR(DUET_CALL_CONSOLE)
		: "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * exit: Ends this life of the VM, which gives up its RAM, tables and devices.
 * how: DUET_EXIT_*. Returns does not return; DUET_EINVAL: how is unknown;
 * DUET_EPERM: the description does not let this VM restart itself.
 */
static inline int32_t duet_exit(uint32_t how)
{
	register uint32_t r0 __asm__("r0") = how;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0)
		: [nr] DUET_CALL_NR(DUET_CALL_EXIT)
		: "r1", "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * vm_info: Reads one word of information about this VM, or another. vm:
 * number of the VM: from 0 on, without a gap. index: DUET_INFO_*. Returns 0;
 * DUET_EINVAL: no such VM, or no such word; DUET_EPERM: it is another VM, and
 * this VM may not control others. *result1: the word, undefined after a
 * failure.
 */
static inline int32_t
duet_vm_info(uint32_t vm, uint32_t index, uint32_t *result1)
{
	register uint32_t r0 __asm__("r0") = vm;
	register uint32_t r1 __asm__("r1") = index;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "+r" (r1)
		: [nr] DUET_CALL_NR(DUET_CALL_VM_INFO)
		: "r2", "r3", "r12", "memory");
	*result1 = r1;
	return (int32_t)r0;
}

/*
 * upcall: Registers the address at which the guest kernel takes a kind of
 * upcall. See the page on upcalls for the state of the registers at entry.
 * kind: DUET_UPCALL_*. entry: address of ARM code, word aligned, not 0.
 * Returns 0; DUET_EINVAL: kind is unknown, or entry is misaligned or 0.
 */
static inline int32_t duet_upcall(uint32_t kind, uint32_t entry)
{
	register uint32_t r0 __asm__("r0") = kind;
	register uint32_t r1 __asm__("r1") = entry;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "+r" (r1)
		: [nr] DUET_CALL_NR(DUET_CALL_UPCALL)
		: "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * kick: Restarts the VM's watchdog: unless the next kick comes within
 * `watchdog_ticks`, the VM is stopped and restarted. The watchdog runs from
 * the first instruction of each life of the VM on. Returns 0; DUET_EPERM: the
 * VM has no watchdog.
 */
static inline int32_t duet_kick(void)
{
	register uint32_t r0 __asm__("r0");

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "=r" (r0)
		: [nr] DUET_CALL_NR(DUET_CALL_KICK)
		: "r1", "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * vm_control: Stops, starts or restarts another VM, as if it had ended by
 * itself: its channels stay, its peers are notified. The VM is not asked
 * first: an orderly stop is a convention of the two VMs. START and RESTART
 * return when the new life has begun, long before it runs. Stopping a VM that
 * has `ends-system` ends the system. vm: number of the VM. op:
 * DUET_CONTROL_*. Returns 0; DUET_EINVAL: no such VM, or it is the caller
 * (see exit), or op is unknown; DUET_EPERM: this VM may not control others;
 * DUET_EBUSY: STOP, RESTART: the VM is not running; START: it is not off.
 */
static inline int32_t duet_vm_control(uint32_t vm, uint32_t op)
{
	register uint32_t r0 __asm__("r0") = vm;
	register uint32_t r1 __asm__("r1") = op;

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "+r" (r1)
		: [nr] DUET_CALL_NR(DUET_CALL_VM_CONTROL)
		: "r2", "r3", "r12", "memory");
	return (int32_t)r0;
}

/*
 * log: Reads the latest text on the hypervisor's console, by any VM and by
 * the hypervisor itself. Positions count the characters written since the
 * hypervisor started, modulo 2^30; the last 1024 are kept. Of older text, the
 * last 1024 characters of the hypervisor's own are kept as well: no VM can
 * push them out. Their positions have bit 30 set. Position 0 begins with
 * them, and the last of them leads to the oldest of the others. To read all,
 * pass each result as the next position until the result equals the position.
 * position: of the first character wanted, 0 at first; if it is no longer
 * kept, reading begins at the oldest with the same bit 30. Returns position
 * after the characters returned; DUET_EPERM: this VM may not control others.
 * *result1: up to four characters, the first in the lowest byte; 0 after the
 * last, undefined after a failure.
 */
static inline int32_t duet_log(uint32_t position, uint32_t *result1)
{
	register uint32_t r0 __asm__("r0") = position;
	register uint32_t r1 __asm__("r1");

	__asm__ __volatile__("mov r12, %[nr]\n\tswi 0"
		: "+r" (r0), "=r" (r1)
		: [nr] DUET_CALL_NR(DUET_CALL_LOG)
		: "r2", "r3", "r12", "memory");
	*result1 = r1;
	return (int32_t)r0;
}

/*
 * The clock since the board's start, in 64 bits; its low word is the word at
 * clock_va. The result is correct however long the guest is held off, between
 * two calls or during one: the word of quarter turns may lag by up to three
 * of them.
 */
static inline uint64_t duet_clock64(uint32_t clock_va)
{
	uint32_t high, now, again;

	do {
		__asm__ __volatile__("ldr %0, [%3]\n\tldr %1, [%4]\n\t"
			"ldr %2, [%3]"
			: "=&r" (high), "=&r" (now), "=&r" (again)
			: "r" (DUET_CLOCK_QUARTERS), "r" (clock_va)
			: "memory");
	} while (high != again);
	return ((uint64_t)high << 30) + (uint32_t)(now - (high << 30));
}

#undef DUET_CALL_NR

#endif /* DUET_HYPERCALL_H */
