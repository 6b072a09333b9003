// SPDX-License-Identifier: GPL-2.0-only
/*
 * Return states: iret to every kind of place, in every state of the psr, with
 * low bits in pc; kernel stacks that lie anywhere. A user that runs outside of
 * its own pages faults there, as user.
 */
#include "attack.h"
#include "paged.h"

static struct frame frame;
static const uint32_t places[] = {
	0, 0x1000, 0x00040000, 0x40000000, 0xbfffffe0, RAM_VA, RAM_VA + 0x8000,
	0xd8000000, 0xedffffe0, 0xee000000, DUET_SHARED_VA,
	DUET_SHARED_VA + 0x400, DUET_SHARED_VA + 0x1000, HYPERVISOR,
	0xf0000ff0, 0xf0100000, 0xf1000000, 0xf1004000, 0xf4000000, 0xf8000000,
	0xf8001000, 0xfd000000, 0xfe000000, 0xfe200000, 0xffff0000,
	0xffff0008, 0xffff0800, 0xffff0bf0,
};

#define PLACES	(sizeof(places) / sizeof(places[0]))

/*
 * A SWI_USER entry that needs no stack: stores sp in `seen_sp`, and returns to
 * C as user_run does.
 */
extern const char entry_any_stack[], entry_any_irq[];
extern volatile uint32_t seen_sp;
asm(
"	.text\n"
"	.arm\n"
"entry_any_irq:\n"
"entry_any_stack:\n"
"	ldr	lr, =seen_sp\n"
"	str	sp, [lr]\n"
"	ldr	sp, [lr, #4]\n"
"	mov	r0, #0\n"
"	ldmfd	sp!, {r4-r11, pc}\n"
"	.globl	run_any_stack\n"
"run_any_stack:\n"		/* (frame, ksp) */
"	stmfd	sp!, {r4-r11, lr}\n"
"	ldr	r2, =seen_sp\n"
"	str	sp, [r2, #4]\n"
"	ldr	r2, =shared\n"
"	ldr	r2, [r2]\n"
"	str	r1, [r2]\n"		/* ksp is the first word */
"	mov	r1, r0\n"
"	ldr	r0, [r1]\n"
"	mov	r12, #1\n"		/* iret */
"	swi	0\n"
"	mvn	r0, #0\n"
"	ldmfd	sp!, {r4-r11, pc}\n"
"	.ltorg\n"
"	.bss\n"
"	.globl	seen_sp\n"
"seen_sp:	.space	8\n"
"	.text\n");
int32_t run_any_stack(struct frame *frame, uint32_t ksp);

/* With an update queued iret takes the slow path in C. */
static void slowly(bool slow)
{
	if (slow)
		queue(L2(0) | DUET_PT_L2, 0);
}

static bool lands(uint32_t pc, uint32_t psr, bool slow)
{
	uint32_t want = pc & (psr & PSR_T ? ~1u : ~3u);

	user_frame_init(&frame, u_swi, 1);
	frame.pc = pc;
	frame.psr = psr;
	slowly(slow);
	if (user_run(&frame) != DUET_UPCALL_PABT_USER) {
		print("# pc %x psr %x: not a prefetch abort\n", pc, psr);
		return false;
	}
	return frame.pc == want && (entry_cpsr & 0x3f) == 0x10 &&
		frame.psr == ((psr & FLAGS) | (psr & PSR_T) | DUET_PSR_USER);
}

static void anywhere(bool slow, const char *text)
{
	uint32_t i, low, state;
	bool good = true;

	for (i = 0; i < PLACES; i++)
		for (low = 0; low < 4; low++)
			for (state = 0; state < 2; state++)
				good &= lands(places[i] + low, state ?
					      0x10 | PSR_T : 0x10, slow);
	ok(good, text);
}

/* A readable page can be executed: the clock's registers, as user */
static void clock_page(void)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < 0x1000; i += 4) {
		user_frame_init(&frame, u_swi, i);
		frame.pc = (shared->clock_va & ~0xfffu) + i;
		frame.r[12] = 64;
		duet_timer(now() + TICKS_US(5), 1);
		good &= user_run(&frame) >= 0 && (entry_cpsr & 0x1f) == 0x10;
		take();
	}
	duet_timer(0, 0);
	take();
	ok(good, "... and code in the clock's page runs as user");
}

/* All mode bits with each combination of I, F, T and J, at each place */
static void any_state(bool slow, const char *text)
{
	uint32_t mode, bits;
	bool good = true;

	for (mode = 0; mode < 32; mode++)
		for (bits = 0; bits < 16; bits++)
			good &= lands(places[(mode + bits) % PLACES],
				      mode | (bits & 7) << 5 |
				      (bits >> 3) << 24, slow);
	good &= lands(HYPERVISOR, ~PSR_T, slow) && lands(0, ~0u, slow);
	ok(good, text);
}

/* sp may have any value: the hypervisor never stores through it */
static void any_stack(void)
{
	bool good = true;
	uint32_t i, low;

	duet_upcall(DUET_UPCALL_SWI_USER, (uintptr_t)entry_any_stack);
	for (i = 0; i < PLACES; i++)
		for (low = 0; low < 5; low++) {
			user_frame_init(&frame, u_swi, i);
			good &= !run_any_stack(&frame, places[i] + low) &&
				seen_sp == places[i] + low;
			mask();
		}
	ok(good, "a kernel's stack anywhere: a system call's sp is just that");
	duet_upcall(DUET_UPCALL_IRQ_USER, (uintptr_t)entry_any_irq);
	duet_upcall(DUET_UPCALL_DABT_USER, (uintptr_t)entry_any_irq);
	duet_upcall(DUET_UPCALL_UND_USER, (uintptr_t)entry_any_irq);
	good = true;
	for (i = 0; i < PLACES; i++) {
		user_frame_init(&frame, u_loop, i);
		duet_timer(now() + TICKS_US(5), 1);
		good &= !run_any_stack(&frame, places[i] + 2) &&
			seen_sp == places[i] + 2;
		mask();
		take();
		user_frame_init(&frame, u_load, i);
		frame.r[6] = 0x40000000;
		good &= !run_any_stack(&frame, ~places[i]) &&
			seen_sp == ~places[i];
		user_frame_init(&frame, u_und, i);
		good &= !run_any_stack(&frame, places[i]) &&
			seen_sp == places[i];
	}
	ok(good, "... and an interrupt's, an abort's, an undefined one's");
	duet_timer(0, 0);
	take();
	user_upcalls();
}

/* Nor does the hypervisor use user's own sp and lr. */
static void user_stack(void)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < PLACES; i++) {
		user_frame_init(&frame, u_swi, i);
		frame.r[13] = places[i];
		frame.r[14] = ~places[i];
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER &&
			frame.r[13] == places[i] && frame.r[14] == ~places[i];
	}
	ok(good, "user's stack anywhere");
}

/* Words of the shared page that the hypervisor writes and never trusts */
static void forged_words(void)
{
	bool good = true;
	uint32_t i, word;

	for (i = 0; i < PLACES; i++) {
		shared->usp = places[i];
		shared->user.pc = places[i];
		shared->user.psr = ~0u;
		shared->kern.r0 = places[i];
		shared->kern.psr = 0xdf;
		shared->fsr = ~0u;
		shared->steal = ~0u;
		shared->magic = i;
		shared->root = places[i];
		shared->kernel_base = places[i];
		shared->ram_pa = places[i];
		shared->zone_size = ~0u;
		shared->channel[0].va = places[i];
		shared->channel[0].peer = 7;
		shared->nr_channels = ~0u;
		user_frame_init(&frame, u_swi, i);
		slowly(i & 1);
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER;
		good &= probe_ldr(0x1000, &word) && last.frame.far == 0x1000;
		good &= !duet_doorbell(CH_REPORT) &&
			duet_doorbell(2) == DUET_EINVAL;
	}
	ok(good, "overwriting the shared page changes nothing");
}

int main(void)
{
	attack_begin();
	user_upcalls();
	user_space();
	report->own[0] = 1;
	anywhere(false, "iret to a wild pc: user faults there");
	anywhere(true, "... also after updates");
	clock_page();
	report->own[0] = 2;
	any_state(false, "pitfall A3: no bit of the psr but flags and T counts");
	any_state(true, "pitfall A3: ... also after updates");
	report->own[0] = 3;
	any_stack();
	user_stack();
	report->own[0] = 4;
	forged_words();
	verdict(2);
	plan();
	return 0;
}
