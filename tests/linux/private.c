// SPDX-License-Identifier: GPL-2.0-only
/* Pages at one address that are not shared */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test.h"
#include "turns.h"

static int keep_own(void *argument, int round)
{
	int *p = argument, ok = round ? pages_hold(p, 1000 - round) : 1;

	fill_pages(p, 999 - round);
	return !ok;
}

static int own_data_at(void *address)
{
	int *p = map_pages(address, SHARED, MAP_PRIVATE, -1), i;
	struct turns t;

	CHECK(p != MAP_FAILED);
	fill_pages(p, -1);
	CHECK(!start_turns(&t, keep_own, p));
	for (i = 0; i < ROUNDS; i++) {
		CHECK(pages_hold(p, i - 1));
		fill_pages(p, i);
		let_child(&t);
	}
	CHECK(end_turns(&t));
	return PASS;
}

TEST(coherence, parent_and_child_keep_their_own)
{
	return own_data_at(NULL);
}

TEST(coherence, also_above_two_gigabytes)
{
	return own_data_at((void *)0x90000000);
}

TEST(coherence, also_between)
{
	return own_data_at((void *)0x40000000);
}

/* One address space grows into the others' addresses in the middle of it. */
static int grow_and_keep_own(void *argument, int round)
{
	static int *more;
	int bad = keep_own(argument, round);

	if (round == ROUNDS / 4)
		more = map_pages((void *)0x90000000, SHARED, MAP_PRIVATE, -1);
	if (round == ROUNDS / 2)
		more = map_pages((void *)0x04000000, SHARED, MAP_PRIVATE, -1);
	if (more)
		fill_pages(more, round);
	return bad || (more && !pages_hold(more, round));
}

TEST(coherence, one_of_them_grows)
{
	int *p = map_pages(NULL, SHARED, MAP_PRIVATE, -1), i;
	struct turns t;

	CHECK(!start_turns(&t, grow_and_keep_own, p));
	for (i = 0; i < ROUNDS; i++) {
		fill_pages(p, i);
		let_child(&t);
		CHECK(pages_hold(p, i));
	}
	CHECK(end_turns(&t));
	return PASS;
}

#define MANY	90	/* more than the CPU's 63 identifiers */

static int one_of_many(int n, int in, int out)
{
	int *p = map_pages(NULL, SHARED, MAP_PRIVATE, -1), round, ok = 1;

	fill_pages(p, n);
	for (round = 0; round < 3; round++) {
		wait_turn(in);
		ok &= pages_hold(p, n + 1000 * round);
		fill_pages(p, n + 1000 * (round + 1));
		give_turn(out);
	}
	return !ok;
}

TEST(coherence, a_ring_of_many_processes)
{
	int first[2], last[2], i, status, bad = 0;

	CHECK(!pipe(first));
	last[0] = first[0];
	for (i = 0; i < MANY; i++) {
		int next[2];
		pid_t child;

		CHECK(!pipe(next));
		child = start_child();
		CHECK(child >= 0);
		if (!child)
			_exit(one_of_many(i, last[0], next[1]));
		if (i)
			close(last[0]);
		close(next[1]);
		last[0] = next[0];
	}
	for (i = 0; i < 3; i++) {
		give_turn(first[1]);
		wait_turn(last[0]);
	}
	while (wait(&status) > 0)
		bad |= status;
	CHECK(!bad);
	return PASS;
}

/* One of them has its parent's identifier, and none runs between the two. */
TEST(coherence, each_of_many_against_its_parent)
{
	static struct turns t[MANY];
	int *p = map_pages(NULL, SHARED, MAP_PRIVATE, -1), n, i;

	for (n = 0; n < MANY; n++)
		CHECK(!start_turns(&t[n], keep_own, p));
	for (n = 0; n < MANY; n++) {
		for (i = 0; i < ROUNDS; i++) {
			fill_pages(p, n + i);
			let_child(&t[n]);
			CHECK(pages_hold(p, n + i));
		}
		CHECK(end_turns(&t[n]));
	}
	return PASS;
}

/* Each new process has the addresses of one that has ended. */
TEST(coherence, many_children_one_after_the_other)
{
	int *p = map_pages(NULL, SHARED, MAP_PRIVATE, -1), i, status;

	for (i = 0; i < 2 * MANY; i++) {
		pid_t child;

		fill_pages(p, i);
		child = start_child();
		if (!child) {
			int ok = pages_hold(p, i);

			fill_pages(p, ~i);
			_exit(!ok || !pages_hold(p, ~i));
		}
		CHECK(waitpid(child, &status, 0) == child && !status);
		CHECK(pages_hold(p, i));
	}
	return PASS;
}

#define WINDOW	0x02000000ul	/* what the CPU's identifiers move, bytes */
#define WINDOWS	64

/* Pages at the same place of each 32 MB below 2 GB but the first */
static int fill_all_windows(void *place, int round)
{
	static int mapped;
	int n, bad = 0;

	for (n = 1; n < WINDOWS; n++) {
		int *p = (int *)((unsigned long)place + n * WINDOW);

		if (!mapped && map_pages(p, 1, MAP_PRIVATE, -1) == MAP_FAILED)
			return 1;
		bad |= mapped && p[round] != n + round - 1;
		p[round + 1] = n + round;
	}
	mapped = 1;
	return bad;
}

TEST(coherence, one_has_pages_all_over)
{
	int *p = map_pages(NULL, SHARED, MAP_PRIVATE, -1), i;
	struct turns wide, other;

	/* Natively, too, mappings may begin above the windows */
	SKIP_UNLESS((unsigned long)p < 0x80000000);
	CHECK(!start_turns(&wide, fill_all_windows,
			   (void *)((unsigned long)p % WINDOW)));
	CHECK(!start_turns(&other, keep_own, p));
	for (i = 0; i < ROUNDS; i++) {
		fill_pages(p, i);
		let_child(&wide);
		let_child(&other);
		CHECK(pages_hold(p, i));
	}
	CHECK(end_turns(&wide));
	CHECK(end_turns(&other));
	return PASS;
}

#define SPREAD	(48 << 20)	/* bytes */
#define STRIDE	(16 * PAGE + 64)

static int big_heap(void *argument, int round)
{
	static char *heap;
	unsigned long i;
	int bad = 0;

	(void)argument;
	if (!heap)
		heap = (char *)map_pages(NULL, SPREAD / PAGE, MAP_PRIVATE, -1);
	for (i = 0; i < SPREAD; i += STRIDE) {
		bad |= round && heap[i] != (char)(round - 1 + i / STRIDE);
		heap[i] = round + i / STRIDE;
	}
	return bad;
}

TEST(coherence, heaps_of_48_megabytes)
{
	struct turns a, b;
	int i;

	CHECK(!start_turns(&a, big_heap, NULL));
	CHECK(!start_turns(&b, big_heap, NULL));
	for (i = 0; i < ROUNDS; i++) {
		let_child(&a);
		let_child(&b);
	}
	CHECK(end_turns(&a) && end_turns(&b));
	return PASS;
}

#define BIG		(8u << 20)
#define PLACES		3	/* in three tables of second-level entries */

static int is_zero(const char *p)
{
	int i;

	for (i = 0; i < PAGE; i++)
		if (p[i])
			return 0;
	return 1;
}

/* Most of a thread's stack, for one, is never touched, nor is its beginning. */
TEST(coherence, few_pages_of_a_big_mapping)
{
	char *p, *at;
	int i, n;

	for (i = 0; i < ROUNDS; i++) {
		p = mmap(NULL, BIG, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		CHECK(p != MAP_FAILED);
		for (n = 1; n <= PLACES; n++) {
			at = p + n * (BIG / 4) + PAGE * (i & 7);
			CHECK(is_zero(at));
			memset(at, i + 1, PAGE);
		}
		CHECK(!munmap(p, BIG));
	}
	return PASS;
}

/* The parent writes one word of each page, the child the words beside it. */
static int write_around(void *argument, int round)
{
	int bad = 0, *p = argument, n;

	for (n = 0; n < SHARED; n++, p += WORDS) {
		bad |= round && (p[0] != round - 1 || p[1] != round ||
				 p[2] != round - 1);
		p[0] = round;
		p[2] = round;
	}
	return bad;
}

static int write_middle(pid_t child, int *p, int value)
{
	struct iovec mine = { &value, sizeof(value) }, its[SHARED];
	struct iovec from[SHARED];
	int n;

	for (n = 0; n < SHARED; n++) {
		from[n] = mine;
		its[n].iov_base = p + n * WORDS + 1;
		its[n].iov_len = sizeof(value);
	}
	return process_vm_writev(child, from, SHARED, its, SHARED, 0) ==
	       (ssize_t)(SHARED * sizeof(value));
}

TEST(coherence, memory_that_another_process_writes)
{
	int *p = map_pages(NULL, SHARED, MAP_PRIVATE, -1), i;
	struct turns t;

	CHECK(p != MAP_FAILED);
	CHECK(!start_turns(&t, write_around, p));
	for (i = 0; i < ROUNDS; i++) {
		CHECK(write_middle(t.child, p, i));
		let_child(&t);
	}
	CHECK(end_turns(&t));
	return PASS;
}
