// SPDX-License-Identifier: GPL-2.0-only
/* Thumb code: calls both ways, system calls, faults and signals in it. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>
#include "test.h"

#define THUMB	__attribute__((noinline, target("thumb")))

THUMB static int thumb_add(int a, int b)
{
	return a + b;
}

TEST(thumb, calls_interwork)
{
	CHECK(thumb_add(2, 3) == 5);
	return PASS;
}

/*
 * The frame pointer of Thumb code is r7, which also passes the number of a
 * system call: it is saved by hand.
 */
THUMB static int thumb_getpid(void)
{
	register int r0 asm("r0") = 0;

	asm volatile("push {r7}\n\tmov r7, %1\n\tswi 0\n\tpop {r7}"
		     : "+r" (r0) : "I" (__NR_getpid) : "memory");
	return r0;
}

TEST(thumb, system_calls_return_to_thumb)
{
	int i, pid = getpid();

	for (i = 0; i < 1000; i++)
		CHECK(thumb_getpid() == pid);
	return PASS;
}

THUMB static void thumb_load(unsigned long address)
{
	(void)*(volatile unsigned char *)address;
}

THUMB static void thumb_undefined(unsigned long unused)
{
	(void)unused;
	asm volatile(".short 0xde55");
}

TEST(thumb, faults_are_reported)
{
	struct fault fault = probe(thumb_load, 12);

	CHECK(fault.signal == SIGSEGV && fault.address == 12);
	fault = probe(thumb_undefined, 0);
	CHECK(fault.signal == SIGILL);
	CHECK((fault.address & ~1UL) >= ((unsigned long)thumb_undefined & ~1UL));
	CHECK(fault.address < (unsigned long)thumb_undefined + 32);
	return PASS;
}

static volatile int caught, was_thumb;

THUMB static void thumb_handler(int signal, siginfo_t *info, void *context)
{
	ucontext_t *c = context;

	(void)signal;
	(void)info;
	caught++;
	was_thumb += !!(c->uc_mcontext.arm_cpsr & 0x20);
}

THUMB static unsigned int thumb_spin(unsigned int rounds)
{
	unsigned int sum = 0;

	while (rounds--) {
		sum += rounds;
		asm volatile("" : "+l" (sum));
	}
	return sum;
}

TEST(thumb, signals_interrupt_thumb_and_are_handled_in_it)
{
	struct sigaction action = { .sa_sigaction = thumb_handler,
				    .sa_flags = SA_SIGINFO | SA_RESTART };
	struct itimerval timer = { { 0, 1000 }, { 0, 1000 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	while (caught < 50)
		CHECK(thumb_spin(100000) == 704982704);
	CHECK(was_thumb > 0);
	return PASS;
}
