// SPDX-License-Identifier: GPL-2.0-only
/*
 * Masking, pending, block, deliver, ack: with the timer and a UART, whose
 * transmit interrupt is a level that the guest can switch at will.
 */
#include "test.h"

#define UART	(shared->device_va)
#define IMSC	(*(volatile uint32_t *)(UART + 0x38))
#define CR	(*(volatile uint32_t *)(UART + 0x30))
#define DR	(*(volatile uint32_t *)UART)
#define ICR	(*(volatile uint32_t *)(UART + 0x44))
#define TX	0x20

#define TIMER	(1u << DUET_EVENT_TIMER)
#define UART_EV	2u

static volatile uint32_t irqs;

static void hook(uint32_t events)
{
	irqs++;
	if (events & UART_EV)
		IMSC = 0;
}

static void timer_in(uint32_t us)
{
	duet_timer(now() + TICKS_US(us), 1);
}

/* The line is raised, and stays so until IMSC or ICR is written. */
static void uart_raise(void)
{
	CR = 0x301;
	IMSC = TX;
	DR = '.';
}

static void settle(void)
{
	wait_ticks(TICKS_US(300));
}

static void blocking(void)
{
	uint32_t t;

	mask();
	timer_in(10);
	settle();
	t = now();
	same(duet_block(), 0, "block with an event pending");
	ok(now() - t < TICKS_US(100), "... returns at once");
	same(shared->pend, TIMER, "... and leaves it pending");
	same(irqs, 0, "... without an upcall: masked");
	t = now();
	duet_block();
	ok(now() - t < TICKS_US(100), "block again returns at once, too");
	take();
	timer_in(1000);
	t = now();
	duet_block();
	ok(now() - t >= TICKS_US(900), "nothing pending: block waits");
	same(shared->pend, TIMER, "... until there is");
	take();
	shared->mask = 0;
	timer_in(1000);
	duet_block();
	same(irqs, 1, "block with mask 0: the upcall comes before it returns");
	same(last.mask, DUET_PSR_I, "an upcall sets the mask");
	same(last.frame.psr & 0xff, DUET_PSR_KERN,
	     "its record: mode of the kernel, I clear");
	same(shared->mask, 0, "mask is 0 again after it");
}

static void delivering(void)
{
	uint32_t before = irqs, i;
	bool good = true;

	same(duet_deliver(), 0, "deliver with nothing pending");
	shared->mask = 0;
	same(duet_deliver(), 0, "... and mask 0");
	same(irqs, before, "... makes no upcall");
	mask();
	timer_in(10);
	settle();
	same(duet_deliver(), 0, "deliver while masked");
	same(irqs, before, "... makes no upcall");
	same(shared->pend, TIMER, "... and the event stays");
	for (i = 0; i < 32; i++) {
		shared->mask = 1u << i;
		good &= !duet_deliver() && shared->pend == TIMER;
		good &= shared->mask == 1u << i && irqs == before;
	}
	ok(good, "... whatever bit is set in the mask");
	shared->mask = 0;
	same(shared->pend, TIMER, "a store to the mask alone does nothing");
	same(duet_deliver(), 0, "deliver with mask 0");
	same(irqs, before + 1, "... makes the upcall");
	same(shared->pend, 0, "... which took the event");
}

/* Flags and registers of the interrupted code must be preserved. */
static void transparent(void)
{
	uint32_t i, r, before = irqs, back;
	struct regs regs, want;
	bool good = true;

	for (i = 0; i < 32; i++) {
		mask();
		timer_in(1);
		wait_ticks(TICKS_US(50));
		shared->mask = 0;
		regs_fill(&regs, i);
		want = regs;
		regs.r[12] = DUET_CALL_DELIVER;
		regs_run(&regs, (uintptr_t)(i & 1 ? snip_swi_thumb + 1 :
					    snip_swi));
		for (r = 4; r < 12; r++)
			good &= regs.r[r] == want.r[r];
		good &= !regs.r[0] && regs.r[14] == want.r[14];
		good &= (regs.cpsr & FLAGS) == want.cpsr;
		good &= (last.frame.psr & FLAGS) == want.cpsr;
		good &= !!(last.frame.psr & PSR_T) == (i & 1);
		good &= last.frame.r[14] == want.r[14];
		good &= (last.frame.psr & ~(FLAGS | PSR_T)) == DUET_PSR_KERN;
		good &= !last.frame.r[0];
		good &= last.frame.r[12] == DUET_CALL_DELIVER;
		back = (uintptr_t)(i & 1 ? snip_swi_thumb : snip_swi) & ~1u;
		good &= last.frame.pc == back + (i & 1 ? 2 : 4);
		for (r = 1; r < 12; r++)
			good &= last.frame.r[r] == want.r[r];
	}
	ok(good, "an upcall after deliver sees and keeps all registers");
	same(irqs, before + 32, "... each time");
}

/* The interrupted code is a loop in the guest. */
static void anywhere(void)
{
	uint32_t i, before = irqs, sum = 0;

	for (i = 0; i < 50; i++) {
		timer_in(20 + i);
		while (irqs == before + i)
			sum += i;
	}
	same(irqs, before + 50, "upcalls into a running loop");
	ok(sum > 0, "... which went on");
}

/* The record and the registers must describe the interrupted code. */
static void interrupted(void)
{
	uint32_t i, r, before = irqs;
	bool good = true;
	struct regs want;

	for (i = 0; i < 64; i++) {
		regs_fill(&want, i);
		duet_timer(now() + 24 * (20 + i), 1);
		good &= regs_torture(i, 50000);
		for (r = 0; r < 12; r++)
			good &= r == 4 || last.frame.r[r] == want.r[r];
		good &= last.frame.r[14] == want.r[14];
		good &= (last.frame.psr & ~FLAGS) == DUET_PSR_KERN;
		good &= last.frame.pc - (uintptr_t)snip_shift < 16;
		good &= last.mask == MASKED && !shared->mask;
	}
	same(irqs, before + 64, "interrupts of a loop with known registers");
	ok(good, "... the record and the registers show it");
}

static void swapping(void)
{
	mask();
	timer_in(10);
	settle();
	same(swap(&shared->pend, 0), TIMER, "swp takes the event");
	same(swap(&shared->pend, 0), 0, "... once");
	swap(&shared->pend, 0x80000000);
	timer_in(10);
	settle();
	same(take(), 0x80000000 | TIMER, "the hypervisor adds bits only");
	shared->mask = 0;
}

static void device(void)
{
	uint32_t before = irqs, count = counter(DUET_COUNTER_IRQS);

	uart_raise();
	settle();
	same(irqs, before, "a device is masked until its first ack");
	duet_ack(UART_EV);
	settle();
	same(irqs, before + 1, "ack opens it: the upcall comes");
	uart_raise();
	settle();
	same(irqs, before + 1, "it stays masked until the next ack");
	mask();
	duet_ack(UART_EV);
	settle();
	same(shared->pend, UART_EV, "ack call: pending again");
	duet_ack(UART_EV);
	settle();
	same(counter(DUET_COUNTER_IRQS), count + 3,
	     "acknowledged without silencing it: one more interrupt");
	take();
	IMSC = 0;
	shared->mask = 0;
}

/* Block and deliver execute the word `ack`, other calls must not. */
static void ack_word(void)
{
	uint32_t t, before = irqs;

	mask();
	uart_raise();
	shared->ack = UART_EV;
	duet_tls(0);
	same(shared->ack, UART_EV, "another call leaves the ack word");
	same(shared->pend, 0, "... and does not open the line");
	duet_deliver();
	same(shared->ack, 0, "deliver takes the ack word");
	settle();
	same(shared->pend, UART_EV, "... and opens the line");
	take();
	shared->ack = UART_EV;
	timer_in(5000);
	t = now();
	duet_block();
	same(shared->ack, 0, "block takes the ack word");
	ok(now() - t < TICKS_US(4000), "... and the device wakes it");
	same(take(), UART_EV, "... with its event");
	IMSC = 0;
	ICR = 0x7ff;
	duet_timer(0, 0);
	shared->ack = ~UART_EV;
	duet_deliver();
	same(shared->ack, 0, "bits of others are cleared, and ignored");
	same(shared->pend, 0, "... they bring nothing");
	shared->mask = 0;
	same(irqs, before, "no upcall while masked");
}

int main(void)
{
	kern_upcalls();
	irq_hook = hook;
	blocking();
	delivering();
	transparent();
	anywhere();
	interrupted();
	swapping();
	device();
	ack_word();
	plan();
	return 0;
}
