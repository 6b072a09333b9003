// SPDX-License-Identifier: GPL-2.0-only
/* Information buffers of MBIM, read: MBIM 1.0 section 10.3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codec.h"

#define FIXED	12

/* The sanitizer sees each access that leaves the buffer. */
static uint32_t *buffer;
static struct mbim_in in;

static int release(void **state)
{
	(void)state;
	free(buffer);
	buffer = NULL;
	return 0;
}

/* A buffer of `size` bytes with these words, and 'a' in each other byte. */
static void read_from(uint32_t size, uint32_t w0, uint32_t w1, uint32_t w2)
{
	uint32_t words[3] = { w0, w1, w2 };

	free(buffer);
	buffer = malloc(size ? size : 1);
	memset(buffer, 'a', size);
	memcpy(buffer, words, size < sizeof(words) ? size : sizeof(words));
	mbim_in_open(&in, buffer, size, FIXED);
}

static void too_short(void **state)
{
	(void)state;
	read_from(FIXED, 0, 0, 0);
	assert_false(in.bad);
	read_from(FIXED - 1, 0, 0, 0);
	assert_true(in.bad);
	read_from(0, 0, 0, 0);
	assert_true(in.bad);
	assert_int_equal(mbim_get(&in, 0), 0);
}

static void words(void **state)
{
	(void)state;
	read_from(15, 1, 0xfedcba98, 7);
	assert_int_equal(mbim_get(&in, 0), 1);
	assert_int_equal(mbim_get(&in, 4), 0xfedcba98);
	assert_int_equal(mbim_get(&in, 8), 7);
	assert_false(in.bad);
	assert_int_equal(mbim_get(&in, 12), 0);
	assert_true(in.bad);
	read_from(15, 1, 2, 7);
	assert_int_equal(mbim_get(&in, 0xfffffffc), 0);
	assert_true(in.bad);
	read_from(3, 0, 0, 0);
	in.bad = false;
	assert_int_equal(mbim_get(&in, 0), 0);
	assert_true(in.bad);
}

/* Reads the pair at 4 of a buffer of 32 bytes. */
static uint32_t pair(uint32_t offset, uint32_t size)
{
	const uint8_t *bytes;
	uint32_t n = 99;

	read_from(32, 0, offset, size);
	bytes = mbim_get_bytes(&in, 4, &n);
	if (bytes)
		assert_ptr_equal(bytes, (uint8_t *)buffer + offset);
	else
		assert_int_equal(n, 0);
	return n;
}

static void pairs(void **state)
{
	(void)state;
	assert_int_equal(pair(12, 20), 20);
	assert_false(in.bad);
	assert_int_equal(pair(28, 1), 1);
	assert_false(in.bad);
	/* empty: the offset doesn't matter */
	assert_int_equal(pair(0, 0), 0);
	assert_false(in.bad);
	assert_int_equal(pair(0xfffffff0, 0), 0);
	assert_false(in.bad);
}

static void bad_pairs(void **state)
{
	static const uint32_t bad[][2] = {
		{ 12, 21 }, { 16, 20 }, { 8, 4 }, { 0, 4 }, { 13, 4 },
		{ 14, 4 }, { 32, 1 }, { 36, 4 }, { 0xfffffffc, 4 },
		{ 12, 0xffffffff }, { 0xfffffffc, 8 }, { 12, 0xfffffff4 },
		{ 0x80000000, 0x80000000 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(pair(bad[i][0], bad[i][1]), 0);
		assert_true(in.bad);
	}
	/* the pair itself is cut off */
	read_from(15, 0, 0, 0);
	assert_null(mbim_get_bytes(&in, 12, &(uint32_t){ 0 }));
	assert_true(in.bad);
}

static void bad_stays_bad(void **state)
{
	uint32_t n = 5;

	(void)state;
	read_from(32, 0, 12, 4);
	mbim_get(&in, 100);
	assert_null(mbim_get_bytes(&in, 4, &n));
	assert_int_equal(n, 0);
	assert_true(in.bad);
}

/* A text of wide characters at 12, read with room for 4 bytes. */
static const char *text(const char *wide, uint32_t size)
{
	static char narrow[8];

	read_from(12 + size, 0, 12, size);
	memcpy((char *)buffer + 12, wide, size);
	memset(narrow, 'x', sizeof(narrow));
	mbim_get_text(&in, 4, narrow, 4);
	assert_int_equal(narrow[4], 'x');
	return narrow;
}

static void texts(void **state)
{
	(void)state;
	assert_string_equal(text("a\0 \0~\0", 6), "a ~");
	assert_false(in.bad);
	assert_string_equal(text("", 0), "");
	assert_false(in.bad);
	assert_string_equal(text("a\0b\0c\0d\0", 8), "");
	assert_true(in.bad);
	assert_string_equal(text("a\0b", 3), "");
	assert_true(in.bad);
	assert_string_equal(text("a\0\x1f\0", 4), "");
	assert_true(in.bad);
	assert_string_equal(text("\x7f\0", 2), "");
	assert_true(in.bad);
	assert_string_equal(text("\xe4\0", 2), "");
	assert_true(in.bad);
	assert_string_equal(text("a\1", 2), "");
	assert_true(in.bad);
	assert_string_equal(text("\0\0", 2), "");
	assert_true(in.bad);
}

/* Offsets in a part count from its beginning. */
static void parts(void **state)
{
	struct mbim_in part;
	uint32_t n;

	(void)state;
	read_from(24, 0, 8, 5);
	mbim_in_open_part(&part, &in, 4, 8);
	assert_ptr_equal(mbim_get_bytes(&part, 0, &n), buffer + 3);
	assert_int_equal(n, 5);
	assert_false(part.bad || in.bad);
	mbim_in_open_part(&part, &in, 16, 8);
	assert_false(part.bad || in.bad);
	mbim_in_open_part(&part, &in, 20, 8);
	assert_true(part.bad && in.bad);
	read_from(24, 0, 8, 5);
	mbim_in_open_part(&part, &in, 0xfffffffc, 0);
	assert_int_equal(mbim_get(&part, 0), 0);
	assert_true(part.bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(too_short, release),
		cmocka_unit_test_teardown(words, release),
		cmocka_unit_test_teardown(pairs, release),
		cmocka_unit_test_teardown(bad_pairs, release),
		cmocka_unit_test_teardown(bad_stays_bad, release),
		cmocka_unit_test_teardown(texts, release),
		cmocka_unit_test_teardown(parts, release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
