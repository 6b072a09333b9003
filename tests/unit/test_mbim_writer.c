// SPDX-License-Identifier: GPL-2.0-only
/* Information buffers of MBIM, written: MBIM 1.0 section 10.3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codec.h"

/* The sanitizer sees each access that leaves the buffer. */
static uint32_t *buffer;
static struct mbim_out out;

static int release(void **state)
{
	(void)state;
	free(buffer);
	buffer = NULL;
	return 0;
}

static void write_to(uint32_t room, uint32_t fixed)
{
	free(buffer);
	buffer = malloc(room ? room : 1);
	memset(buffer, 0xee, room);
	mbim_out_begin(&out, buffer, room, fixed);
}

static void write_fixed(void **state)
{
	static const uint32_t want[] = {
		7, 0x89abcdef, 0x01234567, 0x03020100,
	};

	(void)state;
	write_to(16, 16);
	mbim_put(&out, 7);
	mbim_put_long(&out, 0x0123456789abcdef);
	assert_false(mbim_out_good(&out));
	mbim_put_raw(&out, "\0\1\2\3", 4);
	assert_true(mbim_out_good(&out));
	assert_int_equal(out.size, 16);
	assert_memory_equal(buffer, want, 16);
	mbim_put(&out, 1);
	assert_false(mbim_out_good(&out));
	assert_memory_equal(buffer, want, 16);
}

static void write_pairs(void **state)
{
	static const uint32_t want[] = {
		16, 5, 24, 6, 0x64636261, 0x00000065, 0x00620061, 0x00000063,
	};

	(void)state;
	write_to(32, 16);
	mbim_put_bytes(&out, "abcde", 5);
	mbim_put_text(&out, "abc");
	assert_true(mbim_out_good(&out));
	assert_int_equal(out.size, 32);
	assert_memory_equal(buffer, want, 32);
}

static void write_empty(void **state)
{
	static const uint32_t want[4];

	(void)state;
	write_to(16, 16);
	mbim_put_bytes(&out, NULL, 0);
	mbim_put_text(&out, "");
	assert_true(mbim_out_good(&out));
	assert_int_equal(out.size, 16);
	assert_memory_equal(buffer, want, 16);
}

static void no_room(void **state)
{
	(void)state;
	write_to(8, 12);
	assert_false(mbim_out_good(&out));
	mbim_put(&out, 1);
	assert_false(mbim_out_good(&out));
	write_to(15, 8);
	mbim_put_bytes(&out, "abcde", 5);	/* padded: 16 */
	assert_false(mbim_out_good(&out));
	write_to(14, 8);
	mbim_put_text(&out, "abcd");
	assert_false(mbim_out_good(&out));
	write_to(12, 8);
	mbim_put_data(&out, buffer, 0xffffffff);
	assert_false(mbim_out_good(&out));
	write_to(12, 4);
	mbim_put_raw(&out, "abcdefgh", 8);
	assert_false(mbim_out_good(&out));
}

static void write_parts(void **state)
{
	static const uint32_t want[] = {
		8, 16, 8, 5, 0x64636261, 0x00000065,
	};
	struct mbim_out part;

	(void)state;
	write_to(24, 8);
	mbim_put_begin(&out, &part, 8);
	mbim_put_bytes(&part, "abcde", 5);
	mbim_put_end(&out, &part);
	assert_true(mbim_out_good(&out));
	assert_int_equal(out.size, 24);
	assert_memory_equal(buffer, want, 24);
}

static void bad_parts(void **state)
{
	struct mbim_out part;

	(void)state;
	write_to(24, 8);
	mbim_put_begin(&out, &part, 8);
	mbim_put_end(&out, &part);		/* incomplete */
	assert_false(mbim_out_good(&out));
	write_to(24, 8);
	mbim_put_begin(&out, &part, 20);	/* too long */
	mbim_put_end(&out, &part);
	assert_false(mbim_out_good(&out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(write_fixed, release),
		cmocka_unit_test_teardown(write_pairs, release),
		cmocka_unit_test_teardown(write_empty, release),
		cmocka_unit_test_teardown(no_room, release),
		cmocka_unit_test_teardown(write_parts, release),
		cmocka_unit_test_teardown(bad_parts, release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
