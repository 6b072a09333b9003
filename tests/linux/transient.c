// SPDX-License-Identifier: GPL-2.0-only
/* Shared pages that come and go between two turns */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>
#include "test.h"
#include "turns.h"

static int attach_and_answer(void *fd, int round)
{
	int *p = map_pages(NULL, SHARED, MAP_SHARED, (int)(long)fd), bad;

	bad = answer_turn(p, round);
	munmap(p, SHARED * PAGE);
	return bad;
}

TEST(coherence, a_mapping_that_lasts_one_turn)
{
	int fd = make_file(SHARED), i;
	struct turns t;
	int *p;

	CHECK(!start_turns(&t, attach_and_answer, (void *)(long)fd));
	for (i = 0; i < ROUNDS; i++) {
		p = map_pages(NULL, SHARED, MAP_SHARED, fd);
		fill_pages(p, i);
		munmap(p, SHARED * PAGE);
		let_child(&t);
		p = map_pages(NULL, SHARED, MAP_SHARED, fd);
		CHECK(pages_hold(p, ~i));
		munmap(p, SHARED * PAGE);
	}
	CHECK(end_turns(&t));
	return PASS;
}

TEST(coherence, a_right_that_lasts_one_turn)
{
	int *p = map_pages(NULL, SHARED, MAP_SHARED, -1), i;
	struct turns t;

	CHECK(!start_turns(&t, answer_turn, p));
	for (i = 0; i < ROUNDS; i++) {
		CHECK(!mprotect(p, SHARED * PAGE, RW));
		fill_pages(p, i);
		CHECK(!mprotect(p, SHARED * PAGE, PROT_READ));
		let_child(&t);
		CHECK(pages_hold(p, ~i));
	}
	CHECK(end_turns(&t));
	return PASS;
}

TEST(coherence, a_mapping_that_moves)
{
	int *p = map_pages(NULL, SHARED, MAP_SHARED, -1), i;
	struct turns t;

	CHECK(!start_turns(&t, answer_turn, p));
	for (i = 0; i < ROUNDS; i++) {
		int *to = map_pages(NULL, SHARED, MAP_PRIVATE, -1);

		fill_pages(p, i);
		p = mremap(p, SHARED * PAGE, SHARED * PAGE,
			   MREMAP_MAYMOVE | MREMAP_FIXED, to);
		CHECK(p == to);
		let_child(&t);
		CHECK(pages_hold(p, ~i));
	}
	CHECK(end_turns(&t));
	return PASS;
}

struct cut_file {
	int fd;
	int *p;
};

static int expect_zeros(void *argument, int round)
{
	struct cut_file *file = argument;
	int *p = file->p, i, bad = 0;

	(void)round;
	for (i = 0; i < SHARED * (int)WORDS; i += 7)
		bad |= p[i];
	fill_pages(p, 1);
	return bad;
}

TEST(coherence, a_truncated_file_comes_back_zero)
{
	struct cut_file file = { .fd = make_file(SHARED) };
	struct turns t;
	int i;

	file.p = map_pages(NULL, SHARED, MAP_SHARED, file.fd);
	CHECK(!start_turns(&t, expect_zeros, &file));
	for (i = 0; i < ROUNDS; i++) {
		fill_pages(file.p, i);
		CHECK(!ftruncate(file.fd, 0));
		CHECK(!ftruncate(file.fd, SHARED * PAGE));
		let_child(&t);
		CHECK(pages_hold(file.p, 1));
	}
	CHECK(end_turns(&t));
	return PASS;
}
