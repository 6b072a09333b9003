// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jumps to each word and halfword of the vectors' page, as kernel and as user.
 * Its first 3 KB can't be executed; code in the last KB runs with the
 * attacker's rights, and its timer ends endless loops.
 */
#include "attack.h"
#include "paged.h"

#define PAGE	0xffff0000u
#define KUSER	DUET_KUSER_VA
#define NO_CALL	0x1000u

/* On a stack of its own, whose words all lead back: the code may pop pc. */
#define STACK_WORDS	1024

extern const char guest_jump[];
uint32_t far_stack[STACK_WORDS];
asm(
"	.text\n"
"	.arm\n"
"	.globl	guest_jump\n"
"guest_jump:\n"
"	ldr	sp, =far_stack + 2048\n"
"	bx	r6\n"
"	.ltorg\n");

static int32_t jump_kernel(uint32_t to, uint32_t value)
{
	uint32_t pabt = upcalls[DUET_UPCALL_PABT_KERN], i;
	struct regs regs;

	for (i = 0; i < 13; i++)
		regs.r[i] = value;
	regs.r[6] = to;
	regs.r[12] = NO_CALL;
	regs.r[14] = (uintptr_t)regs_back;
	regs.cpsr = 0;
	for (i = 0; i < STACK_WORDS; i++)
		far_stack[i] = (uintptr_t)regs_back;
	fixup = (uintptr_t)regs_back;
	regs_run(&regs, (uintptr_t)guest_jump);
	fixup = 0;
	if ((regs.cpsr & 0x3f) != 0x10)
		return -1;
	return upcalls[DUET_UPCALL_PABT_KERN] - pabt;
}

static void kernel_vectors(void)
{
	uint32_t at;
	bool good = true;

	for (at = PAGE; at < KUSER; at += 2) {
		if (!(at & 2))
			good &= jump_kernel(at, at) == 1 &&
				last.frame.pc == at && !(last.frame.psr & PSR_T);
		good &= jump_kernel(at | 1, at) == 1 && last.frame.pc == at &&
			last.frame.psr & PSR_T;
	}
	ok(good, "the kernel: each word and halfword of the vectors faults");
}

static int32_t jump_user(uint32_t to, uint32_t psr, uint32_t value)
{
	static struct frame frame;
	uint32_t i;
	int32_t kind;

	for (i = 0; i < 15; i++)
		frame.r[i] = value;
	frame.r[12] = NO_CALL;
	frame.pc = to;
	frame.psr = psr;
	kind = user_run(&frame);
	if ((entry_cpsr & 0x3f) != 0x10)
		return -1;
	if (to < KUSER && frame.pc != to)
		return -1;
	return kind;
}

static void user_vectors(void)
{
	uint32_t at;
	bool good = true;

	for (at = PAGE; at < KUSER; at += 2) {
		if (!(at & 2))
			good &= jump_user(at, 0x10, at) ==
				DUET_UPCALL_PABT_USER;
		good &= jump_user(at, 0x30, at) == DUET_UPCALL_PABT_USER;
	}
	ok(good, "its user: the same");
}

/* Rights to a word: bit 0 read, 1 write, by the kernel; 2, 3 by user */
static uint32_t rights(uint32_t va)
{
	uint32_t word = 0, can = 0;
	static struct frame frame;

	can |= !probe_ldr(va, &word) << 0;
	can |= !probe_str(va, &word) << 1;
	user_frame_init(&frame, u_load, 0);
	frame.r[6] = va;
	can |= (user_run(&frame) == DUET_UPCALL_SWI_USER) << 2;
	user_frame_init(&frame, u_store, 0);
	frame.r[6] = va;
	can |= (user_run(&frame) == DUET_UPCALL_SWI_USER) << 3;
	return can;
}

static bool all_have(uint32_t from, uint32_t words, uint32_t step, uint32_t can)
{
	for (; words--; from += step)
		if (rights(from) != can)
			return false;
	return true;
}

static void reading(void)
{
	ok(all_have(PAGE, 768, 4, 0), "pitfall A9: no guest reads the vectors");
	ok(all_have(KUSER, 256, 4, 5),
	   "pitfall A9: all read the helpers and the TLS word, none writes");
	ok(all_have(shared->clock_va & ~0xfffu, 1024, 4, 5),
	   "pitfall A9: ... and the clock's page");
	ok(all_have(0xfff00000, 224, 0x1000, 0) &&
	   all_have(0xfffe1000, 15, 0x1000, 0),
	   "pitfall A9: there is nothing beside them");
	ok(all_have(HYPERVISOR, 256, 0x1000, 0) &&
	   all_have(0xf0100000, 512, 0x1000, 0) &&
	   all_have(0xf8000000, 256, 0x1000, 0),
	   "pitfall A9: nor is the hypervisor or the victim for anybody");
}

/* Each jump has its own timer: the code there may be a loop. */
static bool jump_for_20_us(uint32_t at, uint32_t psr, uint32_t value)
{
	bool good;

	duet_timer(now() + TICKS_US(20), 1);
	good = jump_user(at, psr, value) >= 0;
	take();
	return good;
}

/* With registers that point nowhere, to its own data, or are small */
static void user_helpers(void)
{
	static const uint32_t values[] = {
		0x40000000, USER_DATA + 0x800, 0, 1, ~0u, HYPERVISOR,
	};
	uint32_t at, v;
	bool good = true;

	for (v = 0; v < sizeof(values) / 4; v++)
		/* up to the end of all memory, in larger steps after 1 KB */
		for (at = KUSER; at >= KUSER; at += at - KUSER < 0x400 ? 2 : 0x102) {
			if (!(at & 2))
				good &= jump_for_20_us(at, 0x10, values[v]);
			good &= jump_for_20_us(at, 0x30, values[v]);
		}
	duet_timer(0, 0);
	take();
	ok(good, "pitfall A9: user in the helpers: back as user from each");
}

/*
 * As kernel a swi there is a call; the one after guest_no_entry requests the
 * end of the VM. So each word is tried in a life that may be its last; own[1]
 * counts.
 */
static void give_up(uint32_t events)
{
	duet_exit(DUET_EXIT_RESTART);
}

static void kernel_helpers(void)
{
	uint32_t at;

	irq_hook = give_up;
	while (report->own[1] < 256) {
		at = KUSER + report->own[1]++ * 4;
		duet_timer(now() + TICKS_US(100), 1);
		unmask();
		jump_kernel(at, 0x40000000);
		jump_kernel(at + 1, 0x40000000);
		jump_kernel(at + 3, 0x40000000);
		mask();
		duet_timer(0, 0);
		take();
		report->own[2]++;
	}
	irq_hook = 0;
}

int main(void)
{
	attack_begin();
	user_upcalls();
	user_space();
	kernel_helpers();
	ok(report->own[2] >= 200,
	   "the kernel in the helpers: back, or its own end");
	print("# %u words came back, %u lives\n", report->own[2],
	      shared->lives);
	kernel_vectors();
	user_vectors();
	user_helpers();
	reading();
	verdict(20);
	plan();
	return 0;
}
