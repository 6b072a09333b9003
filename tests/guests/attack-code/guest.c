// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code that changes while in use: the swi of a call that was cut and restarts,
 * the arguments that it restarts with, code of user, code in a channel. A
 * restarted call trusts none of its earlier checks.
 */
#include "attack.h"
#include "paged.h"

#define CODE	(FREE_PA + 0x20000)
#define CODE_VA	(RAM_VA + CODE)
#define ROUNDS	120

static volatile uint32_t *const code = (volatile uint32_t *)CODE_VA;
static volatile uint32_t cuts, new_insn;
static volatile bool forge;
static volatile uint32_t forged[3];

static void sync(void)
{
	duet_cache(DUET_CACHE_COHERENT, CODE_VA, CODE_VA + 0x1000);
}

/* A call that takes longer than the timer: its swi, and a jump back */
static int32_t long_call(uint32_t seed)
{
	struct regs regs;

	code[0] = 0xef000000;
	code[1] = 0xe51ff004;		/* ldr pc, [pc, #-4] */
	code[2] = (uintptr_t)regs_back;
	sync();
	regs_fill(&regs, seed);
	regs.r[0] = DUET_CACHE_CLEAN;
	regs.r[1] = 0;
	regs.r[2] = 0x02000000;
	regs.r[12] = DUET_CALL_CACHE;
	cuts = 0;
	shared->mask = 0;
	duet_timer(now() + TICKS_US(20) + seed, 1);
	regs_run(&regs, CODE_VA);
	mask();
	duet_timer(0, 0);
	take();
	return regs.r[0];
}

/* The interrupt that cut it replaces the swi */
static void change(uint32_t events)
{
	cuts++;
	if (new_insn) {
		code[0] = new_insn;
		sync();
	}
	if (forge) {
		irq_frame->r[0] = forged[0];
		irq_frame->r[1] = forged[1];
		irq_frame->r[2] = forged[2];
	}
}

static void changed_swi(void)
{
	uint32_t i;
	bool good = true;

	irq_hook = change;
	new_insn = 0xe3a00055;		/* mov r0, #0x55 */
	for (i = 0; i < ROUNDS; i++)
		good &= long_call(i) == 0x55 && cuts == 1;
	ok(good, "the swi of a preempted call, overwritten: the new code runs");
	new_insn = 0xe3a0c040;		/* mov r12, #64: not a call */
	good = true;
	for (i = 0; i < ROUNDS; i++)
		good &= long_call(i) == DUET_CACHE_CLEAN;
	ok(good, "... and no more of the call");
	new_insn = 0;
}

/* As if the hypervisor had got that far: each is checked like the first. */
static void changed_arguments(void)
{
	static const uint32_t bad[][3] = {
		{ DUET_CACHE_INVALIDATE, 0xf8000000, 0xf8001000 },
		{ DUET_CACHE_INVALIDATE, HYPERVISOR, 0xf0001000 },
		{ DUET_CACHE_CLEAN, 0, DUET_GUEST_TOP + 1 },
		{ DUET_CACHE_FLUSH, 0x1000, 0 },
		{ DUET_CACHE_COHERENT, 0xffff0000, 0xffff1000 },
		{ DUET_CACHE_CLEAN_ALL + 1, 0, 0x1000 },
		{ ~0u, 0, 0 },
	};
	uint32_t i, k;
	bool good = true;

	forge = true;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		for (k = 0; k < 8; k++) {
			forged[0] = bad[i][0];
			forged[1] = bad[i][1];
			forged[2] = bad[i][2];
			good &= long_call(k * 31) == DUET_EINVAL && cuts == 1;
		}
	forge = false;
	irq_hook = 0;
	ok(good, "the arguments of a cut call, forged: refused");
}

/* A cut creation restarts with another offset, or as a destruction */
static volatile uint32_t next_op, next_offset;

static void change_root(uint32_t events)
{
	if (irq_frame->r[12] != DUET_CALL_PT_ROOT)
		return;
	cuts++;
	irq_frame->r[0] = next_op;
	irq_frame->r[1] = next_offset;
}

static int32_t create_cut(uint32_t op, uint32_t offset, uint32_t after)
{
	int32_t got;

	next_op = op;
	next_offset = offset;
	shared->mask = 0;
	duet_timer(now() + after, 1);
	got = call_raw(DUET_CALL_PT_ROOT, DUET_ROOT_CREATE, NEW_ROOT(0), 0);
	mask();
	duet_timer(0, 0);
	take();
	return got;
}

static void changed_root(void)
{
	static const struct {
		uint32_t op, offset;
		int32_t want;
	} to[] = {
		{ DUET_ROOT_CREATE, ROOT, DUET_EINVAL },
		{ DUET_ROOT_CREATE, 0, DUET_EINVAL },
		{ DUET_ROOT_CREATE, NEW_ROOT(0) + 0x400, DUET_EINVAL },
		{ DUET_ROOT_DESTROY, NEW_ROOT(0), DUET_EINVAL },
		{ DUET_ROOT_DESTROY, ROOT, DUET_EBUSY },
		{ 2, NEW_ROOT(0), DUET_EINVAL },
		{ DUET_ROOT_CREATE, 0x100000, DUET_EINVAL },
	};
	uint32_t i, k, hit = 0;
	bool good = true;
	int32_t got;

	irq_hook = change_root;
	for (i = 0; i < sizeof(to) / sizeof(to[0]); i++)
		for (k = 0; k < 20; k++) {
			cuts = 0;
			got = create_cut(to[i].op, to[i].offset, 10 + k * 12);
			hit += cuts;
			good &= got == (cuts ? to[i].want : 0);
			/* the half-made root is completed, or given up */
			if (cuts)
				good &= duet_mm_switch(NEW_ROOT(0), 0) ==
					DUET_EINVAL;
			got = duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(0));
			good &= got == (cuts ? 0 : DUET_EBUSY);
			good &= !duet_mm_switch(NEW_ROOT(0), 0);
			good &= !duet_mm_switch(ROOT, 0);
			good &= !duet_pt_root(DUET_ROOT_DESTROY, NEW_ROOT(0));
		}
	irq_hook = 0;
	ok(good && hit > 30, "a root half made, taken for another");
}

/* User's code modifies itself, in the page that it runs in */
static void user_code(void)
{
	static struct frame frame;
	volatile uint32_t *page = frame_at(CODE_PA);
	bool good = true;
	uint32_t i;

	if (set_page(L2(0), USER_CODE, CODE_PA | RW | CACHED))
		bail("no writable code");
	flush_tlb();
	for (i = 0; i < 64; i++) {
		page[0] = 0xe5865000;	/* str r5, [r6] */
		page[1] = 0xe1a00000;	/* nop */
		page[2] = 0xe3a07000;	/* mov r7, #0: to be modified */
		page[3] = 0xef000001;
		flush_tlb();
		user_frame_init(&frame, u_swi, 0);
		frame.pc = USER_CODE;
		frame.r[5] = 0xe3a07000 | i;
		frame.r[6] = USER_CODE + 8;
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER;
		/* old or new, depending on the caches */
		good &= frame.r[7] == i || frame.r[7] == 0;
		flush_tlb();
		user_frame_init(&frame, u_swi, 0);
		frame.pc = USER_CODE + 8;
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER &&
			frame.r[7] == i;
	}
	ok(good, "user's code that changes itself");
}

/* Both ends can run a channel's memory, each for itself. */
static void channel_code(void)
{
	volatile uint32_t *p = (volatile uint32_t *)(uintptr_t)
		(shared->channel[CH_PREY].va + 0x8000);
	uint32_t i, und = upcalls[DUET_UPCALL_UND_KERN];
	bool good = true;

	for (i = 0; i < 64; i++) {
		p[0] = i & 1 ? 0xee015f10 : 0xe12fff1e; /* mcr p15; bx lr */
		p[1] = 0xe12fff1e;
		duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
		good &= probe_exec((uintptr_t)p) == (int)(i & 1);
	}
	ok(good && upcalls[DUET_UPCALL_UND_KERN] == und + 32,
	   "code in a channel runs with its own rights");
}

int main(void)
{
	attack_begin();
	user_upcalls();
	user_space();
	report->own[0] = 1;
	changed_swi();
	changed_arguments();
	report->own[0] = 2;
	changed_root();
	report->own[0] = 3;
	user_code();
	channel_code();
	verdict(10);
	plan();
	return 0;
}
