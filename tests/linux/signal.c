// SPDX-License-Identifier: GPL-2.0-only
/* Signals: delivery, the information they carry, and complete restoration. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include "test.h"

static volatile sig_atomic_t caught;

static void count(int signal)
{
	(void)signal;
	caught++;
}

static void on(int signal, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigaction(signal, &action, NULL);
}

TEST(signal, raise_is_caught_at_once)
{
	int i;

	on(SIGUSR1, count, 0);
	for (i = 1; i <= 1000; i++) {
		raise(SIGUSR1);
		CHECK(caught == i);
	}
	return PASS;
}

/* Every register and the flags, checked for a second under timer signals. */
TEST(signal, interrupted_code_keeps_its_registers)
{
	struct itimerval timer = { { 0, 1000 }, { 0, 1000 } };
	int bad;

	on(SIGALRM, count, 0);
	setitimer(ITIMER_REAL, &timer, NULL);
	while (caught < 90) {
		asm volatile(
			"	mov	%0, #0\n"
			"	ldr	r3, =20000\n"
			"	mov	r4, #0x44\n"
			"	mov	r5, #0x55\n"
			"	mov	r6, #0x66\n"
			"	mov	r8, #0x88\n"
			"	mov	r9, #0x99\n"
			"	mov	r10, #0xaa\n"
			"	mov	r12, #0xcc\n"
			"	mov	lr, #0xee\n"
			"1:	cmp	r4, #0x44\n"
			"	cmpeq	r5, #0x55\n"
			"	cmpeq	r6, #0x66\n"
			"	cmpeq	r8, #0x88\n"
			"	cmpeq	r9, #0x99\n"
			"	cmpeq	r10, #0xaa\n"
			"	cmpeq	r12, #0xcc\n"
			"	cmpeq	lr, #0xee\n"
			"	movne	%0, #1\n"
			"	subs	r3, r3, #1\n"
			"	bne	1b\n"
			: "=&r" (bad) : : "r3", "r4", "r5", "r6", "r8", "r9",
			"r10", "r12", "lr", "cc");
		CHECK(!bad);
	}
	return PASS;
}

static char *alternate;
static volatile int on_alternate;

static void look_at_stack(int signal)
{
	char here;

	(void)signal;
	on_alternate = &here >= alternate && &here < alternate + 65536;
}

TEST(signal, alternate_stack_is_used)
{
	stack_t stack = { .ss_size = 65536 };

	alternate = malloc(65536);
	stack.ss_sp = alternate;
	CHECK(!sigaltstack(&stack, NULL));
	on(SIGUSR1, look_at_stack, SA_ONSTACK);
	raise(SIGUSR1);
	CHECK(on_alternate);
	return PASS;
}

static void skip_instruction(int signal, siginfo_t *info, void *context)
{
	ucontext_t *c = context;

	(void)signal;
	caught = info->si_addr == (void *)c->uc_mcontext.arm_pc;
	c->uc_mcontext.arm_r0 = 77;
	c->uc_mcontext.arm_pc += 4;
}

TEST(signal, undefined_instruction_is_reported_and_can_be_skipped)
{
	struct sigaction action = { .sa_sigaction = skip_instruction,
				    .sa_flags = SA_SIGINFO };
	register int r0 asm("r0") = 1;

	sigaction(SIGILL, &action, NULL);
	asm volatile(".word 0xe7f000f0" : "+r" (r0) : : "memory");
	CHECK(r0 == 77);
	CHECK(caught == 1);
	return PASS;
}

static volatile int *broken;

static void repair(int signal)
{
	(void)signal;
	mprotect((void *)broken, 4096, PROT_READ | PROT_WRITE);
	caught++;
}

TEST(signal, a_repaired_fault_is_retried)
{
	int i;

	on(SIGSEGV, repair, 0);
	broken = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
		      -1, 0);
	for (i = 1; i <= 100; i++) {
		*broken = i;
		CHECK(caught == i && *broken == i);
		CHECK(!mprotect((void *)broken, 4096, PROT_NONE));
	}
	return PASS;
}

TEST(signal, a_handler_interrupts_a_sleep)
{
	struct itimerval timer = { { 0, 0 }, { 0, 20000 } };
	struct timespec second = { 1, 0 }, left;

	on(SIGALRM, count, 0);
	setitimer(ITIMER_REAL, &timer, NULL);
	CHECK(nanosleep(&second, &left) == -1);
	CHECK(caught == 1 && left.tv_nsec > 100000000);
	return PASS;
}

/* psr of a signal frame: a program must gain no rights by changing it. */
static unsigned long forged;	/* mode, with interrupts masked */

static void raise_mode(int signal, siginfo_t *info, void *context)
{
	ucontext_t *c = context;

	(void)signal;
	(void)info;
	c->uc_mcontext.arm_cpsr = (c->uc_mcontext.arm_cpsr & ~0x1f) |
				  0xc0 | forged;
}

static int ask_for_supervisor(void)
{
	struct sigaction action = { .sa_sigaction = raise_mode,
				    .sa_flags = SA_SIGINFO };

	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	return probe(load_byte, 0xc0008000).signal == SIGSEGV ? 0 : 1;
}

TEST(signal, a_forged_mode_gives_no_rights)
{
	int status;

	/* Refused by SIGSEGV, or ignored and still without rights */
	for (forged = 0; forged < 32; forged++) {
		status = in_child(ask_for_supervisor);
		CHECK(status == 128 + SIGSEGV || status == 0);
	}
	return PASS;
}
