// SPDX-License-Identifier: GPL-2.0-only
/* Code at one address that differs between processes, or in time */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>
#include "test.h"
#include "turns.h"

#define RWX	(RW | PROT_EXEC)

static void put_code(unsigned int *p, int result)
{
	p[0] = 0xe3a00000 | (result & 255);	/* mov r0, #result */
	p[1] = 0xe12fff1e;			/* bx lr */
}

static int run_code(const void *p)
{
	return ((int (*)(void))p)();
}

static int new_code(void *argument, int round)
{
	int bad = round && run_code(argument) != ((round - 1) | 128);

	put_code(argument, round | 128);
	__builtin___clear_cache(argument, (char *)argument + 8);
	return bad || run_code(argument) != (round | 128);
}

TEST(coherence, each_has_its_own_code_at_one_address)
{
	void *p = mmap(NULL, PAGE, RWX, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct turns t;
	int i;

	CHECK(p != MAP_FAILED);
	CHECK(!start_turns(&t, new_code, p));
	for (i = 0; i < ROUNDS; i++) {
		put_code(p, i & 127);
		__builtin___clear_cache(p, (char *)p + 8);
		let_child(&t);
		CHECK(run_code(p) == (i & 127));
	}
	CHECK(end_turns(&t));
	return PASS;
}

static int run_file(void *at, int fd)
{
	void *p = mmap(at, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED,
		       fd, 0);

	return p == at ? run_code(p) : -1;
}

struct programs {
	void *at;
	int fd[3];
};

static int run_each(void *argument, int round)
{
	struct programs *programs = argument;
	int n = round % 3;

	return run_file(programs->at, programs->fd[n]) != n + 10;
}

/* As a dynamic linker maps them */
TEST(coherence, files_with_code_come_and_go_at_one_address)
{
	struct programs programs;
	unsigned int code[2];
	struct turns t;
	int i;

	for (i = 0; i < 3; i++) {
		programs.fd[i] = make_file(1);
		put_code(code, i + 10);
		CHECK(pwrite(programs.fd[i], code, 8, 0) == 8);
	}
	programs.at = map_pages(NULL, 1, MAP_PRIVATE, -1);
	CHECK(!start_turns(&t, run_each, &programs));
	for (i = 0; i < ROUNDS; i++) {
		int n = i % 3, again = (i + 1) % 3;

		CHECK(run_file(programs.at, programs.fd[n]) == n + 10);
		let_child(&t);
		CHECK(run_file(programs.at, programs.fd[again]) == again + 10);
	}
	CHECK(end_turns(&t));
	return PASS;
}
