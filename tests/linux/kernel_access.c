// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's own accesses to pages that processes have mapped */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include "test.h"
#include "turns.h"

struct views {
	int fd;
	int *shared, *private;
};

static int see_what_was_written(void *argument, int round)
{
	struct views *v = argument;
	int i, word, bad = 0;

	for (i = 0; i < SHARED; i++) {
		bad |= v->shared[i * WORDS + 3] != round + i;
		bad |= v->private[i * WORDS + 3] != round + i;
		word = ~(round + i);
		bad |= pwrite(v->fd, &word, 4, i * PAGE + 40) != 4;
	}
	return bad;
}

TEST(coherence, write_calls_are_seen_in_mappings)
{
	struct views v = { .fd = make_file(SHARED) };
	int i, j, word;
	struct turns t;

	v.shared = map_pages(NULL, SHARED, MAP_SHARED, v.fd);
	v.private = map_pages(NULL, SHARED, MAP_PRIVATE, v.fd);
	CHECK(!start_turns(&t, see_what_was_written, &v));
	for (i = 0; i < ROUNDS; i++) {
		for (j = 0; j < SHARED; j++) {
			word = i + j;
			CHECK(pwrite(v.fd, &word, 4, j * PAGE + 12) == 4);
		}
		let_child(&t);
		for (j = 0; j < SHARED; j++) {
			CHECK(v.shared[j * WORDS + 10] == ~(i + j));
			CHECK(v.private[j * WORDS + 10] == ~(i + j));
		}
	}
	CHECK(end_turns(&t));
	return PASS;
}

static int see_by_read(void *argument, int round)
{
	int fd = (int)(long)argument, i, word, bad = 0;

	for (i = 0; i < SHARED * (int)WORDS; i += 7)
		bad |= pread(fd, &word, 4, i * 4) != 4 || word != round + i;
	return bad;
}

TEST(coherence, what_a_mapping_wrote_is_read_by_others)
{
	int fd = make_file(SHARED), i;
	int *p = map_pages(NULL, SHARED, MAP_SHARED, fd);
	struct turns t;

	CHECK(!start_turns(&t, see_by_read, (void *)(long)fd));
	for (i = 0; i < ROUNDS; i++) {
		fill_pages(p, i);
		let_child(&t);
	}
	CHECK(end_turns(&t));
	return PASS;
}

TEST(coherence, another_process_reads_and_writes_memory)
{
	int *p = map_pages(NULL, SHARED, MAP_PRIVATE, -1), i;
	static int copy[SHARED * WORDS];
	struct iovec here = { copy, sizeof(copy) }, there = { p, sizeof(copy) };
	struct turns t;

	CHECK(!start_turns(&t, answer_turn, p));
	for (i = 0; i < ROUNDS; i++) {
		fill_pages(copy, i);
		CHECK(process_vm_writev(t.child, &here, 1, &there, 1, 0) ==
		      sizeof(copy));
		let_child(&t);
		CHECK(process_vm_readv(t.child, &here, 1, &there, 1, 0) ==
		      sizeof(copy));
		CHECK(pages_hold(copy, ~i));
	}
	CHECK(end_turns(&t));
	return PASS;
}

TEST(coherence, memory_is_read_and_written_as_a_file)
{
	int *p = map_pages(NULL, SHARED, MAP_PRIVATE, -1), i, fd;
	static int copy[SHARED * WORDS];
	char name[32];
	struct turns t;

	CHECK(!start_turns(&t, answer_turn, p));
	snprintf(name, sizeof(name), "/proc/%d/mem", t.child);
	fd = open(name, O_RDWR);
	CHECK(fd >= 0);
	for (i = 0; i < ROUNDS; i++) {
		fill_pages(copy, i);
		CHECK(pwrite64(fd, copy, sizeof(copy), (unsigned long)p) ==
		      sizeof(copy));
		let_child(&t);
		CHECK(pread64(fd, copy, sizeof(copy), (unsigned long)p) ==
		      sizeof(copy));
		CHECK(pages_hold(copy, ~i));
	}
	CHECK(end_turns(&t));
	return PASS;
}

static int pass_pages(void *argument, int round)
{
	int *to = argument, *p = map_pages(NULL, 1, MAP_PRIVATE, -1), i;
	struct iovec page = { p, PAGE };
	int bad;

	for (i = 0; i < (int)WORDS; i++)
		p[i] = round + i;
	bad = vmsplice(*to, &page, 1, 0) != PAGE;
	munmap(p, PAGE);
	return bad;
}

TEST(coherence, pages_are_passed_through_a_pipe)
{
	int ends[2], i, j;
	static int copy[WORDS];
	struct turns t;

	CHECK(!pipe(ends));
	CHECK(!start_turns(&t, pass_pages, &ends[1]));
	for (i = 0; i < ROUNDS; i++) {
		let_child(&t);
		CHECK(read(ends[0], copy, PAGE) == PAGE);
		for (j = 0; j < (int)WORDS; j++)
			CHECK(copy[j] == i + j);
	}
	CHECK(end_turns(&t));
	return PASS;
}
