// SPDX-License-Identifier: GPL-2.0-only
/*
 * The image of each VM: a struct img_header and the data to copy into the VM's
 * RAM. The flat binary goes to the bottom of the RAM, initramfs and device
 * tree to its top, so that all memory in between is free for bss and heap.
 */
#include <errno.h>
#include <string.h>

#include "tool.h"

#define ALIGN_UP(n, to)		(((n) + (to) - 1) & ~((to) - 1))
#define ALIGN_DOWN(n, to)	((n) & ~((to) - 1))
#define COMMAND_LINE_MAX	1023	/* limit of Linux on ARM */

/* The hypervisor's head puts the loop that moves the file after its end */
#define MOVER_SIZE		PAGE

struct builder {
	struct system *sys;
	struct vm *vm;
	struct img_header header;
	struct blob part[IMG_SEGMENT_MAX];
	uint32_t size;			/* current size of the image */
	uint32_t low, high;		/* offsets of the free RAM */
};

/* Adds data for the RAM offset `at`, followed by zeroes. */
static void add_segment(struct builder *b, struct blob data, uint32_t at,
			uint32_t zero)
{
	uint32_t i = b->header.nr_segments++;

	b->part[i] = data;
	b->header.segment[i] = (struct img_segment){
		.offset = b->size,
		.va = b->vm->ram_va + at,
		.size = ALIGN_UP(data.size, 4),
		.zero = ALIGN_UP(zero, 4),
	};
	/* whole cache lines: the copy loop moves 32 bytes at a time */
	b->size += ALIGN_UP(data.size, 32);
}

static bool check_room(struct builder *b, uint64_t size, const char *path)
{
	uint32_t room = b->high - b->low;

	if (size <= room)
		return true;
	report(b->sys, b->vm->node,
	       "%s needs 0x%llx bytes; 0x%x of its memory are free", path,
	       (unsigned long long)size, room);
	return false;
}

static bool starts_with(const struct blob *f, size_t at, const void *with,
			size_t len)
{
	return f->size >= at + len && !memcmp(f->data + at, with, len);
}

/* Refuses files that are often mistaken for a flat binary, with advice. */
static void check_flat_binary(struct builder *b, const struct blob *f)
{
	const char *path = b->vm->image;

	if (starts_with(f, 0, "\177ELF", 4))
		report(b->sys, b->vm->node,
		       "%s is an ELF file; make a flat one with objcopy -O binary",
		       path);
	else if (starts_with(f, 0x24, "\x18\x28\x6f\x01", 4))
		report(b->sys, b->vm->node,
		       "%s is a zImage; use the uncompressed Image", path);
	else if (starts_with(f, 0, "\x1f\x8b", 2))
		report(b->sys, b->vm->node,
		       "%s is compressed; use the uncompressed file", path);
}

static void report_missing(struct builder *b, const char *path, int err)
{
	const char *near = err == ENOENT ? find_similar_file(path) : NULL;

	report(b->sys, b->vm->node, "%s: %s%s%s%s", path, strerror(err),
	       near ? "; did you mean " : "", near ? near : "",
	       near ? "?" : "");
}

/* Reads one of the VM's files; returns false if it reported an error. */
static bool read_image_part(struct builder *b, const char *path, struct blob *f)
{
	if (!read_file(path, f))
		report_missing(b, path, errno);
	else if (!f->size)
		report(b->sys, b->vm->node, "%s is empty", path);
	else
		return true;
	return false;
}

static void add_flat_binary(struct builder *b)
{
	struct blob f;
	uint64_t zero = b->vm->zero_size, need;

	if (!read_image_part(b, b->vm->image, &f))
		return;
	check_flat_binary(b, &f);
	b->low = b->vm->load_offset;
	if (b->low >= b->high) {
		report(b->sys, b->vm->node,
		       "load-offset 0x%x is beyond its memory", b->low);
		b->low = 0;
	}
	b->header.entry = b->vm->ram_va + b->low;
	need = ALIGN_UP((uint64_t)f.size, 4) + ALIGN_UP(zero, 4);
	if (!check_room(b, need, b->vm->image))
		return;
	add_segment(b, f, b->low, zero);
	b->low += need;
}

/* Puts it at the top of the free RAM, page aligned; returns its offset. */
static uint32_t add_at_top(struct builder *b, struct blob f, const char *path)
{
	if (!check_room(b, ALIGN_UP((uint64_t)f.size, PAGE), path))
		return 0;
	b->high = ALIGN_DOWN(b->high - f.size, PAGE);
	add_segment(b, f, b->high, 0);
	return b->high;
}

/* Linux can unpack a cpio archive, compressed or not. */
static void check_archive(struct builder *b, const struct blob *f)
{
	static const struct {
		const char *magic;
		size_t len;
	} known[] = {
		{ "070701", 6 }, { "070702", 6 }, { "\x1f\x8b", 2 },
		{ "\xfd" "7zXZ", 5 }, { "BZh", 3 }, { "\x5d\0\0", 3 },
		{ "\x89LZO", 4 }, { "\x02\x21\x4c\x18", 4 },
		{ "\x28\xb5\x2f\xfd", 4 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (starts_with(f, 0, known[i].magic, known[i].len))
			return;
	report(b->sys, b->vm->node,
	       "%s is neither a cpio archive nor a compressed one",
	       b->vm->initramfs);
}

static char *make_command_line(struct builder *b)
{
	const char *args = b->vm->bootargs ? b->vm->bootargs : "";
	const char *more = b->sys->opt.append;
	char *line = more ? text("%s%s%s", args, *args ? " " : "", more) :
			    text("%s", args);

	if (strlen(line) > COMMAND_LINE_MAX)
		report(b->sys, b->vm->node,
		       "bootargs: %zu characters; Linux accepts %d", strlen(line),
		       COMMAND_LINE_MAX);
	return line;
}

static void add_linux_files(struct builder *b)
{
	struct vm *vm = b->vm;
	struct region initrd = { 0, 0 };
	struct blob f, dt;

	if (vm->initramfs && read_image_part(b, vm->initramfs, &f)) {
		check_archive(b, &f);
		initrd.size = f.size;
		initrd.pa = vm->ram.pa + add_at_top(b, f, vm->initramfs);
	}
	dt = make_guest_tree(b->sys, vm, make_command_line(b), initrd);
	b->header.arg = vm->ram_va + add_at_top(b, dt, "its device tree");
}

static void build_vm_image(struct system *sys, struct vm *vm)
{
	struct builder b = {
		.sys = sys, .vm = vm, .high = vm->ram.size,
		.header.magic = IMG_MAGIC,
		.size = ALIGN_UP(sizeof(struct img_header), 32),
	};

	add_flat_binary(&b);
	if (vm->device_tree)
		add_linux_files(&b);
	vm->blob.size = b.size;
	vm->blob.data = must_alloc(b.size);
	memcpy(vm->blob.data, &b.header, sizeof(b.header));
	for (uint32_t i = 0; i < b.header.nr_segments; i++)
		memcpy(vm->blob.data + b.header.segment[i].offset,
		       b.part[i].data, b.part[i].size);
}

/*
 * Each image starts at a multiple of 1 MB in the store, so that the sections
 * that map it contain no other VM's image.
 */
void make_vm_images(struct system *sys)
{
	uint32_t offset = MB, va = HYP_IMAGE_VA;

	for (int i = 0; i < sys->nr_vms; i++) {
		struct vm *vm = &sys->vm[i];
		uint32_t size;

		build_vm_image(sys, vm);
		size = ALIGN_UP(vm->blob.size, MB);
		vm->image_offset = offset;
		vm->image_va = vm->paged ? PAGED_IMAGE_VA : va;
		if (!vm->paged)
			va += size;
		sys->size = offset + vm->blob.size;
		offset += size;
		if (va > HYP_VM_VA)
			report(sys, vm->node,
			       "no room for its image in the window");
	}
	if (offset < sys->size + MOVER_SIZE)
		offset += MB;
	if (offset > sys->store.size)
		report(sys, sys->store_node,
		       "store: hypervisor and images need 0x%x bytes", offset);
}
