// SPDX-License-Identifier: GPL-2.0-only
/* Mappings, protections, faults, and code that a program writes. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "test.h"
#include "turns.h"

static char *anonymous(size_t pages)
{
	return mmap(NULL, pages * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

TEST(memory, anonymous_pages_are_zero_and_writable)
{
	unsigned char *p = (unsigned char *)anonymous(512);
	int i;

	for (i = 0; i < 512 * PAGE; i += 61)
		CHECK(p[i] == 0);
	for (i = 0; i < 512; i++)
		p[i * PAGE] = i;
	for (i = 0; i < 512; i++)
		CHECK(p[i * PAGE] == (i & 255));
	return PASS;
}

TEST(memory, a_read_only_page_refuses_stores)
{
	char *p = anonymous(1);
	struct fault fault;

	*p = 1;
	CHECK(!mprotect(p, PAGE, PROT_READ));
	fault = probe(store_byte, (unsigned long)p + 5);
	CHECK(fault.signal == SIGSEGV && fault.code == SEGV_ACCERR);
	CHECK(fault.address == (unsigned long)p + 5);
	CHECK(*p == 1);
	CHECK(!mprotect(p, PAGE, RW));
	store_byte((unsigned long)p);
	CHECK(*p == 0x5a);
	return PASS;
}

TEST(memory, no_access_means_none)
{
	char *p = anonymous(1);
	struct fault fault;

	*p = 1;
	CHECK(!mprotect(p, PAGE, PROT_NONE));
	fault = probe(load_byte, (unsigned long)p);
	CHECK(fault.signal == SIGSEGV && fault.code == SEGV_ACCERR);
	CHECK(read(open("/dev/zero", O_RDONLY), p, 1) == -1);
	CHECK(!mprotect(p, PAGE, PROT_READ) && *p == 1);
	return PASS;
}

TEST(memory, an_unmapped_page_faults)
{
	char *p = anonymous(3);
	struct fault fault;

	memset(p, 1, 3 * PAGE);
	CHECK(!munmap(p + PAGE, PAGE));
	fault = probe(load_byte, (unsigned long)p + PAGE);
	CHECK(fault.signal == SIGSEGV && fault.code == SEGV_MAPERR);
	CHECK(p[0] == 1 && p[2 * PAGE] == 1);
	fault = probe(store_byte, 0);
	CHECK(fault.signal == SIGSEGV && fault.code == SEGV_MAPERR);
	return PASS;
}

TEST(memory, discarded_pages_come_back_zero)
{
	char *p = anonymous(16);
	int i;

	memset(p, 1, 16 * PAGE);
	CHECK(!madvise(p, 16 * PAGE, MADV_DONTNEED));
	for (i = 0; i < 16 * PAGE; i++)
		CHECK(p[i] == 0);
	return PASS;
}

TEST(memory, moved_mappings_keep_their_content)
{
	char *p = anonymous(64), *q;
	int i;

	for (i = 0; i < 64; i++)
		p[i * PAGE] = i;
	q = mremap(p, 64 * PAGE, 2048 * PAGE, MREMAP_MAYMOVE);
	CHECK(q != MAP_FAILED);
	for (i = 0; i < 64; i++)
		CHECK(q[i * PAGE] == i);
	CHECK(q[2047 * PAGE] == 0);
	return PASS;
}

TEST(memory, file_mappings_agree_with_read_and_write)
{
	int fd = make_file(4);
	char *shared, *private, byte = 9;

	CHECK(fd >= 0);
	shared = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);
	private = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE, fd, 0);
	shared[PAGE] = 5;
	CHECK(pread(fd, &byte, 1, PAGE) == 1 && byte == 5);
	CHECK(private[PAGE] == 5);
	private[PAGE] = 6;
	CHECK(shared[PAGE] == 5);
	byte = 7;
	CHECK(pwrite(fd, &byte, 1, 2 * PAGE) == 1 && shared[2 * PAGE] == 7);
	CHECK(!ftruncate(fd, PAGE));
	CHECK(probe(load_byte, (unsigned long)shared + PAGE).signal == SIGBUS);
	return PASS;
}

/*
 * On a virtually indexed cache the kernel must keep two addresses of one page,
 * with different colours, coherent.
 */
TEST(memory, two_addresses_of_one_page_agree)
{
	int fd = make_file(1), i;
	volatile int *a, *b;

	a = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
	anonymous(1);
	b = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
	CHECK(a != MAP_FAILED && b != MAP_FAILED && a != b);
	for (i = 0; i < 1000; i++) {
		a[i % 1024] = i;
		CHECK(b[i % 1024] == i);
		b[i % 1024] = -i;
		CHECK(a[i % 1024] == -i);
	}
	return PASS;
}

TEST(memory, code_written_at_run_time_runs)
{
	unsigned int *code = mmap(NULL, PAGE, RW | PROT_EXEC,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int i;

	for (i = 0; i < 256; i++) {
		code[0] = 0xe3a00000 | i;	/* mov r0, #i */
		code[1] = 0xe12fff1e;		/* bx lr */
		__builtin___clear_cache((char *)code, (char *)(code + 2));
		CHECK(((int (*)(void))code)() == i);
	}
	return PASS;
}

/* More than the page tables of a small zone could hold at once. */
TEST(memory, sparse_mappings_over_the_address_space)
{
	unsigned long at;

	for (at = 0x20000000; at < 0x60000000; at += 0x100000) {
		unsigned int *p = mmap((void *)at, PAGE, RW, MAP_PRIVATE |
				       MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
				       -1, 0);

		CHECK(p == (void *)at);
		*p = at;
	}
	for (at = 0x20000000; at < 0x60000000; at += 0x100000)
		CHECK(*(unsigned int *)at == at);
	return PASS;
}
