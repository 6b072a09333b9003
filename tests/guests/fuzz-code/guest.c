// SPDX-License-Identifier: GPL-2.0-only
/*
 * All actions of `fuzz`, and random instructions, as user and as kernel. Such
 * code may do anything to this guest itself: each life continues after the
 * operation that ended the last one, and the final life only asks the victim.
 *
 * The seed and the number of operations are words that guest-test can change:
 * equal values give equal runs.
 */
#include "attack.h"
#include "fuzz-paged.h"

#define CRASH_MAX	8000	/* instructions that delay the victim */
#define LIFE		500	/* operations per life */
#define LIVES_MAX	2000
#define BLOCK		12	/* instructions per block */

#define CODE	(FREE_PA + 0x40000)
#define TARGET	(FREE_PA + 0x48800)	/* registers point here */
#define USER_PAGE	0x00040000u

/* In report->own, which survives a restart */
#define OWN_STEPS	1
#define OWN_CODE	2

static volatile uint32_t knobs[4] = { 0x5eed0b17, 0x71b05eed, 1, 6000 };
#define SEED	knobs[2]
#define STEPS	knobs[3]

static volatile bool in_code;

/* A new life is the way out of code that does not return. */
static void hook(uint32_t events)
{
	if (in_code)
		duet_exit(DUET_EXIT_RESTART);
}

/* Forms with random fields: a word, and its random bits */
static const struct form {
	uint32_t word, fields;
} forms[] = {
	{ 0xe0000000, 0x0fffffff },	/* any with condition AL */
	{ 0xee000010, 0x00ffffef },	/* mcr, mrc */
	{ 0xee000f10, 0x00ff00ef },	/* ... to the system's coprocessor */
	{ 0xee000000, 0x00ffffff },	/* cdp */
	{ 0xec000000, 0x01ffffff },	/* ldc, stc, mcrr, mrrc */
	{ 0xe10f0000, 0x0040f000 },	/* mrs */
	{ 0xe120f000, 0x004f00ff },	/* msr from a register */
	{ 0xe320f000, 0x004f0fff },	/* msr immediate */
	{ 0xe8500000, 0x01aff0ff },	/* ldm ^ */
	{ 0xe8400000, 0x01af0fff },	/* stm ^ */
	{ 0xe4200000, 0x03cfffff },	/* ldrt, strt */
	{ 0xe1000090, 0x004ff00f },	/* swp */
	{ 0xe0000090, 0x01efff6f },	/* multiplications, halfwords, doublewords */
	{ 0xe1000000, 0x006fffff },	/* DSP, clz, bx, and undefined ones */
	{ 0xe7f000f0, 0x000fff0f },	/* permanently undefined */
	{ 0xe1b0f000, 0x0000f00f },	/* movs pc */
	{ 0xea000000, 0x00000007 },	/* a short branch */
	{ 0xef000000, 0x000000ff },	/* swi */
	{ 0xe3a0c000, 0x00000017 },	/* number of a call, except console */
	{ 0xf0000000, 0x0fffffff },	/* never, or ARMv5's additional space */
};

static uint32_t some_instruction(void)
{
	const struct form *form = &forms[rnd(sizeof(forms) / sizeof(*forms))];

	if (!rnd(4))
		return rnd(0);
	return form->word | (rnd(0) & form->fields);
}

/* Not the channels, where the victim writes its observations */
static uint32_t some_register(void)
{
	uint32_t value = edge();

	if (!rnd(8) && value - 0xfe000000 >= 0x01000000)
		return value;
	return RAM_VA + TARGET + rnd(64) * 4;
}

/* Writes a block to CODE that ends with the given word */
static void write_block(uint32_t end)
{
	volatile uint32_t *to = frame_at(CODE);
	uint32_t n = 1 + rnd(BLOCK), i;

	for (i = 0; i < n; i++)
		to[i] = some_instruction();
	to[i++] = end;
	to[i] = (uintptr_t)regs_back;
	duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
}

static void user_code(void)
{
	uint32_t i;

	write_block(0xef000001);
	user_frame_init(&frame, u_swi, rnd(32));
	for (i = 0; i < 15; i++)
		frame.r[i] = rnd(4) ? USER_PAGE + rnd(1024) * 4 : edge();
	frame.pc = USER_PAGE + rnd(2) * 4;
	frame.psr = rnd(4) ? 0x10 : rnd(0);
	shared->mask = MASKED;
	duet_timer(now() + TICKS_US(20), 1);
	user_run(&frame);
	take();
}

/* The handler of kernel faults, whatever the stack is */
static void faults_to(const char *entry)
{
	uint32_t kind;

	for (kind = DUET_UPCALL_UND_KERN; kind <= DUET_UPCALL_DABT_KERN; kind++)
		duet_upcall(kind, (uintptr_t)entry);
}

static void kernel_code(void)
{
	struct regs regs;
	uint32_t i;

	write_block(0xe51ff004);		/* ldr pc, [pc, #-4] */
	for (i = 0; i < 15; i++)
		regs.r[i] = some_register();
	regs.r[12] = 20 + rnd(50);
	regs.cpsr = rnd(0) & FLAGS;
	unmask();			/* events from before */
	faults_to(regs_back);
	in_code = true;			/* it may already be late */
	duet_timer(now() + TICKS_US(100), 1);
	regs_run(&regs, RAM_VA + CODE + (rnd(8) ? 0 : 1));
	mask();
	in_code = false;
	shared->busy = 0;
	kern_upcalls();
	take();
}

static void step(void)
{
	uint32_t kind = rnd(16);

	report->own[0] = kind;		/* for worst_at */
	fixup = (uintptr_t)crash_now;
	switch (kind) {
	case 0:
		any_updates();
		break;
	case 1:
		any_user();
		break;
	case 2:
		any_word();
		break;
	case 3:
		any_probe();
		break;
	case 4:
	case 5:
	case 6:
		any_call();
		break;
	case 7:
		kernel_code();
		report->own[OWN_CODE]++;
		break;
	default:
		user_code();
		report->own[OWN_CODE]++;
	}
}

static void begin(void)
{
	kern_upcalls();
	user_upcalls();
	user_space();
	if (set_page(L2(0), USER_PAGE, shared->ram_pa + CODE + (RW | CACHED)))
		bail("the page for code can't be mapped");
	duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(0));
	irq_hook = hook;
}

static void life(void)
{
	uint32_t i;

	state = (shared->lives + SEED * 65537) * 2654435761u | 1;
	begin();
	for (i = 0; i < LIFE && report->own[OWN_STEPS] < STEPS; i++) {
		report->own[OWN_STEPS]++;
		step();
	}
	duet_exit(DUET_EXIT_RESTART);
}

int main(void)
{
	report = (volatile struct report *)(uintptr_t)
		shared->channel[CH_REPORT].va;
	if (report->own[OWN_STEPS] < STEPS && shared->lives < LIVES_MAX)
		life();
	attack_begin();
	print("# seed %u: %u operations, %u of them code, in %u lives\n", SEED,
	      report->own[OWN_STEPS], report->own[OWN_CODE], shared->lives);
	ok(report->own[OWN_STEPS] >= STEPS, "as many operations as wanted");
	/* a crash flushes its tables without polling for interrupts */
	verdict_within(20, CRASH_MAX);
	plan();
	return 0;
}
