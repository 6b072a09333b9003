// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unaligned accesses with the kernel's fix-up on (/proc/cpu/alignment 2): the
 * fix-up does as the instruction says, with no more than the user's rights.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "test.h"

#define CONTROL	"/proc/cpu/alignment"

static int set_mode(char mode)
{
	int fd = open(CONTROL, O_WRONLY), ok = write(fd, &mode, 1) == 1;

	close(fd);
	return ok;
}

/* Runs f in a child with fix-up on, then restores the machine's setting. */
static int fixed_up(int (*f)(void))
{
	char text[1024] = "", *mode;
	int fd = open(CONTROL, O_RDONLY), result;

	SKIP_UNLESS(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
	mode = strstr(text, "User faults:");
	CHECK(mode);
	mode += strcspn(mode, "0123456789");
	CHECK(set_mode('2'));
	result = in_child(f);
	CHECK(set_mode(*mode));
	return result;
}

static const unsigned char bytes[32] __attribute__((aligned(8))) = {
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0x81, 0x92,
};

static int loads(void)
{
	unsigned int a, b, c, d;
	const unsigned char *p = bytes + 1;

	asm volatile("ldr %0, [%1]" : "=r" (a) : "r" (p) : "memory");
	CHECK(a == 0x05040302);
	asm volatile("ldr %0, [%1, #2]" : "=r" (a) : "r" (p));
	CHECK(a == 0x07060504);
	asm volatile("ldrh %0, [%1, #2]" : "=r" (a) : "r" (p));
	CHECK(a == 0x0504);
	asm volatile("ldrsh %0, [%1, #14]" : "=r" (a) : "r" (p));
	CHECK(a == 0xffff8110);
	asm volatile("ldmia %2, {r8, r9}\n\tmov %0, r8\n\tmov %1, r9"
		     : "=&r" (a), "=&r" (b) : "r" (p) : "r8", "r9");
	CHECK(a == 0x05040302 && b == 0x09080706);
	asm volatile("mov r8, %3\n\tldmia r8!, {r9, r10, r12}\n\t"
		     "mov %0, r9\n\tmov %1, r12\n\tsub %2, r8, %3"
		     : "=&r" (a), "=&r" (c), "=&r" (d) : "r" (p)
		     : "r8", "r9", "r10", "r12");
	CHECK(a == 0x05040302 && c == 0x0d0c0b0a && d == 12);
	asm volatile("ldrd r8, [%2]\n\tmov %0, r8\n\tmov %1, r9"
		     : "=&r" (a), "=&r" (b) : "r" (p) : "r8", "r9");
	CHECK(a == 0x05040302 && b == 0x09080706);
	return PASS;
}

TEST(alignment, loads_give_the_bytes_at_their_address)
{
	return fixed_up(loads);
}

static int stores(void)
{
	unsigned char out[32] __attribute__((aligned(8)));
	static const unsigned char word[] = { 0, 0x78, 0x56, 0x34, 0x12, 0 };
	static const unsigned char two[] = {
		0, 0, 0, 0x78, 0x56, 0x34, 0x12, 0xf0, 0xde, 0xbc, 0x9a, 0,
	};

	memset(out, 0, sizeof(out));
	asm volatile("str %0, [%1]" : : "r" (0x12345678), "r" (out + 1)
		     : "memory");
	CHECK(!memcmp(out, word, sizeof(word)));
	memset(out, 0, sizeof(out));
	asm volatile("mov r8, %0\n\tmov r9, %1\n\tstmia %2, {r8, r9}"
		     : : "r" (0x12345678), "r" (0x9abcdef0), "r" (out + 3)
		     : "memory", "r8", "r9");
	CHECK(!memcmp(out, two, sizeof(two)));
	memset(out, 0, sizeof(out));
	asm volatile("strh %0, [%1]" : : "r" (0x1234), "r" (out + 5)
		     : "memory");
	CHECK(out[4] == 0 && out[5] == 0x34 && out[6] == 0x12 && out[7] == 0);
	return PASS;
}

TEST(alignment, stores_change_the_bytes_at_their_address)
{
	return fixed_up(stores);
}

static void load_word(unsigned long address)
{
	unsigned int r;

	asm volatile("ldr %0, [%1]" : "=r" (r) : "r" (address) : "memory");
}

static void load_half(unsigned long address)
{
	unsigned int r;

	asm volatile("ldrh %0, [%1]" : "=r" (r) : "r" (address) : "memory");
}

static void load_many(unsigned long address)
{
	asm volatile("ldmia %0, {r8, r9}" : : "r" (address)
		     : "memory", "r8", "r9");
}

static void store_word(unsigned long address)
{
	asm volatile("str %0, [%1]" : : "r" (0), "r" (address) : "memory");
}

static void store_half(unsigned long address)
{
	asm volatile("strh %0, [%1]" : : "r" (0), "r" (address) : "memory");
}

static void store_many(unsigned long address)
{
	asm volatile("stmia %0, {r8, r9}" : : "r" (address) : "memory");
}

/* Alignment faults precede the check of rights: the fix-up must check them. */
static int kernel_addresses(void)
{
	static void (*const access[])(unsigned long) = {
		load_word, load_half, load_many,
		store_word, store_half, store_many,
	};
	static const unsigned long kernel[] = {
		0xbefffffe, 0xbf000001, 0xc0001001, 0xc0100001, 0xef000001,
		0xf0000001, 0xffff1001,
	};
	unsigned int i, j;

	for (i = 0; i < sizeof(access) / sizeof(access[0]); i++)
		for (j = 0; j < sizeof(kernel) / sizeof(kernel[0]); j++)
			CHECK(probe(access[i], kernel[j] | 1).signal ==
			      SIGSEGV);
	return PASS;
}

TEST(alignment, the_fix_up_lends_no_rights)
{
	return fixed_up(kernel_addresses);
}
