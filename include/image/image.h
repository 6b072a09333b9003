/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The packed image: the interface between the host tool duet-system, which
 * writes it, and the hypervisor, which reads it. See docs/image.md.
 *
 * One file holds the hypervisor, the tables of the global window, the system
 * tables below, and the VMs' images. It may be loaded anywhere in RAM; the head
 * of the hypervisor moves it to store_pa, where it stays, because VMs are
 * restarted from it. All fields are little endian.
 *
 * For the target (C, assembly, linker script) and the host (tool, unit tests).
 */
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include "mmu.h"

/*
 * Must be changed with any change of the structures here. The tool refuses a
 * hypervisor of another version, and the hypervisor refuses tables of another
 * version.
 */
#define IMAGE_VERSION		2

/* Offsets in the image's head; the first word is the branch to its start. */
#define IMAGE_MAGIC_OFF		0x04	/* IMAGE_MAGIC, set by the linker */
#define IMAGE_SIZE_OFF		0x08	/* bytes of the whole packed file */
#define IMAGE_STORE_OFF		0x0c	/* store_pa: 1 MB aligned */
#define IMAGE_SYSTEM_OFF	0x10	/* offset of struct sys_table */
#define IMAGE_WINDOW_OFF	0x14	/* offset of the window's entries, 1 KB */
#define IMAGE_ROOT_PA_OFF	0x18	/* of the first-level table, 16 KB, */
#define IMAGE_ROOT_VA_OFF	0x1c	/* ... which the head makes */
#define IMAGE_HYP_END_OFF	0x20	/* end of text, data and bss (linker) */
#define IMAGE_VECTORS_OFF	0x24	/* offset of the vectors page (linker) */
#define IMAGE_PLATFORM_OFF	0x28	/* PLATFORM_* it was built for (linker) */
#define IMAGE_VM_SIZE_OFF	0x2c	/* bytes that each VM adds to it (linker) */
#define IMAGE_VERSION_OFF	0x30	/* IMAGE_VERSION (linker) */
#define IMAGE_HEAD_SIZE		0x34
#define IMAGE_MAGIC		0x74654475	/* "uDet" */

/* Offset of the VM's first root (first-level table) in its zone; see pt.h */
#define ZONE_ROOT		0x4000

#define SYS_MAGIC		0x53795344	/* "DSyS" */
#define SYS_VM_MAX		8
#define SYS_IRQ_MAX		32	/* lines of the first controller */
#define SYS_RANGE_MAX		32
#define SYS_NAME_MAX		16
#define SYS_CHANNEL_MAX		8
#define SYS_NO_VM		0xff

/* Addresses in the global window; see docs/memory-map.md */
#define HYP_VA			0xf0000000	/* store_pa, 1 MB */
#define HYP_DEVICE_VA		0xf0100000	/* board sections, in order */
#define HYP_ZONE_VA		0xf1000000	/* zones, one after another */
#define HYP_IMAGE_VA		0xf4000000	/* images of window VMs */
#define HYP_VM_VA		0xf8000000	/* RAM of window VMs */
#define HYP_VMDEV_VA		0xfd000000	/* their device pages, a MB each */
#define HYP_CHANNEL_VA		0xfe000000	/* channels, a MB slot each */
#define HYP_PUBLIC_VA		0xfff00000
#define HYP_CLOCK_VA		0xfffe0000	/* page of the clock */
#define HYP_VECTORS_VA		0xffff0000

/* A paged VM's image is mapped here, read-only, while it is being loaded. */
#define PAGED_IMAGE_VA		0xd8000000
#define PAGED_LINEAR_VA		0xc0000000

/* sys_vm.flags. The lower half are DUET_FEATURE_*, which the VM can read. */
#define SYS_VM_PAGED		(1u << 0)	/* own page tables and user mode */
#define SYS_VM_MAY_RESTART	(1u << 1)	/* DUET_EXIT_RESTART is allowed */
#define SYS_VM_CONTROL		(1u << 2)	/* may control the others */
#define SYS_VM_WATCHDOG		(1u << 3)	/* must make the kick call */
#define SYS_VM_FCSE		(1u << 4)	/* may use process identifiers */
#define SYS_VM_FEATURES		0xffffu
#define SYS_VM_CRASH_RESTART	(1u << 16)	/* restarted when it crashes */
#define SYS_VM_CONSOLE		(1u << 17)	/* its end ends the whole system */
#define SYS_VM_DMA		(1u << 18)	/* DMA: trusted with all RAM */
#define SYS_VM_ALONE		(1u << 19)	/* no other has its priority */

#ifndef __ASSEMBLER__
#include <stdint.h>

struct sys_channel {
	uint32_t va, size, pa;
	uint8_t flags;		/* DUET_CHAN_* */
	uint8_t event;		/* this end's event */
	uint8_t peer;		/* VM number of the other end */
	uint8_t peer_event;	/* the other end's event */
	uint32_t name[SYS_NAME_MAX / 4];	/* NUL terminated */
};

struct sys_vm {
	char name[SYS_NAME_MAX];
	uint32_t flags;
	uint32_t prio;		/* 0: the lowest; equals get slices in turn */
	uint32_t rank;		/* 0: the highest of all; equals by number */
	uint32_t slice;		/* clock ticks of a slice among equals */
	uint32_t watchdog;	/* most clock ticks between kicks */
	uint32_t restart_delay;	/* most clock ticks, after crashes in a row */
	uint32_t budget, period; /* clock ticks of CPU time in each; 0: no limit */
	uint32_t dacr_kern;	/* domains open while its kernel runs */
	uint32_t dacr_user;	/* ... its user (paged VMs) */
	uint32_t ram_pa, ram_va, ram_size;
	uint32_t zone_pa, zone_va, zone_size;	/* paged VMs, else 0 */
	uint32_t image_pa, image_va, image_size;	/* 1 MB aligned */
	uint32_t shared_va;	/* paged: DUET_SHARED_VA; else ram_va */
	uint32_t kernel_base;	/* paged: first address of the kernel half */
	uint32_t device_events;	/* events that are device interrupts */
	uint32_t device_va;	/* window VMs: their device pages */
	uint32_t first_range, nr_ranges;	/* mappable non-RAM frames */
	uint32_t nr_channels;
	struct sys_channel channel[SYS_CHANNEL_MAX];
};

struct sys_range {		/* frames a paged VM may map uncached */
	uint32_t pa, size;
};

struct sys_irq {
	uint8_t vm;		/* SYS_NO_VM: the line belongs to no VM */
	uint8_t event;
};

struct sys_table {
	uint32_t magic;
	uint32_t version;	/* IMAGE_VERSION */
	uint32_t nr_vms;
	uint32_t clock_va, clock_hz;
	uint32_t ram_pa, ram_size;	/* the board's */
	struct sys_irq irq[SYS_IRQ_MAX];	/* by line of the controller */
	struct sys_range range[SYS_RANGE_MAX];
	struct sys_vm vm[];
};

/*
 * A VM's image in the store must start with struct img_header. A stub that runs
 * deprivileged, as the VM itself, loads it: copy, zero, clean, jump. The VM
 * starts with r0 = shared_va, r2 = arg, sp = 0, events masked.
 */
#define IMG_MAGIC		0x494d4744	/* "DGMI" */
#define IMG_SEGMENT_MAX		8

struct img_segment {
	uint32_t offset;	/* in the image, word aligned */
	uint32_t va;		/* destination, word aligned */
	uint32_t size;		/* bytes copied, multiple of 4 */
	uint32_t zero;		/* bytes zeroed after that, multiple of 4 */
};

struct img_header {
	uint32_t magic;
	uint32_t entry;		/* virtual address */
	uint32_t arg;		/* r2 at entry: the device tree, or 0 */
	uint32_t nr_segments;
	struct img_segment segment[IMG_SEGMENT_MAX];
};

#endif /* !__ASSEMBLER__ */

#endif
