// SPDX-License-Identifier: GPL-2.0-only
/*
 * linux-tests [GROUP...]: runs the tests of the groups, or all, and prints TAP.
 * Returns status 0 if none failed. Also runs on the bare board.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test.h"

extern const struct test __start_tests[], __stop_tests[];

static sigjmp_buf probe_exit;
static struct fault probe_fault;

static void probe_handler(int signal, siginfo_t *info, void *context)
{
	(void)context;
	probe_fault.signal = signal;
	probe_fault.code = info->si_code;
	probe_fault.address = (unsigned long)info->si_addr;
	siglongjmp(probe_exit, 1);
}

struct fault probe(void (*f)(unsigned long), unsigned long argument)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE };
	struct sigaction action = { .sa_sigaction = probe_handler,
				    .sa_flags = SA_SIGINFO | SA_NODEFER };
	unsigned int i;

	for (i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		sigaction(fatal[i], &action, NULL);
	memset(&probe_fault, 0, sizeof(probe_fault));
	if (!sigsetjmp(probe_exit, 1))
		f(argument);
	return probe_fault;
}

void load_byte(unsigned long address)
{
	(void)*(volatile unsigned char *)address;
}

void store_byte(unsigned long address)
{
	*(volatile unsigned char *)address = 0x5a;
}

static int exit_status(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child)
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

int in_child(int (*f)(void))
{
	pid_t child = fork();

	if (child == 0)
		_exit(f());
	return exit_status(child);
}

static int run_test(const struct test *test)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		int result;

		alarm(TIMEOUT);
		result = test->run();
		fflush(stdout);
		_exit(result);
	}
	return exit_status(child);
}

static int wanted(const struct test *test, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], test->group))
			return 1;
	return argc == 1;
}

/* Returns 1 if it failed. */
static int report(const struct test *test, int number)
{
	int result = run_test(test);

	if (result > 128)
		printf("# ended by signal %d\n", result - 128);
	printf("%s %d - %s: %s%s\n",
	       result == PASS || result == SKIP ? "ok" : "not ok", number,
	       test->group, test->name, result == SKIP ? " # SKIP" : "");
	return result != PASS && result != SKIP;
}

int main(int argc, char **argv)
{
	const struct test *test;
	int number = 0, failed = 0;

	for (test = __start_tests; test < __stop_tests; test++)
		if (wanted(test, argc, argv))
			failed += report(test, ++number);
	printf("1..%d\n", number);
	return failed || !number;
}
