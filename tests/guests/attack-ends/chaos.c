// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs in turn all operations that take long, or leave state behind, until
 * another VM stops it; in each tenth of its lives it hangs until its watchdog
 * ends it. It has nothing to lose.
 */
#include "fuzz.h"
#include "paged.h"

#define UART_VA		0xd0000000u

static struct frame frame;

static void hook(uint32_t events)
{
	duet_timer(now() + rnd(3000), 1);
}

static void tables(void)
{
	uint32_t i, n = rnd(DUET_QUEUE_MAX);

	shared->qlen = 0;
	for (i = 0; i < n; i++)
		queue((ROOT + (0xd0100000 >> 20) * 4 + rnd(16) * 4) |
		      DUET_PT_SECTION, rnd(2) ? FREE_PA | RW : 0);
	duet_pt_update();
	duet_pt_root(rnd(2), NEW_ROOT(rnd(8)));
	duet_mm_switch(rnd(2) ? NEW_ROOT(rnd(8)) : ROOT, rnd(0));
}

static void user(void)
{
	duet_mm_switch(ROOT, 0);
	user_frame_init(&frame, rnd(2) ? u_loop : u_swi, rnd(32));
	shared->ack = rnd(2) ? ~0u : 0;
	duet_timer(now() + rnd(5000), 1);
	user_run(&frame);
	take();
}

static void device(void)
{
	if (set_link(ROOT, UART_VA, L2(6)) ||
	    set_page(L2(6), UART_VA, UART0_PA | RW))
		return;
	flush_tlb();
	*(volatile uint32_t *)(UART_VA + 0x30) = 0x301;
	*(volatile uint32_t *)(UART_VA + 0x38) = rnd(2) * 0x20;
	*(volatile uint32_t *)UART_VA = '.';
	duet_ack(2);
}

static void sleep(void)
{
	duet_timer(now() + rnd(20000), 1);
	if (rnd(2)) {
		unmask();
		duet_block();
		mask();
	} else {
		duet_block();
	}
	take();
}

int main(void)
{
	state = shared->lives * 2654435761u + 1;
	kern_upcalls();
	user_upcalls();
	irq_hook = hook;
	if (shared->lives % 10 == 9)
		for (;;)
			;
	user_space();
	for (;;) {
		duet_kick();
		switch (rnd(6)) {
		case 0:
			tables();
			break;
		case 1:
			user();
			break;
		case 2:
			device();
			break;
		case 3:
			sleep();
			break;
		case 4:
			duet_cache(DUET_CACHE_FLUSH, 0, rnd(0) & 0x1ffffff);
			break;
		default:
			duet_doorbell(0);
			duet_console(RAM_VA + 0x8000, 0);
		}
	}
}
