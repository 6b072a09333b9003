// SPDX-License-Identifier: GPL-2.0-only
/* Processes and threads, from creation to exit. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lm.h"

static void ended(int pid)
{
	int status;

	check(waitpid(pid, &status, 0), "waitpid");
	if (status)
		abort();
}

static void fork_exit(uint32_t count, int arg)
{
	while (count--) {
		int pid = check(fork(), "fork");

		if (!pid)
			_exit(0);
		ended(pid);
	}
}

static void vfork_exit(uint32_t count, int arg)
{
	while (count--) {
		int pid = check(vfork(), "vfork");

		if (!pid)
			_exit(0);
		ended(pid);
	}
}

static void fork_exec(uint32_t count, int arg)
{
	while (count--) {
		int pid = check(fork(), "fork");

		if (!pid) {
			execl(self, self, "-exit", (char *)NULL);
			_exit(1);
		}
		ended(pid);
	}
}

static void fork_sh(uint32_t count, int arg)
{
	while (count--) {
		int pid = check(fork(), "fork");

		if (!pid) {
			/* a second command: the shell must fork */
			execl("/bin/sh", "sh", "-c", "$0 -exit; :", self,
			      (char *)NULL);
			_exit(1);
		}
		ended(pid);
	}
}

static void *nothing(void *arg)
{
	return NULL;
}

static void thread(uint32_t count, int arg)
{
	pthread_t id;

	while (count--) {
		if (pthread_create(&id, NULL, nothing, NULL))
			abort();
		pthread_join(id, NULL);
	}
}

const struct row process_rows[] = {
	{ "process/fork+exit", 200, fork_exit },
	{ "process/vfork+exit", 1000, vfork_exit },
	{ "process/fork+exec", 100, fork_exec },
	{ "process/fork+sh", 40, fork_sh },
	{ "process/thread", 1000, thread },
	ROWS_END
};
