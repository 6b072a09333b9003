// SPDX-License-Identifier: GPL-2.0-only
/* A debugger's operations: breakpoints, registers, memory, system calls. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test.h"

#define BREAKPOINT		0xe7f001f0
#define BREAKPOINT_THUMB	0xde01
#define PC			15
#define CPSR			16

static volatile int variable = 1;

__attribute__((noinline)) static int target(int n)
{
	asm volatile("" : "+r" (n));
	return n + variable;
}

__attribute__((noinline, target("thumb"))) static int target_thumb(int n)
{
	asm volatile("" : "+l" (n));
	return n + 3;
}

/* A child that stops for its parent, then exits with target()'s result. */
static pid_t start(void)
{
	pid_t child = fork();

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(target(5) + target_thumb(10));
	}
	waitpid(child, NULL, 0);
	return child;
}

/* Continues to the next stop; returns its signal, or 1000 + exit status. */
static int go(pid_t child, int how)
{
	int status;

	if (ptrace(how, child, NULL, NULL) ||
	    waitpid(child, &status, 0) != child)
		return -1;
	return WIFSTOPPED(status) ? WSTOPSIG(status) :
				    1000 + WEXITSTATUS(status);
}

static long peek(pid_t child, unsigned long address)
{
	errno = 0;
	return ptrace(PTRACE_PEEKTEXT, child, address, NULL);
}

static int poke(pid_t child, unsigned long address, long value)
{
	return ptrace(PTRACE_POKETEXT, child, address, value);
}

TEST(ptrace, a_breakpoint_stops_and_goes_on)
{
	unsigned long at = (unsigned long)target;
	struct user_regs regs;
	pid_t child = start();
	long old = peek(child, at);

	CHECK(!errno);
	CHECK(!poke(child, at, BREAKPOINT));
	CHECK(go(child, PTRACE_CONT) == SIGTRAP);
	CHECK(!ptrace(PTRACE_GETREGS, child, NULL, &regs));
	CHECK(regs.uregs[PC] == at && regs.uregs[0] == 5);
	CHECK(!(regs.uregs[CPSR] & 0x20) && (regs.uregs[CPSR] & 0x1f) == 0x10);
	regs.uregs[0] = 20;
	CHECK(!ptrace(PTRACE_SETREGS, child, NULL, &regs));
	CHECK(!poke(child, at, old));
	CHECK(go(child, PTRACE_CONT) == 1000 + 21 + 13);
	/* The parent's own text is a separate copy */
	CHECK(*(volatile long *)at == old);
	return PASS;
}

TEST(ptrace, a_breakpoint_in_thumb_code)
{
	unsigned long at = (unsigned long)target_thumb & ~1UL;
	unsigned long word = at & ~3UL;
	int shift = at & 2 ? 16 : 0;
	struct user_regs regs;
	pid_t child = start();
	long old = peek(child, word);

	CHECK(!poke(child, word, (old & ~(0xffffL << shift)) |
				 (long)BREAKPOINT_THUMB << shift));
	CHECK(go(child, PTRACE_CONT) == SIGTRAP);
	CHECK(!ptrace(PTRACE_GETREGS, child, NULL, &regs));
	CHECK(regs.uregs[PC] == at && (regs.uregs[CPSR] & 0x20));
	CHECK(!poke(child, word, old));
	CHECK(go(child, PTRACE_CONT) == 1000 + 6 + 13);
	return PASS;
}

TEST(ptrace, memory_can_be_read_and_changed)
{
	pid_t child = start();

	CHECK(peek(child, (unsigned long)&variable) == 1);
	CHECK(!poke(child, (unsigned long)&variable, 100));
	CHECK(go(child, PTRACE_CONT) == 1000 + 105 + 13);
	CHECK(variable == 1);
	return PASS;
}

TEST(ptrace, system_calls_are_seen)
{
	struct user_regs regs;
	pid_t child = start();
	int stops = 0;

	while (go(child, PTRACE_SYSCALL) == SIGTRAP) {
		CHECK(!ptrace(PTRACE_GETREGS, child, NULL, &regs));
		stops += regs.uregs[7] == __NR_exit_group;
	}
	CHECK(stops == 1);
	return PASS;
}

TEST(ptrace, a_forged_mode_is_refused_or_harmless)
{
	struct user_regs regs;
	pid_t child = start();
	unsigned long mode;

	/*
	 * Every mode, with interrupts masked: the child must resume in user
	 * mode
	 */
	CHECK(!ptrace(PTRACE_GETREGS, child, NULL, &regs));
	for (mode = 0; mode < 32; mode++) {
		regs.uregs[CPSR] = (regs.uregs[CPSR] & ~0xdf) | 0xc0 | mode;
		if (ptrace(PTRACE_SETREGS, child, NULL, &regs))
			continue;
		CHECK(!ptrace(PTRACE_GETREGS, child, NULL, &regs));
		CHECK((regs.uregs[CPSR] & 0xdf) == 0x10);
	}
	CHECK(go(child, PTRACE_CONT) == 1000 + 19);
	return PASS;
}
