// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process identifiers: the addresses that they move, for kernel, user and the
 * hypervisor's own accesses; that a VM keeps its own while another VM with page
 * tables has others, and begins its life with 0.
 */
#include "beat.h"
#include "pids.h"
#include "server-check.h"

#define OTHER	((volatile struct server *)0xfe000000)
#define BEAT	((volatile struct beat *)(uintptr_t)shared->channel[1].va)
#define PIDS	95u			/* below the kernel half */
#define VA	0x01f50000u
#define A	NEW_ROOT(0)
#define B	NEW_ROOT(1)
#define FRAME(n) (FREE_PA + 0x60000 + (n) * 0x1000)

static struct server own;
static struct frame frame;

static uint32_t load(uint32_t va)
{
	uint32_t word = 0;

	return probe_ldr(va, &word) ? 0xdead : word;
}

/* Root `root` gets frame n at VA for the pid. */
static void map(uint32_t root, uint32_t pid, uint32_t l2, uint32_t n)
{
	*frame_at(FRAME(n)) = n;
	if (set_link(root, REGION(pid) + VA, l2) ||
	    set_page(l2, VA, (shared->ram_pa + FRAME(n)) | RW | CACHED))
		bail("no page");
}

static void moves(void)
{
	map(ROOT, 0, L2(1), 10);
	map(ROOT, 1, L2(2), 11);
	map(ROOT, PIDS - 1, L2(3), 12);
	duet_pt_root(DUET_ROOT_CREATE, A);
	map(A, 2, L2(4), 13);
	flush_tlb();
	same(load(VA), 10, "no pid");
	same(load(VA + REGION(1)), 11, "an address above 32 MB");
	same(duet_mm_switch(ROOT | PID(1) | KEEP, 0), 0, "pid 1");
	same(load(VA), 11, "... an address below 32 MB is moved");
	same(load(VA + REGION(1)), 11, "... one above is not");
	same(load(RAM_VA + FRAME(10)), 10, "... nor the kernel's");
	same(duet_mm_switch(ROOT | PID(PIDS - 1), 0), 0, "the last pid");
	same(load(VA), 12, "... moves to the end of the user half");
	same(duet_mm_switch(ROOT | PID(PIDS), 0), DUET_EINVAL, "one more");
	same(load(VA), 12, "... changes nothing");
	same(duet_mm_switch(A | PID(2) | KEEP, 0), 0, "pid 2, another root");
	same(load(VA), 13, "... its page");
	same(load(VA + REGION(1)), 0xdead, "... without the others'");
	same(duet_mm_switch(A | KEEP, 0), 0, "that root without the pid");
	same(load(VA), 0xdead, "... nothing is there");
	same(load(VA + REGION(2)), 13, "... but at the modified address");
	duet_pt_root(DUET_ROOT_CREATE, B);
	duet_mm_switch(B | PID(2) | KEEP, 0);
	same(duet_pt_root(DUET_ROOT_DESTROY, B), DUET_EBUSY,
	     "an empty root that is loaded with a pid can't be destroyed");
	same(duet_mm_switch(ROOT | KEEP, 0), 0, "back");
	same(duet_pt_root(DUET_ROOT_DESTROY, B), 0, "... now it can");
	same(load(VA), 10, "... as before");
}

/* The CPU reports the modified address, QEMU the other one. */
static void faults(void)
{
	uint32_t word = 0;

	duet_mm_switch(ROOT | PID(3) | KEEP, 0);
	ok(probe_str(VA, &word) && (last.frame.far == VA ||
				    last.frame.far == VA + REGION(3)),
	   "a fault's address is one of the two");
	ok(probe_exec(VA) && last.frame.far == VA && last.frame.pc == VA,
	   "... a jump's is the pc");
	duet_mm_switch(ROOT | KEEP, 0);
}

/* Reports of the other may fill the console: it has room after a rest. */
static int32_t say(uint32_t va)
{
	int32_t taken;

	do {
		duet_timer(now() + TICKS_US(5000), 1);
		mask();
		duet_block();
		take();
		taken = duet_console(va, 8);
	} while (!taken);
	return taken;
}

/* The hypervisor reads where the guest would. */
static void pointers(void)
{
	uint32_t i;

	for (i = 0; i < 2; i++) {	/* "#  text\n" */
		frame_at(FRAME(10 + i))[4] = 0x74202023;
		frame_at(FRAME(10 + i))[5] = 0x0a747865;
	}
	flush_tlb();			/* and the lines: read at VA */
	same(say(VA + 16), 8, "a buffer");
	duet_mm_switch(ROOT | PID(3) | KEEP, 0);
	same(say(VA + 16), DUET_EFAULT, "... where nothing is");
	duet_mm_switch(ROOT | PID(1) | KEEP, 0);
	same(say(VA + 16), 8, "... that is moved");
	duet_mm_switch(ROOT | KEEP, 0);
}

/* The range of a cache call is that of modified addresses, a TLB call's not. */
static void ranges(void)
{
	duet_mm_switch(ROOT | PID(1) | KEEP, 0);
	same(load(VA), 11, "a page of pid 1");
	load(VA);		/* the report has emptied QEMU's TLB */
	queue(L2(2) + (VA >> 12 & 0xff) * 4,
	      (shared->ram_pa + FRAME(10)) | RW | CACHED);
	duet_cache(DUET_CACHE_FLUSH, VA + REGION(1), VA + REGION(1) + 32);
	duet_tlb(DUET_TLB_RANGE, VA, VA + 0x1000);
	same(load(VA), 10, "... is changed");
	duet_mm_switch(ROOT | KEEP, 0);
}

static int32_t run(const char *snippet, uint32_t seed)
{
	int32_t kind;

	user_frame_init(&frame, snippet, seed);
	while ((kind = user_run(&frame)) == DUET_UPCALL_IRQ_USER)
		take();
	return kind;
}

static bool user_runs(const char *snippet, uint32_t seed)
{
	struct frame want;
	uint32_t i;
	bool good;

	user_frame_init(&want, snippet, seed);
	good = run(snippet, seed) == DUET_UPCALL_SWI_USER;
	for (i = 0; i < 15; i++)
		good &= frame.r[i] == want.r[i];
	return good;
}

/* user_space() has mapped its code for pid 0. */
static void users(void)
{
	if (set_link(ROOT, REGION(4), L2(0)))
		bail("no link");
	duet_mm_switch(ROOT | PID(4) | KEEP, 0);
	ok(user_runs(u_swi, 1) && user_runs(u_swi_thumb, 2),
	   "code of user is moved");
	duet_mm_switch(ROOT | PID(1) | KEEP, 0);
	same(run(u_swi, 3), DUET_UPCALL_PABT_USER, "... and with its pid");
	same(frame.pc, USER_CODE, "... its pc is not modified");
	duet_mm_switch(ROOT | KEEP, 0);
}

/* A pid for each turn, next to a VM that has others */
static void turns(void)
{
	uint32_t i, pid, served = OTHER->served;
	bool good = true;

	for (i = 0; i < 200; i++) {
		pid = i % 4;
		duet_mm_switch(pid == 2 ? A | PID(2) | KEEP :
			       ROOT | PID(pid), mark);
		good &= load(VA) == (pid == 3 ? 0xdead : pid == 2 ? 13 : 10);
		wait_ticks(TICKS_US(700));
		good &= load(VA) == (pid == 3 ? 0xdead : pid == 2 ? 13 : 10);
		duet_mm_switch(ROOT | PID(i & 1 ? 4 : 0) | KEEP, mark);
		server_check(i);
	}
	ok(good, "200 turns: each pid stays");
	same(own.errors, 0, "... and all is my own");
	ok(OTHER->served - served > 20, "the other had its turns");
	same(OTHER->errors, 0, "... and all was its own");
	ok(OTHER->lives > 3, "... in each of its lives");
	same(shared->lives, 1, "I had one");
	same(BEAT->early + BEAT->spurious, 0, "the beat: never early");
	ok(BEAT->worst < TICKS_US(30), "... never late");
	print("# %u turns, %u lives, worst %u\n", OTHER->served - served,
	      OTHER->lives, BEAT->worst);
}

int main(void)
{
	mask();
	server_init();
	server = &own;
	moves();
	faults();
	pointers();
	ranges();
	users();
	turns();
	plan();
	return 0;
}
