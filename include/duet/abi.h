/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Made from abi/duet.toml by abi/generate.py: do not edit.
 *
 * The guest interface of the Duet hypervisor: numbers, constants and layouts.
 * Compiles alone as C90, C11 and C++; the constants also as assembly.
 * docs/abi describes the calls.
 */
#ifndef DUET_ABI_H
#define DUET_ABI_H

/* Major << 16 | minor version of the ABI that this header describes. */
#define DUET_ABI_VERSION		0x10000

/* Hypercalls: the number goes into r12. */
#define DUET_CALL_VERSION		0
#define DUET_CALL_IRET			1
#define DUET_CALL_BLOCK			2
#define DUET_CALL_DELIVER		3
#define DUET_CALL_ACK			4
#define DUET_CALL_TIMER			5
#define DUET_CALL_DOORBELL		6
#define DUET_CALL_PT_UPDATE		7
#define DUET_CALL_PT_ROOT		8
#define DUET_CALL_MM_SWITCH		9
#define DUET_CALL_TLS			10
#define DUET_CALL_CACHE			11
#define DUET_CALL_TLB			12
#define DUET_CALL_CONSOLE		13
#define DUET_CALL_EXIT			14
#define DUET_CALL_VM_INFO		15
#define DUET_CALL_UPCALL		16
#define DUET_CALL_KICK			17
#define DUET_CALL_VM_CONTROL		18
#define DUET_CALL_LOG			19

/* this hypervisor has no such call */
#define DUET_ENOSYS			(-1)

/* an argument is out of its range or misaligned */
#define DUET_EINVAL			(-2)

/* the object is not this VM's, or its description forbids it */
#define DUET_EPERM			(-3)

/* a pointer is not mapped, or not with the rights needed */
#define DUET_EFAULT			(-4)

/* the object is in use */
#define DUET_EBUSY			(-5)

/* no room now, try again later */
#define DUET_EAGAIN			(-6)

/* a limit of the ABI is reached */
#define DUET_ENOSPC			(-7)

/* this VM has its own page tables (a zone) and a user mode */
#define DUET_FEATURE_PAGED		0x1

/* this VM may restart itself (DUET_EXIT_RESTART) */
#define DUET_FEATURE_RESTART		0x2

/* this VM may inspect and control the others (vm_info, vm_control, log) */
#define DUET_FEATURE_CONTROL		0x4

/* this VM is restarted unless it kicks in time (kick) */
#define DUET_FEATURE_WATCHDOG		0x8

/*
 * mm_switch of this VM takes a process identifier and DUET_MM_KEEP; the
 * hypervisor has DUET_CACHE_CLEAN_ALL
 */
#define DUET_FEATURE_FCSE		0x10

/*
 * Kinds of upcall: the exception, and the mode that it hit. A VM without user
 * mode gets only the _KERN kinds.
 */
#define DUET_UPCALL_SWI_USER		0
#define DUET_UPCALL_UND_USER		1
#define DUET_UPCALL_PABT_USER		2
#define DUET_UPCALL_DABT_USER		3
#define DUET_UPCALL_IRQ_USER		4
#define DUET_UPCALL_UND_KERN		5
#define DUET_UPCALL_PABT_KERN		6
#define DUET_UPCALL_DABT_KERN		7
#define DUET_UPCALL_IRQ_KERN		8

/*
 * How a VM ends. CRASH dumps its registers; the description decides whether
 * the VM is restarted.
 */
#define DUET_EXIT_POWEROFF		0
#define DUET_EXIT_RESTART		1
#define DUET_EXIT_CRASH			2

/*
 * Why the previous life ended. BOOT: there was none; POWEROFF, RESTART: by
 * its own exit; STOPPED, RESTARTED: by vm_control; CRASH: a fault that it
 * could not take, or its own exit; WATCHDOG: no kick in time.
 */
#define DUET_END_BOOT			0
#define DUET_END_POWEROFF		1
#define DUET_END_RESTART		2
#define DUET_END_STOPPED		3
#define DUET_END_RESTARTED		4
#define DUET_END_CRASH			5
#define DUET_END_WATCHDOG		6

/* Operations of pt_root. */
#define DUET_ROOT_CREATE		0
#define DUET_ROOT_DESTROY		1

/*
 * Operations of cache. COHERENT: clean and invalidate D, invalidate I, as
 * after a change of code. FLUSH_ALL: the same for both caches as a whole;
 * ICACHE_ALL: invalidate all of I; CLEAN_ALL: clean all of D, whose lines
 * stay. The last three ignore the range.
 */
#define DUET_CACHE_CLEAN		0
#define DUET_CACHE_INVALIDATE		1
#define DUET_CACHE_FLUSH		2
#define DUET_CACHE_COHERENT		3
#define DUET_CACHE_FLUSH_ALL		4
#define DUET_CACHE_ICACHE_ALL		5
#define DUET_CACHE_CLEAN_ALL		6

/* Operations of tlb. */
#define DUET_TLB_ALL			0
#define DUET_TLB_RANGE			1

/*
 * Counters of a VM. SWITCHES: number of switches to it from another VM; of
 * these, ROOT_LOADS loaded a first-level table, CACHE_FLUSHES cleaned the
 * whole cache, TLB_FLUSHES flushed the TLB. MM_*: the same, caused by the
 * VM's own calls. UPDATES: page-table entries carried out; REFUSED: refused;
 * IRQS: device interrupts routed to it; RESTARTS: lives before this one;
 * RUN_TICKS: clock ticks during which it had the CPU, modulo 2^32; DOORBELLS:
 * doorbells rung; HYPERCALLS: calls that took the slow path through C, which
 * depends on the version and the moment, so the number describes Duet rather
 * than the guest; THROTTLES: times its CPU budget was used up; WATCHDOGS:
 * restarts for lack of a kick; HELD_TICKS: clock ticks during which it was
 * ready to run but held because its CPU budget was used up, counted when the
 * hold ends.
 */
#define DUET_COUNTER_SWITCHES		0
#define DUET_COUNTER_ROOT_LOADS		1
#define DUET_COUNTER_CACHE_FLUSHES	2
#define DUET_COUNTER_TLB_FLUSHES	3
#define DUET_COUNTER_MM_SWITCHES	4
#define DUET_COUNTER_MM_CACHE_FLUSHES	5
#define DUET_COUNTER_MM_TLB_FLUSHES	6
#define DUET_COUNTER_UPDATES		7
#define DUET_COUNTER_REFUSED		8
#define DUET_COUNTER_IRQS		9
#define DUET_COUNTER_RESTARTS		10
#define DUET_COUNTER_RUN_TICKS		11
#define DUET_COUNTER_HYPERCALLS		12
#define DUET_COUNTER_DOORBELLS		13
#define DUET_COUNTER_THROTTLES		14
#define DUET_COUNTER_WATCHDOGS		15
#define DUET_COUNTER_HELD_TICKS		16

/*
 * Words of vm_info. NAME and the three words after it: 16 bytes of name, NUL
 * padded, the first in the lowest byte. STATE: DUET_STATE_*. LIVES: number of
 * starts. PRIO: its priority. RAM: bytes. FEATURES: DUET_FEATURE_*. From
 * COUNTER on: its counters, in the order of DUET_COUNTER_*.
 */
#define DUET_INFO_NAME			0
#define DUET_INFO_STATE			4
#define DUET_INFO_LIVES			5
#define DUET_INFO_PRIO			6
#define DUET_INFO_RAM			7
#define DUET_INFO_FEATURES		8
#define DUET_INFO_COUNTER		16

/*
 * States of a VM. OFF: ended for good; RESET: a new life is being prepared,
 * or delayed after crashes in a row; READY: running or runnable; BLOCKED: in
 * the block call; THROTTLED: its CPU budget is used up.
 */
#define DUET_STATE_OFF			0
#define DUET_STATE_RESET		1
#define DUET_STATE_READY		2
#define DUET_STATE_BLOCKED		3
#define DUET_STATE_THROTTLED		4

/*
 * Operations of vm_control. RESTART needs no permission from the VM's
 * description.
 */
#define DUET_CONTROL_STOP		0
#define DUET_CONTROL_START		1
#define DUET_CONTROL_RESTART		2

/*
 * Page-table entries. The low two bits of a target are its kind: L2, a word
 * of a second-level table: a small page or nothing; SECTION, a word of a
 * first-level table: a 1 MB section or nothing; LINK, a word of a first-level
 * table: a link to a second-level table, given by its zone offset (1 KB
 * aligned). A page or section value is its frame's address and these bits; a
 * link has VALID and an offset. Other low bits are ignored. VALID: 0 makes
 * the entry empty; WRITE: writable; B and C as in the hardware's descriptors.
 * Device frames are always uncached, whatever the C bit.
 */
#define DUET_PT_L2			0
#define DUET_PT_SECTION			1
#define DUET_PT_LINK			2
#define DUET_PT_VALID			1
#define DUET_PT_WRITE			2
#define DUET_PT_B			4
#define DUET_PT_C			8

/*
 * Flags of a channel. UNCACHED: mapped uncached at both ends, and may be
 * mapped by guest user. FIRST: this VM is the first end.
 */
#define DUET_CHAN_UNCACHED		1
#define DUET_CHAN_FIRST			2

/* the event of the VM's timer */
#define DUET_EVENT_TIMER		0

/* events of a VM */
#define DUET_EVENT_MAX			32

/* channels of a VM */
#define DUET_CHANNEL_MAX		8

/* entries of the page-table queue */
#define DUET_QUEUE_MAX			384

/* first-level tables of a VM */
#define DUET_MAX_ROOTS			128

/* in `root` of mm_switch: do not flush the caches */
#define DUET_MM_KEEP			1

/* in `root` of mm_switch: position of the process identifier */
#define DUET_MM_PID_SHIFT		1

/* the largest process identifier that the CPU has */
#define DUET_MM_PID_MAX			127

/*
 * addresses below this one are moved by the process identifier times this
 * size
 */
#define DUET_PID_SIZE			0x2000000

/* size and alignment of a first-level table */
#define DUET_ROOT_SIZE			0x4000

/* size and alignment of a second-level table */
#define DUET_L2_SIZE			0x400

/* first zone offset that the guest may use */
#define DUET_ZONE_FIRST			0xa000

/* `mask` when interrupts are masked; also the I bit of a virtual psr */
#define DUET_PSR_I			0x80

/* virtual mode of guest user in a record's psr */
#define DUET_PSR_USER			0x10

/* virtual mode of the guest kernel in a record's psr */
#define DUET_PSR_KERN			0x13

/* a paged VM owns the addresses below this one */
#define DUET_GUEST_TOP			0xee000000

/* shared page of a paged VM (of others: in r0 at start) */
#define DUET_SHARED_VA			0xef000000

/* the global window: the same in every address space */
#define DUET_WINDOW			0xf0000000

/* kuser helpers, readable by all; TLS word at 0xffff0ff0 */
#define DUET_KUSER_VA			0xffff0c00

/*
 * word readable by all: number of times that bits 29 to 0 of the clock have
 * wrapped since it was 0; see duet_clock64
 */
#define DUET_CLOCK_QUARTERS		0xffff0f5c

/* `magic` of the shared page: 'Duet' */
#define DUET_INFO_MAGIC			0x74657544

/* struct duet_record: its size, the offsets of its fields */
#define DUET_SIZEOF_RECORD		12
#define DUET_RECORD_R0			0x0
#define DUET_RECORD_PC			0x4
#define DUET_RECORD_PSR			0x8

/* struct duet_pt_entry: its size, the offsets of its fields */
#define DUET_SIZEOF_PT_ENTRY		8
#define DUET_PT_ENTRY_TARGET		0x0
#define DUET_PT_ENTRY_VALUE		0x4

/* struct duet_channel_info: its size, the offsets of its fields */
#define DUET_SIZEOF_CHANNEL_INFO	16
#define DUET_CHANNEL_INFO_VA		0x0
#define DUET_CHANNEL_INFO_SIZE		0x4
#define DUET_CHANNEL_INFO_PA		0x8
#define DUET_CHANNEL_INFO_FLAGS		0xc
#define DUET_CHANNEL_INFO_EVENT		0xd
#define DUET_CHANNEL_INFO_PEER		0xe
#define DUET_CHANNEL_INFO_PAD		0xf

/* struct duet_shared: its size, the offsets of its fields */
#define DUET_SIZEOF_SHARED		4096
#define DUET_SHARED_KSP			0x0
#define DUET_SHARED_USP			0x4
#define DUET_SHARED_USER		0x8
#define DUET_SHARED_MASK		0x14
#define DUET_SHARED_PEND		0x18
#define DUET_SHARED_QLEN		0x1c
#define DUET_SHARED_ACK			0x20
#define DUET_SHARED_KERN		0x24
#define DUET_SHARED_FSR			0x30
#define DUET_SHARED_FAR			0x34
#define DUET_SHARED_BUSY		0x38
#define DUET_SHARED_STEAL		0x40
#define DUET_SHARED_MAGIC		0x80
#define DUET_SHARED_ABI_VERSION		0x84
#define DUET_SHARED_FEATURES		0x88
#define DUET_SHARED_VM_ID		0x8c
#define DUET_SHARED_CLOCK_VA		0x90
#define DUET_SHARED_CLOCK_HZ		0x94
#define DUET_SHARED_MIDR		0x98
#define DUET_SHARED_CTR			0x9c
#define DUET_SHARED_RAM_PA		0xa0
#define DUET_SHARED_RAM_VA		0xa4
#define DUET_SHARED_RAM_SIZE		0xa8
#define DUET_SHARED_ZONE_SIZE		0xac
#define DUET_SHARED_ROOT		0xb0
#define DUET_SHARED_KERNEL_BASE		0xb4
#define DUET_SHARED_LIVES		0xb8
#define DUET_SHARED_NR_CHANNELS		0xbc
#define DUET_SHARED_NAME		0xc0
#define DUET_SHARED_DEVICE_EVENTS	0xd0
#define DUET_SHARED_DEVICE_VA		0xd4
#define DUET_SHARED_WATCHDOG_TICKS	0xd8
#define DUET_SHARED_BUDGET_TICKS	0xdc
#define DUET_SHARED_PERIOD_TICKS	0xe0
#define DUET_SHARED_LAST_END		0xe4
#define DUET_SHARED_CHANNEL		0x100
#define DUET_SHARED_PEER_LIFE		0x180
#define DUET_SHARED_CHANNEL_NAME	0x1a0
#define DUET_SHARED_QUEUE		0x400

#ifndef __ASSEMBLER__

#ifdef __KERNEL__
#include <linux/stddef.h>
#include <linux/types.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

/* These fail to compile unless a structure has the layout of the ABI. */
#define DUET_SIZE(type, size) \
	extern char duet_size_of_##type[sizeof(struct type) == (size) ? 1 : -1]
#define DUET_FIELD(type, field, offset) \
	extern char duet_at_##type##_##field \
		[offsetof(struct type, field) == (offset) ? 1 : -1]

/*
 * The record to which r0 points in an upcall: the three words that a vector
 * stub of Linux leaves.
 */
struct duet_record {
	/* 0x000 r0 of the interrupted code */
	uint32_t r0;
	/*
	 * 0x004 abort: the instruction; irq: the next; und: the instruction +
	 * 4 (Thumb: 2); swi: the next
	 */
	uint32_t pc;
	/*
	 * 0x008 flags and T of the interrupted code, virtual mode, and the
	 * mask as I
	 */
	uint32_t psr;
};

DUET_SIZE(duet_record, DUET_SIZEOF_RECORD);
DUET_FIELD(duet_record, r0, DUET_RECORD_R0);
DUET_FIELD(duet_record, pc, DUET_RECORD_PC);
DUET_FIELD(duet_record, psr, DUET_RECORD_PSR);

/* An update in the queue. See DUET_PT_*. */
struct duet_pt_entry {
	/*
	 * 0x000 zone offset of the descriptor, and DUET_PT_L2, _SECTION or
	 * _LINK
	 */
	uint32_t target;
	/* 0x004 the new value; the error, once refused */
	uint32_t value;
};

DUET_SIZE(duet_pt_entry, DUET_SIZEOF_PT_ENTRY);
DUET_FIELD(duet_pt_entry, target, DUET_PT_ENTRY_TARGET);
DUET_FIELD(duet_pt_entry, value, DUET_PT_ENTRY_VALUE);

/* A channel, as one of its ends sees it. */
struct duet_channel_info {
	/* 0x000 address of the memory, the same at both ends */
	uint32_t va;
	/* 0x004 bytes */
	uint32_t size;
	/*
	 * 0x008 its frame (for a DUET_CHAN_UNCACHED channel's user mapping)
	 */
	uint32_t pa;
	/* 0x00c DUET_CHAN_* */
	uint8_t flags;
	/* 0x00d event that the peer's doorbell makes pending here */
	uint8_t event;
	/* 0x00e number of the VM at the other end */
	uint8_t peer;
	/* 0x00f 0 */
	uint8_t pad;
};

DUET_SIZE(duet_channel_info, DUET_SIZEOF_CHANNEL_INFO);
DUET_FIELD(duet_channel_info, va, DUET_CHANNEL_INFO_VA);
DUET_FIELD(duet_channel_info, size, DUET_CHANNEL_INFO_SIZE);
DUET_FIELD(duet_channel_info, pa, DUET_CHANNEL_INFO_PA);
DUET_FIELD(duet_channel_info, flags, DUET_CHANNEL_INFO_FLAGS);
DUET_FIELD(duet_channel_info, event, DUET_CHANNEL_INFO_EVENT);
DUET_FIELD(duet_channel_info, peer, DUET_CHANNEL_INFO_PEER);
DUET_FIELD(duet_channel_info, pad, DUET_CHANNEL_INFO_PAD);

/*
 * The page shared by hypervisor and guest kernel. Each word names the side
 * that writes it: G the guest, H the hypervisor.
 */
struct duet_shared {
	/* 0x000 G: stack pointer for the next upcall from user */
	uint32_t ksp;
	/* 0x004 H: the user's sp at the last upcall from user */
	uint32_t usp;
	/* 0x008 H: record of the last upcall from user */
	struct duet_record user;
	/*
	 * 0x014 both: 0, or DUET_PSR_I: events are held back. H sets it in
	 * all upcalls but SWI_USER
	 */
	uint32_t mask;
	/*
	 * 0x018 both: pending events. G must take them with swp; H sets bits,
	 * and G may set bits with swp
	 */
	uint32_t pend;
	/*
	 * 0x01c both: number of queued page-table updates; H sets it to 0
	 * when done
	 */
	uint32_t qlen;
	/*
	 * 0x020 both: device events to acknowledge at the next iret, block or
	 * deliver, at no other call; H clears it
	 */
	uint32_t ack;
	/* 0x024 H: record of the last upcall from the guest kernel */
	struct duet_record kern;
	/* 0x030 H: fault status of the last abort */
	uint32_t fsr;
	/*
	 * 0x034 H: fault address of the last abort; for an access below
	 * DUET_PID_SIZE the CPU gives the modified address (see mm_switch),
	 * QEMU the address itself. A VM in the window gets only the low 25
	 * bits of addresses below 0xc0000000
	 */
	uint32_t far;
	/*
	 * 0x038 H sets it to 1 in an abort or undefined upcall from the
	 * kernel, G must clear it when it has saved the record; such an
	 * upcall while it is 1 is a double fault and stops the VM
	 */
	uint32_t busy;
	uint8_t reserved_3c[4];
	/*
	 * 0x040 H: clock ticks during which this VM was ready to run but
	 * others had the CPU, or its own budget was used up (since 1.0;
	 * modulo 2^32)
	 */
	uint32_t steal;
	uint8_t reserved_44[60];
	/* 0x080 H: DUET_INFO_MAGIC */
	uint32_t magic;
	/* 0x084 H: as the version call */
	uint32_t abi_version;
	/* 0x088 H: as the version call */
	uint32_t features;
	/* 0x08c H: number of this VM */
	uint32_t vm_id;
	/*
	 * 0x090 H: address of the clock, a word that counts up, readable in
	 * kernel and user
	 */
	uint32_t clock_va;
	/* 0x094 H: ticks per second */
	uint32_t clock_hz;
	/* 0x098 H: CP15 c0 main ID register */
	uint32_t midr;
	/* 0x09c H: CP15 c0 cache type register */
	uint32_t ctr;
	/* 0x0a0 H: first frame of the RAM */
	uint32_t ram_pa;
	/* 0x0a4 H: address at which it is mapped at start */
	uint32_t ram_va;
	/* 0x0a8 H: bytes */
	uint32_t ram_size;
	/*
	 * 0x0ac H: bytes of the page-table zone, 0 without; the guest may use
	 * it from DUET_ZONE_FIRST on
	 */
	uint32_t zone_size;
	/*
	 * 0x0b0 H: zone offset of the first-level table that the VM starts
	 * with
	 */
	uint32_t root;
	/* 0x0b4 H: first address of the kernel half; 1 MB aligned */
	uint32_t kernel_base;
	/* 0x0b8 H: number of the VM's starts, this one included */
	uint32_t lives;
	/* 0x0bc H: entries of channel[] */
	uint32_t nr_channels;
	/* 0x0c0 H: the VM's name, NUL terminated */
	uint8_t name[16];
	/* 0x0d0 H: bitmap of the events that are device interrupts */
	uint32_t device_events;
	/*
	 * 0x0d4 H: address of the device pages of a VM in the window (0:
	 * none)
	 */
	uint32_t device_va;
	/*
	 * 0x0d8 H: clock ticks that may pass between two kicks; 0: no
	 * watchdog
	 */
	uint32_t watchdog_ticks;
	/*
	 * 0x0dc H: clock ticks of CPU time that the VM gets in each period;
	 * 0: no limit
	 */
	uint32_t budget_ticks;
	/* 0x0e0 H: clock ticks of a period */
	uint32_t period_ticks;
	/* 0x0e4 H: DUET_END_*: why the VM's previous life ended */
	uint32_t last_end;
	uint8_t reserved_e8[24];
	/* 0x100 H: the VM's channels */
	struct duet_channel_info channel[8];
	/*
	 * 0x180 H: for each channel, how often its peer has started and ended
	 * so far: odd while it is up. Each change makes the channel's event
	 * pending
	 */
	uint32_t peer_life[8];
	/* 0x1a0 H: the name of each channel, NUL terminated, in 16 bytes */
	uint8_t channel_name[128];
	uint8_t reserved_220[480];
	/* 0x400 G: page-table updates; H writes errors into refused ones */
	struct duet_pt_entry queue[384];
};

DUET_SIZE(duet_shared, DUET_SIZEOF_SHARED);
DUET_FIELD(duet_shared, ksp, DUET_SHARED_KSP);
DUET_FIELD(duet_shared, usp, DUET_SHARED_USP);
DUET_FIELD(duet_shared, user, DUET_SHARED_USER);
DUET_FIELD(duet_shared, mask, DUET_SHARED_MASK);
DUET_FIELD(duet_shared, pend, DUET_SHARED_PEND);
DUET_FIELD(duet_shared, qlen, DUET_SHARED_QLEN);
DUET_FIELD(duet_shared, ack, DUET_SHARED_ACK);
DUET_FIELD(duet_shared, kern, DUET_SHARED_KERN);
DUET_FIELD(duet_shared, fsr, DUET_SHARED_FSR);
DUET_FIELD(duet_shared, far, DUET_SHARED_FAR);
DUET_FIELD(duet_shared, busy, DUET_SHARED_BUSY);
DUET_FIELD(duet_shared, steal, DUET_SHARED_STEAL);
DUET_FIELD(duet_shared, magic, DUET_SHARED_MAGIC);
DUET_FIELD(duet_shared, abi_version, DUET_SHARED_ABI_VERSION);
DUET_FIELD(duet_shared, features, DUET_SHARED_FEATURES);
DUET_FIELD(duet_shared, vm_id, DUET_SHARED_VM_ID);
DUET_FIELD(duet_shared, clock_va, DUET_SHARED_CLOCK_VA);
DUET_FIELD(duet_shared, clock_hz, DUET_SHARED_CLOCK_HZ);
DUET_FIELD(duet_shared, midr, DUET_SHARED_MIDR);
DUET_FIELD(duet_shared, ctr, DUET_SHARED_CTR);
DUET_FIELD(duet_shared, ram_pa, DUET_SHARED_RAM_PA);
DUET_FIELD(duet_shared, ram_va, DUET_SHARED_RAM_VA);
DUET_FIELD(duet_shared, ram_size, DUET_SHARED_RAM_SIZE);
DUET_FIELD(duet_shared, zone_size, DUET_SHARED_ZONE_SIZE);
DUET_FIELD(duet_shared, root, DUET_SHARED_ROOT);
DUET_FIELD(duet_shared, kernel_base, DUET_SHARED_KERNEL_BASE);
DUET_FIELD(duet_shared, lives, DUET_SHARED_LIVES);
DUET_FIELD(duet_shared, nr_channels, DUET_SHARED_NR_CHANNELS);
DUET_FIELD(duet_shared, name, DUET_SHARED_NAME);
DUET_FIELD(duet_shared, device_events, DUET_SHARED_DEVICE_EVENTS);
DUET_FIELD(duet_shared, device_va, DUET_SHARED_DEVICE_VA);
DUET_FIELD(duet_shared, watchdog_ticks, DUET_SHARED_WATCHDOG_TICKS);
DUET_FIELD(duet_shared, budget_ticks, DUET_SHARED_BUDGET_TICKS);
DUET_FIELD(duet_shared, period_ticks, DUET_SHARED_PERIOD_TICKS);
DUET_FIELD(duet_shared, last_end, DUET_SHARED_LAST_END);
DUET_FIELD(duet_shared, channel, DUET_SHARED_CHANNEL);
DUET_FIELD(duet_shared, peer_life, DUET_SHARED_PEER_LIFE);
DUET_FIELD(duet_shared, channel_name, DUET_SHARED_CHANNEL_NAME);
DUET_FIELD(duet_shared, queue, DUET_SHARED_QUEUE);

#endif /* !__ASSEMBLER__ */

#endif /* DUET_ABI_H */
