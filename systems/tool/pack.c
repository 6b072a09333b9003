// SPDX-License-Identifier: GPL-2.0-only
/*
 * The packed file: hypervisor, tables, images. Its head is from the
 * hypervisor's linker script, with the words filled in that only the packer
 * knows.
 */
#include <errno.h>
#include <string.h>

#include "tool.h"

static uint32_t get_word(const uint8_t *at)
{
	uint32_t v;

	memcpy(&v, at, 4);
	return v;
}

static void put_word(uint8_t *at, uint32_t v)
{
	memcpy(at, &v, 4);
}

#define VM_SIZE_MAX	PAGE	/* size limit of the hypervisor's struct vm */

void read_hypervisor(struct system *sys)
{
	const char *path = sys->opt.hypervisor;
	uint32_t platform, vectors, vm_size;

	if (!read_file(path, &sys->hyp))
		die("%s: %s", path, strerror(errno));
	if (sys->hyp.size < IMAGE_HEAD_SIZE ||
	    get_word(sys->hyp.data + IMAGE_MAGIC_OFF) != IMAGE_MAGIC)
		die("%s: not a hypervisor: its magic word is missing", path);
	if (get_word(sys->hyp.data + IMAGE_VERSION_OFF) != IMAGE_VERSION)
		die("%s: its image format has version %u, not %u: build it again",
		    path, get_word(sys->hyp.data + IMAGE_VERSION_OFF),
		    IMAGE_VERSION);
	sys->hyp_end = get_word(sys->hyp.data + IMAGE_HYP_END_OFF);
	vm_size = get_word(sys->hyp.data + IMAGE_VM_SIZE_OFF);
	vectors = get_word(sys->hyp.data + IMAGE_VECTORS_OFF);
	platform = get_word(sys->hyp.data + IMAGE_PLATFORM_OFF);
	if (sys->hyp_end >= MB || sys->hyp.size > sys->hyp_end ||
	    vm_size > VM_SIZE_MAX)
		die("%s: its end is 0x%x, its size 0x%zx: the file is damaged", path,
		    sys->hyp_end, sys->hyp.size);
	if (vectors % PAGE || vectors + PAGE > sys->hyp.size)
		die("%s: truncated: its vectors page at 0x%x is missing",
		    path, vectors);
	sys->hyp_end += sys->nr_vms * vm_size;
	if (platform != sys->board.platform)
		report(sys, sys->board.node,
		       "platform is %u; %s was built for %u",
		       sys->board.platform, path, platform);
}

struct blob compose_image(struct system *sys)
{
	struct blob out = { must_alloc(sys->size), sys->size };

	memcpy(out.data, sys->hyp.data, sys->hyp.size);
	put_word(out.data + IMAGE_SIZE_OFF, sys->size);
	put_word(out.data + IMAGE_STORE_OFF, sys->store.pa);
	put_word(out.data + IMAGE_SYSTEM_OFF, sys->table);
	put_word(out.data + IMAGE_WINDOW_OFF, sys->window);
	put_word(out.data + IMAGE_ROOT_PA_OFF, sys->root_pa);
	put_word(out.data + IMAGE_ROOT_VA_OFF, sys->root_va);
	fill_tables(sys, out.data);
	fill_system_table(sys, out.data + sys->table);
	for (int i = 0; i < sys->nr_vms; i++)
		memcpy(out.data + sys->vm[i].image_offset,
		       sys->vm[i].blob.data, sys->vm[i].blob.size);
	return out;
}
