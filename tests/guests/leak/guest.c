// SPDX-License-Identifier: GPL-2.0-only
/*
 * The information that a window VM gets about `hidden`, an unrelated VM with
 * page tables: none. That VM sleeps and runs for 3 ms each in turn, and has
 * memory mapped at SEEN while it runs.
 */
#include "leak.h"

#define ROUNDS	24
#define TLS	(*(volatile uint32_t *)0xffff0ff0)

/* Varying times, so that all phases of `hidden` are met */
static void rest(uint32_t us)
{
	duet_timer(now() + TICKS_US(us), 1);
	mask();
	duet_block();
	take();
}

/* r1 to r3 and r12 after a call: the arguments, or 0 */
static bool clean(uint32_t nr, uint32_t a, uint32_t b)
{
	static const uint8_t clobbered[] = { 1, 2, 3, 12 };
	struct regs regs, before;
	uint32_t i, n;

	regs_fill(&regs, 5);
	regs.r[0] = a;
	regs.r[1] = b;
	regs.r[12] = nr;
	before = regs;
	regs_run(&regs, (uintptr_t)snip_swi);
	for (i = 0; i < sizeof(clobbered); i++) {
		n = clobbered[i];
		if (regs.r[n] && regs.r[n] != before.r[n]) {
			print("# call %u: r%u is %x\n", nr, n, regs.r[n]);
			return false;
		}
	}
	return true;
}

static void registers(void)
{
	bool bells = true, timers = true, blocks = true;
	uint32_t i;

	for (i = 0; i < ROUNDS; i++) {
		rest(500);
		/* to one that sleeps, and to one that is runnable */
		bells &= clean(DUET_CALL_DOORBELL, 0, 0);
		bells &= clean(DUET_CALL_DOORBELL, 0, 0);
		timers &= clean(DUET_CALL_TIMER, now() + TICKS_US(50000), 1);
		timers &= clean(DUET_CALL_TIMER, now(), 1);
		timers &= clean(DUET_CALL_TIMER, 0, 0);
		take();
		duet_timer(now() + TICKS_US(100), 1);
		blocks &= clean(DUET_CALL_BLOCK, 0, 0);
		blocks &= clean(DUET_CALL_BLOCK, 0, 0);
		take();
	}
	ok(bells, "pitfall A10: doorbell leaves nothing in registers");
	ok(timers, "timer leaves nothing, even if other VMs have one");
	ok(blocks, "block leaves nothing, whichever VM ran");
}

static uint32_t status_of_load(uint32_t va)
{
	uint32_t word;

	probe_ldr(va, &word);
	return last.frame.fsr;
}

static uint32_t status_of_jump(uint32_t va)
{
	probe_exec(va);
	return last.frame.fsr;
}

static bool one_status(uint32_t (*status)(uint32_t va))
{
	static const uint32_t others[] = {
		0, SEEN, 0xbf000000, 0xc0000000, 0xc0300000, 0xc0400000,
		0xd8000000, 0xd8100000, 0xef000000, 0xf0000000, 0xf0100000,
		0xf8200000, 0xfdf00000, 0xffff0000,
	};
	uint32_t i, want = status(0x40100000);
	bool good = true;

	for (i = 0; i < sizeof(others) / 4; i++)
		if (status(others[i]) != want) {
			print("# at %x: %x, not %x\n", others[i],
			      last.frame.fsr, want);
			good = false;
		}
	for (i = 0; i < ROUNDS; i++) {
		rest(500);
		good &= status(SEEN) == want;
	}
	return good;
}

/*
 * Each pid that `hidden` can have would move 0x1234 elsewhere: the address that
 * it would show is as good as any other with the same low bits.
 */
static bool hides_pids(void)
{
	uint32_t pid, word;
	bool good = true;

	for (pid = 0; pid < 96; pid++) {
		probe_ldr(pid * DUET_PID_SIZE + 0x1234, &word);
		good &= last.frame.far == 0x1234;
		probe_strb(pid * DUET_PID_SIZE + 0x1fffff1, &word);
		good &= last.frame.far == 0x1fffff1;
	}
	probe_ldr(0xc0001234, &word);
	good &= last.frame.far == 0xc0001234;
	probe_ldr(0xbffffffc, &word);
	return good && last.frame.far == 0x01fffffc;
}

static void tls(void)
{
	rest(10000);
	same(TLS, HIDDEN_TLS, "the TLS word of hidden's users is there");
	same(duet_tls(0x22222222), 0, "this VM sets its own");
	same(TLS, HIDDEN_TLS, "... and hidden's is still there");
}

int main(void)
{
	kern_upcalls();
	mask();
	tls();
	registers();
	ok(one_status(status_of_load),
	   "pitfall A11: a load has one status, whatever is there");
	ok(one_status(status_of_jump), "... and a jump");
	ok(hides_pids(), "a fault's address has no bits of a pid");
	plan();
	return 0;
}
