// SPDX-License-Identifier: GPL-2.0-only
/* Physical memory as seen by the guest, through /dev/mem. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "test.h"

#define MB		0x100000u
#define PGD		0x4000u		/* swapper_pg_dir: RAM begins at 0 */
#define FOREIGN		0x50000000u	/* unmapped on this board */

static int under_duet(void)
{
	char text[16] = "";
	int fd = open("/proc/device-tree/compatible", O_RDONLY);

	return read(fd, text, sizeof(text) - 1) > 0 && !strcmp(text, "duet,guest");
}

/* Linux's own first-level entry for an address: is it a table? */
static int has_table(int mem, uint32_t address)
{
	uint32_t entry = 0;

	if (pread(mem, &entry, 4, PGD + address / MB * 4) != 4)
		return 0;
	return (entry & 3) == 1;
}

/* The upper part holds the addresses of patched code. */
TEST(frames, both_parts_of_the_fixmap_have_a_table)
{
	uint32_t gap = under_duet() ? 0x12000000 : 0;
	int mem = open("/dev/mem", O_RDONLY);

	CHECK(mem >= 0);
	CHECK(has_table(mem, 0xffc80000 - gap));
	CHECK(has_table(mem, 0xfff00000 - 1 - gap));
	return PASS;
}

/* More than the queue of updates holds, so some are applied before the end */
TEST(frames, those_of_others_fault)
{
	int mem = open("/dev/mem", O_RDWR);
	struct fault fault;
	char *p;
	int i;

	SKIP_UNLESS(under_duet());
	CHECK(mem >= 0);
	p = mmap(NULL, 2 * MB, PROT_READ | PROT_WRITE, MAP_SHARED, mem, FOREIGN);
	CHECK(p != MAP_FAILED);
	for (i = 0; i < 512; i++) {
		fault = probe(i & 1 ? store_byte : load_byte,
			      (unsigned long)p + i * 4096);
		CHECK(fault.signal == SIGBUS);
	}
	return PASS;
}
