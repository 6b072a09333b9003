// SPDX-License-Identifier: GPL-2.0-only
/*
 * Context switch: a token goes round a ring of processes through pipes, and
 * each sums up its working set when it has the token. The cost of the pipe and
 * the sum in a single process is subtracted. One operation is one switch.
 */
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lm.h"

#define MEMBERS_MAX	64
#define RING(members, kilobytes)	((members) << 8 | (kilobytes))
#define MEMBERS(arg)	((uint32_t)(arg) >> 8)
#define WORDS(arg)	(((uint32_t)(arg) & 0xff) * 256)

static int pipes[MEMBERS_MAX][2], members[MEMBERS_MAX];
static uint32_t *set;
static volatile uint32_t sink;

static void sum(int arg)
{
	uint32_t i, total = 0;

	for (i = 0; i < WORDS(arg); i++)
		total += set[i];
	sink = total;
}

static void own_set(int arg)
{
	uint32_t i;

	set = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (i = 0; i < WORDS(arg); i++)
		set[i] = i;
}

static uint32_t place;

static void member(int arg)
{
	uint32_t next = (place + 1) % MEMBERS(arg);
	char token;

	own_set(arg);
	for (;;) {
		get(pipes[place][0], &token, 1);
		sum(arg);
		put(pipes[next][1], &token, 1);
	}
}

static void start(int arg)
{
	for (place = 0; place < MEMBERS(arg); place++)
		check(pipe(pipes[place]), "pipe");
	for (place = 1; place < MEMBERS(arg); place++)
		members[place] = child(member, arg);
	own_set(arg);
}

static void finish(int arg)
{
	uint32_t i;

	for (i = 0; i < MEMBERS(arg); i++) {
		if (i)
			reap(members[i]);
		close(pipes[i][0]);
		close(pipes[i][1]);
	}
	munmap(set, 65536);
}

static void round_trip(int arg)
{
	char token = 0;

	put(pipes[1][1], &token, 1);
	get(pipes[0][0], &token, 1);
	sum(arg);
}

static void rounds(uint32_t count, int arg)
{
	for (; count >= MEMBERS(arg); count -= MEMBERS(arg))
		round_trip(arg);
}

static void alone(uint32_t count, int arg)
{
	char token = 0;

	while (count--) {
		put(pipes[0][1], &token, 1);
		get(pipes[0][0], &token, 1);
		sum(arg);
	}
}

#define ROW(n, k) NAMED("switch/", n, k)
#define NAMED(name, n, k) \
	{ name #n "p " #k "K", 9600, rounds, RING(n, k), start, finish, \
	  alone }

const struct row switch_rows[] = {
	ROW(2, 0), ROW(2, 16), ROW(8, 0), ROW(8, 16), ROW(16, 0), ROW(16, 16),
	ROWS_END
};

/* How it grows: only when asked for, see main.c */
const struct row growth_rows[] = {
	NAMED("grow/", 2, 0), NAMED("grow/", 4, 0), NAMED("grow/", 8, 0),
	NAMED("grow/", 16, 0), NAMED("grow/", 32, 0), NAMED("grow/", 64, 0),
	ROWS_END
};
