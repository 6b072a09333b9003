// SPDX-License-Identifier: GPL-2.0-only
/*
 * iret: the psr bits that it accepts, events and updates during it, its
 * failures; and interrupts of user.
 */
#include "paged.h"

static struct frame frame;

/* Makes iret take the slow path */
static void work(void)
{
	queue(L2(0) | DUET_PT_L2, 0);
}

static bool forged(uint32_t psr, const char *snippet, bool slow)
{
	uint32_t want = (psr & FLAGS) | DUET_PSR_USER | (psr & PSR_T);

	user_frame_init(&frame, snippet, 0);
	frame.psr = psr;
	if (slow)
		work();
	if (user_run(&frame) != DUET_UPCALL_SWI_USER)
		return false;
	if (frame.psr != want)
		print("# psr %x became %x\n", psr, frame.psr);
	return frame.psr == want && (entry_cpsr & 0x1f) == 0x10;
}

/* Modes, I, F, A, J, and all undefined bits */
static void psrs(bool slow)
{
	bool modes = true, bits = true, thumb = true;
	uint32_t i;

	for (i = 0; i < 32; i++) {
		modes &= forged(i, u_swi, slow);
		modes &= forged(0x600000c0 | i, u_swi, slow);
		thumb &= forged(0xf0000000 | i | PSR_T, u_swi_thumb, slow);
		bits &= forged((1u << i & ~PSR_T) | 0x10, u_swi, slow);
	}
	bits &= forged(~PSR_T, u_swi, slow);
	thumb &= forged(~0u, u_swi_thumb, slow);
	ok(modes, "each mode in the frame's psr enters user, unmasked");
	ok(bits, "... and each bit but N Z C V Q T is dropped");
	ok(thumb, "... in Thumb state, too");
}

static void low_bits(bool slow)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < 4; i++) {
		user_frame_init(&frame, u_swi, 0);
		frame.pc += i;
		if (slow)
			work();
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER &&
			frame.pc == user_at(u_swi) + 4;
	}
	user_frame_init(&frame, u_swi_thumb, 0);
	frame.pc |= 1;
	if (slow)
		work();
	good &= user_run(&frame) == DUET_UPCALL_SWI_USER &&
		frame.pc == (user_at(u_swi_thumb) & ~1u) + 2;
	ok(good, "low bits of pc do not matter");
}

static bool frame_is(const struct frame *want)
{
	uint32_t i;

	for (i = 0; i < 15; i++)
		if (frame.r[i] != want->r[i])
			return false;
	return frame.pc == want->pc && frame.psr == want->psr;
}

/* With a pending event, the irq upcall is made as if user had been entered */
static void pending(void)
{
	struct frame want;
	bool good = true;
	uint32_t seed;

	for (seed = 0; seed < 32; seed++) {
		mask();
		duet_timer(now() + 24, 1);
		wait_ticks(TICKS_US(50));
		good &= shared->pend == 1;
		user_frame_init(&frame, seed & 1 ? u_swi_thumb : u_swi, seed);
		want = frame;
		good &= user_run(&frame) == DUET_UPCALL_IRQ_USER;
		good &= frame_is(&want) && frame.mask == MASKED;
		good &= take() == 1;
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER;
	}
	ok(good, "iret with an event pending: the irq upcall, all registers");
}

/* An event while user runs: user must continue afterwards. */
static void interrupts(void)
{
	uint32_t i, count = 0;
	bool good = true;
	struct frame want;

	user_frame_init(&frame, u_loop, 5);
	want = frame;
	for (i = 0; i < 20; i++) {
		duet_timer(now() + TICKS_US(100 + i), 1);
		good &= user_run(&frame) == DUET_UPCALL_IRQ_USER;
		good &= frame_is(&want) && take() == 1;
		good &= frame.mask == MASKED && (entry_cpsr & 0x3f) == 0x10;
	}
	ok(good, "interrupts of user: all registers, and on");
	user_frame_init(&frame, u_count, 0);
	frame.r[5] = 0;
	frame.r[6] = USER_DATA;
	good = true;
	for (i = 0; i < 20; i++) {
		duet_timer(now() + TICKS_US(100), 1);
		good &= user_run(&frame) == DUET_UPCALL_IRQ_USER;
		good &= take() == 1 && frame.r[5] > count;
		count = frame.r[5];
	}
	ok(good, "... which counts");
}

/* System calls, interrupts and faults in turn; all states must agree. */
static void turns(void)
{
	uint32_t i, kernel = upcalls[DUET_UPCALL_IRQ_KERN];
	bool good = true;

	for (i = 0; i < 30; i++) {
		user_frame_init(&frame, u_swi, i);
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER;
		good &= duet_doorbell(99) == DUET_EINVAL;
		user_frame_init(&frame, u_loop, i);
		duet_timer(now() + TICKS_US(50), 1);
		good &= user_run(&frame) == DUET_UPCALL_IRQ_USER;
		take();
		duet_timer(now() + TICKS_US(10), 1);
		unmask();
		wait_ticks(TICKS_US(100));
		mask();
		user_frame_init(&frame, u_und, i);
		good &= user_run(&frame) == DUET_UPCALL_UND_USER;
		user_frame_init(&frame, u_swi, i);
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER;
		duet_timer(now() + TICKS_US(10), 1);
		shared->mask = 0;
		wait_ticks(TICKS_US(100));
		mask();
	}
	ok(good, "system calls, interrupts, faults by turns");
	same(upcalls[DUET_UPCALL_IRQ_KERN], kernel + 60,
	     "... and the kernel's own interrupts are the kernel's");
}

static void updates(void)
{
	*frame_at(DATA_PA) = 0x1111;
	*frame_at(RO_PA) = 0x2222;
	flush_tlb();
	queue((L2(0) + (0x70000 >> 12) * 4) | DUET_PT_L2, RO_PA | RO);
	user_frame_init(&frame, u_load, 0);
	frame.r[6] = 0x70000;
	same(user_run(&frame), DUET_UPCALL_SWI_USER, "a queued page is there");
	same(frame.r[5], 0x2222, "... in time for user's first load");
	same(shared->qlen, 0, "the queue is empty");
	shared->ack = 2;
	user_frame_init(&frame, u_swi, 0);
	user_run(&frame);
	same(shared->ack, 0, "the ack word is taken");
}

static void refused(void)
{
	queue((L2(0) + (0x71000 >> 12) * 4) | DUET_PT_L2, STORE_PA | RW);
	queue((L2(0) + (0x72000 >> 12) * 4) | DUET_PT_L2, RO_PA | RO);
	queue((L2(0) + (0x73000 >> 12) * 4) | DUET_PT_L2, ZONE_PA | RW);
	shared->mask = MASKED;
	user_frame_init(&frame, u_swi, 0);
	same(user_run(&frame), ~0u, "refused updates: iret comes back");
	same(iret_result, 2, "... with their number");
	same(shared->queue[0].value, DUET_EPERM, "... the first's error");
	same(shared->queue[1].value, RO_PA | RO, "... the second is good");
	same(shared->queue[2].value, DUET_EPERM, "... the third's error");
	same(shared->mask, MASKED, "... the mask is as it was");
	same(user_run(&frame), DUET_UPCALL_SWI_USER, "and again: user runs");
}

/* The UART's line, which stays raised until its interrupt is disabled */
static void device(void)
{
	volatile uint32_t *uart = (volatile uint32_t *)0xd0000000;
	uint32_t i, irqs = counter(DUET_COUNTER_IRQS);
	struct frame want;
	bool good = true;

	if (set_link(ROOT, 0xd0000000, L2(2)) ||
	    set_page(L2(2), 0xd0000000, UART0_PA | RW))
		bail("the UART can't be mapped");
	flush_tlb();
	uart[0x30 / 4] = 0x301;
	uart[0x38 / 4] = 0x20;
	uart[0] = '.';
	same(take(), 0, "a line is shut before its first acknowledgement");
	for (i = 0; i < 32; i++) {
		user_frame_init(&frame, u_loop, i);
		want = frame;
		shared->ack = 2;
		good &= user_run(&frame) == DUET_UPCALL_IRQ_USER;
		good &= take() == 2 && frame_is(&want) && !shared->ack;
		good &= frame.mask == MASKED;
	}
	ok(good, "iret with ack opens it: the interrupt hits user");
	same(counter(DUET_COUNTER_IRQS), irqs + 32, "... once each time");
	uart[0x38 / 4] = 0;
	shared->ack = 2;
	user_frame_init(&frame, u_swi, 0);
	same(user_run(&frame), DUET_UPCALL_SWI_USER, "silent: user runs");
	same(take(), 0, "... and nothing is pending");
}

static void failures(void)
{
	same(iret_raw(0, DUET_GUEST_TOP), DUET_EINVAL, "frame: too high");
	same(iret_raw(0, DUET_SHARED_VA + 0x400), DUET_EINVAL,
	     "frame: the shared page");
	same(iret_raw(0, 0xf0000000), DUET_EINVAL, "frame: the hypervisor");
	same(iret_raw(0, 0xfffffffc), DUET_EINVAL, "frame: the last word");
	same(duet_doorbell(99), DUET_EINVAL, "other calls continue");
}

int main(void)
{
	kern_upcalls();
	user_upcalls();
	user_space();
	psrs(false);
	psrs(true);
	low_bits(false);
	low_bits(true);
	pending();
	interrupts();
	turns();
	device();
	updates();
	refused();
	failures();
	plan();
	return 0;
}
