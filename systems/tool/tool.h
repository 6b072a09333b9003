/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * duet-system: from a system description to the packed image.
 *
 * The steps: check_schema() checks the names and forms of all properties,
 * parse_system() fills the structures below, check_system() compares the claims
 * of all parts, lay_out_system() assigns addresses, domains and events, and
 * pack_system() writes the image. Each step reports all errors that it finds
 * with report(); the next step must not be started if there were any.
 *
 * All addresses and sizes are in bytes; nodes are offsets in struct system's
 * fdt. No memory is freed, since the process is short-lived.
 */
#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <image/image.h>

#define KB			0x400u
#define MB			0x100000u
#define PAGE			0x1000u

#define BOARD_SECTION_MAX	14
#define BOARD_OWN_MAX		16
#define DEVICE_MAX		32
#define DEVICE_PAGES_MAX	4	/* regions of one device */
#define DEVICE_LINES_MAX	4
#define VM_DEVICE_MAX		16
#define CHANNEL_MAX		32
#define EVENT_MAX		32
#define OVERRIDE_MAX		32

struct region {
	uint32_t pa, size;
};

struct blob {
	uint8_t *data;
	size_t size;
};

struct device {
	int node;
	const char *name;
	struct region pages[DEVICE_PAGES_MAX];
	int nr_pages;
	uint32_t lines[DEVICE_LINES_MAX];
	int nr_lines;
	bool dma_master;
};

struct board {
	int node;
	uint32_t platform;		/* must match IMAGE_PLATFORM */
	struct region ram;
	uint32_t section[BOARD_SECTION_MAX];	/* its devices, 1 MB each */
	int nr_sections;
	uint32_t lines[SYS_IRQ_MAX];	/* the hypervisor's own lines */
	int nr_lines;
	struct region own[BOARD_OWN_MAX];	/* pages that no VM may get */
	int nr_own;
	uint32_t clock_page, clock_offset, clock_hz;
	struct device device[DEVICE_MAX];
	int nr_devices;
};

struct vm_device {
	struct device *device;
	bool dma_trusted;
	int event[DEVICE_LINES_MAX];
};

struct vm_channel {
	struct channel *channel;
	int end;			/* 0 or 1 */
};

struct vm {
	int node, number;
	const char *name;
	bool paged;
	uint32_t prio, slice_us;
	uint32_t watchdog_ms, delay_ms, budget_us, period_us;
	bool control;
	struct region ram, zone;
	uint32_t load_offset, zero_size, kernel_base;
	const char *image, *initramfs, *bootargs, *stdout_device;
	bool device_tree, may_restart, crash_restart, ends_system;
	struct vm_device device[VM_DEVICE_MAX];
	int nr_devices;
	struct vm_channel channel[SYS_CHANNEL_MAX];
	int nr_channels;

	/* set by lay_out_system() */
	int domain;
	uint32_t ram_va, zone_va, shared_va, device_va;
	uint32_t device_l2;		/* offset in the file, 0: none */
	uint32_t events;		/* bitmap of used events */
	uint32_t first_range, nr_ranges;

	/* set by make_vm_images() */
	struct blob blob;		/* struct img_header and segments */
	uint32_t image_offset, image_va;
};

struct channel {
	int node;
	const char *name, *protocol;	/* protocol NULL: its users' own */
	struct region mem;
	bool uncached;
	struct vm *end[2];
	int event[2];			/* -1: any free one */

	/* set by lay_out_system() */
	int domain;
	uint32_t va, l2;		/* l2: offset in the file, 0: section */
};

/* `--option vm=value` on the command line */
struct override {
	const char *vm, *value;
};

struct options {
	const char *file;		/* the description's name in messages */
	const char *dir, *out, *hypervisor, *initramfs, *append;
	struct override image[OVERRIDE_MAX], initrd[OVERRIDE_MAX];
	struct override bootargs[OVERRIDE_MAX], exit_on[OVERRIDE_MAX];
};

struct system {
	const void *fdt;
	struct options opt;
	const char *model;
	struct board board;
	struct region store;
	int store_node;
	struct vm vm[SYS_VM_MAX];
	int nr_vms;
	struct channel channel[CHANNEL_MAX];
	int nr_channels;

	/* set by lay_out_system() and pack_system() */
	struct sys_range range[SYS_RANGE_MAX];
	int nr_ranges;
	struct blob hyp;		/* the hypervisor file */
	uint32_t hyp_end;		/* its end in memory */
	uint32_t window, public_l2, table, table_size;	/* file offsets */
	uint32_t root_pa, root_va;	/* of the first first-level table */
	uint32_t head_end;		/* end of hypervisor and tables */
	uint32_t size;			/* of the packed file */
};

/* report.c: reports and counts an error. node < 0: no particular node */
void report(const struct system *sys, int node, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int count_reports(void);
/* Returns the path of a node, in new memory. */
char *node_text(const struct system *sys, int node);
/* For errors outside the description. Does not return. */
void die(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));
/* As malloc(), but zeroed; exits if memory is exhausted. */
void *must_alloc(size_t size);
/* As snprintf(), into new memory. */
char *text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* schema.c: checks the names and forms of all properties */
void check_schema(const struct system *sys);

/* parse.c */
void parse_system(struct system *sys);
bool has_property(const struct system *sys, int node, const char *name);
void parse_overrides(struct system *sys);
struct vm *find_vm(struct system *sys, const char *name);

/* check.c: compares the claims of all parts with the board and each other */
void check_system(struct system *sys);

/* layout.c: assigns virtual addresses, domains, events, ranges */
void lay_out_system(struct system *sys);

/* descriptor.c: descriptors of the ARMv5 MMU */
enum perm { PERM_PRIV, PERM_READ, PERM_WRITE };	/* guests: none, ro, rw */
enum mem { MEM_DEVICE, MEM_BUFFERED, MEM_THROUGH, MEM_BACK };
uint32_t describe_section(uint32_t pa, enum perm perm, enum mem mem,
			  int domain);
uint32_t describe_link(uint32_t pa, int domain);
uint32_t describe_page(uint32_t pa, enum perm perm, enum mem mem);
uint32_t describe_large(uint32_t pa, enum perm perm, enum mem mem);
uint32_t describe_vectors(uint32_t pa);

/* tables.c: places the tables in the file's head, and fills them */
void place_tables(struct system *sys);
/* Returns the size of all tables that follow the hypervisor in memory. */
uint32_t tables_size(const struct system *sys);
void fill_tables(const struct system *sys, uint8_t *head);

/* systable.c */
uint32_t system_table_size(const struct system *sys);
void fill_system_table(const struct system *sys, uint8_t *at);

/* image.c: makes the image of each VM, and places it in the file */
void make_vm_images(struct system *sys);

/* guest_dt.c: makes a Linux guest's device tree; initrd size 0: none */
struct blob make_guest_tree(const struct system *sys, const struct vm *vm,
			    const char *bootargs, struct region initrd);

/* file.c */
/* Reads a whole file; returns false and sets errno on failure. */
bool read_file(const char *path, struct blob *blob);
/* Returns the name most like that of a missing file; NULL: none is similar. */
const char *find_similar_file(const char *path);
/* Writes the whole file or nothing; returns false and sets errno on failure. */
bool write_file(const char *path, const struct blob *blob);

/* pack.c */
void read_hypervisor(struct system *sys);
struct blob compose_image(struct system *sys);

/* show.c */
void show_system(const struct system *sys);

#endif
