// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts: a device that is never acknowledged, a device that is raised for
 * ever and acknowledged at once, acknowledgements of foreign lines, and a line
 * that is left raised and open at the end of a life.
 */
#include "attack.h"
#include "paged.h"

#define UART_VA		0xd0000000u
#define UART(o)		(*(volatile uint32_t *)(UART_VA + (o)))
#define UART_EV		2u
#define MASKED_ALL	0u
#define TX		0x20u

static volatile uint32_t irqs;

static void hook(uint32_t events)
{
	if (events & UART_EV)
		irqs++;
}

/* Each causes the next before it has ended; stacks set a limit to that. */
static volatile uint32_t nested;

static void hook_ack(uint32_t events)
{
	hook(events);
	if (++nested < 8)
		duet_ack(UART_EV);
}

static void device(void)
{
	if (set_link(ROOT, UART_VA, L2(2)) ||
	    set_page(L2(2), UART_VA, UART0_PA | RW))
		bail("the UART can't be mapped");
	flush_tlb();
	UART(0x30) = 0x301;
	UART(0x38) = MASKED_ALL;
}

/* Its line stays raised from here on */
static void raise(void)
{
	UART(0x38) = TX;
	UART(0) = '.';
}

static void rest(uint32_t us)
{
	unmask();
	wait_ticks(TICKS_US(us));
	mask();
}

/*
 * A line left open by the previous life, silent or raised, is masked in this
 * one. (A raised one is masked by its interrupt.)
 */
static void left_over(void)
{
	device();
	if (report->own[1] < 4) {
		duet_ack(UART_EV);
		if (!(report->own[1]++ & 1))
			raise();
		if (report->own[1] & 2)
			double_fault();
		duet_exit(DUET_EXIT_RESTART);
	}
	raise();
	irq_hook = hook;
	rest(3000);
	same(irqs, 0, "a line that a life left open is shut in the next");
}

static void never(void)
{
	uint32_t before = counter(DUET_COUNTER_IRQS);

	duet_ack(UART_EV);
	rest(20000);
	same(irqs, 1, "never acknowledged: one interrupt");
	same(counter(DUET_COUNTER_IRQS), before + 1, "... and no more");
}

static void at_once(void)
{
	uint32_t beats = report->beats, n = 0;

	irqs = 0;
	while (report->beats - beats < 20) {
		duet_ack(UART_EV);
		shared->ack = UART_EV;
		duet_deliver();
		n++;
	}
	ok(counter(DUET_COUNTER_IRQS) >= 2 * n,
	   "raised for ever, acknowledged at once by calls");
	take();
	irq_hook = hook_ack;
	beats = report->beats;
	while (report->beats - beats < 20) {
		nested = 0;
		duet_ack(UART_EV);
		unmask();
		mask();
	}
	irq_hook = hook;
	ok(irqs > 100, "... in its interrupt");
}

static void by_iret(void)
{
	static struct frame frame;
	uint32_t beats = report->beats;
	bool good = true;

	while (report->beats - beats < 20) {
		user_frame_init(&frame, u_loop, 1);
		shared->ack = ~0u;
		good &= user_run(&frame) == DUET_UPCALL_IRQ_USER;
		good &= (take() & UART_EV) != 0;
	}
	ok(good, "... on the way to its user, which never runs");
}

/* Lines of the timer, the console, the other UARTs: no VM may open them */
static void others(void)
{
	uint32_t i, before;

	UART(0x38) = MASKED_ALL;
	duet_ack(UART_EV);
	take();
	before = counter(DUET_COUNTER_IRQS);
	for (i = 0; i < 1000; i++) {
		duet_ack(~UART_EV);
		shared->ack = ~UART_EV;
		duet_deliver();
	}
	rest(5000);
	same(counter(DUET_COUNTER_IRQS), before,
	     "events that are no device's, acknowledged 2,000 times");
}

int main(void)
{
	attack_begin();
	user_upcalls();
	user_space();
	left_over();
	report->own[0] = 1;
	never();
	report->own[0] = 2;
	at_once();
	report->own[0] = 3;
	by_iret();
	report->own[0] = 4;
	others();
	verdict(80);
	plan();
	return 0;
}
