// SPDX-License-Identifier: BSD-3-Clause
/*
 * The RTOS kernel's portable part and its tests (tests/rtos/api) on the
 * host, under the sanitizers. The kernel runs all of them once; their results
 * then become those of the cmocka tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "test.h"

#define TESTS_MAX	128

struct result {
	char name[96];
	bool passed;
};

static struct result results[TESTS_MAX];
static unsigned int nr_results, nr_planned;

/* There is no target here. */
const struct test target_tests[] = { { NULL, NULL } };
const struct test timing_tests[] = { { NULL, NULL } };
const struct test stdio_tests[] = { { NULL, NULL } };

void test_print(const char *text)
{
	struct result *r = &results[nr_results];
	bool bad = !strncmp(text, "not ok ", 7);

	fputs(text[0] == '#' ? text : "", stderr);
	if ((!bad && strncmp(text, "ok ", 3)) || nr_results == TESTS_MAX)
		return;
	snprintf(r->name, sizeof(r->name), "%.*s",
		 (int)strcspn(text, "\n"), text);
	r->passed = !bad;
	nr_results++;
}

void test_end(unsigned int failed, unsigned int count)
{
	nr_planned = count;
	host_stop();
}

void test_raise(uint32_t event)
{
	host_raise(event);
}

static void check_result(void **state)
{
	struct result *r = *state;

	assert_true(r->passed);
}

static void check_plan(void **state)
{
	assert_true(nr_planned > 0);
	assert_int_equal(nr_results, nr_planned);
}

int main(void)
{
	static struct CMUnitTest tests[TESTS_MAX + 1];
	unsigned int i;

	host_run(test_start);
	for (i = 0; i < nr_results; i++) {
		tests[i].name = strstr(results[i].name, "rtos");
		tests[i].test_func = check_result;
		tests[i].initial_state = &results[i];
	}
	tests[i].name = "all tests have run";
	tests[i].test_func = check_plan;
	return _cmocka_run_group_tests("rtos", tests, nr_results + 1, NULL,
				       NULL);
}
