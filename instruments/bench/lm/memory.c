// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mapping and faults. An operation is a page, except for mmap: there it is one
 * mapping of 1 MB of a file, a read of each of its 16 KB, and its end.
 */
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lm.h"

#define PAGE	4096u
#define PAGES	256u
#define SIZE	(PAGES * PAGE)

static int file;
static volatile char sink;

static char *map(int flags, int fd)
{
	char *at = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (at == MAP_FAILED)
		check(-1, "mmap");
	return at;
}

static void read_pages(const char *at, uint32_t step)
{
	uint32_t i;

	for (i = 0; i < SIZE; i += step)
		sink = ((volatile const char *)at)[i];
}

static void write_pages(char *at)
{
	uint32_t i;

	for (i = 0; i < SIZE; i += PAGE)
		((volatile char *)at)[i] = 1;
}

static void open_file(int arg)
{
	file = make_file(LM_FILE, SIZE);
}

static void close_file(int arg)
{
	close(file);
	unlink(LM_FILE);
}

static void map_file(uint32_t count, int arg)
{
	while (count--) {
		char *at = map(MAP_SHARED, file);

		read_pages(at, 16384);
		munmap(at, SIZE);
	}
}

/* Each page is new, filled with zeros */
static void anonymous(uint32_t count, int arg)
{
	for (; count >= PAGES; count -= PAGES) {
		char *at = map(MAP_PRIVATE | MAP_ANONYMOUS, -1);

		write_pages(at);
		munmap(at, SIZE);
	}
}

/* Each page is in the page cache */
static void from_file(uint32_t count, int arg)
{
	for (; count >= PAGES; count -= PAGES) {
		char *at = map(MAP_SHARED, file);

		madvise(at, SIZE, MADV_RANDOM);
		read_pages(at, PAGE);
		munmap(at, SIZE);
	}
}

/* A child writes pages that it shares with its parent */
static char *common;

static void own_pages(int arg)
{
	common = map(MAP_PRIVATE | MAP_ANONYMOUS, -1);
	write_pages(common);
}

static void disown_pages(int arg)
{
	munmap(common, SIZE);
}

static void in_children(uint32_t count, int write)
{
	for (; count >= PAGES; count -= PAGES) {
		int pid = check(fork(), "fork");

		if (!pid) {
			if (write)
				write_pages(common);
			_exit(0);
		}
		check(waitpid(pid, NULL, 0), "waitpid");
	}
}

static void copy_on_write(uint32_t count, int arg)
{
	in_children(count, 1);
}

static void no_write(uint32_t count, int arg)
{
	in_children(count, 0);
}

/* One page between others that keep their rights, changed and restored */
static void protect(uint32_t count, int arg)
{
	while (count--) {
		check(mprotect(common + PAGE, PAGE, PROT_READ), "mprotect");
		check(mprotect(common + PAGE, PAGE, PROT_READ | PROT_WRITE),
		      "mprotect");
	}
}

const struct row memory_rows[] = {
	{ "memory/mmap", 300, map_file, 0, open_file, close_file },
	{ "memory/anonymous fault", 40 * PAGES, anonymous },
	{ "memory/file fault", 100 * PAGES, from_file, 0, open_file,
	  close_file },
	{ "memory/copy on write", 20 * PAGES, copy_on_write, 0, own_pages,
	  disown_pages, no_write },
	{ "memory/mprotect", 5000, protect, 0, own_pages, disown_pages },
	ROWS_END
};
