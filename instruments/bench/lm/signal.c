// SPDX-License-Identifier: GPL-2.0-only
/* Signals and faults of a program. */
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lm.h"

static volatile char *page;
static volatile uint32_t left;
static sigjmp_buf back;

static void nothing(int signal)
{
}

static void set_handler(int signal, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	check(sigaction(signal, &action, NULL), "sigaction");
}

static void install(uint32_t count, int arg)
{
	while (count--)
		set_handler(SIGUSR1, nothing);
}

static void catch(uint32_t count, int arg)
{
	pid_t pid = getpid();

	set_handler(SIGUSR1, nothing);
	while (count--)
		kill(pid, SIGUSR1);
}

/* After the last one, leave the instruction that would fault again */
static void again(int signal)
{
	if (!--left)
		siglongjmp(back, 1);
}

static void protect(int arg)
{
	page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	(void)*page;
	set_handler(SIGSEGV, again);
}

static void unprotect(int arg)
{
	set_handler(SIGSEGV, SIG_DFL);
	munmap((void *)page, 4096);
}

static void fault(uint32_t count, int arg)
{
	left = count;
	if (!sigsetjmp(back, 1))
		*page = 1;
}

static void set_undefined(int arg)
{
	set_handler(SIGILL, again);
}

static void undefined(uint32_t count, int arg)
{
	left = count;
	if (!sigsetjmp(back, 1))
		asm volatile(".inst 0xe7f001f8");
}

const struct row signal_rows[] = {
	{ "signal/install", 50000, install },
	{ "signal/catch", 20000, catch },
	{ "signal/protection fault", 10000, fault, 0, protect, unprotect },
	{ "signal/undefined", 10000, undefined, 0, set_undefined },
	ROWS_END
};
