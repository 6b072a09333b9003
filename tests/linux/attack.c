// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resources that a program must not reach: the kernel's memory, directly or
 * through the kernel, and the processor.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "test.h"

#define TASK_SIZE	0xbf000000UL	/* of a 3 GB split */
#define GETRESUID16	165		/* stores three 16-bit words */
#define SETGROUPS16	81		/* loads 16-bit words */

/*
 * First bytes of the kernel's half, its linear map, its text, and far up. Not
 * 0xffff0000: bare Linux lets users read the vectors next to the helpers.
 */
static const unsigned long kernel[] = {
	TASK_SIZE, 0xc0001000, 0xc0008000, 0xc0100000, 0xc0ffffff,
	0xef000000, 0xf0000000, 0xf1004000, 0xf8000000, 0xfe000000,
	0xffff1000, 0xfffffff8,
};

#define FOR_EACH(k)							\
	for (k = kernel; k < kernel + sizeof(kernel) / sizeof(*kernel); k++)

static int faults(long result)
{
	return result == -1 && errno == EFAULT;
}

static void run_at(unsigned long address)
{
	((void (*)(void))(address & ~3UL))();
}

TEST(attack, the_kernel_is_closed_to_loads_and_stores_and_jumps)
{
	const unsigned long *k;

	FOR_EACH(k) {
		CHECK(probe(load_byte, *k).signal == SIGSEGV);
		CHECK(probe(store_byte, *k).signal == SIGSEGV);
		CHECK(probe(run_at, *k).signal == SIGSEGV);
	}
	return PASS;
}

TEST(attack, a_fault_in_the_kernels_half_is_told_as_natively)
{
	struct fault fault = probe(load_byte, 0xc0008000);

	CHECK(fault.address == 0xc0008000 && fault.code > 0);
	return PASS;
}

TEST(attack, single_words_are_not_passed_to_kernel_addresses)
{
	const unsigned long *k;
	int pipes[2];

	CHECK(!pipe(pipes));
	CHECK(write(pipes[1], "hello", 5) == 5);
	FOR_EACH(k) {
		CHECK(faults(ioctl(pipes[0], FIONREAD, *k)));
		CHECK(faults(ioctl(pipes[0], FIONBIO, *k)));
		CHECK(faults(syscall(GETRESUID16, *k, *k, *k)));
		CHECK(faults(syscall(SETGROUPS16, 1, *k)));
	}
	return PASS;
}

TEST(attack, single_bytes_are_not_fetched_from_kernel_addresses)
{
	const unsigned long *k;
	int pty = open("/dev/ptmx", O_RDWR | O_NOCTTY);

	CHECK(pty >= 0);
	FOR_EACH(k)
		CHECK(faults(ioctl(pty, TIOCSTI, *k)));
	return PASS;
}

TEST(attack, double_words_are_not_stored_at_kernel_addresses)
{
	const unsigned long *k;
	int disk = open("/dev/mmcblk0", O_RDONLY);
	unsigned long long size;

	SKIP_UNLESS(disk >= 0);
	CHECK(!ioctl(disk, BLKGETSIZE64, &size) && size);
	FOR_EACH(k)
		CHECK(faults(ioctl(disk, BLKGETSIZE64, *k)));
	for (size = 1; size < 8; size++)
		CHECK(faults(ioctl(disk, BLKGETSIZE64,
				   (unsigned long)(TASK_SIZE - size))));
	return PASS;
}

TEST(attack, an_access_across_the_boundary_is_refused)
{
	char *last = mmap((void *)(TASK_SIZE - 4096), 4096,
			  PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS |
			  MAP_FIXED_NOREPLACE, -1, 0);
	int pipes[2], i;

	SKIP_UNLESS(last != MAP_FAILED);
	CHECK(!pipe(pipes));
	memset(last, 1, 4096);
	for (i = 1; i < 4; i++) {
		CHECK(faults(ioctl(pipes[0], FIONREAD, TASK_SIZE - i)));
		CHECK(faults(ioctl(pipes[0], FIONBIO, TASK_SIZE - i)));
	}
	CHECK(ioctl(pipes[0], FIONREAD, TASK_SIZE - 4) == 0);
	CHECK(ioctl(pipes[0], FIONBIO, TASK_SIZE - 4) == 0);
	CHECK(faults(syscall(GETRESUID16, last, last, TASK_SIZE - 1)));
	CHECK(!syscall(GETRESUID16, last, last, TASK_SIZE - 2));
	CHECK(faults(syscall(SETGROUPS16, 1, TASK_SIZE - 1)));
	CHECK(write(pipes[1], last, 8192) <= 4096);
	return PASS;
}

TEST(attack, copies_and_strings_stop_at_the_kernel)
{
	static char *no_arguments[] = { "x", NULL };
	const unsigned long *k;
	int pipes[2], zero = open("/dev/zero", O_RDWR);

	CHECK(!pipe(pipes));
	CHECK(write(pipes[1], "hello", 5) == 5);
	FOR_EACH(k) {
		char *at = (char *)*k;

		CHECK(faults(read(zero, at, 4)));
		CHECK(faults(read(pipes[0], at, 4)));
		CHECK(faults(write(pipes[1], at, 4)));
		CHECK(faults(open(at, O_RDONLY)));
		CHECK(faults(execve("/bin/sh", (char **)at, NULL)));
		CHECK(faults(execve(at, no_arguments, NULL)));
		CHECK(faults(syscall(SYS_clock_gettime, CLOCK_REALTIME, at)));
	}
	return PASS;
}

TEST(attack, futexes_in_the_kernel_are_refused)
{
	const unsigned long *k;
	int mine = 0;

	FOR_EACH(k) {
		unsigned long at = *k & ~3UL;

		CHECK(faults(syscall(SYS_futex, at, FUTEX_WAIT, 0, NULL)));
		CHECK(faults(syscall(SYS_futex, &mine, FUTEX_WAKE_OP_PRIVATE,
				     1, 1, at, FUTEX_OP_SET << 28)));
		CHECK(faults(syscall(SYS_futex, at, FUTEX_LOCK_PI_PRIVATE, 0,
				     NULL)));
	}
	return PASS;
}

TEST(attack, other_processes_memory_calls_are_no_way_either)
{
	char buffer[4];
	struct iovec local = { buffer, 4 }, remote = { NULL, 4 };
	const unsigned long *k;
	pid_t child = fork();

	if (child == 0) {
		pause();
		_exit(0);
	}
	CHECK(!ptrace(PTRACE_ATTACH, child, NULL, NULL));
	CHECK(waitpid(child, NULL, 0) == child);
	FOR_EACH(k) {
		remote.iov_base = (void *)*k;
		CHECK(faults(process_vm_readv(child, &local, 1, &remote, 1, 0)));
		CHECK(faults(process_vm_writev(child, &local, 1, &remote, 1,
					       0)));
		CHECK(ptrace(PTRACE_POKEDATA, child, *k & ~3UL, 0) == -1);
	}
	kill(child, SIGKILL);
	return PASS;
}

static int stack_in_kernel(void)
{
	stack_t stack = { .ss_sp = (void *)0xc0100000, .ss_size = 65536 };
	struct sigaction action = { .sa_handler = (void (*)(int))run_at,
				    .sa_flags = SA_ONSTACK };

	sigaltstack(&stack, NULL);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	return 0;
}

TEST(attack, a_signal_stack_in_the_kernel_kills_its_owner_alone)
{
	CHECK(in_child(stack_in_kernel) == 128 + SIGSEGV);
	return PASS;
}

static void read_control(unsigned long unused)
{
	(void)unused;
	asm volatile("mrc p15, 0, r0, c1, c0, 0" : : : "r0");
}

static void write_domains(unsigned long all)
{
	asm volatile("mcr p15, 0, %0, c3, c0, 0" : : "r" (all));
}

static void write_table_base(unsigned long base)
{
	asm volatile("mcr p15, 0, %0, c2, c0, 0" : : "r" (base));
}

TEST(attack, the_system_coprocessor_is_closed)
{
	CHECK(probe(read_control, 0).signal == SIGILL);
	CHECK(probe(write_domains, 0xffffffff).signal == SIGILL);
	CHECK(probe(write_table_base, 0).signal == SIGILL);
	return PASS;
}

TEST(attack, the_mode_cannot_be_changed)
{
	/* Ignored in user mode, as is masking interrupts */
	asm volatile("mrs r0, cpsr\n\tbic r0, r0, #0x1f\n\torr r0, r0, #0xd3\n\t"
		     "msr cpsr_c, r0" : : : "r0", "cc");
	CHECK(probe(load_byte, 0xc0008000).signal == SIGSEGV);
	return PASS;
}

/* r12 holds a hypercall's number, but the caller is a user. */
TEST(attack, system_calls_are_never_hypercalls)
{
	long number, pid = getpid();

	for (number = 0; number < 64; number++) {
		register long r12 asm("r12") = number;
		register long r7 asm("r7") = __NR_getpid;
		register long r0 asm("r0") = 2;
		register long r1 asm("r1") = 0xc0100000;

		asm volatile("swi 0" : "+r" (r0) : "r" (r1), "r" (r7),
			     "r" (r12) : "memory");
		CHECK(r0 == pid);
	}
	return PASS;
}
