// SPDX-License-Identifier: GPL-2.0-only
/*
 * Physical memory: the versions of its words, and their values. The values are
 * QEMU's RAM itself, a file that both map.
 */
#include "silicon.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

u32 *newest, *in_memory, *writer;
u8 *is_table;
u32 next_version;
static const u32 *ram;

/* Zeroed; the host allocates a page when it is first touched */
static void *reserve(size_t bytes)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

const char *mem_init(void)
{
	int fd = open(config.ram_path, O_RDONLY);

	if (fd < 0)
		return "can't open the file of ram=";
	ram = mmap(NULL, config.ram_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (config.ram_unlink)
		unlink(config.ram_path);
	newest = reserve(config.ram_size);
	in_memory = reserve(config.ram_size);
	writer = reserve(config.ram_size);
	is_table = reserve(config.ram_size / LINE);
	if (ram == MAP_FAILED || !newest || !in_memory || !writer || !is_table)
		return "not enough memory for the versions of all words";
	return NULL;
}

u32 mem_read(u32 word)
{
	return *(const volatile u32 *)(ram + word);
}
