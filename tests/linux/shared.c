// SPDX-License-Identifier: GPL-2.0-only
/* Pages that two processes may write */
#define _GNU_SOURCE
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test.h"
#include "turns.h"

static int take_turns_with(int *mine, int *its)
{
	struct turns t;
	int i;

	CHECK(mine != MAP_FAILED && its != MAP_FAILED);
	CHECK(!start_turns(&t, answer_turn, its));
	for (i = 0; i < ROUNDS; i++) {
		fill_pages(mine, i);
		let_child(&t);
		CHECK(pages_hold(mine, ~i));
	}
	CHECK(end_turns(&t));
	return PASS;
}

TEST(coherence, shared_memory_at_one_address)
{
	int *p = map_pages(NULL, SHARED, MAP_SHARED, -1);

	return take_turns_with(p, p);
}

TEST(coherence, a_shared_file_at_two_addresses)
{
	int fd = make_file(SHARED);
	int *mine = map_pages(NULL, SHARED, MAP_SHARED, fd);
	int *its = map_pages(NULL, SHARED, MAP_SHARED, fd);

	return take_turns_with(mine, its);
}

TEST(coherence, system_v_memory)
{
	int id = shmget(IPC_PRIVATE, SHARED * PAGE, 0600);
	int *mine = shmat(id, NULL, 0), *its = shmat(id, NULL, 0);

	CHECK(id >= 0);
	shmctl(id, IPC_RMID, NULL);
	return take_turns_with(mine, its);
}

/* Below 2 GB, but not in the first 32 MB; and above */
TEST(coherence, shared_memory_at_far_addresses)
{
	int fd = make_file(SHARED);
	int *mine = map_pages((void *)0x40000000, SHARED, MAP_SHARED, fd);
	int *its = map_pages((void *)0x90000000, SHARED, MAP_SHARED, fd);

	return take_turns_with(mine, its);
}

struct semaphores {
	sem_t ping, pong;
	int words[4 * WORDS];
};

static int post_back(struct semaphores *s)
{
	int i, ok = 1;

	for (i = 0; i < ROUNDS; i++) {
		sem_wait(&s->ping);
		ok &= s->words[i * 40] == i;
		s->words[i * 40 + 1] = -i;
		sem_post(&s->pong);
	}
	return ok;
}

TEST(coherence, semaphores_in_shared_memory)
{
	struct semaphores *s = (void *)map_pages(NULL, 6, MAP_SHARED, -1);
	int i, status;
	pid_t child;

	sem_init(&s->ping, 1, 0);
	sem_init(&s->pong, 1, 0);
	child = start_child();
	if (!child)
		_exit(!post_back(s));
	for (i = 0; i < ROUNDS; i++) {
		s->words[i * 40] = i;
		sem_post(&s->ping);
		sem_wait(&s->pong);
		CHECK(s->words[i * 40 + 1] == -i);
	}
	CHECK(waitpid(child, &status, 0) == child && !status);
	return PASS;
}
